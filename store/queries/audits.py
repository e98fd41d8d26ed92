"""What was drawn at random, what the machine says of it and what a person said: the rows of every measure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from store.clock import PARIS, now
from store.database import Row, rows
from store.inclusion import chance_of_night, chance_of_nights
from store.sampling import FRAME_DAYS
from store.texts import as_json
from store.verdicts import Judged, combine

_STILL_THERE = """
    exists (select 1 from passages p where p.id = i.passage_id)
    and i.body_hash = coalesce(
        (select c.body_hash from comments c where c.id = i.owner_id and c.status <> 'deleted'),
        (select a.body_hash from articles a where a.id = i.owner_id))
    and not exists (select 1 from lessons l where l.owner_id = i.owner_id)
"""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One drawn text that a person judged. `machine` and `person` give stances by target; `arguments` says by
    « slug/use » whether an argument that the machine sees is there, and holds no argument that nobody judged."""

    item_id: int
    stratum: str
    thread_id: str
    day: str  # of the text, '' when undated
    audience: str
    weight: float
    is_relevant: bool
    machine: Mapping[str, tuple[str, float]]
    person: Mapping[str, str]
    arguments: Mapping[str, bool]
    scores: Mapping[str, float]  # of the arguments
    made_on: str


def list_to_check(db: Database, *, limit: int = 20) -> list[Row]:
    """Drawn texts that nobody judged yet, oldest first: columns of `sample_items`, title, source, body, at."""
    return rows(
        db,
        f"""
        select i.*, a.title, coalesce(s.name, a.site, 'Page collée') as source,
               coalesce(c.body, (select substr(a.body, p.start + 1, p.end - p.start) from passages p
                                 where p.id = i.passage_id)) as body,
               coalesce(c.posted_at, case when i.owner_kind = 'article' then a.published_at end) as at
        from sample_items i join articles a on a.id = i.thread_id left join sources s on s.id = a.source_id
             left join comments c on c.id = i.owner_id
        where {_STILL_THERE} and not exists (select 1 from sample_answers x where x.item_id = i.id)
        order by i.id limit :limit
        """,  # nosec B608 # constant parts
        {"limit": limit},
    )


def count_checked(db: Database) -> Row:
    """How far the audit has come: n_drawn, n_waiting, n_judged, first_on (the first night)."""
    return rows(
        db,
        f"""
        select count(*) as n_drawn, coalesce(sum(answered), 0) as n_judged,
               count(*) - coalesce(sum(answered), 0) as n_waiting, (select min(on_day) from sample_draws) as first_on
        from (select exists (select 1 from sample_answers x where x.item_id = i.id) as answered
              from sample_items i where {_STILL_THERE})
        """,  # nosec B608 # constant parts
    )[0]


def list_judgements(db: Database) -> list[Judgement]:
    """The judged texts among those drawn since `FRAME_DAYS`, beside what the machine in use says of each.

    What people corrected after the draw is left out of the machine's word: it would be measured right for having been
    looked at.
    """
    since = (now() - timedelta(days=FRAME_DAYS)).isoformat(timespec="seconds")
    items = rows(
        db,
        f"""
        select i.*, x.said, x.made_at, a.audience,
               coalesce(case when i.owner_kind = 'comment' then c.posted_on else a.published_on end, '') as day
        from sample_items i join sample_answers x on x.id = (select max(y.id) from sample_answers y
                                                             where y.item_id = i.id)
             join articles a on a.id = i.thread_id left join comments c on c.id = i.owner_id
        where i.drawn_at >= :since and {_STILL_THERE} order by i.id
        """,  # nosec B608 # constant parts
        {"since": since},
    )
    draws = rows(db, "select * from sample_draws order by id")
    tags = _machine_tags(db, items)
    return [_judgement(item, tags, draws) for item in items]


def list_machine_words(db: Database, item: Row) -> tuple[dict[str, tuple[str, float]], dict[str, float]]:
    """What the machine says of one drawn text: stance and score by target, score by « slug/use » of argument."""
    return _read_words(item, _machine_tags(db, [item]))


def quarter_of(day: date) -> tuple[int, int]:
    """The year and quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1


def _machine_tags(db: Database, items: Sequence[Row]) -> list[Row]:
    """Tags of the owners of these items, and the corrections of their passages: owner_id, passage_id, kind, key, value,
    score, status, made_at (null for the machine)."""
    return rows(
        db,
        """
        select p.owner_id, t.passage_id, t.kind, t.key, t.value, t.score, t.status, null as made_at
        from passages p join tags t on t.passage_id = p.id
        where p.owner_id in (select value from json_each(:owners)) and t.kind in ('stance', 'argument')
          and p.kind <> 'pull-quote'
        union all
        select p.owner_id, d.passage_id, d.kind, d.key, d.value, 1.0, d.status, d.made_at
        from passages p join desk_corrections d on d.passage_id = p.id
        where p.owner_id in (select value from json_each(:owners)) and d.kind in ('stance', 'argument')
        order by made_at
        """,
        {"owners": as_json(sorted({item["owner_id"] for item in items}))},
    )


def _read_words(item: Row, tags: Sequence[Row]) -> tuple[dict[str, tuple[str, float]], dict[str, float]]:
    kept: dict[tuple[str, str, str], list[Row]] = {}
    for tag in tags:
        is_part = tag["owner_id"] == item["owner_id"]
        if not is_part or (item["stratum"] == "press" and tag["passage_id"] != item["passage_id"]):
            continue
        place = (tag["passage_id"], tag["kind"], tag["key"])
        if tag["made_at"] is None:
            kept.setdefault(place, []).append(tag)
        elif tag["made_at"] < item["drawn_at"]:
            kept[place] = [tag]
    said: dict[str, list[Judged]] = {}
    arguments: dict[str, float] = {}
    for tag in (tag for found in kept.values() for tag in found if tag["status"] != "refused"):
        if tag["kind"] == "argument":
            name = f"{tag['key']}/{tag['value']}"
            arguments[name] = max(arguments.get(name, 0.0), tag["score"])
        else:
            judged = Judged(value=tag["value"], score=tag["score"], is_confirmed=tag["made_at"] is not None)
            said.setdefault(tag["key"], []).append(judged)
    return {target: combine(judged) for target, judged in said.items()}, arguments


def _judgement(item: Row, tags: Sequence[Row], draws: Sequence[Row]) -> Judgement:
    said: dict[str, Any] = json.loads(item["said"])
    stances, arguments = _read_words(item, tags)
    chance = chance_of_nights(
        chance_of_night(draw["n_frame"], draw["n_wanted"], item["n_passages"])
        for draw in draws
        if draw["stratum"] == item["stratum"] and draw["seen_after"] < item["first_seen_at"] <= draw["seen_until"]
    )
    return Judgement(
        item_id=item["id"], stratum=item["stratum"], thread_id=item["thread_id"], day=item["day"],
        audience=item["audience"], weight=1 / max(chance, 1e-9), is_relevant=said["is_relevant"], machine=stances,
        person=said["stances"] if said["is_relevant"] else {},
        arguments={name: said["arguments"][name] for name in arguments if name in said["arguments"]},
        scores=arguments, made_on=datetime.fromisoformat(item["made_at"]).astimezone(PARIS).date().isoformat(),
    )  # fmt: skip
