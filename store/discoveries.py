"""Pages that discovery services named: titles and addresses, never a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from store.clock import now
from store.database import Row, rows, transaction
from store.fold import fold_words
from store.ids import digest, url_key

Service = Literal["google-news", "gdelt"]


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One page that a service named; `url` is `None` where its link does not say the page's address."""

    service: Service
    query: str
    link: str
    url: str | None = None
    title: str | None = None
    publisher: str | None = None
    host: str | None = None
    source_id: str | None = None


def save_hits(db: Database, hits: Sequence[Hit]) -> int:
    """Remembers hits; how many are new. A link named again keeps its first day, and gains what was missing."""
    moment = now().isoformat(timespec="seconds")
    before = _count(db)
    with transaction(db):
        for hit in hits:
            db.execute(
                """
                insert into discoveries(id, service, query, link, url, title, publisher, host, source_id, found_at)
                values (:id, :service, :query, :link, :url, :title, :publisher, :host, :source, :at)
                on conflict(id) do update set url = coalesce(url, excluded.url), source_id = excluded.source_id
                """,
                {
                    "id": digest("discovery", hit.service, hit.link), "service": hit.service, "query": hit.query,
                    "link": hit.link, "url": hit.url, "title": hit.title, "publisher": hit.publisher,
                    "host": hit.host, "source": hit.source_id, "at": moment,
                },
            )  # fmt: skip
    return _count(db) - before


def resolve_by_title(db: Database, titles: dict[str, str], *, source_id: str) -> int:
    """Gives hits without address that of the page of their source under the same title; how many found theirs.

    `titles` leads from folded titles to addresses.
    """
    waiting = rows(
        db, "select id, title from discoveries where url is null and source_id = :source", {"source": source_id}
    )
    found = [(row["id"], url) for row in waiting if (url := titles.get(fold_words(row["title"] or "")))]
    with transaction(db):
        for number, url in found:
            db.execute("update discoveries set url = :url where id = :id", {"id": number, "url": url})
    return len(found)


def list_stored_titles(db: Database, source_id: str) -> dict[str, str]:
    """Folded title → address of the stored articles of a source."""
    found = rows(
        db,
        """
        select title, coalesce(canonical_url, url) as url from articles
        where source_id = :source and coalesce(canonical_url, url) is not null
        """,
        {"source": source_id},
    )
    return {fold_words(row["title"]): row["url"] for row in found}


def list_unread_hits(db: Database, source_id: str, *, since: datetime | None) -> list[Row]:
    """The hits of a source whose page is not stored yet: url and title, in the order of their addresses."""
    found = rows(
        db,
        """
        select url, max(title) as title from discoveries
        where source_id = :source and url is not null and found_at >= :since group by url order by url
        """,
        {"source": source_id, "since": since.isoformat(timespec="seconds") if since else ""},
    )
    return [row for row in found if not _is_stored(db, row["url"])]


def _is_stored(db: Database, url: str) -> bool:
    return bool(rows(db, "select 1 from article_aliases where alias = :alias", {"alias": f"url:{url_key(url)}"}))


def _count(db: Database) -> int:
    return int(rows(db, "select count(*) as n from discoveries")[0]["n"])
