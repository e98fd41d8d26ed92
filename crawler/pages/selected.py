"""What a source's own selectors say of its pages: the last word, where general rules fail on one site."""

from collections.abc import Mapping
from typing import Literal

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawler.pages.html_names import clean_names
from crawler.pages.html_records import Fields
from crawler.pages.html_tree import remove, text_of

Selected = Literal["title", "kicker", "standfirst", "byline", "body", "drop"]
Selectors = Mapping[Selected, str]
_FIELDS: tuple[Selected, ...] = ("title", "kicker", "standfirst", "byline")


def check_selector(css: str) -> str:
    """The selector, raises `ValueError` where it is no CSS."""
    try:
        CSSSelector(css, translator="html")
    except SelectorError as error:
        raise ValueError(f"{css!r} is not a CSS selector: {error}") from error
    return css


def drop_selected(tree: HtmlElement, selectors: Selectors) -> None:
    """Removes from the tree what `drop` selects, in place."""
    for element in _select(tree, selectors.get("drop")):
        if element.getparent() is not None:
            remove(element)


def read_selected(fields: Fields, tree: HtmlElement, selectors: Selectors) -> None:
    """Fills the fields whose selector finds a text, over whatever was read before."""
    for name in _FIELDS:
        text = next((text for element in _select(tree, selectors.get(name)) if (text := text_of(element))), None)
        if text:
            setattr(fields, name, tuple(clean_names([text])) if name == "byline" else text)
            fields.provenance[name] = "selector"


def selected_body(tree: HtmlElement, selectors: Selectors) -> HtmlElement | None:
    """The element that `body` selects first, `None` without one: the general rules then look for it."""
    return next(iter(_select(tree, selectors.get("body"))), None)


def _select(tree: HtmlElement, css: str | None) -> list[HtmlElement]:
    return list(CSSSelector(css, translator="html")(tree)) if css else []
