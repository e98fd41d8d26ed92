"""The page of the week: one sheet, four charts, three quotes, on every size of database."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from dashboard.brief.as_week import find_height, render_week_html, render_week_pdf
from dashboard.brief.records import QuoteItem, Trail
from dashboard.brief.week import build_week, last_whole_week
from store.database import open_database
from store.home import HOME_VARIABLE, Home
from store.watch import load_watch
from tests.brief_homes import add_article, prepared, tag_article
from tests.dashboard_homes import NOW, fill_large, make_home
from vigie.cli import cli


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Sunday 22 November 2026."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


def n_pages(printed: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(printed)).pages)


@pytest.mark.parametrize(
    ("day", "monday"),
    [(date(2026, 11, 22), date(2026, 11, 16)), (date(2026, 11, 23), date(2026, 11, 16)),
     (date(2026, 11, 28), date(2026, 11, 16)), (date(2026, 11, 29), date(2026, 11, 23))],
)  # fmt: skip
def test_the_week_is_the_last_whole_one(day: date, monday: date) -> None:
    assert last_whole_week(day) == (monday, monday + timedelta(days=6))


def test_an_empty_home_gives_one_sheet_that_says_so(home: Home) -> None:
    week = build_week(open_database(home.database), load_watch(home.watch), NOW.date())
    page = render_week_html(week).decode()
    assert n_pages(render_week_pdf(week)) == 1 and page.count("<svg") == 0
    assert page.count("aucun commentaire daté") == 4 and "Aucune personne nommée" in page


def test_a_full_week_holds_on_one_sheet_with_four_charts_and_three_long_quotes(home: Home) -> None:
    db = prepared(home)
    for number, name in enumerate(("Ondine Passeroche", "Basile Tourterelle", "Cléa Farandole", "Zoé Quenouille")):
        words = f"Cette mesure numéro {number} punit les malades " + "et encore les plus fragiles du pays " * 14
        row = add_article(db, f"« {words.strip()} », dit {name}.", at=NOW - timedelta(days=number), number=number)
        tag_article(db, row, quotes={words.strip(): name})
    db.close()
    fill_large(home, n_threads=30)
    db = open_database(home.database)
    week = build_week(db, load_watch(home.watch), NOW.date())
    page = render_week_html(week).decode()
    assert n_pages(render_week_pdf(week)) == 1
    assert page.count("<svg") == 4 and page.count("<blockquote>") == 3
    assert len({one.speaker for one in week.quotes}) == 3
    assert "<script" not in page and "src=" not in page and "<image" not in page
    assert week.title == "La semaine du 16\u00a0nov. au 22\u00a0nov. 2026" and "en moyenne sur les 12" in page


def test_the_command_writes_the_page_and_only_in_its_formats(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(home.folder))
    done = CliRunner().invoke(cli, ["brief", "--week", "--day", "2026-11-22", "--format", "html"])
    assert done.exit_code == 0 and done.output.strip().endswith("semaine-2026-11-16.html")
    refused = CliRunner().invoke(cli, ["brief", "--week", "--day", "2026-11-22", "--format", "md"])
    assert refused.exit_code == 3 and "html et en pdf" in refused.output
    assert CliRunner().invoke(cli, ["brief", "--week", "--sign", "Léa"]).exit_code == 2


def test_the_charts_take_the_room_that_the_quotes_leave(home: Home) -> None:
    week = build_week(open_database(home.database), load_watch(home.watch), NOW.date())
    said = QuoteItem(text="Des mots qui prennent de la place. " * 25, speaker="Ondine Passeroche", source="La Gazette",
                     when="dim. 22 nov. 2026", href=None, trail=Trail(words="vue « Lire »", href=None))  # fmt: skip
    short, long = find_height(week), find_height(replace(week, quotes=(said, said, said)))
    assert long < short and n_pages(render_week_pdf(replace(week, quotes=(said, said, said)))) == 1
