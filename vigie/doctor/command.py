"""The command `vigie doctor`."""

import sqlite3
import sys

import click
from sqlite_utils import Database

from store.database import open_readonly
from store.home import Home, find_home
from vigie.doctor import access, database, routine, safety, settings, telling
from vigie.doctor.checks import Check, Problem, Subject, run_checks

CHECKS: tuple[Check, ...] = (
    *access.CHECKS, *database.CHECKS, *safety.CHECKS, *settings.CHECKS, *routine.CHECKS, *telling.CHECKS,
)  # fmt: skip


@click.command(epilog="Exemple : vigie doctor --home ~/vigie")
def doctor() -> None:
    """Cherche ce qui ne va pas dans l’installation, l’explique, et donne la commande qui répare.

    Base, clé, droits, verrou, disque, veille, sources, modèle, nuits, copies. Ne change rien.

    Codes de sortie : 0 tout va bien, 1 quelque chose est à réparer.
    """
    problems = examine(find_home())
    for problem in problems:
        click.echo(f"- {problem.what}\n  → {problem.mend}")
    if problems:
        click.echo(f"À réparer : {len(problems)}, sur {len(CHECKS)} contrôles.")
        sys.exit(1)
    click.echo(f"Tout va bien : {len(CHECKS)} contrôles.")


def examine(home: Home) -> list[Problem]:
    """Everything that is to mend in a home; nothing is written."""
    if access.is_closed(home):
        return run_checks(Subject(home=home, db=None), access.CHECKS)
    db = _open(home)
    try:
        return run_checks(Subject(home=home, db=db), CHECKS)
    finally:
        if db is not None:
            db.close()


def _open(home: Home) -> Database | None:
    """The database, read-only; `None` where there is none or this account may not read it, as a check says."""
    try:
        return open_readonly(home.database)
    except (OSError, sqlite3.OperationalError):
        return None
