"""What the team does with a text, on screen: in « Lire », in the lists, in « Ce matin », by a state in the address."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from store.database import open_database, rows
from store.desk import set_off_topic, set_pin, set_state, write_note
from store.home import Home
from tests.dashboard_homes import fill_large, fill_small, make_home
from tests.test_dashboard_views import html_of, links_of, some_article, view, words_of


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = make_home(tmp_path / "home")
    fill_small(made)
    return made


def named(app: AppTest, item: str) -> AppTest:
    app.text_input(key=f"suivi-par-{item}").set_value("Léa")
    return app.run()


def test_an_article_is_taken_answered_and_noted_in_a_click_each(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    article = some_article(home)
    app = named(view(home, "lire", monkeypatch, article=article), article)
    app = app.button(key=f"etat-taken-{article}").click().run()
    assert "pris par Léa" in words_of(app)
    app.text_input(key=f"lien-{article}").set_value("https://syndicat.example/reponse")
    app = next(one for one in app.button if one.label == "Répondu").click().run()
    assert "répondu" in words_of(app) and 'href="https://syndicat.example/reponse"' in html_of(app)
    app.text_area(key=f"note-{article}").set_value("Rappeler <i>Anne</i>.")
    app = next(one for one in app.button if one.label == "Garder la note").click().run()
    assert "Rappeler &lt;i&gt;Anne&lt;/i&gt;." in html_of(app) and "Historique (3)" in words_of(app)
    for where in ("matin", "lire"):
        assert "répondu" in words_of(view(home, where, monkeypatch))


def test_off_topic_empties_the_morning_at_once_and_can_be_undone(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    article = some_article(home)
    before = words_of(view(home, "matin", monkeypatch))
    app = named(view(home, "lire", monkeypatch, article=article), article)
    app = app.button(key=f"sujet-{article}").click().run()
    assert "article" not in words_of(view(home, "matin", monkeypatch))
    assert "hors sujet" in words_of(view(home, "lire", monkeypatch, etat="hors-sujet"))
    assert next(one for one in app.button if one.key == f"sujet-{article}").label == "Remettre dans le débat"
    app.button(key=f"sujet-{article}").click().run()
    after = words_of(view(home, "matin", monkeypatch))
    assert "1 article" in after and ("3 commentaires" in after) == ("3 commentaires" in before)


def test_a_comment_and_a_passage_are_followed_where_they_are_read(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    article = some_article(home)
    app = view(home, "lire", monkeypatch, article=article)
    comment = next(params["element"] for text, params in links_of(app, "lire") if text == "suivre")
    app = named(view(home, "lire", monkeypatch, article=article, element=comment), comment)
    app = app.button(key=f"etat-todo-{comment}").click().run()
    assert "à traiter" in words_of(app)
    db = open_database(home.database)
    passage = rows(db, "select id from passages where owner_kind = 'comment' limit 1")[0]["id"]
    set_pin(db, passage, pinned=True, made_by="Bo")
    db.close()
    assert "suivi-comment" in html_of(view(home, "lire", monkeypatch, etat="a-traiter"))
    assert "suivi-passage" in html_of(view(home, "lire", monkeypatch, etat="epingle"))
    assert "suivi-" not in html_of(view(home, "lire", monkeypatch, etat="pris"))


@pytest.mark.parametrize("state", ["a-traiter", "pris", "repondu", "epingle", "note", "hors-sujet", "nimporte"])
def test_a_state_in_the_address_is_drawn_on_every_list(home: Home, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    db = open_database(home.database)
    item = some_article(home)
    for act in (lambda: set_state(db, item, "todo", made_by="Léa"), lambda: write_note(db, item, "n", made_by="Léa"),
                lambda: set_pin(db, item, pinned=True, made_by="Léa")):  # fmt: skip
        act()
    db.close()
    for where in ("lire", "matin"):
        app = view(home, where, monkeypatch, etat=state)
        assert "panne" not in html_of(app)
        is_shown = re.search('data-testid="(suivi-)?article"', html_of(app)) is not None
        assert is_shown == (state in ("a-traiter", "epingle", "note", "nimporte"))


def test_two_articles_are_merged_and_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home(tmp_path / "large")
    fill_large(home, n_threads=2, n_comments=2)
    article = some_article(home)
    db = open_database(home.database)
    other = rows(db, "select id from articles where id <> :id", {"id": article})[0]["id"]
    app = named(view(home, "lire", monkeypatch, article=article), article)
    app = app.selectbox(key=f"fusion-{article}").set_value(other).run()
    app = app.button(key=f"fusionner-{article}").click().run()
    assert "fusionné" in words_of(app)
    assert len({row["story_id"] for row in rows(db, "select story_id from articles")}) == 1
    app = app.button(key=f"separer-{article}").click().run()
    assert len({row["story_id"] for row in rows(db, "select story_id from articles")}) == 2


def test_a_refused_link_is_said_and_nothing_is_kept(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    article = some_article(home)
    app = named(view(home, "lire", monkeypatch, article=article), article)
    app.text_input(key=f"lien-{article}").set_value("javascript:alert(1)")
    app = next(one for one in app.button if one.label == "Répondu").click().run()
    assert "ne commence pas par http" in words_of(app)
    db = open_database(home.database)
    assert rows(db, "select * from desk_items") == []


def test_what_is_pinned_comes_first_in_the_morning_and_in_the_review(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from tests.dashboard_homes import NOW, add_thread, prepare

    home = make_home(tmp_path / "two")
    db = open_database(home.database)
    prepare(db)
    add_thread(db, 1, ["contre"], at=NOW - timedelta(hours=1))
    older = add_thread(db, 2, ["pour"], at=NOW - timedelta(hours=3))
    set_pin(db, older, pinned=True, made_by="Léa")
    for where in ("matin", "revue"):
        shown = words_of(view(home, where, monkeypatch))
        assert shown.index("numéro 2") < shown.index("numéro 1")
    set_off_topic(db, older, off_topic=True, made_by="Léa")
    assert "numéro 2" not in words_of(view(home, "revue", monkeypatch))
