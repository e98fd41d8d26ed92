"""Threads printed in the page: the general reader first, the anchors of a known platform where it is not sure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lxml.html import HtmlElement

from crawler.comments import blogger, drupal, generic, spip, wordpress
from crawler.comments.shapes import Detected
from store.records import Comment

_SHARE_SEEN = 0.6


class _Platform(Protocol):
    PLATFORM: str

    def detect(self, html: str) -> Detected | None: ...
    def anchors(self, tree: HtmlElement) -> list[HtmlElement]: ...


_PLATFORMS: tuple[_Platform, ...] = (blogger, drupal, spip, wordpress)
_OTHER_PAGES: Mapping[str, Callable[[HtmlElement, str | None], list[str]]] = {
    wordpress.PLATFORM: wordpress.other_pages, drupal.PLATFORM: drupal.other_pages, spip.PLATFORM: spip.other_pages,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Printed:
    """The platform whose markup a page has, the comments that it prints, the number that their title says.

    `places` are those, in the order of the page, of the elements that a list surely of comments takes up.
    """

    platform: str | None
    comments: list[Comment]
    declared: int | None = None
    places: tuple[int, ...] = ()


def read_printed(tree: HtmlElement, html: str, *, url: str | None, fetched_at: datetime) -> Printed:
    """What a page prints of its thread.

    The anchors of a platform are read only where the general reader finds none, or far fewer: a list of recent
    comments has anchors too.
    """
    page = generic.prepare(tree, url=url, fetched_at=fetched_at)
    known = next((one for one in _PLATFORMS if one.detect(html)), None)
    name = known.PLATFORM if known else None
    blocks = generic.find_blocks(page)
    comments = generic.read_prepared(page, platform=name or generic.PLATFORM, blocks=blocks)
    anchors = known.anchors(tree) if known else []
    if name and anchors and len(comments) < _SHARE_SEEN * len(anchors):
        anchored = generic.read_anchored(page, anchors, name)
        comments = anchored if len(anchored) > len(comments) else comments
    declared = generic.declared(page, blocks) if blocks else None
    return Printed(
        platform=name or (generic.PLATFORM if comments else None), comments=comments, declared=declared,
        places=generic.places_of(page, blocks),
    )  # fmt: skip


def other_pages(platform: str | None, tree: HtmlElement, url: str | None) -> list[str]:
    """The addresses of the thread's other pages that a page links to."""
    find = _OTHER_PAGES.get(platform or "")
    return find(tree, url) if find else []
