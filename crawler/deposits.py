"""The watched folder: a file left in `depot` is read, then moved to `lus`, or to `refuses` beside a .txt saying why.

A file is taken once nobody has written to it for a while. Killed at any place, the next pass goes on: a file leaves the
folder only when its answer is written, and a file whose answer is written is not read again.
"""

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from store.clock import PARIS, now
from store.database import Row, rows
from store.fences import fence
from store.home import Home
from store.inbox import (
    MAX_MAIL_BYTES,
    HandedIn,
    hand_in,
    list_unsettled,
    record_refusal,
    settle_request,
    shown_name,
)

QUIET_S = 10.0
EMPTY_QUIET_S = 120.0  # a copy that begins is an empty file
ASKED_BY = "dossier « depot »"
_READ, _REFUSED = "lus", "refuses"
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", ".swp")
_LONGEST_STEM = 80


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """A file as it was looked at: what changes when somebody writes to it."""

    size: int
    mtime_ns: int
    ctime_ns: int


def take_deposits(db: Database, home: Home, *, quiet_s: float = QUIET_S) -> int:
    """Hands in every file of the watched folder that nobody writes to any more; how many."""
    if not home.drop.is_dir():
        return 0
    settle_deposits(db, home)
    n_taken = 0
    for path in sorted(home.drop.iterdir()):
        if path.name.startswith((".", "~")) or path.name.lower().endswith(_UNFINISHED):
            continue
        n_taken += _take(db, home, path, quiet_s)
    return n_taken


def settle_deposits(db: Database, home: Home) -> None:
    """Moves the files whose request is answered out of the watched folder.

    Raises:
        OSError: a file cannot be moved; it stays, is not read again, and is moved by a later pass.
    """
    for row in list_unsettled(db):
        path = _find(home.drop, row)
        if path is not None:
            is_read = row["status"] == "done"
            _put_away(path, home.drop / (_READ if is_read else _REFUSED), why=None if is_read else row["answer"])
            fence("deposit-moved")
        settle_request(db, row["id"])


def _take(db: Database, home: Home, path: Path, quiet_s: float) -> int:
    """Hands in one file, or refuses what is no file to read; 0 when it has to wait."""
    seen = _look(path)
    if seen is None or not _is_quiet(seen, EMPTY_QUIET_S if seen.size == 0 and quiet_s else quiet_s):
        return 0
    why = _refusal(path, seen)
    if why is None:
        try:
            body = path.read_bytes()
        except OSError as error:
            why = f"Non lu : fichier illisible ({error.strerror}) ; vérifiez ses droits, puis déposez-le de nouveau."
        else:
            if _look(path) != seen:
                return 0
    if why is not None:
        _put_away(path, home.drop / _REFUSED, why=why)
        record_refusal(db, name=path.name, via="folder", requested_by=ASKED_BY, why=why)
        return 1
    handed = HandedIn(name=path.name, body=body, requested_by=ASKED_BY, via="folder")
    if _is_known(db, handed):
        return 0
    hand_in(db, home.inbox, handed)
    fence("deposit-requested")
    return 1


def _look(path: Path) -> _Seen | None:
    """A file or a shortcut as it stands; `None` for a folder, for what is no file, and for what has gone."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
        return None
    return _Seen(size=found.st_size, mtime_ns=found.st_mtime_ns, ctime_ns=found.st_ctime_ns)


def _is_quiet(seen: _Seen, quiet_s: float) -> bool:
    """Whether nobody has written for a while: the change time moves with every write, whatever a copy sets."""
    return time.time() - max(seen.mtime_ns, seen.ctime_ns) / 1e9 >= quiet_s or seen.mtime_ns / 1e9 > time.time() + 3600


def _refusal(path: Path, seen: _Seen) -> str | None:
    if path.is_symlink():
        return "Non lu : c’est un raccourci vers un autre fichier ; déposez le fichier lui-même."
    if seen.size > MAX_MAIL_BYTES:
        return f"Non lu : ce fichier dépasse {MAX_MAIL_BYTES // 1_000_000} Mo ; déposez la page ou l’article seul."
    return "Non lu : ce fichier est vide." if seen.size == 0 else None


def _is_known(db: Database, handed: HandedIn) -> bool:
    """Whether this very file waits for its answer, or to be put away."""
    found = rows(
        db,
        """
        select 1 from inbox where via = 'folder' and name = :name and payload = :payload and settled_at is null
        """,
        {"name": shown_name(handed.name), "payload": handed.stored_name},
    )
    return bool(found)


def _find(folder: Path, row: Row) -> Path | None:
    """The file of a request, when it still stands there unchanged."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if shown_name(path.name) != row["name"] or not path.is_file() or path.is_symlink():
            continue
        if HandedIn(name=path.name, body=path.read_bytes(), requested_by="").stored_name == row["payload"]:
            return path
    return None


def _put_away(path: Path, folder: Path, *, why: str | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    target = _free_place(folder, path.name)
    if why is not None:
        at = now().astimezone(PARIS)
        told = (
            f"Ce fichier n’a pas été lu : {path.name}\n\n{why}\n\nRefusé le {at:%d/%m/%Y} à {at:%H} h {at:%M}. "
            "Une fois corrigé, déposez-le de nouveau dans « depot ».\n"
        )
        note = target.with_name(f"{target.name}.txt")
        partial = note.with_name(f".{note.name}")
        partial.write_text(told, encoding="utf-8", errors="replace")
        partial.replace(note)
    os.replace(path, target)


def _free_place(folder: Path, name: str) -> Path:
    """A place for a file and for the note beside it, under a name that nobody bears."""
    stem, suffix = os.path.splitext(name)
    if len(os.fsencode(name)) > 200:
        stem, suffix = stem[:_LONGEST_STEM], suffix[:20]
    for number in range(1, 10_000):
        place = folder / f"{stem}{f'-{number}' if number > 1 else ''}{suffix}"
        if not os.path.lexists(place):
            return place
    raise OSError(f"{folder} : dix mille fichiers du même nom ; videz ce dossier")
