"""One page: fetched as its site allows, read, its thread read with it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from crawler.announcing import Found, announce_only, give_up, leave_alone
from crawler.catalogue import host_of
from crawler.comments.shapes import read_detected
from crawler.decided import page_gave_nothing, page_was_read
from crawler.discovery import Entry
from crawler.fetch import AlreadyVisitedError, Fetched, Fetcher, FetchError
from crawler.jobs import Job, PageFailed, PageFound, PageNoted
from crawler.memory import (
    as_article,
    find_article,
    find_validators,
    list_thread_pages,
    remember,
)
from crawler.opening import hosts_of, open_page, reader_of
from crawler.pages.addresses import canonical_url
from crawler.parts import read_parts
from crawler.revisit import FEED, SERVICE, ask_cheaply, is_feed_unchanged, plan_visit, remembered
from crawler.threads import Page, Thread, read_service, read_thread
from store.articles import Origin
from store.clock import now, paris_day
from store.database import Row
from store.decisions import find_refusal
from store.records import Article
from store.visits import ThreadSeen

# A page that said it was reserved is not asked for again before this; `vigie add` asks at once.
_RESERVED_DAYS = 30
_PRECISIONS = ("none", "year", "month", "week", "day", "hour", "minute", "second")


async def visit_page(fetcher: Fetcher, db: Database, job: Job, entry: Entry) -> AsyncIterator[Found]:
    """What one announced page gives: an article with its thread, else its announcement, and what failed."""
    for found in await _found(fetcher, db, job, entry):
        yield found


async def _found(fetcher: Fetcher, db: Database, job: Job, entry: Entry) -> list[Found]:
    if job.source.tier != 1:
        return list(announce_only(job, entry))
    if job.url is None and _is_known_reserved(db, entry.url):
        return list(leave_alone(job, entry))
    try:
        return await _visit(fetcher, db, job, entry)
    except AlreadyVisitedError:
        return []
    except FetchError as error:
        return list(give_up(job, entry, error))


def _is_known_reserved(db: Database, url: str) -> bool:
    since = (now() - timedelta(days=_RESERVED_DAYS)).isoformat(timespec="seconds")
    return find_refusal(db, url, since=since) is not None


async def _visit(fetcher: Fetcher, db: Database, job: Job, entry: Entry) -> list[Found]:
    """The page's article; of a known one, on the days of its visits, only what the cheapest request says is new."""
    known = find_article(db, entry.url)
    planned = plan_visit(db, known, entry) if known and job.url is None else None
    if known and job.url is None and planned is None:
        return []
    seen = await ask_cheaply(fetcher, db, planned, job.source.comments) if planned else None
    if seen is not None:
        return [_unchanged(job, known, seen)]
    url = _address(job, known, entry)
    memory = find_validators(db, url) if known else None
    if planned and not _is_conditional(memory) and await is_feed_unchanged(fetcher, db, planned):
        return [_unchanged(job, known, ThreadSeen(request="feed"))]
    fetched = await fetcher.get(url, memory=memory, is_page=True, visited=job.visited, hosts=hosts_of(job))
    if fetched.is_unchanged and known:
        found_again = await _read_again(fetcher, db, job, known, fetched)
        if found_again is not None:
            return [found_again]
        if await _is_thread_unchanged(fetcher, db, url):
            seen = ThreadSeen(request="conditional", n_in_feed=entry.n_comments)
            return [_unchanged(job, known, seen, remembered(memory))]
        fetched = await fetcher.get(url, is_page=True, hosts=hosts_of(job))
    job.counts["pages"] += 1
    return await _read(fetcher, job, _with_stored_date(entry, known), fetched, is_known=known is not None)


def _is_conditional(memory: Row | None) -> bool:
    return bool(memory and (memory["etag"] or memory["last_modified"]))


def _unchanged(
    job: Job, known: Row | None, seen: ThreadSeen, memories: tuple[dict[str, Any], ...] = ()
) -> PageNoted:  # fmt: skip
    job.counts["unchanged"] += 1
    return PageNoted(job=job, article_id=known["id"] if known else None, seen=seen, memories=memories)


async def _read(fetcher: Fetcher, job: Job, entry: Entry, fetched: Fetched, *, is_known: bool) -> list[Found]:
    """The article of a page with its thread; what cannot be read of its thread or parts is a failure beside it.

    Raises:
        FetchError: the page says that it is reserved, or holds no article; or a known article has a part that cannot
            be read: what is stored of it stays whole.
    """
    opened = await open_page(fetcher, job, fetched)
    fetched, article = opened.fetched, opened.read.article
    article, unread = await read_parts(
        fetcher, job, _completed(article, entry, fetched.url), second=opened.read.next_part, url=fetched.url,
        read=reader_of(job),
    )  # fmt: skip
    if unread is not None and is_known:
        raise unread
    page = Page(
        fetched=fetched, fetched_at=opened.read_at, printed=opened.read.printed, service=opened.read.service,
        source_id=job.origin_id, declared=article.comments_declared,
    )  # fmt: skip
    decided = page_was_read(job, entry.url, fetched.url)
    try:
        thread = await read_thread(fetcher, page, job.source.comments)
    except FetchError as error:
        # The page is not remembered: it is read whole again next time, and its thread with it.
        failed = PageFailed(
            job=job, item=error.url, error=f"commentaires non lus : {error.error}", hint=error.hint,
            decided=page_gave_nothing(job, error),
        )  # fmt: skip
        return [PageFound(job=job, article=article, origin=_origin(job, Thread()), decided=decided), failed]
    if unread is not None:
        return [PageFound(job=job, article=_with_thread(article, thread), origin=_origin(job, thread), decided=decided),
                _unread_part(job, unread)]  # fmt: skip
    _count_unread(job, thread)
    decided += tuple(one for error in thread.closed for one in page_gave_nothing(job, error))
    memories = (remember(fetched, source_id=job.origin_id, kind="page"), *thread.memories)
    found = PageFound(
        job=job, article=_with_thread(article, thread), origin=_origin(job, thread), memories=memories,
        seen=_seen(thread, entry.n_comments), decided=decided,
    )  # fmt: skip
    return [found]


def _unread_part(job: Job, error: FetchError) -> PageFailed:
    """The failure of a further page of an article; its first pages are kept and all are read again next time."""
    return PageFailed(
        job=job, item=error.url, error=f"suite de l’article non lue : {error.error}", hint=error.hint,
        decided=page_gave_nothing(job, error),
    )  # fmt: skip


def _seen(thread: Thread, n_in_feed: int | None) -> ThreadSeen:
    declared = thread.declared if thread.declared is not None else len(thread.comments)
    return ThreadSeen(request="whole", n_declared=declared, n_in_feed=n_in_feed)


async def _read_again(fetcher: Fetcher, db: Database, job: Job, known: Row, fetched: Fetched) -> PageFound | None:
    """The thread of a page that did not change, read at its service; `None` when no service holds it."""
    article = as_article(known)
    detected = read_detected(article.provenance.get(SERVICE))
    thread = await read_service(fetcher, detected, job.source.comments) if detected else None
    if thread is None:
        return None
    job.counts["unchanged"] += 1
    _count_unread(job, thread)
    return PageFound(
        job=job, article=_with_thread(article, thread), origin=_origin(job, thread),
        memories=remembered(find_validators(db, fetched.url)), seen=_seen(thread, None),
    )  # fmt: skip


async def _is_thread_unchanged(fetcher: Fetcher, db: Database, url: str) -> bool:
    """Whether the other pages of a printed thread, if it has any, did not change either."""
    for page_url in list_thread_pages(db, url):
        fetched = await fetcher.get(page_url, memory=find_validators(db, page_url), is_page=True)
        if not fetched.is_unchanged:
            return False
    return True


def _address(job: Job, known: Row | None, entry: Entry) -> str:
    """The canonical address of a known page, so that an old link is not followed twice."""
    canonical = known["canonical_url"] if known else None
    return str(canonical) if canonical and host_of(canonical) in job.source.hosts else entry.url


def _completed(article: Article, entry: Entry, url: str) -> Article:
    """The article with the forms of its address, and the feed's date where the page tells it less well."""
    aliases = tuple(dict.fromkeys((*article.aliases, entry.url, canonical_url(url))))
    completed = replace(article, aliases=aliases, url=article.url or url, title=article.title or entry.title)
    if entry.published_at is None or not _is_better(entry, article):
        return completed
    provenance = dict(completed.provenance) | {"published_at": "feed"}
    return replace(
        completed, published_at=entry.published_at, date_source="feed", date_precision=entry.date_precision,
        provenance=provenance,
    )  # fmt: skip


def _with_stored_date(entry: Entry, known: Row | None) -> Entry:
    """The entry with the date that a feed gave earlier: a page that says only the day must not blur it."""
    if entry.published_at or known is None or known["date_source"] != "feed":
        return entry
    return replace(
        entry,
        published_at=datetime.fromisoformat(known["published_at"]),
        date_precision=known["date_precision"],
    )


def _is_better(entry: Entry, article: Article) -> bool:
    if article.published_at is None or entry.published_at is None:
        return article.published_at is None
    finer = _PRECISIONS.index(entry.date_precision) > _PRECISIONS.index(article.date_precision)
    return finer and paris_day(entry.published_at) == paris_day(article.published_at)


def _with_thread(article: Article, thread: Thread) -> Article:
    provenance = dict(article.provenance)
    if thread.service is not None:
        provenance[SERVICE] = thread.service.as_text()
    if thread.feed is not None:
        provenance[FEED] = thread.feed
    return replace(
        article,
        comments=thread.comments or article.comments,
        comments_platform=thread.platform or article.comments_platform,
        comments_declared=thread.declared if thread.declared is not None else article.comments_declared,
        debate=thread.debate or article.debate,
        provenance=provenance,
    )


def _origin(job: Job, thread: Thread) -> Origin:
    return Origin(
        audience=job.source.audience, source_id=job.origin_id, is_clip=job.url is not None,
        is_live=True, all_comments_read=thread.is_whole,
    )  # fmt: skip


def _count_unread(job: Job, thread: Thread) -> None:
    if thread.note == "declared-unread":
        job.counts["declared_unread"] += thread.declared or 0
