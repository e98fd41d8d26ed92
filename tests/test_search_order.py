"""Full text answers newest first without sorting, however many texts bear the words."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from store.database import open_memory, rows
from store.queries.found import Narrow, count_answers, list_answers
from store.search import numbers_between, save_document, search
from tests.query_calls import make_press, watching

ONE, OTHER = Narrow(), Narrow(source="revue-1", stance="against")


@pytest.fixture
def db() -> Database:
    """An empty database with one article to hang texts on."""
    made = open_memory()
    made.table("articles").insert({
        "id": "a", "audience": "medecins", "title": "Un titre", "date_source": "none", "date_precision": "none",
        "body": "", "blocks": "[]", "body_hash": "", "origin": "crawl", "first_seen_at": "2026-11-01T00:00:00+00:00",
        "fetched_at": "2026-11-01T00:00:00+00:00", "paywall": "free",
    })  # fmt: skip
    return made


def save(db: Database, owner: str, day: str, text: str = "une lampe", kind: str = "comment") -> None:
    save_document(db, owner_kind=kind, owner_id=owner, thread_id="a", day=day, text=text)


def order_of(db: Database, query: str) -> list[str]:
    return [row["owner_id"] for row in search(db, query)]


def test_what_is_saved_late_takes_its_place_by_its_day(db: Database) -> None:
    for owner, day in (("c", "2026-11-20"), ("b", "2026-11-22"), ("z", ""), ("d", "2026-11-19"), ("e", "2026-11-22")):
        save(db, owner, day)
    assert order_of(db, "lampe") == ["e", "b", "c", "d", "z"]


def test_a_text_that_is_dated_anew_moves_and_its_words_with_it(db: Database) -> None:
    for owner, day in (("b", "2026-11-20"), ("c", "2026-11-22")):
        save(db, owner, day)
    save(db, "b", "2026-11-23", "une lanterne")
    assert order_of(db, "lampe") == ["c"]
    assert order_of(db, "lanterne OU lampe") == ["b", "c"]
    save(db, "b", "", "une bougie")
    assert order_of(db, "lanterne") == []
    assert order_of(db, "bougie OU lampe") == ["c", "b"]
    db.execute("insert into documents_fts(documents_fts, rank) values ('integrity-check', 1)")


def test_a_number_tells_the_day_and_the_kind_of_its_document(db: Database) -> None:
    on = date(2026, 11, 20)
    save(db, "b", on.isoformat())
    save(db, "a", on.isoformat(), kind="article")
    save(db, "c", "")
    bounds = numbers_between(on, on)
    numbered = {row["owner_id"]: row["id"] for row in rows(db, "select owner_id, id from documents")}
    assert bounds["low"] <= numbered["b"] < numbered["a"] < bounds["high"]
    assert (numbered["b"] % 2, numbered["a"] % 2, numbered["c"]) == (1, 0, 1)
    assert numbers_between(None, on)["low"] > numbered["c"] >= numbers_between(None, None)["low"]


def test_a_generated_press_is_numbered_as_the_triggers_number(tmp_path: Path) -> None:
    made = make_press(tmp_path / "vigie.db", n_comments=300)
    for row in rows(made, "select id, day, owner_kind from documents"):
        on = date.fromisoformat(row["day"]) if row["day"] else None
        bounds = numbers_between(on, on) if on else {"low": 0, "high": 1 << 32}
        assert bounds["low"] <= row["id"] < bounds["high"]
        assert row["id"] % 2 == (row["owner_kind"] == "comment")


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """Steps of SQLite's machine of each question, on 1,800 comments and on ten times as many."""
    found: dict[str, list[int]] = {"page": [], "narrowed page": [], "bounded count": []}
    for n in (1_800, 18_000):
        made = make_press(tmp_path_factory.mktemp(str(n)) / "vigie.db", n_comments=n)
        asks: dict[str, Callable[[Database], Any]] = {
            "page": lambda db: list_answers(db, "cabinet", ONE, limit=25),
            "narrowed page": lambda db: list_answers(db, "cabinet", OTHER, limit=25),
            "bounded count": lambda db: count_answers(db, "cabinet", OTHER, most=100),
        }
        for name, ask in asks.items():
            with watching(made) as seen:
                ask(made)
            found[name].append(seen.n_steps)
    return found


@pytest.mark.parametrize("question", ["page", "narrowed page", "bounded count"])
def test_a_page_of_answers_costs_no_more_where_ten_times_as_many_answer(
    steps: dict[str, list[int]], question: str
) -> None:
    few, many = steps[question]
    assert many <= max(3_000, 2 * few)


def test_a_bounded_count_never_says_more_than_there_are(tmp_path: Path) -> None:
    made = make_press(tmp_path / "vigie.db", n_comments=1_800)
    whole = count_answers(made, "cabinet", OTHER)
    n = len(list_answers(made, "cabinet", OTHER, limit=10_000))
    assert sum(whole.values()) == n
    assert sum(count_answers(made, "cabinet", OTHER, most=n + 1).values()) == n
    assert sum(count_answers(made, "cabinet", OTHER, most=n // 2).values()) == n // 2
    assert sum(count_answers(made, "cabinet", ONE).values()) == len(list_answers(made, "cabinet", ONE, limit=10_000))
