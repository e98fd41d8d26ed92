"""Comment platforms: small modules with `detect`, `requests` and `parse`, or `anchors` where the page prints them."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.comments import blogger, disqus, embeds, generic, jsonld, logora, wordpress
from crawler.comments.printed import other_pages, read_printed
from crawler.comments.shapes import Detected
from crawler.pages.html_tree import parsed, remove
from crawler.pages.paths import select
from crawler.pages.platforms import detect_platform
from store.records import Comment

__all__ = ["PageThread", "detect_thread", "in_page", "read_page", "take_thread"]

_LOGORA_BOXES = "//*[contains(@class, 'logora') or contains(@id, 'logora')]"


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


class _Read(NamedTuple):
    """A thread, and the places in the order of its page of what it takes up there, `None` where nobody looked."""

    thread: PageThread
    places: tuple[int, ...] | None = None


def in_page(html: str, *, url: str | None, fetched_at: datetime) -> tuple[str | None, list[Comment]]:
    """The name of the comment platform of a page, `None` where there is none, and the comments that the page holds."""
    found = read_page(html, url=url, fetched_at=fetched_at)
    return found.platform, list(found.comments)


def read_page(html: str, *, url: str | None, fetched_at: datetime) -> PageThread:
    """What a page holds of its thread: declared JSON-LD first, then what it prints, then microdata."""
    return _read(html, url=url, fetched_at=fetched_at).thread


@lru_cache(maxsize=2)  # the article's reader and the thread's ask of the same page
def _read(html: str, *, url: str | None, fetched_at: datetime) -> _Read:
    tree = parsed(html)
    platform, comments = jsonld.read_page(tree, url=url, fetched_at=fetched_at)
    declared = jsonld.declared(tree)
    if declared is None and (embeds.detect(html) or disqus.detect(html)):
        declared = embeds.declared(html)
    if platform == jsonld.JSON_LD and (comments or not detect_platform(html)):
        return _Read(PageThread(platform=platform, comments=tuple(comments), declared=declared))
    if logora.detect(html):
        older = _printed_beside(tree, html, url=url, fetched_at=fetched_at)
        return _Read(PageThread(platform=logora.PLATFORM, comments=older, declared=declared))
    return _printed(tree, html, (platform, comments), declared=declared, url=url, fetched_at=fetched_at)


def detect_thread(html: str) -> Detected | None:
    """The thread of a page whose comments a service gives, not the page itself."""
    modules = (logora, disqus, embeds, wordpress, blogger)
    return next((found for module in modules if (found := module.detect(html))), None)


def _printed_beside(tree: HtmlElement, html: str, *, url: str | None, fetched_at: datetime) -> tuple[Comment, ...]:
    """The thread that a page prints itself beside Logora's block: that of the site's former system, or under a debate.

    What stands inside the block is left out: its teasers are cut, and come whole from the service.
    """
    inside = any(box.text_content().strip() for box in select(tree, _LOGORA_BOXES))
    own = deepcopy(tree) if inside else tree
    for box in select(own, _LOGORA_BOXES) if inside else ():
        if box.getparent() is not None and not select(box, ".//h1"):
            remove(box)
    return tuple(read_printed(own, html, url=url, fetched_at=fetched_at).comments)


def _printed(
    tree: HtmlElement, html: str, itemised: tuple[str | None, list[Comment]], *, declared: int | None, url: str | None,
    fetched_at: datetime,
) -> _Read:  # fmt: skip
    """The thread that a page prints; microdata where nothing known prints it, or where they hold more of it.

    A platform without comments counts only where its comment markup is there; a page that embeds another system
    keeps that system's name.
    """
    named = detect_platform(html)
    printed = read_printed(tree, html, url=url, fetched_at=fetched_at)
    platform, comments = printed.platform, printed.comments
    declared = printed.declared if declared is None else declared
    if itemised[1] and (platform in (None, generic.PLATFORM) or len(itemised[1]) > len(comments)):
        thread = PageThread(platform=itemised[0], comments=tuple(itemised[1]), declared=declared)
        return _Read(thread, printed.places)
    shown = named[0] if named and (not comments or platform == generic.PLATFORM) else platform if comments else None
    more = tuple(other_pages(shown, tree, url)) if comments else ()
    thread = PageThread(
        platform=shown,
        comments=tuple(replace(comment, platform=shown or comment.platform) for comment in comments),
        more=more,
        declared=declared,
        own=wordpress.own_address(tree, url, more) if comments and shown == wordpress.PLATFORM else None,
    )
    return _Read(thread, printed.places)


def take_thread(
    tree: HtmlElement, raw: str | None, *, url: str | None, fetched_at: datetime
) -> list[HtmlElement]:  # fmt: skip
    """Takes the blocks of a thread that no class names out of a page's tree, its title with them, and gives them.

    `raw` is the page of which nothing is gone from the tree: what was read of its thread tells the places.
    """
    places = _read(raw, url=url, fetched_at=fetched_at).places if raw is not None else None
    if places is None:
        page = generic.prepare(tree, url=url, fetched_at=fetched_at)
        found = generic.elements_of(page, generic.find_blocks(page))
    else:
        elements = list(tree.iter()) if places else []
        found = [elements[at] for at in places]
    taken = [one for one in found if not select(one, ".//h1")]
    taken += select(tree, "//@itemprop[. = 'comment']/..")
    for element in taken:
        remove(element)
    return taken
