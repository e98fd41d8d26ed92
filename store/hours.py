"""Readers' comments by hour and thread, rebuilt with the verdicts: windows that begin at 18:00 are added up from it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from store.database import Row, rows
from store.reader_units import keep_reader_units, slices_of
from store.texts import as_json

Interval = tuple[datetime, datetime]  # aware, the second excluded


def count_hours(db: Database, thread_id: str) -> None:
    """Rebuilds the moments and the hours of one article's comments, in the caller's transaction."""
    keep_reader_units(db, thread_id)
    values = {"thread": thread_id}
    db.execute("delete from hourly_readers where thread_id = :thread", values)
    db.execute(
        """
        insert into hourly_readers
        select substr(c.posted_at, 1, 13), v.thread_id, v.target, v.stance, count(*)
        from verdicts v cross join comments c on c.id = v.owner_id
        where v.thread_id = :thread and v.voice = 'reader' and c.posted_at is not null group by 1, 2, 3, 4
        """,
        values,
    )


def count_readers(db: Database, windows: Mapping[int, Interval]) -> list[Row]:
    """Comments and verdicts of readers in each window, by its key and target ('' counts comments): key, target, n."""
    whole, rest = _cut(windows)
    return rows(
        db,
        f"""
        select key, target, sum(n) as n from (
            select json_extract(w.value, '$[0]') as key, h.target, h.n {_HOURS}
            union all select json_extract(w.value, '$[0]'), '', 1 {_REST}
            union all select json_extract(w.value, '$[0]'), s.key, 1 {_REST_SIDES}
        ) group by 1, 2
        """,  # nosec B608 # constant parts
        {"whole": whole, "rest": rest},
    )


def count_stances_by_thread(db: Database, intervals: Sequence[Interval]) -> list[Row]:
    """Sides of readers in these intervals, what lies in several counted once: thread_id, target, stance, n."""
    whole, rest = _cut(dict(enumerate(_joined(intervals))))
    return rows(
        db,
        f"""
        select thread_id, target, stance, sum(n) as n from (
            select h.thread_id, h.target, h.stance, h.n {_HOURS} and h.target <> ''
            union all select r.thread_id, s.key, s.value, 1 {_REST_SIDES}
        ) group by 1, 2, 3
        """,  # nosec B608 # constant parts
        {"whole": whole, "rest": rest},
    )


# Whole hours from the summary; what goes beyond, an hour at most a window, comment by comment.
_HOURS = """
    from json_each(:whole) w cross join hourly_readers h
         on h.hour >= json_extract(w.value, '$[1]') and h.hour < json_extract(w.value, '$[2]')
    where true
"""
_REST = """
    from json_each(:rest) w cross join reader_units r
         on r.day = json_extract(w.value, '$[1]') and r.at >= json_extract(w.value, '$[2]')
            and r.at < json_extract(w.value, '$[3]')
"""
_REST_SIDES = f"{_REST} cross join json_each(r.stances) s"


def _cut(windows: Mapping[int, Interval]) -> tuple[str, str]:
    """The windows as JSON lists: their whole hours (key, from, before), and the moments left at both ends (key, Paris
    day, from, before)."""
    whole: list[tuple[int, str, str]] = []
    rest: list[tuple[int, str, str, str]] = []
    for key, (start, end) in windows.items():
        first, last = _hour(start), _hour(end)
        first += timedelta(hours=first < start)
        if first >= last:
            rest += [(key, *one) for one in slices_of(start, end)]
            continue
        whole.append((key, first.isoformat()[:13], last.isoformat()[:13]))
        for one, two in ((start, first), (last, end)):
            rest += [(key, *part) for part in slices_of(one, two)] if one < two else []
    return as_json(whole), as_json(rest)


def _joined(intervals: Sequence[Interval]) -> list[Interval]:
    """The same moments as intervals that do not overlap."""
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _hour(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
