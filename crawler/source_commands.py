"""The commands of the catalogue: `vigie sources list`, `check`, `add` and `record`."""

import re
import sys
from pathlib import Path

import click

from crawler.catalogue import Source, SourceError, host_of, load_source, read_sources
from crawler.commands import installation
from crawler.pages.errors import PageError
from store.clock import now, today
from store.database import open_database, open_readonly, rows
from store.home import Home

_AUDIENCES = {"medecins": "médecins", "grand-public": "grand public", "local": "local", "politique": "politique"}
_TIERS = {1: "pages et commentaires", 2: "titre, date et chapô", 3: "titre et date"}
_PLATFORMS = {None: "commentaires inconnus", "none": "sans commentaires"}
_NO_DRAFT = "Pas de brouillon : un robot ne lit pas sa page d’accueil. Ses pages peuvent être collées à la main."
_MARKS = {True: "ok", False: "NON", None: " · "}


@click.group(epilog="Exemple : vigie sources list")
def sources() -> None:
    """Le catalogue des sources de l’installation."""


@sources.command("list", short_help="Affiche les sources.", epilog="Exemple : vigie sources list --discovered")
@click.option("--discovered", is_flag=True, help="Les sites vus par Google News ou GDELT, que le catalogue n’a pas.")
def list_sources(discovered: bool) -> None:
    """Affiche chaque source : ce qu’on en lit, son public, ses commentaires, quand elle a été vérifiée."""
    home = installation()
    if discovered:
        sys.exit(_list_discovered(home))
    found, errors = read_sources(home.sources)
    for source in found:
        click.echo(_source_line(source))
    for error in errors:
        click.echo(str(error), err=True)
    sys.exit(0 if found and not errors else 1 if found else 3)


@sources.command(
    "check", short_help="Dit ce qui marche, en le demandant aux sites.", epilog="Exemple : vigie sources check egora"
)
@click.argument("source_ids", metavar="[ID]…", nargs=-1)
@click.option("--files-only", is_flag=True, help="Vérifie les fichiers sans rien demander au réseau.")
def check_sources(source_ids: tuple[str, ...], files_only: bool) -> None:
    """Dit ce qui marche, source par source, en le demandant aux sites : flux, page lue, commentaires, politesse.

    Rien n’est enregistré que la mémoire des flux. Codes de sortie : 0 tout marche, 1 une partie, 3 rien.
    """
    home = installation()
    found, errors = read_sources(home.sources)
    for error in errors:
        click.echo(str(error), err=True)
    if files_only:
        click.echo(f"{len(found)} source(s) en règle, {len(errors)} à corriger.")
        sys.exit(0 if not errors else 1 if found else 3)
    states = _check_live(home, found, source_ids)
    if states and all(state is True for state in states) and not errors:
        sys.exit(0)
    sys.exit(3 if all(state is False for state in states) else 1)


@sources.command(
    "add", short_help="Ajoute une source, d’une adresse ou d’un fichier.",
    epilog="Exemple : vigie sources add https://www.mon-journal.example/",
)  # fmt: skip
@click.argument("items", metavar="ADRESSE-OU-FICHIER…", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Approuve le brouillon sans le demander.")
def add_sources(items: tuple[str, ...], yes: bool) -> None:
    """Ajoute une source : d’une adresse, dresse un brouillon à approuver ; d’un fichier, le vérifie et le copie.

    Le brouillon dit le flux, le système de commentaires, l’accès, la politesse, le public, et montre trois pages lues.
    Sans réponse ni --yes, il attend dans le dossier des sources (.toml.draft) et n’est pas collecté.
    """
    home = installation()
    addresses = [item for item in items if re.match(r"https?://", item, re.IGNORECASE)]
    n_done = sum(_add_file(home, Path(item)) for item in items if item not in addresses)
    n_done += _add_sites(home, addresses, is_approved=yes) if addresses else 0
    sys.exit(0 if n_done == len(items) else 1 if n_done else 3)


@sources.command(
    "record", short_help="Garde une page pour en faire un essai.",
    epilog="Exemple : vigie sources record page-enregistree.html --id egora",
)  # fmt: skip
@click.argument("items", metavar="[ID] ADRESSE-OU-FICHIER", nargs=-1, required=True)
@click.option("--id", "source_id", metavar="ID", help="La source de la page ; sinon celle qui a son adresse.")
@click.option("--url", help="L’adresse de la page, pour un fichier.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("tests/pages"), show_default=True,
    help="Le dossier des pages d’essai.",
)  # fmt: skip
def record(items: tuple[str, ...], source_id: str | None, url: str | None, out: Path) -> None:
    """Garde une page pour en faire un essai : mêmes balises, attributs et longueurs, tout le reste inventé.

    À côté, son JSON attendu, que « vigie extract » doit redonner : relisez-le avant de le garder.
    """
    from crawler.record import record_page, write_recorded

    if len(items) > 2:
        raise click.UsageError("donnez une adresse ou un fichier, précédé au plus de l’id de sa source")
    source_id, item = (items[0], items[1]) if len(items) == 2 else (source_id, items[0])
    is_address = bool(re.match(r"https?://", item, re.IGNORECASE))
    page_url = item if is_address else url
    home = _home_of(source_id, is_address=is_address)
    source = _source_for(home, source_id, page_url)
    body = _fetch(home, item, source) if home and is_address else _read(item)
    try:
        recorded = record_page(
            body, url=page_url, fetched_at=now(), selectors=source.selectors if source else None
        )  # fmt: skip
    except PageError as error:
        raise ValueError(f"{item} : {str(error).rpartition(' : ')[2]}") from None
    name = source_id or (source.id if source else "recorded")
    path = write_recorded(recorded, out / name)
    n_comments = len(recorded.expected["comments"])
    click.echo(f"{path} : {len(recorded.expected['blocks'])} blocs, {n_comments} commentaires ; JSON attendu à côté.")
    for told in recorded.differences:
        click.echo(f"  attention, la copie ne se lit pas comme la page : {told}")


def _check_live(home: Home, found: list[Source], source_ids: tuple[str, ...]) -> list[bool | None]:
    from functools import partial

    from crawler.checkup import check_source
    from crawler.errand import run_errands
    from crawler.fetch import Fetcher
    from crawler.run import UnknownSourceError, choose_sources

    try:
        chosen = choose_sources(found, source_ids)
    except UnknownSourceError as error:
        raise click.UsageError(str(error)) from None
    db = open_database(home.database)
    states: list[bool | None] = []

    async def check(source: Source, fetcher: Fetcher) -> None:
        done = await check_source(fetcher, db, source)
        states.append(done.works)
        click.echo(_source_line(source))
        for is_good, text in done.lines:
            click.echo(f"  {_MARKS[is_good]} {text}")

    run_errands(home, chosen, [partial(check, source) for source in chosen])
    db.close()
    never = [source.id for source in chosen if source.verified_on == "never"]
    if never:
        click.echo(f'Si vous avez relu ces pages, écrivez verified_on = "{today()}" dans : {", ".join(never)}.')
    return states


def _add_file(home: Home, path: Path) -> bool:
    try:
        source = load_source(path)
        (home.sources / f"{source.id}.toml").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    except (SourceError, OSError) as error:
        click.echo(f"{path} : {error}" if isinstance(error, OSError) else str(error), err=True)
        return False
    if path.name.endswith(".toml.draft"):
        path.unlink()
    click.echo(f"Ajoutée : {_source_line(source)}")
    return True


def _add_sites(home: Home, urls: list[str], *, is_approved: bool) -> int:
    """How many of these sites are now sources, or drafts that wait for approval."""
    from functools import partial

    from crawler.answers import PASTE
    from crawler.errand import run_errands
    from crawler.fetch import Fetcher, FetchError
    from crawler.survey import SiteSeen, survey_site

    seen: dict[str, SiteSeen] = {}

    async def look(url: str, fetcher: Fetcher) -> None:
        try:
            seen[url] = await survey_site(fetcher, url)
        except FetchError as error:
            hint = _NO_DRAFT if error.hint == PASTE else error.hint
            click.echo(f"{url} : {error.error}. {hint}", err=True)

    strangers = [_stranger(url) for url in urls]
    run_errands(home, strangers, [partial(look, url) for url in urls])
    return sum(_keep_draft(home, seen[url], is_approved=is_approved) for url in urls if url in seen)


def _keep_draft(home: Home, seen: object, *, is_approved: bool) -> bool:
    from crawler.draft import as_toml, describe_draft, draft_source, free_id
    from crawler.survey import SiteSeen

    assert isinstance(seen, SiteSeen)
    drafted = draft_source(seen)
    for line in describe_draft(drafted, seen):
        click.echo(line)
    known = next((one for one in read_sources(home.sources)[0] if set(one.hosts) & set(seen.hosts)), None)
    drafted["id"] = known.id if known else free_id(home.sources, drafted["id"], seen.hosts)
    path = home.sources / f"{drafted['id']}.toml.draft"
    path.write_text(as_toml(drafted, seen, day=today().isoformat()), encoding="utf-8")
    if known:
        click.echo(f"Déjà dans le catalogue : {_source_line(known)}")
        click.echo(f"Son fichier n’est pas remplacé. Brouillon à comparer : {path}. Pour le remplacer : "
                   f"vigie sources add {path}")  # fmt: skip
        return True
    if is_approved or (sys.stdin.isatty() and _agree("Ajouter cette source ?")):
        return _add_file(home, path)
    click.echo(f"Brouillon : {path}. Pour l’approuver : vigie sources add {path}")
    return True


def _agree(question: str) -> bool:
    """What a person answers, o or n; `click.confirm` would ask y or n."""
    answer: str = click.prompt(question, type=click.Choice(["o", "n"]), default="n")
    return answer == "o"


def _stranger(url: str) -> Source:
    """A site that no source names, read as slowly as any."""
    host = host_of(url)
    try:
        return Source(id="adresse", name=host, homepage=url, hosts=(host,), audience="grand-public", tier=1)
    except ValueError:
        raise click.UsageError(f"{url} : ce n’est pas une adresse http(s)") from None


def _home_of(source_id: str | None, *, is_address: bool) -> Home | None:
    """The installation, which only an address or a source's selectors need."""
    try:
        return installation()
    except FileNotFoundError:
        if is_address or source_id:
            raise
        return None


def _source_for(home: Home | None, source_id: str | None, url: str | None) -> Source | None:
    found = read_sources(home.sources)[0] if home else []
    if source_id:
        return next((source for source in found if source.id == source_id), None)
    return next((source for source in found if url and host_of(url) in source.hosts), None)


def _fetch(home: Home, url: str, source: Source | None) -> bytes:
    from crawler.errand import run_errands
    from crawler.fetch import Fetcher, FetchError

    bodies: list[bytes] = []
    errors: list[FetchError] = []

    async def get(fetcher: Fetcher) -> None:
        try:
            bodies.append((await fetcher.get(url, is_page=True)).marked_body)
        except FetchError as error:
            errors.append(error)

    run_errands(home, [source or _stranger(url)], [get])
    if errors:
        raise ValueError(f"{url} : {errors[0].error}. {errors[0].hint}")
    return bodies[0]


def _read(item: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if item == "-" else Path(item).read_bytes()
    except OSError as error:
        raise ValueError(f"{item} : lecture impossible ({error.strerror}) ; vérifiez le chemin") from None


def _list_discovered(home: Home) -> int:
    """Hosts that discovery services named and that no source has, the most often named first."""
    db = open_readonly(home.database)
    found = rows(
        db,
        """
        select host, max(publisher) as publisher, count(*) as n, max(found_at) as at, max(url is null) as is_closed
        from discoveries where source_id is null group by host order by n desc, host limit 200
        """,
    )
    db.close()
    for row in found:
        name = row["publisher"] or row["host"] or "éditeur non dit"
        told = ", adresses non dites par le service" if row["is_closed"] else ""
        click.echo(
            f"{name} ({row['host'] or '?'}) : {row['n']} page(s) annoncée(s), la dernière le {row['at'][:10]}{told}"
        )
    if not found:
        click.echo("Rien : aucun service de découverte n’est demandé par la veille ([discovery]), ou rien n’est venu.")
    return 0


def _source_line(source: Source) -> str:
    checked = "jamais vérifiée" if source.verified_on == "never" else f"vérifiée le {source.verified_on}"
    platform = _PLATFORMS.get(source.comments.platform, f"commentaires {source.comments.platform}")
    parts = (_TIERS[source.tier], f"public {_AUDIENCES[source.audience]}", platform, checked)
    return f"{source.id} — {source.name} : {', '.join(parts)}"
