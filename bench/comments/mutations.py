"""What a redesign does to a page without changing what it says: names, numbers, boxes around boxes."""

import random
import zlib
from collections.abc import Callable, Mapping, Sequence

from lxml import html as lxml_html
from lxml.html import HtmlElement

_WRAPPED = ("div", "article", "section", "p", "footer", "header", "span")
_UNWRAPPABLE = ("html", "head", "ul", "ol", "dl", "table", "tr", "tbody")
_SHARE_WRAPPED = 0.3
_SEED = 7


def rename_classes(tree: HtmlElement) -> None:
    """Every class gets another name, the same everywhere."""
    for element in tree.iter():
        if isinstance(element.tag, str) and element.get("class"):
            renamed = (f"k{zlib.crc32(name.encode()):x}" for name in element.get("class").split())
            element.set("class", " ".join(renamed))


def drop_ids(tree: HtmlElement) -> None:
    """No element has an id any more; links still point to them."""
    for element in tree.iter():
        if isinstance(element.tag, str) and element.get("id") is not None:
            del element.attrib["id"]


def add_wrappers(tree: HtmlElement) -> None:
    """A third of the boxes get a box around them, drawn by a fixed seed."""
    drawn = random.Random(_SEED)
    for element in list(tree.iter(*_WRAPPED)):
        parent = element.getparent()
        if parent is None or parent.tag in _UNWRAPPABLE or drawn.random() > _SHARE_WRAPPED:
            continue
        wrapper = lxml_html.Element("span" if element.tag == "span" else "div")
        tail, element.tail = element.tail, None
        parent.replace(element, wrapper)
        wrapper.append(element)
        wrapper.tail = tail


MUTATIONS: Mapping[str, Sequence[Callable[[HtmlElement], None]]] = {
    "as saved": (),
    "classes renamed": (rename_classes,),
    "ids dropped": (drop_ids,),
    "wrappers added": (add_wrappers,),
    "all three": (rename_classes, drop_ids, add_wrappers),
}


def mutate(html: str, steps: Sequence[Callable[[HtmlElement], None]]) -> str:
    """The page after the steps, as text; untouched without any."""
    if not steps:
        return html
    tree = lxml_html.document_fromstring(html.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    for step in steps:
        step(tree)
    return str(lxml_html.tostring(tree, encoding="unicode"))
