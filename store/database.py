"""Opening the database: one writer's connection, read-only ones for everybody else."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from sqlite_utils import Database, Migrations

import store.migrations

DatabaseError = sqlite3.Error  # for those who open no database themselves
BUSY_TIMEOUT_MS = 30_000
Row = dict[str, Any]
Query = Callable[[Database], Any]
AskAll = Callable[[Database, Sequence[Query]], list[Any]]


def open_database(path: Path) -> Database:
    """A connection that may write, migrated to the newest schema; the file is made (0600) when absent."""
    if not path.exists():
        path.touch(mode=0o600)
    db = Database(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000))
    prepare_writing(db)
    return db


def prepare_writing(db: Database) -> None:
    """Makes a new connection fit to write: its pragmas, and the newest schema."""
    _prepare(db)
    migrate(db)


def open_memory() -> Database:
    """A migrated database in memory, for tests."""
    db = Database(memory=True)
    _prepare(db)
    migrate(db)
    return db


def open_readonly(path: Path) -> Database:
    """A connection that cannot write; use it from the thread that opened it.

    Raises:
        FileNotFoundError: no database there yet.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path}: no database; run 'vigie init' then 'vigie nightly'")
    db = Database(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_TIMEOUT_MS / 1000))
    db.execute("pragma query_only = on")
    return db


@dataclass(frozen=True, kw_only=True)
class Schema:
    """How a database's schema compares with this program's: changes it lacks, and changes this program ignores."""

    is_ours: bool
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def find_schema(db: Database) -> Schema:
    """The schema of a database, without changing it."""
    if not (db.table("_sqlite_migrations").exists() and db.table("articles").exists()):
        return Schema(is_ours=False)
    found = {row["name"] for row in rows(db, "select name from _sqlite_migrations where migration_set = 'vigie'")}
    known = [migration.name for migration in _migrations().pending(Database(memory=True))]
    return Schema(
        is_ours=bool(found), missing=tuple(name for name in known if name not in found),
        unknown=tuple(sorted(found - set(known))),
    )  # fmt: skip


def migrate(db: Database) -> None:
    """Applies the schema changes that the database lacks, in the order of their file names."""
    _migrations().apply(db)


def _migrations() -> Migrations:
    migrations = Migrations("vigie")
    for module in sorted(iter_modules(store.migrations.__path__), key=lambda module: module.name):
        import_module(f"store.migrations.{module.name}").register(migrations)
    return migrations


def learn_sizes(db: Database) -> None:
    """Measures tables and indexes for SQLite's planner, on samples: some milliseconds, however large they are.

    Without it the planner takes any index for as good as another, and reads a whole table for one thread.
    """
    db.execute("pragma analysis_limit = 1000").fetchall()
    with transaction(db):
        db.execute("analyze")


def rows(db: Database, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
    """All rows of a query, as dictionaries; no cursor stays open."""
    cursor = db.execute(sql, dict(params or {}))
    if cursor.description is None:
        raise ValueError(f"rows() takes a statement that gives rows: {sql.strip()[:80]}")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values, strict=True)) for values in cursor]


def one(db: Database, sql: str, params: Mapping[str, Any] | None = None) -> Row | None:
    """The first row of a query, or `None`."""
    found = rows(db, sql, params)
    return found[0] if found else None


def ask_in_turn(db: Database, queries: Sequence[Query]) -> list[Any]:
    """The answers of these queries, one after the other on one connection."""
    return [query(db) for query in queries]


def insert_row(db: Database, table: str, row: Mapping[str, Any]) -> int:
    """Inserts one row into a table numbered by SQLite; its number."""
    number = db.execute(*_insertion(table, row)).lastrowid
    assert isinstance(number, int)
    return number


def put_row(db: Database, table: str, row: Mapping[str, Any], *, pk: str) -> None:
    """Inserts one row, or gives these values to the one that has its key."""
    sql, values = _insertion(table, row)
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name != pk)
    db.execute(f'{sql} on conflict("{pk}") do update set {changes}', values)  # nosec B608 # names checked


def _insertion(table: str, row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The statement that inserts a row: sqlite-utils would look at the schema before each one.

    Raises:
        ValueError: a table or a column that no program would name so.
    """
    if odd := [name for name in (table, *row) if not name.isidentifier()]:
        raise ValueError(f"no name of a table or column: {odd}")
    names = ", ".join(f'"{name}"' for name in row)
    return f'insert into "{table}"({names}) values ({", ".join(f":{name}" for name in row)})', dict(row)  # nosec B608 # names checked


@contextmanager
def transaction(db: Database) -> Iterator[Database]:
    """One `begin immediate` transaction: all of the block, or nothing of it. Nested blocks join the outer one."""
    if db.conn.in_transaction:
        yield db
        return
    db.conn.execute("begin immediate")
    try:
        yield db
    except BaseException:
        db.rollback()
        raise
    db.commit()


@contextmanager
def savepoint(db: Database) -> Iterator[None]:
    """A part of a transaction: all of the block, or nothing of it and the rest as it was.

    A full disk makes SQLite end the whole transaction: `db.conn.in_transaction` tells afterwards.
    """
    db.conn.execute("savepoint part")
    try:
        yield
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("rollback to part")
            db.conn.execute("release part")
        raise
    db.conn.execute("release part")


def _prepare(db: Database) -> None:
    db.execute(f"pragma busy_timeout = {BUSY_TIMEOUT_MS}")
    db.execute("pragma foreign_keys = on")
    db.execute("pragma synchronous = full")  # what was acknowledged outlives a power cut, not only a killed process
    db.execute("pragma secure_delete = on")  # what is deleted is overwritten, not left in free pages
