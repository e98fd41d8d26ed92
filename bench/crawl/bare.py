"""Bare Scrapy spiders over the same sources, none of which has a memory, a general reader of threads or a mask.

`python -m bench.crawl.bare JOB [FILE]` reads the addresses of the sources, a JSON list, on standard input. The same
limits as ours: one request at a time a source, no delay, robots.txt obeyed, no cookies; no log. One process, Scrapy's
own middlewares, scheduler and duplicate filter as they come. Each parses the feeds and, of each page:

- `title`: takes the `h1` and drops it: what Scrapy costs.
- `selectors`: takes title, date, paragraphs and comments by selectors of these very pages, exported as JSON Lines: what
  a spider written for one site does. It checks nothing, resumes nothing, masks nobody.
- `rows`: takes the same and inserts them into two plain SQLite tables, twenty pages a commit that waits for the disk as
  ours does: the least that anything can cost which parses pages and keeps them.
- `trafilatura`: gives each page to `trafilatura.extract` with metadata and comments, and inserts what it gives: what
  the collectors of others that know no site's selectors do (comments are one text, undated).
"""

import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import trafilatura
from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

SETTINGS = {
    "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_ENABLED": False,
}  # fmt: skip
Found = dict[str, Any]
_A_COMMIT = 20


class BareSpider(Spider):
    """Follows each feed to its pages."""

    name = "bare"

    def __init__(self, bases: list[str], read: Callable[[Any], Found | None], rows: "Rows | None", **options: Any):
        """`bases` are the addresses of the sources, `read` takes what is wanted of a page, `rows` keeps it."""
        super().__init__(**options)
        self.bases, self.read, self.rows = bases, read, rows

    async def start(self) -> AsyncIterator[Request]:
        """The feeds."""
        for base in self.bases:
            yield self._request(f"{base}/rss.xml", self.read_feed)

    def read_feed(self, response: Any) -> Iterator[Request]:
        """The pages of a feed."""
        for link in response.xpath("//item/link/text()").getall():
            yield self._request(link, self.read_page)

    def read_page(self, response: Any) -> Iterator[Found]:
        """What is wanted of a page, for the exporter where nothing else keeps it."""
        found = self.read(response)
        if found is None:
            return
        if self.rows is None:
            yield found
        else:
            self.rows.add(found)

    def closed(self, reason: str) -> None:
        """Commits the last rows."""
        if self.rows is not None:
            self.rows.commit()

    def _request(self, url: str, callback: Any) -> Request:
        # Scrapy's own queues forget the port: all sources would share one.
        return Request(url, callback=callback, meta={"download_slot": urlsplit(url).netloc})


class Rows:
    """Two plain tables: no index of full text, no hash, nothing looked up before."""

    def __init__(self, path: str) -> None:
        """Makes the tables."""
        self._db, self._n = sqlite3.connect(path), 0
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = full")
        self._db.execute("create table articles(url text primary key, title text, at text, body text)")
        self._db.execute("create table comments(id text, url text, at text, body text)")

    def add(self, found: Mapping[str, Any]) -> None:
        """Inserts a page with its comments."""
        body = "\n\n".join(found["paragraphs"])
        row = (found["url"], found["title"], found["date"], body)
        self._db.execute("insert or replace into articles values (?, ?, ?, ?)", row)
        told = [(one["id"], found["url"], one["date"], one["text"]) for one in found["comments"]]
        self._db.executemany("insert into comments values (?, ?, ?, ?)", told)
        self._n += 1
        if self._n % _A_COMMIT == 0:
            self.commit()

    def commit(self) -> None:
        """Makes what was inserted last."""
        self._db.commit()


def read_title(response: Any) -> None:
    """Nothing is kept of a page but the time that its parsing took."""
    response.css("h1::text").get()


def read_by_selectors(response: Any) -> Found:
    """What the selectors of the generated pages give."""
    return {
        "url": response.url, "title": response.css("h1::text").get(),
        "date": response.css("article.post time::attr(datetime)").get(),
        "paragraphs": response.css("div.entry-content p::text").getall(),
        "comments": [
            {"id": one.attrib["id"], "date": one.css("time::attr(datetime)").get(),
             "text": one.css("div.comment-content p::text").get()}
            for one in response.css("li.comment")
        ],
    }  # fmt: skip


def read_by_trafilatura(response: Any) -> Found | None:
    """What trafilatura gives of a page."""
    written = trafilatura.extract(
        response.body, url=response.url, output_format="json", with_metadata=True, include_comments=True
    )
    if written is None:
        return None
    read = json.loads(written)
    comments = [{"id": None, "date": None, "text": read["comments"]}] if read.get("comments") else []
    return {
        "url": response.url, "title": read["title"], "date": read["date"], "paragraphs": [read["text"]],
        "comments": comments,
    }  # fmt: skip


READERS: Mapping[str, Callable[[Any], Found | None]] = {
    "title": read_title, "selectors": read_by_selectors, "rows": read_by_selectors, "trafilatura": read_by_trafilatura,
}  # fmt: skip


def main() -> None:
    """Runs one spider."""
    job, path = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    feeds = {"FEEDS": {path: {"format": "jsonlines"}}} if job == "selectors" else {}
    rows = Rows(path) if path and job in ("rows", "trafilatura") else None
    process = AsyncCrawlerProcess(SETTINGS | feeds)
    process.crawl(BareSpider, bases=json.load(sys.stdin), read=READERS[job], rows=rows)
    process.start()


if __name__ == "__main__":
    main()
