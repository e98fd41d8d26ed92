"""What stands in one thread, for whoever compares its texts: the article's body and the comments, with their places."""

from dataclasses import dataclass

from sqlite_utils import Database

from store.database import rows


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One text of a thread; `posted_at` is UTC text, `author_key` a keyed hash, `None` where they are not known."""

    owner_id: str
    body: str
    reply_to: str | None = None
    posted_at: str | None = None
    author_key: str | None = None
    is_article: bool = False


def list_standing(db: Database, thread_id: str) -> list[Standing]:
    """The texts of a thread: the article's, then those of the comments that stand, the earliest first, undated last."""
    found = rows(
        db,
        """
        select id as owner_id, body, null as reply_to, null as posted_at, null as author_key, 1 as is_article
        from articles where id = :thread and purged_on is null
        union all
        select * from (
            select id, body, reply_to, posted_at, author_key, 0 from comments
            where article_id = :thread and status <> 'deleted' and purged_on is null
            order by posted_at is null, posted_at, id)
        """,
        {"thread": thread_id},
    )
    return [Standing(**row | {"is_article": bool(row["is_article"])}) for row in found]


def list_spans(db: Database, owner_id: str) -> list[tuple[int, int]]:
    """The spans that an owner's stored passages have in its body, in order."""
    found = rows(db, "select start, end from passages where owner_id = :owner order by start", {"owner": owner_id})
    return [(row["start"], row["end"]) for row in found]
