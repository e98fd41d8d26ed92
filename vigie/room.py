"""The disk guard: a night needs room for the copy of the database, its rewriting, and what it collects."""

import shutil
from pathlib import Path

from store.home import Home

# What a night collects at most, its press review and its logs.
NIGHT_MB = 200.0
# Under this, even finishing a step is not sure.
STEP_MB = 50.0


class NoRoomError(RuntimeError):
    """Too little free space; the message is French, for the screen."""


def find_free_mb(home: Home) -> float:
    """The free space where the installation stands."""
    folder = next(place for place in (home.folder, *home.folder.parents) if place.exists())
    return shutil.disk_usage(folder).free / 1_000_000


def find_wanted_mb(home: Home) -> float:
    """What a night needs: twice the database (its copy, its rewriting), and what it collects."""
    return NIGHT_MB + 2 * _size_mb(home.database)


def check_night(home: Home) -> None:
    """Refuses a night that could not end.

    Raises:
        NoRoomError: says how much is free, how much is needed, and how to make room.
    """
    _check(home, find_wanted_mb(home), "la nuit n’a pas commencé")


def check_step(home: Home) -> None:
    """Refuses a step that could be cut in the middle of a write.

    Raises:
        NoRoomError: as `check_night`.
    """
    _check(home, STEP_MB, "la nuit s’arrête avant cette étape")


def _check(home: Home, wanted_mb: float, what: str) -> None:
    free_mb = find_free_mb(home)
    if free_mb < wanted_mb:
        raise NoRoomError(
            f"le disque est presque plein, {what} : {free_mb:.0f} Mo libres, il en faut {wanted_mb:.0f} ; faites de "
            f"la place (« vigie purge », ou déplacez des copies de {home.backups}) et relancez « vigie nightly »"
        )


def _size_mb(path: Path) -> float:
    """A database with its journal, 0 where there is none."""
    files = [path, path.with_name(f"{path.name}-wal")]
    return sum(file.stat().st_size for file in files if file.exists()) / 1_000_000
