"""Full text over folded bodies, newest first."""

import re

from sqlite_utils import Database

from store.database import Row, rows
from store.fold import fold


def save_document(db: Database, *, owner_kind: str, owner_id: str, thread_id: str, day: str, text: str) -> None:
    """Indexes the body of one article or comment, in the caller's transaction."""
    folded = fold(text).replace("'", " ")
    db.execute(
        """
        insert into documents(owner_kind, owner_id, thread_id, day, folded)
        values (:kind, :owner, :thread, :day, :folded)
        on conflict(owner_id) do update set day = excluded.day, folded = excluded.folded
        """,
        {"kind": owner_kind, "owner": owner_id, "thread": thread_id, "day": day, "folded": folded},
    )


def delete_document(db: Database, owner_id: str) -> None:
    """Takes one body out of the index."""
    db.execute("delete from documents where owner_id = :owner", {"owner": owner_id})


def search(db: Database, query: str, *, limit: int = 20) -> list[Row]:
    """The newest articles and comments that hold every word of `query`; "…" and « … » search a phrase.

    Rows: owner_kind, owner_id, thread_id, day. An empty query finds nothing.
    """
    match = _match_expression(query)
    if not match:
        return []
    return rows(
        db,
        """
        select d.owner_kind, d.owner_id, d.thread_id, d.day
        from documents_fts f join documents d on d.id = f.rowid
        where documents_fts match :match order by d.day desc, d.id desc limit :limit
        """,
        {"match": match, "limit": limit},
    )


def _match_expression(query: str) -> str:
    """An FTS5 expression of quoted words and phrases, all wanted; a trailing * keeps its meaning."""
    folded = fold(query).replace("'", " ")
    pieces = []
    for phrase, word in re.findall(r'["«“]([^"»”]*)["»”]|(\S+)', folded):
        words = re.findall(r"\w+", phrase or word)
        if words:
            star = "*" if (phrase or word).rstrip().endswith("*") else ""
            pieces.append('"' + " ".join(words) + '"' + star)
    return " ".join(pieces)
