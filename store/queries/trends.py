"""Rows of the view « Tendances ». Weeks start on Monday; a unit is a comment, an article or a quoted speaker."""

from datetime import date, datetime, timedelta

from sqlite_utils import Database

from store.clock import paris_day
from store.database import Row, rows
from store.months import STANCES, USES
from store.queries.filters import (
    CUT_THREADS,
    EDGE_DAYS,
    IN_FILTERS,
    NARROWED,
    SPANS,
    WEEK,
    WHOLE_THREADS,
    Filters,
    with_params,
)
from store.verdicts import Voice

ThreadStances = tuple[str, str, str, str, int, int, int, int]


def count_weekly_volume(db: Database, filters: Filters) -> list[Row]:
    """Units in the debate per week, or month (`filters.span`), and voice: week, voice, n."""
    if filters.span == "month" and not filters.undated_only:
        return _count_monthly_volume(db, filters)
    return rows(
        db,
        f"""
        select {SPANS[filters.span]} as week, voice, sum({filters.counted}) as n from daily_volume
        where {IN_FILTERS} group by 1, 2 order by 1, 2
        """,  # nosec B608 # constant parts
        filters.params(),
    )


def _count_monthly_volume(db: Database, filters: Filters) -> list[Row]:
    voices = "voice in ('press', 'reader', 'speaker')"
    kept = filters.counted.removeprefix("n_")
    parts = [
        f"""
        select month, voice, {kept}_all as n from monthly_stance
        where {voices} and target = '' and month between :first_month and :last_month and {NARROWED}
    """  # nosec B608 # constant parts
    ]
    parts += [f"select substr(day, 1, 7), voice, {filters.counted} from daily_volume where {days}"  # nosec B608 # constant parts
              for days in EDGE_DAYS]  # fmt: skip
    sql = f"""
        select month || '-01' as week, voice, sum(n) as n from ({" union all ".join(parts)})
        group by 1, 2 order by 1, 2
    """  # nosec B608 # constant parts
    return rows(db, sql, filters.params_by_month(db))


def count_weekly_stance(db: Database, filters: Filters, *, target: str, voice: Voice) -> list[Row]:
    """Units that speak of a target per week, thread and stance: week, thread_id, stance, n.

    One row a thread, so that intervals can be drawn by resampling threads.
    """
    return rows(
        db,
        f"""
        select {WEEK} as week, thread_id, stance, sum({filters.counted}) as n from daily_stance
        where target = :target and voice = :voice and {IN_FILTERS} group by 1, 2, 3 order by 1, 2, 3
        """,  # nosec B608 # constant parts
        with_params(filters, {"target": target, "voice": voice}),
    )


def count_stance_by_target(db: Database, filters: Filters, *, voice: Voice) -> list[Row]:
    """Units over the whole period: target, thread_id, stance, n."""
    return rows(
        db,
        f"""
        select target, thread_id, stance, sum({filters.counted}) as n from daily_stance
        where target <> '' and voice = :voice and {IN_FILTERS} group by 1, 2, 3 order by 1, 2, 3
        """,  # nosec B608 # constant parts
        with_params(filters, {"voice": voice}),
    )


def list_thread_stances(db: Database, filters: Filters, *, voice: str = "", target: str = "") -> list[ThreadStances]:
    """The units of each thread over the whole period, of one voice and target or of all: voice, target, audience,
    thread_id, then the numbers against, favour, neutral and unclear.

    Tuples: there are as many as threads and targets.
    """
    cut = f"""
        select d.voice, d.target, d.audience, d.thread_id, {_summed("d." + filters.counted)}
        from (select voice as cut_voice, target as cut_target, thread_id as cut_id from thread_stance
              where {CUT_THREADS} and (:voice = '' or voice = :voice) and (:target = '' or target = :target)) c
             cross join daily_stance d on d.thread_id = c.cut_id and d.voice = c.cut_voice and d.target = c.cut_target
        where d.day between :first and :last group by 1, 2, 4
    """  # nosec B608 # constant parts
    if filters.undated_only:
        cut = f"""
            select voice, target, audience, thread_id, {_summed(filters.counted)} from daily_stance
            where target <> '' and {IN_FILTERS} and (:voice = '' or voice = :voice)
              and (:target = '' or target = :target) group by 1, 2, 4
        """  # nosec B608 # constant parts
    counts = ", ".join(f"{filters.counted.removeprefix('n_')}_{stance}" for stance in STANCES)
    sql = f"""
        select voice, target, audience, thread_id, {counts} from thread_stance
        where {WHOLE_THREADS} and (:voice = '' or voice = :voice) and (:target = '' or target = :target)
        union all select * from ({cut})
    """  # nosec B608 # constant parts
    return db.execute(sql, with_params(filters, {"voice": voice, "target": target})).fetchall()


def list_stances_by(db: Database, filters: Filters, *, target: str) -> list[ThreadStances]:
    """The units that speak of a target, by week or month (`filters.span`): voice, the first day of the span, audience,
    thread_id, then the numbers against, favour, neutral and unclear, in the order of voices and spans."""
    sql = f"""
        select voice, {SPANS[filters.span]} as first_day, audience, thread_id, {_summed(filters.counted)}
        from daily_stance
        where voice in ('press', 'reader', 'speaker') and target = :target and {IN_FILTERS}
        group by 1, 2, 4 order by 1, 2, 4
    """  # nosec B608 # constant parts
    return db.execute(sql, with_params(filters, {"target": target})).fetchall()


def _summed(counted: str) -> str:
    return ", ".join(f"sum({counted} * (stance = '{stance}'))" for stance in STANCES)


def count_arguments(db: Database, filters: Filters, *, voice: Voice) -> list[Row]:
    """Units that hold an argument over the period: argument, use, n."""
    sql = f"select argument, use, sum(n) as n from ({sum_arguments(filters, 'voice = :voice')}) group by 1, 2"  # nosec B608 # constant parts
    return rows(
        db, f"{sql} having sum(n) > 0 order by n desc, 1, 2", {**filters.params_by_month(db), "voice": voice}
    )  # fmt: skip


def sum_arguments(filters: Filters, narrowed: str) -> str:
    """The statement that gives argument, voice, use, n by whole months, then by the days left at both ends."""
    kept = filters.counted.removeprefix("n_")
    summed = ", ".join(f"sum({kept}_{use}) as {use}" for use in USES)
    months = f"""
        with months as materialized (
            select argument, voice, {summed} from monthly_held
            where month between :first_month and :last_month and {NARROWED} and {narrowed} group by argument, voice)
    """  # nosec B608 # constant parts
    parts = [f"select argument, voice, '{use}' as use, {use} as n from months" for use in USES]  # nosec B608 # constant parts
    parts += [f"select argument, voice, use, {filters.counted} from daily_arguments where {days} and {narrowed}"  # nosec B608 # constant parts
              for days in EDGE_DAYS]  # fmt: skip
    return months + " union all ".join(parts)


def count_undated(db: Database) -> int:
    """Units in the debate without a date: they stand in no trend."""
    found = rows(db, "select coalesce(sum(n_raw), 0) as n from daily_volume where day = ''")
    return int(found[0]["n"])


def find_period(db: Database) -> tuple[str, str] | None:
    """The first and last dated days of the debate, or `None` when nothing is dated."""
    found = rows(
        db,
        """
        select (select min(day) from daily_volume where day > '') as first,
               (select max(day) from daily_volume where day > '') as last
        """,
    )
    return (found[0]["first"], found[0]["last"]) if found[0]["first"] else None


def list_panel(db: Database) -> list[Row]:
    """The sources that the trends count, by name: source_id, source, audience, n (units of any voice), first_on,
    left_on.

    `first_on` is the day of the oldest article read from the source, in the debate or not; `left_on` the last day on
    which it was collected, when collections went on for more than two weeks without it, else null.
    """
    return rows(
        db,
        """
        with panel as (
            select d.source_id, coalesce(s.name, 'Pages collées') as source, d.audience, d.n_units as n
            from debate_sources d left join sources s on s.id = d.source_id
        ), collected as (
            select source_id, max(day) as day from source_days where n_collections > 0 group by 1
        )
        select panel.*,
               (select min(published_on) from articles a where a.source_id = panel.source_id) as first_on,
               (select c.day from collected c where c.source_id = panel.source_id
                and c.day < date((select max(day) from collected), '-14 days')) as left_on
        from panel order by source, audience
        """,
    )


def list_gaps(db: Database, filters: Filters) -> list[Row]:
    """Paris days on which collecting the sources counted went wrong: day, source_id, source (name), status.

    What a later collection of the same day made good is no gap. A day between the first and the last collection on
    which none ran at all is one row of status `none`, of no source.
    """
    found = rows(db, _BROKEN, filters.params())
    gaps = [{**row, "day": _paris_day(row.pop("started_at"))} for row in found]
    first, last = filters.first_on.isoformat(), filters.last_on.isoformat()
    kept = {(gap["day"], gap["source_id"]): gap for gap in gaps if first <= gap["day"] <= last}
    for day in _list_idle_days(db, filters):
        kept[day, ""] = {"day": day, "source_id": "", "source": "", "status": "none"}
    return [kept[key] for key in sorted(kept)]


def _list_idle_days(db: Database, filters: Filters) -> list[str]:
    """The days of a period, between the first and the last collection of all, on which nothing was collected."""
    hours = [row["hour"] for row in rows(db, "select distinct substr(started_at, 1, 13) as hour from run_steps "
                                             "where step = 'crawl' and source_id is not null")]  # fmt: skip
    busy = sorted({_paris_day(f"{hour}:00+00:00") for hour in hours})
    if not busy:
        return []
    day, end = max(date.fromisoformat(busy[0]), filters.first_on), min(date.fromisoformat(busy[-1]), filters.last_on)
    days = [(day + timedelta(days=place)).isoformat() for place in range((end - day).days + 1)]
    return sorted(set(days) - set(busy))


def _paris_day(moment: str) -> str:
    return paris_day(datetime.fromisoformat(moment)).isoformat()


# Moments are UTC: a day of Paris lies within the UTC days around it.
_BROKEN = """
    select b.source_id, s.name as source, b.status, max(b.started_at) as started_at
    from run_steps b join sources s on s.id = b.source_id
    where b.step = 'crawl' and b.status in ('failed', 'interrupted', 'partial')
      and b.started_at between date(:first, '-1 day') and date(:last, '+2 days')
      and (:audiences = '[]' or s.audience in (select value from json_each(:audiences)))
      and (:sources = '[]' or s.id in (select value from json_each(:sources)))
      and not exists (select 1 from run_steps d where d.source_id = b.source_id and d.started_at > b.started_at
                      and d.started_at < substr(b.started_at, 1, 10) || 'U' and d.step = 'crawl' and d.status = 'done')
    group by b.source_id, substr(b.started_at, 1, 13)
"""
