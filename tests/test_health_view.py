"""« Collecte » says how each source is: nothing recorded, all in order, something broken."""

from datetime import timedelta
from pathlib import Path

import pytest

from store.database import open_database
from store.health.filling import Count
from store.home import Home
from tests.dashboard_homes import make_home
from tests.health_homes import LAST, add_source, fill_sound, full, night
from tests.test_dashboard_views import html_of, view, words_of


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


def fill(home: Home, *, is_broken: bool) -> None:
    """A sound source and a new one; with `is_broken`, a third without comments and a fourth whose feed is gone."""
    db = open_database(home.database)
    add_source(db, "Arverne", "Belvedere", "Confrere", "Dauphine")
    fill_sound(db, "arverne")
    fill_sound(db, "belvedere", n_days=10)
    yesterday = LAST - timedelta(days=1)
    for name in ("confrere", "dauphine"):
        fill_sound(db, name, until=yesterday if is_broken else LAST)
    if is_broken:
        lost = full() | {"comments": Count(n=4, n_filled=0, n_again=4, n_lost=4)}
        night(db, "confrere", LAST, shown=4, fields=lost, n_declared=6)
        night(db, "dauphine", LAST, status="404", error="page introuvable (HTTP 404)")
    db.close()


def test_an_empty_home_says_nothing_of_health(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "La santé des sources" not in words_of(view(home, "collecte", monkeypatch))


def test_sources_in_order_are_said_to_be_with_their_figures(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(home, is_broken=False)
    app = view(home, "collecte", monkeypatch)
    words = words_of(app)
    assert "4 sources : 1 pas encore jugée et 3 en ordre." in words and 'data-testid="pannes"' not in html_of(app)
    assert "pourquoi" in words and "Publie 4 textes par jour" in words and "Rythme encore inconnu" in words
    assert "Part remplie d’ordinaire : pages lues 100 %" in words and "lus sur" in words and "200 × 28" in words


def test_a_broken_source_says_why_since_when_and_what_to_do(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(home, is_broken=True)
    words = words_of(view(home, "collecte", monkeypatch))
    assert "4 sources : 2 en panne, 1 pas encore jugée et 1 en ordre." in words
    assert "les commentaires ne sont plus lus" in words and "page introuvable (HTTP 404)" in words
    assert words.count("Que faire :") == 2 and "Depuis le 22 nov. 2026" in words and "dauphine.toml" in words
