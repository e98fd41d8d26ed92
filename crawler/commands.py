"""The commands of the crawler: `vigie extract`, `crawl` and `add`; those of the catalogue stand apart."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from crawler.catalogue import read_sources
from crawler.clips import article_as_json, open_clip
from crawler.guarded import read_bounded
from crawler.pages.errors import PageError
from store.clock import now
from store.database import open_database
from store.fences import record_failures
from store.home import Home, find_home
from store.inbox import Answer
from store.lock import hold_lock
from store.runs import RunStatus, finish_run, start_run

_STATUS: dict[int, RunStatus] = {0: "done", 1: "partial", 3: "failed"}


@click.command()
@click.argument("files", metavar="FICHIER…", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--url", help="Adresse de la page, si le fichier ne la dit pas (un seul fichier).")
@click.pass_context
def extract(ctx: click.Context, files: tuple[str, ...], url: str | None) -> None:
    """Affiche ce que contient chaque page ou fichier, un objet JSON par ligne ; n'enregistre rien.

    Accepte une page HTML enregistrée, le texte copié d'une page (.txt), un PDF, une lettre d'information (.eml) ;
    « - » lit l'entrée standard.

    Exemple : vigie extract page.html --url https://site.example/article
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
        body = _read(file)
        if debug:  # in this process, whose trace is then whole
            clip = open_clip(file, body, url=url, fetched_at=now())
        else:
            clip = read_bounded(open_clip, file, body, url=url, fetched_at=now())
        found = [json.dumps(article_as_json(article, file=file), ensure_ascii=False) for article in clip.articles]
        for told in clip.unread:
            click.echo(f"{file} : {told}", err=True)
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


@click.command(epilog="Exemple : vigie crawl --source egora --since 7d")
@click.option("--source", "source_ids", metavar="ID", multiple=True, help="Une source seulement (répétable).")
@click.option("--since", default="7d", show_default=True, help="Ce qui a paru depuis cette durée : 48h, 7d, 12m.")
@click.option("--run-id", type=int, hidden=True, help="Étape d’un travail dont l’appelant tient le verrou.")
def crawl(source_ids: tuple[str, ...], since: str, run_id: int | None) -> None:
    """Collecte les articles et les commentaires des sources de l’installation, poliment.

    Codes de sortie : 0 fait, 1 fait en partie (ce qui a échoué est nommé), 2 mauvais usage, 3 rien fait.
    """
    from crawler.discovery import read_since
    from crawler.run import choose_sources
    from crawler.run import crawl as crawl_sources

    home = installation()
    try:
        moment = read_since(since, now=now())
        choose_sources(read_sources(home.sources)[0], source_ids)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    with open_run(home, "crawl", run_id) as run:
        summary = crawl_sources(home, run_id=run.run_id, source_ids=source_ids, since=moment)
        run.code = summary.exit_code
    for line in (*summary.broken, *(f"{source.source_id} : {source.message}" for source in summary.sources)):
        click.echo(line)
    if summary.discovery:
        click.echo(f"découverte : {summary.discovery}")
    if not summary.sources:
        click.echo(f"Aucune source dans {home.sources} ; lancez « vigie init » ou ajoutez un fichier .toml.", err=True)
    sys.exit(run.code)


@click.command(epilog="Exemple : vigie add https://site.example/article lettre.eml page.txt")
@click.argument("items", metavar="ADRESSE-OU-FICHIER…", nargs=-1, required=True)
@click.option("--url", help="Adresse de la page, si le fichier ne la dit pas (un seul fichier).")
@click.option("--run-id", type=int, hidden=True, help="Étape d’un travail dont l’appelant tient le verrou.")
@click.option("--json", "as_json", is_flag=True, hidden=True, help="Une réponse JSON par adresse.")
def add(items: tuple[str, ...], url: str | None, run_id: int | None, as_json: bool) -> None:
    """Ajoute des pages : adresse, HTML enregistré, texte collé (.txt), PDF, lettre d’information (.eml).

    « - » lit l’entrée standard. Codes de sortie : 0 fait, 1 fait en partie, 2 mauvais usage, 3 rien fait.
    """
    from crawler.inbox import add_items

    if url and len(items) > 1:
        raise click.UsageError("--url vaut pour un seul fichier ; lancez la commande fichier par fichier")
    home = installation()
    with open_run(home, "add", run_id) as run:
        answers = add_items(home, items, url=url, run_id=run.run_id)
        run.code = _code_of(answers)
    for item, answer in zip(items, answers, strict=True):
        unread = "".join(f" Non lu : {told}." for told in answer.unread)
        line = json.dumps(asdict(answer), ensure_ascii=False) if as_json else f"{item} : {answer.text}{unread}"
        click.echo(line, err=not (answer.is_done or as_json))
    sys.exit(run.code)


@dataclass
class _Run:
    """An open run and the exit code that it comes to; 3 until something is done."""

    run_id: int
    code: int = 3


@contextmanager
def open_run(home: Home, command: str, run_id: int | None) -> Iterator[_Run]:
    """A run under the lock, closed with the code of the block; a step of the caller's run when one is given."""
    if run_id is not None:
        yield _Run(run_id)
        return
    with hold_lock(home.lock_file):
        db = open_database(home.database)
        run = _Run(start_run(db, command))
        try:
            yield run
        finally:
            finish_run(db, run.run_id, _STATUS[run.code])
            db.close()


def installation() -> Home:
    """The installation of `--home`.

    Raises:
        FileNotFoundError: there is none yet.
    """
    home = find_home()
    if not home.key_file.exists():
        raise FileNotFoundError(f"{home.folder} n’est pas une installation ; lancez « vigie init »")
    return home


def _code_of(answers: Sequence[Answer]) -> int:
    n_done = sum(answer.is_done for answer in answers)
    return 0 if n_done == len(answers) else 1 if n_done else 3
