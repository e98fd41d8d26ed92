"""Comments that a page declares in schema.org terms: JSON-LD at any depth, else microdata.

Source: schema.org Comment and the older UserComments; microdata read by extruct.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from extruct.w3cmicrodata import MicrodataExtractor
from lxml.html import HtmlElement

from crawler.comments.markup import Moment, bare_id, machine_moment, printed_moment, text_of
from crawler.comments.shapes import Detected
from crawler.pages.json_ld import ARTICLE_TYPES, comment_count, read_nodes, types_of
from crawler.pages.outside import fragment, storable, whole_number
from crawler.pages.paths import select
from store.records import Comment, DateSource

JSON_LD = "json-ld"
MICRODATA = "microdata"
_SIGNALS = re.compile(
    r"\"comment\"\s*:\s*[\[{]|itemtype=[\"'][^\"']*schema\.org/(?:Comment|UserComments)\b", re.IGNORECASE
)
_TYPES = {"Comment", "UserComments", "Answer"}
_Node = Mapping[str, Any]
_Pair = tuple[_Node, _Node | None]


def detect(html: str) -> Detected | None:
    """Whether a page declares comments; they are in the page, so nothing else is named."""
    return Detected(platform=JSON_LD) if _SIGNALS.search(html) else None


def read_page(tree: HtmlElement, *, url: str | None, fetched_at: datetime) -> tuple[str | None, list[Comment]]:
    """The platform's name and the comments, each before its replies; JSON-LD wins when it holds any."""
    nodes = read_nodes(tree)
    pairs = _unique([pair for root in nodes for pair in _walk(root, None)], _identity)
    if pairs:
        parents = _parent_names(pairs, _identity)
        ids = {_identity(node) for node, _ in pairs}
        return JSON_LD, [_from_json(node, parents[id(node)], ids, fetched_at) for node, _ in pairs]
    if any("comment" in node and types_of(node) & ARTICLE_TYPES for node in nodes):
        return JSON_LD, []
    pairs = _unique([pair for root in _microdata(tree, url) for pair in _walk_items(root, None)], _item_identity)
    parents = _parent_names(pairs, _item_identity)
    comments = [_from_item(item, parents[id(item)], fetched_at) for item, _ in pairs]
    return (MICRODATA, comments) if comments else (None, [])


def declared(tree: HtmlElement) -> int | None:
    """The number of comments that the page's JSON-LD says it has."""
    counts = (comment_count(node) for node in read_nodes(tree))
    return next((count for count in counts if count is not None), None)


def _walk(node: object, parent: _Node | None) -> Iterator[_Pair]:
    """Every comment under a node with the one it is nested in, at any depth."""
    if isinstance(node, list):
        for child in node:
            yield from _walk(child, parent)
        return
    if not isinstance(node, Mapping):
        return
    is_comment = bool(types_of(node) & _TYPES) and bool(_field(node, "text", "commentText", "description"))
    if is_comment:
        yield node, parent
    inside = node if is_comment else parent
    for name, value in node.items():
        if name not in ("parentItem", "author", "creator", "about"):
            yield from _walk(value, inside)


def _field(node: _Node, *names: str) -> str | None:
    for name in names:
        value = node.get(name)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("@value", value.get("@id")) if isinstance(value, Mapping) else value
        if isinstance(value, str | int | float) and str(value).strip():
            return str(value).strip()
    return None


def _identity(node: _Node) -> str | None:
    """The comment's own number, from its `@id`, address or identifier; an address without anchor names no comment."""
    for name in ("@id", "url", "identifier"):
        value = _field(node, name)
        if value and (name == "identifier" or "#" in value or not value.startswith("http")):
            return bare_id(value)
    value = _field(node, "@id", "url")
    match = re.search(r"/(\d+)/?$", value or "")
    return match[1] if match else value


def _from_json(node: _Node, nested_in: str | None, ids: set[str | None], fetched_at: datetime) -> Comment:
    """One comment; a declared parent that is no comment of the page (the article itself) answers nobody."""
    above = node.get("parentItem")
    above = above[0] if isinstance(above, list) and above else above
    named = _identity(above) if isinstance(above, Mapping) else bare_id(above) if isinstance(above, str) else None
    author = node.get("author") or node.get("creator")
    author = author[0] if isinstance(author, list) and author else author
    person = author if isinstance(author, Mapping) else {"name": author}
    return _comment(
        names=(JSON_LD, _identity(node), nested_in or (named if named in ids else None)),
        text=_plain(_field(node, "text", "commentText", "description") or ""),
        author=(_field(person, "name"), _field(person, "jobTitle")),
        moment=_moment(_field(node, "dateCreated", "datePublished", "commentTime"), "json-ld", fetched_at),
        votes=_field(node, "upvoteCount"),
    )  # fmt: skip


def _microdata(tree: HtmlElement, url: str | None) -> list[_Node]:
    """Items of the page; text properties keep their markup's lines, which extruct would join."""
    if not select(tree, "boolean(//@itemscope)"):
        return []  # most pages
    texts = "//@itemprop[. = 'text' or . = 'commentText']/.."
    if select(tree, texts):
        tree = deepcopy(tree)  # other readers share the page's own
    for element in select(tree, texts):
        if not element.get("content"):
            element.set("content", storable(text_of(element)))
    items = MicrodataExtractor(strict=False).extract_items(tree, base_url=url)
    return [item for item in items if isinstance(item, Mapping)]


def _walk_items(item: object, parent: _Node | None) -> Iterator[_Pair]:
    if isinstance(item, list):
        for child in item:
            yield from _walk_items(child, parent)
        return
    if not isinstance(item, Mapping):
        return
    types = item.get("type")
    names = {str(name).rsplit("/", 1)[-1] for name in (types if isinstance(types, list) else [types])}
    is_comment = bool(names & _TYPES)
    if is_comment:
        yield item, parent
    inside = item if is_comment else parent
    properties = item.get("properties")
    if isinstance(properties, Mapping):
        for name, value in properties.items():
            if name not in ("author", "creator", "parentItem"):
                yield from _walk_items(value, inside)


def _from_item(item: _Node, nested_in: str | None, fetched_at: datetime) -> Comment:
    fields = item.get("properties") or {}
    author = fields.get("author") or fields.get("creator")
    author = author[0] if isinstance(author, list) and author else author
    person = author.get("properties", {}) if isinstance(author, Mapping) else {"name": author}
    above = fields.get("parentItem")
    anchor = above.get("id") if isinstance(above, Mapping) else above
    named = bare_id(anchor) if isinstance(anchor, str) else None
    return _comment(
        names=(MICRODATA, _item_identity(item), nested_in or named),
        text=_plain(_field(fields, "text", "commentText") or ""),
        author=(_field(person, "name"), _field(person, "jobTitle")),
        moment=_moment(_field(fields, "dateCreated", "datePublished", "commentTime"), "meta", fetched_at),
        votes=_field(fields, "upvoteCount"),
    )  # fmt: skip


def _comment(
    *, names: tuple[str, str | None, str | None], text: str, author: tuple[str | None, str | None],
    moment: Moment, votes: str | None,
) -> Comment:  # fmt: skip
    """One comment; `names` are its platform, its own id and its parent's, `author` a name and an occupation."""
    return Comment(
        text=text,
        platform=names[0],
        id=names[1],
        reply_to=names[2],
        author_ref=author[0],
        author_role=author[1],
        posted_at=moment.at,
        date_text=moment.text,
        date_source=moment.source,
        date_precision=moment.precision,
        votes=whole_number(votes),
    )


def _moment(value: str | None, source: DateSource, fetched_at: datetime) -> Moment:
    read = machine_moment(value, source=source)
    return read if read.at else printed_moment(value, fetched_at=fetched_at)


def _plain(text: str) -> str:
    """`text` without markup: some sites declare HTML where the vocabulary wants text."""
    if re.search(r"<(?:p|br|div|a|strong|em|span|blockquote)\b[^>]*>", text, re.IGNORECASE):
        return text_of(fragment(text))
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _item_identity(item: _Node) -> str | None:
    return bare_id(item.get("id")) or bare_id(_field(item.get("properties") or {}, "url"))


def _unique(pairs: list[_Pair], identify: Callable[[_Node], str | None]) -> list[_Pair]:
    """`pairs` without comments told twice, the first kept: nested and listed forms are met together."""
    seen: set[str] = set()
    kept = []
    for node, parent in pairs:
        name = identify(node) or f"object {id(node)}"
        if name not in seen:
            kept.append((node, parent))
        seen.add(name)
    return kept


def _parent_names(pairs: list[_Pair], identify: Callable[[_Node], str | None]) -> dict[int, str | None]:
    """For each comment, by object, the id of the one it is nested in, or its place « #n » where it has no id."""
    places = {id(node): f"#{index}" for index, (node, _) in enumerate(pairs)}
    return {
        id(node): (identify(parent) or places.get(id(parent))) if parent is not None else None for node, parent in pairs
    }
