"""Saving the comments of one article: edits and deletions become events, authors become keyed hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from store import ids
from store.analyses import forget_analysis
from store.clock import now, paris_day
from store.comment_identity import resolve_ids
from store.database import Row, insert_row, one, rows
from store.erasure import erase_comments
from store.masks import ReaderNames
from store.older_copies import Reading, is_older
from store.people import role_bucket
from store.records import Comment
from store.removals import Removal, removal_notice
from store.search import delete_document, save_document
from store.texts import body_hash, clean
from store.thread_masks import list_unmasked, names_of_thread
from store.tombstones import has_any, standing, stones_against_comment

_PRECISIONS = ("none", "year", "month", "week", "day", "hour", "minute", "second")


@dataclass(frozen=True, kw_only=True)
class CommentsSaved:
    """How many comments were new, edited, deleted or brought back, and how many a tombstone refused.

    `n_masked`: comments of earlier readings that named a reader who has written since.
    """

    n_new: int = 0
    n_edited: int = 0
    n_deleted: int = 0
    n_restored: int = 0
    n_refused: int = 0
    n_masked: int = 0

    @property
    def has_changes(self) -> bool:
        """Whether any stored comment differs from before."""
        return bool(self.n_new or self.n_edited or self.n_deleted or self.n_restored or self.n_masked)


def save_comments(
    db: Database, article_id: str, comments: Sequence[Comment], *, key: bytes, reading: Reading,
    kept_names: frozenset[str] = frozenset(),
) -> CommentsSaved:  # fmt: skip
    """Saves comments inside the caller's transaction, in the order given; what was erased is counted, never stored.

    With `all_comments_read`, stored comments of the same platform that are missing are marked deleted. What its site
    removed comes back from the site, or from a copy that says it was made since; any other copy changes nothing of it.
    Readers whom a comment names are masked, whichever reading of the thread showed them; `kept_names`
    (`public_names`) are not.
    """
    names = names_of_thread(db, article_id, comments, key=key, kept=kept_names)
    read = [_row(comment, names=names, key=key) for comment in comments]
    found = resolve_ids(db, article_id, comments, read, is_copy=reading.is_copy)
    made = [row | {"id": stored_id, "article_id": article_id} for row, stored_id in zip(read, found, strict=True)]
    refused = _refused(db, comments, made, key=key)
    by_ref = {_reference(comment, index): made[index]["id"] for index, comment in enumerate(comments)
              if index not in refused}  # fmt: skip
    outcomes = []
    for index, (comment, row) in enumerate(zip(comments, made, strict=True)):
        if index not in refused:
            placed = row | {"reply_to": by_ref.get(comment.reply_to or "")}
            outcomes.append(_save_one(db, placed, removal=_removal(comment), reading=reading))
    # A comment pasted without its author, whom a later reading names.
    erased = erase_comments(db, [made[index]["id"] for index in refused], key=key)
    outcomes += ["deleted"] * erased.comments
    if reading.all_comments_read and comments:
        outcomes += _delete_missing(db, article_id, comments[0].platform, set(found))
    n_masked = _mask_earlier(db, article_id, names, seen=set(found)) if comments else 0
    mark_first_in_thread(db, article_id)
    return CommentsSaved(
        n_new=outcomes.count("new"), n_edited=outcomes.count("edited"), n_deleted=outcomes.count("deleted"),
        n_restored=outcomes.count("restored"), n_refused=len(refused), n_masked=n_masked,
    )  # fmt: skip


def delete_comment(db: Database, comment_id: str) -> bool:
    """Marks a comment as deleted by its site: text dropped, row and counts kept; false when it already was."""
    row = one(db, "select * from comments where id = :id", {"id": comment_id})
    if row is None or row["status"] == "deleted":
        return False
    _drop_text(db, row, "deleted")
    return True


def _mask_earlier(db: Database, article_id: str, names: ReaderNames, *, seen: set[str]) -> int:
    """Masks, in comments of earlier readings, the readers met since; what was read in them is read again."""
    found = list_unmasked(db, article_id, names, seen=seen)
    for stored, text in found:
        forget_analysis(db, stored["id"])
        changes = {"body": text, "body_hash": body_hash(text)}
        db.table("comments").update(stored["id"], changes)
        _index(db, stored | changes)
    return len(found)


def _refused(db: Database, comments: Sequence[Comment], made: Sequence[Row], *, key: bytes) -> set[int]:
    """The positions of the comments that were erased, or whose author objected."""
    if not has_any(db):
        return set()
    against = [
        stones_against_comment(key, row, name=comment.author_ref) for comment, row in zip(comments, made, strict=True)
    ]
    standing_ones = standing(db, [stone for stones in against for stone in stones])
    return {index for index, stones in enumerate(against) if standing_ones & set(stones)}


def _reference(comment: Comment, index: int) -> str:
    return comment.id if comment.id is not None else f"#{index}"


def _row(comment: Comment, *, names: ReaderNames, key: bytes) -> dict[str, Any]:
    removal = _removal(comment)
    text = "" if removal else names.mask(clean(comment.text))
    return {
        "platform": comment.platform,
        "platform_id": comment.id,
        "author_key": ids.author_key(key, platform=comment.platform, author_ref=comment.author_ref)
        if comment.author_ref
        else None,
        "author_role": role_bucket(comment.author_role),
        "position": comment.position,
        "posted_at": comment.posted_at.isoformat(timespec="seconds") if comment.posted_at else None,
        "posted_on": paris_day(comment.posted_at).isoformat() if comment.posted_at else None,
        "date_text": comment.date_text,
        "date_source": comment.date_source,
        "date_precision": comment.date_precision,
        "votes": comment.votes,
        "status": "deleted" if removal else comment.status,
        "body": text,
        "body_hash": body_hash(text),
        "fetched_at": now().isoformat(timespec="seconds"),
    }


def _removal(comment: Comment) -> Removal | None:
    """Who took a comment away, by what its platform says or prints in its place; `None` while it stands."""
    told = removal_notice(comment.text)
    return told or ("deleted" if comment.status == "deleted" else None)


def _save_one(db: Database, row: dict[str, Any], *, removal: Removal | None, reading: Reading) -> str:
    stored = one(db, "select * from comments where id = :id", {"id": row["id"]})
    if stored is None:
        row["first_seen_at"] = row["fetched_at"]
        insert_row(db, "comments", row)
        _index(db, row)
        return "new"
    if stored["purged_on"] or is_older(db, stored, row, reading):
        return "same"
    if row["status"] == "deleted":
        if stored["status"] == "deleted":
            return "same"
        _drop_text(db, stored, removal or "deleted")
        return "deleted"
    changes = _changes(stored, row)
    outcome = "same"
    if "body" in changes:
        outcome = "restored" if stored["status"] == "deleted" else "edited"
        changes["status"] = "published" if outcome == "restored" else "edited"
        _record_event(db, stored, kind=outcome, after_hash=row["body_hash"])
        forget_analysis(db, stored["id"])
    if changes:
        db.table("comments").update(stored["id"], changes | {"fetched_at": row["fetched_at"]})
    if {"body", "posted_on"} & set(changes):
        _index(db, stored | changes)
    return outcome


def _changes(stored: Row, row: dict[str, Any]) -> dict[str, Any]:
    changes = {}
    for name in ("votes", "position", "reply_to", "author_key", "author_role"):
        if row[name] not in (None, "inconnu", stored[name]):
            changes[name] = row[name]
    if row["body_hash"] != stored["body_hash"]:
        changes |= {"body": row["body"], "body_hash": row["body_hash"]}
    if _PRECISIONS.index(row["date_precision"]) > _PRECISIONS.index(stored["date_precision"]):
        for name in ("posted_at", "posted_on", "date_text", "date_source", "date_precision"):
            changes[name] = row[name]
    return changes


def _index(db: Database, row: dict[str, Any]) -> None:
    save_document(
        db, owner_kind="comment", owner_id=row["id"], thread_id=row["article_id"],
        day=row["posted_on"] or "", text=row["body"],
    )  # fmt: skip


def _drop_text(db: Database, stored: Row, kind: Removal) -> None:
    """Drops the text and all that was read in it; the row, its votes, its replies and its verdicts stay as numbers."""
    empty = body_hash("")
    _record_event(db, stored, kind=kind, after_hash=empty)
    _leave_uniqueness(db, stored)
    forget_analysis(db, stored["id"])
    delete_document(db, stored["id"])
    db.table("comments").update(stored["id"], {"status": "deleted", "body": "", "body_hash": empty})


def _leave_uniqueness(db: Database, stored: Row) -> None:
    """The same text still stands elsewhere in the thread: it is the one that counts as unique from now on."""
    for table in ("verdicts", "unit_arguments"):
        db.execute(
            f"""
            update {table} set is_unique = 0 where owner_id = :id and exists (
                select 1 from comments c where c.article_id = :thread and c.body_hash = :hash and c.id <> :id)
            """,  # nosec B608 # constant parts
            {"id": stored["id"], "thread": stored["article_id"], "hash": stored["body_hash"]},
        )


def _delete_missing(db: Database, article_id: str, platform: str, seen: set[str]) -> list[str]:
    stored = rows(
        db,
        "select * from comments where article_id = :id and platform = :platform and status <> 'deleted' "
        "and purged_on is null",
        {"id": article_id, "platform": platform},
    )
    missing = [row for row in stored if row["id"] not in seen]
    for row in missing:
        _drop_text(db, row, "deleted")
    return ["deleted"] * len(missing)


def _record_event(db: Database, stored: Row, *, kind: str, after_hash: str) -> None:
    """One line of the log, without any text: what stood before keeps its number of words and its votes."""
    named = {"comment": stored["id"], "kind": kind, "before": stored["body_hash"], "after": after_hash}
    earlier = one(
        db,
        """
        select count(*) as n from comment_events
        where comment_id = :comment and kind = :kind and before_hash = :before and after_hash = :after
        """,
        named,
    )
    again = [str(earlier["n"])] if earlier and earlier["n"] else []
    event = {
        "id": ids.digest("event", stored["id"], kind, stored["body_hash"], after_hash, *again),
        "comment_id": stored["id"], "kind": kind, "seen_at": now().isoformat(timespec="seconds"),
        "before_hash": stored["body_hash"], "after_hash": after_hash,
        "n_words": len(stored["body"].split()), "votes": stored["votes"],
    }  # fmt: skip
    db.table("comment_events").insert(event)


def mark_first_in_thread(db: Database, article_id: str) -> None:
    """One comment among equal texts of a thread counts as unique: the earliest."""
    db.execute(
        """
        update comments set first_in_thread = (id = (
            select c.id from comments c where c.article_id = comments.article_id and c.body_hash = comments.body_hash
            order by c.posted_at is null, c.posted_at, c.id limit 1))
        where article_id = :id
        """,
        {"id": article_id},
    )
