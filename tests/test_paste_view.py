"""« Coller / Déposer »: every answer says what was understood, and a person can mend it there."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from crawler.inbox import answer_requests
from dashboard.clip_words import list_gaps
from store.database import open_database, rows
from store.home import Home
from store.inbox import HandedIn, hand_in, record_refusal, request_text
from store.runs import start_run
from store.writes import Tagger, save_analyses, save_taggers
from tests.builders import RELEVANT, analysis
from tests.dashboard_homes import HOSTILE, make_home
from tests.mails import EXTRACT, LONG, alert
from tests.test_dashboard_views import html_of, links_of, view, words_of

PAGE = f"La réforme des lampes est adoptée\n\nPublié le 12/11/2026\n\n{EXTRACT}\n\n{LONG}\n"


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every view stands on the same morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A pasted page, an alert of three items with a zip, a hostile name, a refused mail, and one that waits."""
    home = make_home(tmp_path / "home")
    db = open_database(home.database)
    mail = alert()
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="dossier.zip")
    request_text(db, home.inbox, PAGE, url=None, requested_by="Ondine")
    hand_in(
        db, home.inbox, HandedIn(name="Alerte.eml", body=mail.as_bytes(), requested_by="boîte aux lettres", via="mail")
    )
    hand_in(db, home.inbox, HandedIn(name=HOSTILE, body=b"menu", requested_by="dossier « depot »", via="folder"))
    record_refusal(db, name="Un dossier", via="mail", requested_by="boîte aux lettres", why="Non lu : trop gros.")
    answer_requests(db, home, run_id=start_run(db, "work"))
    request_text(db, home.inbox, PAGE + "Encore.", url=None, requested_by="Ondine")
    save_taggers(db, [Tagger(id="relevance-1", component="relevance", title="Pertinence")])
    owner = rows(db, "select * from articles where title like 'La réforme des lampes est%'")[0]
    save_analyses(db, [analysis(owner, {"relevance": [RELEVANT]})], {"relevance": "relevance-1"})
    db.close()
    return home


def pasted(home: Home) -> str:
    db = open_database(home.database)
    found = rows(db, "select id from articles where title like 'La réforme des lampes est%'")[0]["id"]
    db.close()
    return str(found)


def test_an_empty_view_says_where_to_drop_and_that_no_mailbox_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = words_of(view(make_home(tmp_path / "home"), "coller", monkeypatch))
    assert "Aucune demande encore" in shown and "depot" in shown and "Aucune n’est indiquée" in shown


def test_each_answer_says_what_was_understood(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = view(home, "coller", monkeypatch)
    shown = words_of(app)
    for piece in (
        "La réforme des lampes est adoptée", "12 nov. 2026 (texte de la page)", "2 paragraphes ; 0 commentaire",
        "dans le débat (pertinence 0,90)", "pas encore analysé", "Lu : 3 articles.", "lanterne.example",
        "la date n’a pas été trouvée", "pièce jointe « dossier.zip » non lue", "Non lu : trop gros.", "en attente",
        "le média n’a pas été reconnu",
    ):  # fmt: skip
        assert piece in shown, piece
    assert len([params for text, params in links_of(app, "coller") if text == "Corriger"]) == 4
    assert "<script" not in html_of(app) and HOSTILE[:8] in shown


def test_a_mend_is_shown_at_once_with_the_word_before(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    own = pasted(home)
    app = view(home, "coller", monkeypatch, clip=own)
    app.text_input(key=f"titre-{own}").input("La réforme des lampes, votée")
    app.text_input(key=f"media-{own}").input("La Lanterne")
    app.text_input(key=f"date-{own}").input("11/11/2026")
    app.text_input(key=f"signatures-{own}").input("Ondine Bastringue, Prunelle Quartzine")
    app.text_input(key=f"url-{own}").input("https://www.ailleurs.example/a?utm_source=x")
    app.text_input(key=f"par-{own}").input("Camille")
    app.button[0].click().run()
    shown = words_of(app)
    assert "Corrigé : titre, média, date, signatures et adresse" in shown
    assert re.search(r"Camille\s+titre\s+La réforme des lampes est adoptée\s+La réforme des lampes, votée", shown)
    assert "11 nov. 2026 (donnée par une personne)" in shown and "La Lanterne" in shown
    db = open_database(home.database)
    assert rows(db, "select url from articles where id = :id", {"id": own}) == [
        {"url": "https://www.ailleurs.example/a"}
    ]
    db.close()


def test_off_topic_is_said_and_can_be_taken_back(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    own = pasted(home)
    for checked, told in ((True, "hors sujet, dit par une personne"), (False, "dans le débat (pertinence 0,90)")):
        app = view(home, "coller", monkeypatch, clip=own)
        app.checkbox(key=f"hors-sujet-{own}").set_value(checked)
        app.button[0].click().run()
        assert told in words_of(app)


@pytest.mark.parametrize(("day", "told"), [("hier", "n’est pas une date"), ("24/12/2026", "dans le futur")])
def test_a_mend_that_cannot_be_kept_is_refused(
    home: Home, day: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = pasted(home)
    app = view(home, "coller", monkeypatch, clip=own)
    app.text_input(key=f"date-{own}").input(day)
    app.button[0].click().run()
    assert told in words_of(app) and 'data-testid="refus"' in html_of(app)


def test_an_address_already_known_joins_the_two_and_says_so(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    own = pasted(home)
    app = view(home, "coller", monkeypatch, clip=own)
    app.text_input(key=f"url-{own}").input("https://www.lanterne.example/a/1")
    app.button[0].click().run()
    assert "les deux n’en font plus qu’un" in words_of(app)
    (other,) = [href for href in re.findall(r'<a href="([^"]+)"[^>]*data-testid="reunis"', html_of(app))]
    kept = parse_qs(urlsplit(other.replace("&amp;", "&")).query)["clip"][0]
    assert kept != own and "Corriger ce que Vigie" in words_of(view(home, "coller", monkeypatch, clip=kept))
    assert "n’est plus là" in words_of(view(home, "coller", monkeypatch, clip=own))


def test_a_mailbox_that_does_not_answer_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with (home.watch / "watch.toml").open("a", encoding="utf-8") as file:
        file.write('\n[mail]\nhost = "imap.rivage.example"\nuser = "veille"\n')
    assert "pas encore lue" in words_of(view(home, "coller", monkeypatch))
    db = open_database(home.database)
    state = {
        "name": "veille@imap.rivage.example/INBOX",
        "checked_at": "2026-11-22T07:00:00+00:00",
        "error": "rien ne va",
    }
    db.table("mailboxes").insert(state)
    db.close()
    shown = words_of(view(home, "coller", monkeypatch))
    assert "La boîte aux lettres n’est pas lue : rien ne va." in shown


def test_the_form_is_of_one_article_only(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app: AppTest = view(home, "coller", monkeypatch, clip=pasted(home))
    assert not app.text_area and len(app.button) == 1


def test_a_page_that_says_its_own_address_lacks_none() -> None:
    clip = {"found": {"blocks": 3}, "published_on": "2026-11-20", "source": "Le Courrier", "byline": ["X"], "url": None,
            "paywall": "free", "standfirst": None, "canonical_url": "https://c.example/a"}  # fmt: skip
    assert list_gaps(clip) == []
    assert list_gaps(clip | {"canonical_url": None}) == ["l’adresse de la page n’est pas connue"]
