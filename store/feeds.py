"""What is remembered of each source's feeds: which worked, since when the others fail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlite_utils import Database

from store.clock import now
from store.database import Row, rows, transaction

FoundBy = Literal["catalogue", "page"]
REST_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class FeedTry:
    """How one feed answered; `error` is `None` where it worked, `n_entries` where it said « unchanged »."""

    source_id: str
    url: str
    found_by: FoundBy = "catalogue"
    error: str | None = None
    n_entries: int | None = None
    newest_at: datetime | None = None


def save_feed_try(db: Database, tried: FeedTry) -> None:
    """Remembers one try: failures in a row are counted, a success ends their streak."""
    moment = now().isoformat(timespec="seconds")
    values = {
        "source_id": tried.source_id, "url": tried.url, "found_by": tried.found_by, "tried_at": moment,
        "worked_at": None if tried.error else moment, "n_failures": int(tried.error is not None),
        "error": tried.error, "n_entries": tried.n_entries,
        "newest_at": tried.newest_at.isoformat(timespec="seconds") if tried.newest_at else None,
    }  # fmt: skip
    with transaction(db):
        db.execute(
            """
            insert into feeds(source_id, url, found_by, tried_at, worked_at, n_failures, error, n_entries, newest_at)
            values (:source_id, :url, :found_by, :tried_at, :worked_at, :n_failures, :error, :n_entries, :newest_at)
            on conflict(source_id, url) do update set
                found_by = excluded.found_by, tried_at = excluded.tried_at, error = excluded.error,
                worked_at = coalesce(excluded.worked_at, worked_at),
                n_failures = case when excluded.error is null then 0 else n_failures + 1 end,
                n_entries = coalesce(excluded.n_entries, n_entries),
                newest_at = max(coalesce(excluded.newest_at, newest_at), coalesce(newest_at, excluded.newest_at))
            """,
            values,
        )


def list_feeds(db: Database, source_id: str) -> list[Row]:
    """The feeds tried for a source, those that worked last first."""
    return rows(
        db,
        "select * from feeds where source_id = :source order by error is not null, worked_at desc, url",
        {"source": source_id},
    )


def order_feeds(candidates: tuple[str, ...], memory: list[Row], *, moment: datetime) -> list[str]:
    """The candidates in the order of the catalogue, those that failed less than a week ago after the others.

    A feed that fails is thus left alone while another works, and gets its place back when it works again.
    """
    limit = (moment - timedelta(days=REST_DAYS)).isoformat(timespec="seconds")
    resting = {row["url"] for row in memory if row["error"] and row["tried_at"] > limit}
    return sorted(candidates, key=lambda url: url in resting)
