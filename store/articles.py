"""Saving one article with its comments: idempotent, merging mirrors and clips."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from store import ids
from store.aggregates import rebuild_threads
from store.analyses import forget_analysis
from store.clock import now, paris_day
from store.comments import CommentsSaved, save_comments
from store.database import Row, insert_row, one, rows, transaction
from store.fences import fence
from store.fold import fold_words
from store.mends import standing_mends, with_mends
from store.merging import merge_articles
from store.older_copies import Reading
from store.records import Article, Audience
from store.search import save_document
from store.texts import as_json, body_hash, clean, compose_body
from store.tombstones import has_any, standing, stones_against_article

_PARTIAL = {"partial", "blocked"}


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What saving one article changed; `is_refused` when it was erased before: nothing is stored, no `article_id`."""

    article_id: str
    is_new: bool
    is_changed: bool
    comments: CommentsSaved
    is_refused: bool = False


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an article was read: the source's id and audience, and whether a person handed it in.

    A clip is a copy, which may be older than what is known, unless it was fetched from its site (`is_live`).
    """

    audience: Audience
    source_id: str | None = None
    is_clip: bool = False
    is_live: bool = False
    all_comments_read: bool = False  # the whole thread was read, so that what is missing was removed


def save_article(
    db: Database, article: Article, *, origin: Origin, key: bytes, kept_names: frozenset[str] = frozenset()
) -> Saved:
    """Saves an article and its comments in one transaction; saving the same thing again changes nothing.

    An article already known under its canonical URL, an alias, or its title and day is the same article.
    A partial text never replaces a fuller one; an erased article stays away, one that retention emptied stays empty.
    What a person mended stays mended.
    `key` makes the keyed hashes of the commenters; `kept_names` (`public_names`) are not masked in their comments.

    Raises:
        ValueError: the article has no title (the message is French, for the screen).
    """
    if not article.title or not clean(article.title):
        raise ValueError("aucun titre trouvé, rien n’est enregistré ; est-ce bien une page d’article ?")
    aliases = aliases_of(article, _day_of(article))
    with transaction(db):
        if has_any(db) and standing(db, stones_against_article(key, aliases)):
            return Saved(article_id="", is_new=False, is_changed=False, comments=CommentsSaved(), is_refused=True)
        known = _find_known(db, aliases)
        if known is not None and known["purged_on"]:
            return Saved(article_id=known["id"], is_new=False, is_changed=False, comments=CommentsSaved())
        known = _joined(db, known, article, aliases)
        row, known, is_changed = _put(db, _mended(db, article, known), known, origin)
        fence("article-saved")
        save_aliases(db, row["id"], aliases)
        comments = CommentsSaved()
        if known is not None or article.comments:
            comments = save_comments(
                db, row["id"], article.comments, key=key, reading=_reading(article, origin), kept_names=kept_names
            )
        if known is None:
            _index(db, row)
        elif is_changed or comments.has_changes:
            _read_anew(db, known["id"], is_changed=is_changed)
        fence("before-article-commit")
    return Saved(article_id=row["id"], is_new=known is None, is_changed=is_changed, comments=comments)


def _reading(article: Article, origin: Origin) -> Reading:
    return Reading(
        all_comments_read=origin.all_comments_read, is_copy=origin.is_clip and not origin.is_live,
        copied_at=article.saved_at,
    )  # fmt: skip


def _put(db: Database, article: Article, known: Row | None, origin: Origin) -> tuple[Row, Row | None, bool]:
    """The row of an article, inserted or laid over the stored one; that one, and whether body or day changed."""
    day = _day_of(article)
    row = _row(article, day, origin)
    if known is None:
        row["id"], known = _own_id(db, article, day, row["body_hash"])
    if known is None:
        row["first_seen_at"] = row["fetched_at"]
        insert_row(db, "articles", row)
        return row, None, True
    is_changed = _update(db, known, row)
    return row | {"id": known["id"]}, known, is_changed


def _read_anew(db: Database, article_id: str, *, is_changed: bool) -> None:
    """What follows from a stored article of which something changed; of a new one nothing was read yet."""
    if is_changed:
        forget_analysis(db, article_id)
        current = one(db, "select id, body, published_on from articles where id = :id", {"id": article_id})
        assert current is not None
        _index(db, current)
    rebuild_threads(db, [article_id])


def _index(db: Database, row: Row) -> None:
    save_document(
        db, owner_kind="article", owner_id=row["id"], thread_id=row["id"], day=row["published_on"] or "",
        text=row["body"],
    )  # fmt: skip


def _joined(db: Database, known: Row | None, article: Article, aliases: Sequence[str]) -> Row | None:
    """The known article with the others that this reading's addresses name too: two clips of one page, at last met.

    Only under the title of one of the two: sites put the address of their home page where a page's own should stand.
    """
    if known is None:
        return None
    others = rows(
        db,
        """
        select distinct a.* from article_aliases x join articles a on a.id = x.article_id
        where x.alias like 'url:%' and x.alias in (select value from json_each(:aliases))
          and a.id <> :id and a.purged_on is null order by a.id
        """,
        {"aliases": as_json(list(aliases)), "id": known["id"]},
    )
    titles = {fold_words(known["title"]), fold_words(article.title or "")}
    met = [other for other in others if fold_words(other["title"]) in titles]
    if not met:
        return known
    touched = [known["id"]]
    for other in met:
        touched += merge_articles(db, other["id"], into=known["id"])
    rebuild_threads(db, touched)
    return one(db, "select * from articles where id = :id", {"id": known["id"]})


def _row(article: Article, day: date | None, origin: Origin) -> dict[str, Any]:
    body, blocks = compose_body(article)
    return {
        "source_id": origin.source_id,
        "url": article.url,
        "canonical_url": article.canonical_url,
        "site": article.site,
        "audience": origin.audience,
        "title": clean(article.title or ""),
        "kicker": article.kicker,
        "standfirst": article.standfirst,
        "byline": as_json(list(article.byline)),
        "published_at": iso(article.published_at),
        "published_on": day.isoformat() if day else None,
        "updated_at": iso(article.updated_at),
        "date_source": article.date_source,
        "date_precision": article.date_precision,
        "tags": as_json(list(article.tags)),
        "paywall": article.paywall,
        "language": article.language,
        "comments_platform": article.comments_platform,
        "comments_declared": article.comments_declared,
        "debate": as_json(asdict(article.debate)) if article.debate else None,
        "body": body,
        "blocks": as_json(blocks),
        "body_hash": body_hash(body),
        "provenance": as_json(dict(article.provenance)),
        "origin": "clip" if origin.is_clip else "crawl",
        "fetched_at": iso(now()),
    }


def iso(moment: datetime | None) -> str | None:
    """An aware moment as UTC text with seconds."""
    return moment.isoformat(timespec="seconds") if moment else None


def aliases_of(article: Article, day: date | None) -> list[str]:
    """Every form under which an article is known: its addresses, its title with its site and day."""
    urls = [article.canonical_url, article.url, *article.aliases]
    found = [f"url:{ids.url_key(url)}" for url in urls if url]
    site, title, on_day = ids.clip_key(site=article.site, title=article.title, day=day)
    if len(title.split()) >= 4:
        # A pasted page rarely says its site, and may lack a date: it is known by its title.
        found += [f"clip:{site}|{title}|{on_day}", f"clip:|{title}|{on_day}", f"clip:|{title}|"]
    elif site:
        found.append(f"clip:{site}|{title}|{on_day}")
    return list(dict.fromkeys(found))


def _day_of(article: Article) -> date | None:
    return paris_day(article.published_at) if article.published_at else None


def _mended(db: Database, article: Article, known: Row | None) -> Article:
    mends = standing_mends(db, known["id"]) if known is not None else None
    return with_mends(article, mends) if mends else article


def _own_id(db: Database, article: Article, day: date | None, text_hash: str) -> tuple[str, Row | None]:
    """The id of an article that no alias names, and the stored one that bears it, if there is one.

    A title of a few words without site (« Éditorial ») names no article: there the text tells two of them apart.
    """
    own = ids.article_id(
        canonical_url=article.canonical_url or article.url, site=article.site, title=article.title, day=day
    )
    for name in (own, ids.digest("clip", own, text_hash)):
        found = one(db, "select * from articles where id = :id", {"id": name})
        if found is None or found["body_hash"] == text_hash:
            return name, found
    raise ValueError("un autre article a déjà cette identité, rien n’est enregistré ; donnez l’adresse de la page")


def _find_known(db: Database, aliases: Sequence[str]) -> Row | None:
    """The stored article that an alias names; titles only join where at least one side is a clip without URL."""
    known = rows(
        db, "select alias from article_aliases where alias in (select value from json_each(:aliases))",
        {"aliases": as_json(list(aliases))},
    )  # fmt: skip
    stored = {row["alias"] for row in known}
    for alias in filter(stored.__contains__, aliases):
        row = one(
            db,
            "select a.* from article_aliases x join articles a on a.id = x.article_id where x.alias = :alias",
            {"alias": alias},
        )
        if row is None:
            continue
        is_title_only = alias.startswith("clip:|")
        both_have_urls = row["canonical_url"] is not None and any(name.startswith("url:") for name in aliases)
        if not (is_title_only and both_have_urls):
            return row
    return None


def save_aliases(db: Database, article_id: str, aliases: Sequence[str]) -> None:
    """An alias belongs to its first article; a title that two sites share, to the smaller id, whatever the order."""
    for alias in aliases:
        db.execute(
            """
            insert into article_aliases(alias, article_id) values (:alias, :id) on conflict(alias)
            do update set article_id = min(article_id, excluded.article_id) where alias like 'clip:|%'
            """,
            {"alias": alias, "id": article_id},
        )


def _update(db: Database, known: Row, row: dict[str, Any]) -> bool:
    """Updates what the new reading knows better; true when the body or the day changed."""
    kept = _kept_fields(known, row)
    changes = {
        name: value
        for name, value in row.items()
        if name not in kept and value not in (None, "[]", "{}") and value != known[name]
    }
    if set(changes) - {"fetched_at"}:
        db.table("articles").update(known["id"], changes)
    return bool({"body", "published_on"} & set(changes))


def _kept_fields(known: Row, row: dict[str, Any]) -> set[str]:
    """The stored fields that the new reading must not replace."""
    kept = {name for name in ("source_id", "url", "canonical_url", "site", "origin") if known[name] is not None}
    if known["source_id"] is not None:
        kept.add("audience")
    if _is_poorer(row, known):
        kept |= {"body", "blocks", "body_hash", "title", "standfirst", "paywall", "provenance", "byline", "tags"}
    is_vague = row["date_source"] in ("none", "relative")
    if row["published_at"] is None or (is_vague and known["published_at"] is not None):
        kept |= {"published_at", "published_on", "date_source", "date_precision"}
    return kept


def _is_poorer(row: dict[str, Any], known: Row) -> bool:
    shorter = len(row["body"]) < len(known["body"])
    if row["paywall"] in _PARTIAL and known["paywall"] not in _PARTIAL:
        return shorter
    return bool(row["origin"] == "clip" and known["origin"] == "crawl" and shorter)
