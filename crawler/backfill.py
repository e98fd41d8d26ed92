"""The older pages of a source, through its sitemaps, archive indexes and search, where its robots.txt allows them.

Bounded (so many indexes, so many pages a run), resumable (what is left to read is in the database), and as polite as
any crawl: every address goes through the same door, one request at a time.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import quote_plus, urljoin, urlsplit

from protego import Protego
from sqlite_utils import Database

from crawler.catalogue import host_of
from crawler.discovery import Announced, Entry, FeedError, is_let_in, is_recent, read_announced
from crawler.fetch import Fetched, Fetcher, FetchError
from crawler.jobs import Job, PageFailed
from crawler.pages.addresses import canonical_url
from crawler.pages.html_tree import decode
from crawler.politeness import robots_lines
from crawler.survey import article_links
from store import backlog
from store.backlog import IndexRead, Listed
from store.clock import PARIS, now
from store.database import Row
from store.fences import fence
from store.fold import fold_words
from store.watch import Watch

MOST_INDEXES = 500
MOST_PAGES = 300
_MOST_LIST_PAGES = 30
_MOST_RESULT_PAGES = 5
_STEM = 4  # letters that endings take
_LONG_WORD = 9
_UNLIKELY = "rien dans son adresse ne dit qu’elle parle du débat, et le site en a trop"
_MAP, _HOME = "plan de site", "page d’accueil"
_HINT = "Vérifiez « sitemaps » et « [archives] » de la source."


class Backfill:
    """Lists and hands out the older pages of one source."""

    def __init__(self, fetcher: Fetcher, db: Database, job: Job, *, since: datetime, watch: Watch) -> None:
        """`since` bounds the period; the watch's words say which pages come first."""
        self._fetcher, self._db, self._job, self._since = fetcher, db, job, since
        self._source, self._day = job.source, since.astimezone(PARIS).date()
        self._words, self._searches = likely_words(watch), list_searches(watch)
        self._later: dict[str, str] = {}
        self._closed: Counter[str] = Counter()

    async def read(self) -> AsyncIterator[Entry | PageFailed]:
        """The pages to visit, the likeliest first; for a source read by announcements, what its sitemaps tell."""
        backlog.settle_pages(self._db, self._source.id)
        if not backlog.is_planned(self._db, self._source.id, since=self._day):
            await self._list_indexes()
        while (row := backlog.next_index(self._db, self._source.id, later=self._later)) is not None:
            async for found in self._read_index(row["url"], row["found_in"]):
                yield found
        self._tell_unread()
        for row in self._next_pages():
            yield Entry(url=row["url"], link=row["url"])

    async def _list_indexes(self) -> None:
        """Keeps where the source lists older pages; nothing while its robots.txt, which may name some, is unread."""
        try:
            in_robots = await self._named_by_robots()
        except FetchError as error:
            self._later[error.url] = error.error
            return
        archives = self._source.archives
        named = [url for url in (*self._source.sitemaps, *archives.sitemaps, *in_robots) if self._is_own(url)]
        maps = [Listed(url=url, rank=0, found_in=_MAP) for url in dict.fromkeys(named or [self._usual_map])]
        lists = self._lists() if self._source.tier == 1 else ()
        backlog.add_indexes(self._db, self._source.id, [*maps, *lists], since=self._day)

    def _lists(self) -> Iterator[Listed]:
        """The pages of a site that list others: they say addresses only, so a source read by announcements has none."""
        archives, today = self._source.archives, now().astimezone(PARIS).date()
        for pattern in archives.indexes:
            for url in list_index_addresses(pattern, since=self._day, today=today):
                yield Listed(url=url, rank=1, found_in="index d’archives")
        for url in list_search_addresses(archives.search, self._searches) if archives.search else ():
            yield Listed(url=url, rank=2, found_in="recherche du site")
        yield Listed(url=self._source.homepage, rank=3, found_in=_HOME)

    async def _named_by_robots(self) -> list[str]:
        """The sitemaps that robots.txt names.

        Raises:
            FetchError: it could not be read today, and may be another day.
        """
        try:
            fetched = await self._fetcher.get(urljoin(self._source.homepage, "/robots.txt"))
        except FetchError as error:
            if _may_pass(error):
                raise
            return []
        return list(Protego.parse(robots_lines(fetched.body)).sitemaps)

    async def _read_index(self, url: str, found_in: str) -> AsyncIterator[Entry | PageFailed]:
        """Reads one index, keeps what it lists; its entries where announcements are all that may be kept."""
        try:
            fetched = await self._fetcher.get(url, is_sitemap=found_in == _MAP)
            announced = _listed(fetched, url)
        except (FetchError, FeedError) as error:
            if isinstance(error, FetchError) and _may_pass(error):
                self._later[url] = error.error
                return
            told = error.error if isinstance(error, FetchError) else str(error)
            backlog.index_was_read(self._db, self._source.id, IndexRead(url=url, error=told), since=self._day)
            if isinstance(error, FetchError) and error.decision == "disallowed":
                self._closed[found_in] += 1
            elif found_in == _MAP and not self._is_guess(url):
                yield PageFailed(job=self._job, item=url, error=told, hint=_HINT)
            return
        wanted = [entry for entry in announced.entries if self._is_wanted(entry)]
        if self._source.tier != 1:
            for entry in wanted:
                if entry.title:
                    yield entry
            wanted = []
        pages = [
            Listed(url=entry.url, rank=self._rank(entry), changed_at=entry.published_at or entry.changed_at,
                   found_in=found_in)
            for entry in wanted
        ]  # fmt: skip
        read = IndexRead(url=url, pages=pages, indexes=self._inside(announced))
        backlog.index_was_read(self._db, self._source.id, read, since=self._day)
        fence("index-read")

    def _tell_unread(self) -> None:
        """Says which ways to older pages were closed, put off, or missing: an empty archive must not look like one."""
        notes = self._job.notes
        for found_in, n in sorted(self._closed.items()):
            notes.append(f"archives fermées aux robots : {found_in} ({n} adresse{'s' if n > 1 else ''}, robots.txt)")
        if self._later:
            n, why = len(self._later), next(iter(self._later.values()))
            told = f"{n} index d’archives attendent" if n > 1 else "un index d’archives attend"
            notes.append(f"{told} ({why}) : relancez la même commande")
        if not (self._closed or self._later or backlog.has_read_indexes(self._db, self._source.id, beside=_HOME)):
            notes.append("aucune archive trouvée : donnez « sitemaps » ou « [archives] » à la source")

    def _is_guess(self, url: str) -> bool:
        return url == self._usual_map and url not in (*self._source.sitemaps, *self._source.archives.sitemaps)

    @property
    def _usual_map(self) -> str:
        return urljoin(self._source.homepage, "/sitemap.xml")

    def _inside(self, announced: Announced) -> list[Listed]:
        """The sitemaps that an index names and that may hold something of the period, within the bound."""
        room = MOST_INDEXES - backlog.count_indexes(self._db, self._source.id)
        recent = [(url, changed) for url, changed in announced.maps
                  if not (changed and changed < self._since) and self._is_own(url)]  # fmt: skip
        recent.sort(key=lambda pair: pair[1].timestamp() if pair[1] else 0.0, reverse=True)
        return [Listed(url=url, changed_at=changed, found_in=_MAP) for url, changed in recent[: max(0, room)]]

    def _next_pages(self) -> list[Row]:
        """The pages of this run; a site of every subject is read only where an address speaks of the debate."""
        n_waiting = backlog.count_waiting(self._db, self._source.id)
        if n_waiting > MOST_PAGES and self._source.audience != "medecins":
            self._job.counts["skipped"] += backlog.skip_unlikely(self._db, self._source.id, reason=_UNLIKELY)
            n_waiting = backlog.count_waiting(self._db, self._source.id)
        if n_waiting > MOST_PAGES:
            left = f"{n_waiting - MOST_PAGES:,}".replace(",", "\u202f")
            self._job.notes.append(f"{left} pages d’archives attendent : relancez la même commande")
        return backlog.list_waiting_pages(self._db, self._source.id, limit=MOST_PAGES)

    def _is_wanted(self, entry: Entry) -> bool:
        is_page = urlsplit(entry.url).path not in ("", "/")
        is_own = host_of(entry.url) in self._source.hosts and is_let_in(entry.url, self._source)
        return is_page and is_own and is_recent(entry, self._since)

    def _rank(self, entry: Entry) -> int:
        path = re.sub(r"[-_/.]+", " ", urlsplit(entry.url).path)
        text = f" {fold_words(f'{path} {entry.title or str()}')}"
        return 0 if any(word in text for word in self._words) else 1

    def _is_own(self, url: str) -> bool:
        """A sitemap may stand on another host of the source only where its file names that host."""
        return host_of(url) in self._source.known_hosts()


def _may_pass(error: FetchError) -> bool:
    """Whether an index may answer another day: nothing came, the site was busy, or it asked for time."""
    signal, status = error.because.signal, error.status or 0
    return signal in ("network", "retry-after", "crawl-delay") or status in (408, 429) or status >= 500


def likely_words(watch: Watch) -> tuple[str, ...]:
    """Folded pieces of addresses that speak of the debate: those of the watch, else stems of its terms."""
    if watch.discovery.words:
        return tuple(f" {fold_words(word)}" for word in watch.discovery.words)
    folded = [fold_words(word) for word in watch.terms.fuzzy]
    return tuple(f" {word[:-_STEM] if len(word) >= _LONG_WORD else word}" for word in folded)


def list_searches(watch: Watch) -> tuple[str, ...]:
    """What is put to a site's own search: what the watch says, else the first of its terms."""
    return watch.discovery.searches or watch.terms.fuzzy[:2]


def list_index_addresses(pattern: str, *, since: date, today: date) -> list[str]:
    """The addresses of an archive index over a period, the latest first: one a day, a month, a year, or by number."""
    if "{page}" in pattern and "{year}" not in pattern:
        return [pattern.format(page=number) for number in range(1, _MOST_LIST_PAGES + 1)]
    filled = [
        pattern.format(year=f"{day:%Y}", month=f"{day:%m}", day=f"{day:%d}", page=1) for day in _days(since, today)
    ]
    return list(dict.fromkeys(filled))[:MOST_INDEXES]


def list_search_addresses(pattern: str, searches: Sequence[str]) -> list[str]:
    """The addresses of the results of some searches, page after page."""
    pages = range(1, _MOST_RESULT_PAGES + 1) if "{page}" in pattern else (1,)
    return [pattern.format(query=quote_plus(query), page=page) for query in searches for page in pages]


def _days(since: date, today: date) -> Iterator[date]:
    day = today
    while day >= since:
        yield day
        day -= timedelta(days=1)


def _listed(fetched: Fetched, url: str) -> Announced:
    """What an index lists: a sitemap's or feed's entries, else the links of a page that look like articles.

    Raises:
        FeedError: a sitemap that is none.
    """
    head = fetched.body[:2000].lstrip().lower()
    is_page = b"<html" in head or b"<!doctype html" in head
    if not is_page:
        return read_announced(fetched.body, url=url)
    links = article_links(decode(fetched.marked_body), fetched.url)
    return Announced(entries=tuple(Entry(url=canonical_url(link), link=link) for link in links))
