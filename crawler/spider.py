"""The one spider: sources in, articles with their comments out."""

import time
import traceback
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider

from crawler.discovery import (
    Announced,
    Entry,
    FeedError,
    announced_feeds,
    is_comment_feed,
    read_announced,
    wanted_entries,
)
from crawler.fetch import Fetched, Fetcher, FetchError, Kind
from crawler.jobs import CrawlContext, Job, JobDone, PageFailed, PageFound
from crawler.memory import (
    feed_reason,
    find_validators,
    list_known_entries,
    list_working_feeds,
    remember,
    serves,
)
from crawler.outcome import ERASED
from crawler.pages.html_tree import decode
from crawler.visit import visit_page
from store.fences import record_failures
from store.inbox import Answer
from store.tombstones import is_erased_address
from store.writes import start_step

Item = PageFound | PageFailed | JobDone
_MOST_MAPS = 30
_FIX_FEED = "Vérifiez les adresses « feeds » et « sitemaps » de la source."


class VigieSpider(Spider):  # type: ignore[misc]  # Scrapy is untyped here
    """Reads every job of its context; the sources run side by side, the requests of one follow one another."""

    name = "vigie"

    def __init__(self, context: CrawlContext, **options: Any) -> None:
        """`context` says what to read and where it is saved."""
        super().__init__(**options)
        self.context = context
        self._fetcher: Fetcher | None = None

    async def start(self) -> AsyncIterator[Request]:
        """One request a job, which stays on this machine: the job's real requests are awaited in its callback."""
        self._fetcher = Fetcher(self.crawler)
        for number, job in enumerate(self.context.jobs):
            yield Request(
                f"data:,{number}", callback=self.read_job, cb_kwargs={"job": job}, dont_filter=True,
                meta={"download_slot": f"job-{number}"},
            )  # fmt: skip

    async def read_job(self, response: Any, job: Job) -> AsyncIterator[Item]:
        """Everything that one job finds, then its end."""
        job.started_s = time.monotonic()
        if job.url is None:
            job.step_id = start_step(self.context.db, self.context.run_id, "crawl", source_id=job.source.id)
        errors: list[Exception] = []
        with record_failures(errors.append):
            async for item in self._read_source(job) if job.url is None else self._read_address(job, job.url):
                yield item
        for error in errors:
            job.is_lost = True
            yield _unexpected(job, job.url or job.source.homepage, error)
        yield JobDone(job=job)

    async def _read_source(self, job: Job) -> AsyncIterator[Item]:
        entries: list[Entry] = []
        async for found in self._discover(job):
            if isinstance(found, PageFailed):
                yield found
            else:
                entries += found.entries
        entries += list_known_entries(self.context.db, job.source, since=self.context.since)
        for entry in wanted_entries(entries, job.source, since=self.context.since):
            if is_erased_address(self.context.db, self.context.key, entry.url):
                job.counts["refused"] += 1
                continue
            errors: list[Exception] = []
            with record_failures(errors.append):
                async for item in visit_page(self.fetcher, self.context.db, job, entry):
                    yield item
            for error in errors:
                yield _unexpected(job, entry.url, error)

    async def _read_address(self, job: Job, url: str) -> AsyncIterator[Item]:
        if is_erased_address(self.context.db, self.context.key, url):
            job.answer = Answer(is_done=False, text=ERASED)
            return
        async for item in visit_page(self.fetcher, self.context.db, job, Entry(url=url, link=url)):
            yield item

    @property
    def fetcher(self) -> Fetcher:
        """The door of every request of this crawl."""
        assert self._fetcher is not None
        return self._fetcher

    async def _discover(self, job: Job) -> AsyncIterator[Announced | PageFailed]:
        """What the first working feed and the sitemaps announce, and what failed on the way."""
        failed: list[PageFailed] = []
        feed = await self._first_feed(job, job.source.feeds, failed)
        if feed is None:
            feed = await self._first_feed(job, await self._other_feeds(job, failed), failed)
        if feed is not None:
            yield feed
            failed.clear()
        n_maps = 0
        for url in job.source.sitemaps:
            async for announced in self._read_map(job, url, failed):
                n_maps += 1
                yield announced
        for failure in failed:
            yield failure
        job.is_lost = feed is None and not n_maps

    async def _first_feed(self, job: Job, urls: Any, failed: list[PageFailed]) -> Announced | None:
        """What the first address that is a feed of articles announces."""
        for url in urls:
            announced = await self._announced(job, url, "feed", failed)
            if announced is not None and not is_comment_feed(announced):
                return announced
        return None

    async def _other_feeds(self, job: Job, failed: list[PageFailed]) -> list[str]:
        """Feeds that the catalogue does not name: the one that worked last time, then those of the home page."""
        known = [url for url in list_working_feeds(self.context.db, job.source.id) if url not in job.source.feeds]
        if known:
            return known
        try:
            home = await self.fetcher.get(job.source.homepage, is_page=True)
        except FetchError as error:
            failed.append(PageFailed(job=job, item=error.url, error=error.error, hint=error.hint))
            return []
        return [url for url in announced_feeds(decode(home.marked_body), url=home.url) if url not in job.source.feeds]

    async def _read_map(self, job: Job, url: str, failed: list[PageFailed]) -> AsyncIterator[Announced]:
        """A sitemap, or those that an index names and that changed lately."""
        announced = await self._announced(job, url, "sitemap", failed)
        if announced is None:
            return
        yield announced
        since = self.context.since
        recent = [child for child, changed in announced.maps if not (since and changed and changed < since)]
        for child in recent[:_MOST_MAPS]:
            if child not in job.source.sitemaps:
                inside = await self._announced(job, child, "sitemap", failed)
                if inside is not None:
                    yield inside

    async def _announced(self, job: Job, url: str, kind: Kind, failed: list[PageFailed]) -> Announced | None:
        """What a feed or sitemap announces; nothing new when it did not change since it served the same need."""
        reason = feed_reason(job.source, self.context.since)
        memory = find_validators(self.context.db, url)
        usable = memory if memory and serves(memory["reason"], reason) else None
        try:
            fetched = await self.fetcher.get(url, memory=usable)
            if fetched.is_unchanged:
                return Announced()
            announced = read_announced(fetched.body, url=url)
        except FetchError as error:
            failed.append(PageFailed(job=job, item=url, error=error.error, hint=_FIX_FEED))
            return None
        except FeedError as error:
            failed.append(PageFailed(job=job, item=url, error=str(error), hint=_FIX_FEED))
            return None
        self._keep_feed(job, url, fetched, kind, reason)
        return announced

    def _keep_feed(self, job: Job, url: str, fetched: Fetched, kind: Kind, reason: str) -> None:
        """Remembered at the end of the source, under the address that was asked for."""
        memory = remember(fetched, source_id=job.source.id, kind=kind, reason=reason)
        job.feeds.append(memory | {"url": url})


def _unexpected(job: Job, item: str, error: Exception) -> PageFailed:
    place = traceback.extract_tb(error.__traceback__)[-1]
    told = f"erreur imprévue ({type(error).__name__}, {place.name} ligne {place.lineno})"
    return PageFailed(job=job, item=item, error=told, hint="Signalez cette page ; les autres sont lues.")
