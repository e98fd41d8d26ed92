"""Reading a known thread again, the cheapest request first: a count, a conditional request, a feed, then all of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.catalogue import CommentsAccess
from crawler.comments import logora, wordpress
from crawler.comments.shapes import Ask, Detected, read_detected
from crawler.discovery import Entry
from crawler.fetch import Fetcher, FetchError
from crawler.threads import access_of
from store.clock import now
from store.database import Row, one, rows
from store.visits import ThreadSeen, find_visit, is_due, is_thorough

SERVICE = "comments_thread"
FEED = "comments_feed"
# WordPress gives ten comments a feed unless its owner changed it; fewer are all there is.
_FULL_FEED = 10
_PROBES = {logora.PLATFORM: logora.probe, wordpress.PLATFORM: wordpress.probe}


@dataclass(frozen=True, kw_only=True)
class Revisit:
    """A known article on the day of its visit: its row, its schedule, where its thread, and its feed, are."""

    row: Row
    visit: Row | None
    entry: Entry
    service: Detected | None
    feed: str | None

    @property
    def believes_counts(self) -> bool:
        """Whether a thread that holds as many comments as before is taken for unchanged."""
        return self.visit is not None and not is_thorough(self.visit)


def plan_visit(db: Database, known: Row, entry: Entry) -> Revisit | None:
    """What is to be done for a known article today; `None` when its day has not come and its feed tells nothing new."""
    visit = find_visit(db, known["id"])
    if not is_due(visit) and not _has_news(db, entry, visit):
        return None
    found = json.loads(known["provenance"])
    return Revisit(row=known, visit=visit, entry=entry, service=read_detected(found.get(SERVICE)), feed=found.get(FEED))


def _has_news(db: Database, entry: Entry, visit: Row | None) -> bool:
    """Whether a feed or a sitemap shows that a page changed since its last visit; it costs nothing to look."""
    known = visit["n_in_feed"] if visit else None
    if entry.n_comments is not None and known is not None and entry.n_comments != known:
        return True
    if entry.changed_at is None or entry.changed_at > now():
        return False
    sql = "select max(fetched_at) as at from fetches where url in (:url, :link)"
    memory = one(db, sql, {"url": entry.url, "link": entry.link})
    return bool(memory and memory["at"] and datetime.fromisoformat(memory["at"]) < entry.changed_at)


async def ask_cheaply(fetcher: Fetcher, db: Database, planned: Revisit, access: CommentsAccess) -> ThreadSeen | None:
    """How an unchanged thread was known to be, by a request that reads nothing of it; `None` where it must be read.

    A feed that already told the number costs nothing; then one small request to the service.
    """
    visit = planned.visit
    if visit is None or not planned.believes_counts:
        return None
    if planned.entry.n_comments is not None and visit["n_in_feed"] is not None:
        same = planned.entry.n_comments == visit["n_in_feed"]
        return ThreadSeen(request="feed", n_in_feed=planned.entry.n_comments) if same else None
    if planned.service is None or visit["n_declared"] is None:
        return None
    count = await _count(fetcher, planned.service, access)
    return ThreadSeen(request="count", n_declared=count) if count == visit["n_declared"] else None


async def _count(fetcher: Fetcher, service: Detected, access: CommentsAccess) -> int | None:
    """The number of comments that a service says a thread holds, `None` where it does not say."""
    probe = _PROBES.get(service.platform)
    asked = probe(service, access_of(access)) if probe else None
    if asked is None:
        return None
    try:
        answer = await fetcher.ask(asked)
    except FetchError:
        return None
    parsed = (logora if service.platform == logora.PLATFORM else wordpress).parse(answer, access_of(access))
    declared: int | None = parsed.declared
    return declared


async def is_feed_unchanged(fetcher: Fetcher, db: Database, planned: Revisit) -> bool:
    """Whether the feed of a printed thread shows the comments that are stored and no other.

    Only a feed that holds the whole thread tells that none is missing: a full one tells that none is new.
    """
    if not planned.believes_counts or planned.feed is None:
        return False
    try:
        answer = await fetcher.ask(Ask(url=planned.feed, step="page"))
    except FetchError:
        return False
    shown = {comment.id for comment in wordpress.read_feed(answer).comments}
    stored = rows(
        db,
        "select platform_id from comments where article_id = :id and status <> 'deleted'",
        {"id": planned.row["id"]},
    )
    known = {row["platform_id"] for row in stored}
    return answer.status == 200 and (shown == known or (len(shown) >= _FULL_FEED and shown <= known))


def remembered(memory: Mapping[str, Any] | None) -> tuple[dict[str, Any], ...]:
    """The memory of an address that is known not to have changed, with the moment of now."""
    if not memory:
        return ()
    return ({**memory, "fetched_at": now().isoformat(timespec="seconds"), "decision": "unchanged"},)
