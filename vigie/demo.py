"""`vigie demo`: the whole job on a press served on loopback, whose truth is known."""

import os
import shutil
import sys
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

import click
import tomli_w
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from store.clock import today
from store.database import one, open_readonly
from store.home import HOME_VARIABLE, Home
from vigie.commands import become_dashboard, make_home
from vigie.journal import log_to_file
from vigie.nightly import run_night

MARKER = ".demo"
STEP_NAMES = {
    "crawl": "Collecte", "inbox": "Demandes", "tag": "Analyse", "stories": "Reprises",
    "counts": "Comptes", "messages": "Nos messages", "novelty": "Nouveautés", "sample": "Tirage",
    "retention": "Conservation", "alerts": "Alertes", "brief": "Revue", "mail": "Envois", "backup": "Sauvegarde",
}  # fmt: skip


@click.command(epilog="Exemple : vigie demo --no-serve --today 2026-11-22")
@click.option("--serve/--no-serve", default=True, help="Servir ensuite le tableau de bord.")
@click.option(
    "--today", "day", metavar="AAAA-MM-JJ", type=click.DateTime(["%Y-%m-%d"]), help="Le jour où l’on se place (8 h 30)."
)
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="Le port d’écoute.")
def demo(serve: bool, day: datetime | None, port: int) -> None:
    """Tout le travail sur une presse de démonstration : collecter, analyser, compter, montrer.

    Cette presse est inventée et servie sur cette machine ; rien ne sort sur le réseau.
    """
    home = _fresh_home()
    on_day = day.date() if day else today()
    code = _run(home, on_day)
    for line in summarise(home):
        click.echo(line)
    if code == 3:
        # A page of this press fails on purpose, so that a night done in part is the demo done.
        sys.exit(code)
    if serve:
        click.echo(f"Tableau de bord : http://127.0.0.1:{port} (Ctrl+C pour arrêter)")
        become_dashboard(home, port=port)


def _fresh_home() -> Home:
    """The demo's own folder, emptied; a folder that is not a demo's is never touched."""
    folder = Path(os.environ.get(HOME_VARIABLE) or Path.home() / ".vigie-demo").expanduser().resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise click.UsageError(f"{folder} n’est pas un dossier de démonstration ; donnez-en un autre avec --home")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / MARKER).touch()
    os.environ[HOME_VARIABLE] = str(folder)
    return Home(folder)


def add_cast(home: Home) -> None:
    """Adds the invented persons and bodies of the demo press to the actors of its watch: it quotes no real ones."""
    cast = files("crawler").joinpath("demo", "actors.toml").read_text(encoding="utf-8")
    with (home.watch / "actors.toml").open("a", encoding="utf-8") as actors:
        actors.write(f"\n{cast}")


def _run(home: Home, on_day: date) -> int:
    from crawler.demo.press import serve
    from crawler.demo.sources import demo_sources

    make_home(home)
    add_cast(home)
    log_to_file(home)
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with serve(on_day) as press, Progress(*columns, console=Console(stderr=True)) as progress:
        os.environ.update(press.environment)
        for source in demo_sources(press):
            (home.sources / f"{source['id']}.toml").write_text(tomli_w.dumps(source), encoding="utf-8")
        task = progress.add_task("Démarrage", total=len(STEP_NAMES))

        def show(step: str, is_done: bool) -> None:
            progress.update(task, description=STEP_NAMES[step], advance=int(is_done))

        return run_night(home, since="120d", on_step=show, on_new_failures=lambda failures: None)


_SUMMARY = """
select (select count(*) from sources where enabled) as n_sources,
       (select count(*) from articles) as n_articles, (select count(*) from comments) as n_comments,
       (select count(*) from verdicts where voice = 'press' and target = '') as n_relevant_articles,
       (select count(*) from verdicts where voice = 'reader' and target = '') as n_relevant_comments,
       (select count(*) from verdicts where voice = 'reader' and stance in ('favour', 'against')) as n_opinions,
       (select count(*) from failures) as n_failures
"""


def summarise(home: Home) -> list[str]:
    """Five French lines: what was collected, what counts, what readers say, what failed, where it is."""
    db = open_readonly(home.database)
    counted = one(db, _SUMMARY) or {}
    db.close()
    return [
        "Collecté : {n_articles} articles et {n_comments} commentaires, de {n_sources} sources.".format(**counted),
        "Dans le débat : {n_relevant_articles} articles et {n_relevant_comments} commentaires.".format(**counted),
        "Prises de position de lecteurs : {n_opinions} (pour ou contre une des cibles).".format(**counted),
        "Échecs nommés dans « Collecte » : {n_failures}.".format(**counted),
        f"Dossier : {home.folder}",
    ]
