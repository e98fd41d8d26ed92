"""What hosts asked of us: a rest until a moment, a delay between two requests."""

from datetime import datetime

from sqlite_utils import Database

from store.clock import now
from store.database import Row, one, rows, transaction


def save_rest(db: Database, host: str, until: datetime) -> None:
    """Remembers that a host asked to be left alone until a moment; a longer rest that it asked before stands."""
    _save(
        db,
        """
        insert into host_manners(host, rest_until, checked_at) values (:host, :value, :at) on conflict(host)
        do update set rest_until = max(coalesce(rest_until, ''), excluded.rest_until), checked_at = excluded.checked_at
        """,
        host,
        until.isoformat(timespec="seconds"),
    )


def save_crawl_delay(db: Database, host: str, delay_s: float | None) -> None:
    """Remembers the delay that a host's robots.txt asks for now."""
    _save(
        db,
        """
        insert into host_manners(host, crawl_delay_s, checked_at) values (:host, :value, :at) on conflict(host)
        do update set crawl_delay_s = excluded.crawl_delay_s, checked_at = excluded.checked_at
        """,
        host,
        delay_s,
    )


def find_manners(db: Database, host: str) -> Row | None:
    """What a host asked for: rest_until, crawl_delay_s, checked_at."""
    return one(db, "select * from host_manners where host = :host", {"host": host})


def list_rests(db: Database) -> dict[str, datetime]:
    """The hosts that are still to be left alone, and until when."""
    found = rows(
        db,
        "select host, rest_until from host_manners where rest_until > :now",
        {"now": now().isoformat(timespec="seconds")},
    )
    return {row["host"]: datetime.fromisoformat(row["rest_until"]) for row in found}


def _save(db: Database, sql: str, host: str, value: str | float | None) -> None:
    with transaction(db):
        db.execute(sql, {"host": host, "value": value, "at": now().isoformat(timespec="seconds")})
