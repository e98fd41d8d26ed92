"""Invented facts of sources for the tests of health: days written by hand, no crawl."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from store.health.facts import Facts, save_facts
from store.health.filling import Count
from store.writes import save_sources

LAST = date(2026, 11, 22)


def add_source(db: Database, *names: str) -> None:
    """Sources in use, in place of those before."""
    save_sources(
        db,
        [{"id": name.lower(), "name": name, "homepage": f"https://{name.lower()}.example", "audience": "medecins",
          "tier": 1, "comments_platform": None, "verified_on": None} for name in names],
    )  # fmt: skip


def night(db: Database, source_id: str, day: date, *, shown: int = 0, status: str = "200", **changes: Any) -> None:
    """The collection of 4:30 on `day`, which shows what came out the day before; with an `error`, nothing answered."""
    before = day - timedelta(days=1)
    is_answered = "error" not in changes
    facts: dict[str, Any] = {
        "source_id": source_id, "at": datetime(day.year, day.month, day.day, 3, 30, tzinfo=UTC),
        "is_answered": is_answered, "statuses": {status: 1}, "shown": {before: shown} if shown else {},
        "covered_from": before if is_answered else None, "n_dated": shown,
    }  # fmt: skip
    save_facts(db, Facts(**(facts | changes)))


def full(n: int = 4) -> dict[str, Count]:
    """The fields of `n` pages that lack nothing, four of them read again."""
    return {name: Count(n=n, n_filled=n, n_again=4) for name in ("page", "title", "date", "byline", "body", "comments")}


def fill_sound(db: Database, source_id: str, *, n_days: int = 90, until: date = LAST) -> None:
    """Months of four texts a day, everything read."""
    for number in range(n_days, -1, -1):
        night(db, source_id, until - timedelta(days=number), shown=4, fields=full(), n_declared=6, n_collected=6)
