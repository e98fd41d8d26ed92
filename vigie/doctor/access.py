"""Checks of what this account may read and write: without it nothing can be collected, shown or kept."""

import os
from pathlib import Path

from store.home import Home
from vigie.doctor.checks import Check, Problem, Subject

_READ, _WRITE, _ENTER = os.R_OK, os.R_OK | os.W_OK, os.R_OK | os.W_OK | os.X_OK


def is_closed(home: Home) -> bool:
    """Whether this account cannot even look into the home folder."""
    return home.folder.is_dir() and not os.access(home.folder, os.R_OK | os.X_OK)


def find_forbidden(subject: Subject) -> list[Problem]:
    """Folders and files of the installation that this account cannot use."""
    home = subject.home
    if is_closed(home):
        what = f"Ce compte ne peut pas entrer dans {home.folder} : rien ne peut être lu ni enregistré."
        return [Problem(what=what, mend=_give_back(home.folder))]
    refused = [place for place, mode in _wanted(home) if place.exists() and not os.access(place, mode)]
    if not refused:
        return []
    named = ", ".join(str(place) for place in refused)
    what = f"Ce compte ({_account()}) n’a pas les droits qu’il faut sur : {named}."
    return [Problem(what=what, mend=_give_back(home.folder))]


def _wanted(home: Home) -> list[tuple[Path, int]]:
    """Each place with what is done there; the database's log is written beside it."""
    folders = [home.folder, home.backups, home.inbox, home.briefs, home.logs]
    files = [home.database, *(home.database.with_name(home.database.name + end) for end in ("-wal", "-shm"))]
    return [
        *((folder, _ENTER) for folder in folders),
        *((file, _WRITE) for file in (*files, home.lock_file, home.tombstones)),
        (home.key_file, _READ),
        *((folder, os.R_OK | os.X_OK) for folder in (home.watch, home.sources)),
        *((file, _READ) for file in sorted(home.watch.glob("*.toml")) if os.access(home.watch, os.R_OK)),
    ]


def _give_back(folder: Path) -> str:
    return f"sudo chown -R {_account()} {folder} && sudo chmod -R u+rwX {folder}"


def _account() -> str:
    try:
        import pwd

        return pwd.getpwuid(os.geteuid()).pw_name
    except (ImportError, KeyError):
        return str(os.geteuid())


CHECKS = (Check(name="droits de ce compte", find=find_forbidden),)
