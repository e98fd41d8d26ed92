"""WordPress: comments by its REST interface where a site leaves it open, else in the pages of the article.

Sources: the handbook of WP_REST_Comments_Controller; the markup of `wp_list_comments` in the default themes.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from lxml import html as lxml_html
from lxml.html import HtmlElement

from crawler.comments.markup import Moment, bare_id, first, machine_moment, printed_moment, text_of, with_class
from crawler.comments.shapes import Access, Answer, Ask, Detected, Parsed, read_json
from crawler.dates import read_machine_date
from store.records import Comment

PLATFORM = "wordpress"
_PER_PAGE = 100
_SIGNALS = re.compile(
    r"<ol[^>]+class=[\"'][^\"']*\bcomment-?list\b|<li[^>]+id=[\"'](?:li-)?comment-\d+|wp-comments-post\.php|"
    r"rel=[\"']https://api\.w\.org/",
    re.IGNORECASE,
)
_POST = (
    re.compile(r"<body[^>]+class=[\"'][^\"']*\bpostid-(\d+)", re.IGNORECASE),
    re.compile(
        r"name=[\"']comment_post_ID[\"'][^>]*value=[\"'](\d+)|value=[\"'](\d+)[\"'][^>]*name=[\"']comment_post_ID"
    ),
    re.compile(r"/wp-json/wp/v2/posts/(\d+)"),
    re.compile(r"rel=[\"']shortlink[\"'][^>]*href=[\"'][^\"']*[?&]p=(\d+)"),
)
_API = re.compile(r"<link[^>]+rel=[\"']https://api\.w\.org/[\"'][^>]*>", re.IGNORECASE)
_PAGE_LINK = re.compile(r"(?:/comment-page-|[?&]cpage=)(\d+)")
_BOX = re.compile(r"^(?:li-|div-)?comment-\d+$")
_FOREIGN = {"pingback", "trackback", "comment-awaiting-moderation"}


def detect(html: str) -> Detected | None:
    """The post that a page shows and the REST root it announces, `None` when it is not this platform's."""
    if not _SIGNALS.search(html):
        return None
    matches = (pattern.search(html) for pattern in _POST)
    post = next((next(filter(None, match.groups())) for match in matches if match), None)
    link = _API.search(html)
    href = re.search(r"href=[\"']([^\"']+)", link[0]) if link else None
    api = f"{href[1].rstrip('/')}/wp/v2" if href else None
    return Detected(platform=PLATFORM, uid=post, api=api)


def requests(detected: Detected, access: Access) -> list[Ask]:
    """The first page of the REST list, when the post's number and a REST root are known."""
    root = access.api_base or detected.api
    if not (detected.uid and root):
        return []
    query = {"post": detected.uid, "per_page": str(_PER_PAGE), "page": "1", "order": "asc", "orderby": "date_gmt"}
    separator = "&" if "?" in root else "?"
    return [Ask(url=f"{root}/comments{separator}{urlencode(query)}", step="list")]


def parse(answer: Answer, access: Access) -> Parsed:
    """What one page of the REST list holds; a closed interface is a refusal, and the pages are read instead."""
    rows = read_json(answer.body) if answer.status == 200 else None
    if not isinstance(rows, list):
        return Parsed(is_refused=True, is_partial=True)
    comments = tuple(_from_row(row) for row in rows if isinstance(row, Mapping) and _is_comment(row))
    following = _next_page(answer)
    declared = answer.headers.get("x-wp-total", "")
    return Parsed(
        comments=comments,
        asks=(following,) if following else (),
        declared=int(declared) if declared.isdecimal() else None,
    )


def read_page(tree: HtmlElement, *, url: str | None, fetched_at: datetime) -> tuple[list[Comment], list[str]]:
    """The comments printed in a page, in its order, and the addresses of the other pages of the thread."""
    boxes = _boxes(tree)
    comments = [_from_box(box, own_id, fetched_at) for own_id, box in boxes.items()]
    return comments, _other_pages(tree, url)


def _boxes(tree: HtmlElement) -> dict[str, HtmlElement]:
    """The outermost element of each comment by its number, in the order of the page."""
    boxes: dict[str, HtmlElement] = {}
    for element in tree.xpath("//li[@id] | //div[@id] | //article[@id]"):
        if not _BOX.match(element.get("id")) or _FOREIGN & set((element.get("class") or "").split()):
            continue
        boxes.setdefault(bare_id(element.get("id")) or "", element)
    return boxes


def _from_box(box: HtmlElement, own_id: str, fetched_at: datetime) -> Comment:
    own = _own_part(box)
    author = first(own, with_class("fn"), with_class("comment-author"), with_class("author"))
    content = first(own, with_class("comment-content"), with_class("comment-text"), with_class("comment_content"))
    moment = _moment(own, fetched_at)
    name = text_of(author).split("\n")[0].removesuffix(" dit :").strip()
    return Comment(
        text=text_of(content if content is not None else first(own, with_class("comment-body"), "./p/..")),
        platform=PLATFORM,
        id=own_id,
        reply_to=_parent(box, own_id),
        author_ref=name or None,
        posted_at=moment.at,
        date_text=moment.text,
        date_source=moment.source,
        date_precision=moment.precision,
    )


def _own_part(box: HtmlElement) -> HtmlElement:
    """A copy of a comment's box without the replies inside it."""
    copy = lxml_html.fromstring(lxml_html.tostring(box, encoding="unicode"))
    for replies in copy.xpath(".//ol | .//ul[contains(@class, 'children')]"):
        if replies.xpath(".//*[@id]") and any(_BOX.match(inner.get("id")) for inner in replies.xpath(".//*[@id]")):
            replies.drop_tree()
    return copy


def _parent(box: HtmlElement, own_id: str) -> str | None:
    for ancestor in box.iterancestors():
        anchor = ancestor.get("id") or ""
        if _BOX.match(anchor) and bare_id(anchor) != own_id:
            return bare_id(anchor)
    return None


def _moment(own: HtmlElement, fetched_at: datetime) -> Moment:
    stamp = first(own, with_class("comment-metadata") + "//time[@datetime]", ".//time[@datetime]")
    if stamp is not None:
        return machine_moment(stamp.get("datetime"), source="meta")
    printed = first(own, with_class("comment-metadata"), with_class("comment-meta"), with_class("comment-date"))
    return printed_moment(text_of(printed).split("\n")[0] if printed is not None else None, fetched_at=fetched_at)


def _other_pages(tree: HtmlElement, url: str | None) -> list[str]:
    """Addresses of the thread's other pages that this one links to, by number."""
    found: dict[int, str] = {}
    for link in tree.xpath("//a[@href]"):
        href = urljoin(url or "", link.get("href")).partition("#")[0]
        match = _PAGE_LINK.search(href)
        if match and (not url or urlsplit(href).netloc == urlsplit(url).netloc):
            found.setdefault(int(match[1]), href)
    return [found[number] for number in sorted(found)]


def own_address(tree: HtmlElement, url: str | None) -> str | None:
    """The numbered address under which the other pages of a thread link to this one, `None` for a single page."""
    links = _other_pages(tree, url)
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
    older = tree.xpath(f"{is_older}[contains(@href, 'comment-page-') or contains(@href, 'cpage=')]")
    return max(numbers) + 1 if older or min(numbers) != 2 else 1


def _is_comment(row: Mapping[str, Any]) -> bool:
    return row.get("id") is not None and row.get("type") in (None, "", "comment")


def _from_row(row: Mapping[str, Any]) -> Comment:
    content = row.get("content")
    rendered = content.get("rendered") if isinstance(content, Mapping) else content
    posted = read_machine_date(str(row.get("date_gmt") or ""), naive_is_utc=True)
    return Comment(
        text=text_of(lxml_html.fragment_fromstring(str(rendered or ""), create_parent="div")),
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
    total = answer.headers.get("x-wp-totalpages", "")
    if not match or not total.isdecimal() or int(match[0]) >= int(total):
        return None
    return Ask(url=f"{answer.ask.url[: match.start()]}{int(match[0]) + 1}{answer.ask.url[match.end() :]}", step="list")
