"""The press review of a day: edited, signed, sent once, corrected by a numbered mail, in the view and by command."""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from dashboard.brief.as_docx import render_docx
from dashboard.brief.as_html import render_html
from dashboard.brief.as_markdown import render_markdown
from dashboard.brief.as_text import render_text
from dashboard.brief.changes import list_changes
from dashboard.brief.frozen import freeze, thaw
from dashboard.brief.records import Brief, Correction
from dashboard.brief.signing_off import (
    SignError,
    compose_brief,
    find_signed,
    fingerprint,
    sign_brief,
    standing_brief,
    withdraw,
)
from dashboard.brief.write import list_behind, write_brief
from store.access import LOCAL, NotAllowedError, Person, open_desk
from store.aggregates import rebuild_threads
from store.audit import list_acts
from store.brief_edits import EditError, edit_brief
from store.database import open_database, rows
from store.home import HOME_VARIABLE, Home
from store.outbox import find_letter, list_deliveries
from store.watch import Watch, load_watch
from tests.brief_homes import DAY, add_article, add_comments, prepared, tag_article
from tests.dashboard_homes import NOW, make_home
from tests.smtp_servers import Box, smtp_server
from vigie.cli import cli
from vigie.nightly import run_work


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Every review stands on the same morning."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Three articles of this morning, a quote in each, readers under the first."""
    made = make_home(tmp_path / "home")
    monkeypatch.setenv(HOME_VARIABLE, str(made.folder))
    db = prepared(made)
    for number, name in enumerate(("Ondine Passeroche", "Basile Tourterelle", "Cléa Farandole")):
        words = f"Cette mesure numéro {number} punit les malades les plus fragiles du pays"
        row = add_article(
            db, f"Le conseil a voté mardi la mesure par 1{number}8 voix. « {words} », dit {name}.",
            at=NOW - timedelta(hours=number + 1), number=number,
        )  # fmt: skip
        tag_article(db, row, quotes={words: name}, evidence=words)
        if number == 0:
            add_comments(db, row, ["contre", "contre aussi"], argument="doctor-responsibility", value="favour")
    db.close()
    return made


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


def watch_of(home: Home) -> Watch:
    return load_watch(home.watch)


def send_through(home: Home, box: Box, more: str = "") -> None:
    """Writes the server into the watch of the home."""
    path = home.watch / "watch.toml"
    path.write_text(
        f'{path.read_text(encoding="utf-8")}\n[smtp]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\n'
        f'sender = "veille@example.org"\n{more}',
        encoding="utf-8",
    )
    assert tomllib.loads(path.read_text(encoding="utf-8"))["smtp"]


def brief_now(db: Database, home: Home) -> Brief:
    return compose_brief(db, watch_of(home), DAY)


def test_what_the_team_orders_drops_keeps_and_says_is_what_is_printed(db: Database, home: Home) -> None:
    first, second, third = (one.key for one in brief_now(db, home).articles)
    edit_brief(db, DAY, "order", value=f"{third} {first}", made_by="Léa")
    edit_brief(db, DAY, "drop", item=second, made_by="Léa")
    edit_brief(db, DAY, "comment", item=third, value="À lire <b>avant</b> midi.\nPuis rappeler.", made_by="Léa")
    edit_brief(db, DAY, "opening", value="Bonjour à tous.", made_by="Léa")
    brief = brief_now(db, home)
    assert [one.key for one in brief.articles] == [third, first]
    assert brief.headlines[0].n == 3
    assert brief.left_out == "1\u00a0article compté ci-dessus n’est pas repris dans cette revue."
    for render in (render_html, render_markdown, render_text):
        page = render(brief).decode()
        assert "Puis rappeler." in page and "Bonjour à tous." in page and "n’est pas repris" in page
    assert "<b>avant" not in render_html(brief).decode() and len(render_docx(brief)) > 1000
    edit_brief(db, DAY, "reset", item=second, made_by="Léa")
    assert len(brief_now(db, home).articles) == 3 and brief_now(db, home).left_out is None


def test_a_quote_left_aside_may_take_the_place_of_one_that_was_chosen(db: Database, home: Home) -> None:
    row = add_article(db, "« Un quatrième mot sur le déremboursement des malades », dit Zoé Quenouille.",
                      at=NOW - timedelta(hours=4), number="q")  # fmt: skip
    tag_article(db, row, quotes={"Un quatrième mot sur le déremboursement des malades": "Zoé Quenouille"})
    brief = brief_now(db, home)
    assert len(brief.quotes) == 3 and len(brief.spare_quotes) == 1
    edit_brief(db, DAY, "drop", item=brief.quotes[0].key, made_by="Léa")
    edit_brief(db, DAY, "keep", item=brief.spare_quotes[0].key, made_by="Léa")
    kept = [one.speaker for one in brief_now(db, home).quotes]
    assert kept == [*(one.speaker for one in brief.quotes[1:]), brief.spare_quotes[0].speaker]


def test_the_files_of_the_night_follow_the_edits(db: Database, home: Home) -> None:
    write_brief(db, home, DAY, ("md",))
    edit_brief(db, DAY, "opening", value="Un mot de plus.", made_by="Léa")
    assert list_behind(db, home) == [DAY]
    assert run_work(home) == 0
    assert "Un mot de plus." in (home.briefs / f"revue-de-presse-{DAY}.md").read_text(encoding="utf-8")
    assert list_behind(db, home) == []


def test_a_signed_review_is_frozen_with_its_hash_and_sent_once(db: Database, home: Home) -> None:
    with smtp_server() as box:
        send_through(home, box)
        number = sign_brief(db, watch_of(home), DAY, made_by="Léa Martin")
        with pytest.raises(SignError, match="pas encore partie"):
            sign_brief(db, watch_of(home), DAY, made_by="Bo", why="x")
        assert run_work(home) == 0 and run_work(home) == 0
    letter = find_letter(db, f"brief/{DAY}/1")
    assert letter and letter["id"] == number and sorted(box.recipients) == sorted(watch_of(home).us.recipients)
    frozen = "\0".join((letter["subject"], letter["text"], letter["html"]))
    assert letter["content_hash"] == hashlib.sha256(frozen.encode()).hexdigest()
    (text, page) = box.mails[0].iter_parts()
    assert "signée par Léa Martin" in page.get_content() and "L’ESSENTIEL" in text.get_content()
    edit_brief(db, DAY, "opening", value="Après coup.", made_by="Léa")
    write_brief(db, home, DAY, ("md",))
    assert "Après coup." not in (home.briefs / f"revue-de-presse-{DAY}.md").read_text(encoding="utf-8")
    acts = [(row["act"], row["who"]) for row in list_acts(db)]
    assert ("sign-off", "Léa Martin") in acts and acts.count(("sending", "Léa Martin")) == 2


def test_a_later_change_is_a_numbered_correction_that_says_so(db: Database, home: Home) -> None:
    with smtp_server() as box:
        send_through(home, box)
        sign_brief(db, watch_of(home), DAY, made_by="Léa")
        run_work(home)
        with pytest.raises(SignError, match="en une phrase"):
            sign_brief(db, watch_of(home), DAY, made_by="Léa")
        with pytest.raises(SignError, match="Rien n’a changé"):
            sign_brief(db, watch_of(home), DAY, made_by="Léa", why="Pour rien.")
        gone = brief_now(db, home).articles[0]
        db.execute("update articles set off_topic = 1 where id = ?", [gone.key.removeprefix("article-")])
        rebuild_threads(db, [gone.key.removeprefix("article-")])
        sign_brief(db, watch_of(home), DAY, made_by="Léa", why="Un article était hors sujet.")
        run_work(home)
        edit_brief(db, DAY, "opening", value="Et encore.", made_by="Léa")
        sign_brief(db, watch_of(home), DAY, made_by="Léa", why="Il manquait un mot.")
        run_work(home)
    first, second, third = box.mails[0], box.mails[2], box.mails[4]
    assert str(second["Subject"]).startswith("Correction n° 1 · Revue de presse") and len(box.mails) == 6
    assert str(third["Subject"]).startswith("Correction n° 2 · ")
    assert second["In-Reply-To"] == third["In-Reply-To"] == first["Message-ID"] != second["Message-ID"]
    _, page = second.iter_parts()
    said = page.get_content().replace("\u00a0", " ").replace("\u202f", " ")
    assert "Un article était hors sujet." in said and "2 articles dans le débat, au lieu de 3 articles" in said
    assert gone.title in said and "Article retiré" in said


def test_only_what_was_read_is_signed(db: Database, home: Home) -> None:
    seen = fingerprint(brief_now(db, home))
    edit_brief(db, DAY, "opening", value="Entre-temps.", made_by="Bo")
    with pytest.raises(SignError, match="relisez-la"):
        sign_brief(db, watch_of(home), DAY, made_by="Léa", seen=seen)
    with pytest.raises(SignError, match="nom"):
        sign_brief(db, watch_of(home), DAY, made_by="  ")
    assert sign_brief(db, watch_of(home), DAY, made_by="Léa", seen=fingerprint(brief_now(db, home)))


def test_a_signed_review_may_be_taken_back_before_it_leaves(db: Database, home: Home) -> None:
    with smtp_server() as box:
        send_through(home, box)
        sign_brief(db, watch_of(home), DAY, made_by="Léa")
        withdraw(db, DAY, made_by="Léa")
        run_work(home)
        assert box.mails == [] and find_signed(db, DAY) == []
        sign_brief(db, watch_of(home), DAY, made_by="Léa")
        run_work(home)
        assert len(box.mails) == 2 and "Correction" not in str(box.mails[0]["Subject"])
        with pytest.raises(SignError, match="déjà partie"):
            withdraw(db, DAY, made_by="Léa")


def test_without_a_mail_server_a_signature_freezes_and_sends_nothing(db: Database, home: Home) -> None:
    number = sign_brief(db, watch_of(home), DAY, made_by="Léa")
    assert list_deliveries(db, number) == [] and find_signed(db, DAY)[0]["state"] == "gone"
    signed = standing_brief(db, watch_of(home), DAY).signed
    assert signed == "Revue relue et signée par Léa, dim. 22\u00a0nov. 2026, 8\u00a0h\u00a030."


def test_a_night_sends_only_what_is_signed_unless_the_watch_says_automatic(
    db: Database, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.runs import start_run
    from vigie.letters import send_mail, sign_automatically

    with smtp_server() as box:
        send_through(home, box)
        sign_automatically(db, home)
        send_mail(db, home, start_run(db, "nightly"))
        assert box.mails == []
        path = home.watch / "watch.toml"
        path.write_text(path.read_text(encoding="utf-8") + "automatic = true\n", encoding="utf-8")
        for _ in range(2):
            sign_automatically(db, home)
            send_mail(db, home, start_run(db, "nightly"))
    assert len(box.mails) == 2 and "sans relecture" in box.mails[0].as_string().replace("=\n", "")


def test_an_erased_article_takes_its_words_out_of_what_was_sent_and_stops_what_waits(db: Database, home: Home) -> None:
    with smtp_server() as box:
        send_through(home, box)
        sign_brief(db, watch_of(home), DAY, made_by="Léa")
        url = rows(db, "select url from articles order by published_at desc limit 1")[0]["url"]
        assert CliRunner().invoke(cli, ["forget", "--url", url]).exit_code == 0
        run_work(home)
    letter = find_letter(db, f"brief/{DAY}/1")
    assert letter and letter["html"] is None and letter["text"] == "" and letter["record"] is None and box.mails == []
    assert [row["status"] for row in list_deliveries(db, letter["id"])] == ["cancelled"] * 2


@pytest.mark.parametrize("role", ["lecteur"])
def test_a_reader_neither_edits_nor_signs(home: Home, role: str) -> None:
    desk = open_desk(home.database, Person(name="Sami", role="lecteur", via="proxy"))
    with pytest.raises(NotAllowedError):
        edit_brief(desk, DAY, "opening", value="x", made_by="Sami")
    with pytest.raises(NotAllowedError):
        sign_brief(desk, watch_of(home), DAY, made_by="Sami")
    desk.close()
    analyst = open_desk(home.database, replace(LOCAL, name="Ondine", role="analyste", via="proxy"))
    sign_brief(analyst, watch_of(home), DAY, made_by="quelqu’un d’autre")
    assert find_signed(analyst, DAY)[0]["made_by"] == "Ondine"
    analyst.close()


def test_a_comment_too_long_is_refused(db: Database) -> None:
    with pytest.raises(EditError, match="dépasse"):
        edit_brief(db, DAY, "comment", item="x", value="a" * 3000, made_by="Léa")


def test_a_frozen_review_is_written_again_alike(db: Database, home: Home) -> None:
    brief = replace(brief_now(db, home), correction=Correction(number=1, why="w", of="hier", changes=("a",)))
    again = thaw(freeze(brief))
    assert again == brief and render_html(brief) == render_html(again) and list_changes(brief, again) == ()
    assert thaw('{"day": "2020"}') is None and thaw(None) is None


def test_the_command_signs_and_sends_at_once(db: Database, home: Home) -> None:
    with smtp_server() as box:
        send_through(home, box)
        done = CliRunner().invoke(cli, ["brief", "--sign", "Léa", "--format", "html"])
        assert done.exit_code == 0 and "Partie : 2 sur 2." in done.output, done.output
        again = CliRunner().invoke(cli, ["brief", "--sign", "Léa"])
    assert len(box.mails) == 2 and again.exit_code != 0
