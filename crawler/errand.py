"""One errand on the network, outside a crawl: the same door, the same manners, nothing saved by itself."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from crawler.catalogue import Source
from crawler.fetch import Fetcher
from crawler.jobs import CrawlContext, Job
from crawler.run import allowed_of, contact_of
from crawler.settings import polite_settings
from store.database import open_database
from store.fences import record_failures
from store.home import Home

Errand = Callable[[Fetcher], Awaitable[None]]


class ErrandSpider(Spider):  # type: ignore[misc]  # Scrapy is untyped here
    """Runs errands side by side; each host still gets one request at a time."""

    name = "vigie-errand"

    def __init__(self, context: CrawlContext, errands: Sequence[Errand], errors: list[Exception], **options: Any):
        """`errors` receives what an errand did not expect."""
        super().__init__(**options)
        self.context, self._errands, self._errors = context, errands, errors

    async def start(self) -> AsyncIterator[Request]:
        """One request that stays on this machine: the real ones are awaited in its callback."""
        yield Request("data:,", callback=self.run_errands, dont_filter=True)

    async def run_errands(self, response: Any) -> None:
        """Every errand; one that breaks stops no other."""
        fetcher = Fetcher(self.crawler)
        await asyncio.gather(*(self._run(errand, fetcher) for errand in self._errands))

    async def _run(self, errand: Errand, fetcher: Fetcher) -> None:
        with record_failures(self._errors.append):
            await errand(fetcher)


def run_errands(home: Home, sources: Sequence[Source], errands: Sequence[Errand]) -> None:
    """Runs errands on these sources' hosts in this process, once: Scrapy's reactor does not start twice.

    Raises:
        NoContactError: a site of the network would be read by somebody it cannot reach.
    """
    db = open_database(home.database)
    errors: list[Exception] = []
    try:
        jobs = [Job(source=source) for source in sources]
        context = CrawlContext(db=db, key=home.key(), run_id=0, jobs=jobs, since=None)
        settings = polite_settings(sources, contact=contact_of(home, jobs), allowed=allowed_of(home))
        settings |= {"ITEM_PIPELINES": {}}
        process = AsyncCrawlerProcess(settings)
        process.crawl(ErrandSpider, context=context, errands=errands, errors=errors)
        process.start()
    finally:
        db.close()
    if errors:
        raise errors[0]
