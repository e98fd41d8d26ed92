"""What is kept of a figure is what its text says now, and goes with it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.aggregates import rebuild_all
from store.database import rows
from store.disputes import find_disputes, list_odd
from store.queries.figures import list_circulating, list_quarrels, list_tellings
from store.queries.filters import Filters
from store.tellings import read_telling
from store.writes import delete_comment, rebuild_threads
from tests.query_calls import make_press, watching

ALWAYS = Filters(first_on=date(1900, 1, 1), last_on=date(2999, 12, 31))
LOCAL = replace(ALWAYS, audiences=("local",), sources=("local-1",))


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    made = make_press(tmp_path / "vigie.db", n_comments=1_500)
    yield made
    made.close()


@pytest.mark.parametrize("filters", [ALWAYS, LOCAL, replace(ALWAYS, first_on=date(2026, 11, 10))])
def test_kept_tellings_are_those_cut_out_of_the_texts(db: Database, filters: Filters) -> None:
    found = list_circulating(db, filters)
    assert list_tellings(db, filters) == [read_telling(row) for row in found]
    assert list_quarrels(db, filters, ()) == (find_disputes(found), list_odd(found))
    assert len(list_tellings(db, ALWAYS)) > 50


def test_tellings_rebuilt_are_those_kept(db: Database) -> None:
    before = rows(db, "select * from tellings")
    rebuild_all(db)
    assert rows(db, "select * from tellings") == before


def test_no_sentence_outlives_its_comment_or_its_figures(db: Database) -> None:
    db.execute("pragma foreign_keys = on")
    gone = rows(db, "select owner_id, thread_id from tellings where owner_kind = 'comment' limit 1")[0]
    delete_comment(db, gone["owner_id"])
    rebuild_threads(db, [gone["thread_id"]])
    owned = "select count(*) as n from tellings where owner_id = :owner"
    assert rows(db, owned, {"owner": gone["owner_id"]})[0]["n"] == 0
    other = rows(db, "select owner_id from tellings limit 1")[0]["owner_id"]
    db.execute("delete from figures where owner_id = ?", [other])  # as an erasure does, before counts are rebuilt
    assert rows(db, owned, {"owner": other})[0]["n"] == 0


def test_a_screen_of_figures_reads_no_text(db: Database) -> None:
    with watching(db) as seen:
        list_quarrels(db, ALWAYS, ())
    assert len(seen.statements) == 2, "what is dated, then what is not"
    tables = ("comments", "articles", "passages", "figures ")
    assert not any(table in statement for statement in seen.statements for table in tables)
