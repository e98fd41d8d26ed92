"""What people said of an article in place of what was read: kept beside it, and laid over every later reading."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from sqlite_utils import Database

from store.clock import PARIS
from store.database import Row, rows
from store.records import Article

Field = Literal["title", "site", "published_on", "byline", "url", "off_topic"]
Mends = Mapping[str, str | None]


def standing_mends(db: Database, article_id: str) -> dict[str, str | None]:
    """The newest word of a person on each mended field of an article."""
    found = rows(db, "select field, value from desk_mends where article_id = :id order by id", {"id": article_id})
    return {row["field"]: row["value"] for row in found}


def list_mends(db: Database, article_id: str) -> list[Row]:
    """Every mend of an article, newest first: field, before_value, value, made_by, made_at."""
    return rows(db, "select * from desk_mends where article_id = :id order by id desc", {"id": article_id})


def has_unread_mends(db: Database) -> bool:
    """Whether a text was changed by hand since the last work or night began: its tags are to be made again."""
    found = rows(
        db,
        """
        select 1 from desk_mends where field in ('title', 'url') and made_at >= coalesce((
            select max(started_at) from runs where command in ('work', 'nightly') and finished_at is not null), '')
        limit 1
        """,
    )
    return bool(found)


def with_mends(article: Article, mends: Mends) -> Article:
    """A reading of an article with what a person decided in place of what was read."""
    changes: dict[str, Any] = {}
    if mends.get("title"):
        changes["title"] = mends["title"]
    if mends.get("site"):
        changes["site"] = mends["site"]
    if "byline" in mends:
        changes["byline"] = read_byline(mends["byline"])
    if "published_on" in mends:
        day = mends["published_on"]
        changes |= {
            "published_at": midnight(date.fromisoformat(day)) if day else None,
            "date_source": "person" if day else "none", "date_precision": "day" if day else "none",
        }  # fmt: skip
    return replace(article, **changes) if changes else article


def midnight(day: date) -> datetime:
    """The first moment of a Paris day, aware UTC: how a date without an hour is stored."""
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


def read_byline(value: str | None) -> tuple[str, ...]:
    """The names of a mended byline."""
    return tuple(json.loads(value)) if value else ()
