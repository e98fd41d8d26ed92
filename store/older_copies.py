"""Copies of a page (a saved file, a pasted text): they may show what its site has taken away or changed since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from store.database import Row, one


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How comments were read: the whole thread or a part, on their site or in a copy that may be older than the thread.

    `copied_at` is when a copy says that it was made, `None` where it does not say.
    """

    all_comments_read: bool = False
    is_copy: bool = False
    copied_at: datetime | None = None


def is_older(db: Database, stored: Row, row: dict[str, Any], reading: Reading) -> bool:
    """Whether a reading shows, or may show, a comment as it stood before its site removed it or its text was changed.

    What is read on the site never does; nor does a copy that says it was made after the change was seen.
    """
    if not reading.is_copy or row["status"] == "deleted":
        return False
    changed_at = _changed_at(db, stored, row)
    return changed_at is not None and (reading.copied_at is None or reading.copied_at <= changed_at)


def _changed_at(db: Database, stored: Row, row: dict[str, Any]) -> datetime | None:
    """When the comment was last seen to be removed, or the text that the reading gives to be no more its own."""
    if stored["status"] == "published":
        return None
    found = one(
        db,
        """
        select max(seen_at) as seen_at from comment_events
        where comment_id = :id and case when :status = 'deleted' then kind in ('deleted', 'moderated')
                                        else kind = 'edited' and before_hash = :hash and after_hash <> :hash end
        """,
        {"id": stored["id"], "status": stored["status"], "hash": row["body_hash"]},
    )
    seen_at = found["seen_at"] if found else None
    if seen_at is None and stored["status"] == "deleted":
        seen_at = stored["first_seen_at"]  # its notice was seen first, and no event was needed
    return datetime.fromisoformat(seen_at) if seen_at else None
