"""What a backfill has to read for each source: indexes first, then pages, the likeliest first; it survives a stop."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from store.clock import now
from store.database import Row, one, rows, transaction
from store.ids import url_key

_LEFT_ALONE = ("reserved", "disallowed", "refused", "too-large", "challenge", "failed", "outside")

_ASKED_AGAIN = "resting"  # a site that wanted time, not a page that gave nothing
_BATCH = 1_000


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One address to read; the smallest `rank` is read first, then the latest changed."""

    url: str
    rank: int = 0
    changed_at: datetime | None = None
    found_in: str | None = None


def is_planned(db: Database, source_id: str, *, since: date) -> bool:
    """Whether the indexes of a source were listed for a period that holds this one."""
    return bool(
        one(
            db,
            "select 1 from backlog where source_id = :source and kind = 'index' and asked_since <= :since limit 1",
            {"source": source_id, "since": since.isoformat()},
        )
    )


def add_indexes(db: Database, source_id: str, indexes: Sequence[Listed], *, since: date) -> None:
    """Lists indexes to read; one that was read for a shorter period is read again."""
    with transaction(db):
        for listed in indexes:
            db.execute(
                """
                insert into backlog(source_id, url, kind, rank, changed_at, found_in, asked_since, updated_at)
                values (:source, :url, 'index', :rank, :changed, :found_in, :since, :at)
                on conflict(source_id, url) do update set
                    status = 'waiting', asked_since = excluded.asked_since, updated_at = excluded.updated_at
                where kind = 'index' and asked_since > excluded.asked_since
                """,
                _values(source_id, listed, since),
            )


@dataclass(frozen=True, kw_only=True)
class IndexRead:
    """What an index lists, or why it could not be read."""

    url: str
    pages: Sequence[Listed] = ()
    indexes: Sequence[Listed] = ()
    error: str | None = None


def index_was_read(db: Database, source_id: str, read: IndexRead, *, since: date) -> None:
    """Adds what an index lists, a thousand pages a transaction, then closes it: killed before, it is read again."""
    for start in range(0, len(read.pages), _BATCH):
        _add_pages(db, source_id, read.pages[start : start + _BATCH], since=since)
    with transaction(db):
        add_indexes(db, source_id, read.indexes, since=since)
        _close(db, source_id, read.url, "failed" if read.error else "done", read.error)


def _add_pages(db: Database, source_id: str, pages: Sequence[Listed], *, since: date) -> None:
    with transaction(db):
        for listed in pages:
            if _is_stored(db, listed.url):
                continue
            db.execute(
                """
                insert into backlog(source_id, url, kind, rank, changed_at, found_in, asked_since, updated_at)
                values (:source, :url, 'page', :rank, :changed, :found_in, :since, :at)
                on conflict(source_id, url) do nothing
                """,
                _values(source_id, listed, since),
            )


def next_index(db: Database, source_id: str, *, later: Collection[str] = ()) -> Row | None:
    """The next index to read, beside those that this run could not read and leaves for another."""
    return one(
        db,
        """
        select * from backlog where source_id = :source and kind = 'index' and status = 'waiting'
            and url not in (select value from json_each(:later))
        order by rank, changed_at is null, changed_at desc, url limit 1
        """,
        {"source": source_id, "later": json.dumps(sorted(later))},
    )


def count_indexes(db: Database, source_id: str) -> int:
    """How many indexes of a source were listed so far."""
    return _count(db, source_id, "kind = 'index'")


def has_read_indexes(db: Database, source_id: str, *, beside: str) -> bool:
    """Whether any index of a source was ever read, those found in `beside` left out."""
    return bool(
        one(
            db,
            "select 1 from backlog where source_id = :source and kind = 'index' and status = 'done' "
            "and found_in <> :beside limit 1",
            {"source": source_id, "beside": beside},
        )
    )


def count_waiting(db: Database, source_id: str) -> int:
    """How many pages of a source wait."""
    return _count(db, source_id, "kind = 'page' and status = 'waiting'")


def list_waiting_pages(db: Database, source_id: str, *, limit: int) -> list[Row]:
    """The next pages to read."""
    return rows(
        db,
        """
        select * from backlog where source_id = :source and kind = 'page' and status = 'waiting'
        order by rank, changed_at is null, changed_at desc, url limit :limit
        """,
        {"source": source_id, "limit": limit},
    )


def skip_unlikely(db: Database, source_id: str, *, reason: str) -> int:
    """Leaves aside the waiting pages of the last rank; how many."""
    with transaction(db):
        return db.execute(
            """
            update backlog set status = 'skipped', reason = :reason, updated_at = :at
            where source_id = :source and kind = 'page' and status = 'waiting' and rank > 0
            """,
            {"source": source_id, "reason": reason, "at": _moment()},
        ).rowcount


def settle_pages(db: Database, source_id: str) -> None:
    """Closes the waiting pages that were read, or that gave nothing: what was saved decides, not what was tried."""
    for row in list_waiting_pages(db, source_id, limit=-1):
        values = {"url": row["url"], "key": url_key(row["url"])}
        if _is_stored(db, row["url"]):
            status, reason = "done", None
        else:
            decided = one(
                db, "select decision from decisions where url_key = :key order by last_at desc limit 1", values
            )
            fetched = one(db, "select decision from fetches where url = :url", values)
            said = (decided or fetched or {"decision": None})["decision"]
            if said in (None, _ASKED_AGAIN):
                continue
            status, reason = ("failed" if said in _LEFT_ALONE else "done"), str(said)
        with transaction(db):
            _close(db, source_id, row["url"], status, reason)


def _close(db: Database, source_id: str, url: str, status: str, reason: str | None) -> None:
    db.execute(
        """
        update backlog set status = :status, reason = :reason, updated_at = :at
        where source_id = :source and url = :url
        """,
        {"status": status, "reason": reason, "at": _moment(), "source": source_id, "url": url},
    )


def _values(source_id: str, listed: Listed, since: date) -> dict[str, object]:
    return {
        "source": source_id, "url": listed.url, "rank": listed.rank, "found_in": listed.found_in,
        "changed": listed.changed_at.isoformat(timespec="seconds") if listed.changed_at else None,
        "since": since.isoformat(), "at": _moment(),
    }  # fmt: skip


def _is_stored(db: Database, url: str) -> bool:
    return bool(rows(db, "select 1 from article_aliases where alias = :alias", {"alias": f"url:{url_key(url)}"}))


def _count(db: Database, source_id: str, what: str) -> int:
    found = rows(db, f"select count(*) as n from backlog where source_id = :source and {what}", {"source": source_id})  # nosec B608 # constant parts
    return int(found[0]["n"])


def _moment() -> str:
    return now().isoformat(timespec="seconds")
