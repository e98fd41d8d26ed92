"""What the database remembers of earlier crawls: addresses, articles, threads."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler.catalogue import Source
from crawler.discovery import Entry
from crawler.fetch import Decision, Fetched, Kind, body_digest
from store.clock import now
from store.database import Row, one, rows
from store.ids import digest, url_key
from store.records import Article, Block
from store.visits import list_due_threads

_TRIED_DAYS = 30
_READ = ("fetched", "unchanged")


def find_article(db: Database, url: str) -> Row | None:
    """The stored article that an address leads to, its canonical one or any other form."""
    return one(
        db,
        "select a.* from article_aliases x join articles a on a.id = x.article_id where x.alias = :alias",
        {"alias": f"url:{url_key(url)}"},
    )


def has_body(row: Row) -> bool:
    """Whether more than the title and the standfirst of an article is stored."""
    return any(block["kind"] not in ("title", "standfirst") for block in json.loads(row["blocks"]))


def find_validators(db: Database, url: str) -> Row | None:
    """The memory of an address that was read, for a conditional request."""
    row = one(db, "select * from fetches where url = :url", {"url": url})
    return row if row and row["decision"] in _READ else None


def list_known_entries(db: Database, source: Source, *, since: datetime | None) -> list[Entry]:
    """The pages of a source that no feed needs to announce again: threads whose day has come, recent failures."""
    values = {"source": source.id, "since": since.isoformat(timespec="seconds") if since else ""}
    failed = rows(
        db,
        """
        select url from fetches
        where source_id = :source and kind = 'page' and decision = 'failed' and fetched_at >= :since order by url
        """,
        values,
    )
    again = [row["url"] for row in failed if not _failed_long_ago(db, row["url"])]
    return [Entry(url=url, link=url) for url in dict.fromkeys([*list_due_threads(db, source.id), *again])]


def _failed_long_ago(db: Database, url: str) -> bool:
    """Whether a page failed first too long ago to be asked for without being announced: it is gone, or closed."""
    first = one(
        db,
        """
        select min(first_at) as at from decisions
        where url_key = :key and decision in ('failed', 'refused', 'challenge', 'resting')
        """,
        {"key": url_key(url)},
    )  # fmt: skip
    return bool(first and first["at"] and first["at"] < (now() - timedelta(days=_TRIED_DAYS)).isoformat())


def list_thread_pages(db: Database, page_url: str) -> list[str]:
    """The other pages of the thread under an article's page, as they were read last time."""
    found = rows(
        db, "select url from fetches where kind = 'comments' and reason = :reason order by url", {"reason": page_url}
    )
    return [row["url"] for row in found]


def feed_reason(source: Source, since: datetime | None) -> str:
    """What a feed was read for: the day from which, and the rules of the source; told with its memory."""
    rules = digest(repr((source.include, source.exclude, source.tier, source.hosts)))[:8]
    return f"depuis {since:%Y-%m-%d} ; règles {rules}" if since else f"depuis toujours ; règles {rules}"


def serves(reason: str | None, wanted: str) -> bool:
    """Whether a feed read for `reason` showed every page that `wanted` asks for."""
    known_since, _, known_rules = (reason or "").partition(" ; ")
    wanted_since, _, wanted_rules = wanted.partition(" ; ")
    if known_rules != wanted_rules:
        return False
    return known_since == "depuis toujours" or (wanted_since != "depuis toujours" and known_since <= wanted_since)


def remember(
    fetched: Fetched, *, source_id: str | None, kind: Kind, decision: Decision = "fetched", reason: str | None = None
) -> dict[str, Any]:
    """The memory of an address that answered."""
    return {
        "url": fetched.url,
        "source_id": source_id,
        "kind": kind,
        "fetched_at": now().isoformat(timespec="seconds"),
        "http_status": fetched.status,
        "etag": fetched.headers.get("etag"),
        "last_modified": fetched.headers.get("last-modified"),
        "body_hash": body_digest(fetched.body),
        "decision": decision,
        "reason": reason,
    }


def remember_failure(
    url: str, *, source_id: str | None, decision: Decision, reason: str, status: int | None = None
) -> dict[str, Any]:
    """The memory of a page that gave nothing, so that it is tried again without being announced again."""
    return {
        "url": url, "source_id": source_id, "kind": "page", "fetched_at": now().isoformat(timespec="seconds"),
        "http_status": status, "etag": None, "last_modified": None, "body_hash": None, "decision": decision,
        "reason": reason,
    }  # fmt: skip


def as_article(row: Row) -> Article:
    """The article of a stored row, without its comments: saving it again changes nothing."""
    parts = json.loads(row["blocks"])
    texts = [(part["kind"], part["speaker"], row["body"][part["start"] : part["end"]]) for part in parts]
    return Article(
        url=row["url"],
        canonical_url=row["canonical_url"],
        site=row["site"],
        title=row["title"],
        kicker=row["kicker"],
        standfirst=row["standfirst"],
        byline=tuple(json.loads(row["byline"])),
        published_at=_moment(row["published_at"]),
        updated_at=_moment(row["updated_at"]),
        date_source=row["date_source"],
        date_precision=row["date_precision"],
        tags=tuple(json.loads(row["tags"])),
        paywall=row["paywall"],
        language=row["language"],
        comments_platform=row["comments_platform"],
        comments_declared=row["comments_declared"],
        blocks=tuple(
            Block(kind=kind, speaker=speaker, text=text)
            for kind, speaker, text in texts
            if kind not in ("title", "standfirst")
        ),
        provenance=json.loads(row["provenance"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
