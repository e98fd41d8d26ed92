"""When a saved page says it was published and changed: JSON-LD, meta elements, then `<time>` elements."""

from collections.abc import Sequence
from datetime import datetime

from lxml.html import HtmlElement

from crawler.dates import read_machine_date, resolve_date
from crawler.pages import json_ld
from crawler.pages.html_records import Fields, Page, meta_values
from crawler.pages.html_tree import text_of
from crawler.pages.paths import select
from store.records import DatePrecision

_META_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "pubdate", "publish-date", "publication_date", "citation_publication_date",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_META_UPDATES = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified",
)  # fmt: skip


def read_dates(fields: Fields, page: Page) -> None:
    """Fills both dates, with their source and precision."""
    node = page.node or json_ld.video_node(page.nodes, title=fields.title)
    for source, texts in (
        ("json-ld", [json_ld.text_field(node, "datePublished", "dateCreated", "uploadDate") or ""]),
        ("meta", meta_values(page, *_META_DATES)),
        ("text", _printed_times(page.tree)),
    ):
        found = first_date(texts, page.fetched_at)
        if found:
            fields.published_at, fields.date_precision = found
            fields.date_source = "json-ld" if source == "json-ld" else "meta" if source == "meta" else "text"
            fields.provenance["published_at"] = source if source != "text" else "selector"
            break
    for source, texts in (
        ("json-ld", [json_ld.text_field(page.node, "dateModified") or ""]),
        ("meta", meta_values(page, *_META_UPDATES)),
    ):
        found = first_date(texts, page.fetched_at)
        if found:
            fields.updated_at = found[0]
            fields.provenance["updated_at"] = source
            return


def first_date(texts: Sequence[str], fetched_at: datetime) -> tuple[datetime, DatePrecision] | None:
    """The first of the texts that is a date, machine-readable or printed in full, with its precision."""
    for text in texts:
        machine = read_machine_date(text) if text else None
        if machine and machine[0].year >= 1995 and (machine[0] - fetched_at).days < 1:
            return machine
        printed = resolve_date(text, fetched_at=fetched_at) if text and not machine else None
        if printed and printed.source == "text":
            return printed.moment, printed.precision
    return None


def _printed_times(tree: HtmlElement) -> list[str]:
    """`<time>` elements of the article's head: those marked as publication first, then the first of the page."""
    marked = select(
        tree,
        "//time[@pubdate or @itemprop='datePublished' or contains(@class, 'publish') or contains(@class, "
        "'entry-date')] | //@itemprop[. = 'datePublished']/.. | //abbr[contains(@class, 'published') and @title]",
    )
    others = select(tree, "//article//time | //header//time | //main//time")[:1] or select(tree, "//time")[:1]
    return [
        value
        for element in [*marked[:2], *others]
        for value in (element.get("datetime"), element.get("content"), _abbreviated(element), text_of(element))
        if value
    ]


def _abbreviated(element: HtmlElement) -> str | None:
    """The machine date that older themes write in the title of an `<abbr>`."""
    return element.get("title") if element.tag == "abbr" else None
