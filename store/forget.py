"""The right to be forgotten: an article and its thread, one comment, everything an author wrote."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag, urlsplit

from sqlite_utils import Database

from store import ids
from store.aggregates import rebuild_threads
from store.audit import record_act
from store.comments import mark_first_in_thread
from store.database import Row, rows, transaction
from store.erasure import Erased, erase_article, erase_comments
from store.fences import fence
from store.key_check import hold_key
from store.texts import as_json
from store.tombstones import (
    Stone,
    bare_number,
    has_any,
    plant,
    standing,
    stone,
    stones_against_article,
    stones_against_comment,
    stones_of_author,
    url_aliases,
)

# Where a platform's ids are unique in the whole service, an id names one comment without its article.
_SERVICES = ("logora", "disqus")
# A Logora link may lead to the page of the debate, which is no article.
_DEBATE_ANCHOR = "argument"


@dataclass(frozen=True, kw_only=True)
class Target:
    """What one request designates: rows to erase, and what must be refused from now on.

    `was_erased_before`: nothing of it is left, because it was erased already.
    """

    article_ids: tuple[str, ...] = ()
    comment_ids: tuple[str, ...] = ()
    stones: tuple[Stone, ...] = ()
    was_erased_before: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether there is anything to erase."""
        return bool(self.article_ids or self.comment_ids)


@dataclass(frozen=True, kw_only=True)
class Traces:
    """What files outside the database may hold of a target: its texts and its addresses."""

    texts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class AmbiguousError(ValueError):
    """Several comments answer to what was given; the message is French, for the screen."""


def find_article(db: Database, addresses: Sequence[str], *, key: bytes) -> Target:
    """The article that one of these addresses, or its id, leads to, with its thread."""
    aliases = url_aliases(addresses)
    found = _stored_articles(db, addresses)
    if not found:
        return Target(was_erased_before=bool(standing(db, stones_against_article(key, aliases))))
    # The address as it was given may be a form that no page declared.
    return Target(article_ids=tuple(found), stones=tuple(stone(key, "article", alias) for alias in aliases))


def find_comment(db: Database, name: str, *, addresses: Sequence[str] = (), key: bytes) -> Target:
    """One comment: by its id, its link (…#comment-12), or its platform's id with its article's addresses.

    Raises:
        AmbiguousError: several comments have that id on their platforms.
    """
    name = name.strip()
    page, fragment = urldefrag(name)
    number = bare_number(fragment or name)
    article_ids = _article_ids(db, [*addresses, page] if fragment else list(addresses))
    found = _find_comments(db, name, number, article_ids, is_debate=fragment.startswith(_DEBATE_ANCHOR))
    if len(found) > 1:
        raise AmbiguousError(
            f"{len(found)} commentaires portent le numéro « {number} » ; ajoutez l’adresse de l’article avec --url"
        )
    if found:
        return Target(comment_ids=(found[0]["id"],))
    return Target(was_erased_before=_is_comment_erased(db, name, number, article_ids, key=key))


def find_author(db: Database, name: str, *, platforms: Sequence[str], everywhere: bool, key: bytes) -> Target:
    """Everything that an author wrote; the name itself is never written.

    `platforms` are those where the name is looked for; with `everywhere`, so are those of the stored comments, and
    platforms known later refuse the name too.
    """
    known = {row["platform"] for row in rows(db, "select distinct platform from comments")} if everywhere else set()
    places = sorted({*platforms, *known})
    forms = _written_forms(name)
    keys = {ids.author_key(key, platform=platform, author_ref=form) for platform in places for form in forms}
    found = rows(
        db,
        "select id, author_key from comments where author_key in (select value from json_each(:keys)) order by id",
        {"keys": as_json(sorted(keys))},
    )
    stones = stones_of_author(key, name, platforms=places, everywhere=everywhere)
    stones += [stone(key, "author", author) for author in sorted({row["author_key"] for row in found})]
    return Target(
        comment_ids=tuple(row["id"] for row in found), stones=tuple(stones),
        was_erased_before=not found and bool(standing(db, stones)),
    )  # fmt: skip


def list_traces(db: Database, target: Target) -> Traces:
    """What to look for in files before a target is erased."""
    named = {"articles": as_json(target.article_ids), "comments": as_json(target.comment_ids)}
    inside = "in (select value from json_each(:articles))"
    texts = rows(
        db,
        f"""
        select title as text from articles where id {inside} union all select body from articles where id {inside}
        union all select body from comments where article_id {inside} or id in (select value from json_each(:comments))
        """,  # nosec B608 # constant parts
        named,
    )
    addresses = rows(
        db,
        f"""
        select url as address from articles where id {inside} union select canonical_url from articles where id {inside}
        union select substr(alias, 5) from article_aliases where article_id {inside} and alias like 'url:%'
        """,  # nosec B608 # constant parts
        named,
    )
    return Traces(
        texts=tuple(row["text"] for row in texts if row["text"]),
        addresses=tuple(row["address"] for row in addresses if row["address"]),
    )


def forget(db: Database, target: Target, *, key: bytes) -> Erased:
    """Erases a target and refuses it from now on, in one transaction."""
    hold_key(db, key)
    erased = Erased()
    with transaction(db):
        for article_id in target.article_ids:
            gone, siblings = erase_article(db, article_id, key=key)
            erased += gone
            rebuild_threads(db, siblings)
        named = {"ids": as_json(target.comment_ids)}
        stored = "select id, article_id from comments where id in (select value from json_each(:ids))"
        erased += _erase_and_count(db, rows(db, stored, named), key=key)
        plant(db, target.stones)
        record_act(db, "erasure", f"{erased.articles} articles, {erased.comments} commentaires")
        fence("forget-erased")
    fence("forget-committed")
    return erased


def apply_tombstones(db: Database, *, key: bytes) -> Erased:
    """Erases again, in one transaction, whatever a restored copy brought back."""
    if not has_any(db):
        return Erased()
    erased = Erased()
    touched: set[str] = set()
    with transaction(db):
        for article_id in _refused_articles(db, key):
            gone, siblings = erase_article(db, article_id, key=key)
            erased += gone
            touched |= set(siblings)
        refused = _refused_comments(db, key)
        erased += _erase_and_count(db, refused, key=key)
        rebuild_threads(db, sorted(touched))
        fence("forget-applied")
    return erased


def scrub(db: Database) -> None:
    """Rewrites the file so that none of its pages holds what was erased; takes as much free space as the database."""
    db.execute("pragma secure_delete = on")
    with transaction(db):
        db.execute("insert into documents_fts(documents_fts) values ('optimize')")
    db.execute("vacuum")
    db.execute("pragma wal_checkpoint(truncate)").fetchall()


def _refused_articles(db: Database, key: bytes) -> list[str]:
    aliases: dict[str, list[str]] = {}
    for row in rows(db, "select id, url, canonical_url from articles"):
        aliases[row["id"]] = url_aliases([row["url"], row["canonical_url"]])
    for row in rows(db, "select alias, article_id from article_aliases"):
        aliases[row["article_id"]].append(row["alias"])
    return [
        article_id
        for article_id, known in sorted(aliases.items())
        if standing(db, stones_against_article(key, list(dict.fromkeys(known))))
    ]


def _refused_comments(db: Database, key: bytes) -> list[Row]:
    sql = "select id, article_id, platform, platform_id, author_key, body, body_hash from comments order by id"
    other_ids: dict[str, list[str]] = {}
    for row in rows(db, "select alias, comment_id from comment_aliases"):
        other_ids.setdefault(row["comment_id"], []).append(row["alias"])
    refused = []
    for row in db.query(sql):
        against = stones_against_comment(key, row)
        against += [stone(key, "comment", "id", alias) for alias in other_ids.get(row["id"], ())]
        if standing(db, against):
            refused.append(row)
    return refused


def _erase_and_count(db: Database, found: Iterable[Row], *, key: bytes) -> Erased:
    """Erases comments and rebuilds their threads."""
    threads: dict[str, list[str]] = {}
    for row in found:
        threads.setdefault(row["article_id"], []).append(row["id"])
    erased = Erased()
    for thread_id, comment_ids in sorted(threads.items()):
        erased += erase_comments(db, comment_ids, key=key)
        mark_first_in_thread(db, thread_id)
    rebuild_threads(db, sorted(threads))
    return erased


def _stored_articles(db: Database, names: Sequence[str]) -> list[str]:
    """The stored articles that addresses or ids lead to."""
    found = rows(
        db,
        """
        select article_id as id from article_aliases where alias in (select value from json_each(:aliases))
        union select id from articles where id in (select value from json_each(:names)) order by id
        """,
        {"aliases": as_json(url_aliases(names)), "names": as_json([name.strip() for name in names])},
    )
    return [row["id"] for row in found]


def _article_ids(db: Database, places: Sequence[str]) -> list[str] | None:
    """The articles that addresses lead to, `None` when no address was given; one unknown gives the id it would have."""
    if not places:
        return None
    found = _stored_articles(db, places)
    made = [ids.article_id(canonical_url=place, site=None, title=None, day=None) for place in places
            if urlsplit(place).scheme]  # fmt: skip
    return list(dict.fromkeys([*found, *made]))


def _find_comments(
    db: Database, name: str, number: str, article_ids: list[str] | None, *, is_debate: bool
) -> list[Row]:
    """The comments that a name designates: by stored id or alias, else by number under an article; by number alone
    where no article was given, or on a link to a debate."""
    exact = rows(
        db,
        """
        select * from comments where id = :name
        union select c.* from comment_aliases x join comments c on c.id = x.comment_id where x.alias = :name
        """,
        {"name": name},
    )
    if exact:
        return exact
    under = "select * from comments where article_id in (select value from json_each(:ids)) and platform_id is not null"
    held = rows(db, under, {"ids": as_json(article_ids or [])})
    found = [row for row in held if bare_number(row["platform_id"]) == number]
    if found or (article_ids is not None and not is_debate):
        return found
    return rows(
        db,
        "select * from comments where platform_id in (:number, :name) and (not :debate or platform = 'logora')",
        {"number": number, "name": name, "debate": int(is_debate)},
    )


def _is_comment_erased(
    db: Database, name: str, number: str, article_ids: list[str] | None, *, key: bytes
) -> bool:  # fmt: skip
    stones = [stone(key, "comment", "id", name)]
    stones += [stone(key, "comment", "id", ids.digest("comment", service, "", number)) for service in _SERVICES]
    stones += [stone(key, "comment", "number", article_id, number) for article_id in article_ids or ()]
    return bool(standing(db, stones))


def _written_forms(name: str) -> set[str]:
    """The ways in which a site may print a name: as typed, without doubled spaces, in small letters or capitals."""
    plain = " ".join(name.split())
    return {name, name.strip(), plain, plain.lower(), plain.upper(), plain.title()}
