"""One request at a time: guard, conditional headers, redirects, retries, and a French sentence for each failure."""

import asyncio
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode, urljoin

from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response, TextResponse

from crawler.catalogue import host_of
from crawler.comments.shapes import Answer, Ask
from crawler.politeness import (
    DOWNLOAD_ERRORS,
    MOST_REDIRECTS,
    AddressRefusedError,
    Guard,
    Rule,
    polite_request,
    read_tdmrep,
    reserved_by_file,
    retry_after_s,
    slot_of,
)
from store.clock import now
from store.ids import url_key

Kind = Literal["feed", "sitemap", "page", "comments", "tdmrep"]
Decision = Literal["fetched", "unchanged", "disallowed", "reserved", "too-large", "failed"]
_MOST_TRIES = 3
_PAUSE_S = 0.5
_LONGEST_WAIT_S = 120.0
_MOST_REFUSALS = 3
_PASSING = {408, 429, 500, 502, 503, 504}
_MOVED = {301, 302, 303, 307, 308}
_UTF8_MARK = b"\xef\xbb\xbf"


class FetchError(Exception):
    """An address gave nothing to read: why, and what to do next, in French."""

    def __init__(self, url: str, *, error: str, hint: str, decision: Decision = "failed", status: int | None = None):
        """`decision` is what the memory of addresses keeps; `status` the HTTP status, where one came."""
        super().__init__(error)
        self.url, self.error, self.hint, self.decision, self.status = url, error, hint, decision, status
        self.fetched: Fetched | None = None


class AlreadyVisitedError(Exception):
    """An address leads to a page that this crawl asked for before."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What an address gave: `url` is where the redirects ended, header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    text: str = field(default="", repr=False)

    @property
    def is_unchanged(self) -> bool:
        """Whether the server says that nothing changed since the last visit."""
        return self.status == 304

    @property
    def marked_body(self) -> bytes:
        """The body in UTF-8 behind a byte order mark where the server declares a charset, else as it came."""
        return _UTF8_MARK + self.text.encode("utf-8", "replace") if self.text else self.body


class Fetcher:
    """Sends requests through a crawl's downloader, one site after the other's rules."""

    def __init__(self, crawler: Crawler) -> None:
        """The guard lets the hosts of the catalogue through, and the public internet."""
        self._crawler = crawler
        self._guard = Guard(crawler.settings.getlist("VIGIE_KNOWN_HOSTS"))
        self._rules: dict[str, list[Rule]] = {}
        self._n_refusals: dict[str, int] = {}

    async def get(
        self, url: str, *, memory: Mapping[str, Any] | None = None, is_page: bool = False,
        visited: set[str] | None = None, hosts: Collection[str] | None = None,
    ) -> Fetched:  # fmt: skip
        """What an address gives, redirects followed; with its `memory`, an unchanged page is a 304 without body.

        With `is_page`, the text-mining reservations of each host on the way are read and obeyed. Each address asked
        for joins `visited`. A redirection that leaves `hosts` is not followed.

        Raises:
            AlreadyVisitedError: the way leads to a page of `visited`.
            FetchError: refused by the site's rules, unreachable, too large, or an error status.
        """
        address = url
        for _ in range(MOST_REDIRECTS + 1):
            if hosts is not None and host_of(address) not in hosts:
                raise FetchError(url, error="la page mène hors du site de la source", hint=_ADD_HOST)
            _mark(address, visited)
            if is_page:
                await self.refuse_reserved(address)
            response = await self._patiently(address, headers=_conditions(memory))
            if response.status not in _MOVED:
                return _fetched(response)
            address = urljoin(address, _header(response, "Location"))
        raise FetchError(url, error="trop de redirections", hint="Vérifiez l’adresse dans un navigateur.")

    async def ask(self, ask: Ask) -> Answer:
        """The answer of a comment service, whatever its status; nothing of its secret is kept.

        Raises:
            FetchError: refused by the service's robots.txt, or unreachable.
        """
        url = ask.url
        if ask.secret:
            url += ("&" if "?" in url else "?") + urlencode([ask.secret])
        try:
            response = await self._patiently(url, method=ask.method, accepts_errors=True)
        except FetchError as error:
            raise FetchError(
                ask.url, error=error.error, hint=error.hint, decision=error.decision, status=error.status
            ) from None
        return Answer(ask=ask, status=response.status, headers=_headers(response), body=response.body)

    async def refuse_reserved(self, url: str) -> None:
        """Lets an address pass that its site's tdmrep.json does not reserve.

        Raises:
            FetchError: the site reserves it against text mining.
        """
        host = slot_of(url)
        if host not in self._rules:
            self._rules[host] = await self._read_rules(url)
        if reserved_by_file(self._rules[host], url):
            raise reserved_error(url, "tdmrep.json")

    async def _read_rules(self, url: str) -> list[Rule]:
        try:
            response = await self._patiently(urljoin(url, "/.well-known/tdmrep.json"), accepts_errors=True)
        except FetchError:
            return []
        return read_tdmrep(response.body) if response.status == 200 else []

    async def _patiently(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, accepts_errors: bool = False
    ) -> Response:
        """One answer, passing errors tried again after the wait that the server asks for."""
        host = slot_of(url)
        if self._n_refusals.get(host, 0) >= _MOST_REFUSALS:
            raise FetchError(url, error="site laissé en paix : il a refusé plusieurs requêtes de suite", hint=_LATER)
        for attempt in range(1, _MOST_TRIES + 1):
            response = await self._once(url, method=method, headers=headers or {}, is_last=attempt == _MOST_TRIES)
            if response is not None and response.status not in _PASSING:
                break
            asked = retry_after_s(_headers(response), now=now()) if response is not None else None
            if attempt == _MOST_TRIES or (asked or 0) > _LONGEST_WAIT_S:
                break
            await asyncio.sleep(asked if asked is not None else _PAUSE_S * attempt)
        assert response is not None
        self._count_refusals(host, response.status)
        if not accepts_errors and response.status not in {200, 304} | _MOVED:
            raise _status_error(url, response)
        return response

    async def _once(self, url: str, *, method: str, headers: Mapping[str, str], is_last: bool) -> Response | None:
        """One try; `None` for a failure on the way that may pass."""
        try:
            await self._guard.check(url)
            request = polite_request(url, method=method, headers=dict(headers))
            return await self._crawler.engine.download_async(request)
        except AddressRefusedError as refusal:
            raise FetchError(url, error=str(refusal), hint=_PASTE) from None
        except IgnoreRequest as refusal:
            raise FetchError(url, error=str(refusal), hint=_PASTE, decision="disallowed") from None
        except DownloadCancelledError:
            raise FetchError(
                url, error="page de plus de 5 Mo, non lue", hint="Collez le texte de la page.", decision="too-large"
            ) from None
        except DOWNLOAD_ERRORS as error:
            if is_last:
                raise FetchError(url, error=_network_error(error), hint=_LATER) from None
            return None

    def _count_refusals(self, host: str, status: int) -> None:
        """A streak of refusals stops the requests to a host for this run."""
        self._n_refusals[host] = self._n_refusals.get(host, 0) + 1 if status in (403, 429) else 0


def reserved_error(url: str, place: str, fetched: Fetched | None = None) -> FetchError:
    """The failure of a page whose site reserves text mining, and where it says so: its body is not kept."""
    error = FetchError(
        url, error=f"le site réserve la fouille de textes ({place})",
        hint="Seuls le titre et le chapô du flux sont gardés.", decision="reserved",
    )  # fmt: skip
    error.fetched = fetched
    return error


def body_digest(body: bytes) -> str:
    """Hash of the bytes that were received."""
    return hashlib.sha256(body).hexdigest()[:20]


_ADD_HOST = "Si ce site est aussi celui de la source, ajoutez-le à ses « hosts »."
_PASTE = "Copiez le texte de la page dans le navigateur et collez-le dans le tableau de bord."
_LATER = "La prochaine collecte réessaiera ; si l’erreur revient, vérifiez l’adresse dans un navigateur."


def _mark(url: str, visited: set[str] | None) -> None:
    if visited is None:
        return
    if url_key(url) in visited:
        raise AlreadyVisitedError(url)
    visited.add(url_key(url))


def _conditions(memory: Mapping[str, Any] | None) -> dict[str, str]:
    found = {"If-None-Match": (memory or {}).get("etag"), "If-Modified-Since": (memory or {}).get("last_modified")}
    return {name: value for name, value in found.items() if value}


def _status_error(url: str, response: Response) -> FetchError:
    status = response.status
    if status in (401, 402, 403):
        return FetchError(url, error=f"accès refusé (HTTP {status})", hint=_PASTE, status=status)
    if status in (404, 410):
        hint = "La page a été retirée ou déplacée : rien à faire, sauf si toutes les pages du site échouent."
        return FetchError(url, error=f"page introuvable (HTTP {status})", hint=hint, status=status)
    return FetchError(url, error=f"le site répond par une erreur (HTTP {status})", hint=_LATER, status=status)


def _network_error(error: BaseException) -> str:
    if isinstance(error, CannotResolveHostError):
        return "adresse introuvable : le nom du site n’existe pas"
    if isinstance(error, DownloadTimeoutError):
        return "pas de réponse en trente secondes"
    if isinstance(error, DownloadConnectionRefusedError):
        return "connexion refusée par le site"
    return f"connexion interrompue ({type(error).__name__})"


def _fetched(response: Response) -> Fetched:
    declared = response.headers.get("Content-Type", b"").decode("latin-1").lower()
    is_text = isinstance(response, TextResponse) and "charset=" in declared
    return Fetched(
        url=response.url, status=response.status, headers=_headers(response), body=response.body,
        text=response.text if is_text else "",
    )  # fmt: skip


def _headers(response: Response) -> dict[str, str]:
    pairs: dict[bytes, list[bytes]] = dict(response.headers)
    return {name.decode("latin-1").lower(): b", ".join(values).decode("latin-1") for name, values in pairs.items()}


def _header(response: Response, name: str) -> str:
    return str(response.headers.get(name, b"").decode("latin-1"))
