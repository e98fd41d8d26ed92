"""Which stored comment is the one that was read: by its platform's id, else by its text, else by its moment."""

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from store import ids
from store.database import Row, one, rows
from store.records import Comment
from store.texts import body_hash, clean


def resolve_ids(
    db: Database, article_id: str, comments: Sequence[Comment], read: Sequence[dict[str, Any]], *, is_copy: bool
) -> list[str]:
    """The stored id of each comment; a clip's copy of a collected comment, and the reverse, is the same comment.

    `read` are the rows that the comments would make; `is_copy` says that they were not read on their site.
    """
    known = rows(db, "select * from comments where article_id = :id order by posted_at, id", {"id": article_id})
    known_ids = {row["id"] for row in known}
    shown = {row["body_hash"] for row in read}
    taken: set[str] = set()
    resolved = []
    for comment, row, own_id in zip(comments, read, ids.comment_ids(article_id, comments), strict=True):
        stored = own_id if own_id in known_ids else _aliased(db, own_id)
        if stored is None:
            stored = (
                _same_text(known, comment, row, taken)
                or _removed_text(db, article_id, row, taken, bare=body_hash(clean(comment.text)), is_copy=is_copy)
                or _same_moment(known, row, taken, shown)
            )
            if stored is not None:
                db.execute(
                    "insert into comment_aliases(alias, comment_id) values (:alias, :id) on conflict do nothing",
                    {"alias": own_id, "id": stored},
                )
        resolved.append(stored or own_id)
        taken.add(resolved[-1])
    return resolved


def _aliased(db: Database, alias: str) -> str | None:
    row = one(db, "select comment_id from comment_aliases where alias = :alias", {"alias": alias})
    return str(row["comment_id"]) if row else None


def _same_text(known: Sequence[Row], comment: Comment, read: dict[str, Any], taken: set[str]) -> str | None:
    """The stored comment of that text, where only one of the two has an id; names may be masked in one only."""
    hashes = {body_hash(clean(comment.text)), read["body_hash"]}
    for row in known:
        one_has_no_id = (row["platform_id"] is None) != (comment.id is None)
        if one_has_no_id and row["body_hash"] in hashes and row["id"] not in taken:
            return str(row["id"])
    return None


def _removed_text(
    db: Database, article_id: str, read: dict[str, Any], taken: set[str], *, bare: str, is_copy: bool
) -> str | None:
    """The comment that its site removed and whose words, the last or earlier ones, stand in a copy: no new comment.

    `bare` is the hash of the text with its names. Two ids of one platform are two comments, whatever their words.
    """
    if read["platform_id"] is not None and not is_copy:
        return None
    found = rows(
        db,
        """
        select distinct c.id, c.platform, c.platform_id, c.posted_on
        from comment_events e join comments c on c.id = e.comment_id
        where c.article_id = :id and c.status = 'deleted' and e.kind in ('deleted', 'moderated', 'edited')
            and e.before_hash in (:bare, :masked) order by c.id
        """,
        {"id": article_id, "bare": bare, "masked": read["body_hash"]},
    )
    for row in found:
        same_day = read["posted_on"] is None or row["posted_on"] in (None, read["posted_on"])
        two_ids = None not in (read["platform_id"], row["platform_id"]) and read["platform"] == row["platform"]
        if row["id"] not in taken and same_day and not two_ids:
            return str(row["id"])
    return None


def _same_moment(known: Sequence[Row], row: dict[str, Any], taken: set[str], shown: set[str]) -> str | None:
    """The stored comment that was edited into this one, where the platform gives no ids.

    It is by the same author at the same minute, its text is not shown any more, and it is the only such one.
    """
    if row["platform_id"] is not None or not row["author_key"] or row["date_precision"] not in ("minute", "second"):
        return None
    same = ("platform", "platform_id", "author_key", "posted_at")
    found = [
        one["id"] for one in known
        if all(one[name] == row[name] for name in same) and one["id"] not in taken and one["body_hash"] not in shown
    ]  # fmt: skip
    return str(found[0]) if len(found) == 1 else None
