"""Readers' comments of the debate by moment, each in one row with its sides and arguments; rebuilt with the verdicts.

Verdicts lie where the ids of their comments fall, which is anywhere: a window of a day read from them is a page of the
disk a comment. Here it is as many pages as its rows fill.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from store.clock import paris_day
from store.database import Row, rows
from store.texts import as_json

Slice = tuple[str, str, str]  # a Paris day, from, before


def keep_reader_units(db: Database, thread_id: str) -> None:
    """Rebuilds the rows of one article's comments from their verdicts, in the caller's transaction."""
    values = {"thread": thread_id}
    db.execute("delete from reader_units where thread_id = :thread", values)
    db.execute(_KEPT, values)


_KEPT = """
    insert into reader_units
    select v.day, coalesce(c.posted_at, ''), v.owner_id, v.thread_id, v.is_unique, (
               select json_group_object(target, stance) from (
                   select s.target, s.stance from verdicts s
                   where s.owner_id = v.owner_id and s.voice = 'reader' and s.target <> '' order by s.target)), (
               select json_group_array(json_array(argument, use)) from (
                   select u.argument, u.use from unit_arguments u
                   where u.owner_id = v.owner_id and u.voice = 'reader' order by u.argument, u.use))
    from verdicts v cross join comments c on c.id = v.owner_id
    where v.thread_id = :thread and v.voice = 'reader' and +v.target = ''
"""
# For `:slices` of `slices_of`, as JSON.
IN_SLICES = """
    json_each(:slices) w cross join reader_units r
         on r.day = json_extract(w.value, '$[0]') and r.at >= json_extract(w.value, '$[1]')
            and r.at < json_extract(w.value, '$[2]')
"""


def slices_of(start: datetime, end: datetime) -> list[Slice]:
    """A window cut at the midnights of Paris, as `reader_units` is read."""
    first, last = paris_day(start), paris_day(end - timedelta(microseconds=1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    ends = [moment.astimezone(UTC).isoformat(timespec="seconds") for moment in (start, end)]
    return [(day.isoformat(), ends[0], ends[1]) for day in days]


def list_window(db: Database, start: datetime, end: datetime) -> Iterator[Row]:
    """The comments of the debate of a window, oldest first: owner_id, thread_id, at, stances (a dictionary by target),
    arguments (a list of argument and use)."""
    found = rows(
        db,
        f"select r.owner_id, r.thread_id, r.at, r.stances, r.arguments from {IN_SLICES} order by r.at, r.owner_id",  # nosec B608 # constant parts
        {"slices": as_json(slices_of(start, end))},
    )
    # Many say the same: what they say is read once.
    said = {text: json.loads(text) for row in found for text in (row["stances"], row["arguments"])}
    for row in found:
        yield row | {"stances": said[row["stances"]], "arguments": said[row["arguments"]]}
