"""The command `vigie export`."""

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import BinaryIO, get_args

import click
from sqlite_utils import Database

from dashboard.french import counted, number, short_day
from store.audit import record_act
from store.database import Row, open_database, open_readonly
from store.home import Home, find_home
from store.queries.export import ExportFilters, Kind, count_left_out, list_source_ids, stream_export
from store.watch import Watch, load_watch
from vigie.export.columns import COLUMNS
from vigie.export.target import open_file, open_output
from vigie.export.writers import WRITERS, Format
from vigie.periods import day_option

NOUNS = {
    "articles": ("article", "articles"), "comments": ("commentaire", "commentaires"),
    "passages": ("ligne, une par étiquette de passage", "lignes, une par étiquette de passage"),
    "figures": ("chiffre", "chiffres"), "quotes": ("citation", "citations"),
}  # fmt: skip
_EPILOG = """\b
Exemples :
  vigie export comments --format xlsx --since 7d --out commentaires.xlsx
  vigie export passages --format csv --target deremb-prescriptions --out positions.csv
  vigie export figures --format jsonl --source egora --since 2026-11-01 --until 2026-11-22
"""


@dataclass(kw_only=True)
class Tally:
    """What went by: rows, first and last days, rows without a day."""

    n: int = 0
    n_undated: int = 0
    days: list[str] = field(default_factory=list)  # the first and the last

    def count(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows, counted; they come in the order of their days."""
        for row in rows:
            self.n += 1
            day = row["posted_on"] if row.get("comment_id") else row["published_on"]
            if day is None:
                self.n_undated += 1
            else:
                self.days[1 if self.days else 0 :] = [day]
            yield row


@click.command(epilog=_EPILOG)
@click.argument("kind", metavar="|".join(get_args(Kind)), type=click.Choice(get_args(Kind)))
@click.option(
    "--format",
    "output",
    type=click.Choice(get_args(Format)),
    help="csv, xlsx ou jsonl ; sans elle, selon la fin du nom de --out, sinon csv.",
)
@click.option("--out", "out", metavar="FICHIER|-", default="-", help="Le fichier ; « - », la sortie standard.")
@click.option("--since", metavar="JOUR|7d", callback=day_option, help="Depuis ce jour (de Paris) ou cette durée.")
@click.option("--until", metavar="JOUR", callback=day_option, help="Jusqu’à ce jour compris.")
@click.option(
    "--source",
    "sources",
    metavar="ID",
    multiple=True,
    help="Une source seulement (répétable) ; « clips » pour les pages collées.",
)
@click.option("--target", metavar="CIBLE", default="", help="Ce qui parle de cette cible de la veille seulement.")
@click.option("--relevant/--all", "relevant_only", default=True,
              help="Ce qui est compté dans le débat (par défaut), ou tout.")  # fmt: skip
def export(  # noqa: PLR0913  # one parameter an option
    kind: Kind, output: Format | None, out: str, since: date | None, until: date | None, sources: tuple[str, ...],
    target: str, relevant_only: bool,
) -> None:  # fmt: skip
    """Exporte articles, commentaires, passages, chiffres ou citations, du plus ancien au plus récent.

    csv : UTF-8, séparateur « ; », virgule décimale. Un texte qu’un tableur calculerait (=, +, -, @…) y est précédé
    d’une apostrophe. csv et xlsx : titres français, textes coupés à la limite d’une cellule d’Excel. jsonl : un objet
    par ligne, clés anglaises stables, textes entiers. Colonnes : docs/export.md. Ce qui a été supprimé n’est pas
    exporté, et rien ne dit qui a écrit un commentaire. Le fichier est remplacé d’un coup, ou pas du tout.

    Codes de sortie : 0 fait, 2 mauvais usage, 3 rien fait.
    """
    place = _checked_place(out)
    chosen = output or _format_of(place)
    home = find_home()
    db = open_readonly(home.database)
    watch = load_watch(home.watch)
    filters = ExportFilters(since=since, until=until, sources=sources, target=target, relevant_only=relevant_only)
    _check_filters(db, watch, filters)
    if place is None and chosen == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("un classeur ne se lit pas dans un terminal ; donnez --out FICHIER.xlsx")
    _write_down(home, kind, chosen, filters)
    tally = Tally()
    try:
        with _opened(place, chosen) as file:
            n_cut = WRITERS[chosen](file, COLUMNS[kind], tally.count(stream_export(db, kind, filters)), watch)
    except BrokenPipeError:
        raise
    except OSError as error:
        where = place or "sortie standard"
        raise OSError(f"{where} : écriture impossible ({error.strerror}) ; ce qui y était n’a pas changé") from error
    left_out = count_left_out(db, kind, filters)
    click.echo(say_export(kind, tally, place=place, n_cut=n_cut, left_out=left_out), err=place is None)


def _write_down(home: Home, kind: Kind, chosen: Format, filters: ExportFilters) -> None:
    """Writes the export into the audit trail before it begins; where the database cannot be written, that is said."""
    asked = [f"{kind} {chosen}", f"depuis {filters.since}" if filters.since else ""]
    asked += [
        f"jusqu’à {filters.until}" if filters.until else "",
        "" if filters.relevant_only else "hors du débat compris",
    ]
    try:
        with closing(open_database(home.database)) as db:
            record_act(db, "export", ", ".join(part for part in asked if part))
    except (sqlite3.OperationalError, OSError) as error:
        click.echo(f"Cet export n’a pas pu être écrit au journal ({error}).", err=True)


def say_export(kind: Kind, tally: Tally, *, place: Path | None, n_cut: int, left_out: Row) -> str:
    """What was exported, from when to when, where, and what was left out: French sentences on one line."""
    parts = [counted(tally.n, *NOUNS[kind]) if tally.n else "Aucune ligne"]
    if tally.days:
        parts.append(_say_period(date.fromisoformat(tally.days[0]), date.fromisoformat(tally.days[-1])))
    if tally.n_undated:
        parts.append(f"dont {number(tally.n_undated)} sans date")
    where = "sur la sortie standard" if place is None else f"dans {place}"
    said = [f"{', '.join(parts)} : {where}."]
    if n_cut:
        said.append(f"{counted(n_cut, 'texte coupé', 'textes coupés')} à la limite d’une cellule d’Excel.")
    if left_out["n_undated"]:
        said.append(f"Laissés de côté, sans date : {_say_owners(kind, left_out['n_undated'])}.")
    if left_out["n_outside"]:
        said.append(f"Laissés de côté, hors du débat (--all les ajoute) : {_say_owners(kind, left_out['n_outside'])}.")
    return " ".join(said)


def _say_owners(kind: Kind, n: int) -> str:
    return counted(n, *(NOUNS[kind] if kind in ("articles", "comments") else ("texte", "textes")))


def _say_period(first: date, last: date) -> str:
    if first == last:
        return f"du {short_day(first, with_year=True)}"
    return f"du {short_day(first, with_year=first.year != last.year)} au {short_day(last, with_year=True)}"


def _checked_place(out: str) -> Path | None:
    """The file to write, `None` for standard output."""
    if out == "-":
        return None
    place = Path(out).expanduser()
    if place.exists() and not place.is_file():
        raise click.UsageError(f"--out {out} n’est pas un fichier ; donnez un nom de fichier, ou « - »")
    if not place.parent.is_dir():
        raise click.UsageError(f"--out {out} : le dossier {place.parent} n’existe pas ; créez-le d’abord")
    return place


def _format_of(place: Path | None) -> Format:
    """The format that the end of a file's name says."""
    by_ending: dict[str, Format] = {f".{one}": one for one in get_args(Format)}
    if place is None:
        return "csv"
    if place.suffix.lower() not in by_ending:
        raise click.UsageError(f"--out {place} ne dit pas le format ; ajoutez --format csv, xlsx ou jsonl")
    return by_ending[place.suffix.lower()]


def _check_filters(db: Database, watch: Watch, filters: ExportFilters) -> None:
    if filters.since and filters.until and filters.since > filters.until:
        raise click.UsageError(f"--since {filters.since} est après --until {filters.until} ; échangez-les")
    if filters.target and not watch.target(filters.target):
        known = ", ".join(target.slug for target in watch.targets)
        raise click.UsageError(f"--target {filters.target} : pas de cible de ce nom ; la veille connaît {known}")
    known_ids = list_source_ids(db)
    if unknown := [one for one in filters.sources if one not in known_ids]:
        raise click.UsageError(
            f"--source {unknown[0]} : aucune source de ce nom dans la base ; elle connaît {', '.join(known_ids)}"
        )


def _opened(place: Path | None, chosen: Format) -> AbstractContextManager[BinaryIO]:
    if place is not None:
        return open_file(place)
    output = sys.stdout.buffer
    if chosen == "xlsx":
        return open_output(output)
    return nullcontext(output)
