"""« Fiabilité » and « À vérifier » on empty, small and large homes, and from a night's draw to a corrected share."""

import html
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from store.database import open_database, open_readonly, rows
from store.home import Home
from store.queries.audits import list_to_check
from store.queries.queue import list_useful
from store.sampling import Said, answer_item, draw_sample
from tests.dashboard_homes import TARGET, fill_large, fill_small, make_home
from tests.test_dashboard_views import html_of, view, words_of

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Home]:
    """Homes by size, read only by the tests that share them."""
    made = {size: make_home(tmp_path_factory.mktemp(size)) for size in ("empty", "small", "large")}
    fill_small(made["small"])
    fill_large(made["large"])
    return made


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A large home of which 120 comments were judged: a third of those counted against are in fact favourable."""
    home = make_home(tmp_path_factory.mktemp("audited"))
    fill_large(home)
    db = open_database(home.database)
    for day in range(30):
        draw_sample(db, TODAY + timedelta(days=day))
    for place, item in enumerate(list_to_check(db, limit=1000)):
        said = "against" if "contre" in item["body"] else "favour" if "pour" in item["body"] else "neutral"
        said = "favour" if place % 3 == 0 else said
        answer_item(db, item["id"], Said(is_relevant=True, stances={TARGET: said}), made_by="Camille")
    db.close()
    return home


@pytest.mark.parametrize("name", ["fiabilite", "verifier"])
@pytest.mark.parametrize("size", ["empty", "small", "large"])
def test_the_views_of_trust_are_drawn_on_every_size(
    homes: dict[str, Home], size: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = view(homes[size], name, monkeypatch)
    assert "<h1" in html_of(app) and "panne" not in html_of(app)


def test_before_a_hundred_audits_no_share_is_corrected(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    shown = words_of(view(homes["large"], "fiabilite", monkeypatch))
    assert "0 commentaire jugé sur 100 nécessaires" in shown
    assert (
        shown.count("non corrigée") >= 2
        and "Aucun commentaire lu ne parle de" in shown
        and "Pas encore mesuré" in shown
    )


def test_trust_counts_the_weeks_that_trends_count(homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"public": "medecins", "panel": "tout"}
    trends, trust = (
        html_of(view(homes["large"], name, monkeypatch, **params))
        for name, params in (("tendances", asked), ("fiabilite", {"public": "medecins"}))
    )
    of_target = re.compile(rf'href="(passages[^"]*cible={TARGET}[^"]*position=contre[^"]*)"[^>]*>([^<]+)</a>')
    counted = {html.unescape(way): n for way, n in of_target.findall(trends)}
    ways = [(html.unescape(way), n) for way, n in of_target.findall(trust)]
    assert ways and all(counted.get(way) == n for way, n in ways)


def test_what_is_not_covered_is_said_with_the_share_read_in_full(
    homes: dict[str, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(homes["large"], "fiabilite", monkeypatch))
    for piece in ("radio", "télévision", "réseaux fermés", "Lus en entier", "(100 %)", "pas un sondage"):
        assert piece in shown


def test_audits_correct_the_shares_and_calibrate_the_scores(audited: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(audited, "fiabilite", monkeypatch, du="2026-07-20", au="2026-11-22")
    shown = words_of(app)
    assert "120 commentaires tirés au hasard et jugés" in shown
    assert "mesurée par l’audit de 120 commentaires tirés au hasard" in shown
    corrected = html_of(app).count('<b class="count">')
    assert corrected == 2  # against and for, on the one target that is spoken of


def test_a_judgement_is_recorded_without_showing_the_stance_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    fill_large(home, n_threads=5, n_comments=3)
    db = open_database(home.database)
    draw_sample(db, TODAY)
    db.close()
    app = view(home, "verifier", monkeypatch)
    assert "5 textes à juger" in words_of(app) and 'class="stance' not in html_of(app)
    app.selectbox[0].select("favour")
    app.text_input[0].input("Camille")
    app.button[0].click().run()
    assert "4 textes à juger, 1 déjà jugé" in words_of(app)
    db = open_readonly(home.database)
    assert len(rows(db, "select 1 from sample_answers")) == 1 and not rows(db, "select 1 from desk_corrections")
    db.close()


def test_the_queue_corrects_in_one_click_and_leaves_the_drawn_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    fill_large(home, n_threads=5, n_comments=3)
    db = open_database(home.database)
    draw_sample(db, TODAY)
    db.execute("update verdicts set score = 0.5 where target <> '' and voice = 'reader'")
    db.conn.commit()
    drawn = {row["owner_id"] for row in rows(db, "select owner_id from sample_items")}
    useful = list_useful(db, limit=50)
    assert useful and not drawn & {row["owner_id"] for row in useful}
    db.close()
    app = view(home, "verifier", monkeypatch, file="utiles")
    app.text_input[0].input("Camille").run()
    next(one for one in app.button if one.label == "Pour").click().run()
    db = open_readonly(home.database)
    kept = rows(db, "select before_value, value, status, made_by from desk_corrections")
    assert kept == [{"before_value": useful[0]["stance"], "value": "favour", "status": "confirmed",
                     "made_by": "Camille"}]  # fmt: skip
    assert useful[0]["owner_id"] not in {row["owner_id"] for row in list_useful(db, limit=50)}
    db.close()


def test_the_passage_asked_for_is_corrected_in_one_click_and_the_word_before_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "home")
    fill_small(home)
    db = open_readonly(home.database)
    found = rows(db, "select p.id, p.thread_id from passages p join comments c on c.id = p.owner_id"
                     " where c.body like '%contre%'")[0]  # fmt: skip
    app = view(home, "lire", monkeypatch, article=found["thread_id"], passage=found["id"])
    app.text_input(key="par-clic").input("Camille").run()
    app.button(key=f"corriger-{TARGET}-favour").click().run()
    assert "décidé par une personne" in words_of(app)
    kept = rows(db, "select before_value, value, made_by from desk_corrections")
    assert kept == [{"before_value": "against", "value": "favour", "made_by": "Camille"}]
    db.close()
