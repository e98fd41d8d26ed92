"""What a view is given: the home, the watch, the address, and a way to ask the database."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st
from sqlite_utils import Database

from dashboard.address import Params
from dashboard.ahead import ask_ahead
from dashboard.theme import darken
from store.access import Person, open_desk
from store.home import Home
from store.watch import FILES, Watch, load_watch

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One showing of one view to one person. `db` reads only, and is closed when the view has been drawn.

    What a click writes goes through `desk`: nothing else of the dashboard opens the database for writing.
    """

    home: Home
    watch: Watch
    params: Params
    today: date
    db: Database
    version: str
    person: Person

    def ask(self, query: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer of a query of `store.queries`, kept as long as the data does not change."""
        answer: R = _answer(self.db, query, self._key_of(query), args, kwargs)
        return answer

    def begin(self, query: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs) -> None:
        """Begins a query that `ask` will ask in the same words, beside those already begun and the drawing itself."""
        key = self._key_of(query)
        ask_ahead(self.home.database, [lambda db: _answer(db, query, key, args, kwargs)])

    def _key_of(self, query: Callable[..., Any]) -> tuple[object, ...]:
        name = f"{query.__module__}.{query.__qualname__}"
        place = (str(self.home.database), self.home.database.stat().st_ino)
        return place, self.version, name

    @contextmanager
    def desk(self) -> Iterator[Database]:
        """A connection that writes in this person's name what their role gives; closed at the end of the block.

        Raises:
            NotAllowedError: at an act that their role does not give.
        """
        with closing(open_desk(self.home.database, self.person)) as db:
            yield db

    def draw(self, key: tuple[object, ...], make: Callable[[], Any], *, text: str) -> None:
        """Shows the chart that `make` draws, kept under `key` as long as the data and the watch do not change.

        `text` is read aloud in its place.
        """
        drawn = self.specify(key, make)
        st.vega_lite_chart(darken(drawn) if is_dark() else drawn, width="stretch", theme=None, alt=text)

    def specify(self, key: tuple[object, ...], make: Callable[[], Any]) -> dict[str, Any]:
        """The chart that `draw` shows, as Vega-Lite reads it, in the colours of paper."""
        place = (str(self.home.database), self.home.database.stat().st_ino, self.version, self.watch.fingerprint)
        return _specification((*place, *key), make)


def is_dark() -> bool:
    """Whether the page is shown by night, as its browser last said."""
    return st.context.theme.type == "dark"


# Ten minutes: what `vigie forget` erased leaves the memory too, even when no run was recorded.
@st.cache_data(max_entries=400, ttl=600, show_spinner=False)
def _answer(_db: Database, _query: Callable[..., Any], key: Any, args: Any, kwargs: Any) -> Any:
    return _query(_db, *args, **kwargs)


@st.cache_data(max_entries=400, ttl=600, show_spinner=False)
def _specification(key: Any, _make: Callable[[], Any]) -> dict[str, Any]:
    """A chart as Vega-Lite reads it; the tests check it against the schema."""
    return dict(_make().to_dict())


def read_watch(folder: Path) -> Watch:
    """The watch of the home, read again when a file of it changed.

    Raises:
        WatchError: a file is missing or unreadable, or a value breaks a rule.
    """
    stamps = tuple((folder / name).stat().st_mtime_ns if (folder / name).exists() else 0 for name in FILES)
    return _watch_of(folder, stamps)


@st.cache_resource(max_entries=4, show_spinner=False)
def _watch_of(folder: Path, stamps: tuple[int, ...]) -> Watch:
    return load_watch(folder)
