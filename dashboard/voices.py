"""Share of voice: how much of what the press quotes each camp says, and where it is named."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlite_utils import Database

from dashboard.intervals import ENOUGH, Counts, bound_shares
from store.database import Row
from store.queries.filters import Filters
from store.queries.voices import PressNaming, PressQuotes, count_named, count_quotes
from store.watch import Watch

NOBODY = ""  # the camp of speakers that the watch does not know


@dataclass(kw_only=True)
class Voice:
    """One camp or actor: its quotes and their words, the articles that quote it, or name it by place, and comments.

    `low` and `high` bound its share of the words quoted (0–1), `None` when there are too few quotes.
    """

    slug: str
    n_quotes: int = 0
    n_unique: int = 0
    n_words: int = 0
    n_articles: int = 0
    named: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    n_comments: int = 0
    n_comments_unique: int = 0
    share: float | None = None
    low: float | None = None
    high: float | None = None


def camp_of(watch: Watch, actor: str) -> str:
    """The camp of an actor's slug, `NOBODY` for one that the watch does not know (any more)."""
    found = watch.actor(actor) if actor else None
    return found.camp if found else NOBODY


def find_press(
    db: Database, filters: Filters, *, camps: Sequence[tuple[str, str]]
) -> tuple[dict[str, Voice], dict[str, Voice]]:
    """The voices of the press over a period, by camp then by actor; `camps` gives the camp of each actor that the watch
    knows. Asked as one query, so that what is kept is the voices, not their quotes."""
    quoted, known = Quoted(count_quotes(db, filters)), dict(camps)
    by_camp = quoted.gather(count_named(db, filters, camps=known), lambda actor: known.get(actor, NOBODY))
    return by_camp, quoted.gather(count_named(db, filters), str)


class Quoted:
    """What the press quotes: of each row of `count_quotes`, its article, its actor, and three numbers."""

    def __init__(self, quotes: Sequence[PressQuotes]) -> None:
        self.actors = list(dict.fromkeys(one[0] for one in quotes))
        threads = sorted({one[1] for one in quotes})
        columns, lines = ({name: place for place, name in enumerate(names)} for names in (self.actors, threads))
        self.n_threads = len(threads)
        self.numbers = np.array([(lines[thread], columns[actor], *rest) for actor, thread, *rest in quotes],
                                dtype=np.int64).reshape(-1, 5).T  # fmt: skip

    def _add_up(self, places: Sequence[int], n_voices: int) -> list[Counts]:
        """Quotes, those unique and words by article (lines) and voice (columns), from the voice of each actor."""
        cells = self.numbers[0] * n_voices + np.array(places, dtype=np.int64)[self.numbers[1]]
        n_cells = self.n_threads * n_voices
        return [np.bincount(cells, weights=numbers, minlength=n_cells).astype(np.int64).reshape(-1, max(1, n_voices))
                for numbers in self.numbers[2:]]  # fmt: skip

    def gather(self, named: Sequence[PressNaming], slug_of: Callable[[str], str]) -> dict[str, Voice]:
        """The voices by `slug_of(actor)`, most words first; `named` is by slug already."""
        voices = {slug: Voice(slug=slug) for slug in dict.fromkeys(map(slug_of, self.actors))}
        order = list(voices)
        n, n_unique, words = self._add_up([order.index(slug_of(actor)) for actor in self.actors], len(voices))
        sums = np.column_stack([one.sum(axis=0) for one in (n, n_unique, words, n > 0)]).tolist()
        for one, found in zip(voices.values(), sums, strict=False):  # nobody is quoted: one column, of nothing
            one.n_quotes, one.n_unique, one.n_words, one.n_articles = found
        if sum(one.n_quotes for one in voices.values()) >= ENOUGH:
            _measure(list(voices.values()), words)
        for slug, where, n_articles in named:
            _voice_of(voices, slug).named[where] = n_articles
        return dict(sorted(voices.items(), key=lambda item: (item[0] == NOBODY, -item[1].n_words, item[0])))


def _voice_of(voices: dict[str, Voice], slug: str) -> Voice:
    found = voices.get(slug)
    if found is None:
        found = voices[slug] = Voice(slug=slug)
    return found


def gather_readers(named: Sequence[Row], slug_of: Callable[[str], str]) -> dict[str, Voice]:
    """Whom readers name by `slug_of(actor)`, most named first, from rows of `count_named_by_readers`."""
    voices: dict[str, Voice] = {}
    for row in named:
        one = _voice_of(voices, slug_of(row["actor"]))
        one.n_comments += row["n"]
        one.n_comments_unique += row["n_unique"]
    return dict(sorted(voices.items(), key=lambda item: (-item[1].n_comments, item[0])))


def _measure(voices: Sequence[Voice], words: Counts) -> None:
    """Fills the shares of words, by thread and voice, with their intervals: whole articles are drawn, since one of them
    quotes at length.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    low, high = bound_shares(words, words.sum(axis=1))
    total = max(1, int(words.sum()))
    for place, one in enumerate(voices):
        one.share = one.n_words / total
        one.low, one.high = min(float(low[place]), one.share), max(float(high[place]), one.share)
