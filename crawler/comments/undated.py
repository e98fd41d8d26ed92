"""Signed blocks without dates: read only right under a title of comments, where nothing else can stand."""

from collections.abc import Sequence
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.comments.block import clean_name
from crawler.comments.boxes import chain_of
from crawler.comments.evidence import TITLE
from crawler.comments.outline import Part, PrintedLine
from crawler.pages.paths import select
from store.fold import fold_words
from store.records import Comment

_FEWEST = 3
_SHARE_SIGNED = 0.9
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "strong", "legend")


def read(tree: HtmlElement, lines: Sequence[PrintedLine], *, platform: str) -> list[Comment]:
    """The blocks « name, text » of one shape that follow a heading of comments, in the order of the page."""
    found: list[Comment] = []
    for line in lines:
        if len(line.text) > 60 or not _is_title(line.text):
            continue
        heading = next((one for one in _line_ancestors(line) if one.tag in _HEADINGS), None)
        if heading is None:
            continue
        comments = _after(heading, lines, platform)
        found = max(found, comments, key=len)
    return found if len(found) >= _FEWEST else []


@lru_cache(maxsize=4096)  # menus and footers print the same lines on every page of a site
def _is_title(text: str) -> bool:
    return TITLE.fullmatch(fold_words(text).strip(" :")) is not None


def _line_ancestors(line: PrintedLine) -> list[HtmlElement]:
    element = line.pieces[0].element
    return [element, *list(element.iterancestors())[:2]]


def _after(heading: HtmlElement, lines: Sequence[PrintedLine], platform: str) -> list[Comment]:
    """What the siblings after the heading say, or the children of the one that follows it."""
    siblings = [one for one in heading.itersiblings() if isinstance(one.tag, str)]
    if siblings and len(siblings) < _FEWEST:
        siblings = [one for one in siblings[0] if isinstance(one.tag, str)]
    by_element: dict[HtmlElement, list[PrintedLine]] = {}
    wanted = set(siblings)
    for line in lines:
        one = next((above for above in (line.pieces[0].element, *line.pieces[0].element.iterancestors())
                    if above in wanted), None)  # fmt: skip
        if one is not None:
            by_element.setdefault(one, []).append(line)
    alike = [one for one in siblings if _is_like(one, siblings[0])]
    signed = [by_element[one] for one in alike if _is_signed(by_element.get(one, []))]
    if len(signed) < _SHARE_SIGNED * len(alike):
        return []
    return [
        Comment(text="\n".join(line.text for line in own[1:]), platform=platform, author_ref=clean_name(own[0].text))
        for own in signed
    ]


def _is_like(element: HtmlElement, model: HtmlElement) -> bool:
    """Whether an element has the model's tag and the tags of its children, and is no list of pages."""
    inner, inner_model = chain_of(element)[-1], chain_of(model)[-1]
    same = inner.tag == inner_model.tag and len(inner) == len(inner_model)
    return same and not select(element, ".//h2 | .//h3 | .//img | .//input")


def _is_signed(own: Sequence[PrintedLine]) -> bool:
    """Whether there are a name on the first line and a text after it, neither of them a mere link."""
    if len(own) < 2 or len(own[0].text) > 60 or clean_name(own[0].text) is None:
        return False
    return not all(line.share_of(Part.LINK) > 0.9 for line in own[1:])
