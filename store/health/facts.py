"""What one collection of a source saw: kept by day, so that health is judged on facts and not on runs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from store.clock import paris_day
from store.database import one, rows, transaction
from store.health.filling import Count
from store.texts import as_json

FIELDS = ("page", "title", "date", "timely", "byline", "body", "comments")
FORGET_UNDATED = timedelta(days=60)
MOST_DAYS_BACK = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one collection saw of one source.

    `shown` counts the dated entries of each Paris day; `covered_from` is the first day that a document surely reaches
    back to, `None` when nothing answered or nothing is dated. `undated` are keyed hashes of entries without a date.
    `error` says why nothing answered.
    """

    source_id: str
    at: datetime
    is_answered: bool
    statuses: Mapping[str, int] = field(default_factory=dict)
    error: str | None = None
    shown: Mapping[date, int] = field(default_factory=dict)
    covered_from: date | None = None
    undated: frozenset[int] = frozenset()
    newest_at: datetime | None = None
    n_dated: int = 0
    n_future: int = 0
    fields: Mapping[str, Count] = field(default_factory=dict)
    n_declared: int = 0
    n_collected: int = 0


def save_facts(db: Database, facts: Facts) -> None:
    """Adds one collection to the days of its source, in one transaction.

    Of several readings of one day the fullest count stands: feeds forget, they do not invent.
    """
    day = paris_day(facts.at)
    with transaction(db):
        n_new, since = _undated(db, facts, day)
        shown = {one_day: n for one_day, n in facts.shown.items() if day - MOST_DAYS_BACK <= one_day <= day}
        covered = [one_day for one_day in (facts.covered_from, since) if one_day]
        if covered:
            first = max(min(covered), day - MOST_DAYS_BACK)
            shown = {first + timedelta(days=n): 0 for n in range((day - first).days + 1)} | shown
        for one_day, n in sorted(shown.items()):
            _raise_shown(db, facts.source_id, one_day, n)
        _add_collection(db, facts, day, n_new)
        _add_fields(db, facts, day)


def _undated(db: Database, facts: Facts, day: date) -> tuple[int | None, date | None]:
    """How many undated entries were never seen, and from which day on that is known; all are new the first time."""
    if not facts.undated:
        return None, None
    source = {"source": facts.source_id}
    last = one(db, "select max(seen_on) as day from shown_entries where source_id = :source", source)
    known = {
        row["hash"]
        for row in rows(
            db,
            "select hash from shown_entries where source_id = :source and hash in (select value from json_each(:all))",
            source | {"all": as_json(sorted(facts.undated))},
        )
    }
    seen_on = day.isoformat()
    db.conn.executemany(
        "insert into shown_entries values (?, ?, ?) on conflict do update set seen_on = excluded.seen_on",
        [(facts.source_id, one_hash, seen_on) for one_hash in sorted(facts.undated)],
    )
    limit = (day - FORGET_UNDATED).isoformat()
    db.execute("delete from shown_entries where source_id = :source and seen_on < :limit", source | {"limit": limit})
    if not last or not last["day"]:
        return None, None
    return len(facts.undated - known), date.fromisoformat(last["day"])


def _raise_shown(db: Database, source_id: str, day: date, n: int) -> None:
    db.execute(
        """
        insert into source_days(source_id, day, n_shown) values (:source, :day, :n)
        on conflict(source_id, day) do update set n_shown = max(coalesce(n_shown, 0), excluded.n_shown)
        """,
        {"source": source_id, "day": day.isoformat(), "n": n},
    )


def _add_collection(db: Database, facts: Facts, day: date, n_new: int | None) -> None:
    """Adds what each collection tells once; entries without a date are new once, and add up too."""
    key = {"source": facts.source_id, "day": day.isoformat()}
    row = one(db, "select statuses from source_days where source_id = :source and day = :day", key)
    statuses: dict[str, int] = json.loads(row["statuses"]) if row else {}
    for status, n in facts.statuses.items():
        statuses[status] = statuses.get(status, 0) + n
    db.execute("insert into source_days(source_id, day) values (:source, :day) on conflict do nothing", key)
    db.execute(
        """
        update source_days set n_collections = n_collections + 1, n_answered = n_answered + :answered,
            statuses = :statuses, error = :error, newest_at = nullif(max(coalesce(newest_at, ''), :newest), ''),
            n_shown = iif(:new is null, n_shown, coalesce(n_shown, 0) + :new),
            n_dated = iif(:dated + :undated, :dated, n_dated),
            n_undated = iif(:dated + :undated, :undated, n_undated),
            n_future = iif(:dated + :undated, :future, n_future),
            n_declared = n_declared + :declared, n_collected = n_collected + :collected
        where source_id = :source and day = :day
        """,
        key
        | {
            "new": n_new, "answered": int(facts.is_answered), "statuses": as_json(statuses),
            "error": None if facts.is_answered else facts.error or "rien n’a répondu",
            "newest": facts.newest_at.isoformat(timespec="seconds") if facts.newest_at else "",
            "dated": facts.n_dated, "undated": len(facts.undated), "future": facts.n_future,
            "declared": facts.n_declared, "collected": facts.n_collected,
        },
    )  # fmt: skip


def _add_fields(db: Database, facts: Facts, day: date) -> None:
    for name, count in sorted(facts.fields.items()):
        db.execute(
            """
            insert into source_fields values (:source, :day, :field, :n, :filled, :again, :lost)
            on conflict do update set n = n + excluded.n, n_filled = n_filled + excluded.n_filled,
                n_again = n_again + excluded.n_again, n_lost = n_lost + excluded.n_lost
            """,
            {"source": facts.source_id, "day": day.isoformat(), "field": name, "n": count.n, "filled": count.n_filled,
             "again": count.n_again, "lost": count.n_lost},
        )  # fmt: skip
