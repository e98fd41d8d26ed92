"""Scrapy's settings for a polite crawl."""

from collections.abc import Sequence
from typing import Any

from scrapy.logformatter import LogFormatter

from crawler.catalogue import MIN_DELAY_S, Source
from crawler.politeness import ROBOT
from store.network import is_written_private

VERSION = "0.1"
MOST_BYTES = 5_000_000
TIMEOUT_S = 30
# Of Scrapy's own parts, those that a spider of one request a source, whose items are its answers, has no use for: each
# would be asked at every page, and every answer or item counted, logged or passed on by them.
_SPIDER_PARTS = (
    "start.StartSpiderMiddleware", "httperror.HttpErrorMiddleware", "referer.RefererMiddleware",
    "urllength.UrlLengthMiddleware", "depth.DepthMiddleware", "metacopy.MetaCopyDetectionMiddleware",
)  # fmt: skip
_EXTENSIONS = (
    "corestats.CoreStats", "logcount.LogCount", "memusage.MemoryUsage", "closespider.CloseSpider",
    "feedexport.FeedExporter", "logstats.LogStats", "spiderstate.SpiderState", "throttle.AutoThrottle",
)  # fmt: skip


class SilentFormatter(LogFormatter):  # type: ignore[misc]  # Scrapy is untyped here
    """No line for each page and each item: our own log counts them by source. Errors are told as ever."""

    def crawled(self, request: Any, response: Any, spider: Any) -> None:
        """Nothing of a page that was fetched."""

    def scraped(self, item: Any, response: Any, spider: Any) -> None:
        """Nothing of an item."""


def user_agent(contact: str | None) -> str:
    """How we name ourselves; a contact is an address or a page where we can be reached."""
    known = " ".join((contact or "https://vigie.invalid/contact-a-configurer").split())  # one line of a header
    return f"{ROBOT}/{VERSION} (+{known})"


def polite_settings(sources: Sequence[Source], *, contact: str | None, allowed: Sequence[str] = ()) -> dict[str, Any]:
    """One request at a time a site, its own delay between two, robots.txt obeyed, no cookie, no cache, no telnet.

    `allowed` are host[:port] of a private network that may be asked, besides those that a source writes as such.
    """
    hosts = sorted({host for source in sources for host in source.known_hosts()})
    delays = {host: max(s.delay_s for s in sources if host in s.known_hosts()) for host in hosts}
    slots = {host: {"concurrency": 1, "delay": delay, "jitter": 0.0} for host, delay in delays.items()}
    return {
        "USER_AGENT": user_agent(contact),
        "ROBOTSTXT_OBEY": True,
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            # Of no use here, and asked at each request: hosts are guarded by ours, no source has a password.
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
            "crawler.politeness.RobotsMiddleware": 100,
        },
        "SPIDER_MIDDLEWARES": {f"scrapy.spidermiddlewares.{part}": None for part in _SPIDER_PARTS},
        "EXTENSIONS": {f"scrapy.extensions.{part}": None for part in _EXTENSIONS},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "LOG_FORMATTER": "crawler.settings.SilentFormatter",
        "ITEM_PIPELINES": {"crawler.pipeline.SavingPipeline": 100},
        "VIGIE_KNOWN_HOSTS": hosts,
        "VIGIE_PRIVATE_HOSTS": [*(host for host in hosts if is_written_private(host)), *allowed],
        "TWISTED_DNS_RESOLVER": "crawler.gate.GatedResolver",
        "DOWNLOAD_HANDLERS": {"file": None, "ftp": None, "s3": None},
        "DOWNLOAD_SLOTS": slots,
        "DOWNLOAD_DELAY": MIN_DELAY_S,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 64,
        # Items of a source are saved in the order in which its callback yields them.
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_MAXSIZE": MOST_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": TIMEOUT_S,
        "COOKIES_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "RETRY_ENABLED": False,
        "HTTPCACHE_ENABLED": False,
        "REFERER_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        # The head of a page is read as it comes, which takes an encoding that unpacks as it comes.
        "DEFAULT_REQUEST_HEADERS": {"Accept-Language": "fr", "Accept": "*/*", "Accept-Encoding": "gzip, deflate"},
    }
