"""Small commands: init, backup, cron."""

import shutil
import sys
from pathlib import Path
from typing import NoReturn

import click

from store.clock import now
from store.database import open_database, open_readonly
from store.home import HOME_VARIABLE, Home, find_home
from store.key_check import fits, hold_key
from store.lock import hold_lock
from store.watch import load_watch, packaged_watch
from vigie.backup import make_backup
from vigie.serving import become_dashboard, dashboard_command

__all__ = ["backup", "become_dashboard", "cron", "dashboard_command", "init", "make_home", "read_archives"]

_GIVEN = ".fournies"  # the packaged sources that a home was given, one a line


@click.command(epilog="Exemple : vigie init --home ~/vigie-secteur3 --backfill 12m")
@click.option(
    "--watch", "watch_folder", metavar="DOSSIER", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Le dossier d’une veille ; sans lui, la veille fournie « secteur3 ».",
)  # fmt: skip
@click.option("--backfill", metavar="DURÉE", help="Lit aussi les archives, poliment, sur cette durée : 12m, 90d.")
@click.option(
    "--source", "source_ids", metavar="ID", multiple=True, help="Archives d’une source seulement (répétable)."
)
def init(watch_folder: Path | None, backfill: str | None, source_ids: tuple[str, ...]) -> None:
    """Prépare le dossier de l’installation : veille, base, clé. Peut être relancée sans risque.

    Avec --backfill, lit ensuite les pages plus anciennes par les plans de site, les index d’archives et la recherche
    des sources, là où elles le permettent ; relancée, la commande reprend où elle s’est arrêtée.
    """
    home = make_home(find_home(), watch_folder)
    _copy_sources(home)
    click.echo(f"Installation prête : {home.folder}")
    click.echo(f"Gardez une copie de {home.key_file} ailleurs : sans elle, personne ne peut être oublié.")
    if backfill is not None:
        read_archives(home, backfill, source_ids)


def _copy_sources(home: Home) -> None:
    """Gives the home the packaged sources that it was never given: one that a person took away stays away."""
    from crawler.catalogue import packaged_sources

    given = home.sources / _GIVEN
    before = set(given.read_text(encoding="utf-8").split()) if given.exists() else set()
    packaged = sorted(packaged_sources().glob("*.toml"))
    for source in packaged:
        if source.name not in before and not (home.sources / source.name).exists():
            shutil.copy(source, home.sources / source.name)
    names = sorted(before | {source.name for source in packaged})
    given.write_text("\n".join(names) + "\n", encoding="utf-8")


def read_archives(home: Home, duration: str, source_ids: tuple[str, ...]) -> NoReturn:
    """Reads the archives of the sources over a duration, says what each gave, and ends with the exit code."""
    from crawler.catalogue import read_sources
    from crawler.commands import open_run
    from crawler.discovery import read_since
    from crawler.run import NoContactError, choose_sources, crawl

    try:
        since = read_since(duration, now=now())
        choose_sources(read_sources(home.sources)[0], source_ids)
    except ValueError as error:
        raise click.UsageError(str(error).replace("--since", "--backfill")) from None
    try:
        with open_run(home, "backfill", None) as run:
            summary = crawl(home, run_id=run.run_id, source_ids=source_ids, since=since, is_backfill=True)
            run.code = summary.exit_code
    except NoContactError as error:
        click.echo(f"Archives non lues : {error} ; puis relancez la même commande.", err=True)
        sys.exit(1)  # the home is made
    for line in (*summary.broken, *(f"{source.source_id} : {source.message}" for source in summary.sources)):
        click.echo(line)
    click.echo("« vigie tag », ou la prochaine nuit, les analysera.")
    sys.exit(run.code)


def make_home(home: Home, watch_folder: Path | None = None) -> Home:
    """Makes folders, key, watch and database; what exists stays."""
    if home.database.exists() and not home.key_file.exists():
        raise RuntimeError(
            f"il manque la clé de cette base : remettez dans {home.key_file} la copie que vous gardez (chmod 600) ; "
            "une autre clé ferait revenir ceux qui ont été effacés"
        )
    home.make()
    if not home.watch.exists():
        shutil.copytree(watch_folder or packaged_watch(), home.watch)
    load_watch(home.watch)
    db = open_database(home.database)
    if fits(db, home.key()) is None:
        hold_key(db, home.key())
    db.close()
    return home


@click.command(epilog="Exemple : vigie backup")
def backup() -> None:
    """Copie la base pendant qu’elle sert, vérifie la copie, et dit où est la clé."""
    home = find_home()
    open_readonly(home.database).close()
    with hold_lock(home.lock_file):
        copy = make_backup(open_database(home.database), home)
    click.echo(f"Copie vérifiée : {copy}")
    click.echo(f"La clé n’y est pas : gardez {home.key_file} à part, ailleurs que sur cette machine.")
    if home.tombstones.exists():
        click.echo(f"Gardez {home.tombstones} avec elle : c’est ce qui a été effacé, et qui ne doit pas revenir.")
    click.echo(f"Pour revenir à cette copie : vigie restore {copy.name}")


@click.command(epilog="Exemple : vigie cron | crontab -")
def cron() -> None:
    """Affiche les lignes à mettre dans la crontab de ce compte."""
    home = find_home()
    program = Path(sys.executable).parent / "vigie"
    log = home.logs / "cron.log"
    click.echo("# Vigie : la nuit à 4 h 30, les demandes du tableau de bord toutes les cinq minutes.")
    click.echo(f"{HOME_VARIABLE}={home.folder}")
    lost = f"Vigie : la nuit n’a rien pu faire, voir {log}"
    click.echo(f'30 4 * * * {program} nightly 2>> {log} || [ $? -eq 1 ] || echo "{lost}"')
    click.echo(f"*/5 * * * * {program} work >> {log} 2>&1")
