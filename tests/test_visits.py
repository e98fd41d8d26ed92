"""Threads are read again after 1, 2, 4, 8, 16 and 30 days; each decision on an address is kept, few in number."""

from datetime import date, timedelta

import pytest
from sqlite_utils import Database

import store.decisions
from store.clock import NOW_VARIABLE
from store.database import rows
from store.decisions import Decided, find_refusal, list_decisions, prune_decisions, save_decisions
from store.visits import next_visit

FIRST = date(2026, 11, 22)


def test_a_thread_read_every_night_is_visited_on_six_days_only() -> None:
    last, days = FIRST, []
    for age in range(1, 60):
        day = FIRST + timedelta(days=age)
        due = next_visit(FIRST, last)
        if due is not None and due <= day:
            last = day
            days.append(age)
    assert days == [1, 2, 4, 8, 16, 30]


def test_a_night_that_was_missed_is_made_up_and_the_following_visit_keeps_its_day() -> None:
    assert next_visit(FIRST, FIRST + timedelta(days=5)) == FIRST + timedelta(days=8)
    assert next_visit(FIRST, FIRST + timedelta(days=31)) is None


def test_a_decision_heard_again_is_one_row_that_counts(fresh_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    said = Decided(url="https://a.example/x/", decision="reserved", signal="tdm-meta", value="1" * 300)
    for day in (22, 23, 23):
        monkeypatch.setenv(NOW_VARIABLE, f"2026-11-{day}T08:30:00+01:00")
        save_decisions(fresh_db, [said])
    [row] = list_decisions(fresh_db, "http://A.example/x")
    assert (row["n_times"], row["first_at"][:10], row["last_at"][:10]) == (2, "2026-11-22", "2026-11-23")
    assert len(row["value"]) == 200
    assert find_refusal(fresh_db, said.url, since="2026-11-01") is not None
    assert find_refusal(fresh_db, said.url, since="2026-11-24") is None


def test_decisions_are_bounded_in_time_and_in_number(fresh_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.decisions, "MOST_ROWS", 3)
    for month in range(1, 10):
        monkeypatch.setenv(NOW_VARIABLE, f"2026-{month:02d}-01T08:30:00+01:00")
        save_decisions(fresh_db, [Decided(url=f"https://a.example/{month}", decision="read", signal="page")])
    monkeypatch.setenv(NOW_VARIABLE, "2027-02-10T08:30:00+01:00")
    assert prune_decisions(fresh_db) == 6
    assert [row["url"][-1] for row in rows(fresh_db, "select url from decisions order by url")] == ["7", "8", "9"]
