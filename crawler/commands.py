"""The commands of the crawler: `vigie extract`."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from crawler.clips import article_as_json, read_clip
from crawler.pages.errors import PageError
from store.clock import now
from store.fences import record_failures


@click.command()
@click.argument("files", metavar="FICHIER…", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--url", help="Adresse de la page, si le fichier ne la dit pas (un seul fichier).")
@click.pass_context
def extract(ctx: click.Context, files: tuple[str, ...], url: str | None) -> None:
    """Affiche ce que contient chaque page ou fichier, un objet JSON par ligne ; n'enregistre rien.

    Accepte une page HTML enregistrée, le texte copié d'une page (.txt), un PDF, une lettre d'information (.eml) ;
    « - » lit l'entrée standard.

    Exemple : vigie extract page.html article.txt --url https://site.example/article
    """
    if url and len(files) > 1:
        raise click.UsageError("--url vaut pour un seul fichier ; lancez la commande fichier par fichier")
    debug = bool((ctx.obj or {}).get("debug"))
    n_failed = 0
    for file in files:
        for line in _lines_of(file, url, debug=debug):
            if line is None:
                n_failed += 1
            else:
                click.echo(line)
    if n_failed:
        ctx.exit(3 if n_failed == len(files) else 1)


def _lines_of(file: str, url: str | None, *, debug: bool) -> Iterator[str | None]:
    """One JSON text per article of the file, or `None` once what failed has been said on standard error."""
    failures: list[Exception] = []
    found: Sequence[str] = ()
    with record_failures(failures.append):
        articles = read_clip(file, _read(file), url=url, fetched_at=now())
        found = [json.dumps(article_as_json(article, file=file), ensure_ascii=False) for article in articles]
    if not failures:
        yield from found
        return
    error = failures[0]
    if debug and not isinstance(error, PageError | OSError):
        raise error
    click.echo(_explained(file, error), err=True)
    yield None


def _read(file: str) -> bytes:
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _explained(file: str, error: Exception) -> str:
    """One line: the file, why it cannot be read, what to do next."""
    if isinstance(error, PageError):
        message = str(error)
        return message if Path(file).name in message else f"{file} : {message}"
    if isinstance(error, FileNotFoundError):
        return f"{file} : fichier introuvable ; vérifiez le chemin"
    if isinstance(error, IsADirectoryError):
        return f"{file} : c'est un dossier ; donnez ses fichiers un par un"
    if isinstance(error, OSError):
        return (
            f"{file} : lecture impossible ({error.strerror or type(error).__name__}) ; vérifiez les droits du fichier"
        )
    return f"{file} : erreur inattendue ({type(error).__name__}) ; relancez « vigie --debug extract » et signalez-la"
