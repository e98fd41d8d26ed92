"""Drupal core: comments printed in the pages of the article.

Sources: the comment templates of Drupal core (module, Stable 9, Olivero) and its pager.
"""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.comments.markup import bare_id, first
from crawler.comments.shapes import Detected
from crawler.pages.paths import select
from crawler.pages.platforms import holds_any

PLATFORM = "drupal"
_NEEDLES = ("js-comment", "data-drupal-selector", "comment-comment-form", "data-comment-timestamp", "/comment/reply/")
_SIGNALS = re.compile(
    r"class=[\"'][^\"']*\bjs-comment\b|data-drupal-selector=[\"']comments?[\"']|class=[\"'][^\"']*comment-comment-form|"
    r"data-comment-timestamp|action=[\"'][^\"']*/comment/reply/",
    re.IGNORECASE,
)
_PERMALINK = re.compile(r"/comment/(\d+)(?:#|$)|#comment-(\d+)$")


def detect(html: str) -> Detected | None:
    """Whether a page carries the comments of this platform; they are in the page, so nothing else is named."""
    return Detected(platform=PLATFORM) if holds_any(html, _NEEDLES) and _SIGNALS.search(html) else None


def anchors(tree: HtmlElement) -> list[HtmlElement]:
    """The element of each comment that has a number, in the order of the page."""
    return [box for box in _boxes(tree) if _number(box) is not None]


def _boxes(tree: HtmlElement) -> list[HtmlElement]:
    classes = "concat(' ', @class, ' ')"
    is_comment = f"contains({classes}, ' js-comment ') or contains({classes}, ' comment ')"
    found: list[HtmlElement] = select(
        tree, f"//article[{is_comment} or @data-drupal-selector='comment'] | //div[contains({classes}, ' js-comment ')]"
    )
    return found


def _number(box: HtmlElement) -> str | None:
    if re.fullmatch(r"comment-\d+", box.get("id") or ""):
        return bare_id(box.get("id"))
    for link in select(box, ".//a[@href]"):
        if match := _PERMALINK.search(link.get("href")):
            return match[1] or match[2]
    anchor = first(box, "./preceding-sibling::*[1][starts-with(@id, 'comment-')]")
    return bare_id(anchor.get("id")) if anchor is not None else None


def other_pages(tree: HtmlElement, url: str | None) -> list[str]:
    """Addresses `?page=N` (from 0) that the pager of this very page links to, in order."""
    found: dict[int, str] = {}
    for link in select(tree, "//*[contains(@class, 'pager')]//a[@href]"):
        href = urljoin(url or "", link.get("href")).partition("#")[0]
        number = (parse_qs(urlsplit(href).query).get("page") or [""])[0]
        if number.isdecimal() and int(number) > 0 and (not url or urlsplit(href).path == urlsplit(url).path):
            found.setdefault(int(number), href)
    return [found[number] for number in sorted(found)]
