"""One page: fetched as its site allows, read, its thread read with it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.catalogue import host_of
from crawler.comments.shapes import read_detected
from crawler.discovery import Entry
from crawler.extract import PageError, extract_html
from crawler.fetch import AlreadyVisitedError, Fetched, Fetcher, FetchError, reserved_error
from crawler.jobs import Job, PageFailed, PageFound
from crawler.memory import (
    as_article,
    find_article,
    find_validators,
    list_thread_pages,
    remember,
    remember_failure,
)
from crawler.pages.addresses import canonical_url, site_of
from crawler.pages.html_tree import decode
from crawler.pages.selected import Selectors
from crawler.reservations import find_reservation
from crawler.threads import Page, Thread, read_service, read_thread
from store.articles import Origin
from store.clock import now, paris_day
from store.database import Row
from store.ids import url_key
from store.records import Article

SERVICE = "comments_thread"
Found = PageFound | PageFailed
_PRECISIONS = ("none", "year", "month", "week", "day", "hour", "minute", "second")
_NO_BODY_STATUS = {401, 402, 403, 429}


async def visit_page(fetcher: Fetcher, db: Database, job: Job, entry: Entry) -> AsyncIterator[Found]:
    """What one announced page gives: an article with its thread, else its announcement, and what failed."""
    if job.source.tier != 1:
        for found in _announce_only(job, entry):
            yield found
        return
    try:
        for found in await _visit(fetcher, db, job, entry):
            yield found
    except AlreadyVisitedError:
        return
    except FetchError as error:
        for found in _give_up(job, entry, error):
            yield found


async def _visit(fetcher: Fetcher, db: Database, job: Job, entry: Entry) -> list[Found]:
    """The page's article; nothing when it did not change since the last visit, its thread included."""
    known = find_article(db, entry.url)
    url = _address(job, known, entry)
    memory = find_validators(db, url) if known else None
    fetched = await fetcher.get(url, memory=memory, is_page=True, visited=job.visited, hosts=_hosts(job))
    if fetched.is_unchanged and known:
        found_again = await _read_again(fetcher, db, job, known, fetched)
        if found_again is not None:
            return [found_again]
        if await _is_thread_unchanged(fetcher, db, url):
            job.counts["unchanged"] += 1
            return []
        fetched = await fetcher.get(url, is_page=True, hosts=_hosts(job))
    job.counts["pages"] += 1
    return await _read(fetcher, job, _with_stored_date(entry, known), fetched)


async def _read(fetcher: Fetcher, job: Job, entry: Entry, fetched: Fetched) -> list[Found]:
    """The article of a page with its thread; a thread that cannot be read is a failure beside its article.

    Raises:
        FetchError: the page says that it is reserved, or holds no article.
    """
    fetched, html, article = await _open(fetcher, job, fetched)
    article = _completed(article, entry, fetched.url)
    page = Page(
        fetched=fetched, html=html, fetched_at=now(), source_id=job.origin_id, declared=article.comments_declared
    )
    try:
        thread = await read_thread(fetcher, page, job.source.comments)
    except FetchError as error:
        # The page is not remembered: it is read whole again next time, and its thread with it.
        failed = PageFailed(job=job, item=error.url, error=f"commentaires non lus : {error.error}", hint=error.hint)
        return [PageFound(job=job, article=article, origin=_origin(job, Thread())), failed]
    _count_unread(job, thread)
    memories = (remember(fetched, source_id=job.origin_id, kind="page"), *thread.memories)
    found = PageFound(job=job, article=_with_thread(article, thread), origin=_origin(job, thread), memories=memories)
    return [found]


async def _open(fetcher: Fetcher, job: Job, fetched: Fetched) -> tuple[Fetched, str, Article]:
    """The page, its text and its article; of an AMP page, the canonical one that it names."""
    for _ in range(2):
        html = decode(fetched.marked_body)
        _refuse_reserved(fetched, html)
        article = _extract(fetched, job.source.selectors)
        wanted = article.canonical_url
        is_amp = "<html amp" in html[:2000].lower() or "<html ⚡" in html[:2000]
        if not (is_amp and wanted and url_key(wanted) != url_key(fetched.url) and host_of(wanted) in job.source.hosts):
            break
        fetched = await fetcher.get(wanted, is_page=True, visited=job.visited, hosts=_hosts(job))
    return fetched, html, article


def _extract(fetched: Fetched, selectors: Selectors) -> Article:
    """The article of a page; a page without one is a failure whose message says what is wrong, then what to do."""
    try:
        return extract_html(fetched.marked_body, url=fetched.url, fetched_at=now(), selectors=selectors)
    except PageError as cause:
        told, _, hint = str(cause).rpartition(" : ")[2].partition(" ; ")
        raise FetchError(fetched.url, error=told, hint=_sentence(hint)) from cause


def _refuse_reserved(fetched: Fetched, html: str) -> None:
    found = find_reservation(fetched.headers, html)
    if found:
        raise reserved_error(fetched.url, found, fetched)


async def _read_again(fetcher: Fetcher, db: Database, job: Job, known: Row, fetched: Fetched) -> PageFound | None:
    """The thread of a page that did not change, read at its service; `None` when no service holds it."""
    article = as_article(known)
    detected = read_detected(article.provenance.get(SERVICE))
    thread = await read_service(fetcher, detected, job.source.comments) if detected else None
    if thread is None:
        return None
    job.counts["unchanged"] += 1
    _count_unread(job, thread)
    memory = find_validators(db, fetched.url) or {}
    fresh: dict[str, Any] = {**memory, "fetched_at": now().isoformat(timespec="seconds"), "decision": "unchanged"}
    return PageFound(
        job=job, article=_with_thread(article, thread), origin=_origin(job, thread),
        memories=(fresh,) if memory else (),
    )  # fmt: skip


async def _is_thread_unchanged(fetcher: Fetcher, db: Database, url: str) -> bool:
    """Whether the other pages of a printed thread, if it has any, did not change either."""
    for page_url in list_thread_pages(db, url):
        fetched = await fetcher.get(page_url, memory=find_validators(db, page_url), is_page=True)
        if not fetched.is_unchanged:
            return False
    return True


def _announce_only(job: Job, entry: Entry) -> Iterator[Found]:
    """A source read by its feed alone: title, date and, on tier 2, standfirst."""
    if job.url is not None:
        yield PageFailed(
            job=job, item=job.url, error=f"{job.source.name} n’est suivi que par ce que son flux annonce",
            hint="Collez le texte de la page dans le tableau de bord.",
        )  # fmt: skip
    elif entry.title:
        yield _announcement(job, entry if job.source.tier == 2 else replace(entry, standfirst=None))


def _give_up(job: Job, entry: Entry, error: FetchError) -> Iterator[Found]:
    """A page closed by its site keeps its announcement; another failure is recorded and tried again."""
    memory = remember_failure(
        error.url, source_id=job.origin_id, decision=error.decision, reason=error.error, status=error.status
    )
    if error.fetched is not None:
        memory = remember(
            error.fetched, source_id=job.origin_id, kind="page", decision=error.decision, reason=error.error
        )
    is_closed = error.decision in ("reserved", "disallowed")
    if is_closed and job.url is None:
        job.counts["reserved"] += 1
    else:
        yield PageFailed(job=job, item=error.url, error=error.error, hint=error.hint, memory=memory)
    if entry.title and (is_closed or error.status in _NO_BODY_STATUS or isinstance(error.__cause__, PageError)):
        yield _announcement(job, entry, memory if is_closed else None)


def _announcement(job: Job, entry: Entry, memory: dict[str, Any] | None = None) -> PageFound:
    article = Article(
        url=entry.url,
        canonical_url=entry.url,
        site=site_of(entry.url),
        title=entry.title,
        standfirst=entry.standfirst,
        byline=entry.byline,
        published_at=entry.published_at,
        date_source="feed" if entry.published_at else "none",
        date_precision=entry.date_precision,
        provenance={"title": "feed"},
    )
    origin = Origin(audience=job.source.audience, source_id=job.origin_id, is_clip=job.url is not None)
    return PageFound(
        job=job, article=article, origin=origin, memories=(memory,) if memory else (), is_announcement=True
    )


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


def _hosts(job: Job) -> tuple[str, ...] | None:
    """Where the pages of a source may lead; a stranger's address may be redirected anywhere public."""
    return None if job.is_stranger else job.source.hosts


def _is_better(entry: Entry, article: Article) -> bool:
    if article.published_at is None or entry.published_at is None:
        return article.published_at is None
    finer = _PRECISIONS.index(entry.date_precision) > _PRECISIONS.index(article.date_precision)
    return finer and paris_day(entry.published_at) == paris_day(article.published_at)


def _with_thread(article: Article, thread: Thread) -> Article:
    provenance = dict(article.provenance)
    if thread.service is not None:
        provenance[SERVICE] = thread.service.as_text()
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
        all_comments_read=thread.is_whole,
    )  # fmt: skip


def _count_unread(job: Job, thread: Thread) -> None:
    if thread.note == "declared-unread":
        job.counts["declared_unread"] += thread.declared or 0


def _sentence(hint: str) -> str:
    text = hint.strip() or "ouvrez la page dans un navigateur et collez son texte"
    return f"{text[0].upper()}{text[1:]}."
