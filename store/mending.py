"""Mending an article by hand: title, outlet, day, signature, address, or « hors sujet »."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from store.access import sign
from store.addresses import canonical_url, site_of
from store.aggregates import put_back, rebuild_threads, set_aside
from store.analyses import forget_analysis
from store.articles import aliases_of, iso, save_aliases
from store.audit import record_act
from store.clock import now, today
from store.database import Row, insert_row, one, rows, transaction
from store.fold import fold_words
from store.ids import url_key
from store.mends import Field, midnight, read_byline, standing_mends
from store.merging import merge_articles
from store.records import Article
from store.search import save_document
from store.texts import as_json, body_hash, clean, compose_parts

_LONGEST = 500
_FIRST_YEAR = 1995
_OF_THE_TEXT: tuple[Field, ...] = ("title", "published_on", "byline", "off_topic")
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|\bet\b|&)\s*")


class MendError(ValueError):
    """What a person typed cannot be kept; the message is French, for the screen."""


@dataclass(frozen=True, kw_only=True)
class Mended:
    """Which fields changed, and the article that now stands (another one when an address joined two)."""

    article_id: str
    fields: tuple[Field, ...]


def current_values(row: Row) -> dict[Field, str | None]:
    """The mendable fields of a stored article, in the form in which mends are kept."""
    return {
        "title": row["title"], "site": row["site"], "published_on": row["published_on"],
        "byline": row["byline"] if row["byline"] != "[]" else None, "url": row["canonical_url"] or row["url"],
        "off_topic": str(row["off_topic"]),
    }  # fmt: skip


def mend_article(db: Database, article_id: str, given: Mapping[Field, str | None], *, made_by: str) -> Mended:
    """Keeps what a person says of an article beside what was read, and counts it at once.

    `given` holds the fields as typed (a day as AAAA-MM-JJ, names with commas between); those that change nothing are
    left out. An address that another article bears joins the two. A new title is analysed by the next `vigie work`.

    Raises:
        MendError: no such article any more, or a value that cannot be kept.
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "mend", made_by)
    with transaction(db):
        row = one(db, "select * from articles where id = :id", {"id": article_id})
        if row is None:
            raise MendError("Cet article n’est plus là ; rechargez la page.")
        if row["purged_on"]:
            raise MendError("Le texte de cet article a passé sa durée de conservation ; il ne se corrige plus.")
        before = current_values(row)
        wanted = {field: _read(field, value) for field, value in given.items()}
        changed = {field: value for field, value in wanted.items() if value != before[field]}
        kept: list[int] = []
        for field, value in changed.items():
            mend = {"article_id": article_id, "field": field, "before_value": before[field], "value": value}
            kept.append(insert_row(db, "desk_mends", mend | {"made_by": made_by, "made_at": iso(now())}))
        if "off_topic" in changed:
            _keep_topic(db, article_id, changed["off_topic"] == "1", made_by)
        if not changed:
            return Mended(article_id=article_id, fields=())
        _apply(db, row, changed)
        stands, siblings = _join(db, article_id, changed.get("url"))
        rebuild_threads(db, [stands, *siblings])
        record_act(db, "mend", ", ".join(f"n° {number}" for number in kept), who=made_by)
    return Mended(article_id=stands, fields=tuple(changed))


def _keep_topic(db: Database, article_id: str, is_off: bool, made_by: str) -> None:
    """« Hors sujet » among what the team did with the article (`store/work_items.py`)."""
    values = {"id": article_id}
    before = one(db, "select detail from desk_standing where item_id = :id and slot = 'topic'", values)
    aside = set_aside(db, article_id) if is_off else None
    if not is_off and before:
        put_back(db, before["detail"])
    row = {
        "item_kind": "article", "item_id": article_id, "thread_id": article_id, "slot": "topic",
        "value": "off" if is_off else "", "detail": aside, "made_by": made_by, "made_at": iso(now()),
    }  # fmt: skip
    insert_row(db, "desk_items", row)


def _read(field: Field, value: str | None) -> str | None:
    """A typed value in the form that is stored; `None` for none."""
    typed = clean(" ".join((value or "").split()))
    if len(typed) > _LONGEST and field != "url":
        raise MendError(f"Ce texte dépasse {_LONGEST} signes.")
    match field:
        case "title" if not fold_words(typed):
            raise MendError("Le titre ne peut pas être vide.")
        case "published_on":
            return _read_day(typed)
        case "byline":
            return as_json([name for name in _BETWEEN_NAMES.split(typed) if name]) if typed else None
        case "url":
            return _read_url(typed)
        case "off_topic":
            return "1" if typed == "1" else "0"
    return typed or None


def _read_day(typed: str) -> str | None:
    if not typed:
        return None
    french = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", typed)
    try:
        day = date(int(french[3]), int(french[2]), int(french[1])) if french else date.fromisoformat(typed)
    except ValueError:
        raise MendError(f"« {typed} » n’est pas une date ; écrivez-la JJ/MM/AAAA.") from None
    if day.year < _FIRST_YEAR or day > today():
        raise MendError("Cette date est dans le futur, ou trop ancienne.")
    return day.isoformat()


def _read_url(typed: str) -> str | None:
    if not typed:
        return None
    try:
        parts = urlsplit(typed)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname or len(typed) > 2000:
        raise MendError("Cette adresse ne commence pas par http:// ou https://.")
    return canonical_url(typed)


def _apply(db: Database, row: Row, changed: Mapping[Field, str | None]) -> None:
    """Writes the changes into the article, the search and the forms under which it is known."""
    changes = {name: change for field, value in changed.items() for name, change in _columns(row, field, value).items()}
    said = changed["site"] if "site" in changed else standing_mends(db, row["id"]).get("site")
    if said and "site" in changes:
        changes["site"] = said  # an outlet that a person named is not its address's host
    changes |= _source_of(db, row, changed)
    if changes:
        db.table("articles").update(row["id"], changes)
    new = row | changes
    if changed.get("url") and row["origin"] == "clip":
        # What a person says is the wrong address must not bring another page here.
        for old in (row["url"], row["canonical_url"]):
            db.execute(
                "delete from article_aliases where alias = :alias and article_id = :id",
                {"alias": f"url:{url_key(old)}" if old else "", "id": row["id"]},
            )
    if "body" in changes:
        forget_analysis(db, row["id"])
    if {"body", "published_on"} & set(changes):
        save_document(
            db, owner_kind="article", owner_id=row["id"], thread_id=row["id"], day=new["published_on"] or "",
            text=new["body"],
        )  # fmt: skip
    known = Article(url=None, canonical_url=None, site=new["site"], title=new["title"])
    day = date.fromisoformat(new["published_on"]) if new["published_on"] else None
    save_aliases(db, row["id"], [alias for alias in aliases_of(known, day) if _is_free(db, alias)])


def _columns(row: Row, field: Field, value: str | None) -> dict[str, Any]:
    match field:
        case "title":
            return {"title": value} | _retitled(row, value or "")
        case "published_on":
            at = midnight(date.fromisoformat(value)) if value else None
            return {
                "published_on": value, "published_at": iso(at), "date_source": "person" if value else "none",
                "date_precision": "day" if value else "none",
            }  # fmt: skip
        case "byline":
            return {"byline": as_json(list(read_byline(value)))}
        case "url":
            return {"url": value, "canonical_url": value, "site": site_of(value) or row["site"]}
        case "off_topic":
            return {"off_topic": int(value or 0)}
    return {"site": value}


def _retitled(row: Row, title: str) -> dict[str, Any]:
    blocks = [block for block in _blocks(row) if block["kind"] != "title"]
    parts = [(block["kind"], block["speaker"], row["body"][block["start"] : block["end"]]) for block in blocks]
    body, placed = compose_parts([("title", None, title), *parts])
    return {"body": body, "blocks": as_json(placed), "body_hash": body_hash(body)}


def _blocks(row: Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(row["blocks"])
    return found


def _source_of(db: Database, row: Row, changed: Mapping[Field, str | None]) -> dict[str, Any]:
    """The source and audience that a mended outlet or address names; none named: a clip counts with the public."""
    if not {"site", "url"} & set(changed):
        return {}
    host, outlet = site_of(changed.get("url")), changed.get("site")
    for source in rows(db, "select id, name, homepage, audience from sources"):
        home = site_of(source["homepage"])
        names = {fold_words(source["name"]), fold_words(source["id"]), fold_words(home or source["name"])}
        if (host and host == home) or (outlet and fold_words(outlet) in names):
            return {"source_id": source["id"], "audience": source["audience"]}
    return {"source_id": None, "audience": "grand-public"} if row["origin"] == "clip" else {}


def _is_free(db: Database, alias: str) -> bool:
    return one(db, "select 1 as one from article_aliases where alias = :alias", {"alias": alias}) is None


def _join(db: Database, article_id: str, url: str | None) -> tuple[str, list[str]]:
    """Gives the article its address; when another article bears it, the two become that one, and what a person said
    stands on it. The article that stands, and those whose counts change with it."""
    if not url:
        return article_id, []
    alias = f"url:{url_key(url)}"
    other = one(db, "select article_id as id from article_aliases where alias = :alias", {"alias": alias})
    if other is None or other["id"] == article_id:
        save_aliases(db, article_id, [alias])
        return article_id, []
    siblings = merge_articles(db, article_id, into=other["id"])
    row = one(db, "select * from articles where id = :id", {"id": other["id"]})
    assert row is not None
    now_said, said = current_values(row), standing_mends(db, other["id"])
    _apply(
        db, row,
        {field: said[field] for field in _OF_THE_TEXT if field in said and said[field] != now_said[field]},
    )  # fmt: skip
    return str(other["id"]), siblings
