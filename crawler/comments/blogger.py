"""Blogger: comments printed in the page, or in the feed of the post that the page names.

Sources: Blogger's threaded comment markup and its feeds (GData). The feed is experimental: no live one was seen.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml.html import HtmlElement

from crawler.comments.markup import text_of
from crawler.comments.shapes import Access, Answer, Ask, Detected, Parsed, read_json
from crawler.dates import read_machine_date
from crawler.pages.outside import fragment, whole_number
from crawler.pages.paths import select
from crawler.pages.platforms import holds_any
from store.records import Comment

PLATFORM = "blogger"
_NEEDLES = ("blogger", "comment-thread")
_SIGNALS = re.compile(
    r"<meta[^>]+content=[\"']blogger[\"'][^>]*name=[\"']generator|name=[\"']generator[\"'][^>]*content=[\"']blogger|"
    r"blogger\.com/(?:delete-comment|comment(?:-iframe|\.g))|class=[\"']comment-thread[ \"']",
    re.IGNORECASE,
)
_FEED = re.compile(r"href=[\"'](?P<url>https?://[^\"']+/feeds/(?P<post>\d+)/comments/default)", re.IGNORECASE)
_ANCHOR = re.compile(r"^(?:c|comment-)\d{6,}$")
_MOST = 500


def detect(html: str) -> Detected | None:
    """The post of a page and the feed of its comments, `None` when it is not this platform's."""
    if not (holds_any(html, _NEEDLES) and _SIGNALS.search(html)):
        return None
    feed = _FEED.search(html)
    return Detected(platform=PLATFORM, uid=feed["post"] if feed else None, feed=feed["url"] if feed else None)


def anchors(tree: HtmlElement) -> list[HtmlElement]:
    """The elements that carry the number of each comment, in the order of the page."""
    found: dict[str, HtmlElement] = {}
    for element in select(tree, "//*[@id or (self::a and @name)]"):
        name = element.get("id") or element.get("name") or ""
        if _ANCHOR.match(name):
            found.setdefault(name, element)
    return list(found.values())


def requests(detected: Detected, access: Access) -> list[Ask]:
    """The feed of the post's comments."""
    root = access.api_base or detected.feed
    return [Ask(url=f"{root}?alt=json&max-results={_MOST}", step="list")] if root else []


def parse(answer: Answer, access: Access) -> Parsed:
    """What the feed holds; it names the parent of a reply by the parent's own address."""
    payload = read_json(answer.body) if answer.status == 200 else None
    feed = payload.get("feed") if isinstance(payload, Mapping) else None
    if not isinstance(feed, Mapping):
        return Parsed(is_refused=True, is_partial=True)
    entries = feed.get("entry")
    rows = [row for row in entries if isinstance(row, Mapping)] if isinstance(entries, list) else []
    ids = {_number(_value(row.get("id"))) for row in rows}
    comments = tuple(comment for row in rows if (comment := _comment(row, ids)) is not None)
    declared = whole_number(_value(feed.get("openSearch$totalResults")))
    return Parsed(comments=comments, declared=declared, is_partial=declared is not None and declared > len(rows))


def _comment(row: Mapping[str, Any], ids: set[str | None]) -> Comment | None:
    own = _number(_value(row.get("id")))
    if own is None:
        return None
    content = _value(row.get("content")) or _value(row.get("summary"))
    posted = read_machine_date(_value(row.get("published")))
    authors = row.get("author")
    author = authors[0] if isinstance(authors, list) and authors else {}
    return Comment(
        text=text_of(fragment(content)) if content.strip() else "",
        platform=PLATFORM,
        id=own,
        reply_to=next((above for above in _related(row) if above in ids and above != own), None),
        author_ref=_value(author.get("name")) or None if isinstance(author, Mapping) else None,
        posted_at=posted[0] if posted else None,
        date_source="feed" if posted else "none",
        date_precision=posted[1] if posted else "none",
    )


def _related(row: Mapping[str, Any]) -> list[str | None]:
    links = row.get("link")
    rows = [link for link in links if isinstance(link, Mapping)] if isinstance(links, list) else []
    return [_number(str(link.get("href") or "")) for link in rows if link.get("rel") == "related"]


def _value(node: object) -> str:
    return str(node.get("$t") or "") if isinstance(node, Mapping) else ""


def _number(text: str) -> str | None:
    match = re.search(r"(\d+)(?:\?.*)?$", text)
    return match[1] if match else None
