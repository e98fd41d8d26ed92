"""What the comment modules read in HTML: text with its lines, dates, numbers of comments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml.html import HtmlElement

from crawler.dates import read_machine_date, resolve_date
from crawler.pages.lines import tidy
from crawler.pages.paths import select
from store.records import DatePrecision, DateSource

_BLOCKS = {"p", "div", "li", "ul", "ol", "blockquote", "section", "article", "h1", "h2", "h3", "h4", "pre", "tr"}
_SKIPPED = {"script", "style", "noscript", "template", "button", "svg", "form"}
_ANCHOR = re.compile(r"(?:li-|div-|wp-)?comment[-_]?(?P<id>[\w-]+)$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a comment was posted, as its markup says."""

    at: datetime | None = None
    text: str | None = None
    source: DateSource = "none"
    precision: DatePrecision = "none"


def text_of(element: HtmlElement | None) -> str:
    """The text of an element, one line a paragraph or `<br>`, without scripts and controls."""
    if element is None:
        return ""
    lines = "".join(_pieces(element)).split("\n")
    return "\n".join(kept for line in lines if (kept := tidy(line)))


def bare_id(anchor: str | None) -> str | None:
    """The platform's own id in an anchor, an attribute or an address: « …#comment-12 » gives « 12 »."""
    if not anchor or not anchor.strip():
        return None
    tail = anchor.strip().rpartition("#")[2] or anchor.strip()
    match = _ANCHOR.match(tail)
    return match["id"] if match else tail


def machine_moment(value: str | None, *, source: DateSource) -> Moment:
    """The moment of an attribute, without text."""
    read = read_machine_date(value or "")
    return Moment(at=read[0], source=source, precision=read[1]) if read else Moment()


def printed_moment(text: str | None, *, fetched_at: datetime) -> Moment:
    """The moment that a text prints."""
    if not text or not text.strip():
        return Moment()
    read = resolve_date(text, fetched_at=fetched_at)
    if read is None:
        return Moment(text=text.strip())
    return Moment(at=read.moment, text=text.strip(), source=read.source, precision=read.precision)


def first(element: HtmlElement, *paths: str) -> HtmlElement | None:
    """The first element that one of the XPath expressions finds, tried in order."""
    for path in paths:
        found = select(element, path)
        if found:
            return found[0]
    return None


def with_class(name: str, tag: str = "*") -> str:
    """An XPath step: a descendant that has this very class."""
    return f".//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"


def _pieces(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
            edge = "\n" if child.tag in _BLOCKS or child.tag == "br" else ""
            yield edge
            yield from _pieces(child)
            yield edge if child.tag != "br" else ""
        yield child.tail or ""
