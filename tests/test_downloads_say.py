"""Every file that a view hands out opens, and says what it counts: title, unit, period, sources and n."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import lxml.etree
import openpyxl
import pytest
import streamlit as st

from dashboard import showing
from dashboard.charts.picture import draw
from dashboard.downloads import say_about, write_csv, write_xlsx
from dashboard.exhibit import Exhibit
from store.home import Home
from tests.test_dashboard_views import view
from tests.test_numbers_lead import ARGUMENT, filled, now_is_fixed  # noqa: F401 # fixtures

GIVEN: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("matin", {"jour": "2026-11-21"}), ("tendances", {"public": "medecins"}), ("arguments", {}),
    ("arguments", {"argument": ARGUMENT}), ("chiffres", {}), ("acteurs", {}), ("medias", {}),
    ("rechercher", {"q": "contre"}), ("fiabilite", {}), ("passages", {"voix": "lecteurs"}),
)  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A popover that somebody has opened."""

    place: Any
    open: bool = True

    def __enter__(self) -> Any:
        return self.place.__enter__()

    def __exit__(self, *error: Any) -> Any:
        return self.place.__exit__(*error)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Exhibit, Mapping[str, Any] | None]]:
    """What each « Télécharger » of a view drawn from now on hands out, all opened: the exhibit and its drawing."""
    kept: list[tuple[Exhibit, Mapping[str, Any] | None]] = []

    def keep(exhibit: Exhibit, specify: Callable[[], Mapping[str, Any]] | None) -> dict[str, Callable[[], bytes]]:
        kept.append((exhibit, None if specify is None else specify()))
        return {}

    monkeypatch.setattr(showing, "list_downloads", keep)
    monkeypatch.setattr(showing.st, "popover", lambda *given, **named: Opened(st.container()))
    return kept


def bare(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def said_in(exhibit: Exhibit) -> list[str]:
    """What a file must say with its numbers."""
    said = [exhibit.title, exhibit.unit, exhibit.period, exhibit.sources, f"n = {exhibit.said_n}"]
    assert all(said), exhibit.name
    return [bare(one) for one in said]


def cells_of_csv(exhibit: Exhibit) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(write_csv(exhibit).decode("utf-8-sig"), newline=""), delimiter=";")


def words_of_svg(picture: bytes) -> str:
    texts = lxml.etree.fromstring(picture).iter("{http://www.w3.org/2000/svg}text")
    return bare(" ".join("".join(map(str, one.itertext())) for one in texts))


@pytest.mark.parametrize(("name", "params"), GIVEN)
def test_each_file_of_a_view_opens_and_says_what_it_counts(
    filled: Home,  # noqa: F811
    name: str,
    params: Mapping[str, str],
    handed: list[tuple[Exhibit, Mapping[str, Any] | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view(filled, name, monkeypatch, **params)
    assert handed
    for exhibit, specification in handed:
        said = said_in(exhibit)
        lines = list(cells_of_csv(exhibit))
        assert len(lines[0]) == len(exhibit.columns) and lines[len(exhibit.rows) + 1] == []
        values = {bare(line[1]) for line in lines[len(exhibit.rows) + 2 :]}
        assert set(said) <= values, exhibit.name
        book = openpyxl.load_workbook(io.BytesIO(write_xlsx(exhibit)))
        assert book["Données"].max_row == len(exhibit.rows) + 1
        assert set(said) <= {bare(row[1].value) for row in book["À propos"].iter_rows()}, exhibit.name
        if specification is not None:
            notes = [f"{one} : {value}" for one, value in say_about(exhibit).items() if one != "Titre"]
            words = words_of_svg(draw(specification, notes, "svg"))
            title = specification["title"]  # a drawing says it in its own words, over one line or several
            title = title["text"] if isinstance(title, dict) else title
            title = bare(title if isinstance(title, str) else " ".join(title))
            assert [one for one in (title, *said[1:]) if one not in words] == [], exhibit.name
            assert draw(specification, notes, "png").startswith(b"\x89PNG")


READ: tuple[tuple[str, Mapping[str, str], str], ...] = (
    ("matin", {"jour": "2026-11-21"}, "lecteurs-"), ("tendances", {"public": "medecins"}, "positions-"),
    ("tendances", {"public": "medecins"}, "semaines-"), ("tendances", {"public": "medecins"}, "arguments-"),
    ("arguments", {}, "registre"), ("arguments", {"argument": ARGUMENT}, "porteurs"),
    ("passages", {"voix": "presse", "cible": "deremb-prescriptions"}, "passages"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "params", "kind"), READ)
def test_a_file_of_what_a_machine_read_says_how_well_that_voice_is_read(
    filled: Home,  # noqa: F811
    name: str,
    params: Mapping[str, str],
    kind: str,
    handed: list[tuple[Exhibit, Mapping[str, Any] | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view(filled, name, monkeypatch, **params)
    told = [exhibit for exhibit, _ in handed if exhibit.name.startswith(kind)]
    assert told
    for exhibit in told:
        assert "précision" in say_about(exhibit)["Précision"], exhibit.name
