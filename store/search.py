"""Full text over folded bodies, newest first, and the sentence in which the words were found."""

import re
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from store.database import Row, rows
from store.fold import fold, fold_aligned
from store.query import QueryError, match_expression
from store.texts import as_json

SEARCH_TIME_S = 10.0
LONGEST_EXCERPT = 300  # characters
_waiting: dict[int, dict[str, Row]] = {}  # by the connection that waits, then by owner
_STEPS_BETWEEN_LOOKS = 20_000  # of SQLite's virtual machine
_SENTENCE_END = re.compile(r"(?<=[.!?…])[ \u00a0\u202f]*[»”\")]*\s+|\s*\n\s*")
# A mark further on is hardly ever in a better sentence, and a word may stand in a text a thousand times.
_MARKS_COMPARED = 40


@dataclass(frozen=True, kw_only=True)
class Excerpt:
    """A sentence of a text with the spans of it that a search found."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()

    def plain(self) -> str:
        """The sentence on one line, each word found between > and <."""
        pieces = []
        place = 0
        for start, end in self.marks:
            pieces += [self.text[place:start], ">", self.text[start:end], "<"]
            place = end
        return " ".join("".join([*pieces, self.text[place:]]).split())


def save_document(db: Database, *, owner_kind: str, owner_id: str, thread_id: str, day: str, text: str) -> None:
    """Indexes the body of one article or comment, in the caller's transaction."""
    folded = _unquoted(fold(text))
    document = {"kind": owner_kind, "owner": owner_id, "thread": thread_id, "day": day, "folded": folded}
    waiting = _waiting.get(id(db))
    if waiting is None:
        _write(db, [document])
    else:
        waiting[owner_id] = document


def delete_document(db: Database, owner_id: str) -> None:
    """Takes one body out of the index."""
    _waiting.get(id(db), {}).pop(owner_id, None)
    db.execute("delete from documents where owner_id = :owner", {"owner": owner_id})


@contextmanager
def documents_together(db: Database) -> Iterator[None]:
    """Bodies saved in the block, inside one transaction, are indexed at its end, the oldest days first.

    FTS5 writes all that it holds before each statement that may be taken back, and whenever a number is smaller than
    the one before; a document's number follows its day. By one statement, in the order of the days, it writes once.
    What was erased in between is left out.
    """
    waiting: dict[str, Row] = {}
    _waiting[id(db)] = waiting
    try:
        yield
    finally:
        del _waiting[id(db)]
    standing = {
        row["id"]
        for row in rows(
            db,
            """
            select id from articles where id in (select value from json_each(:ids))
            union all select id from comments where id in (select value from json_each(:ids))
            """,
            {"ids": as_json(sorted(waiting))},
        )
    }
    kept = [document for document in waiting.values() if document["owner"] in standing]
    _write(db, sorted(kept, key=lambda one: str(one["day"])))


def _write(db: Database, documents: Sequence[Row]) -> None:
    db.execute(
        """
        insert into documents(owner_kind, owner_id, thread_id, day, folded)
        select json_extract(value, '$.kind'), json_extract(value, '$.owner'), json_extract(value, '$.thread'),
               json_extract(value, '$.day'), json_extract(value, '$.folded')
        from json_each(:documents) where true order by key
        on conflict(owner_id) do update set day = excluded.day, folded = excluded.folded
        """,
        {"documents": as_json(documents)},
    )


def search(db: Database, query: str, *, limit: int = 20, since: date | None = None) -> list[Row]:
    """The newest articles and comments that answer `query` (its language: `store.query`), undated last.

    Rows: owner_kind, owner_id, thread_id, day. With `since` (a Paris day), what is undated is left out.

    Raises:
        QueryError: the query cannot be read, or is too wide to be answered; the message is French.
    """
    values = {"match": match_expression(query), "limit": limit, **numbers_between(since, None)}
    with limited_time(db):
        return rows(
            db,
            """
            select d.owner_kind, d.owner_id, d.thread_id, d.day
            from documents_fts f cross join documents d on d.id = f.rowid
            where documents_fts match :match and f.rowid >= :low and f.rowid < :high
            order by f.rowid desc limit :limit
            """,
            values,
        )


def numbers_between(first: date | None, last: date | None) -> dict[str, int]:
    """`low` and `high` (excluded) of the numbers of the documents of two Paris days and those between.

    The index numbers documents by their day, undated ones first, those of kind comment odd (m0019); undated ones are
    left out as soon as there is a first or a last day.
    """
    low = _julian(first) if first else 1 if last else 0
    high = _julian(last) + 1 if last else 1 << 30
    return {"low": low << 32, "high": high << 32}


def _julian(day: date) -> int:
    return day.toordinal() + 1_721_424


def find_excerpts(db: Database, query: str, owner_ids: Sequence[str]) -> dict[str, Excerpt]:
    """For each of the articles and comments that a search found, the sentence that holds most of its words.

    Raises:
        QueryError: as `search`.
    """
    match = match_expression(query)
    # A beginning of words is gathered anew at each look into the index: then one pass over all that answers is
    # shorter (the plus forbids to look row by row).
    rowid = "+f.rowid" if "*" in match else "f.rowid"
    mark = secrets.token_hex(8)  # drawn anew each time: no stored text can hold it
    with limited_time(db):
        found = rows(
            db,
            f"""
            select d.owner_id, highlight(documents_fts, 0, :mark, :mark) as marked, coalesce(a.body, c.body) as body
            from documents_fts f cross join documents d on d.id = f.rowid
                 left join articles a on a.id = d.owner_id left join comments c on c.id = d.owner_id
            where documents_fts match :match and {rowid} in (
                select id from documents where owner_id in (select value from json_each(:owners)))
            """,  # nosec B608 # constant parts
            {"match": match, "owners": as_json(list(owner_ids)), "mark": mark},
        )
    return {
        row["owner_id"]: _excerpt(row["body"], _marks(row["body"], row["marked"].split(mark)))
        for row in found if row["body"]
    }  # fmt: skip


def _marks(body: str, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """The spans of `body` under the odd ones of the pieces into which its folded form was cut."""
    folded, positions = fold_aligned(body)
    if _unquoted(folded) != "".join(pieces):
        return []  # the body changed since it was indexed
    marks = []
    place = 0
    for index, piece in enumerate(pieces):
        if index % 2 and piece:
            marks.append((positions[place], positions[place + len(piece) - 1] + 1))
        place += len(piece)
    return marks


def _excerpt(body: str, marks: Sequence[tuple[int, int]]) -> Excerpt:
    """The sentence with most marks, the first among equals; the first sentence where there is none."""
    compared = marks[:_MARKS_COMPARED] or [(0, 0)]
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(body)), len(body)]
    windows = list(dict.fromkeys(_window(body, ends, start, end) for start, end in compared))
    inside = {window: [one for one in marks if window[0] <= one[0] and one[1] <= window[1]] for window in windows}
    start, end = max(windows, key=lambda window: len(inside[window]))
    text = body[start:end].rstrip()
    before, after = "… " * _is_cut(body, ends, start), " …" * _is_cut(body, ends, end)
    shift = len(before) - start
    return Excerpt(
        text=before + text + after,
        marks=tuple((left + shift, min(right, start + len(text)) + shift) for left, right in inside[start, end]),
    )


def _window(body: str, ends: Sequence[int], start: int, end: int) -> tuple[int, int]:
    """The sentence around a span; a long one is cut at spaces, with a third of the room before the span."""
    left = max(place for place in ends if place <= start)
    right = min(place for place in ends if place >= end)
    if right - left <= LONGEST_EXCERPT:
        return left, right
    if start - left > LONGEST_EXCERPT // 3:
        left = start - LONGEST_EXCERPT // 3
        space = re.compile(r"\s\S").search(body, left, start)
        left = space.start() + 1 if space else left
    if right - left > LONGEST_EXCERPT:
        right = max(end, left + LONGEST_EXCERPT)
        space_before = body.rfind(" ", end, right)
        right = space_before if space_before > 0 else right
    return left, right


def _is_cut(body: str, ends: Sequence[int], place: int) -> bool:
    return place not in ends


def _unquoted(folded: str) -> str:
    """A folded text as it is indexed: `l'ordonnance` is two words; its length does not change."""
    return folded.replace("'", " ")


@contextmanager
def limited_time(db: Database) -> Iterator[None]:
    """Ends a search of the block that takes longer than `SEARCH_TIME_S`."""
    deadline = time.monotonic() + SEARCH_TIME_S
    db.conn.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        raise QueryError(
            f"la recherche prend plus de {SEARCH_TIME_S:.0f} secondes ; ajoutez un mot ou une date de départ"
        ) from None
    finally:
        db.conn.set_progress_handler(None, 0)
