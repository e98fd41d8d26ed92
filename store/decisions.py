"""Why an address was read or left alone: one row for each rule that spoke of it, bounded in number and in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlite_utils import Database

from store.clock import now
from store.database import Row, rows, transaction
from store.ids import url_key

Decision = Literal[
    "read", "announced", "reserved", "disallowed", "refused", "resting", "too-large", "challenge", "excluded",
    "outside", "too-old", "erased", "failed",
]  # fmt: skip
# Signals, in the order in which a crawl meets them. The last ones are no rule of a site.
Signal = Literal[
    "hosts", "patterns", "since", "tier", "tombstone", "tdmrep.json", "robots.txt", "retry-after", "crawl-delay",
    "tdm-header", "x-robots-tag", "tdm-meta", "robots-meta", "http-status", "size", "network", "page", "service",
    "feed",
]  # fmt: skip
KEEP_DAYS = 400
MOST_ROWS = 200_000
MOST_ADDRESS = 2_000
_MOST_VALUE = 200


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What was decided of an address and by which signal: where it stands, and its words there."""

    url: str
    decision: Decision
    signal: Signal
    place: str | None = None
    value: str | None = None
    source_id: str | None = None


def save_decisions(db: Database, decided: Sequence[Decided]) -> None:
    """Remembers decisions; the same signal heard again moves its date and counts."""
    moment = now().isoformat(timespec="seconds")
    with transaction(db):
        for one in decided:
            if len(one.url) > MOST_ADDRESS:
                continue
            db.execute(
                """
                insert into decisions(url_key, decision, signal, url, place, value, source_id, first_at, last_at)
                values (:key, :decision, :signal, :url, :place, :value, :source, :at, :at)
                on conflict(url_key, decision, signal) do update set
                    url = excluded.url, place = excluded.place, value = excluded.value,
                    source_id = coalesce(excluded.source_id, source_id), last_at = excluded.last_at,
                    n_times = n_times + (last_at < excluded.last_at)
                """,
                {
                    "key": url_key(one.url), "decision": one.decision, "signal": one.signal, "url": one.url,
                    "place": one.place, "value": one.value[:_MOST_VALUE] if one.value else None,
                    "source": one.source_id, "at": moment,
                },
            )  # fmt: skip


def list_decisions(db: Database, url: str) -> list[Row]:
    """What was decided of an address, the latest first: columns of `decisions`."""
    return rows(
        db,
        "select * from decisions where url_key = :key order by last_at desc, decision, signal",
        {"key": url_key(url)},
    )


def find_refusal(db: Database, url: str, *, since: str) -> Row | None:
    """The newest decision of an address, where its own page said since a moment that it is reserved; else `None`."""
    found = rows(
        db,
        """
        select * from decisions where url_key = :key and decision in ('reserved', 'read')
          and signal not in ('tdmrep.json', 'robots.txt')
        order by last_at desc, decision = 'read' desc limit 1
        """,
        {"key": url_key(url)},
    )
    return found[0] if found and found[0]["decision"] == "reserved" and found[0]["last_at"] >= since else None


def prune_decisions(db: Database) -> int:
    """Drops what nobody heard for `KEEP_DAYS` and, beyond `MOST_ROWS`, the oldest; how many rows went."""
    limit = (now() - timedelta(days=KEEP_DAYS)).isoformat(timespec="seconds")
    with transaction(db):
        n_old = db.execute("delete from decisions where last_at < :limit", {"limit": limit}).rowcount
        n_more = int(rows(db, "select count(*) as n from decisions")[0]["n"]) - MOST_ROWS
        if n_more > 0:
            db.execute(
                """
                delete from decisions where (url_key, decision, signal) in (
                    select url_key, decision, signal from decisions order by last_at limit :n)
                """,
                {"n": n_more},
            )
    return n_old + max(0, n_more)
