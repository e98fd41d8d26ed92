"""When a thread is read again: 1, 2, 4, 8, 16 and 30 days after its first reading, then never by itself."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlite_utils import Database

from store.clock import today
from store.database import Row, one, rows

Request = Literal["count", "conditional", "feed", "whole"]
AFTER_DAYS = (1, 2, 4, 8, 16, 30)


def next_visit(first_on: date, last_on: date) -> date | None:
    """The day of the next visit of a thread first read on `first_on` and last on `last_on`; `None` after the last."""
    age = (last_on - first_on).days
    return next((first_on + timedelta(days=after) for after in AFTER_DAYS if after > age), None)


@dataclass(frozen=True, kw_only=True)
class ThreadSeen:
    """What a visit of a thread came to: the dearest request that it took, what site and feed say it holds."""

    request: Request = "whole"
    n_declared: int | None = None
    n_in_feed: int | None = None


def save_visit(db: Database, article_id: str, seen: ThreadSeen, *, source_id: str | None) -> None:
    """Remembers that a thread was visited today, by which request at the dearest; in the caller's transaction.

    The days of a schedule count from the first visit; a second one on the same day changes nothing of it.
    """
    known = find_visit(db, article_id)
    day = today()
    first_on = date.fromisoformat(known["first_on"]) if known else day
    following = next_visit(first_on, day)
    db.execute(
        """
        insert into thread_visits(
            article_id, source_id, first_on, last_on, next_on, n_declared, n_in_feed, last_request)
        values (:id, :source, :first, :day, :next, :declared, :in_feed, :request)
        on conflict(article_id) do update set
            source_id = coalesce(excluded.source_id, source_id), last_on = excluded.last_on,
            next_on = excluded.next_on, n_declared = coalesce(excluded.n_declared, n_declared),
            n_in_feed = coalesce(excluded.n_in_feed, n_in_feed),
            last_request = excluded.last_request, n_visits = n_visits + (last_on < excluded.last_on)
        """,
        {
            "id": article_id, "source": source_id, "first": first_on.isoformat(), "day": day.isoformat(),
            "next": following.isoformat() if following else None, "declared": seen.n_declared,
            "in_feed": seen.n_in_feed, "request": seen.request,
        },
    )  # fmt: skip


def find_visit(db: Database, article_id: str) -> Row | None:
    """The schedule of a thread, `None` before its first visit."""
    return one(db, "select * from thread_visits where article_id = :id", {"id": article_id})


def list_due_threads(db: Database, source_id: str) -> list[str]:
    """The addresses of the articles of a source whose thread is to be read today.

    A page that was read, or handed in, before visits were written down is due while it is young enough for a schedule.
    """
    day = today()
    found = rows(
        db,
        """
        select coalesce(a.canonical_url, a.url) as url from thread_visits v join articles a on a.id = v.article_id
        where v.source_id = :source and v.next_on <= :day and a.purged_on is null
        union
        select coalesce(a.canonical_url, a.url) from articles a
        where a.source_id = :source and a.first_seen_at >= :young and a.purged_on is null
          and not exists (select 1 from thread_visits v where v.article_id = a.id)
          and (a.origin = 'clip' or exists (
              select 1 from fetches f where f.url in (a.canonical_url, a.url)
              and f.decision in ('fetched', 'unchanged')))
        order by url
        """,
        {"source": source_id, "day": day.isoformat(), "young": (day - timedelta(days=AFTER_DAYS[-1])).isoformat()},
    )
    return [row["url"] for row in found if row["url"]]


def is_due(visit: Row | None, *, day: date | None = None) -> bool:
    """Whether a thread is to be read on a day (today): never visited, or its day has come."""
    if visit is None:
        return True
    return visit["next_on"] is not None and visit["next_on"] <= (day or today()).isoformat()


def days_since_first(visit: Row) -> int:
    """The age of a schedule today."""
    return (today() - date.fromisoformat(visit["first_on"])).days


def is_thorough(visit: Row) -> bool:
    """Whether a due thread is to be read whole even where it holds as many comments as before.

    A count does not show edits, nor a comment gone while another came. Edits come early: the first visits read
    everything, the middle ones believe a count that did not move, the last one reads everything again.
    """
    return days_since_first(visit) not in range(AFTER_DAYS[2], AFTER_DAYS[-1])
