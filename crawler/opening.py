"""Opening a page: what its site allows of it, its article and thread, the canonical page behind an AMP one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from crawler.catalogue import Source, host_of
from crawler.extract import PageError, extract_html
from crawler.fetch import Fetched, Fetcher, FetchError, reserved_error
from crawler.guarded import read_bounded
from crawler.jobs import Job
from crawler.pages.html_tree import decode
from crawler.pages.selected import Selectors
from crawler.readers import ReadPage
from crawler.reservations import find_reservation
from store.clock import now
from store.ids import url_key
from store.records import Article


class Opened(NamedTuple):
    """A page, and what was read in it when."""

    fetched: Fetched
    read: ReadPage
    read_at: datetime


async def open_page(fetcher: Fetcher, job: Job, fetched: Fetched) -> Opened:
    """The page and its article; of an AMP page, the canonical one that it names."""
    for _ in range(2):
        html, read_at = fetched.text or decode(fetched.body), now()
        _refuse_reserved(fetched, html)
        read = await _read_page(fetcher, fetched, job.source.selectors, read_at)
        wanted = read.article.canonical_url
        is_amp = "<html amp" in html[:2000].lower() or "<html ⚡" in html[:2000]
        if not (is_amp and wanted and url_key(wanted) != url_key(fetched.url) and host_of(wanted) in job.source.hosts):
            break
        fetched = await fetcher.get(wanted, is_page=True, visited=job.visited, hosts=hosts_of(job))
    return Opened(fetched, _say_access(read, job.source), read_at)


def _say_access(read: ReadPage, source: Source) -> ReadPage:
    """What the page says of its access; where it says nothing, what its source says of all its articles."""
    if read.article.paywall != "unknown" or source.access == "unknown":
        return read
    return read._replace(article=replace(read.article, paywall=source.access))


async def _read_page(fetcher: Fetcher, fetched: Fetched, selectors: Selectors, read_at: datetime) -> ReadPage:
    """What a page holds; a page without an article is a failure."""
    try:
        return await fetcher.readers.read(
            fetched.marked_body, url=fetched.url, fetched_at=read_at, selectors=selectors
        )  # fmt: skip
    except PageError as cause:
        raise _no_article(fetched.url, cause) from cause


def _extract(fetched: Fetched, selectors: Selectors) -> Article:
    """The article of a further page."""
    try:
        return read_bounded(
            extract_html, fetched.marked_body, url=fetched.url, fetched_at=now(), selectors=dict(selectors)
        )
    except PageError as cause:
        raise _no_article(fetched.url, cause) from cause


def _no_article(url: str, cause: PageError) -> FetchError:
    """The failure of a page without article, whose message says what is wrong, then what to do."""
    told, _, hint = str(cause).rpartition(" : ")[2].partition(" ; ")
    return FetchError(url, error=told, hint=_sentence(hint))


def reader_of(job: Job) -> Callable[[Fetched, str], Article]:
    """Reads a further page of an article by the same rules as the first."""

    def read(fetched: Fetched, html: str) -> Article:
        _refuse_reserved(fetched, html)
        return _extract(fetched, job.source.selectors)

    return read


def _refuse_reserved(fetched: Fetched, html: str) -> None:
    found = find_reservation(fetched.headers, html)
    if found:
        raise reserved_error(fetched.url, found, fetched)


def hosts_of(job: Job) -> tuple[str, ...] | None:
    """Where the pages of a source may lead; a stranger's address may be redirected anywhere public."""
    return None if job.is_stranger else job.source.hosts


def _sentence(hint: str) -> str:
    text = hint.strip() or "ouvrez la page dans un navigateur et collez son texte"
    return f"{text[0].upper()}{text[1:]}."
