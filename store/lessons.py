"""What people said, given to a model to learn from: never in the quarter in which it may measure the machine.

What is handed out here is marked as taught: it is drawn for no audit and measures nothing any more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from store.clock import PARIS
from store.database import Row, rows, transaction
from store.queries.audits import quarter_of
from store.texts import as_json


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """One passage and what a person said of it: stances by target ('' when it does not speak of it)."""

    passage_id: str
    owner_id: str
    thread_id: str
    text: str
    stances: Mapping[str, str]


def take_lessons(db: Database, day: date) -> list[Lesson]:
    """The lessons that may be taught on a day, marked as taught in the same transaction.

    Corrections and audits of past quarters. A text drawn for the audit in the quarter of `day` is left out, whoever
    corrected it and whenever.
    """
    with transaction(db):
        held = _measuring(db, day)
        lessons = [one for one in _read_lessons(db, day) if one.owner_id not in held]
        for owner_id in dict.fromkeys(one.owner_id for one in lessons):
            db.execute(
                "insert into lessons(owner_id, taught_on) values (:owner, :day) on conflict do nothing",
                {"owner": owner_id, "day": day.isoformat()},
            )
    return lessons


def _measuring(db: Database, day: date) -> set[str]:
    """The texts drawn in the quarter of a day."""
    found = rows(
        db,
        """
        select i.owner_id, d.on_day from sample_items i join sample_draws d on d.id = i.draw_id
        where d.on_day >= :since
        """,
        {"since": (day - timedelta(days=93)).isoformat()},
    )
    return {row["owner_id"] for row in found if quarter_of(date.fromisoformat(row["on_day"])) == quarter_of(day)}


def _read_lessons(db: Database, day: date) -> Iterator[Lesson]:
    """Corrections, and audits of texts of one passage, made in past quarters; the last word on each target."""
    said: dict[str, dict[str, str]] = {}
    for row in [*_list_audits(db), *_list_corrections(db)]:
        if quarter_of(datetime.fromisoformat(row["made_at"]).astimezone(PARIS).date()) < quarter_of(day):
            said.setdefault(row["passage_id"], {}).update(row["stances"])
    for row in _list_texts(db, list(said)):
        yield Lesson(
            passage_id=row["id"], owner_id=row["owner_id"], thread_id=row["thread_id"], text=row["text"],
            stances=said[row["id"]],
        )  # fmt: skip


def _list_corrections(db: Database) -> list[Row]:
    found = rows(
        db, "select passage_id, key, value, status, made_at from desk_corrections where kind = 'stance' order by id"
    )
    return [row | {"stances": {row["key"]: row["value"] if row["status"] == "confirmed" else ""}} for row in found]


def _list_audits(db: Database) -> list[Row]:
    """The last answer of each drawn text of one passage: a longer one was judged whole, which no passage teaches."""
    found = rows(
        db,
        """
        select i.passage_id, x.said, x.made_at from sample_items i join sample_answers x on x.id = (
            select max(y.id) from sample_answers y where y.item_id = i.id)
        where i.n_passages = 1 order by x.id
        """,
    )
    return [row | {"stances": json.loads(row["said"])["stances"]} for row in found]


def _list_texts(db: Database, passage_ids: Sequence[str]) -> list[Row]:
    found = rows(
        db,
        """
        select p.id, p.owner_id, p.thread_id,
               substr(coalesce(c.body, a.body), p.start + 1, p.end - p.start) as text
        from passages p left join comments c on c.id = p.owner_id left join articles a on a.id = p.owner_id
        where p.id in (select value from json_each(:ids)) order by p.id
        """,
        {"ids": as_json(list(passage_ids))},
    )
    return [row for row in found if row["text"]]
