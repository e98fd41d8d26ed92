"""A saved page older than its thread, or that does not say when it was saved, brings back nothing that was removed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.deposits import take_deposits
from crawler.extract import extract_file, extract_html
from crawler.inbox import answer_requests
from crawler.pages.saved_on import saved_on
from store.articles import Saved
from store.clock import now
from store.database import open_database, rows
from store.home import Home
from store.runs import start_run
from store.writes import save_article
from tests.builders import CLIP, CRAWL, KEY, article, comment
from tests.dashboard_homes import make_home

WHOLE = replace(CRAWL, all_comments_read=True)
URL = "https://gazette.example/2026/11/lampes"
REMARKS = ("Le zorglubard s’en va sans prévenir.", "Il reste un phare dans la baie.", "Deux phares valent mieux.")
NOTICE = "Ce commentaire a été supprimé par la modération."
SAVED = "<!--\n Page saved with SingleFile \n url: https://gazette.example/\n saved date: {} \n-->"
BEFORE, AFTER = "Mon Mar 02 2026 09:00:00 GMT+0100 (CET)", "Fri Mar 02 2029 09:00:00 GMT+0100 (CET)"


def page(remarks: tuple[str, ...], *, numbered: bool = True, saved: str = "") -> bytes:
    """A page with its thread; blocks bear the ids of WordPress, or are bare."""
    blocks = []
    for at, remark in enumerate(remarks):
        opens = f'<li class="comment" id="comment-{41 + at}">' if numbered else '<li class="remarque">'
        author = f'<b class="fn">Quiltapax{at}</b> <time datetime="2026-11-20T1{at}:00:00+01:00">20 novembre</time>'
        blocks.append(
            f'{opens}<div class="comment-body">{author}<p>{remark}</p><a href="#r{at}">Répondre</a></div></li>'
        )
    thread = f'<h2>{len(remarks)} commentaires</h2><ol class="comment-list">{"".join(blocks)}</ol>'
    text = f"<h1>Les lampes du port rallumées</h1><p>{'Le port rallume ses lampes une à une ce soir. ' * 9}</p>"
    return f"""<!doctype html>{saved}<html lang="fr"><head><title>Les lampes du port</title>
        <link rel="canonical" href="{URL}"><meta property="og:title" content="Les lampes du port rallumées"></head>
        <body><article>{text}</article><section id="comments">{thread}</section></body></html>""".encode()


ENDS = (REMARKS[0], REMARKS[2])
GONE = page(ENDS).replace(b"comment-42", b"comment-43")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


@pytest.fixture
def db(home: Home, fixed_clock: str) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


def collect(db: Database, home: Home, body: bytes) -> Saved:
    read = extract_html(body, url=URL, fetched_at=now())
    return save_article(db, read, origin=WHOLE, key=home.key())


def deposit(db: Database, home: Home, body: bytes) -> None:
    (home.drop / "page.html").write_bytes(body)
    assert take_deposits(db, home, quiet_s=0) == 1
    assert answer_requests(db, home, run_id=start_run(db, "work")).n_failed == 0


def texts(db: Database) -> list[str]:
    return [row["body"] for row in rows(db, "select body from comments order by posted_at, id")]


@pytest.mark.parametrize("saved", ["", SAVED.format(BEFORE)])
@pytest.mark.parametrize(
    ("numbered", "left"),
    [(True, page((REMARKS[0], NOTICE, REMARKS[2]))), (True, GONE), (False, page(ENDS, numbered=False))],
)
def test_a_deposited_older_page_leaves_what_was_removed(
    db: Database, home: Home, saved: str, numbered: bool, left: bytes
) -> None:
    collect(db, home, page(REMARKS, numbered=numbered))
    assert collect(db, home, left).comments.n_deleted == 1
    known, events = texts(db), rows(db, "select * from comment_events")
    assert sorted(known) == sorted(["", *ENDS])
    deposit(db, home, page(REMARKS, numbered=numbered, saved=saved))
    assert texts(db) == known
    assert rows(db, "select * from comment_events") == events


def test_a_page_saved_since_brings_back_what_its_site_shows_again(db: Database, home: Home) -> None:
    collect(db, home, page(REMARKS))
    collect(db, home, page((REMARKS[0], NOTICE, REMARKS[2])))
    deposit(db, home, page(REMARKS, saved=SAVED.format(AFTER)))
    assert texts(db) == list(REMARKS)


def test_a_saved_page_with_ids_knows_a_removed_comment_read_without_any(db: Database, home: Home) -> None:
    collect(db, home, page(REMARKS, numbered=False))
    collect(db, home, page((REMARKS[0], REMARKS[2]), numbered=False))
    assert "" in texts(db)
    deposit(db, home, page(REMARKS))
    assert sorted(texts(db)) == sorted(["", REMARKS[0], REMARKS[2]])


def test_what_stood_before_an_edit_and_a_removal_does_not_come_back(fresh_db: Database) -> None:
    first, then = comment("Le phare est vert."), comment("Le phare est bleu.")
    for shown in (first, then, replace(first, text=NOTICE)):
        save_article(fresh_db, article(comments=(shown,)), origin=CRAWL, key=KEY)
    for name in ("1", None):
        saved = save_article(fresh_db, article(comments=(replace(first, id=name),)), origin=CLIP, key=KEY)
        assert (saved.comments.n_new, saved.comments.n_restored, texts(fresh_db)) == (0, 0, [""])


def test_an_older_copy_does_not_undo_an_edit(fresh_db: Database) -> None:
    first, then = comment("Le phare est vert."), comment("Le phare est bleu.")
    for shown in (first, then):
        save_article(fresh_db, article(comments=(shown,)), origin=CRAWL, key=KEY)
    save_article(fresh_db, article(comments=(first,)), origin=CLIP, key=KEY)
    assert texts(fresh_db) == ["Le phare est bleu."]
    save_article(fresh_db, article(comments=(first,)), origin=CRAWL, key=KEY)
    assert texts(fresh_db) == ["Le phare est vert."]


def test_a_comment_whose_notice_was_seen_first_stays_empty(fresh_db: Database) -> None:
    save_article(fresh_db, article(comments=(comment(NOTICE),)), origin=CRAWL, key=KEY)
    save_article(fresh_db, article(comments=(comment("Le phare est vert."),)), origin=CLIP, key=KEY)
    assert texts(fresh_db) == [""]


def test_another_comment_of_the_same_words_is_new(fresh_db: Database) -> None:
    save_article(fresh_db, article(comments=(comment("Bravo."),)), origin=CRAWL, key=KEY)
    save_article(fresh_db, article(comments=(comment(NOTICE),)), origin=CRAWL, key=KEY)
    saved = save_article(fresh_db, article(comments=(comment("Bravo.", id="2"),)), origin=CLIP, key=KEY)
    assert saved.comments.n_new == 1


def test_an_address_fetched_now_shows_what_its_site_brought_back(fresh_db: Database) -> None:
    for shown in ("Le phare est vert.", NOTICE):
        save_article(fresh_db, article(comments=(comment(shown),)), origin=CRAWL, key=KEY)
    live = replace(CLIP, is_live=True)
    save_article(fresh_db, article(comments=(comment("Le phare est vert."),)), origin=live, key=KEY)
    assert texts(fresh_db) == ["Le phare est vert."]


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        (
            "<!-- saved date: Thu Nov 26 2026 10:12:13 GMT+0100 (heure) -->",
            datetime(2026, 11, 26, 9, 12, 13, tzinfo=UTC),
        ),
        (
            "<!-- Mirrored from x.example/ by HTTrack Website Copier/3.x [XR&CO], Thu, 26 Nov 2026 09:12:13 GMT -->",
            datetime(2026, 11, 26, 9, 12, 13, tzinfo=UTC),
        ),
        (
            "<!-- FILE ARCHIVED ON 09:12:13 Nov 26, 2026 AND RETRIEVED -->",
            datetime(2026, 11, 26, 9, 12, 13, tzinfo=UTC),
        ),
        ('<html data-scrapbook-create="20261126091213456">', datetime(2026, 11, 26, 9, 12, 13, tzinfo=UTC)),
        ("<!-- saved date: Thu Xyz 26 2026 10:12:13 GMT+0100 -->", None),
        ("<!-- saved date: Thu Feb 31 2026 10:12:13 GMT+0100 -->", None),
        ("<!-- saved from url=(0027)https://gazette.example/a -->", None),
        ("<p>Imprimé le 26 novembre 2026</p>", None),
    ],
)
def test_a_saved_page_is_dated_by_the_tool_that_saved_it(told: str, moment: datetime | None) -> None:
    assert saved_on(told.encode()) == moment


def test_a_web_archive_is_dated_by_its_header() -> None:
    head = f"From: <Saved by a browser>\nSnapshot-Content-Location: {URL}\nSubject: lampes\n"
    dated = (
        f"{head}Date: Thu, 26 Nov 2026 09:12:13 -0000\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    )
    read = extract_file(
        "a.mhtml", dated.encode() + page(REMARKS), url=None, fetched_at=datetime(2026, 11, 27, tzinfo=UTC)
    )
    assert read[0].saved_at == datetime(2026, 11, 26, 9, 12, 13, tzinfo=UTC)
    assert len(read[0].comments) == 3
