"""Which addresses may be asked for, and how: robots.txt, Crawl-delay, one queue a host, no way to a private network."""

import asyncio
import codecs
import socket
from collections.abc import Iterable
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http.request import NO_CALLBACK

from crawler.answers import network_error
from crawler.catalogue import host_of
from crawler.gate import was_refused
from crawler.patience import retry_after_s
from crawler.reservations import (
    ROBOT,
    Rule,
    path_matches,
    read_tdmrep,
    reserved_by_answer,
    reserved_by_file,
    reserving_tag,
)
from store.manners import save_crawl_delay
from store.network import Gate

__all__ = [
    "CLOSED", "DOWNLOAD_ERRORS", "MOST_REDIRECTS", "PRIVATE", "ROBOT", "AddressRefusedError", "Guard",
    "RobotsMiddleware", "RobotsRefusedError", "RobotsUnreadError", "Rule", "make_guard", "next_address",
    "path_matches", "polite_request", "read_tdmrep", "reserved_by_answer", "reserved_by_file", "reserving_tag",
    "retry_after_s", "robots_lines", "slot_of",
]  # fmt: skip

MOST_REDIRECTS = 5
DOWNLOAD_ERRORS = (
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError,
    DownloadTimeoutError, ResponseDataLossError, UnsupportedURLSchemeError, OSError,
)  # fmt: skip
CLOSED = "User-agent: *\nDisallow: /\n"
PRIVATE = "adresse refusée : elle mène à cette machine ou à un réseau privé"
_NOT_WEB = "adresse refusée : ce n’est pas une adresse http(s) ordinaire"


class RobotsRefusedError(IgnoreRequest):  # type: ignore[misc]  # Scrapy is untyped here
    """robots.txt closes an address; the message is French, for the screen."""


class RobotsUnreadError(IgnoreRequest):  # type: ignore[misc]  # Scrapy is untyped here
    """A robots.txt could not be read, so that its site is left alone for now; the message is French, for the screen."""


class AddressRefusedError(IgnoreRequest):  # type: ignore[misc]  # Scrapy is untyped here
    """An address leads to this machine or to a private network; the message is French, for the screen."""


def polite_request(url: str, **options: Any) -> Request:
    """A request in the queue of its own host:port, without cookies; Scrapy's own queues forget the port."""
    meta = {"download_slot": slot_of(url), "dont_merge_cookies": True, **options.pop("meta", {})}
    return Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta, **options)


def next_address(url: str, location: str) -> str:
    """Where a redirection leads; what is no address is left as it is, for the guard to refuse."""
    try:
        return urljoin(url, location)
    except ValueError:
        return location


def slot_of(url: str) -> str:
    """The name of the queue of an address."""
    return host_of(url)


class Guard:
    """Which addresses may be asked for: web ones, on hosts of the catalogue or on the public internet."""

    def __init__(self, known_hosts: Iterable[str], private_hosts: Iterable[str] = ()) -> None:
        """`known_hosts` are the host[:port] that this installation's sources name: only the gate looks them up, when
        it connects. `private_hosts` may stand in a private network.
        """
        self._known = frozenset(known_hosts)
        self._gate = Gate(private_hosts)

    async def check(self, url: str) -> None:
        """Lets a good address pass.

        Raises:
            AddressRefusedError: not http(s), or a stranger that leads to this machine or a private network.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or (80 if parts.scheme == "http" else 443)
        except ValueError:
            raise AddressRefusedError(_NOT_WEB) from None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise AddressRefusedError(_NOT_WEB)
        if host_of(url) in self._known:
            return
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise AddressRefusedError("adresse introuvable : le nom du site n’existe pas") from None
        if not all(self._gate.lets(parts.hostname, str(entry[4][0]), port) for entry in found):
            raise AddressRefusedError(PRIVATE)


def make_guard(crawler: Crawler) -> Guard:
    """The guard of a crawl, as its settings say."""
    settings = crawler.settings
    return Guard(settings.getlist("VIGIE_KNOWN_HOSTS"), settings.getlist("VIGIE_PRIVATE_HOSTS"))


class RobotsMiddleware:
    """Obeys robots.txt for every request that leaves, as RFC 9309 says: 4xx opens a site, 5xx and silence close it.

    A `Crawl-delay` becomes the delay of the site's queue when it is longer; Scrapy reads it and does not apply it.
    """

    def __init__(self, crawler: Crawler) -> None:
        """One robots.txt is read a host, once a crawl."""
        self._crawler = crawler
        self._guard = make_guard(crawler)
        self._readings: dict[str, asyncio.Task[Protego]] = {}
        self._unread: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Lets an open address pass.

        Raises:
            RobotsRefusedError: robots.txt closes it.
            RobotsUnreadError: robots.txt could not be read.
            AddressRefusedError: its name leads to this machine or a private network.
        """
        if request.meta.get("is_robots_txt") or request.url.startswith("data:"):
            return
        slot = slot_of(request.url)
        if slot not in self._readings:
            self._readings[slot] = asyncio.ensure_future(self._read(request.url))
        rules = await self._readings[slot]
        if was_refused(urlsplit(request.url).hostname or ""):
            raise AddressRefusedError(PRIVATE)
        if slot in self._unread:
            raise RobotsUnreadError(
                f"robots.txt n’a pas pu être lu ({self._unread[slot]}) : le site est laissé en paix"
            )
        if not rules.can_fetch(request.url, ROBOT):
            raise RobotsRefusedError("le site interdit cette page aux robots (robots.txt)")

    async def _read(self, url: str) -> Protego:
        """The rules of a site; a closed set where its robots.txt cannot be read."""
        address = urljoin(url, "/robots.txt")
        for _ in range(MOST_REDIRECTS + 1):
            request = polite_request(address, meta={"is_robots_txt": True})
            try:
                await self._guard.check(address)
                response = await self._crawler.engine.download_async(request)
            except (IgnoreRequest, *DOWNLOAD_ERRORS) as error:
                self._unread[slot_of(url)] = str(error) if isinstance(error, IgnoreRequest) else network_error(error)
                return Protego.parse(CLOSED)
            if response.status not in (301, 302, 303, 307, 308):
                break
            address = next_address(address, response.headers.get("Location", b"").decode("latin-1"))
        text = _robots_text(response.status, response.body)
        if text is None:
            self._unread[slot_of(url)] = f"HTTP {response.status}"
        rules = Protego.parse(CLOSED if text is None else text)
        self._slow_down(slot_of(url), rules.crawl_delay(ROBOT))
        return rules

    def _slow_down(self, slot: str, delay_s: float | None) -> None:
        """Makes the queue of a host wait as long as the host asks, and says so to those who wonder why."""
        if not delay_s:
            return
        downloader = self._crawler.engine.downloader
        known = downloader.per_slot_settings.get(slot, {}).get("delay", self._crawler.settings["DOWNLOAD_DELAY"])
        longest = max(float(known), float(delay_s))
        if slot in downloader.slots:
            downloader.slots[slot].delay = longest
        # Queues that rest for a minute are made anew from these settings.
        downloader.per_slot_settings[slot] = {"concurrency": 1, "delay": longest, "jitter": 0.0}
        save_crawl_delay(self._crawler.spider.context.db, slot, float(delay_s))


def _robots_text(status: int, body: bytes) -> str | None:
    """The rules that an answer gives, none where there is no such file; `None` where nobody can tell."""
    if 200 <= status < 300:
        return robots_lines(body)
    return "" if 400 <= status < 500 and status != 429 else None


def robots_lines(body: bytes) -> str:
    """The lines of a robots.txt; one that is no UTF-8 counts as it reads in Latin-1 and with its bytes as they are.

    A mark of order before the first line would hide it, and with it the rules of the first group.
    """
    found: list[str] = []
    for line in body.removeprefix(codecs.BOM_UTF8).splitlines():
        try:
            found.append(line.decode())
        except UnicodeDecodeError:
            found += [line.decode("cp1252", "replace"), "".join(chr(b) if b < 128 else f"%{b:02X}" for b in line)]
    return "\n".join(found)
