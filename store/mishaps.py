"""What the machine refused, in French, with the command that mends it: disk, rights, damage, a busy database."""

import errno
import sqlite3

from store.home import Home

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_UNWRITTEN = (
    "SQLITE_FULL",
    "SQLITE_IOERR_WRITE",
    "SQLITE_IOERR_FSYNC",
    "SQLITE_IOERR_TRUNCATE",
    "SQLITE_IOERR_SHMSIZE",
)
_UNREADABLE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH", "SQLITE_IOERR_ACCESS")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


def is_of_the_machine(error: BaseException) -> bool:
    """Whether the disk or the database refused, not the page or the file at hand: the next one would meet the same."""
    return isinstance(error, sqlite3.OperationalError) or getattr(error, "errno", None) in _FULL


def explain(error: BaseException, home: Home) -> str:
    """One line: what failed, on what, what to do next; the error's own words where they are already that."""
    if isinstance(error, sqlite3.Error):
        return _of_database(error, home)
    if isinstance(error, OSError):
        return _of_system(error, home)
    return str(error)


def _of_database(error: sqlite3.Error, home: Home) -> str:
    code = getattr(error, "sqlite_errorname", "") or ""
    told = str(error)
    if code.startswith(_DAMAGED) or "malformed" in told or "not a database" in told:
        return (
            f"la base est abîmée ({told}) : {home.database} ; lancez « vigie doctor », "
            "qui dit quelle copie remettre par « vigie restore »"
        )
    if code.startswith(_UNWRITTEN) or "disk is full" in told:
        return _no_room(home, told)
    if code.startswith(_UNREADABLE) or "unable to open" in told or "readonly" in told:
        return _no_right(home, str(home.database), told)
    if code.startswith(_BUSY):
        return (
            f"la base est occupée ({told}) : un autre travail y écrit ; relancez dans une minute, et « vigie doctor » "
            "si cela dure"
        )
    return f"{told} ({code or type(error).__name__}) ; lancez « vigie doctor »"


def _of_system(error: OSError, home: Home) -> str:
    if error.errno in _FULL:
        return _no_room(home, error.strerror or "")
    if error.errno in _FORBIDDEN and error.filename:
        return _no_right(home, str(error.filename), error.strerror or "")
    return str(error)


def _no_room(home: Home, told: str) -> str:
    return (
        f"plus de place pour écrire ({told}) dans {home.folder} : rien de ce qui était enregistré n’est perdu ; "
        f"libérez de la place (« vigie purge », anciennes copies de {home.backups}), puis relancez"
    )


def _no_right(home: Home, place: str, told: str) -> str:
    return (
        f"accès refusé à {place} ({told}) : ce compte ne peut pas s’en servir ; « vigie doctor » nomme les droits à "
        f"rendre (chown -R $(id -un) {home.folder}), puis relancez"
    )


def explain_step(error: Exception, home: Home) -> str:
    """The same for a step of a run or a file, where an error that nobody foresaw keeps its type."""
    if isinstance(error, OSError | sqlite3.Error):
        return explain(error, home)
    return f"{type(error).__name__} : {error}"
