"""The first schema; its statements stand in `m0001_initial.sql`."""

from importlib import resources
from sqlite3 import complete_statement

from sqlite_utils import Database, Migrations


def register(migrations: Migrations) -> None:
    """Adds this file's changes to the set."""

    @migrations(name="m0001_wal", transactional=False)
    def wal(db: Database) -> None:
        db.enable_wal()

    @migrations(name="m0001_initial")
    def initial(db: Database) -> None:
        script = resources.files("store.migrations") / "m0001_initial.sql"
        for statement in _statements(script.read_text(encoding="utf-8")):
            db.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script, cut where SQLite itself sees their end."""
    statements: list[str] = []
    current = ""
    for line in script.splitlines(keepends=True):
        current += line
        if complete_statement(current):
            statements.append(current)
            current = ""
    return statements
