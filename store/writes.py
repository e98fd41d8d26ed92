"""The door by which the night writes: every function is idempotent and one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from store.aggregates import rebuild_all, rebuild_threads
from store.analyses import OwnerAnalysis, Tagger, list_stale, save_analyses, save_taggers
from store.articles import Origin, Saved, save_article
from store.comments import CommentsSaved, delete_comment
from store.database import one, put_row, transaction
from store.runs import Failure, finish_run, finish_step, record_failure, start_run, start_step
from store.work_items import with_hand_merges

__all__ = [
    "CommentsSaved", "Failure", "Origin", "OwnerAnalysis", "Saved", "Tagger", "delete_comment", "find_fetch",
    "finish_run", "finish_step", "list_stale", "rebuild_all", "rebuild_threads", "record_failure", "save_analyses",
    "save_article", "save_fetch", "save_sources", "save_stories", "save_taggers", "start_run", "start_step",
]  # fmt: skip


def save_sources(db: Database, sources: Sequence[Mapping[str, Any]]) -> None:
    """Copies the catalogue into the database, for the dashboard; a source no longer listed is disabled.

    Keys: id, name, homepage, audience, tier, comments_platform, verified_on (text or None).
    """
    with transaction(db):
        db.execute("update sources set enabled = 0")
        for source in sources:
            db.table("sources").upsert({**source, "enabled": 1}, pk="id")


def save_fetch(db: Database, fetch: Mapping[str, Any]) -> None:
    """Remembers how an address answered: url, source_id, kind, fetched_at, http_status, etag, last_modified,
    body_hash, decision, reason."""
    with transaction(db):
        put_row(db, "fetches", fetch, pk="url")


def find_fetch(db: Database, url: str) -> dict[str, Any] | None:
    """How an address answered last time."""
    return one(db, "select * from fetches where url = :url", {"url": url})


def save_stories(db: Database, stories: Mapping[str, tuple[str, bool]]) -> int:
    """Writes article id → (story id, is the first publication), with what people merged; the number that changed."""
    changed = []
    with transaction(db):
        for article_id, (story_id, is_first) in sorted(with_hand_merges(db, stories).items()):
            cursor = db.execute(
                """
                update articles set story_id = :story, story_first = :first
                where id = :id and purged_on is null and (story_id is not :story or story_first <> :first)
                """,
                {"id": article_id, "story": story_id, "first": int(is_first)},
            )
            if cursor.rowcount:
                changed.append(article_id)
        rebuild_threads(db, changed)
    return len(changed)
