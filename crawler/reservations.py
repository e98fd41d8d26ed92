"""What a site reserves against text mining or copies: tdmrep.json, then the headers, then the head of the page."""

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload

from crawler.comments.shapes import read_json
from store.decisions import Signal

ROBOT = "Vigie"
IS_PAGE = "is_page"
# A robots tag with one of these says that a copy, or a snippet, must not be kept or shown.
_RESERVING = {"noai", "noindex", "noarchive", "nosnippet", "none"}
# What a service answers may be kept out of search engines (WordPress does so by itself) and still be read.
_RESERVING_DATA = {"noai"}
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"\b(name|content|property)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_HEAD_ENDS = re.compile(rb"</head\s*>|<body[\s>]", re.IGNORECASE)
_AGENT = re.compile(r"\s*(?P<agent>[\w*-]+)\s*:(?P<rest>.*)", re.DOTALL)
# Directives that carry a value after a colon: their names are no robots.
_VALUED = {"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}
_MOST_HEAD = 200_000


@dataclass(frozen=True)
class Rule:
    """One rule of a tdmrep.json: a pattern of paths and whether text mining is reserved there."""

    pattern: str
    is_reserved: bool


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """A signal that keeps a page's body out, its words, and how it is told in French."""

    signal: Signal
    value: str
    told: str


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


def rule_for(rules: Sequence[Rule], url: str) -> Rule | None:
    """The first rule that matches an address, `None` where none does."""
    return next((rule for rule in rules if path_matches(rule.pattern, url)), None)


def reserved_by_file(rules: Sequence[Rule], url: str) -> bool | None:
    """What the first matching rule says of an address, `None` where none matches."""
    rule = rule_for(rules, url)
    return rule.is_reserved if rule else None


def reserved_by_answer(headers: Mapping[str, str], html: str | None) -> bool | None:
    """What an answer says of itself: the header, which a meta element overrides; `None` when both are silent."""
    said = _reservation(headers.get("tdm-reservation"))
    inside = _reservation(_metas(html).get("tdm-reservation")) if html else None
    return said if inside is None else inside


def reserving_tag(headers: Mapping[str, str], html: str | None) -> str | None:
    """The robots tag (`X-Robots-Tag`, or a robots meta element) that forbids keeping a copy, `None` where none does."""
    metas = _metas(html) if html else {}
    values = [headers.get("x-robots-tag", ""), metas.get("robots", ""), metas.get(ROBOT.lower(), "")]
    return next((tag for value in values if (tag := _tag_in(value))), None)


def find_reservation(headers: Mapping[str, str], html: str | None) -> Reservation | None:
    """The signal of an answer that keeps its body out, in the order of the texts: TDMRep first, then robots tags."""
    if reserved_by_answer(headers, html):
        inside = _reservation(_metas(html).get("tdm-reservation")) if html else None
        return _tdm("tdm-header" if inside is None else "tdm-meta")
    tag = reserving_tag(headers, None)
    if tag:
        return _tagged("x-robots-tag", tag)
    tag = reserving_tag({}, html)
    return _tagged("robots-meta", tag) if tag else None


def find_data_reservation(headers: Mapping[str, str]) -> Reservation | None:
    """The signal of a service's answer, which is no page, that keeps it out."""
    if _reservation(headers.get("tdm-reservation")):
        return _tdm("tdm-header")
    tag = _tag_in(headers.get("x-robots-tag", ""), _RESERVING_DATA)
    return _tagged("x-robots-tag", tag) if tag else None


class HeadReader:
    """Stops the download of a page as soon as its headers, or its head, say that it is reserved.

    A meta element overrides the header of TDMRep, so that a page whose header reserves it is read up to the end of its
    head, never further.
    """

    KEY = "reservation"

    def __init__(self, crawler: Crawler) -> None:
        """Listens to every download of a crawl whose request is marked as a page's."""
        crawler.signals.connect(self.see_headers, signals.headers_received)
        crawler.signals.connect(self.see_bytes, signals.bytes_received)
        self._heads: dict[Request, _Head] = {}

    def see_headers(self, headers: Mapping[bytes, list[bytes]], request: Request) -> None:
        """Judges an answer by its headers."""
        if not request.meta.get(IS_PAGE):
            return
        known = headers_as_text(headers)
        tag = reserving_tag(known, None)
        if tag:
            self._stop(request, _tagged("x-robots-tag", tag))
        is_html = "html" in known.get("content-type", "html")
        if _reservation(known.get("tdm-reservation")) and not is_html:
            self._stop(request, _tdm("tdm-header"))
        self._heads[request] = _Head(known)

    def see_bytes(self, data: bytes, request: Request) -> None:
        """Judges a page by its head, as far as it came."""
        head = self._heads.get(request)
        if head is None or not head.is_whole(data):
            return
        del self._heads[request]
        found = find_reservation(head.headers, head.text)
        if found:
            self._stop(request, found)

    def forget(self, request: Request) -> None:
        """The download of a request ended."""
        self._heads.pop(request, None)

    def _stop(self, request: Request, found: Reservation) -> None:
        self._heads.pop(request, None)
        request.meta[self.KEY] = found
        raise StopDownload(fail=True)


class _Head:
    """The beginning of an answer, unpacked as it comes."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = headers
        self._seen = bytearray()
        encoding = headers.get("content-encoding", "").strip().lower()
        self._unpack = zlib.decompressobj(47) if encoding in ("gzip", "x-gzip", "deflate") else None

    def is_whole(self, data: bytes) -> bool:
        """Whether the head ends in what came so far; what cannot be unpacked is judged by its headers."""
        start = max(0, len(self._seen) - 20)
        if self._unpack is not None:
            try:
                data = self._unpack.decompress(data)
            except zlib.error:
                return True
        self._seen += data
        return bool(_HEAD_ENDS.search(self._seen, start)) or len(self._seen) > _MOST_HEAD

    @property
    def text(self) -> str:
        """What came so far; names and values of meta elements are ASCII."""
        return self._seen.decode("latin-1")


def headers_as_text(headers: Mapping[bytes, list[bytes]]) -> dict[str, str]:
    """Headers by name in lower case; several values are joined, those of `X-Robots-Tag` one a line."""
    pairs: dict[bytes, Any] = dict(headers)
    found = {}
    for name, values in pairs.items():
        lowered = name.decode("latin-1").lower()
        glue = b"\n" if lowered == "x-robots-tag" else b", "
        found[lowered] = glue.join(values).decode("latin-1")
    return found


def _tag_in(value: str, reserving: set[str] | None = None) -> str | None:
    """The first reserving directive for us or for all; a robot that is named owns the rest of its line."""
    wanted = reserving or _RESERVING
    for line in value.lower().split("\n"):
        is_ours = True
        for part in re.split(r"[,;]", line):
            match = _AGENT.fullmatch(part)
            if match and match["agent"] not in _VALUED:
                is_ours, part = match["agent"] in ("*", ROBOT.lower()), match["rest"]
            if is_ours and part.strip() in wanted:
                return part.strip()
    return None


def _tdm(signal: Signal) -> Reservation:
    return Reservation(signal=signal, value="tdm-reservation: 1", told="tdm-reservation")


def _tagged(signal: Signal, tag: str) -> Reservation:
    return Reservation(signal=signal, value=tag, told=f"balise robots « {tag} »")


def _reservation(value: object) -> bool | None:
    return {"0": False, "1": True}.get(str(value).strip()) if value is not None else None


@lru_cache(maxsize=4)  # several signals are looked for in one page
def _metas(html: str) -> dict[str, str]:
    """The named meta elements of a page, names in lower case, the first of each name."""
    found: dict[str, str] = {}
    for tag in _META.findall(html[:200_000]):
        values = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag)}
        name = (values.get("name") or values.get("property") or "").lower()
        if name and "content" in values:
            found.setdefault(name, values["content"])
    return found
