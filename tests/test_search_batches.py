"""Texts of one batch are indexed together: the same answers as one by one, nothing of what was erased meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlite_utils import Database

from store.comments import delete_comment
from store.database import open_memory, rows, transaction
from store.search import documents_together, search
from store.writes import save_article
from tests.builders import CRAWL, KEY, article, comment

WHOLE = replace(CRAWL, all_comments_read=True)
DAYS = (20, 3, 27, 11)


@pytest.fixture
def other_db() -> Iterator[Database]:
    db = open_memory()
    yield db
    db.close()


def save(db: Database, day: int, *, text: str = "Le phare reste allumé.") -> None:
    url = f"https://confrere.example/actu/{day}"
    at = datetime(2026, 11, day, 17, 30, tzinfo=UTC)
    remarks = tuple(comment(text, id=f"{day}-{n}", posted_at=at.replace(hour=18 + n)) for n in range(3))
    made = article(url=url, canonical_url=url, title=f"Les lampes du jour {day}", published_at=at, comments=remarks)
    save_article(db, made, origin=WHOLE, key=KEY)


def found(db: Database) -> list[tuple[str, str]]:
    return [(row["owner_kind"], row["day"]) for row in search(db, "phare", limit=50)]


def test_a_batch_answers_as_texts_indexed_one_by_one(fresh_db: Database, other_db: Database) -> None:
    with transaction(fresh_db), documents_together(fresh_db):
        for day in DAYS:
            save(fresh_db, day)
    for day in DAYS:
        save(other_db, day)
    assert found(fresh_db) == found(other_db)
    assert [day for _, day in found(fresh_db)][::3] == [f"2026-11-{day:02}" for day in (27, 20, 11, 3)]
    fresh_db.execute("insert into documents_fts(documents_fts, rank) values ('integrity-check', 1)")


def test_a_text_saved_twice_in_a_batch_is_indexed_as_it_was_last(fresh_db: Database) -> None:
    with transaction(fresh_db), documents_together(fresh_db):
        save(fresh_db, 20)
        save(fresh_db, 20, text="La lanterne reste allumée.")
    assert found(fresh_db) == []
    assert len(search(fresh_db, "lanterne")) == 3


def test_what_is_removed_or_erased_within_a_batch_is_not_indexed(fresh_db: Database) -> None:
    with transaction(fresh_db), documents_together(fresh_db):
        save(fresh_db, 20)
        first, second, _ = (row["id"] for row in rows(fresh_db, "select id from comments order by platform_id"))
        delete_comment(fresh_db, first)
        fresh_db.execute("delete from comments where id = :id", {"id": second})
    assert len(found(fresh_db)) == 1
    assert len(rows(fresh_db, "select * from documents where owner_kind = 'comment'")) == 1


def test_a_batch_that_fails_indexes_nothing_and_the_next_text_is_indexed_at_once(fresh_db: Database) -> None:
    with pytest.raises(RuntimeError), transaction(fresh_db), documents_together(fresh_db):
        save(fresh_db, 20)
        raise RuntimeError
    assert rows(fresh_db, "select * from documents") == []
    save(fresh_db, 11)
    assert len(found(fresh_db)) == 3
