"""Saved HTML as a tree, and its pieces of text."""

import re
from copy import deepcopy
from functools import lru_cache
from typing import NamedTuple

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from w3lib.encoding import html_to_unicode

from crawler.pages.errors import PageError
from crawler.pages.lines import tidy
from crawler.pages.outside import flatten, parsable, shallow
from crawler.pages.paths import select

_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
# As w3lib names them: the web reads Latin-1 as Windows-1252.
_WESTERN = frozenset({"cp1252", "iso8859-1", "iso8859-15", "latin-1", "ascii"})
_DROPPED_TAGS = ("script", "style", "noscript", "template", "svg", "button", "select", "textarea", "input")


@lru_cache(maxsize=1)  # a page is decoded for its article and for its thread
def decode(body: bytes, content_type: str | None = None) -> str:
    """The page's text: byte order mark, then the declared encoding where the bytes allow it, then UTF-8 or Windows.

    A declaration is false more often than bytes are: bytes with accents that are valid UTF-8 are UTF-8 whatever is
    declared for them among the western encodings, and those declared UTF-8 that mostly are not are Windows-1252.
    """
    encoding, text = html_to_unicode(content_type, body, default_encoding="cp1252", auto_detect_fun=_guess_encoding)
    if encoding.startswith(("utf-16", "utf-32")) and b"\x00" not in body[:1000]:
        encoding = _guess_encoding(body)  # said by what could not be read if it were so: the web reads it as UTF-8
        return body.decode(encoding, "replace")
    if encoding in _WESTERN and not body.isascii() and _guess_encoding(body) == "utf-8":
        return body.decode("utf-8")
    n_lost = text.count("\ufffd") if encoding == "utf-8" else 0
    if n_lost and n_lost > _n_accents(text):
        return body.decode("cp1252", "replace")
    return str(text)


def _guess_encoding(body: bytes) -> str:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _n_accents(text: str) -> int:
    return sum(char > "\x7f" and char != "\ufffd" for char in text)


_PARTED = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "td", "section", "article", "figure"})
_LEADING_SPACE = _PARTED | {"br"}
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# The class of an element is asked for each time Python meets it: lxml's own choice by tag is made in Python.
_CLASSES = etree.ElementDefaultClassLookup(element=HtmlElement)


def parse(text: str) -> HtmlElement:
    """The tree of a page, its reader's own.

    Raises:
        PageError: there is no element in the text.
    """
    return deepcopy(parsed(text))


@lru_cache(maxsize=1)  # a page is read for its article and for its thread: copying a tree costs less than parsing
def parsed(text: str) -> HtmlElement:
    """The tree of a page that its readers share: they look at it and change nothing.

    Raises:
        PageError: there is no element in the text.
    """
    cleaned = parsable(_DECLARATION.sub("", text))
    if not cleaned.strip():
        raise PageError("Page vide : aucun contenu HTML ; enregistrez de nouveau la page puis recommencez")
    try:
        tree, is_cut = _tree(cleaned)
        if is_cut:
            tree, _ = _tree(shallow(cleaned))
    except (ValueError, lxml_html.etree.ParserError) as error:
        raise PageError(f"Page illisible : HTML sans élément ({error}) ; enregistrez de nouveau la page") from error
    flatten(tree)
    return tree


def take(text: str) -> HtmlElement:
    """The tree of a page for one who changes it, and whom nobody asks for it again: it is parsed anew if they do.

    Raises:
        PageError: there is no element in the text.
    """
    tree = parsed(text)
    parsed.cache_clear()
    return tree


def _tree(markup: str) -> tuple[HtmlElement, bool]:
    """The tree that libxml2 makes, and whether it stopped on the way at its own limit of depth."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    tree = lxml_html.document_fromstring(markup.encode("utf-8"), parser=parser)
    return tree, any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def drop_hidden(tree: HtmlElement) -> None:
    """Removes scripts, forms' controls and what the page hides, in place."""
    for element in [*tree.iter(*_DROPPED_TAGS), *select(tree, "//form[@role='search']")]:
        remove(element)
    for element in select(
        tree, "//@hidden/.. | //@aria-hidden[. = 'true']/.. | //@style[contains(., 'none') or contains(., 'hidden')]/.."
    ):
        hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or "")
        if hidden and element.tag not in ("html", "body", "main", "article"):
            remove(element)


def remove(element: HtmlElement) -> None:
    """Takes an element out of its tree; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def names_of(element: HtmlElement) -> str:
    """The element's classes and id in lower case, one space between."""
    classes, own_id = element.get("class"), element.get("id")
    return f"{classes or ''} {own_id or ''}".lower().strip() if classes or own_id else ""


def text_of(element: HtmlElement) -> str:
    """The element's text on one line; `<br>` counts as a space."""
    if not len(element):
        return tidy(element.text or "")
    pieces: list[str] = []
    _gather(element, pieces)
    return tidy("".join(pieces))


def _gather(element: HtmlElement, into: list[str]) -> None:
    if element.text:
        into.append(element.text)
    for child in element:
        tag = child.tag
        if isinstance(tag, str):
            if tag in _LEADING_SPACE:
                into.append(" ")
            _gather(child, into)
            if tag in _PARTED:
                into.append(" ")
        if child.tail:
            into.append(child.tail)


def having(names: str, *, tag: str = "*", inside: str | None = None) -> "Having":
    """The elements whose class holds one of the names, whatever the case; « =name » a whole word.

    With `inside`, the elements of that tag inside of them instead.
    """
    wanted = tuple(f" {name[1:]} " if name.startswith("=") else name for name in names.split())
    return Having(wanted, tag, inside)


class Having(NamedTuple):
    """What `having` wants."""

    names: tuple[str, ...]
    tag: str
    inside: str | None

    def is_met(self, element: HtmlElement, classes: str) -> bool:
        """Whether an element of these classes is one of those."""
        return self.tag in ("*", element.tag) and _holds_one(classes, self.names)


class Finder:
    """Looks for elements in a tree that stays as it is, by XPath or by classes: those are gathered once."""

    def __init__(self, tree: HtmlElement) -> None:
        """Nothing is looked for yet."""
        self.tree = tree
        self._classed: list[tuple[HtmlElement, str]] | None = None

    def find(self, path: str | Having) -> list[HtmlElement]:
        """The elements of one path, in the order of the page."""
        if isinstance(path, str):
            return list(select(self.tree, path))
        if self._classed is None:
            self._classed = [(one, one.get("class")) for one in select(self.tree, "//@class/..")]
        found = [one for one, classes in self._classed if path.is_met(one, classes)]
        if path.inside is None:
            return found
        return list(dict.fromkeys(one for outer in found for one in outer.iterdescendants(path.inside)))

    def first_text(self, *paths: str | Having) -> str | None:
        """The text of the first element with text that one of the paths finds, tried in order."""
        for path in paths:
            for element in self.find(path):
                text = text_of(element)
                if text:
                    return text
        return None


@lru_cache(maxsize=8192)  # a site writes the same classes on every page
def _holds_one(classes: str, names: tuple[str, ...]) -> bool:
    spaced = f" {' '.join(_SPACES.split(classes))} ".translate(_LOWERED)
    return any(name in spaced for name in names)


_SPACES = re.compile(r"[ \t\r\n]+")
_LOWERED = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
