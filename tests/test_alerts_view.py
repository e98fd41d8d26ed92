"""« Alertes » and its part of « Ce matin »: calm, standing, muted by a click, suspended, over."""

from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.alerts.night import run_alerts
from store.access import NotAllowedError, Person, open_desk
from store.alerts import list_mutes, mute_alert
from store.database import open_database, open_readonly, rows, transaction
from store.home import Home
from tests.alert_homes import (
    LAST,
    RIVAL,
    SOURCES,
    TODAY,
    add_thread,
    fill_quiet,
    follow,
    mention_actor,
    tell_figure,
    watch_of,
)
from tests.dashboard_homes import make_home
from tests.test_dashboard_views import html_of, links_of, view, words_of

KEY = "volume:reader:grand-public"


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


def fill(home: Home, *, is_event: bool) -> Home:
    db = open_database(home.database)
    with transaction(db):
        fill_quiet(db, n_days=70)
        for day in range(3 if is_event else 0):
            for _ in range(4):
                article = add_thread(db, "phare", LAST - timedelta(days=day), 30, argue=16, sides=(1, 20))
                mention_actor(db, article, RIVAL, quoted=True)
                tell_figure(db, article, 1347.0)
    run_alerts(db, watch_of(), today=TODAY)
    db.close()
    return home


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return fill(make_home(tmp_path_factory.mktemp("calm")), is_event=False)


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return fill(make_home(tmp_path_factory.mktemp("busy")), is_event=True)


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


def test_before_the_first_night_the_view_says_so(empty: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Aucune nuit n’a encore jugé" in words_of(view(empty, "alertes", monkeypatch))
    assert "Alertes en suspens" not in words_of(view(empty, "matin", monkeypatch))


def test_a_young_installation_shows_what_waits(empty: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    db = open_database(empty.database)
    with transaction(db):
        fill_quiet(db, n_days=20)
    run_alerts(db, watch_of(), today=TODAY)
    db.close()
    said = words_of(view(empty, "alertes", monkeypatch))
    assert "attendent de savoir ce qui est habituel" in said and "Chiffre nouveau : tous" in said


def test_a_calm_night_is_told_in_one_sentence_with_what_is_followed(
    calm: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = words_of(view(calm, "alertes", monkeypatch))
    assert "Rien d’inhabituel" in said and "Ce qui est suivi" in said and "12 alertes par an" in said
    assert 'data-testid="alerte"' not in html_of(view(calm, "matin", monkeypatch))


def test_an_alert_says_why_and_leads_to_its_passages(busy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(busy, "alertes", monkeypatch)
    said = words_of(app)
    assert "Les lecteurs écrivent plus que d’habitude" in said and "Pourquoi" in said and "19 fois sur 20" in said
    assert "Un chiffre nouveau circule : 1 347 médecins" in said
    found = [params for _, params in links_of(app, "passages") if params.get("voix") == "lecteurs"]
    params = next(params for params in found if "usage" not in params and "cible" not in params)
    counted = words_of(view(busy, "passages", monkeypatch, **params))
    n = rows(open_readonly(busy.database), "select json_extract(facts, '$.n') as n from alerts where key = :key",
             {"key": KEY})[0]["n"]  # fmt: skip
    assert f"{n} commentaires" in counted


def test_the_asked_alert_comes_first_with_every_text(busy: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    number = rows(open_readonly(busy.database), "select id from alerts where kind = 'figure'")[0]["id"]
    page = html_of(view(busy, "alertes", monkeypatch, alerte=str(number)))
    assert page.index('data-testid="demandee"') < page.index('data-testid="en-cours"')
    first = page[page.index('data-testid="demandee"') : page.index('data-testid="en-cours"')]
    assert first.count('data-testid="texte"') == 12


def test_the_morning_shows_what_stands_with_a_link_to_the_passages(
    busy: Home, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    page = html_of(view(busy, "matin", monkeypatch))
    assert 'data-testid="alertes"' in page and 'data-testid="vers-passages"' in page
    before = html_of(view(busy, "matin", monkeypatch, jour=(TODAY - timedelta(days=1)).isoformat()))
    assert 'data-testid="alertes"' not in before


def test_one_click_mutes_an_alert_and_another_lifts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = fill(make_home(tmp_path / "home"), is_event=True)
    number = rows(open_readonly(home.database), "select id from alerts where key = :key", {"key": KEY})[0]["id"]
    app = view(home, "matin", monkeypatch)
    app.text_input(key="par-alerte").set_value("Camille").run()
    app.button(key=f"sourdine-{number}-7").click().run()
    assert "Les lecteurs écrivent plus" not in words_of(app)
    mute = list_mutes(open_readonly(home.database), TODAY)[KEY]
    assert (mute["made_by"], mute["until_on"]) == ("Camille", "2026-11-28")
    app = view(home, "alertes", monkeypatch)
    assert "en sourdine jusqu’au 28 nov., par Camille" in words_of(app)
    app.text_input(key="par-sourdine").set_value("Camille").run()
    app.button(key=f"lever-{number}").click().run()
    assert list_mutes(open_readonly(home.database), TODAY) == {}
    acts = rows(open_readonly(home.database), "select who, what from audit where act = 'note'")
    assert [row["who"] for row in acts] == ["Camille", "Camille"]


def test_a_reader_s_role_mutes_nothing(busy: Home) -> None:
    db = open_desk(busy.database, Person(name="Lea", role="lecteur", via="proxy"))
    with pytest.raises(NotAllowedError):
        mute_alert(db, KEY, today=TODAY, n_days=7, made_by="Lea")
    db.close()


def test_a_suspended_night_is_said_in_the_morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = fill(make_home(tmp_path / "home"), is_event=False)
    db = open_database(home.database)
    db.execute("delete from source_days where day >= :day", {"day": (LAST - timedelta(days=1)).isoformat()})
    run_alerts(db, watch_of(), today=TODAY)
    db.close()
    assert "Alertes en suspens" in words_of(view(home, "matin", monkeypatch))


def test_what_is_over_is_listed_with_its_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = fill(make_home(tmp_path / "home"), is_event=True)
    db = open_database(home.database)
    for source in SOURCES:
        follow(db, source, TODAY, TODAY + timedelta(days=13))
    for day in range(1, 15):
        run_alerts(db, watch_of(), today=TODAY + timedelta(days=day))
    assert rows(db, "select 1 from alerts where closed_on is null") == []
    db.close()
    assert "Closes" in words_of(view(home, "alertes", monkeypatch))
