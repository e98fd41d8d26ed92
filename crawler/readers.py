"""Reading pages beside the network: in this process for a few, in processes of their own for a long crawl."""

import asyncio
import os
from datetime import datetime
from typing import NamedTuple

from crawler.comments import PageThread, detect_thread, read_page
from crawler.comments.shapes import Detected
from crawler.extract import extract_html
from crawler.guarded import PAGE_S, read_bounded
from crawler.pages.html_tree import decode
from crawler.pages.parts import next_part
from crawler.pages.selected import Selectors
from crawler.reader_pool import ReaderLostError, ReaderPool
from store.records import Article

# A night of a few pages is over before a second process has loaded the readers.
FEW_PAGES = 60
MOST_PROCESSES = 4
_QUEUE_S = 60  # what a page may wait for its turn


class ReadPage(NamedTuple):
    """The article of a page and the part of its thread that the page holds.

    `service` gives the thread where the page does not; `next_part` is the address of the article's second page.
    """

    article: Article
    printed: PageThread
    service: Detected | None = None
    next_part: str | None = None


class PageReaders:
    """Reads pages; one instance serves a crawl."""

    def __init__(self, *, few: int = FEW_PAGES, processes: int | None = None) -> None:
        """After `few` pages, as many processes as this machine has cores (at most four) read the next ones."""
        self._n_left = few
        self._processes = min(MOST_PROCESSES, os.cpu_count() or 1) if processes is None else processes
        self._pool: ReaderPool | None = None

    async def read(self, body: bytes, *, url: str, fetched_at: datetime, selectors: Selectors) -> ReadPage:
        """The article and the thread of a page.

        Raises:
            PageError: a robot check, a consent wall, or no text at all.
        """
        self._n_left -= 1
        given = (body, url, fetched_at, dict(selectors))
        if self._n_left >= 0 or self._processes < 2:
            return read_bounded(read_whole, *given)
        self._pool = self._pool or ReaderPool(self._processes)
        try:
            async with asyncio.timeout(_QUEUE_S + PAGE_S):
                return await self._pool.run(read_whole, *given)
        except (ReaderLostError, TimeoutError):
            # One page was too much, or a reader was killed: from now on one process reads within its bounds.
            self.close()
            self._processes = 0
            return read_bounded(read_whole, *given)

    def close(self) -> None:
        """Ends the processes, which hold nothing that is not saved."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def read_whole(body: bytes, url: str, fetched_at: datetime, selectors: Selectors) -> ReadPage:
    """What a page holds, read once for its article and its thread."""
    html = decode(body)
    following = next_part(html, first_url=url, number=2)  # while the page's tree is whole: it is parsed once
    article = extract_html(body, url=url, fetched_at=fetched_at, selectors=selectors)
    return ReadPage(article, read_page(html, url=url, fetched_at=fetched_at), detect_thread(html), following)
