"""WordPress: comments by its REST interface where a site leaves it open, else in the pages of the article.

Sources: the handbook of WP_REST_Comments_Controller; the markup of `wp_list_comments` in the default themes.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from crawler.comments.markup import bare_id, text_of
from crawler.comments.shapes import Access, Answer, Ask, Detected, Parsed, read_json
from crawler.dates import read_machine_date
from crawler.pages.outside import fragment, whole_number
from crawler.pages.paths import select
from crawler.pages.platforms import holds_any
from store.records import Comment

PLATFORM = "wordpress"
_PER_PAGE = 100
# Each mark behind the plain pieces of which it holds one: looking for them is far cheaper.
_SIGNALS = tuple(
    (needles, re.compile(pattern, re.IGNORECASE))
    for needles, pattern in (
        (("wp-comments-post.php",), r"wp-comments-post\.php"),
        (("wpd-comment",), r"\bwpd-comment\b"),
        (("wpdiscuz",), r"\bwpdiscuz"),
        (("wp-block-comment-template",), r"wp-block-comment-template"),
        (("api.w.org",), r"rel=[\"']https://api\.w\.org/"),
        (("commentlist", "comment-list"), r"<ol[^>]+class=[\"']?[^\"'>]*\bcomment-?list\b"),
        (("comment-",), r"<li[^>]+id=[\"']?(?:li-)?comment-\d+"),
    )
)
_POST = (
    (("postid-",), re.compile(r"<body[^>]+class=[\"'][^\"']*\bpostid-(\d+)", re.IGNORECASE)),
    (("comment_post_id",), re.compile(
        r"name=[\"']comment_post_ID[\"'][^>]*value=[\"'](\d+)|value=[\"'](\d+)[\"'][^>]*name=[\"']comment_post_ID"
    )),
    (("/wp-json/wp/v2/posts/",), re.compile(r"/wp-json/wp/v2/posts/(\d+)")),
    (("shortlink",), re.compile(r"rel=[\"']shortlink[\"'][^>]*href=[\"'][^\"']*[?&]p=(\d+)")),
)  # fmt: skip
_API = re.compile(r"<link[^>]+rel=[\"']https://api\.w\.org/[\"'][^>]*>", re.IGNORECASE)
_PAGE_LINK = re.compile(r"(?:/comment-page-|[?&]cpage=)(\d+)")
_BOXES = frozenset({"li", "div", "article", "dt", "dd", "section"})
_BOX = re.compile(r"^(?:li-|div-)?comment-\d+$")
_FEED = re.compile(r"<link[^>]+application/rss\+xml[^>]+href=[\"'](?P<url>[^\"']+)", re.IGNORECASE)
_POST_FEED = re.compile(r"://[^/]+/(?!(?:comments/)?feed/?$)(?:.+/)feed/?$|[?&]feed=rss2?&p=\d+")
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_CREATOR = "http://purl.org/dc/elements/1.1/"


@lru_cache(maxsize=4)  # the thread's reader and the article's ask of the same page
def detect(html: str) -> Detected | None:
    """The post that a page shows, the REST root and the feed that it announces; `None` for another system's page."""
    if not any(holds_any(html, needles) and pattern.search(html) for needles, pattern in _SIGNALS):
        return None
    matches = (pattern.search(html) for needles, pattern in _POST if holds_any(html, needles))
    post = next((next(filter(None, match.groups())) for match in matches if match), None)
    link = _API.search(html) if holds_any(html, ("api.w.org",)) else None
    href = re.search(r"href=[\"']([^\"']+)", link[0]) if link else None
    api = f"{href[1].rstrip('/')}/wp/v2" if href else None
    return Detected(platform=PLATFORM, uid=post, api=api, feed=_feed(html))


def _feed(html: str) -> str | None:
    """The feed of this post's comments, told from the site's own by the path above it."""
    found = (match["url"] for match in _FEED.finditer(html)) if holds_any(html, ("application/rss+xml",)) else ()
    return next((url for url in found if _POST_FEED.search(url)), None)


def requests(detected: Detected, access: Access) -> list[Ask]:
    """The first page of the REST list, when the post's number and a REST root are known."""
    root = access.api_base or detected.api
    if not (detected.uid and root):
        return []
    query = {"post": detected.uid, "per_page": str(_PER_PAGE), "page": "1", "order": "asc", "orderby": "date_gmt"}
    separator = "&" if "?" in root else "?"
    return [Ask(url=f"{root}/comments{separator}{urlencode(query)}", step="list")]


def probe(detected: Detected, access: Access) -> Ask | None:
    """The smallest request whose headers tell how many comments a post has: one of them, nothing but its number."""
    root = access.api_base or detected.api
    if not (detected.uid and root):
        return None
    query = {"post": detected.uid, "per_page": "1", "page": "1", "_fields": "id"}
    return Ask(url=f"{root}/comments{'&' if '?' in root else '?'}{urlencode(query)}", step="probe")


def parse(answer: Answer, access: Access) -> Parsed:
    """What one page of the REST list holds; a closed interface is a refusal, and the pages are read instead."""
    rows = read_json(answer.body) if answer.status == 200 else None
    if not isinstance(rows, list):
        return Parsed(is_refused=True, is_partial=True)
    declared = whole_number(answer.headers.get("x-wp-total"))
    if answer.ask.step == "probe":
        return Parsed(declared=declared, is_partial=True)
    comments = tuple(_from_row(row) for row in rows if isinstance(row, Mapping) and _is_comment(row))
    following = _next_page(answer)
    return Parsed(comments=comments, asks=(following,) if following else (), declared=declared)


def anchors(tree: HtmlElement) -> list[HtmlElement]:
    """The outermost element of each comment by its number, pingbacks among them, in the order of the page."""
    boxes: dict[str, HtmlElement] = {}
    for element in select(tree, "//@id/.."):
        if element.tag in _BOXES and _BOX.match(element.get("id")):
            boxes.setdefault(bare_id(element.get("id")) or "", element)
    return list(boxes.values())


def read_feed(answer: Answer) -> Parsed:
    """The comments of a post's feed: the latest ones only, without what they answer."""
    if answer.status != 200:
        return Parsed(is_refused=True, is_partial=True)
    try:
        root = etree.fromstring(answer.body, parser=etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return Parsed(is_refused=True, is_partial=True)
    items = (_from_item(item) for item in root.iter("item"))
    return Parsed(comments=tuple(item for item in items if item is not None), is_partial=True)


def _from_item(item: etree._Element) -> Comment | None:
    own = re.search(r"#comment-(\d+)|[?&]c=(\d+)", f"{item.findtext('link') or ''} {item.findtext('guid') or ''}")
    content = item.findtext(f"{{{_CONTENT}}}encoded") or item.findtext("description") or ""
    if own is None or not content.strip():
        return None
    posted = read_machine_date(item.findtext("pubDate") or "")
    return Comment(
        text=text_of(fragment(content)),
        platform=PLATFORM,
        id=own[1] or own[2],
        author_ref=(item.findtext(f"{{{_CREATOR}}}creator") or "").strip() or None,
        posted_at=posted[0] if posted else None,
        date_source="feed" if posted else "none",
        date_precision=posted[1] if posted else "none",
    )


def other_pages(tree: HtmlElement, url: str | None) -> list[str]:
    """Addresses of the thread's other pages that this one links to, by number."""
    found: dict[int, str] = {}
    links = (link.get("href") or "" for link in tree.getroottree().iter("a"))
    for link in (one for one in links if "comment-page-" in one or "cpage=" in one):
        href = urljoin(url or "", link).partition("#")[0]
        match = _PAGE_LINK.search(href)
        if match and (not url or urlsplit(href).netloc == urlsplit(url).netloc):
            found.setdefault(int(match[1]), href)
    return [found[number] for number in sorted(found)]


def own_address(tree: HtmlElement, url: str | None, links: Sequence[str]) -> str | None:
    """The numbered address under which the thread's other pages, `links`, link to this one, `None` for a single one."""
    numbers = [int(match[1]) for link in links if (match := _PAGE_LINK.search(link))]
    if not numbers or _PAGE_LINK.search(url or ""):
        return None
    return _PAGE_LINK.sub(lambda match: match[0].removesuffix(match[1]) + str(_own_number(tree, numbers)), links[0])


def _own_number(tree: HtmlElement, numbers: list[int]) -> int:
    """The number that the links leave out: between two of them, after an « older » one, else before the first."""
    between = [number + 1 for number in numbers if number + 2 in numbers and number + 1 not in numbers]
    if between:
        return between[0]
    is_older = "//a[contains(@class, 'prev') or @rel='prev']"
    older = select(tree, f"{is_older}[contains(@href, 'comment-page-') or contains(@href, 'cpage=')]")
    return max(numbers) + 1 if older or min(numbers) != 2 else 1


def _is_comment(row: Mapping[str, Any]) -> bool:
    return row.get("id") is not None and row.get("type") in (None, "", "comment")


def _from_row(row: Mapping[str, Any]) -> Comment:
    content = row.get("content")
    rendered = content.get("rendered") if isinstance(content, Mapping) else content
    posted = read_machine_date(str(row.get("date_gmt") or ""), naive_is_utc=True)
    return Comment(
        text=text_of(fragment(str(rendered or ""))),
        platform=PLATFORM,
        id=str(row["id"]),
        reply_to=str(row["parent"]) if row.get("parent") else None,
        author_ref=str(row["author_name"]).strip() or None if row.get("author_name") else None,
        posted_at=posted[0] if posted else None,
        date_source="json-ld" if posted else "none",
        date_precision=posted[1] if posted else "none",
    )


def _next_page(answer: Answer) -> Ask | None:
    match = re.search(r"(?<=[?&]page=)\d+", answer.ask.url)
    total = whole_number(answer.headers.get("x-wp-totalpages"))
    if not match or total is None or int(match[0]) >= total:
        return None
    return Ask(url=f"{answer.ask.url[: match.start()]}{int(match[0]) + 1}{answer.ask.url[match.end() :]}", step="list")
