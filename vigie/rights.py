"""`vigie forget` and `vigie purge`: what people may ask, and what time asks."""

import sqlite3
import sys
from datetime import date
from pathlib import Path

import click
from sqlite_utils import Database

from dashboard.french import listed, period, short_day
from store.audit import record_act
from store.clock import today
from store.database import open_database, open_readonly
from store.erasure import Erased
from store.forget import AmbiguousError, Target, find_article, find_author, find_comment, forget, list_traces, scrub
from store.home import Home, find_home
from store.inbox import list_waiting
from store.key_check import hold_key
from store.lock import hold_lock
from store.retention import Due, list_due, purge
from store.runs import finish_run, start_run
from store.tombstones import keep_file
from store.watch import load_watch
from vigie.leftovers import erase_briefs, erase_clips, erase_log_lines
from vigie.upkeep import backup_day, list_backups, list_old_files, remove_files
from vigie.wording import counted

_NOUNS = {
    "articles": ("article", "articles"),
    "comments": ("commentaire", "commentaires"),
    "passages": ("passage", "passages"),
    "tags": ("étiquette", "étiquettes"),
    "quotes": ("citation", "citations"),
    "figures": ("chiffre", "chiffres"),
    "mentions": ("mention d’acteur", "mentions d’acteurs"),
    "corrections": ("correction faite à la main", "corrections faites à la main"),
    "requests": ("demande du tableau de bord", "demandes du tableau de bord"),
    "fetches": ("adresse en mémoire", "adresses en mémoire"),
}


@click.command(
    "forget",
    epilog="Exemples : vigie forget --url https://journal.example/article ; "
    "vigie forget --comment 'https://journal.example/article#comment-12' ; "
    "vigie forget --comment 12 --url https://journal.example/article ; "
    "vigie forget --author 'Prénom Nom' --platform logora",
)
@click.option("--url", metavar="ADRESSE", help="L’article, par n’importe laquelle de ses adresses, et tout son fil.")
@click.option("--comment", metavar="LIEN-OU-ID", help="Un commentaire : son lien, ou son numéro avec --url.")
@click.option("--author", metavar="NOM", help="Tout ce qu’un lecteur a écrit ; « - » lit le nom sur l’entrée standard.")
@click.option("--platform", metavar="NOM", help="Avec --author : sur cette plateforme seulement (logora, wordpress…).")
@click.option(
    "--objection", is_flag=True, help="Avec --author : refuse ses commentaires à venir même si rien n’est là."
)
def forget_command(
    url: str | None, comment: str | None, author: str | None, platform: str | None, objection: bool
) -> None:
    """Efface pour de bon un article et son fil, un commentaire, ou tout ce qu’un lecteur a écrit.

    Ce qui est effacé ne revient ni par la collecte ni par une copie restaurée : il en reste des empreintes faites avec
    la clé de l’installation, où rien ne peut se lire. Un lecteur effacé reste refusé : ses commentaires à venir sont
    comptés « non conservés », jamais enregistrés. Le nom donné n’est écrit nulle part. Peut être relancée sans risque.

    Sur Disqus, le nom est le numéro du compte.

    Codes de sortie : 0 effacé, maintenant ou avant ; 1 effacé, mais le fichier de la base n’a pas pu être réécrit ;
    2 mauvais usage ; 3 rien de tel ici.
    """
    if bool(author) == bool(url or comment):
        raise click.UsageError("donnez --url, --comment (avec --url au besoin) ou --author")
    if (platform or objection) and not author:
        raise click.UsageError("--platform et --objection accompagnent --author")
    home = find_home()
    open_readonly(home.database).close()
    with hold_lock(home.lock_file):
        db = open_database(home.database)
        try:
            target = _find(db, home, url=url, comment=comment, author=author, platform=platform)
            _forget(db, home, target, objection=objection)
        finally:
            db.close()


def _find(
    db: Database, home: Home, *, url: str | None, comment: str | None, author: str | None, platform: str | None
) -> Target:
    key = home.key()
    hold_key(db, key)
    if author:
        name = sys.stdin.readline().strip() if author == "-" else author.strip()
        if not name:
            raise click.UsageError("le nom est vide")
        platforms = [platform] if platform else known_platforms()
        return find_author(db, name, platforms=platforms, everywhere=platform is None, key=key)
    addresses = _forms_of(url) if url else []
    if comment:
        page, _, fragment = comment.partition("#")
        forms = _forms_of(page) if fragment else []
        try:
            return find_comment(db, comment, addresses=[*addresses, *forms], key=key)
        except AmbiguousError as error:
            raise click.UsageError(str(error)) from None
    return find_article(db, addresses, key=key)


def known_platforms() -> list[str]:
    """The names of the platforms whose comments are read, and of what a pasted page gives."""
    from typing import get_args

    from crawler.catalogue import Platform

    return sorted({*get_args(Platform), "page"} - {"none"})


def _forms_of(url: str) -> list[str]:
    from crawler.pages.addresses import canonical_url

    return list(dict.fromkeys([url, canonical_url(url)]))


def _forget(db: Database, home: Home, target: Target, *, objection: bool) -> None:
    if not (target.is_stored or target.was_erased_before or (objection and target.stones)):
        click.echo(
            "Rien de tel ici : rien n’a été effacé. Vérifiez l’adresse, le numéro, ou le nom écrit comme sur le site.",
            err=True,
        )
        sys.exit(3)
    traces = list_traces(db, target)
    briefs, n_lines = erase_briefs(home, traces), erase_log_lines(home, traces)
    asked = {row["payload"] for row in list_waiting(db)}
    erased = Erased()
    if target.is_stored or not target.was_erased_before:
        erased = forget(db, target, key=home.key())
    keep_file(db, home.tombstones)
    n_clips = erase_clips(db, home, asked_before=asked)
    is_scrubbed = _scrub(db)
    for line in _say_erased(erased, n_clips=n_clips, briefs=briefs, n_lines=n_lines):
        click.echo(line)
    click.echo(_say_backups(home))
    if not is_scrubbed:
        sys.exit(1)


def _scrub(db: Database) -> bool:
    """Rewrites the database file; false, and said, when there is no room or somebody is reading it."""
    try:
        scrub(db)
    except sqlite3.OperationalError as error:
        click.echo(
            f"Effacé, mais le fichier de la base n’a pas pu être réécrit ({error}) : d’anciennes pages peuvent encore "
            "le contenir. Libérez de la place, arrêtez le tableau de bord, puis relancez la même commande.",
            err=True,
        )
        return False
    return True


def say_rows(erased: Erased) -> str:
    """« 1 article, 12 commentaires et 31 passages », '' for nothing."""
    return listed([counted(number, *_NOUNS[name]) for name, number in vars(erased).items() if number])


def _say_erased(erased: Erased, *, n_clips: int, briefs: list[str], n_lines: int) -> list[str]:
    told = say_rows(erased)
    lines = [
        f"Effacé pour de bon : {told}."
        if told
        else "Rien de plus à effacer : c’est déjà fait, et ce qui reviendrait est refusé."
    ]
    files = [counted(n_clips, "page en attente", "pages en attente")] if n_clips else []
    files += [counted(n_lines, "ligne de journal", "lignes de journal")] if n_lines else []
    if files:
        lines.append(f"Effacé aussi, hors de la base : {listed(files)}.")
    if briefs:
        lines.append(
            f"Revues de presse effacées, qui le citaient : {listed(briefs)} ; refaites-les par « vigie brief --day "
            "JOUR »."
        )
    if told:
        lines.append("Ni la prochaine collecte ni une copie restaurée par « vigie restore » ne le ramènera.")
    return lines


def _say_backups(home: Home) -> str:
    backups = list_backups(home)
    advice = (
        f"Gardez une copie de {home.tombstones.name} avec la clé, ailleurs : elle efface de nouveau ce qu’une copie "
        "ancienne de la base ramènerait."
    )
    if not backups:
        return f"Aucune copie de la base dans {home.backups}. Celles que vous gardez ailleurs le contiennent. {advice}"
    days = [day for path in backups if (day := backup_day(path))]
    when = period(days[0], days[-1]) if len(days) > 1 else f"du {short_day(days[0], with_year=True)}"
    return (
        f"{counted(len(backups), 'copie', 'copies')} de la base, dans {home.backups} ({when}), et celles que vous "
        "gardez ailleurs, peuvent encore le contenir : lancez « vigie backup », puis supprimez les plus anciennes, ou "
        f"laissez « vigie purge » les supprimer à leur terme. {advice}"
    )


@click.command("purge", epilog="Exemple : vigie purge --dry-run")
@click.option("--dry-run", is_flag=True, help="Dit ce qui serait effacé, sans rien effacer.")
def purge_command(dry_run: bool) -> None:
    """Efface ce qui a passé sa durée de conservation ([retention] de watch.toml).

    Les textes échus s’en vont avec tout ce qui en a été dit ; leurs comptes restent si keep_counts vaut true. Ce qu’une
    personne a décidé reste, sans le texte. La nuit le fait aussi (étape « retention »). Peut être relancée sans risque.
    """
    home = find_home()
    open_readonly(home.database).close()
    watch = load_watch(home.watch)
    with hold_lock(home.lock_file):
        db = open_database(home.database)
        try:
            due = list_due(db, watch.retention, today=today())
            files = list_old_files(db, home, watch.retention, today=today())
            if not dry_run:
                run_id = start_run(db, "purge")
                carry_out(db, due, files, keep_counts=watch.retention.keep_counts, day=today())
                record_act(db, "purge", say_due(due, files) or "rien à effacer")
                finish_run(db, run_id, "done")
        finally:
            db.close()
    verb = "À effacer" if dry_run else "Effacé"
    told = say_due(due, files)
    click.echo(f"{verb} : {told}." if told else "Rien n’a passé sa durée de conservation.")


def carry_out(db: Database, due: Due, files: list[Path], *, keep_counts: bool, day: date) -> None:
    """Empties what is due and removes the files that are too old."""
    purge(db, due, keep_counts=keep_counts, today=day)
    remove_files(files)


def say_due(due: Due, files: list[Path]) -> str:
    """« 3 commentaires et 2 copies de la base », '' when nothing is due."""
    kinds = [
        (due.articles, "article", "articles"), (due.comments, "commentaire", "commentaires"),
        (due.requests, "demande du tableau de bord", "demandes du tableau de bord"),
        (due.runs, "travail avec ses échecs", "travaux avec leurs échecs"), (due.visits, "visite", "visites"),
        (due.acts, "ligne du journal", "lignes du journal"), (due.letters, "revue envoyée", "revues envoyées"),
        (due.fetches, "adresse en mémoire", "adresses en mémoire"),
        ([path for path in files if path.suffix == ".db"], "copie de la base", "copies de la base"),
        ([path for path in files if path.suffix != ".db"], "fichier oublié", "fichiers oubliés"),
    ]  # fmt: skip
    return listed([counted(len(found), one, many) for found, one, many in kinds if found])
