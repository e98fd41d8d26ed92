"""Rows of the view « Tendances ». Weeks start on Monday; a unit is a comment, an article or a quoted speaker."""

from sqlite_utils import Database

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
        select {SPANS[filters.span]} as week, voice, sum({filters.counted}) as n from daily_stance
        where target = '' and {IN_FILTERS} group by 1, 2 order by 1, 2
        """,  # nosec B608 # constant parts
        filters.params(),
    )


def _count_monthly_volume(db: Database, filters: Filters) -> list[Row]:
    voices = "voice in ('press', 'reader', 'speaker') and target = ''"
    kept = filters.counted.removeprefix("n_")
    parts = [f"""
        select month, voice, {kept}_all as n from monthly_stance
        where {voices} and month between :first_month and :last_month and {NARROWED}
    """]  # nosec B608 # constant parts
    parts += [f"select substr(day, 1, 7), voice, {filters.counted} from daily_stance where {voices} and {days}"
              for days in EDGE_DAYS]  # fmt: skip
    sql = f"""
        select month || '-01' as week, voice, sum(n) as n from ({' union all '.join(parts)})
        group by 1, 2 order by 1, 2
    """  # nosec B608 # constant parts
    return rows(db, sql, filters.params_by_month())


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
        db, f"{sql} having sum(n) > 0 order by n desc, 1, 2", {**filters.params_by_month(), "voice": voice}
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
    parts = [f"select argument, voice, '{use}' as use, {use} as n from months" for use in USES]
    parts += [f"select argument, voice, use, {filters.counted} from daily_arguments where {days} and {narrowed}"
              for days in EDGE_DAYS]  # fmt: skip
    return months + " union all ".join(parts)


def count_undated(db: Database) -> int:
    """Units in the debate without a date: they stand in no trend."""
    found = rows(db, "select coalesce(sum(n_raw), 0) as n from daily_stance where day = '' and target = ''")
    return int(found[0]["n"])


def find_period(db: Database) -> tuple[str, str] | None:
    """The first and last dated days of the debate, or `None` when nothing is dated."""
    found = rows(
        db,
        """
        select (select day from daily_stance where day > '' and target = '' order by day limit 1) as first,
               (select day from daily_stance where day > '' and target = '' order by day desc limit 1) as last
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
    """Days on which a source's collection failed or was interrupted: source_id, day, status."""
    return rows(
        db,
        """
        select source_id, substr(started_at, 1, 10) as day, status from run_steps
        where source_id is not null and status in ('failed', 'interrupted', 'partial')
          and substr(started_at, 1, 10) between :first and :last
        group by 1, 2 order by 2, 1
        """,
        filters.params(),
    )
