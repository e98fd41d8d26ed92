"""Copies of the database, made while it is in use and verified by restoring them beside."""

import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlite_utils import Database

from store.clock import now, paris_day
from store.database import open_readonly, rows
from store.erasure import Erased
from store.fences import fence
from store.home import Home
from store.key_check import fits, hold_key
from store.tombstones import keep_file
from vigie.restore import RestoreError, restore_copy

KEPT = 14
_TRIAL = ".essai"


def make_backup(db: Database, home: Home) -> Path:
    """Writes `backups/vigie-DAY.db`, restores it beside to see that it holds everything, keeps the newest fourteen.

    The key (`key`, 0600) is not in the copy: it is kept elsewhere, or nobody can be recognised for erasure. The copy
    knows which key it needs, and the file `tombstones` is brought up to date. Call it under the lock: meanwhile only
    clicks of the dashboard write, which add rows.

    Raises:
        RuntimeError: the copy is damaged, lacks rows or cannot be restored; the previous copies are untouched.
    """
    if home.key_file.exists() and fits(db, home.key()) is None:
        hold_key(db, home.key())
    keep_file(db, home.tombstones)
    home.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = home.backups / f"vigie-{paris_day(now()).isoformat()}.db"
    partial = final.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    before = _counts(db)
    copy = sqlite3.connect(partial)
    try:
        with copy:
            db.conn.backup(copy)
        copy.execute("pragma journal_mode = delete")
    finally:
        copy.close()
    partial.chmod(0o600)
    fence("backup-copied")
    _verify(partial, home, before)
    fence("backup-verified")
    partial.replace(final)
    for old in sorted(home.backups.glob("vigie-*.db"))[:-KEPT]:
        old.unlink()
    db.execute("pragma wal_checkpoint(truncate)").fetchall()
    return final


def _verify(partial: Path, home: Home, before: Mapping[str, int]) -> None:
    """Restores a copy into a folder that goes away, and counts its rows there."""
    trial, erased = Home(home.backups / _TRIAL), Erased()
    shutil.rmtree(trial.folder, ignore_errors=True)
    try:
        if home.key_file.exists():
            erased, _ = restore_copy(partial, trial, key=home.key(), others=[])
            copy = open_readonly(trial.database)
        else:  # the doctor says that the key is missing; a copy is worth having all the same
            copy = open_readonly(partial)
        try:
            if rows(copy, "pragma integrity_check") != [{"integrity_check": "ok"}]:
                raise RestoreError("cette copie est abîmée")
            found = _counts(copy)
        finally:
            copy.close()
    except (RestoreError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.OperationalError):
            raise  # no room, no right: it says nothing of the copy
        told = str(error).removeprefix(f"{partial} : ")
        raise RuntimeError(
            f"la copie de la base ne peut pas être remise en service ({told}) ; lancez « vigie doctor », puis relancez "
            "« vigie backup »"
        ) from error
    finally:
        shutil.rmtree(trial.folder, ignore_errors=True)
    if erased:
        return  # what came back was erased again: fewer rows are right
    for table, number in before.items():
        if found.get(table, 0) < number:
            raise RuntimeError(
                f"la copie de la base n’a pas toutes les lignes de « {table} » ; relancez « vigie backup »"
            )


def _counts(db: Database) -> dict[str, int]:
    """How many rows each table of ours has; those that the search index keeps for itself left out."""
    names = [name for name in db.table_names() if not name.startswith(("sqlite_", "_sqlite", "documents_"))]
    return {
        name: int(rows(db, f"select count(*) as n from [{name}]")[0]["n"])  # nosec B608 # names of the schema
        for name in names
    }
