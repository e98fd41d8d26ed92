"""The command `vigie brief`."""

import sys
from contextlib import closing
from datetime import date, datetime

import click

from dashboard.brief.signing_off import sign_brief
from dashboard.brief.write import RENDERERS, usual_formats, write_brief, write_week
from dashboard.mail import deliver_letters
from store.clock import paris_day, today
from store.database import open_database, open_readonly
from store.home import Home, find_home
from store.lock import hold_lock
from store.outbox import list_deliveries
from store.queries.brief import find_last_day
from store.watch import load_watch


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


@click.command(
    epilog="Exemples : vigie brief --day 2026-11-22 --format html,docx ; vigie brief --week ; "
    "vigie brief --sign 'Léa Martin'"
)
@click.option("--day", metavar="JOUR", callback=read_day, help="Le jour, AAAA-MM-JJ ; sans lui, aujourd’hui.")
@click.option(
    "--format", "formats", metavar="FORMATS", callback=read_formats,
    help="html, docx, md, pdf, séparés par des virgules ; sans lui, tous ceux qui peuvent être faits ici.",
)  # fmt: skip
@click.option("--week", is_flag=True, help="La page de la semaine pour le bureau : quatre graphiques, trois citations.")
@click.option("--sign", "signed_by", metavar="NOM", help="La signer de ce nom et l’envoyer aux destinataires.")
@click.option("--why", metavar="PHRASE", default="", help="Avec --sign, si elle est déjà partie : ce que l’on corrige.")
def brief(day: date | None, formats: tuple[str, ...], week: bool, signed_by: str | None, why: str) -> None:
    """La revue de presse d’un jour, prête à transmettre, écrite dans le dossier « briefs » de l’installation.

    Elle couvre ce qui a paru depuis la veille à 18 h, et suit ce que l’équipe en a fait dans la vue « Revue de
    presse ». Une fois signée, elle est figée : la signer de nouveau envoie une correction, qui dit ce qui change. La
    page de la semaine couvre la dernière semaine finie au jour donné, du lundi au dimanche. Le PDF demande un
    complément : pip install 'vigie[pdf]'.

    Codes de sortie : 0 fait, 1 fait en partie, 2 mauvais usage, 3 rien fait.
    """
    home = find_home()
    if not home.database.exists():
        raise FileNotFoundError(
            f"aucune base dans {home.folder} ; lancez « vigie init », puis « vigie nightly », et recommencez"
        )
    if week and (signed_by or why):
        raise click.UsageError("--sign et --why concernent la revue d’un jour, pas la page de la semaine")
    on_day = day or today()
    with closing(open_readonly(home.database)) as db:
        _refuse_future(on_day, find_last_day(db))
    if signed_by is not None:
        _sign(home, on_day, signed_by, why)
    with closing(open_readonly(home.database)) as db:
        written = (write_week if week else write_brief)(db, home, on_day, formats)
    for path in written.paths:
        click.echo(str(path))
    for failure in written.failures:
        click.echo(failure, err=True)
    if written.failures:
        sys.exit(1 if written.paths else 3)


def _sign(home: Home, day: date, name: str, why: str) -> None:
    """Signs the review of a day and hands it over at once."""
    watch = load_watch(home.watch)
    with hold_lock(home.lock_file), closing(open_database(home.database)) as db:
        number = sign_brief(db, watch, day, made_by=name, why=why)
        done = deliver_letters(db, home, watch)
        n_recipients = len(list_deliveries(db, number))
    click.echo(f"Revue du {day.isoformat()} signée par {name}.")
    told = f"Partie : {done.n_sent} sur {n_recipients}." if n_recipients else "À transmettre à la main : pas de [smtp]."
    click.echo(told)
    for problem in done.problems:
        click.echo(problem, err=True)


def _refuse_future(day: date, last_at: str | None) -> None:
    """A day that has not come yet is never « calme »."""
    last = paris_day(datetime.fromisoformat(last_at)) if last_at else today()
    if day > max(last, today()):
        raise click.UsageError(
            f"le {day.isoformat()} n’est pas encore venu ; donnez un jour passé, ou rien pour aujourd’hui"
        )
