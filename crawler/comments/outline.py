"""A page as printed lines whose pieces remember the element they stand in, and what that element is for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
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
# Elements that are for something whatever their attributes.
_TELLING = frozenset({"cite", "form", "button"})
_RUNS = re.compile(r"[^\S ]\s*| \s+")  # a single plain space stays as it is
_MOST_OF_A_NAME = 60
_MOST_OF_AN_ACTION = 120
_MOST_OF_A_FORM = 1500


class Part:
    """What an element is for, as its names say, as bits of one number; the names are hints, never needed."""

    NONE = 0
    AUTHOR = 1
    ACTION = 2
    CONTENT = 4
    LINK = 8


@dataclass(eq=False, slots=True)
class Piece:
    """A run of text directly inside one element; `part` joins bits of `Part`."""

    element: HtmlElement
    text: str
    part: int


@dataclass(eq=False)
class PrintedLine:
    """One printed line: pieces without a block or a break between them."""

    pieces: list[Piece] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """The line's text; a number that touches what stands in another element is parted from it."""
        return self._joined()

    def settle(self) -> str:
        """The text, worked out once the line is whole: the first reading of a cached property takes a lock."""
        text = self.__dict__["text"] = self._joined()
        return text

    def _joined(self) -> str:
        if len(self.pieces) == 1:
            return tidy(self.pieces[0].text)
        joined = ""
        for before, piece in zip([None, *self.pieces], self.pieces, strict=False):
            parted = before is not None and before.element is not piece.element and _is_number_glued(joined, piece)
            joined += f" {piece.text}" if parted else piece.text
        return tidy(joined)

    @cached_property
    def folded(self) -> str:
        return fold_words(self.text)

    def without(self, part: int) -> "PrintedLine":
        """The line with the same text, none of whose pieces is for `part`."""
        line = PrintedLine([Piece(piece.element, piece.text, piece.part & ~part) for piece in self.pieces])
        line.__dict__ |= {name: value for name, value in self.__dict__.items() if name in ("text", "folded")}
        return line

    def share_of(self, part: int) -> float:
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
    lines: list[list[Piece]] = [[]]
    if isinstance(tree.tag, str) and tree.tag not in _SKIPPED:
        _collect(tree, tree.tag, Part.NONE, lines)
    printed = [PrintedLine(pieces) for pieces in lines if pieces]
    return [line for line in printed if line.settle()]


def _part_of(element: HtmlElement, tag: str, told: Mapping[str, str]) -> int:
    """What the names, the properties and the size of an element say that it is for."""
    names, item = _hints(told.get("class"), told.get("id")), told.get("itemprop", "").lower()
    part = Part.LINK if tag == "a" and told.get("href") else Part.NONE
    is_named = tag == "cite" or item in _AUTHOR_ITEMS or names.is_author
    if is_named and _is_at_most(element, _MOST_OF_A_NAME):
        part |= Part.AUTHOR
    is_form = names.is_signature or (tag == "form" and _is_at_most(element, _MOST_OF_A_FORM - 1))
    if tag == "button" or is_form or (names.is_action and _is_action(element)):
        part |= Part.ACTION
    if item in _CONTENT_ITEMS or names.is_content:
        part |= Part.CONTENT
    return part


def _is_action(element: HtmlElement) -> bool:
    """Whether a box named for an action holds little, and neither paragraphs nor dates."""
    return not _holds_text(element) and _is_at_most(element, _MOST_OF_AN_ACTION)


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


def _is_at_most(element: HtmlElement, most: int) -> bool:
    """Whether the text that an element holds, what is passed over left out, has at most so many characters."""
    size, waiting = 0, [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one.tag, str) and one.tag not in _SKIPPED:
            size += len((one.text or "").strip())
            for child in one:
                size += len((child.tail or "").strip())
                waiting.append(child)
        if size > most:
            return False
    return True


def _collect(element: HtmlElement, tag: str, outer: int, into: list[list[Piece]]) -> None:
    """Adds the pieces of an element to the last line, in order; elements that break lines begin others."""
    told = element.items()
    inside = _part_inside(element, tag, told, outer) if told or tag in _TELLING else outer
    if inside is None:
        return
    breaks = tag in _BREAKING
    if breaks and into[-1]:
        into.append([])
    if text := element.text:
        _put(element, text if tag == "pre" else _one_spaced(text), inside, into[-1])
    for child in element:
        name = child.tag
        if isinstance(name, str) and name not in _SKIPPED:
            _collect(child, name, inside, into)
        if tail := child.tail:
            _put(element, _one_spaced(tail), inside, into[-1])
    if breaks and into[-1]:
        into.append([])


def _part_inside(element: HtmlElement, tag: str, told: list[tuple[str, str]], outer: int) -> int | None:
    """What an element inside of what `outer` says is for, `None` when it is hidden; `told` are its attributes."""
    if tag == "a" and len(told) == 1 and told[0][0] == "href":
        return outer | Part.LINK if told[0][1] else outer  # most links of a page
    named = dict(told)
    if "hidden" in named or ("style" in named and _HIDDEN.search(named["style"])):
        return None
    return outer | _part_of(element, tag, named)


def _put(element: HtmlElement, text: str, part: int, line: list[Piece]) -> None:
    if line or not text.isspace():
        line.append(Piece(element, text, part))


def _one_spaced(text: str) -> str:
    return text if text.isprintable() and "  " not in text else _RUNS.sub(" ", text)
