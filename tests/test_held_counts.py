"""What is held of readers is counted as it changes, whoever writes it."""

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from store.database import one, rows, transaction
from store.erasure import erase_article
from store.queries.personal import count_held
from store.writes import rebuild_threads
from tests.query_calls import make_press


@pytest.fixture
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    db = make_press(tmp_path_factory.mktemp("press") / "vigie.db", n_comments=300, n_articles=30, days=40)
    with transaction(db):
        db.execute("update comments set author_key = 'k' || (rowid % 50)")
    yield db
    db.close()


def counted_again(db: Database) -> tuple[int, int]:
    found = one(
        db,
        """
        select count(distinct author_key) as n_readers, (
            select count(*) from comments where purged_on is not null) + (
            select count(*) from articles where purged_on is not null) as n_emptied
        from comments where author_key is not null
        """,
    )
    assert found is not None
    return found["n_readers"], found["n_emptied"]


def held(db: Database) -> tuple[int, int]:
    found = count_held(db)
    return found["n_readers"], found["n_emptied"]


def test_readers_are_counted_once_each(press: Database) -> None:
    assert held(press) == counted_again(press) == (50, 0)


def test_a_reader_is_forgotten_with_the_last_comment(press: Database) -> None:
    with transaction(press):
        press.execute("update comments set author_key = null where author_key in ('k1', 'k2')")
        press.execute("update comments set author_key = 'k3' where author_key = 'k4'")
    assert held(press) == counted_again(press) == (47, 0)
    assert not rows(press, "select 1 from reader_keys where author_key in ('k1', 'k2', 'k4')")


def test_emptied_comments_are_counted_and_uncounted(press: Database) -> None:
    with transaction(press):
        press.execute("update comments set purged_on = '2026-11-22' where author_key = 'k5'")
        press.execute("update articles set purged_on = '2026-11-22' where id = (select min(id) from articles)")
        press.execute("update comments set purged_on = null where id = (select min(id) from comments)")
    assert held(press) == counted_again(press)
    assert held(press)[1] > 1


def test_an_erased_thread_takes_its_readers_along(press: Database) -> None:
    for row in rows(press, "select id from articles order by id"):
        with transaction(press):
            _, siblings = erase_article(press, row["id"], key=b"0" * 32)
            rebuild_threads(press, siblings)
        assert held(press) == counted_again(press)
    assert held(press) == (0, 0) and not rows(press, "select 1 from reader_keys")
