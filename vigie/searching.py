"""`vigie search`: full text, with the sentence in which the words were found."""

import json
import sys
from datetime import date
from typing import Literal

import click

from store.database import Row, open_readonly
from store.home import find_home
from store.queries.articles import list_found
from store.query import QueryError
from store.search import Excerpt
from store.texts import printable
from vigie.periods import day_option

_EPILOG = """\b
Exemples :
  vigie search '« reste à charge » ordonnance*'
  vigie search 'convention SAUF (dentiste OU kiné)' --since 7d
  vigie search 'NEAR(dérembourser ordonnance*, 5)' --format jsonl
"""


@click.command(epilog=_EPILOG)
@click.argument("words", metavar="RECHERCHE", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Nombre de résultats.")
@click.option("--since", metavar="JOUR|7d", callback=day_option, help="Ce qui a paru depuis ce jour ou cette durée.")
@click.option("--format", "output", default="text", show_default=True, type=click.Choice(["text", "jsonl"]),
              help="Du texte, ou un objet JSON par résultat.")  # fmt: skip
def search(words: tuple[str, ...], limit: int, since: date | None, output: Literal["text", "jsonl"]) -> None:
    """Cherche dans les articles et les commentaires, du plus récent au plus ancien.

    Tous les mots sont voulus ; OU en veut l’un ou l’autre, SAUF écarte, « … » tient une expression, mot* un début,
    NEAR(a b, 5) deux mots proches, les parenthèses groupent. Accents, majuscules, œ et apostrophes sont indifférents.
    AND, OR et NOT valent ET, OU et SAUF ; en minuscules, ce sont des mots. Les mots trouvés sont entre > et <.

    Codes de sortie : 0 fait, 2 recherche illisible, 3 rien fait.
    """
    db = open_readonly(find_home().database)
    try:
        found = list_found(db, " ".join(words), limit=limit, since=since)
    except QueryError as error:
        click.echo(f"vigie search : {error}", err=True)
        sys.exit(2)
    for row in found:
        click.echo(_as_json(row) if output == "jsonl" else _as_text(row))
    click.echo(f"{len(found)} résultat{'s' * (len(found) > 1)}", err=True)


def _as_text(row: Row) -> str:
    """One line that says what was found, then the sentence."""
    kind = "article" if row["owner_kind"] == "article" else "commentaire"
    line = f"{row['day'] or 'sans date'}  {kind:11}  {row['title']}  {row['source']}  {row['url'] or ''}".rstrip()
    excerpt: Excerpt = row["excerpt"]
    return printable(f"{' '.join(line.splitlines())}\n    {excerpt.plain()}")


def _as_json(row: Row) -> str:
    excerpt: Excerpt = row["excerpt"]
    fields = {name: value for name, value in row.items() if name not in ("excerpt", "thread_id", "owner_kind")}
    return json.dumps(
        {
            "kind": row["owner_kind"], "article_id": row["thread_id"], **fields,
            "excerpt": excerpt.text, "marks": [list(mark) for mark in excerpt.marks],
        },
        ensure_ascii=False,
    )  # fmt: skip
