"""Pointers to other pages: rows of boxes that each open with a linked heading, boxes of links, calls to subscribe."""

import re
from collections import defaultdict

from lxml.html import HtmlElement

from crawler.pages import words
from crawler.pages.html_tree import remove, text_of
from crawler.pages.paths import select
from store.fold import fold_words

_FEWEST = 2
_LONGEST = 600
_SMALL = 400
_WORDS = 12
_BUTTON = 25
_MOSTLY = 0.7
_CALLS = re.compile(r"(?:inscri|abonn|recev|s'inscr).{0,80}(?:newsletter|infolettre|lettre d'information|boite mail)")
_HEADINGS = ".//h2 | .//h3 | .//h4 | .//h5"
_BOXES = "//article | //li | //div | //section"
_HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BLOCK_TAGS = frozenset({"p", "div", "time", "ul", "figure"})
_LONGEST_TITLE = 60
_TITLE_WORDS = 3


def drop_related(tree: HtmlElement, most: int) -> None:
    """Removes the lists that a heading calls related (« Articles liés »), in place: their dates and names are others'.

    The box that opens with the heading goes whole unless it holds the title or more than `most` characters of
    paragraphs; where the heading stands in the text, only the linked boxes right below it go.
    """
    for heading in select(tree, "//h2 | //h3 | //h4 | //h5 | //h6"):
        text = text_of(heading)
        if len(text) > _LONGEST_TITLE or not words.RELATED_LIST.fullmatch(fold_words(text)):
            continue
        box = heading.getparent()
        if box is None:
            continue
        above = [box.text or "", *(other.text_content() for other in box[: box.index(heading)])]
        length = sum(len(text_of(paragraph)) for paragraph in select(box, ".//p"))
        is_other = box.tag not in ("main", "article", "body") and not select(box, ".//h1")
        if is_other and not "".join(above).strip() and length <= most:
            remove(box)
            continue
        for sibling in list(heading.itersiblings()):
            if sibling.tag not in ("div", "ul", "ol", "article", "section") or not select(sibling, ".//a[@href]"):
                break
            remove(sibling)
        remove(heading)


def drop_teasers(tree: HtmlElement) -> None:
    """Removes such rows with the heading above them, in place. A heading that links to its own place is no pointer."""
    rows: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    for box in select(tree, _BOXES):
        parent = box.getparent()
        if parent is not None and len(box) and _points_elsewhere(box):
            rows[parent, box.tag, box.get("class") or ""].append(box)
    for (parent, tag, _), boxes in rows.items():
        alike = [child for child in parent if child.tag == tag]
        if len(boxes) < _FEWEST or len(boxes) < len(alike) / 2:
            continue
        above = boxes[0].getprevious()
        for box in boxes:
            remove(box)
        if above is not None and above.tag in _HEADING_TAGS:
            remove(above)


def drop_link_boxes(tree: HtmlElement) -> None:
    """Removes small boxes of two links or more with hardly another word, and calls to take a newsletter, in place."""
    for box in select(tree, "//div[a or .//a] | //section[.//a] | //ul[.//a]"):
        text = text_of(box)
        if box.getparent() is None or len(text) > _SMALL or select(box, ".//h1 | .//blockquote | ancestor::p"):
            continue
        links = [text_of(link) for link in select(box, ".//a[@href]")]
        is_list = len([link for link in links if len(link) >= _WORDS]) >= _FEWEST
        is_call = _CALLS.search(fold_words(text)) and any(len(link) <= _BUTTON for link in links)
        if (is_list and sum(map(len, links)) >= _MOSTLY * len(text)) or is_call:
            remove(box)


def _points_elsewhere(box: HtmlElement) -> bool:
    headings = select(box, _HEADINGS)
    if not headings:
        return _opens_as_card(box)
    if len(headings) != 1 or select(box, ".//h1") or len(text_of(box)) > _LONGEST:
        return False
    heading = headings[0]
    links = select(heading, ".//a[@href]") or select(heading, "ancestor::a[@href]")
    if not links or any("#" in link.get("href") for link in links):
        return False
    return len(text_of(links[0])) >= 0.8 * len(text_of(heading)) > 0


def _opens_as_card(box: HtmlElement) -> bool:
    """Whether a small box opens with a linked title on a line of its own, with blocks below it."""
    first = box[0]
    link = first if first.tag == "a" else None
    if link is None or (box.text or "").strip() or (link.tail or "").strip() or len(text_of(box)) > _LONGEST:
        return False
    href, following = link.get("href") or "#", link.getnext()
    is_title = len(text_of(link).split()) >= _TITLE_WORDS and "#" not in href
    return is_title and following is not None and following.tag in _BLOCK_TAGS and not select(box, ".//h1")
