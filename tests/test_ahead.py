"""Queries asked at once give what they give in turn, whatever happens to one of them or to the file."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlite_utils import Database

from dashboard.ahead import N_THREADS, ask_ahead, ask_together
from store.database import Query, open_database, open_memory, open_readonly, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "vigie.db"
    open_database(path).close()
    return path


def _number(value: int) -> Query:
    return lambda db: rows(db, "select :value as value", {"value": value})[0]["value"]


def test_answers_come_in_the_order_of_the_questions(path: Path) -> None:
    many = 4 * N_THREADS
    assert ask_together(open_readonly(path), [_number(one) for one in range(many)]) == list(range(many))


def test_questions_wait_together(path: Path) -> None:
    meeting = threading.Barrier(N_THREADS, timeout=20)
    futures = ask_ahead(path, [lambda _: meeting.wait()] * N_THREADS)
    assert sorted(one.result() for one in futures) == list(range(N_THREADS))


def test_a_failed_question_is_told_to_who_waits_for_it(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        ask_together(open_readonly(path), [_number(1), lambda db: rows(db, "select * from nowhere"), _number(2)])
    assert ask_together(open_readonly(path), [_number(3)]) == [3]


def test_a_restored_file_is_opened_anew(path: Path, tmp_path: Path) -> None:
    def told(db: Database) -> int:
        return int(rows(db, "select count(*) as n from reader_keys")[0]["n"])

    assert {one.result() for one in ask_ahead(path, [told] * (2 * N_THREADS))} == {0}
    other = tmp_path / "other.db"
    db = open_database(other)
    db.execute("insert into reader_keys values ('key', 1)")
    db.conn.commit()
    db.close()
    other.replace(path)
    assert {one.result() for one in ask_ahead(path, [told] * (2 * N_THREADS))} == {1}


def test_what_is_being_written_and_what_has_no_file_is_asked_on_its_own_connection(path: Path) -> None:
    def thread_of(_: Database) -> str:
        return threading.current_thread().name

    here = threading.current_thread().name
    assert ask_together(open_memory(), [thread_of] * 9) == [here] * 9
    db = open_database(path)
    db.conn.execute("begin immediate")
    assert ask_together(db, [thread_of] * 9) == [here] * 9
