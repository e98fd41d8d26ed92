"""Rows of the view « Fiabilité » that no other view shows: what was read in full, what was not, what stayed unclear."""

from dataclasses import replace

from sqlite_utils import Database

from store.database import Row, rows
from store.months import STANCES
from store.queries.filters import IN_FILTERS, Filters
from store.queries.trends import list_thread_stances


def count_read_in_full(db: Database, filters: Filters) -> list[Row]:
    """Articles of the period by audience: audience, n, n_free (read in full), n_partial, n_blocked, n_unknown,
    n_declared and n_comments (comments announced and read; null and 0 where nothing is announced)."""
    return rows(
        db,
        f"""
        select audience, count(*) as n, sum(paywall = 'free') as n_free, sum(paywall = 'partial') as n_partial,
               sum(paywall = 'blocked') as n_blocked, sum(paywall not in ('free', 'partial', 'blocked')) as n_unknown,
               coalesce(sum(comments_declared), 0) as n_declared, sum(n_comments) as n_comments
        from (select a.audience, a.paywall, a.comments_declared, a.published_on as day,
                     coalesce(a.source_id, 'clips') as source_id,
                     case when a.comments_declared is null then 0 else
                       coalesce((select c.n_comments from thread_sizes c where c.thread_id = a.id), 0)
                     end as n_comments
              from articles a where a.published_on between :first and :last)
        where {IN_FILTERS} group by 1 order by 1
        """,  # nosec B608 # constant parts
        filters.params(),
    )


def count_stances_of_readers(db: Database, filters: Filters) -> list[Row]:
    """Comments that speak of each target by thread over the period: target, thread_id, stance, n."""
    return [
        {"target": target, "thread_id": thread, "stance": stance, "n": n}
        for _, target, _, thread, *numbers in list_thread_stances(
            db, replace(filters, unique_only=False), voice="reader"
        )
        for stance, n in zip(STANCES, numbers, strict=True)
        if n
    ]


def count_debate_of_readers(db: Database, filters: Filters) -> list[Row]:
    """Every comment in the debate by thread over the period, whatever it speaks of: thread_id, stance (''), n."""
    return rows(
        db,
        f"""
        select thread_id, '' as stance, sum(n_raw) as n from daily_stance
        where voice = 'reader' and target = '' and {IN_FILTERS} group by 1 order by 1
        """,  # nosec B608 # constant parts
        filters.params(),
    )
