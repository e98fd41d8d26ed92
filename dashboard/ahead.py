"""Queries of one page asked at once: while one waits for the disk, others work.

SQLite reads a cold file page by page, one after the other on one connection. A few threads, each with a connection of
its own, let these waits pass together; SQLite works outside Python's lock, so that a second core serves too.
"""

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from store.database import Query, ask_in_turn, open_readonly

N_THREADS = 3


@dataclass(kw_only=True)
class _Opened:
    """The connection of one thread, and which file it reads: a restored database is another one."""

    db: Database
    path: Path
    inode: int


_threads = ThreadPoolExecutor(N_THREADS, thread_name_prefix="vigie-ahead")
_of_thread = threading.local()


def ask_ahead(path: Path, queries: Sequence[Query]) -> list["Future[Any]"]:
    """Begins these queries on the database at `path`, in their order, and returns without waiting.

    A failure stays in its future: who needs the answer asks again, and meets it.
    """
    return [_threads.submit(_ask, path, query) for query in queries]


def ask_together(db: Database, queries: Sequence[Query]) -> list[Any]:
    """The answers of these queries, in their order; what no thread has begun yet is asked on `db` itself.

    A database in memory, or one that is being written, is asked in turn.

    Raises:
        DatabaseError: a query failed.
    """
    path = _file_of(db)
    if path is None or db.conn.in_transaction:
        return ask_in_turn(db, queries)
    begun = ask_ahead(path, queries)
    # From the last, which is the least likely to be begun.
    answers = [query(db) if future.cancel() else None for query, future in zip(queries[::-1], begun[::-1], strict=True)]
    return [answer if future.cancelled() else future.result()
            for answer, future in zip(answers[::-1], begun, strict=True)]  # fmt: skip


def _file_of(db: Database) -> Path | None:
    (name,) = (row[2] for row in db.execute("pragma database_list") if row[1] == "main")
    return Path(name) if name else None


def _ask(path: Path, query: Query) -> Any:
    opened: _Opened | None = getattr(_of_thread, "opened", None)
    inode = path.stat().st_ino
    if opened is None or (opened.path, opened.inode) != (path, inode):
        if opened is not None:
            opened.db.close()
        opened = _of_thread.opened = _Opened(db=open_readonly(path), path=path, inode=inode)
    try:
        return query(opened.db)
    finally:
        opened.db.execute("pragma shrink_memory")  # what is erased from the database leaves the memory too
