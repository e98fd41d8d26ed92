"""SPIP: forums printed in the page of the article, flat or nested, and their following pages.

Sources: the forum and comments templates of SPIP's distributions. Experimental until a source that uses it is verified.
"""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.comments.shapes import Detected
from crawler.pages.paths import select
from crawler.pages.platforms import holds_any

PLATFORM = "spip"
_NEEDLES = ("page=forum", "forum", "comments-items", "spip")
_SIGNALS = re.compile(
    r"spip\.php\?[^\"']*page=forum|class=[\"'][^\"']*\b(?:forum-fil|forum-message|forum-texte|comments-items)\b|"
    r"(?:id|name)=[\"']forum\d+[\"']|name=[\"']generator[\"'][^>]*content=[\"']SPIP\b",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"^(?:forum|comment)-?\d+$")


def detect(html: str) -> Detected | None:
    """Whether a page is this system's and may carry its forum; it is in the page, so nothing else is named."""
    return Detected(platform=PLATFORM) if holds_any(html, _NEEDLES) and _SIGNALS.search(html) else None


def anchors(tree: HtmlElement) -> list[HtmlElement]:
    """The elements that carry the number of each message, in the order of the page."""
    found: dict[str, HtmlElement] = {}
    for element in select(tree, "//*[@id or (self::a and @name)]"):
        name = element.get("id") or element.get("name") or ""
        if _ANCHOR.match(name):
            found.setdefault(name, element)
    return list(found.values())


def other_pages(tree: HtmlElement, url: str | None) -> list[str]:
    """Addresses `?debut_forums=N` (or `debut_comments-list`) that the page links to, in order."""
    found: dict[int, str] = {}
    for link in select(tree, "//a[contains(@href, 'debut_')]"):
        href = urljoin(url or "", link.get("href")).partition("#")[0]
        for name, values in parse_qs(urlsplit(href).query).items():
            if re.match(r"debut_(?:forum|comment)", name) and values[0].isdecimal() and int(values[0]) > 0:
                found.setdefault(int(values[0]), href)
    return [found[number] for number in sorted(found)]
