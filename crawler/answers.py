"""What an address gave, or why it gave nothing: each failure is a French sentence with what to do next."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError, DownloadTimeoutError
from scrapy.http import Response

from crawler.reservations import Reservation
from store.decisions import Signal

Kind = Literal["feed", "sitemap", "page", "comments", "tdmrep"]
Decision = Literal["fetched", "unchanged", "disallowed", "reserved", "too-large", "failed"]
_UTF8_MARK = b"\xef\xbb\xbf"
ADD_HOST = "Si ce site est aussi celui de la source, ajoutez-le à ses « hosts »."
PASTE = "Copiez le texte de la page dans le navigateur et collez-le dans le tableau de bord."
LATER = "La prochaine collecte réessaiera ; si l’erreur revient, vérifiez l’adresse dans un navigateur."
_RESERVED = "Seuls le titre et le chapô du flux sont gardés."
# What to do next is told otherwise to who asked for one page: no later crawl asks for it again.
HINTS_BY_HAND = {
    LATER: "Redemandez-la plus tard ; si l’erreur revient, ouvrez-la dans un navigateur et collez son texte.",
    _RESERVED: PASTE,
}


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


@dataclass(frozen=True, kw_only=True)
class Because:
    """What decided that an address gives nothing: the signal, the address where it stands, its words."""

    signal: Signal
    place: str | None = None
    value: str | None = None


class FetchError(Exception):
    """An address gave nothing to read: why, and what to do next, in French."""

    def __init__(self, url: str, *, error: str, hint: str, decision: Decision = "failed", status: int | None = None):
        """`decision` is what the memory of addresses keeps; `status` the HTTP status, where one came."""
        super().__init__(error)
        self.url, self.error, self.hint, self.decision, self.status = url, error, hint, decision, status
        self.fetched: Fetched | None = None
        self.because = Because(signal="network") if status is None else Because(signal="http-status", value=str(status))

    def due_to(self, signal: Signal, *, place: str | None = None, value: str | None = None) -> "FetchError":
        """The same failure with the signal that made it."""
        self.because = Because(signal=signal, place=place, value=value)
        return self


class AlreadyVisitedError(Exception):
    """An address leads to a page that this crawl asked for before."""


def reserved_error(
    url: str, found: Reservation, fetched: Fetched | None = None, *, place: str | None = None
) -> FetchError:  # fmt: skip
    """The failure of a page whose site reserves text mining, and where it says so: its body is not kept."""
    error = FetchError(
        url, error=f"le site réserve la fouille de textes ({found.told})",
        hint=_RESERVED, decision="reserved",
    )  # fmt: skip
    error.fetched = fetched
    return error.due_to(found.signal, place=place or url, value=found.value)


def body_digest(body: bytes) -> str:
    """Hash of the bytes that were received."""
    return hashlib.sha256(body).hexdigest()[:20]


def status_error(url: str, response: Response) -> FetchError:
    status = response.status
    if status in (401, 402, 403):
        return FetchError(url, error=f"accès refusé (HTTP {status})", hint=PASTE, status=status)
    if status in (404, 410):
        hint = "La page a été retirée ou déplacée : rien à faire, sauf si toutes les pages du site échouent."
        return FetchError(url, error=f"page introuvable (HTTP {status})", hint=hint, status=status)
    return FetchError(url, error=f"le site répond par une erreur (HTTP {status})", hint=LATER, status=status)


def network_error(error: BaseException) -> str:
    if isinstance(error, CannotResolveHostError):
        return "adresse introuvable : le nom du site n’existe pas"
    if isinstance(error, DownloadTimeoutError):
        return "pas de réponse en trente secondes"
    if isinstance(error, DownloadConnectionRefusedError):
        return "connexion refusée par le site"
    return f"connexion interrompue ({type(error).__name__})"
