"""Readers' comments kept by moment are those that their verdicts make, whatever becomes of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.aggregates import rebuild_all
from store.clock import morning_window
from store.database import Row, rows, transaction
from store.erasure import erase_comments
from store.queries import readers
from store.queries.filters import Filters
from store.queries.morning import count_new_units
from store.queries.passages import Question, count_units, list_units
from store.reader_units import list_window
from tests.builders import KEY
from tests.query_calls import LAST_ON, TARGET, make_press

ALWAYS = Filters(first_on=date(1900, 1, 1), last_on=date(2999, 12, 31))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = make_press(tmp_path / "vigie.db", n_comments=1_500, days=10)
    yield made
    made.close()


def kept(db: Database) -> list[Row]:
    return rows(db, "select * from reader_units order by day, at, owner_id")


def test_rebuilt_from_scratch_they_are_the_same(db: Database) -> None:
    before = kept(db)
    rebuild_all(db)
    assert kept(db) == before
    n_readers = rows(db, "select count(*) as n from verdicts where voice = 'reader' and target = ''")[0]["n"]
    assert len(before) == n_readers > 500


def test_a_comment_that_is_erased_leaves_them(db: Database) -> None:
    gone = kept(db)[0]["owner_id"]
    with transaction(db):
        erase_comments(db, [gone], key=KEY)
        rebuild_all(db)
    assert gone not in {row["owner_id"] for row in kept(db)}


def test_a_window_holds_the_comments_of_its_moments_with_their_sides_and_arguments(db: Database) -> None:
    first, last = morning_window(LAST_ON)
    values = {"first": first.isoformat(), "last": last.isoformat()}
    in_window = "from comments c join {} v on v.owner_id = c.id where c.posted_at >= :first and c.posted_at < :last"
    verdicts = rows(db, f"select v.owner_id, v.target, v.stance {in_window.format('verdicts')}", values)
    arguments = rows(db, f"select v.owner_id, v.argument, v.use {in_window.format('unit_arguments')}", values)
    found = list(list_window(db, first, last))
    said = {(row["owner_id"], *one) for row in found for one in row["stances"].items()}
    assert said == {tuple(row.values()) for row in verdicts if row["target"]}
    assert {row["owner_id"] for row in found} == {row["owner_id"] for row in verdicts}
    held = {(row["owner_id"], *one) for row in found for one in row["arguments"]}
    assert held == {tuple(row.values()) for row in arguments}


@pytest.mark.parametrize("many", [0, 10**9], ids=["whole days", "article by article"])
@pytest.mark.parametrize(
    "question",
    [
        Question(voice="reader"), Question(voice="reader", target=TARGET),
        Question(voice="reader", target=TARGET, stance="against"), Question(voice="reader", argument="patient-penalty"),
        Question(voice="reader", argument="patient-penalty", use="asserts"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("unique", [False, True])
def test_pages_of_a_number_follow_each_other_without_a_gap(
    db: Database, monkeypatch: pytest.MonkeyPatch, question: Question, many: int, unique: bool
) -> None:
    monkeypatch.setattr(readers, "MANY", many)
    filters = replace(ALWAYS, unique_only=unique)
    n = count_units(db, filters, question)
    pages = [list_units(db, filters, question, limit=40, offset=start) for start in range(0, n + 40, 40)]
    listed = [(row["owner_id"], row["verdict"]) for page in pages for row in page]
    assert len(listed) == len(set(listed)) == n > 0
    days = [row["day"] for page in pages for row in page]
    assert days == sorted(days, reverse=True)


def test_a_target_that_an_address_made_up_counts_nothing(db: Database) -> None:
    for made_up in ('a"b', "a\\", "$", 'x" . "y'):
        assert count_new_units(db, LAST_ON, Question(voice="reader", target=made_up)) == 0
