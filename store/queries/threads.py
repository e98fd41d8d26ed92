"""Rows of a thread in the view « Lire »: its order, read without its texts, and the comments of one page."""

from collections.abc import Sequence

from sqlite_utils import Database

from store.database import Row, rows
from store.texts import as_json


def list_thread_order(db: Database, article_id: str) -> list[tuple[str, str | None]]:
    """Each comment of an article with the one it answers, oldest first, undated last.

    Tuples: a thread may hold twenty thousand of them.
    """
    sql = """
        select id, reply_to from (
            select id, reply_to, posted_at from comments where article_id = :id and posted_at is not null
            order by posted_at, id)
        union all
        select id, reply_to from (
            select id, reply_to from comments where article_id = :id and posted_at is null order by id)
    """
    return db.execute(sql, {"id": article_id}).fetchall()


def count_read(db: Database, article_id: str) -> int:
    """How many comments of an article stand: those that its site did not take away."""
    found = rows(db, "select n_comments from thread_sizes where thread_id = :id", {"id": article_id})
    return int(found[0]["n_comments"]) if found else 0


def list_comments(db: Database, article_id: str, ids: Sequence[str]) -> list[Row]:
    """These comments of an article, in the columns of `list_thread`, in no order."""
    return rows(
        db,
        """
        select id, reply_to, author_role, position, posted_at, date_text, date_precision, votes, status, body,
               purged_on
        from comments where id in (select value from json_each(:ids)) and article_id = :id
        """,
        {"id": article_id, "ids": as_json(list(ids))},
    )
