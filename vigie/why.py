"""`vigie why`: why a page is, or is not, in the watch, and how to force it."""

import getpass
import json
import sys
from typing import Any

import click

from store.database import Row, one, open_database, open_readonly
from store.home import Home, find_home
from store.ids import url_key
from store.watch import Watch, load_watch
from vigie.absent import PASTE, REASONS, day_of, explain_absent, list_decided, number_of, signal_of

NBSP = "\u00a0"
_CLOSED = {"partial": "seul le début est lu", "blocked": "le texte n’est pas lu"}

# Why a page that its feed announced has no text.
_KEPT_OUT = ("reserved", "disallowed", "refused", "challenge", "too-large", "failed")


@click.command(epilog="Exemple : vigie why https://www.egora.fr/actus-pro/…")
@click.argument("url", metavar="ADRESSE")
@click.option("--keep", is_flag=True, help="La compte dans le débat, quoi qu’en dise la machine.")
@click.option("--leave-out", is_flag=True, help="Ne la compte pas dans le débat.")
def why(url: str, keep: bool, leave_out: bool) -> None:
    """Dit pourquoi une page est, ou n’est pas, dans la veille, et comment l’y mettre.

    Ne demande rien au réseau. Codes de sortie : 0 la page est enregistrée, 2 mauvais usage, 3 elle ne l’est pas.
    """
    if not url.lower().startswith(("http://", "https://")):
        raise click.UsageError(f"« {url} » n’est pas une adresse http(s) ; copiez-la depuis le navigateur")
    if keep and leave_out:
        raise click.UsageError("--keep et --leave-out se contredisent ; choisissez")
    home = find_home()
    open_readonly(home.database).close()
    if keep or leave_out:
        _decide(home, url, value="yes" if keep else "no")
    lines, is_stored = explain(home, url)
    for line in lines:
        click.echo(line)
    sys.exit(0 if is_stored else 3)


def explain(home: Home, url: str) -> tuple[list[str], bool]:
    """The French lines about an address, the verdict first, and whether its article is stored."""
    from crawler.pages.addresses import canonical_url
    from store.tombstones import is_erased_address

    db = open_database(home.database)
    try:
        addresses = list(dict.fromkeys((url, canonical_url(url))))
        if any(is_erased_address(db, home.key(), address) for address in addresses):
            erased = "Effacée à la demande d’une personne : elle ne sera ni relue ni enregistrée, et rien ne la force."
            return [erased], False
        article = next((found for address in addresses if (found := _find(db, address))), None)
        if article is not None:
            told = _explain_stored(db, article, load_watch(home.watch))
            return [line.replace("vigie why ADRESSE", f"vigie why {url}") for line in told], True
        return explain_absent(db, home, addresses), False
    finally:
        db.close()


def _find(db: Any, url: str) -> Row | None:
    return one(
        db,
        "select a.* from article_aliases x join articles a on a.id = x.article_id where x.alias = :alias",
        {"alias": f"url:{url_key(url)}"},
    )


def _explain_stored(db: Any, article: Row, watch: Watch) -> list[str]:
    lines = [_verdict(db, article, watch), f"«{NBSP}{article['title']}{NBSP}», {_place(article)}"]
    lines += _access(db, article)
    if not article["story_first"]:
        lines.append(_reprise(db, article))
    read = one(db, "select count(*) as n from comments where article_id = :id and status <> 'deleted'",
               {"id": article["id"]})  # fmt: skip
    n_read, declared = (read or {"n": 0})["n"], article["comments_declared"]
    if declared and declared > n_read:
        lines.append(
            f"Commentaires : {n_read} lus, {declared} déclarés. Pour les autres : collez la page, ou demandez une clé."
        )
    elif n_read:
        lines.append(f"Commentaires : {n_read} lus.")
    return lines


def _verdict(db: Any, article: Row, watch: Watch) -> str:
    """Whether the article is counted in the debate, and by what."""
    if article["purged_on"]:
        day = day_of(article["purged_on"])
        return f"Dans la veille, vidée de son texte le {day} : sa durée de conservation est passée."
    said, least = _relevance(db, article["id"]), _least(watch)
    if said is None:
        score, reason = _judge(article, watch)
        guess = "elle y sera" if score >= least else "elle n’y sera pas"
        return (
            f"Pas encore analysée : la prochaine nuit, ou « vigie tag », dira si elle est dans le débat "
            f"({guess} : pertinence {number_of(score)}, seuil {number_of(least)} ; {reason})."
        )
    if said["is_person"]:
        if said["value"] == "yes":
            return "Dans la veille : une personne l’a décidé. Pour l’en retirer : vigie why ADRESSE --leave-out"
        return "Hors du débat : une personne l’a décidé. Pour l’y remettre : vigie why ADRESSE --keep"
    _, reason = _judge(article, watch)
    shown = number_of(said["score"])
    if said["value"] == "yes":
        return f"Dans la veille : pertinence {shown} ≥ {number_of(least)} ; {reason}."
    return (
        f"Hors du débat : pertinence {shown} < {number_of(least)} ; {reason}. "
        "Pour la compter quand même : vigie why ADRESSE --keep"
    )


def _least(watch: Watch) -> float:
    """The least score of a text that is in the debate."""
    from nlp.pipeline import Pipeline

    return Pipeline(watch).relevant_from


def _relevance(db: Any, article_id: str) -> Row | None:
    """What counts of an article's relevance (value, score, is_person), `None` before its first analysis."""
    return one(
        db,
        """
        select e.value, e.score, e.tag_id is null as is_person
        from effective_tags e join passages p on p.id = e.passage_id
        where p.owner_id = :id and e.kind = 'relevance' order by e.tag_id is not null, p.position limit 1
        """,
        {"id": article_id},
    )


def _judge(article: Row, watch: Watch) -> tuple[float, str]:
    """The score that the lexicon gives, and why, in French."""
    from nlp.relevance import judge_article

    blocks = [block for block in json.loads(article["blocks"]) if block["kind"] not in ("title", "standfirst")]
    paragraphs = [article["body"][block["start"] : block["end"]] for block in blocks]
    verdict = judge_article(article["title"], article["standfirst"], paragraphs, watch)
    return verdict.score, verdict.reason


def _access(db: Any, article: Row) -> list[str]:
    """Why only a part of the text is there, if so."""
    if article["paywall"] in _CLOSED:
        return [f"Réservée aux abonnés : {_CLOSED[article['paywall']]}. {PASTE}"]
    is_bare = article["body"].strip() in (
        article["title"],
        f"{article['title']}\n\n{article['standfirst'] or ''}".strip(),
    )
    if not is_bare or article["purged_on"]:
        return []
    decided = list_decided(db, article["canonical_url"] or article["url"] or "")
    reserved = next((one for one in decided if one["decision"] in _KEPT_OUT), None)
    if reserved:
        signal = signal_of(reserved)
        told = REASONS[reserved["decision"]] + (f" ({signal})" if signal else "")
        return [f"{told} : seul ce que le flux annonce est gardé. {PASTE}"]
    return [f"Titre et chapô seulement : la source n’est suivie que par ce que son flux annonce. {PASTE}"]


def _reprise(db: Any, article: Row) -> str:
    first = one(db, "select * from articles where id = :id", {"id": article["story_id"]})
    if first is None:
        return "Reprise d’un autre article de la veille : comptée à part de la première publication."
    where = f", {address}" if (address := first["canonical_url"] or first["url"]) else ""
    return (
        f"Doublon de «{NBSP}{first['title']}{NBSP}» ({_place(first)}{where}) : "
        "elle est enregistrée, et ne compte qu’une fois dans les comptes « uniques »."
    )


def _decide(home: Home, url: str, *, value: str) -> None:
    """Writes a person's decision about the relevance of a stored, analysed article."""
    from crawler.pages.addresses import canonical_url
    from store.desk import correct_tag

    db = open_database(home.database)
    try:
        article = _find(db, url) or _find(db, canonical_url(url))
        first = article and one(
            db,
            "select id from passages where owner_id = :id order by position limit 1",
            {"id": article["id"]},
        )
        if not first:
            raise ValueError(f"{url} : page absente ou pas encore analysée ; lisez-la (vigie add), puis « vigie tag »")
        correct_tag(db, passage_id=first["id"], kind="relevance", key="", value=value, made_by=getpass.getuser())
    finally:
        db.close()


def _place(article: Row) -> str:
    day = day_of(article["published_on"]) if article["published_on"] else "sans date"
    return f"{article['site'] or 'site inconnu'}, {day}"
