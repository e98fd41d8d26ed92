"""Rows of pointers to other pages: boxes of one kind that each open with a linked heading."""

from collections import defaultdict

from lxml.html import HtmlElement

from crawler.pages.html_tree import remove, text_of

_FEWEST = 2
_LONGEST = 600
_HEADINGS = ".//h2 | .//h3 | .//h4 | .//h5"
_BOXES = "//article | //li | //div | //section"


def drop_teasers(tree: HtmlElement) -> None:
    """Removes such rows with the heading above them, in place. A heading that links to its own place is no pointer."""
    rows: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    for box in tree.xpath(_BOXES):
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
        if above is not None and above.tag in ("h2", "h3", "h4", "h5", "h6"):
            remove(above)


def _points_elsewhere(box: HtmlElement) -> bool:
    headings = box.xpath(_HEADINGS)
    if len(headings) != 1 or box.xpath(".//h1") or len(text_of(box)) > _LONGEST:
        return False
    heading = headings[0]
    links = heading.xpath(".//a[@href]") or heading.xpath("ancestor::a[@href]")
    if not links or any("#" in link.get("href") for link in links):
        return False
    return len(text_of(links[0])) >= 0.8 * len(text_of(heading)) > 0
