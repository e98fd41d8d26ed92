"""Reading pages beside the network: in this process for a few, in processes of their own for a long crawl."""

import asyncio
import os
import threading
import time
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from typing import NamedTuple

from crawler.comments import PageThread, read_page
from crawler.extract import extract_html
from crawler.guarded import PAGE_S, bound_memory, read_bounded
from crawler.pages.html_tree import decode
from crawler.pages.selected import Selectors
from store.records import Article

# A night of a few pages is over before a second process has loaded the readers.
FEW_PAGES = 60
MOST_PROCESSES = 4
_WATCH_S = 2.0
_QUEUE_S = 60  # what a page may wait for its turn


class ReadPage(NamedTuple):
    """The article of a page and the part of its thread that the page holds."""

    article: Article
    printed: PageThread


class PageReaders:
    """Reads pages; one instance serves a crawl."""

    def __init__(self, *, few: int = FEW_PAGES, processes: int | None = None) -> None:
        """After `few` pages, as many processes as this machine has cores (at most four) read the next ones."""
        self._n_left = few
        self._processes = min(MOST_PROCESSES, os.cpu_count() or 1) if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None

    async def read(self, body: bytes, *, url: str, fetched_at: datetime, selectors: Selectors) -> ReadPage:
        """The article and the thread of a page.

        Raises:
            PageError: a robot check, a consent wall, or no text at all.
        """
        self._n_left -= 1
        given = (body, url, fetched_at, dict(selectors))
        if self._n_left >= 0 or self._processes < 2:
            return read_bounded(read_whole, *given)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, mp_context=get_context("spawn"), initializer=_follow, initargs=(os.getpid(),)
            )
        try:
            loop = asyncio.get_running_loop()
            return await asyncio.wait_for(loop.run_in_executor(self._pool, read_whole, *given), _QUEUE_S + PAGE_S)
        except (BrokenExecutor, TimeoutError, MemoryError):
            # One page was too much, or a reader was killed: from now on one process reads within its bounds.
            self.close()
            self._processes = 0
            return read_bounded(read_whole, *given)

    def close(self) -> None:
        """Ends the processes, which hold nothing that is not saved."""
        if self._pool is not None:
            for process in list((self._pool._processes or {}).values()):
                process.kill()  # one may be busy for ever
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def read_whole(body: bytes, url: str, fetched_at: datetime, selectors: Selectors) -> ReadPage:
    """What a page holds, read once for its article and its thread."""
    article = extract_html(body, url=url, fetched_at=fetched_at, selectors=selectors)
    return ReadPage(article, read_page(decode(body), url=url, fetched_at=fetched_at))


def _follow(parent: int) -> None:
    """Bounds this process, and ends it with the one that started it, however that one ends."""
    bound_memory()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
