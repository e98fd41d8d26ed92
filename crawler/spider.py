"""The one spider: sources in, articles with their comments out."""

import time
import traceback
from collections.abc import AsyncIterator
from typing import Any

from scrapy import Request, Spider

from crawler.announcements import Announcements
from crawler.backfill import Backfill
from crawler.decided import left_out
from crawler.discovery import Entry, wanted_entries
from crawler.fetch import Fetcher
from crawler.jobs import CrawlContext, Job, JobDone, PageFailed, PageFound, PageNoted
from crawler.lookout import Lookout
from crawler.memory import list_known_entries
from crawler.outcome import ERASED
from crawler.visit import visit_page
from store.fences import record_failures
from store.inbox import Answer
from store.tombstones import is_erased_address
from store.writes import start_step

Item = PageFound | PageFailed | PageNoted | JobDone


class VigieSpider(Spider):  # type: ignore[misc]  # Scrapy is untyped here
    """Reads every job of its context; the sources run side by side, the requests of one follow one another."""

    name = "vigie"

    def __init__(self, context: CrawlContext, **options: Any) -> None:
        """`context` says what to read and where it is saved."""
        super().__init__(**options)
        self.context = context
        self._fetcher: Fetcher | None = None
        self._lookout: Lookout | None = None

    async def start(self) -> AsyncIterator[Request]:
        """One request a job, which stays on this machine: the job's real requests are awaited in its callback."""
        self._fetcher = Fetcher(self.crawler)
        self._lookout = Lookout(self.context, self.context.catalogue)
        yield Request("data:,lookout", callback=self.ask_services, dont_filter=True, meta={"download_slot": "lookout"})
        for number, job in enumerate(self.context.jobs):
            yield Request(
                f"data:,{number}", callback=self.read_job, cb_kwargs={"job": job}, dont_filter=True,
                meta={"download_slot": f"job-{number}"},
            )  # fmt: skip

    async def ask_services(self, response: Any) -> None:
        """The discovery services of the watch, before the sources need their answers."""
        assert self._lookout is not None
        await self._lookout.ask_all(self.fetcher)

    def closed(self, reason: str) -> None:
        """Ends the processes that read pages."""
        if self._fetcher is not None:
            self._fetcher.readers.close()

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
        is_backfill = self.context.is_backfill
        announcements = Announcements(self.fetcher, self.context.db, job, since=self.context.since)
        async for found in announcements.read(with_maps=not is_backfill):
            if isinstance(found, PageFailed):
                yield found
            else:
                entries += found.entries
        decided = tuple(left_out(entries, job.source, since=self.context.since))
        if decided:
            yield PageNoted(job=job, decided=decided)
        assert self._lookout is not None
        entries += await self._lookout.entries_of(job.source, entries)
        entries += list_known_entries(self.context.db, job.source, since=self.context.since)
        async for item in self._visit_all(job, entries):
            yield item
        if is_backfill:
            async for item in self._read_older(job):
                yield item

    async def _read_older(self, job: Job) -> AsyncIterator[Item]:
        """The pages that archives list, after those that feeds announce."""
        assert self.context.watch is not None and self.context.since is not None
        older = Backfill(self.fetcher, self.context.db, job, since=self.context.since, watch=self.context.watch)
        async for found in older.read():
            job.is_lost = False
            if isinstance(found, PageFailed):
                yield found
                continue
            async for item in self._visit_all(job, [found]):
                yield item

    async def _visit_all(self, job: Job, entries: list[Entry]) -> AsyncIterator[Item]:
        """The wanted pages among those announced, one after the other."""
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


def _unexpected(job: Job, item: str, error: Exception) -> PageFailed:
    place = traceback.extract_tb(error.__traceback__)[-1]
    told = f"erreur imprévue ({type(error).__name__}, {place.name} ligne {place.lineno})"
    return PageFailed(job=job, item=item, error=told, hint="Signalez cette page ; les autres sont lues.")
