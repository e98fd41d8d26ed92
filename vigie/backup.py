"""Copies of the database, made while it is in use and verified by reading them back."""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from store.clock import now, paris_day
from store.fences import fence
from store.home import Home
from store.key_check import fits, hold_key
from store.tombstones import keep_file

KEPT = 14


def make_backup(db: Database, home: Home) -> Path:
    """Writes `backups/vigie-DAY.db`, checks its integrity and its row counts, keeps the newest fourteen.

    The key (`key`, 0600) is not in the copy: it is kept elsewhere, or nobody can be recognised for erasure. The copy
    knows which key it needs, and the file `tombstones` is brought up to date.

    Raises:
        RuntimeError: the copy is damaged or lacks rows; the previous copies are untouched.
    """
    if home.key_file.exists() and fits(db, home.key()) is None:
        hold_key(db, home.key())
    keep_file(db, home.tombstones)
    home.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = home.backups / f"vigie-{paris_day(now()).isoformat()}.db"
    partial = final.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    copy = sqlite3.connect(partial)
    with copy:
        db.conn.backup(copy)
    fence("backup-copied")
    _verify(db, copy)
    copy.execute("pragma journal_mode = delete")
    copy.close()
    partial.chmod(0o600)
    fence("backup-verified")
    partial.replace(final)
    for old in sorted(home.backups.glob("vigie-*.db"))[:-KEPT]:
        old.unlink()
    db.execute("pragma wal_checkpoint(truncate)").fetchall()
    return final


def _verify(db: Database, copy: sqlite3.Connection) -> None:
    if copy.execute("pragma integrity_check").fetchone()[0] != "ok":
        raise RuntimeError("la copie de la base est abîmée ; vérifiez le disque, puis relancez « vigie backup »")
    for table in ("articles", "comments", "desk_corrections"):
        question = f"select count(*) from {table}"  # nosec B608 # constant parts
        if copy.execute(question).fetchone() != db.conn.execute(question).fetchone():
            raise RuntimeError(
                f"la copie de la base n’a pas toutes les lignes de « {table} » ; relancez « vigie backup »"
            )
