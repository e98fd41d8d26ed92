"""The text of a mail as lines that know their links: the common ground of its HTML and its plain form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from crawler.pages import html_tree
from crawler.pages.lines import tidy
from store.fold import fold_words

_BREAKS = frozenset({
    "p", "div", "td", "th", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "center",
    "blockquote", "section", "article", "header", "footer", "figure", "figcaption", "pre", "dd", "dt", "dl", "tbody",
})  # fmt: skip
_WIDE = _BREAKS - {"br", "tr", "tbody", "td", "th", "table"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_PRINTED_LINK = re.compile(r"<?\bhttps?://[^\s<>\"]+>?", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"^(?:>\s?)+")
_RULE = re.compile(r"^[\s=_*~#.•·–—-]{3,}$")
_IN_BRACKETS = re.compile(r"(?P<title>.{15,}?)\s*\([^()]{2,60}\)")
_LEADS_ON = re.compile(
    r"(?:\b(?:sur|a|ici|voir|cf|lien|adresse|suivante?|via|site|page|dans|de|du|le|la|les|et|ou)|,)$"
)
_FULL_LINE = 55
_LEAST_WORDS = 3
_SHORTEST_TITLE = 15


@dataclass(frozen=True, kw_only=True)
class MailLine:
    """One line: its text, the first address it links to with the words of that link, and how it is printed.

    `gap`: an empty line or the border of a block stands above it.
    """

    text: str
    href: str | None = None
    linked: str = ""
    is_heading: bool = False
    is_bold: bool = False
    gap: bool = False

    @property
    def folded(self) -> str:
        """The text folded, runs of spaces made one."""
        return fold_words(self.text)


@dataclass
class _Run:
    """What has been read of the line being read."""

    text: str = ""
    bold: int = 0
    links: dict[str, str] = field(default_factory=dict)
    is_heading: bool = False
    gap: bool = True


def read_html_lines(tree: HtmlElement) -> list[MailLine]:
    """The lines of a mail's HTML, in reading order; what it hides is left out."""
    html_tree.drop_hidden(tree)
    lines: list[MailLine] = []
    run = _Run()
    _walk(tree, lines, run, href=None, bold=False, heading=False)
    _end_line(lines, run, gap=False)
    return lines


def _walk(
    element: HtmlElement, lines: list[MailLine], run: _Run, *, href: str | None, bold: bool, heading: bool
) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    inner = element.get("href") if tag == "a" else None
    is_link = bool(inner) and not str(inner).startswith(("#", "mailto:", "tel:"))
    href = str(inner) if is_link else href
    bold = bold or tag in ("b", "strong", *_HEADINGS) or bool(_BOLD.search(element.get("style") or ""))
    heading = heading or tag in _HEADINGS
    if tag in _BREAKS:
        _end_line(lines, run, gap=tag in _WIDE)
    _add(run, element.text, href=href, bold=bold, heading=heading)
    for child in element:
        _walk(child, lines, run, href=href, bold=bold, heading=heading)
        _add(run, child.tail, href=href, bold=bold, heading=heading)
    if tag in _BREAKS:
        _end_line(lines, run, gap=tag in _WIDE)


def _add(run: _Run, text: str | None, *, href: str | None, bold: bool, heading: bool) -> None:
    if not text:
        return
    run.text += text
    letters = sum(char.isalnum() for char in text)
    run.bold += letters if bold else 0
    run.is_heading = run.is_heading or (heading and letters > 0)
    if href and letters:
        run.links[href] = run.links.get(href, "") + text


def _end_line(lines: list[MailLine], run: _Run, *, gap: bool) -> None:
    text = tidy(run.text)
    if text:
        href, linked = max(run.links.items(), key=lambda pair: len(tidy(pair[1])), default=(None, ""))
        letters = sum(char.isalnum() for char in text)
        lines.append(
            MailLine(text=text, href=href, linked=tidy(linked), is_heading=run.is_heading, gap=run.gap,
                     is_bold=letters > 0 and run.bold >= 0.8 * letters)
        )  # fmt: skip
        run.gap = False
    run.text, run.bold, run.links, run.is_heading = "", 0, {}, False
    run.gap = run.gap or gap


def read_plain_lines(text: str) -> list[MailLine]:
    """The lines of a plain mail; a printed address becomes the link of the title that it stands beside or under.

    In a block of lines (« title, outlet, extract, address »), that title is the first line; an address that stands
    alone belongs to the block above it.
    """
    blocks: list[list[MailLine]] = [[]]
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        content = tidy(_QUOTE_MARK.sub("", raw))
        if not content or _RULE.match(content):
            blocks.append([])
            continue
        found = _PRINTED_LINK.search(content)
        if not found:
            blocks[-1].append(MailLine(text=content))
            continue
        address = found[0].strip("<>").rstrip(").,;]")
        words = tidy(content.replace(found[0], " ")).strip("-–—:[]<>•* ")
        _place(blocks, words, address)
    return [replace(line, gap=index == 0) for block in blocks for index, line in enumerate(block)]


def _place(blocks: list[list[MailLine]], words: str, address: str) -> None:
    """Gives an address to the line that it stands on, else to the title of its block, else of the block above."""
    block = blocks[-1]
    if _is_prose(block, words):
        block.append(MailLine(text=words))
    elif may_be_title(words):
        outlet = _IN_BRACKETS.fullmatch(words)
        block.append(MailLine(text=words, href=address, linked=outlet["title"] if outlet else words))
    elif words and not block:
        block.append(MailLine(text=words, href=address, linked=words))
    else:
        filled = block or next((earlier for earlier in reversed(blocks) if earlier), [])
        used = max((index for index, line in enumerate(filled) if line.href), default=-1)
        for index in range(used + 1, len(filled)):
            if may_be_title(filled[index].text):
                filled[index] = replace(filled[index], href=address, linked=filled[index].text)
                return


def _is_prose(block: Sequence[MailLine], words: str) -> bool:
    """Whether an address stands inside a sentence: its words lead to it, or go on from a full line above."""
    if not words:
        return False
    above = block[-1] if block else None
    goes_on = above is not None and above.href is None and len(above.text) >= _FULL_LINE and words[:1].islower()
    return goes_on or bool(_LEADS_ON.search(fold_words(words)))


def may_be_title(text: str) -> bool:
    """Whether a line is long enough to be a title, and no longer than one."""
    return _SHORTEST_TITLE <= len(text) <= 250 and len(text.split()) >= _LEAST_WORDS


def as_text(lines: Sequence[MailLine]) -> str:
    """The lines as a person would paste them."""
    return "\n".join(("\n" if line.gap else "") + line.text for line in lines)
