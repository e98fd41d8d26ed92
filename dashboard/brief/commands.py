"""The command `vigie brief`."""

import sys
from contextlib import closing
from datetime import date, datetime

import click

from dashboard.brief.write import RENDERERS, usual_formats, write_brief
from store.clock import paris_day, today
from store.database import open_readonly
from store.home import find_home
from store.queries.brief import find_last_day


def read_formats(ctx: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """The formats of a list with commas, each once; those that can be made when none is given.

    Raises:
        click.BadParameter: a format that does not exist, or none.
    """
    if value is None:
        return usual_formats()
    names = tuple(dict.fromkeys(name.strip().lower() for name in value.split(",") if name.strip()))
    unknown = [name for name in names if name not in RENDERERS]
    if unknown or not names:
        raise click.BadParameter(
            f"« {', '.join(unknown) or value} » n’est pas un format ; au choix : {', '.join(RENDERERS)}"
        )
    return names


def read_day(ctx: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """The day written as AAAA-MM-JJ.

    Raises:
        click.BadParameter: not a day.
    """
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(
            f"« {value} » n’est pas un jour ; écrivez AAAA-MM-JJ, par exemple 2026-11-22"
        ) from None


@click.command(epilog="Exemple : vigie brief --day 2026-11-22 --format html,docx")
@click.option("--day", metavar="JOUR", callback=read_day, help="Le jour, AAAA-MM-JJ ; sans lui, aujourd’hui.")
@click.option(
    "--format", "formats", metavar="FORMATS", callback=read_formats,
    help="html, docx, md, pdf, séparés par des virgules ; sans lui, tous ceux qui peuvent être faits ici.",
)  # fmt: skip
def brief(day: date | None, formats: tuple[str, ...]) -> None:
    """La revue de presse d’un jour, prête à transmettre, écrite dans le dossier « briefs » de l’installation.

    Elle couvre ce qui a paru depuis la veille à 18 h. Le PDF demande un complément : pip install 'vigie[pdf]'.

    Codes de sortie : 0 fait, 1 fait en partie, 2 mauvais usage, 3 rien fait.
    """
    home = find_home()
    if not home.database.exists():
        raise FileNotFoundError(
            f"aucune base dans {home.folder} ; lancez « vigie init », puis « vigie nightly », et recommencez"
        )
    with closing(open_readonly(home.database)) as db:
        on_day = day or today()
        _refuse_future(on_day, find_last_day(db))
        written = write_brief(db, home, on_day, formats)
    for path in written.paths:
        click.echo(str(path))
    for failure in written.failures:
        click.echo(failure, err=True)
    if written.failures:
        sys.exit(1 if written.paths else 3)


def _refuse_future(day: date, last_at: str | None) -> None:
    """A day that has not come yet is never « calme »."""
    last = paris_day(datetime.fromisoformat(last_at)) if last_at else today()
    if day > max(last, today()):
        raise click.UsageError(
            f"le {day.isoformat()} n’est pas encore venu ; donnez un jour passé, ou rien pour aujourd’hui"
        )
