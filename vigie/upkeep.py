"""Files that grow old in the home folder: copies of the database, forgotten clips, what a killed process left."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from store.clock import paris_day
from store.home import Home
from store.inbox import list_waiting
from store.retention_settings import Retention

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def backup_day(path: Path) -> date | None:
    """The day in the name of a copy of the database, `None` when there is none."""
    found = _DAY.search(path.name)
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None


def list_backups(home: Home) -> list[Path]:
    """The verified copies of the database, oldest first: a copy gets its name once it was read back."""
    return sorted(path for path in home.backups.glob("vigie-*.db") if backup_day(path))


def list_old_files(db: Database, home: Home, keep: Retention, *, today: date) -> list[Path]:
    """Copies past their time (never the newest), clips that no request waits for, files put away by the watched folder,
    and what killed processes left.

    Call it under the lock: nobody else then writes a copy.
    """
    old = today - timedelta(days=keep.keep_backups_days)
    copies = list_backups(home)[:-1] + sorted(home.backups.glob("remplacee-*.db"))
    files = [path for path in copies if (day := backup_day(path)) and day < old]
    files += sorted(home.backups.glob("*.partial")) + sorted(home.folder.glob("*.restoring*"))
    waiting = {row["payload"] for row in list_waiting(db) if row["kind"] != "url"}
    forgotten = today - timedelta(days=keep.keep_clips_days)
    for path in sorted(home.inbox.iterdir()) if home.inbox.is_dir() else ():
        if path.name not in waiting and _changed_on(path) < forgotten:
            files.append(path)
    put_away = [path for name in ("lus", "refuses") for path in sorted((home.drop / name).glob("*"))]
    return files + [path for path in put_away if path.is_file() and _changed_on(path, moved=True) < forgotten]


def remove_files(files: Iterable[Path]) -> None:
    """Removes files; one that is gone already is no failure."""
    for path in files:
        path.unlink(missing_ok=True)


def _changed_on(path: Path, *, moved: bool = False) -> date:
    """The day of the last change; with `moved`, of the last move too, whatever date a copy kept."""
    found = path.stat()
    return paris_day(datetime.fromtimestamp(max(found.st_mtime, found.st_ctime if moved else 0), UTC))
