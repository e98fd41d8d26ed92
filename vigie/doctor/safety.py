"""Checks of what protects people and the machine: key, permissions, lock, disk, what was erased."""

import shutil
import stat
from pathlib import Path

from store.database import rows
from store.key_check import fits
from store.lock import LockHeldError, hold_lock, is_running
from store.tombstones import list_lines, read_file
from vigie.doctor.checks import Check, Problem, Subject
from vigie.wording import counted

LEAST_FREE_MB = 500
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def find_missing_key(subject: Subject) -> list[Problem]:
    """No key, or one that cannot be read."""
    key_file = subject.home.key_file
    if not key_file.exists():
        what = f"Il manque la clé ({key_file}) : personne ne peut plus être reconnu, donc ni effacé ni refusé."
        return [Problem(what=what, mend=f"cp COPIE-GARDÉE-AILLEURS {key_file} && chmod 600 {key_file}")]
    try:
        key = subject.home.key()
    except ValueError:
        key = b""
    if len(key) < 16:
        what = f"La clé ({key_file}) n’est pas lisible : ce n’est pas une suite de 64 chiffres hexadécimaux."
        return [Problem(what=what, mend=f"cp COPIE-GARDÉE-AILLEURS {key_file} && chmod 600 {key_file}")]
    return []


def find_shared_key(subject: Subject) -> list[Problem]:
    """A key that other accounts can read."""
    key_file = subject.home.key_file
    if not key_file.exists() or not key_file.stat().st_mode & _OTHERS:
        return []
    what = f"D’autres comptes peuvent lire la clé ({key_file}) : ils pourraient reconnaître des lecteurs."
    return [Problem(what=what, mend=f"chmod 600 {key_file}")]


def find_other_key(subject: Subject) -> list[Problem]:
    """A key that is not the one which made the hashes."""
    if subject.db is None or find_missing_key(subject):
        return []
    is_fit = fits(subject.db, subject.home.key())
    has_hashes = bool(rows(subject.db, "select 1 from comments where author_key is not null limit 1"))
    if is_fit is False:
        what = (
            f"La clé ({subject.home.key_file}) n’est pas celle qui a fait les empreintes de cette base : la collecte "
            "s’arrête, et un lecteur effacé ne serait plus reconnu."
        )
        return [Problem(what=what, mend=f"cp COPIE-GARDÉE-AILLEURS {subject.home.key_file} (la clé d’origine)")]
    if is_fit is None and has_hashes:
        what = "La base ne dit pas encore quelle clé a fait ses empreintes : une clé perdue passerait inaperçue."
        return [Problem(what=what, mend="vigie init (le note, ne change rien d’autre)")]
    return []


def find_open_doors(subject: Subject) -> list[Problem]:
    """Folders and files that other accounts can read."""
    home = subject.home
    places = [home.folder, home.database, home.backups, home.inbox, home.briefs, home.logs, home.tombstones]
    places += sorted(home.backups.glob("*.db"))
    open_ones = [
        place
        for place in places
        if place.exists() and place.stat().st_mode & _OTHERS and _is_reached(place, home.folder)
    ]
    if not open_ones:
        return []
    named = " ".join(str(place) for place in open_ones)
    what = f"D’autres comptes de la machine peuvent entrer dans {open_ones[0]} : des textes de lecteurs s’y trouvent."
    return [Problem(what=what, mend=f"chmod go-rwx {named}")]


def _is_reached(place: Path, folder: Path) -> bool:
    """What stands in a closed folder is closed, whatever its own mode."""
    return place == folder or bool(folder.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH))


def find_orphan_lock(subject: Subject) -> list[Problem]:
    """A lock that is held although the process named in it is dead: a child of it still runs."""
    lock_file = subject.home.lock_file
    if not lock_file.exists():
        return []
    try:
        with hold_lock(lock_file):
            return []
    except LockHeldError:
        holder = lock_file.read_text(encoding="ascii", errors="replace").strip()
    if not holder.isdigit() or is_running(int(holder)):
        return []
    what = (
        f"Le verrou est tenu, mais le processus {holder} qui l’avait pris n’existe plus : rien ne peut être collecté."
    )
    return [Problem(what=what, mend=f"fuser -k {lock_file}")]


def find_full_disk(subject: Subject) -> list[Problem]:
    """A disk with too little room for a copy of the database and its rewriting."""
    home = subject.home
    folder = next(place for place in (home.folder, *home.folder.parents) if place.exists())
    free_mb = shutil.disk_usage(folder).free / 1_000_000
    size_mb = home.database.stat().st_size / 1_000_000 if home.database.exists() else 0.0
    wanted_mb = max(LEAST_FREE_MB, 2 * size_mb)
    if free_mb >= wanted_mb:
        return []
    what = (
        f"Le disque est presque plein : {free_mb:.0f} Mo libres, il en faut {wanted_mb:.0f} pour copier la base et "
        "en effacer."
    )
    return [Problem(what=what, mend=f"vigie purge, puis déplacez ailleurs d’anciennes copies de {home.backups}")]


def find_lost_tombstones(subject: Subject) -> list[Problem]:
    """Tombstones of the database that the file beside it lacks, or a file that cannot be read."""
    try:
        kept = {line[0] for line in read_file(subject.home.tombstones)}
    except ValueError as error:
        return [
            Problem(
                what=f"{error}.", mend=f"mv {subject.home.tombstones} {subject.home.tombstones}.abime && vigie backup"
            )
        ]
    known = {line[0] for line in list_lines(subject.db)} if subject.db else set()
    if known <= kept:
        return []
    what = (
        f"{counted(len(known - kept), 'empreinte')} d’effacement ne sont pas dans {subject.home.tombstones} : une base "
        "perdue les oublierait."
    )
    return [Problem(what=what, mend="vigie backup (le remet à jour)")]


CHECKS = (
    Check(name="présence de la clé", find=find_missing_key),
    Check(name="droits de la clé", find=find_shared_key),
    Check(name="clé d’origine", find=find_other_key),
    Check(name="droits du dossier", find=find_open_doors),
    Check(name="verrou", find=find_orphan_lock),
    Check(name="place sur le disque", find=find_full_disk),
    Check(name="mémoire des effacements", find=find_lost_tombstones),
)
