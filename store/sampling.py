"""The audit: five passages drawn at random each night, whatever the machine thinks of them, and what a person says.

An answer is a measure, never a correction: it changes no count, or the machine would be right wherever it is measured.
"""

import random
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Literal

from sqlite_utils import Database

from store.access import sign
from store.audit import record_act
from store.clock import now
from store.database import Row, insert_row, one, rows, transaction
from store.texts import as_json

Stratum = Literal["readers", "press"]
# Shares are of readers; the press is followed for its precision only.
A_NIGHT: Mapping[Stratum, int] = {"readers": 4, "press": 1}
# Long enough for the weeks that « Tendances » shows by default.
FRAME_DAYS = 182
_FRAMES: Mapping[Stratum, str] = {
    "readers": """
        from passages p join comments o on o.id = p.owner_id
             join verdicts v on v.owner_id = o.id and v.voice = 'reader' and v.target = ''
        where p.owner_kind = 'comment' and o.status <> 'deleted' and o.purged_on is null
          and not exists (select 1 from sample_items s where s.owner_id = p.owner_id)
    """,
    "press": """
        from passages p join articles o on o.id = p.owner_id
        where p.owner_kind = 'article' and p.kind <> 'pull-quote' and o.off_topic = 0 and o.purged_on is null
          and exists (select 1 from effective_tags e where e.passage_id = p.id and e.kind = 'relevance'
                      and e.value = 'yes')
          and not exists (select 1 from sample_items s where s.passage_id = p.id)
    """,
}
_IN_TIME = """
    and o.first_seen_at > :after and o.first_seen_at <= :until
    and not exists (select 1 from lessons l where l.owner_id = p.owner_id)
"""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person says of a drawn text: whether it is in the debate, the stance on each target that it speaks of, and
    whether each argument that the machine saw (« slug/use ») is there."""

    is_relevant: bool
    stances: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, bool] = field(default_factory=dict)


def draw_sample(db: Database, day: date) -> int:
    """Draws the passages of a night, once; how many texts were drawn.

    The seed is the day and the number of draws before: a night run again draws the same.
    """
    drawn = 0
    with transaction(db):
        for stratum, n_wanted in A_NIGHT.items():
            asked = {"day": day.isoformat(), "stratum": stratum}
            if one(db, "select 1 as one from sample_draws where on_day = :day and stratum = :stratum", asked):
                continue
            drawn += _draw(db, day, stratum, n_wanted)
    return drawn


def _draw(db: Database, day: date, stratum: Stratum, n_wanted: int) -> int:
    frame = _FRAMES[stratum] + _IN_TIME
    until = now()
    values = {
        "after": (until - timedelta(days=FRAME_DAYS)).isoformat(timespec="seconds"),
        "until": until.isoformat(timespec="seconds"),
    }  # fmt: skip
    n_frame = int(rows(db, f"select count(*) as n {frame}", values)[0]["n"])  # nosec B608 # constant parts
    seed = f"{day.isoformat()}/{stratum}"
    places = random.Random(seed).sample(range(n_frame), min(n_wanted, n_frame))  # nosec B311 # a sample, no secret
    draw = {
        "on_day": day.isoformat(), "stratum": stratum, "n_frame": n_frame, "n_wanted": n_wanted, "seed": seed,
        "seen_after": values["after"], "seen_until": values["until"],
    }  # fmt: skip
    draw_id = insert_row(db, "sample_draws", draw)
    units: dict[str, Row] = {}
    for place in sorted(places):
        found = rows(
            db,
            f"""
            select p.id as passage_id, p.owner_kind, p.owner_id, p.thread_id, o.body_hash, o.first_seen_at
            {frame} order by p.id limit 1 offset :place
            """,  # nosec B608 # constant parts
            values | {"place": place},
        )[0]
        # Two passages of one comment are one unit to judge.
        units.setdefault(found["owner_id"] if stratum == "readers" else found["passage_id"], found)
    for unit in units.values():
        n_passages = _count_passages(db, unit["owner_id"]) if stratum == "readers" else 1
        insert_row(db, "sample_items", unit | {
            "draw_id": draw_id, "stratum": stratum, "n_passages": n_passages, "drawn_at": values["until"],
        })  # fmt: skip
    return len(units)


def answer_item(db: Database, item_id: int, said: Said, *, made_by: str) -> int:
    """Records what a person says of a drawn text; the id of the answer. Earlier answers are kept.

    Raises:
        ValueError: no such item; its text was erased meanwhile.
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "correct", made_by)
    with transaction(db):
        if one(db, "select 1 as one from sample_items where id = :id", {"id": item_id}) is None:
            raise ValueError(f"sample item {item_id}: not there any more; reload the page")
        row = {
            "item_id": item_id, "said": as_json(asdict(said)), "made_by": made_by,
            "made_at": now().isoformat(timespec="seconds"),
        }  # fmt: skip
        number = insert_row(db, "sample_answers", row)
        record_act(db, "correction", f"audit n° {number}", who=made_by)
    return number


def _count_passages(db: Database, owner_id: str) -> int:
    return int(rows(db, "select count(*) as n from passages where owner_id = :id", {"id": owner_id})[0]["n"])
