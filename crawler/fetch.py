"""One request at a time: guard, conditional headers, redirects, retries, and a French sentence for each failure."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadCancelledError,
    IgnoreRequest,
    StopDownload,
)
from scrapy.http import Response, TextResponse

from crawler.answers import (
    ADD_HOST,
    LATER,
    PASTE,
    AlreadyVisitedError,
    Because,
    Decision,
    Fetched,
    FetchError,
    Kind,
    body_digest,
    network_error,
    reserved_error,
    status_error,
)
from crawler.catalogue import host_of
from crawler.comments.shapes import Answer, Ask
from crawler.gate import was_refused
from crawler.pages.html_tree import decode
from crawler.patience import ASKING, Patience, RestingError
from crawler.politeness import (
    DOWNLOAD_ERRORS,
    MOST_REDIRECTS,
    PRIVATE,
    AddressRefusedError,
    RobotsUnreadError,
    make_guard,
    next_address,
    polite_request,
    slot_of,
)
from crawler.readers import PageReaders
from crawler.reservations import (
    IS_PAGE,
    HeadReader,
    Reservation,
    Rule,
    find_data_reservation,
    headers_as_text,
    read_tdmrep,
    rule_for,
)
from crawler.settings import MOST_BYTES
from store.ids import url_key

__all__ = [
    "AlreadyVisitedError", "Because", "Decision", "FetchError", "Fetched", "Fetcher", "Kind", "body_digest",
    "reserved_error",
]  # fmt: skip

TDMREP, ROBOTS = "/.well-known/tdmrep.json", "/robots.txt"
_MOST_SITEMAP_BYTES = 52_428_800  # what the sitemap protocol allows
_MOST_TRIES = 3
_MOST_REFUSALS = 3
_PASSING = {408, 429, 500, 502, 503, 504}
_MOVED = {301, 302, 303, 307, 308}


class Fetcher:
    """Sends requests through a crawl's downloader, one site after the other's rules."""

    def __init__(self, crawler: Crawler) -> None:
        """The guard lets the hosts of the catalogue through, and the public internet."""
        self._crawler = crawler
        self._guard = make_guard(crawler)
        self._patience = Patience(crawler.spider.context.db)
        self._heads = HeadReader(crawler)
        self.readers = PageReaders()
        self._rules: dict[str, list[Rule]] = {}
        self._n_refusals: dict[str, int] = {}

    async def get(
        self, url: str, *, memory: Mapping[str, Any] | None = None, is_page: bool = False, is_sitemap: bool = False,
        visited: set[str] | None = None, hosts: Collection[str] | None = None,
    ) -> Fetched:  # fmt: skip
        """What an address gives, redirects followed; with its `memory`, an unchanged page is a 304 without body.

        With `is_page`, the text-mining reservations of each host on the way are read and obeyed; with `is_sitemap`, ten
        times the size of a page is read. Each address asked for joins `visited`. A redirection that leaves `hosts` is
        not followed.

        Raises:
            AlreadyVisitedError: the way leads to a page of `visited`.
            FetchError: refused by the site's rules, unreachable, too large, or an error status.
        """
        address = url
        for _ in range(MOST_REDIRECTS + 1):
            if hosts is not None and host_of(address) not in hosts:
                error = FetchError(url, error="la page mène hors du site de la source", hint=ADD_HOST)
                raise error.due_to("hosts", place=address)
            _mark(address, visited)
            if is_page:
                await self.refuse_reserved(address)
            meta = {IS_PAGE: is_page} | ({"download_maxsize": _MOST_SITEMAP_BYTES} if is_sitemap else {})
            response = await self._patiently(address, headers=_conditions(memory), meta=meta)
            if response.status not in _MOVED:
                return _fetched(response)
            address = next_address(address, _header(response, "Location"))
        raise FetchError(url, error="trop de redirections", hint="Vérifiez l’adresse dans un navigateur.")

    async def ask(self, ask: Ask) -> Answer:
        """The answer of a comment service, whatever its status; nothing of its secret is kept.

        Raises:
            FetchError: refused by the service's robots.txt, or unreachable.
        """
        await self.refuse_reserved(ask.url)
        url = ask.url
        if ask.secret:
            url += ("&" if "?" in url else "?") + urlencode([ask.secret])
        try:
            response = await self._patiently(url, method=ask.method, accepts_errors=True)
        except FetchError as error:
            told = FetchError(
                ask.url, error=error.error, hint=error.hint, decision=error.decision, status=error.status
            )  # fmt: skip
            raise told.due_to(error.because.signal, place=error.because.place) from None
        headers = headers_as_text(response.headers)
        if found := find_data_reservation(headers):
            raise reserved_error(ask.url, found)
        return Answer(ask=ask, status=response.status, headers=headers, body=response.body)

    async def refuse_reserved(self, url: str) -> None:
        """Lets an address pass that its site's tdmrep.json does not reserve.

        Raises:
            FetchError: the site reserves it against text mining.
        """
        host = slot_of(url)
        if host not in self._rules:
            self._rules[host] = await self._read_rules(url)
        rule = rule_for(self._rules[host], url)
        if rule and rule.is_reserved:
            found = Reservation(signal="tdmrep.json", value=rule.pattern, told="tdmrep.json")
            raise reserved_error(url, found, place=urljoin(url, TDMREP))

    async def _read_rules(self, url: str) -> list[Rule]:
        try:
            response = await self._patiently(urljoin(url, TDMREP), accepts_errors=True)
        except FetchError:
            return []
        return read_tdmrep(response.body) if response.status == 200 else []

    async def _patiently(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, accepts_errors: bool = False,
        meta: Mapping[str, Any] | None = None,
    ) -> Response:  # fmt: skip
        """One answer, passing errors tried again after the wait that the server asks for."""
        host = slot_of(url)
        if self._n_refusals.get(host, 0) >= _MOST_REFUSALS:
            error = FetchError(url, error="site laissé en paix : il a refusé plusieurs requêtes de suite", hint=LATER)
            raise error.due_to("http-status", value="403, 429")
        request = polite_request(url, method=method, headers=dict(headers or {}), meta=dict(meta or {}))
        for attempt in range(1, _MOST_TRIES + 1):
            await self._wait(url, host)
            response = await self._once(request, is_last=attempt == _MOST_TRIES)
            if response is not None and response.status not in _PASSING:
                break
            if attempt == _MOST_TRIES and (response is None or response.status not in ASKING):
                break
            status, said = (response.status, headers_as_text(response.headers)) if response is not None else (0, {})
            self._patience.hear(host, status, said, attempt=attempt)
        assert response is not None
        self._count_refusals(host, response.status)
        if not accepts_errors and response.status not in {200, 304} | _MOVED:
            raise status_error(url, response)
        return response

    async def _wait(self, url: str, host: str) -> None:
        try:
            await self._patience.wait(host)
        except RestingError as rest:
            raise FetchError(url, error=str(rest), hint=LATER).due_to("retry-after", place=urljoin(url, "/")) from None
        try:
            self._patience.spend(host, self._delay_s(host))
        except RestingError as rest:
            error = FetchError(url, error=str(rest), hint=LATER)
            raise error.due_to("crawl-delay", place=urljoin(url, ROBOTS)) from None

    def _delay_s(self, host: str) -> float:
        """The delay of a host's queue, as its robots.txt may have lengthened it."""
        return float(self._crawler.engine.downloader.per_slot_settings.get(host, {}).get("delay", 0.0))

    async def _once(self, request: Request, *, is_last: bool) -> Response | None:
        """One try; `None` for a failure on the way that may pass."""
        url, sent = request.url, request.copy()
        try:
            await self._guard.check(url)
            return await self._crawler.engine.download_async(sent)
        except IgnoreRequest as refusal:
            raise _not_asked(url, refusal) from None
        except StopDownload as stopped:
            return _stopped(sent, stopped.response)
        except DownloadCancelledError:
            most_mb = sent.meta.get("download_maxsize", MOST_BYTES) // 1_000_000
            error = FetchError(
                url, error=f"page de plus de {most_mb} Mo, non lue", hint="Collez le texte de la page.",
                decision="too-large",
            )  # fmt: skip
            raise error.due_to("size") from None
        except DOWNLOAD_ERRORS as error:
            if was_refused(urlsplit(url).hostname or ""):
                raise FetchError(url, error=PRIVATE, hint=PASTE).due_to("hosts") from None
            if is_last:
                raise FetchError(url, error=network_error(error), hint=LATER).due_to("network") from None
            return None
        finally:
            self._heads.forget(sent)

    def _count_refusals(self, host: str, status: int) -> None:
        """A streak of refusals stops the requests to a host for this run."""
        self._n_refusals[host] = self._n_refusals.get(host, 0) + 1 if status in (403, 429) else 0


def _not_asked(url: str, refusal: IgnoreRequest) -> FetchError:
    """The failure of an address that nobody was asked for: refused here, or closed by its robots.txt."""
    if isinstance(refusal, AddressRefusedError):
        return FetchError(url, error=str(refusal), hint=PASTE).due_to("hosts")
    place = urljoin(url, ROBOTS)
    if isinstance(refusal, RobotsUnreadError):
        return FetchError(url, error=str(refusal), hint=LATER).due_to("network", place=place)
    return FetchError(url, error=str(refusal), hint=PASTE, decision="disallowed").due_to("robots.txt", place=place)


def _stopped(sent: Request, response: Response) -> Response:
    """An answer whose download ended at a reservation: refused if it is a page, as it is if it is an error.

    Raises:
        FetchError: the page is reserved.
    """
    if response.status in (200, 304):
        raise reserved_error(sent.url, sent.meta[HeadReader.KEY])
    return response


def _mark(url: str, visited: set[str] | None) -> None:
    if visited is None:
        return
    if url_key(url) in visited:
        raise AlreadyVisitedError(url)
    visited.add(url_key(url))


def _conditions(memory: Mapping[str, Any] | None) -> dict[str, str]:
    found = {"If-None-Match": (memory or {}).get("etag"), "If-Modified-Since": (memory or {}).get("last_modified")}
    return {name: value for name, value in found.items() if value}


def _fetched(response: Response) -> Fetched:
    declared = response.headers.get("Content-Type", b"").decode("latin-1").lower()
    is_text = isinstance(response, TextResponse) and "charset=" in declared
    return Fetched(
        url=response.url, status=response.status, headers=headers_as_text(response.headers), body=response.body,
        text=decode(response.body, declared) if is_text else "",
    )  # fmt: skip


def _header(response: Response, name: str) -> str:
    return str(response.headers.get(name, b"").decode("latin-1"))
