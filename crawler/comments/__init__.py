"""Comment platforms: small modules with `detect`, `requests` and `parse`, or `read_page` where the page holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.comments import drupal, jsonld, logora, wordpress
from crawler.comments.shapes import Detected
from crawler.pages.html_tree import parse
from crawler.pages.platforms import detect_platform
from store.records import Comment

__all__ = ["PageThread", "detect_thread", "in_page", "read_page"]


@dataclass(frozen=True, kw_only=True)
class PageThread:
    """The comments that one page holds, the addresses of the thread's other pages, and the number declared.

    `own` is the numbered address that the other pages use for this one, where they use one.
    """

    platform: str | None
    comments: tuple[Comment, ...] = ()
    more: tuple[str, ...] = ()
    declared: int | None = None
    own: str | None = None


def in_page(html: str, *, url: str | None, fetched_at: datetime) -> tuple[str | None, list[Comment]]:
    """The name of the comment platform of a page, `None` where there is none, and the comments that the page holds."""
    found = read_page(html, url=url, fetched_at=fetched_at)
    return found.platform, list(found.comments)


def read_page(html: str, *, url: str | None, fetched_at: datetime) -> PageThread:
    """What a page holds of its thread: declared JSON-LD first, then the markup of known platforms, then microdata."""
    tree = parse(html)
    declared = jsonld.declared(tree)
    platform, comments = jsonld.read_page(tree, url=url, fetched_at=fetched_at)
    if platform == jsonld.JSON_LD and (comments or not detect_platform(html)):
        return PageThread(platform=platform, comments=tuple(comments), declared=declared)
    if logora.detect(html):
        return PageThread(platform=logora.PLATFORM, declared=declared)
    printed = _printed(html, url=url, fetched_at=fetched_at)
    if printed and (printed.comments or not comments):
        return printed
    if comments:
        return PageThread(platform=platform, comments=tuple(comments), declared=declared)
    named = detect_platform(html)
    return PageThread(platform=named[0] if named else None, declared=declared)


def detect_thread(html: str) -> Detected | None:
    """The thread of a page whose comments a service gives, not the page itself."""
    return logora.detect(html) or wordpress.detect(html)


def _printed(html: str, *, url: str | None, fetched_at: datetime) -> PageThread | None:
    """The thread printed by WordPress or Drupal; an empty one counts only where the markup of comments is there."""
    tree: HtmlElement = parse(html)
    for module in (wordpress, drupal):
        if module.detect(html):
            comments, more = module.read_page(tree, url=url, fetched_at=fetched_at)
            if comments or module is drupal or _has_comments_markup(html):
                own = wordpress.own_address(tree, url) if module is wordpress else None
                kept = tuple(_deduplicated(comments))
                return PageThread(platform=module.PLATFORM, comments=kept, more=tuple(more), own=own)
    return None


def _has_comments_markup(html: str) -> bool:
    named = detect_platform(html)
    return named is not None and named[0] == wordpress.PLATFORM


def _deduplicated(comments: Sequence[Comment]) -> list[Comment]:
    return list({comment.id: comment for comment in comments}.values())
