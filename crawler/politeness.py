"""What a site asks of robots: robots.txt, Crawl-delay, text-mining reservations, robots tags, Retry-After."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
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

from crawler.catalogue import host_of
from crawler.comments.shapes import read_json

ROBOT = "Vigie"
MOST_REDIRECTS = 5
DOWNLOAD_ERRORS = (
    CannotResolveHostError, DownloadCancelledError, DownloadConnectionRefusedError, DownloadFailedError,
    DownloadTimeoutError, ResponseDataLossError, UnsupportedURLSchemeError, OSError,
)  # fmt: skip
CLOSED = "User-agent: *\nDisallow: /\n"
# A robots tag with one of these says that a copy, or a snippet, must not be kept or shown.
_RESERVING = {"noai", "noindex", "noarchive", "nosnippet", "none"}
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|content|property)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)


class RobotsRefusedError(IgnoreRequest):  # type: ignore[misc]  # Scrapy is untyped here
    """robots.txt closes an address; the message is French, for the screen."""


class AddressRefusedError(IgnoreRequest):  # type: ignore[misc]  # Scrapy is untyped here
    """An address leads to this machine or to a private network; the message is French, for the screen."""


@dataclass(frozen=True)
class Rule:
    """One rule of a tdmrep.json: a pattern of paths and whether text mining is reserved there."""

    pattern: str
    is_reserved: bool


def path_matches(pattern: str, url: str) -> bool:
    """Whether the path (and query) of an address matches a pattern as in robots.txt: `*` any run, `$` the end."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_closed = pattern.endswith("$")
    body = pattern.removesuffix("$")
    expression = ".*".join(re.escape(piece) for piece in body.split("*"))
    return re.match(expression + ("$" if is_closed else ""), target) is not None


def read_tdmrep(body: bytes) -> list[Rule]:
    """The rules of a tdmrep.json, in order; an invalid rule counts as none. Source: TDMRep, 10 May 2024."""
    listed = read_json(body)
    rules = []
    for entry in listed if isinstance(listed, list) else []:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("location"), str):
            continue
        value = _reservation(entry.get("tdm-reservation"))
        if value is not None:
            rules.append(Rule(entry["location"], value))
    return rules


def reserved_by_file(rules: Sequence[Rule], url: str) -> bool | None:
    """What the first matching rule says of an address, `None` where none matches."""
    return next((rule.is_reserved for rule in rules if path_matches(rule.pattern, url)), None)


def reserved_by_answer(headers: Mapping[str, str], html: str | None) -> bool | None:
    """What an answer says of itself: the header, which a meta element overrides; `None` when both are silent."""
    said = _reservation(headers.get("tdm-reservation"))
    inside = _reservation(_metas(html).get("tdm-reservation")) if html else None
    return said if inside is None else inside


def reserving_tag(headers: Mapping[str, str], html: str | None) -> str | None:
    """The robots tag (`X-Robots-Tag`, or a robots meta element) that forbids keeping a copy, `None` where none does."""
    metas = _metas(html) if html else {}
    values = [headers.get("x-robots-tag", ""), metas.get("robots", ""), metas.get(ROBOT.lower(), "")]
    for part in re.split(r"[,;]", ",".join(values)):
        agent, _, directive = part.strip().lower().rpartition(":")
        if agent.strip() in ("", ROBOT.lower()) and directive.strip() in _RESERVING:
            return directive.strip()
    return None


def retry_after_s(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks to wait, from a number or a date; `None` without one."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (TypeError, ValueError):
        return None


def polite_request(url: str, **options: Any) -> Request:
    """A request in the queue of its own host:port, without cookies; Scrapy's own queues forget the port."""
    meta = {"download_slot": slot_of(url), "dont_merge_cookies": True, **options.pop("meta", {})}
    return Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta, **options)


def slot_of(url: str) -> str:
    """The name of the queue of an address."""
    return host_of(url)


class Guard:
    """Which addresses may be asked for: web ones, on hosts of the catalogue or on the public internet."""

    def __init__(self, known_hosts: Iterable[str]) -> None:
        """`known_hosts` are the host[:port] that this installation's sources name; they are never looked up."""
        self._known = frozenset(known_hosts)

    async def check(self, url: str) -> None:
        """Lets a good address pass.

        Raises:
            AddressRefusedError: not http(s), or a stranger that leads to this machine or a private network.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise AddressRefusedError("adresse refusée : ce n’est pas une adresse http(s) ordinaire")
        if host_of(url) in self._known:
            return
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise AddressRefusedError("adresse introuvable : le nom du site n’existe pas") from None
        if not all(_is_public(str(entry[4][0])) for entry in found):
            raise AddressRefusedError("adresse refusée : elle mène à cette machine ou à un réseau privé")


class RobotsMiddleware:
    """Obeys robots.txt for every request that leaves, as RFC 9309 says: 4xx opens a site, 5xx and silence close it.

    A `Crawl-delay` becomes the delay of the site's queue when it is longer; Scrapy reads it and does not apply it.
    """

    def __init__(self, crawler: Crawler) -> None:
        """One robots.txt is read a host, once a crawl."""
        self._crawler = crawler
        self._guard = Guard(crawler.settings.getlist("VIGIE_KNOWN_HOSTS"))
        self._readings: dict[str, asyncio.Task[Protego]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Lets an open address pass.

        Raises:
            RobotsRefusedError: robots.txt closes it, or could not be read.
        """
        if request.meta.get("is_robots_txt") or request.url.startswith("data:"):
            return
        slot = slot_of(request.url)
        if slot not in self._readings:
            self._readings[slot] = asyncio.ensure_future(self._read(request.url))
        rules = await self._readings[slot]
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
            except (IgnoreRequest, *DOWNLOAD_ERRORS):
                return Protego.parse(CLOSED)
            if response.status not in (301, 302, 303, 307, 308):
                break
            address = urljoin(address, response.headers.get("Location", b"").decode("latin-1"))
        rules = Protego.parse(_robots_text(response.status, response.body))
        self._slow_down(slot_of(url), rules.crawl_delay(ROBOT))
        return rules

    def _slow_down(self, slot: str, delay_s: float | None) -> None:
        downloader = self._crawler.engine.downloader
        if not delay_s or slot not in downloader.slots:
            return
        longest = max(downloader.slots[slot].delay, float(delay_s))
        downloader.slots[slot].delay = longest
        # Queues that rest for a minute are made anew from these settings.
        downloader.per_slot_settings[slot] = {"concurrency": 1, "delay": longest, "jitter": 0.0}


def _robots_text(status: int, body: bytes) -> str:
    if 200 <= status < 300:
        return body.decode("utf-8", "replace")
    return "" if 400 <= status < 500 and status != 429 else CLOSED


def _reservation(value: object) -> bool | None:
    return {"0": False, "1": True}.get(str(value).strip()) if value is not None else None


def _metas(html: str) -> dict[str, str]:
    """The named meta elements of a page, names in lower case, the first of each name."""
    found: dict[str, str] = {}
    for tag in _META.findall(html[:200_000]):
        values = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag)}
        name = (values.get("name") or values.get("property") or "").lower()
        if name and "content" in values:
            found.setdefault(name, values["content"])
    return found


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global
