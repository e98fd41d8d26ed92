"""Readers counted by hours of threads are those counted one by one, in any window."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.clock import morning_window
from store.database import rows
from store.hours import Interval, count_hours, count_readers, count_stances_by_thread
from store.queries.brief import load_brief_rows, usual_windows
from tests.query_calls import LAST_ON, make_press, watching

BASE = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
WINDOWS = {
    1: (BASE, BASE + timedelta(hours=30)),
    2: (BASE - timedelta(hours=6), BASE + timedelta(hours=4, minutes=23, seconds=12)),
    3: (BASE + timedelta(minutes=7), BASE + timedelta(minutes=40)),
    4: (BASE - timedelta(days=3, minutes=1), BASE - timedelta(hours=50, minutes=59, seconds=59)),
    5: (BASE - timedelta(days=900), BASE - timedelta(days=899)),
}


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = make_press(tmp_path_factory.mktemp("hours") / "vigie.db", n_comments=3_000, days=10)
    yield made
    made.close()


def verdicts(db: Database) -> list[tuple[datetime, str, str, str]]:
    """Moment, thread, target and side of every reader's verdict, comment by comment."""
    found = rows(
        db,
        """
        select c.posted_at, v.thread_id, v.target, v.stance from verdicts v join comments c on c.id = v.owner_id
        where v.voice = 'reader' and c.posted_at is not null
        """,
    )
    return [(datetime.fromisoformat(one["posted_at"]), one["thread_id"], one["target"], one["stance"])
            for one in found]  # fmt: skip


def holds(window: Interval, moment: datetime) -> bool:
    return window[0] <= moment < window[1]


def test_each_window_counts_the_comments_that_it_holds(db: Database) -> None:
    expected: Counter[tuple[int, str]] = Counter()
    for moment, _, target, _ in verdicts(db):
        expected.update((key, target) for key, window in WINDOWS.items() if holds(window, moment))
    counted = {(row["key"], row["target"]): row["n"] for row in count_readers(db, WINDOWS)}
    assert counted == dict(expected)
    assert {key for key, _ in counted} == {1, 2, 3, 4}


def test_sides_of_windows_that_overlap_count_once(db: Database) -> None:
    expected = Counter(
        (thread, target, stance) for moment, thread, target, stance in verdicts(db)
        if target and any(holds(window, moment) for window in WINDOWS.values())
    )  # fmt: skip
    found = count_stances_by_thread(db, list(WINDOWS.values()))
    assert {(row["thread_id"], row["target"], row["stance"]): row["n"] for row in found} == dict(expected)


def test_hours_counted_anew_are_those_that_stood(db: Database) -> None:
    before = rows(db, "select * from hourly_readers")
    for row in rows(db, "select id from articles"):
        count_hours(db, row["id"])
    assert rows(db, "select * from hourly_readers") == before
    assert sum(row["n"] for row in before) == len(verdicts(db))


def test_the_usual_of_a_review_stops_at_the_hour_that_the_day_was_read_to(db: Database) -> None:
    found = load_brief_rows(db, LAST_ON)
    start, end = morning_window(LAST_ON)
    assert start < found.read_until <= end
    assert all(start <= datetime.fromisoformat(row["posted_at"]) < end for row in found.units)
    for first, last in usual_windows(LAST_ON, found.read_until).values():
        assert last - first <= found.read_until - start


def test_a_review_reads_no_more_comments_where_the_weeks_before_hold_ten_times_as_many(tmp_path: Path) -> None:
    steps = []
    for n in (600, 6_000):
        made = make_press(tmp_path / f"{n}.db", n_comments=n, days=28)
        with watching(made) as seen:
            load_brief_rows(made, LAST_ON + timedelta(days=1))
        steps.append(seen.n_steps)
        made.close()
    assert steps[1] <= 6 * steps[0]
