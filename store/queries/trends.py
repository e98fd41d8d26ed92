"""Rows of the view « Tendances ». Weeks start on Monday; a unit is a comment, an article or a quoted speaker."""

from sqlite_utils import Database

from store.database import Row, rows
from store.queries.filters import IN_FILTERS, WEEK, Filters, with_params
from store.verdicts import Voice


def count_weekly_volume(db: Database, filters: Filters) -> list[Row]:
    """Units in the debate per week and voice: week, voice, n."""
    return rows(
        db,
        f"""
        select {WEEK} as week, voice, sum({filters.counted}) as n from daily_stance
        where target = '' and {IN_FILTERS} group by 1, 2 order by 1, 2
        """,  # nosec B608 # constant parts
        filters.params(),
    )


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


def count_stance_by_audience(db: Database, filters: Filters, *, target: str, voice: Voice) -> list[Row]:
    """Units that speak of a target over the whole period: audience, thread_id, stance, n."""
    return rows(
        db,
        f"""
        select audience, thread_id, stance, sum({filters.counted}) as n from daily_stance
        where target = :target and voice = :voice and {IN_FILTERS} group by 1, 2, 3 order by 1, 2, 3
        """,  # nosec B608 # constant parts
        with_params(filters, {"target": target, "voice": voice}),
    )


def count_arguments(db: Database, filters: Filters, *, voice: Voice) -> list[Row]:
    """Units that hold an argument over the period: argument, use, n."""
    return rows(
        db,
        f"""
        select argument, use, sum({filters.counted}) as n from daily_arguments
        where voice = :voice and {IN_FILTERS} group by 1, 2 having n > 0 order by n desc, 1, 2
        """,  # nosec B608 # constant parts
        with_params(filters, {"voice": voice}),
    )


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
