"""A page as printed lines whose pieces remember the element they stand in, and what that element is for."""

import re
from dataclasses import dataclass, field
from enum import Flag, auto
from functools import cached_property, lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from crawler.pages.lines import tidy
from store.fold import fold_words

_BREAKING = frozenset({
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "section", "article", "header", "footer", "aside",
    "nav", "main", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "tr", "td", "th", "figure", "figcaption", "form",
    "address", "fieldset", "details", "summary", "hr", "br",
})  # fmt: skip
_SKIPPED = frozenset({"script", "style", "template", "svg", "select", "textarea", "input", "head", "iframe", "option"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_AUTHOR = re.compile(
    r"(?:^|[\s_-])(?:fn|authors?|auteurs?|autor|user-?name|username|user|pseudo(?:nyme)?|nick(?:name)?|commenter|"
    r"creator|vcard|profile-?name|commentauthor)(?:$|[\s_-]|name)"
)
_ACTION = re.compile(
    r"(?:^|[\s_-])(?:reply|repondre|reponse|antwort(?:en)?|like[sd]?|jaime|votes?|voting|thumbs?|report|"
    r"signaler|abuse|alert\w*|actions?|toolbar|share|sharing|edit|permalink|quote-?link|ratings?|stars?|badges?|"
    r"social|buttons?|pager|pagination|nav|navigation|report|moderation|says|sr-only|visually-hidden|"
    r"screen-reader-text|subscribe|replybox)(?:$|[\s_-]|link)"
)
_CONTENT = re.compile(
    r"(?:comments?|commentaires?|kommentare?|repl(?:y|ies)|message|forum|review|reaction|avis|user|content)[_-]{0,2}"
    r"(?:content|text|texte|body|message|story|copy|bodytext)(?:$|[\s_-])|(?:^|\s)(?:e-content|contenttext|"
    r"usercomment)(?:$|\s)"
)
_SIGNATURE = re.compile(r"(?:^|[\s_-])(?:user-?)?(?:signature|slogan|sig)(?:$|[\s_-])")
_CONTENT_ITEMS = frozenset({"text", "commenttext", "reviewbody", "description", "articlebody"})
_AUTHOR_ITEMS = frozenset({"author", "creator", "name"})
_RUNS = re.compile(r"[^\S ]\s*| \s+")  # a single plain space stays as it is
_MOST_OF_A_NAME = 60
_MOST_OF_AN_ACTION = 120
_MOST_OF_A_FORM = 1500


class Part(Flag):
    """What an element is for, as its names say; the names are hints, never needed."""

    NONE = 0
    AUTHOR = auto()
    ACTION = auto()
    CONTENT = auto()
    LINK = auto()


@dataclass(frozen=True, eq=False)
class Piece:
    """A run of text directly inside one element."""

    element: HtmlElement
    text: str
    part: Part


@dataclass(eq=False)
class PrintedLine:
    """One printed line: pieces without a block or a break between them."""

    pieces: list[Piece] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The line's text; a number that touches what stands in another element is parted from it."""
        joined = ""
        for before, piece in zip([None, *self.pieces], self.pieces, strict=False):
            parted = before is not None and before.element is not piece.element and _is_number_glued(joined, piece)
            joined += f" {piece.text}" if parted else piece.text
        return tidy(joined)

    @cached_property
    def folded(self) -> str:
        return fold_words(self.text)

    def share_of(self, part: Part) -> float:
        """The share of the line's characters that stand in such elements."""
        sizes = [(len(piece.text.strip()), piece.part) for piece in self.pieces]
        whole = sum(size for size, _ in sizes)
        return sum(size for size, inside in sizes if inside & part) / whole if whole else 0.0


def _is_number_glued(before: str, piece: Piece) -> bool:
    if not before or not piece.text or piece.element.tag in ("sub", "sup"):
        return False
    left, right = before[-1], piece.text[0]
    return ((left.isalnum() or left in ".!)") and right.isdigit()) or (left.isdigit() and right.isalpha())


def read_outline(tree: HtmlElement) -> list[PrintedLine]:
    """The lines of a page in reading order, empty ones left out; scripts, controls and hidden boxes are passed over."""
    sizes: dict[HtmlElement, int] = {}
    _measure(tree, sizes)
    pieces: list[Piece | None] = []
    _collect(tree, Part.NONE, sizes, pieces)
    lines = [PrintedLine()]
    for piece in pieces:
        if piece is None:
            if lines[-1].pieces:
                lines.append(PrintedLine())
        elif piece.text.strip() or lines[-1].pieces:
            lines[-1].pieces.append(piece)
    return [line for line in lines if line.text]


def part_of(element: HtmlElement, size: int) -> Part:
    """What the names, the properties and the size of an element say that it is for."""
    names, item = _hints(element.get("class"), element.get("id")), (element.get("itemprop") or "").lower()
    part = Part.LINK if element.tag == "a" and element.get("href") else Part.NONE
    if size <= _MOST_OF_A_NAME and (element.tag == "cite" or item in _AUTHOR_ITEMS or names.is_author):
        part |= Part.AUTHOR
    is_form = (element.tag == "form" and size < _MOST_OF_A_FORM) or names.is_signature
    is_action = size <= _MOST_OF_AN_ACTION and names.is_action and not _holds_text(element)
    if element.tag == "button" or is_form or is_action:
        part |= Part.ACTION
    if item in _CONTENT_ITEMS or names.is_content:
        part |= Part.CONTENT
    return part


class _Hints(NamedTuple):
    """What the classes and the id of an element say."""

    is_author: bool
    is_action: bool
    is_content: bool
    is_signature: bool


@lru_cache(maxsize=4096)  # a page has few different names, and many of each
def _hints(classes: str | None, own_id: str | None) -> _Hints:
    names = _split_names(classes, own_id)
    if not names:
        return _Hints(False, False, False, False)
    found = (bool(pattern.search(names)) for pattern in (_AUTHOR, _ACTION, _CONTENT, _SIGNATURE))
    return _Hints(*found)


def _holds_text(element: HtmlElement) -> bool:
    """Whether a box holds paragraphs or dates: no mere way to answer does."""
    return element.find(".//p") is not None or element.find(".//time") is not None


def _split_names(classes: str | None, own_id: str | None) -> str:
    """The classes and the id of an element, « commentText » as « comment-text »."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", f"{classes or ''} {own_id or ''}").lower().strip()


def _measure(tree: HtmlElement, sizes: dict[HtmlElement, int]) -> None:
    """Notes the length of each element's own text and that of what it holds."""
    for element in reversed(list(tree.iter())):
        if not isinstance(element.tag, str):
            continue
        inside = 0 if element.tag in _SKIPPED else len((element.text or "").strip())
        for child in element:
            inside += sizes.get(child, 0) + len((child.tail or "").strip())
        sizes[element] = 0 if element.tag in _SKIPPED else inside


def _collect(element: HtmlElement, inside: Part, sizes: dict[HtmlElement, int], into: list[Piece | None]) -> None:
    """Adds the pieces of an element in order; `None` is a break between lines."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED or _is_hidden(element):
        return
    part = part_of(element, sizes.get(element, 0))
    if inside is not Part.NONE:
        part |= inside
    breaks = tag in _BREAKING
    if breaks:
        into.append(None)
    text = element.text
    if text:
        into.append(Piece(element, _RUNS.sub(" ", text) if tag != "pre" else text, part))
    for child in element:
        _collect(child, part, sizes, into)
        tail = child.tail
        if tail:
            into.append(Piece(element, _RUNS.sub(" ", tail), part))
    if breaks:
        into.append(None)


def _is_hidden(element: HtmlElement) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
