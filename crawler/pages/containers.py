"""The element that holds the body of a page."""

from lxml.html import HtmlElement

from crawler.pages.html_body import is_leaf, run_texts
from crawler.pages.html_tree import Finder, having, text_of
from crawler.pages.lines import has_final_stop
from crawler.pages.paths import select

_CONTAINERS = (
    "//@itemprop[. = 'articleBody']/..",
    having("field--name-body field-name-body node__content field--type-text-with-summary"),
    having("article-body article__body articlebody article_body body-article article__content article-content"),
    having("article-text article__text articletext content-article article_content texte-article article__main"),
    having("entry-content post-content post__content post-body td-post-content story-body content-body c-entry"),
    "//article",
    "//main",
    "//@role[. = 'main']/..",
    "//@id[. = 'content' or . = 'main' or . = 'article']/..",
)
_ENOUGH = 250
_BRIEF = 80
_PROSE = 60
_WORTH = 1.1


def find_container(tree: HtmlElement) -> HtmlElement | None:
    """The element that holds the body: the first known one with enough text, else the one with most prose of its own.

    Prose is paragraphs, text between line breaks, and boxes that hold nothing but a sentence.
    """
    finder = Finder(tree)
    for path in _CONTAINERS:
        longest = max(finder.find(path), key=_paragraph_length, default=None)
        if longest is not None and _paragraph_length(longest) >= _ENOUGH:
            return longest
    lengths = {element: _own_prose(element) for element in select(tree, "//div | //section | //td | //body | //center")}
    dense = max(lengths, key=lambda element: lengths[element], default=None)
    if dense is None or lengths[dense] < _ENOUGH:
        return _around_title(tree)
    return _whole_table(dense, lengths)


def _around_title(tree: HtmlElement) -> HtmlElement | None:
    """Of a page with little text (a brief), the smallest element that holds its title and a paragraph."""
    titles = select(tree, "//h1[normalize-space()]")
    around = titles[0].iterancestors() if len(titles) == 1 else ()
    return next((element for element in around if _prose_in_paragraphs(element) >= _BRIEF), None)


def _prose_in_paragraphs(element: HtmlElement) -> int:
    return sum(len(text_of(paragraph)) for paragraph in select(element, ".//p | .//dd[not(.//p)]"))


def _whole_table(dense: HtmlElement, lengths: dict[HtmlElement, int]) -> HtmlElement:
    """The rows of a layout table over which a text goes on, else the element itself."""
    cell = dense if dense.tag == "td" else dense.getparent()
    best, length = dense, _prose_inside(dense, lengths)
    for ancestor in cell.iterancestors():
        if cell.tag != "td" or ancestor.tag not in ("tr", "tbody", "table"):
            break
        inside = _prose_inside(ancestor, lengths)
        if inside >= _WORTH * length:
            best, length = ancestor, inside
    return best


def _prose_inside(element: HtmlElement, lengths: dict[HtmlElement, int]) -> int:
    return sum(lengths.get(other, 0) for other in element.iter())


def _paragraph_length(element: HtmlElement) -> int:
    return _prose_in_paragraphs(element) or len(text_of(element))


def _own_prose(element: HtmlElement) -> int:
    paragraphs = sum(len(text_of(child)) for child in element if child.tag == "p" or _is_sentence_box(child))
    # Layouts of old wrap a text, its tables with it, in a change of letters.
    paragraphs += sum(_own_prose(child) for child in element if child.tag in ("font", "big", "small") and len(child))
    return paragraphs + sum(len(text) for text in run_texts(element) if len(text) >= _PROSE)


def _is_sentence_box(element: HtmlElement) -> bool:
    if element.tag != "div" or (not is_leaf(element) and len(element)):
        return False
    text = text_of(element)
    return len(text) >= _PROSE and has_final_stop(text) and not select(element, ".//a[string-length() > 30]")
