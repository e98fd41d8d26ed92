"""Links of a mail: what they lead to, told without asking the network.

Mails wrap their links to count clicks. Where the wrapper carries the address, it is taken out; where it is an opaque
number that names the reader, there is no address, and the link is not kept: it would say who clicked.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from crawler.pages.addresses import canonical_url, site_of

_DEEPEST = 6
_LONGEST = 8000
_ADDRESS = re.compile(r"https?:/{1,2}[^\s\"'<>\\\x00-\x1f\x7f-\xff]+", re.IGNORECASE)
_AMP_CACHE = re.compile(r"^/[a-z]/(?:(?P<secure>s)/)?(?P<rest>[\w.-]+\.[a-z]{2,}.*)$", re.IGNORECASE)
_URLDEFENSE = re.compile(r"/v3/__(?P<url>.+?)__;", re.IGNORECASE)
_BASE64 = re.compile(r"^[A-Za-z0-9+/_-]{20,}={0,2}$")
_SHORTENERS = re.compile(
    r"(?:^|\.)(?:t\.co|bit\.ly|lnkd\.in|ow\.ly|buff\.ly|tinyurl\.com|trib\.al|dlvr\.it|goo\.gl|urlz\.fr|is\.gd|shorturl\.at|"
    r"rebrand\.ly|cutt\.ly)$"
)
_MAILERS = re.compile(
    r"(?:^|\.)(?:sendibt\d*\.com|sendibm\d*\.com|sendinblue\.com|brevo\.com|list-manage\.com|mjt\.lu|mailjet\.com|news\.google\.com|sendgrid\.net|"
    r"mailgun\.(?:org|net)|hubspotlinks\.com|hs-sites\.com|rs6\.net|exct\.net|exacttarget\.com|emltrk\.com|cmail\d+\.com|"
    r"createsend\d*\.com|klclick\d*\.com|awstrack\.me|convertkit-mail\d*\.com|acemlna\.com|activehosted\.com|emsecure\.net|"
    r"splio\.com|mailchimpapp\.com|sparkpostmail\.com|dripemail\d*\.com|mlsend\d*\.com|e-ngine\.nl|eulerian\.(?:com|net))$"
)
_COUNTING_HOST = re.compile(
    r"^(?:clicks?|clics?|track(?:ing|er)?|trk|t|r|e|em|m|go|links?|liens?|ablink|email|mail|mailing|newsletters?|nl|emailing|"
    r"url\d*|redirect|ct|lettre|infos?)\d*\."
)
_COUNTING_PATH = re.compile(
    r"/(?:tr/cl|ls/click|wf/click|track/click|click|clic|cl0|redirect|rd|r|c|l)/", re.IGNORECASE
)
_SLUG = re.compile(r"[a-zà-ÿ]{2,}(?:[-_][a-zà-ÿ0-9]{1,}){2,}", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_=+%.~-]{16,}")


@dataclass(frozen=True, kw_only=True)
class Link:
    """Where a link of a mail leads: `url` cleaned of trackers, or `None` where only the sender's counter knows."""

    url: str | None

    @property
    def site(self) -> str | None:
        """The site of the page."""
        return site_of(self.url)


def open_link(href: str) -> Link:
    """What a link leads to, without asking anyone: wrappers taken off, trackers dropped, opaque counters refused."""
    url = unwrap(href)
    if _site_of(url) is None or is_opaque(url):
        return Link(url=None)
    return Link(url=canonical_url(url))


def unwrap(href: str) -> str:
    """The address inside its wrappers; the same address where there is none."""
    url = href.strip()
    for _ in range(_DEEPEST):
        inner = _inside(url) if len(url) <= _LONGEST else None
        if inner is None or inner == url:
            break
        url = inner
    return url


def is_opaque(url: str) -> bool:
    """Whether an address is a counter's or a shortener's, which says nothing of the page behind it."""
    parts = _split(url)
    if parts is None:
        return True
    host = (parts.hostname or "").lower()
    if re.fullmatch(r"(?:www\.)?google\.[a-z.]+", host) and parts.path == "/url":
        return True
    if _SHORTENERS.search(host) or _MAILERS.search(host):
        return True
    if _SLUG.search(unquote(parts.path)):
        return False
    has_token = bool(_TOKEN.search(parts.path) or _TOKEN.search(parts.query))
    counts = bool(_COUNTING_HOST.match(host)) or bool(_COUNTING_PATH.search(parts.path + "/"))
    return has_token and counts


def _inside(url: str) -> str | None:
    """The address that a wrapper carries, in one of the places where wrappers put it."""
    parts = _split(url)
    if parts is None or parts.scheme.lower() not in ("http", "https"):
        return None
    host, path = (parts.hostname or "").lower(), parts.path
    for find in (_in_amp, _in_google_news, _in_urldefense):
        found = find(host, path)
        if found:
            return found
    return _in_query(host, parts.query) or _in_path(path)


def _in_amp(host: str, path: str) -> str | None:
    if host.endswith(".cdn.ampproject.org"):
        cached = _AMP_CACHE.match(path)
    elif re.fullmatch(r"(?:www\.)?google\.[a-z.]+", host) and path.startswith("/amp/"):
        cached = _AMP_CACHE.match(path[4:] if not path.startswith("/amp/s/") else f"/c{path[4:]}")
    else:
        return None
    return f"{'https' if cached['secure'] else 'http'}://{cached['rest']}" if cached else None


def _in_google_news(host: str, path: str) -> str | None:
    if host != "news.google.com":
        return None
    token = path.rstrip("/").rsplit("/", 1)[-1]
    return _address_in(_decoded(token))


def _in_urldefense(host: str, path: str) -> str | None:
    if not host.endswith(("urldefense.com", "urldefense.proofpoint.com", "urldefense.us")):
        return None
    found = _URLDEFENSE.search(path)
    return _address_in(unquote(found["url"])) if found else None


def _in_query(host: str, query: str) -> str | None:
    for _, value in parse_qsl(query):
        text = value
        if host.startswith("urldefense") and value.lower().startswith("http") and "-3A" in value:
            text = unquote(value.replace("-", "%").replace("_", "/"))
        elif not value.lower().startswith(("http:", "https:", "http%3a", "https%3a")):
            text = _decoded(value)
        found = _address_in(unquote(text) if "%2f" in text.lower() and "://" not in text else text, whole=True)
        if found:
            return found
    return None


def _in_path(path: str) -> str | None:
    """An address written in the path: encoded as one segment, as it is, or in base64."""
    for segment in path.split("/"):
        plain = unquote(segment)
        if plain.lower().startswith(("http:/", "https:/")) and "/" in plain[8:] + "/" and "%" in segment:
            return _address_in(plain, whole=True)
        found = _address_in(_decoded(segment))
        if found:
            return found
    embedded = re.search(r"/(https?:/{1,2}[^/].*)$", path, re.IGNORECASE)
    return _address_in(embedded[1], whole=True) if embedded else None


def _decoded(token: str) -> str:
    """The text of a base64 token, '' for anything else."""
    token = token.strip()
    if not _BASE64.match(token):
        return ""
    plain = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4)).decode("latin-1")
    except (binascii.Error, ValueError):
        return ""


def _address_in(text: str, *, whole: bool = False) -> str | None:
    """The first web address of a text, or the text itself when it has to be one from its first letter."""
    found = _ADDRESS.match(text) if whole else _ADDRESS.search(text)
    if not found:
        return None
    address = re.sub(r"^(https?):/(?!/)", r"\1://", found[0], flags=re.IGNORECASE)
    return address if _site_of(address) else None


def _site_of(url: str) -> str | None:
    parts = _split(url)
    site = site_of(url) if parts else None
    return site if site and "." in site else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
