"""What a source announces tonight: its first working feed, else one that its home page names, and its sitemaps."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from sqlite_utils import Database

from crawler.discovery import Announced, FeedError, announced_feeds, is_comment_feed, read_announced
from crawler.fetch import Fetched, Fetcher, FetchError, Kind
from crawler.jobs import Job, PageFailed
from crawler.memory import feed_reason, find_validators, remember, serves
from crawler.pages.html_tree import decode
from store.clock import now
from store.feeds import FeedTry, FoundBy, list_feeds, order_feeds, save_feed_try

MOST_MAPS = 30
_FIX_FEED = "Vérifiez les adresses « feeds » et « sitemaps » de la source."
_NO_ARTICLE = "flux de commentaires, pas d’articles"


class Announcements:
    """Reads what one source announces, and remembers which of its feeds worked."""

    def __init__(self, fetcher: Fetcher, db: Database, job: Job, *, since: datetime | None) -> None:
        """`since` is the day from which pages are wanted."""
        self._fetcher, self._db, self._job, self._since = fetcher, db, job, since
        self._failed: list[PageFailed] = []
        self._tried: set[str] = set()

    async def read(self, *, with_maps: bool = True) -> AsyncIterator[Announced | PageFailed]:
        """What the first working feed and the sitemaps announce, and what failed where no feed works."""
        source = self._job.source
        feed = await self._first_feed(order_feeds(source.feeds, list_feeds(self._db, source.id), moment=now()))
        if feed is None:
            feed = await self._first_feed(self._remembered(), found_by="page")
        if feed is None:
            feed = await self._first_feed(await self._named_by_home(), found_by="page")
        if feed is not None:
            yield feed
            self._failed.clear()
        n_maps = 0
        for url in source.sitemaps if with_maps else ():
            async for announced in self._read_map(url):
                n_maps += 1
                yield announced
        for failure in self._failed:
            yield failure
        self._job.is_lost = feed is None and not n_maps

    async def _first_feed(self, urls: Sequence[str], *, found_by: FoundBy = "catalogue") -> Announced | None:
        """What the first address that is a feed of articles announces; an empty one serves where no other is full."""
        empty = None
        for url in urls:
            if url in self._tried:
                continue
            self._tried.add(url)
            announced = await self._announced(url, "feed", found_by)
            if announced is None:
                continue
            if announced.entries or announced.is_unchanged:
                self._note(url, found_by)
                return announced
            empty = empty or announced
        return empty

    def _note(self, url: str, found_by: FoundBy) -> None:
        if found_by == "page" and self._job.source.feeds:
            self._job.notes.append(f"aucun flux de la source ne répond, lu : {url} (écrivez-le dans ses « feeds »)")

    def _remembered(self) -> list[str]:
        """The feeds that the catalogue does not name and that worked last time, the latest first."""
        return [row["url"] for row in list_feeds(self._db, self._job.source.id) if not row["error"]]

    async def _named_by_home(self) -> list[str]:
        try:
            home = await self._fetcher.get(self._job.source.homepage, is_page=True)
        except FetchError as error:
            self._failed.append(PageFailed(job=self._job, item=error.url, error=error.error, hint=error.hint))
            return []
        return announced_feeds(decode(home.marked_body), url=home.url)

    async def _read_map(self, url: str) -> AsyncIterator[Announced]:
        """A sitemap, or those that an index names and that changed lately."""
        announced = await self._announced(url, "sitemap")
        if announced is None:
            return
        yield announced
        recent = [child for child, changed in announced.maps if not (self._since and changed and changed < self._since)]
        for child in recent[:MOST_MAPS]:
            if child not in self._job.source.sitemaps:
                inside = await self._announced(child, "sitemap")
                if inside is not None:
                    yield inside

    async def _announced(self, url: str, kind: Kind, found_by: FoundBy = "catalogue") -> Announced | None:
        """What a feed or sitemap announces; nothing new when it did not change since it served the same need."""
        reason = feed_reason(self._job.source, self._since)
        memory = find_validators(self._db, url)
        usable = memory if memory and serves(memory["reason"], reason) else None
        announced, error = Announced(), None
        try:
            fetched = await self._fetcher.get(url, memory=usable, is_sitemap=kind == "sitemap")
            announced = Announced(is_unchanged=True) if fetched.is_unchanged else read_announced(fetched.body, url=url)
        except FetchError as failure:
            error = failure.error
            self._job.health.note_refusal(failure)
        except FeedError as failure:
            error = str(failure)
            self._job.health.note_refusal(failure)
        if error is None and kind == "feed" and is_comment_feed(announced):
            error = _NO_ARTICLE
        if error is None:
            self._job.health.note_document(announced, last_read_at=memory["fetched_at"] if memory else None)
        if kind == "feed":
            self._remember_try(url, announced, error, found_by)
        if error is not None:
            self._failed.append(PageFailed(job=self._job, item=url, error=error, hint=_FIX_FEED))
            return None
        if not announced.is_unchanged:
            self._keep(url, fetched, kind, reason)
        return announced

    def _remember_try(self, url: str, announced: Announced, error: str | None, found_by: FoundBy) -> None:
        newest = max((entry.published_at for entry in announced.entries if entry.published_at), default=None)
        has_count = error is None and not announced.is_unchanged
        tried = FeedTry(
            source_id=self._job.source.id, url=url, found_by=found_by, error=error,
            n_entries=len(announced.entries) if has_count else None, newest_at=newest,
        )  # fmt: skip
        save_feed_try(self._db, tried)

    def _keep(self, url: str, fetched: Fetched, kind: Kind, reason: str) -> None:
        """Remembered at the end of the source, under the address that was asked for."""
        memory = remember(fetched, source_id=self._job.source.id, kind=kind, reason=reason)
        self._job.feeds.append(memory | {"url": url})
