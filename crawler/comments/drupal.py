"""Drupal core: comments printed in the pages of the article.

Sources: the comment templates of Drupal core (module, Stable 9, Olivero) and its pager.
"""

import re
from datetime import datetime
from urllib.parse import parse_qs, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.comments.markup import Moment, bare_id, first, machine_moment, printed_moment, text_of, with_class
from crawler.comments.shapes import Detected
from store.records import Comment

PLATFORM = "drupal"
_SIGNALS = re.compile(
    r"class=[\"'][^\"']*\bjs-comment\b|data-drupal-selector=[\"']comments?[\"']|class=[\"'][^\"']*comment-comment-form|"
    r"data-comment-timestamp|action=[\"'][^\"']*/comment/reply/",
    re.IGNORECASE,
)
_PERMALINK = re.compile(r"/comment/(\d+)(?:#|$)|#comment-(\d+)$")


def detect(html: str) -> Detected | None:
    """Whether a page carries the comments of this platform; they are in the page, so nothing else is named."""
    return Detected(platform=PLATFORM) if _SIGNALS.search(html) else None


def read_page(tree: HtmlElement, *, url: str | None, fetched_at: datetime) -> tuple[list[Comment], list[str]]:
    """The comments printed in a page, in its order, and the addresses of the other pages of the thread."""
    comments: list[Comment] = []
    numbers: dict[HtmlElement, str] = {}
    for box in _boxes(tree):
        own_id = _number(box)
        if own_id is None:
            continue
        numbers[box] = own_id
        comments.append(_comment(box, own_id, _parent(box, numbers), fetched_at))
    return comments, _other_pages(tree, url)


def _boxes(tree: HtmlElement) -> list[HtmlElement]:
    classes = "concat(' ', @class, ' ')"
    is_comment = f"contains({classes}, ' js-comment ') or contains({classes}, ' comment ')"
    found: list[HtmlElement] = tree.xpath(
        f"//article[{is_comment} or @data-drupal-selector='comment'] | //div[contains({classes}, ' js-comment ')]"
    )
    return found


def _number(box: HtmlElement) -> str | None:
    if re.fullmatch(r"comment-\d+", box.get("id") or ""):
        return bare_id(box.get("id"))
    for link in box.xpath(".//a[@href]"):
        if match := _PERMALINK.search(link.get("href")):
            return match[1] or match[2]
    anchor = first(box, "./preceding-sibling::*[1][starts-with(@id, 'comment-')]")
    return bare_id(anchor.get("id")) if anchor is not None else None


def _parent(box: HtmlElement, numbers: dict[HtmlElement, str]) -> str | None:
    """The comment above the nearest `div.indented` around a reply."""
    indented = first(box, "./ancestor::div[contains(concat(' ', @class, ' '), ' indented ')][1]")
    if indented is None:
        return None
    earlier = indented.xpath("./preceding-sibling::*[not(contains(concat(' ', @class, ' '), ' indented '))]")
    return next((numbers[element] for element in reversed(earlier) if element in numbers), None)


def _comment(box: HtmlElement, own_id: str, parent: str | None, fetched_at: datetime) -> Comment:
    author = first(
        box, with_class("comment__author"), with_class("username"), ".//*[@property='schema:name']",
        ".//*[@rel='sioc:has_creator']", with_class("comment-author"),
    )  # fmt: skip
    content = first(
        box, with_class("field--name-comment-body"), with_class("comment__content"), with_class("comment-body"),
        ".//*[@property='schema:text' or @property='content:encoded']", with_class("content"),
    )  # fmt: skip
    moment = _moment(box, fetched_at)
    return Comment(
        text=text_of(content),
        platform=PLATFORM,
        id=own_id,
        reply_to=parent,
        author_ref=text_of(author).split("\n")[0] or None,
        posted_at=moment.at,
        date_text=moment.text,
        date_source=moment.source,
        date_precision=moment.precision,
    )


def _moment(box: HtmlElement, fetched_at: datetime) -> Moment:
    """The timestamp attribute first: it is UNIX seconds, where the printed date may have lost its minutes."""
    for path, name in ((".//*[@data-comment-timestamp]", "data-comment-timestamp"), (".//time[@datetime]", "datetime"),
                       (".//*[contains(@property, 'dateCreated') and @content]", "content")):  # fmt: skip
        marked = first(box, path)
        if marked is not None and (moment := machine_moment(marked.get(name), source="meta")).at:
            return moment
    printed = first(box, with_class("comment__time"), with_class("comment__submitted"), with_class("submitted"))
    return printed_moment(text_of(printed).split("\n")[0] if printed is not None else None, fetched_at=fetched_at)


def _other_pages(tree: HtmlElement, url: str | None) -> list[str]:
    """Addresses `?page=N` (from 0) that the pager of this very page links to, in order."""
    found: dict[int, str] = {}
    for link in tree.xpath("//*[contains(@class, 'pager')]//a[@href]"):
        href = urljoin(url or "", link.get("href")).partition("#")[0]
        number = (parse_qs(urlsplit(href).query).get("page") or [""])[0]
        if number.isdecimal() and int(number) > 0 and (not url or urlsplit(href).path == urlsplit(url).path):
            found.setdefault(int(number), href)
    return [found[number] for number in sorted(found)]
