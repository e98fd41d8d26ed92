"""Two bare Scrapy spiders over the same sources, neither of which has a database, a memory or a general reader.

`python -m bench.crawl.bare [FILE]` reads the addresses of the sources, a JSON list, on standard input. The same limits
as ours: one request at a time a source, no delay, robots.txt obeyed, no cookies; no log. One process, Scrapy's own
middlewares, scheduler and duplicate filter as they come.

- Without FILE, the spider parses each feed and each page, takes the `h1` of the page and drops it: what Scrapy costs.
- With FILE, the selectors of these very pages take title, date, paragraphs and comments, and Scrapy exports them as
  JSON Lines: what a spider written for one site does. It checks nothing, resumes nothing, masks nobody.
"""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

SETTINGS = {
    "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_ENABLED": False,
}  # fmt: skip


class BareSpider(Spider):
    """Follows each feed to its pages."""

    name = "bare"

    def __init__(self, bases: list[str], stores: bool, **options: Any) -> None:
        """`bases` are the addresses of the sources."""
        super().__init__(**options)
        self.bases, self.stores, self.n_titles = bases, stores, 0

    async def start(self) -> AsyncIterator[Request]:
        """The feeds."""
        for base in self.bases:
            yield self._request(f"{base}/rss.xml", self.read_feed)

    def read_feed(self, response: Any) -> Iterator[Request]:
        """The pages of a feed."""
        for link in response.xpath("//item/link/text()").getall():
            yield self._request(link, self.read_page)

    def read_page(self, response: Any) -> Iterator[dict[str, Any]]:
        """A title, or what the page's own selectors give."""
        title = response.css("h1::text").get()
        self.n_titles += bool(title)
        if self.stores:
            yield {
                "url": response.url, "title": title, "date": response.css("article.post time::attr(datetime)").get(),
                "paragraphs": response.css("div.entry-content p::text").getall(),
                "comments": [
                    {"id": one.attrib["id"], "date": one.css("time::attr(datetime)").get(),
                     "text": one.css("div.comment-content p::text").get()}
                    for one in response.css("li.comment")
                ],
            }  # fmt: skip

    def _request(self, url: str, callback: Any) -> Request:
        # Scrapy's own queues forget the port: all sources would share one.
        return Request(url, callback=callback, meta={"download_slot": urlsplit(url).netloc})


if __name__ == "__main__":
    feeds = {"FEEDS": {sys.argv[1]: {"format": "jsonlines"}}} if len(sys.argv) > 1 else {}
    process = AsyncCrawlerProcess(SETTINGS | feeds)
    process.crawl(BareSpider, bases=json.load(sys.stdin), stores=bool(feeds))
    process.start()
