"""« Revue de presse » on screen: edited, signed, sent, corrected, on every size."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from store.database import open_database, rows
from store.home import Home
from store.outbox import begin_handing, end_handing, list_deliveries
from tests.dashboard_homes import fill_large, fill_small, make_home
from tests.smtp_servers import smtp_server
from tests.test_dashboard_views import html_of, view, words_of
from tests.test_review import send_through
from vigie.nightly import run_work

DAY = "2026-11-22"


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = make_home(tmp_path / "home")
    fill_large(made, n_threads=3, n_comments=4)
    return made


def named(app: AppTest) -> AppTest:
    app.text_input(key="revue-par").set_value("Léa Martin")
    return app.run()


def press(app: AppTest, start: str) -> AppTest:
    (button,) = [one for one in app.button if str(one.key).startswith(start)][:1]
    return button.click().run()


@pytest.mark.parametrize("size", ["empty", "small", "large"])
def test_the_review_is_drawn_on_every_size(tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / size)
    if size != "empty":
        (fill_small if size == "small" else fill_large)(home)
    app = view(home, "revue", monkeypatch)
    assert "Revue de presse" in words_of(app) and "panne" not in html_of(app) and "Aperçu" in words_of(app)
    assert html_of(app).count("<h1") == 1, "the title of the letter stands under that of the view"


def test_nothing_can_be_changed_without_a_name(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(home, "revue", monkeypatch)
    assert all(one.disabled for one in app.button)
    assert not any(one.disabled for one in named(app).button if str(one.key).startswith(("drop", "signer")))


def test_a_click_leaves_an_article_out_and_another_takes_it_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = press(named(view(home, "revue", monkeypatch)), "drop-article")
    assert "écarté" in words_of(app) and "n’est pas repris dans cette revue" in words_of(app)
    app = press(app, "reset-article")
    assert "n’est pas repris" not in words_of(app)
    db = open_database(home.database)
    assert [row["made_by"] for row in rows(db, "select made_by from desk_brief_edits")] == ["Léa Martin"] * 2


def test_a_comment_is_printed_in_the_preview(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = named(view(home, "revue", monkeypatch))
    (field,) = [one for one in app.text_area if str(one.key).startswith("commentaire-")][:1]
    app = field.set_value("À rappeler <b>avant</b> 9 h.").run()
    assert html_of(app).count("À rappeler &lt;b&gt;avant&lt;/b&gt; 9") == 2  # beside the item, and in the mail


def test_signing_freezes_sends_and_opens_the_way_to_a_correction(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server() as box:
        send_through(home, box)
        app = named(view(home, "revue", monkeypatch))
        assert "l’envoie à revue-de-presse@example.org et bureau@example.org" in words_of(app)
        app = press(app, "signer-revue")
        shown = words_of(app)
        assert "Revue signée par Léa Martin" in shown and "prochain passage" in shown and "en attente" in shown
        assert [one for one in app.button if one.key == "signer-revue"] == []
        run_work(home)
        app = view(home, "revue", monkeypatch)
        assert "partie" in words_of(app) and "Ce qui est parti" in words_of(app) and "empreinte" in words_of(app)
        app = named(view(home, "revue", monkeypatch, corriger="1"))
        assert "rien encore" in words_of(app)
        app = app.text_area(key=f"mot-{DAY}").set_value("Un mot oublié.").run()
        assert "Le mot d’ouverture a changé." in words_of(app)
        app = press(app, "signer-revue")
        assert "Dites en une phrase" in words_of(app)
        app = app.text_input(key="motif-correction").set_value("Il manquait un mot.").run()
        app = press(app, "signer-revue")
        assert "Correction n° 1 signée par Léa Martin" in words_of(app)
        run_work(home)
    assert [str(mail["Subject"])[:15] for mail in box.mails] == ["Revue de presse"] * 2 + ["Correction n° 1"] * 2


def test_a_doubtful_delivery_is_settled_by_a_person(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server() as box:
        send_through(home, box)
        press(named(view(home, "revue", monkeypatch)), "signer-revue")
    db = open_database(home.database)
    for row in list_deliveries(db, 1):
        begin_handing(db, row["id"], home.sent_file)
        end_handing(db, row["id"], "doubt", "coupé")
    app = view(home, "revue", monkeypatch)
    assert html_of(app).count(">incertain<") == 2
    app.text_input(key="envoi-par-1").set_value("Léa")
    app = press(app.run(), "recue-1-True")
    app = press(app, "recue-2-False")
    assert [row["status"] for row in list_deliveries(db, 1)] == ["sent", "waiting"]
