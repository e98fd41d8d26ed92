"""Verdicts and daily tables, rebuilt thread by thread in the transaction that changed them."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from store.database import Row, rows, transaction
from store.hours import count_hours
from store.months import take_months
from store.summaries import summarise
from store.texts import as_json
from store.told import keep_tellings
from store.verdicts import Unit, combine, gather_units

_VERDICTS = ("verdicts", "unit_arguments")
_DAILY = ("daily_stance", "daily_arguments")
# What a person called off topic, a comment or a passage; an article's own mark stands in its row.
_OFF_TOPIC = "(select item_id from desk_standing where thread_id = :thread and slot = 'topic' and value = 'off')"
# The verdicts of a text that retention emptied, or that its site removed, are all that is left of it: nothing can make
# them again, and numbers repeated yesterday stay true.
_EMPTIED = """
    select id from articles where id = :thread and purged_on is not null
    union all select id from comments where article_id = :thread and (purged_on is not null or status = 'deleted')
"""


def rebuild_all(db: Database) -> None:
    """Rebuilds every derived row from the tags; gives what the increments gave."""
    with transaction(db):
        rebuild_threads(db, [row["id"] for row in rows(db, "select id from articles order by id")])


def rebuild_threads(db: Database, thread_ids: Sequence[str]) -> None:
    """Rebuilds the verdicts and daily rows of the given articles and their comments."""
    with transaction(db):
        for thread_id in dict.fromkeys(thread_ids):
            _rebuild(db, thread_id)


def set_aside(db: Database, thread_id: str, owner_id: str | None = None) -> str:
    """Takes out the verdicts that nothing can make again, of one text or of a whole thread; gives them as JSON."""
    values = {"thread": thread_id, "owner": owner_id}
    kept: dict[str, list[Row]] = {}
    for table in _VERDICTS:
        where = f"thread_id = :thread and owner_id in ({_EMPTIED}) and (:owner is null or owner_id = :owner)"
        kept[table] = rows(db, f"select * from {table} where {where}", values)  # nosec B608 # constant parts
        db.execute(f"delete from {table} where {where}", values)  # nosec B608 # constant parts
    return as_json(kept)


def put_back(db: Database, aside: str | None) -> None:
    """Puts back what `set_aside` took out, as far as those texts still have a row."""
    for table, kept in (json.loads(aside) if aside else {}).items():
        for row in kept:
            known = "select id from articles where id = :owner union all select id from comments where id = :owner"
            if table in _VERDICTS and rows(db, known, {"owner": row["owner_id"]}):
                db.table(table).insert(row, ignore=True)


def _rebuild(db: Database, thread_id: str) -> None:
    values = {"thread": thread_id}
    take_months(db, thread_id)
    for table in _DAILY:
        db.execute(f"delete from {table} where thread_id = :thread", values)  # nosec B608 # constant parts
    for table in _VERDICTS:
        db.execute(f"delete from {table} where thread_id = :thread and owner_id not in ({_EMPTIED})", values)  # nosec B608 # constant parts
    _judge_owners(db, thread_id)
    _count_days(db, values)
    summarise(db, thread_id)
    count_hours(db, thread_id)
    keep_tellings(db, thread_id)


def _judge_owners(db: Database, thread_id: str) -> None:
    values = {"thread": thread_id}
    owners = _relevant_owners(db, thread_id)
    if not owners:
        return
    passages = _group(
        db,
        f"""
        select * from passages where thread_id = :thread and id not in {_OFF_TOPIC} order by owner_id, position
        """,  # nosec B608 # constant parts
        values,
    )
    quotes = _group(db, "select * from quotes where thread_id = :thread order by owner_id, start", values)
    tags = _group(
        db,
        """
        select e.*, p.owner_id from passages p cross join effective_tags e on e.passage_id = p.id
        where p.thread_id = :thread and +e.kind in ('stance', 'argument')
        """,
        values,
    )
    for owner in owners:
        owner_id = owner["owner_id"]
        units = gather_units(passages[owner_id], tags[owner_id], quotes[owner_id])
        if owner["owner_kind"] == "article":
            units.setdefault(("press", ""), Unit(voice="press"))
        for unit in units.values():
            _save_unit(db, owner | {"thread_id": thread_id}, unit)


def _relevant_owners(db: Database, thread_id: str) -> list[Row]:
    """Article and comments of the thread that speak of the debate, with their day and whether they count as unique.

    None of a thread that a person called off topic, nor a comment or passage that one did.
    """
    return rows(
        db,
        f"""
        with relevant as (
            select distinct p.owner_id from passages p
            where p.thread_id = :thread and p.id not in {_OFF_TOPIC} and exists (
                select 1 from effective_tags e
                where e.passage_id = p.id and e.kind = 'relevance' and e.value = 'yes')
        )
        select 'article' as owner_kind, a.id as owner_id, coalesce(a.published_on, '') as day,
               a.story_first as is_unique
        from articles a where a.id = :thread and a.off_topic = 0 and a.id in (select owner_id from relevant)
        union all
        select 'comment', c.id, coalesce(c.posted_on, ''), c.first_in_thread
        from comments c
        where c.article_id = :thread and c.status <> 'deleted' and c.id not in {_OFF_TOPIC}
          and c.id in (select owner_id from relevant)
          and (select a.off_topic from articles a where a.id = :thread) = 0
        """,  # nosec B608 # constant parts
        {"thread": thread_id},
    )


def _group(db: Database, sql: str, values: dict[str, Any]) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows(db, sql, values):
        grouped[row["owner_id"]].append(row)
    return grouped


def _save_unit(db: Database, owner: Row, unit: Unit) -> None:
    base = owner | {"voice": unit.voice, "speaker": unit.speaker}
    verdicts = [base | {"target": "", "stance": "", "score": 1.0}]
    for target, judged in sorted(unit.stances.items()):
        stance, score = combine(judged)
        verdicts.append(base | {"target": target, "stance": stance, "score": round(score, 4)})
    db.table("verdicts").insert_all(verdicts)
    arguments = [
        base | {"argument": slug, "use": use, "score": round(score, 4)}
        for (slug, use), score in sorted(unit.arguments.items())
    ]
    if arguments:
        db.table("unit_arguments").insert_all(arguments)


def _count_days(db: Database, values: dict[str, Any]) -> None:
    db.execute(
        """
        insert into daily_stance
        select v.day, v.thread_id, coalesce(a.source_id, 'clips'), a.audience, v.voice, v.target, v.stance,
               count(*), sum(v.is_unique)
        from verdicts v join articles a on a.id = v.thread_id where v.thread_id = :thread
        group by v.day, v.voice, v.target, v.stance
        """,
        values,
    )
    db.execute(
        """
        insert into daily_arguments
        select u.day, u.thread_id, coalesce(a.source_id, 'clips'), a.audience, u.voice, u.argument, u.use,
               count(*), sum(u.is_unique)
        from unit_arguments u join articles a on a.id = u.thread_id where u.thread_id = :thread
        group by u.day, u.voice, u.argument, u.use
        """,
        values,
    )
