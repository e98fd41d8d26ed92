"""What is written of one thread costs as much in a large database as in a small one, measured by SQLite or not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from store.aggregates import rebuild_threads
from store.articles import save_article
from store.database import learn_sizes, open_database, rows, transaction
from store.desk import correct_tag
from store.erasure import erase_comments
from store.writes import Tagger, save_analyses, save_taggers
from tests.builders import CRAWL, KEY, RELEVANT, analysis, article, comment, stance
from tests.query_calls import TARGET, make_press, watching

MOST = 1.6  # times as many steps in a past ten times as long: indexes are one level deeper
AT = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
TAGGERS = {"relevance": "relevance-9", "stance": "stance-9"}
Work = Callable[[Database], object]


@pytest.fixture(scope="module", params=["measured", "not measured"])
def presses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Database]]:
    """The same threads over forty days and over four hundred."""
    found = []
    for name, n_comments, n_articles, days in (("short", 1_800, 30, 40), ("long", 18_000, 300, 400)):
        path = tmp_path_factory.mktemp(name) / "vigie.db"
        db = make_press(path, n_comments=n_comments, n_articles=n_articles, days=days)
        if request.param == "not measured":
            db.execute("drop table sqlite_stat1")
            db.execute("drop table if exists sqlite_stat4")
            db.conn.commit()
            db.close()
            db = open_database(path)
        save_taggers(db, [Tagger(id=tagger, component=name, title=name) for name, tagger in TAGGERS.items()])
        found.append(db)
    yield found
    for db in found:
        db.close()


def middle_thread(db: Database) -> str:
    """A thread of twenty comments or so."""
    sql = "select thread_id from thread_sizes where n_comments between 15 and 60 order by n_comments, thread_id limit 1"
    return str(rows(db, sql)[0]["thread_id"])


def rebuild(db: Database) -> None:
    rebuild_threads(db, [middle_thread(db)])


def save(db: Database) -> None:
    comments = tuple(comment(f"Je suis contre, {number} fois.", id=str(number)) for number in range(20))
    new = article(url="https://a.example/1", canonical_url="https://a.example/1", published_at=AT, comments=comments)
    save_article(db, new, origin=CRAWL, key=KEY)


def tag(db: Database) -> None:
    owners = rows(db, "select * from comments where article_id = :id", {"id": middle_thread(db)})
    said = {"relevance": [RELEVANT], "stance": [stance(TARGET, "against")]}
    save_analyses(db, [analysis(owner, said) for owner in owners], TAGGERS)


def correct(db: Database) -> None:
    sql = "select id from passages where thread_id = :id and owner_kind = 'comment' order by id limit 1"
    passage = rows(db, sql, {"id": middle_thread(db)})[0]["id"]
    correct_tag(db, passage_id=passage, kind="stance", key=TARGET, value="favour", made_by="Camille")


def erase(db: Database) -> None:
    held = rows(db, "select id from comments where article_id = :id order by id limit 1", {"id": middle_thread(db)})
    with transaction(db):
        erase_comments(db, [held[0]["id"]], key=KEY)
        rebuild(db)


@pytest.mark.parametrize("work", [rebuild, save, tag, correct, erase], ids=lambda work: work.__name__)
def test_steps_do_not_grow_with_the_past(presses: list[Database], work: Work) -> None:
    few, many = (_steps(db, work) for db in presses)
    assert many <= MOST * few + 2_000, (few, many)


def test_sizes_are_learnt_in_steps_that_do_not_follow_the_number_of_comments(presses: list[Database]) -> None:
    few, many = (_steps(db, learn_sizes) for db in presses)
    assert many <= 4 * few and rows(presses[1], "select 1 from sqlite_stat1 where tbl = 'tags'"), (few, many)


def _steps(db: Database, work: Work) -> int:
    with watching(db) as seen:
        work(db)
    return seen.n_steps
