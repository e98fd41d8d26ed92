"""`vigie restore`: a copy of the database takes the place of the one in use, without bringing back what was erased."""

import os
import shutil
import sqlite3
from pathlib import Path

import click
from sqlite_utils import Database

from store.audit import record_act
from store.clock import PARIS, now
from store.database import find_schema, open_database, open_readonly, rows
from store.erasure import Erased
from store.fences import fence, record_failures
from store.forget import apply_tombstones, scrub
from store.home import Home, find_home
from store.key_check import fits, hold_key
from store.lock import hold_lock
from store.tombstones import Line, keep_file, list_lines, plant_lines, read_file
from vigie.rights import say_rows


class RestoreError(RuntimeError):
    """A copy cannot be restored; the message is French, for the screen. Nothing was changed."""


@click.command(
    epilog="Exemples : vigie restore ~/.vigie/backups/vigie-2026-11-21.db ; vigie restore copie.db --into ~/essai"
)
@click.argument("backup", metavar="COPIE", type=click.Path(path_type=Path))
@click.option("--into", metavar="DOSSIER", type=click.Path(path_type=Path, file_okay=False), help="Un autre dossier.")
def restore(backup: Path, into: Path | None) -> None:
    """Remet une copie de la base en service, après l’avoir vérifiée.

    La copie est lue en entier (intégrité, schéma, liens), et la clé doit être celle qui a fait ses empreintes. Ce que
    des personnes ont fait effacer depuis est effacé de nouveau. La base remplacée est gardée à côté, dans « backups ».
    COPIE est un fichier, ou le nom d’une copie du dossier « backups ». Arrêtez d’abord le tableau de bord.

    Codes de sortie : 0 fait, 2 mauvais usage, 3 rien fait (rien n’a changé).
    """
    current = find_home()
    home = Home(into.expanduser().resolve()) if into else current
    source = _find_copy(backup, current, home)
    key = _find_key(home, current)
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with hold_lock(home.lock_file):
        erased, aside = restore_copy(source, home, key=key, others=[current] if into else [])
    click.echo(f"Base restaurée : {home.database}, d’après {source}.")
    if erased:
        click.echo(f"Effacé de nouveau, à la demande de personnes : {say_rows(erased)}.")
    if aside:
        click.echo(f"La base remplacée est gardée : {aside} ; supprimez-la quand tout va bien.")
    if home.key_file.exists():
        click.echo(f"La clé est celle de cette base : {home.key_file}.")
    else:
        click.echo(f"La clé doit être là avant de s’en servir : cp {current.key_file} {home.key_file}")
    click.echo("Relancez le tableau de bord, puis « vigie doctor ».")


def restore_copy(source: Path, home: Home, *, key: bytes, others: list[Home]) -> tuple[Erased, Path | None]:
    """Puts a verified copy in service under the caller's lock; what was erased again, where the old database is.

    Until the last rename nothing has changed; after it everything has. `others` are homes whose tombstones also hold.

    Raises:
        RestoreError: the copy is damaged, of another program, newer than this one, or made with another key.
    """
    home.make_folders()
    lines = [line for place in (home, *others) for line in _known_tombstones(place)]
    prepared = home.folder / f"{home.database.name}.restoring"
    _clear(prepared)
    for suffix in ("-wal", ""):
        if (part := source.with_name(source.name + suffix)).exists():
            shutil.copyfile(part, copied := prepared.with_name(prepared.name + suffix))
            copied.chmod(0o600)
    fence("restore-copied")
    try:
        erased = _prepare(prepared, source, key=key, lines=lines, tombstones=home.tombstones)
    except BaseException:
        _clear(prepared)
        raise
    fence("restore-prepared")
    aside = _set_aside(home)
    fence("restore-aside")
    for suffix in ("-wal", "-shm"):
        home.database.with_name(home.database.name + suffix).unlink(missing_ok=True)
    prepared.replace(home.database)
    _sync(home.folder)
    fence("restore-done")
    return erased, aside


def _prepare(
    prepared: Path, source: Path, *, key: bytes, lines: list[Line], tombstones: Path
) -> Erased:  # fmt: skip
    """Verifies a copy, brings it to the present schema, and erases again what must not come back."""
    try:
        db = Database(sqlite3.connect(prepared))
        _check(db, source, key)
        db.close()
        db = open_database(prepared)
    except sqlite3.DatabaseError as error:
        raise RestoreError(f"{source} : ce n’est pas une base lisible ({error}) ; prenez une autre copie") from error
    try:
        hold_key(db, key)
        plant_lines(db, lines)
        erased = apply_tombstones(db, key=key)
        if erased:
            scrub(db)
        keep_file(db, tombstones)
        record_act(db, "restore", source.name)
        _check(db, source, key)
        # Copies are kept in one file; the database in use has a log beside it, which closing empties.
        db.execute("pragma journal_mode = wal").fetchall()
    finally:
        db.close()
    return erased


def _check(db: Database, source: Path, key: bytes) -> None:
    """Refuses a copy that cannot serve, and says why."""
    found = rows(db, "pragma integrity_check(3)")
    if [row["integrity_check"] for row in found] != ["ok"]:
        raise RestoreError(f"{source} : cette copie est abîmée ({found[0]['integrity_check']}) ; prenez-en une autre")
    schema = find_schema(db)
    if not schema.is_ours:
        raise RestoreError(f"{source} : ce n’est pas une base de Vigie ; donnez un fichier de « backups »")
    if schema.unknown:
        raise RestoreError(
            f"{source} : faite par une version plus récente de Vigie ({', '.join(schema.unknown)}) ; "
            "installez cette version, puis recommencez"
        )
    if rows(db, "pragma foreign_key_check"):
        raise RestoreError(f"{source} : des lignes y renvoient à d’autres qui manquent ; prenez une autre copie")
    if fits(db, key) is False:
        raise RestoreError(
            f"{source} : la clé n’est pas celle qui a fait les empreintes de cette copie ; remettez le fichier « key » "
            "gardé avec elle, puis recommencez"
        )


def _find_copy(backup: Path, current: Home, home: Home) -> Path:
    named = [backup.expanduser().resolve(), current.backups / backup.name, home.backups / backup.name]
    choices = named if len(backup.parts) == 1 else named[:1]
    source = next((path for path in choices if path.is_file()), None)
    if source is None:
        raise click.UsageError(f"{backup} : fichier introuvable ; les copies sont dans {current.backups}")
    if source == home.database:
        raise click.UsageError(f"{source} est la base en service ; donnez une copie")
    return source


def _find_key(home: Home, current: Home) -> bytes:
    """The key of the home to restore into, else that of the present one.

    Raises:
        RestoreError: none is there: nobody could be kept erased.
    """
    for place in (home, current):
        if place.key_file.exists():
            return place.key()
    raise RestoreError(
        f"il manque la clé : mettez le fichier « key » gardé à part dans {home.key_file} (chmod 600), puis "
        "recommencez ; sans elle, ce qui a été effacé reviendrait"
    )


def _known_tombstones(home: Home) -> list[Line]:
    """Those of the file, and of the database as far as it can be read."""
    lines = list(read_file(home.tombstones))
    with record_failures(lambda error: None):
        db = open_readonly(home.database)
        try:
            if db.table("tombstones").exists():
                lines += list_lines(db)
        finally:
            db.close()
    return lines


def _set_aside(home: Home) -> Path | None:
    """Gives the database in use a second name in `backups`, whole in one file; a damaged one keeps its log beside it.

    Raises:
        RestoreError: somebody is reading it.
    """
    if not home.database.exists():
        return None
    stamp = f"{now().astimezone(PARIS):%Y-%m-%d-%H%M%S}"
    aside = home.backups / f"remplacee-{stamp}.db"
    number = 1
    while aside.exists():
        number += 1
        aside = home.backups / f"remplacee-{stamp}-{number}.db"
    _empty_log(home.database)
    for suffix in ("-wal", ""):
        path = home.database.with_name(home.database.name + suffix)
        if path.exists() and (path.stat().st_size or not suffix):
            os.link(path, aside.with_name(aside.name + suffix))
    return aside


def _empty_log(database: Path) -> None:
    """Moves the write-ahead log into the database, so that one file holds everything."""
    try:
        connection = sqlite3.connect(database, timeout=5)
        try:
            is_busy = connection.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return  # damaged: its log goes aside with it
    if is_busy:
        raise RestoreError("la base est en cours de lecture ; arrêtez le tableau de bord, puis recommencez")


def _clear(prepared: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        prepared.with_name(prepared.name + suffix).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
