"""What strangers write, made safe to read: JSON without traps, markup of bounded depth, numbers that can be stored."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import html as lxml_html
from lxml.html import HtmlElement

DEEPEST_JSON = 150  # levels; those who read a value walk it by recursion
DEEPEST_MARKUP = 300
MOST_DIGITS = 9  # of a count: no thread has a thousand million votes
_SURROGATE = re.compile("[\ud800-\udfff]")
# What XML 1.0 has no place for.
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Its ASCII characters, and how U+FFFE and U+FFFF begin in UTF-8.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
_LAST_OF_PLANE = b"\xef\xbf"
# Comments and raw texts are passed over whole: what they hold is no tag.
_TAG = re.compile(
    r"<!--.*?(?:-->|$)|<(?P<raw>script|style|textarea|title)\b.*?(?:</(?P=raw)\s*>|$)"
    r"|<(?P<closing>/?)(?P<name>[a-zA-Z][\w:-]*)[^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_EDGES = re.compile(r"(?:</?p>\s*){2,}")
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "html", "head", "body",
}  # fmt: skip
# Whether an element so deep holds another: libxml2 tells it far faster than a walk.
_IS_DEEP = lxml_html.etree.XPath(f"boolean(.{'/*' * (DEEPEST_MARKUP - 1)}[* or comment() or processing-instruction()])")
_IS_RATHER_DEEP = lxml_html.etree.XPath(f"boolean(.{'/*' * 40})")  # hardly any page is
_ENTITY = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]+)|(?P<decimal>[0-9]+));?")
_REPLACED = "\ufffd"
_RUNS = {"p", "div", "li", "ul", "ol", "blockquote", "section", "article", "h1", "h2", "h3", "h4", "tr", "br", "table"}


def read_json(text: str | bytes) -> Any:
    """A JSON value, `None` where it is none, or nested too deeply to be walked.

    Lone surrogates, which no database or terminal takes, become « � »; NaN and infinities, which JSON does not know,
    become `None`.
    """
    try:
        value = json.loads(text, strict=False, parse_constant=lambda name: None)
        return _tamed(value, DEEPEST_JSON)
    except (ValueError, RecursionError):
        return None


def whole_number(value: object) -> int | None:
    """The count that a value says, `None` where it says none: a truth value is no number, nor one beyond storing."""
    if isinstance(value, bool):
        return None
    text = str(value) if isinstance(value, int) else value.strip() if isinstance(value, str) else ""
    found = re.fullmatch(rf"-?[0-9]{{1,{MOST_DIGITS}}}", text) if len(text) <= MOST_DIGITS + 1 else None
    return int(text) if found else None


def fragment(markup: str) -> HtmlElement:
    """A piece of markup inside one `div`, of bounded depth; nothing of its text is lost at a character that XML
    refuses."""
    parser = lxml_html.HTMLParser(huge_tree=True)
    cleaned = parsable(markup)
    element: HtmlElement = lxml_html.fragment_fromstring(cleaned, create_parent="div", parser=parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        element = lxml_html.fragment_fromstring(shallow(cleaned), create_parent="div")
    flatten(element)
    return element


def parsable(markup: str) -> str:
    """`markup` without the characters that a tree refuses, also as « &#1; »; lone surrogates are « � »."""
    named = _ENTITY.sub(_named, markup) if "&#" in markup else markup
    return named if _is_fit(named) else _UNFIT.sub(_refused, named)


def _is_fit(markup: str) -> bool:
    """Whether a page surely holds no such character, told by its bytes: several times faster than looking for one."""
    try:
        raw = markup.encode("utf-8")
    except UnicodeEncodeError:
        return False  # a lone surrogate
    return len(raw.translate(None, _CONTROLS)) == len(raw) and _LAST_OF_PLANE not in raw


def _named(match: re.Match[str]) -> str:
    digits = match["hex"] or match["decimal"]
    code = int(digits, 16 if match["hex"] else 10) if len(digits) < 8 else 0
    return "" if code > 0x10FFFF or _UNFIT.match(chr(code)) else match[0]


def _refused(match: re.Match[str]) -> str:
    return _REPLACED if match[0] >= "\ud800" else " " if match[0] in "\x0b\x0c" else ""


def shallow(markup: str) -> str:
    """`markup` whose tags beyond `DEEPEST_MARKUP` open elements are paragraphs or nothing.

    libxml2 drops all that follows the 2,048th open element: whole pages of a site that forgets to close one.
    """
    levels: list[str] = []
    n_open: Counter[str] = Counter()

    def replaced(match: re.Match[str]) -> str:
        name = (match["name"] or "").lower()
        if not name or name in _VOID or match["raw"]:
            return match[0]
        if not match["closing"]:
            levels.append(name)
            n_open[name] += 1
            return match[0] if len(levels) <= DEEPEST_MARKUP else "<p>" if name in _RUNS else " "
        if not n_open[name]:
            return ""
        is_deep = len(levels) > DEEPEST_MARKUP
        while True:
            closed = levels.pop()
            n_open[closed] -= 1
            if closed == name:
                return ("</p>" if name in _RUNS else " ") if is_deep else match[0]

    return _EDGES.sub("<p>", _TAG.sub(replaced, markup))


def without_surrogates(text: str) -> str:
    """`text` with « � » for each lone surrogate: libxml2 would drop what follows one."""
    return _SURROGATE.sub(_REPLACED, text)


def storable(text: str) -> str:
    """`text` as an attribute of a tree takes it: without control characters and surrogates."""
    return _UNFIT.sub(_REPLACED, text)


def flatten(tree: HtmlElement) -> bool:
    """Makes what is nested beyond `DEEPEST_MARKUP` paragraphs of the last level, in place; whether there was any."""
    if not (_IS_RATHER_DEEP(tree) and _IS_DEEP(tree)):
        return False
    depth, too_deep = 0, []
    for event, element in lxml_html.etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth == DEEPEST_MARKUP and len(element):
            too_deep.append(element)
    for element in too_deep:
        paragraphs = list(_paragraphs(element))
        for child in list(element):
            element.remove(child)
        element.text = None
        for text in paragraphs:
            lxml_html.etree.SubElement(element, "p").text = storable(text)
    return bool(too_deep)


def _paragraphs(element: HtmlElement) -> Iterator[str]:
    """The texts under an element, one for each run between two block elements; scripts are none."""
    pieces: list[str] = []
    for event, inner in lxml_html.etree.iterwalk(element, events=("start", "end")):
        is_element = isinstance(inner.tag, str)
        if is_element and inner.tag in _RUNS and "".join(pieces).strip():
            yield "".join(pieces)
            pieces = []
        if event == "start" and is_element and inner.tag not in ("script", "style"):
            pieces.append(inner.text or "")
        elif event == "end" and inner is not element:
            pieces.append(inner.tail or "")
    if "".join(pieces).strip():
        yield "".join(pieces)


def _tamed(value: Any, levels: int) -> Any:
    """The value without lone surrogates and infinite numbers.

    Raises:
        RecursionError: deeper than `levels`.
    """
    if isinstance(value, str):
        return value if value.isascii() else without_surrogates(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if not isinstance(value, list | dict):
        return value
    if levels == 0:
        raise RecursionError
    if isinstance(value, list):
        return [_tamed(entry, levels - 1) for entry in value]
    return {without_surrogates(name): _tamed(entry, levels - 1) for name, entry in value.items()}
