"""The health of every source in use, judged from what the crawl recorded."""

from collections import defaultdict
from datetime import date, timedelta

from sqlite_utils import Database

from store.clock import today as current_day
from store.database import Row, rows
from store.health.judge import Judged, judge
from store.health.verdicts import State, Verdict

# Two years: a Christmas and an August twice, and the memory of the statistics.
LOOK_BACK = timedelta(days=800)
_ORDER: dict[State, int] = {"broken": 0, "watched": 1, "unjudged": 2, "sound": 3}


def judge_sources(db: Database, *, today: date | None = None) -> list[Verdict]:
    """One verdict a source in use, the worst first; `today` is the day on which it is asked.

    For a day that is past, only what was recorded up to then counts.
    """
    day = today or current_day()
    values = {"first": (day - LOOK_BACK).isoformat(), "last": day.isoformat()}
    days = _by_source(rows(db, _DAYS, values))
    fields = _by_source(rows(db, _FIELDS, values))
    verdicts = [
        judge(Judged(source_id=row["id"], name=row["name"], days=days[row["id"]], fields=fields[row["id"]]), today=day)
        for row in rows(db, "select id, name from sources where enabled = 1 order by name, id")
    ]
    return sorted(verdicts, key=lambda one: _ORDER[one.state])


def _by_source(found: list[Row]) -> defaultdict[str, list[Row]]:
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row["source_id"]].append(row)
    return grouped


_DAYS = """
    select * from source_days where day between :first and :last order by source_id, day
"""
_FIELDS = """
    select * from source_fields where day between :first and :last order by source_id, day, field
"""
