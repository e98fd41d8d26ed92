"""The gold: what is true of each page, and the words by which texts are compared.

The invented pages lie in `pages/` and their gold holds their texts. The gold of the saved pages of others holds spans
only: the place, number and hash of a run of the page's words.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import html as lxml_html
from lxml.html import HtmlElement

from crawler.pages.html_tree import decode
from store.fold import fold_words

HERE = Path(__file__).parent
_SILENT = frozenset({"script", "style", "noscript", "template", "svg"})
_APART = frozenset({
    "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "table", "section", "article", "figure",
    "figcaption", "ul", "ol", "dd", "dt", "header", "footer", "blockquote", "aside", "nav", "main", "title", "pre",
    "form", "br", "dl", "body", "head", "address", "option", "button",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class GoldPage:
    """A page with what is true of it; `facts` is its line of the gold, texts in place of spans."""

    body: bytes
    facts: dict[str, Any]

    @cached_property
    def paragraphs(self) -> list[list[str]]:
        """The words of each paragraph of the article's body."""
        return [words_of(text) for text in self.facts.get("body", [])]

    @cached_property
    def beside(self) -> list[list[str]]:
        """The words of what may stand in a body or not: standfirst, captions, pull-quotes, notes, signatures."""
        return [words_of(text) for text in self.facts.get("beside", [])]


def words_of(text: str) -> list[str]:
    """The folded words of a text; soft hyphens join."""
    return re.findall(r"\w+", fold_words(text.replace("\u00ad", "")))


def sha_of(words: list[str]) -> str:
    """What stands for a text of others in the gold."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def page_words(body: bytes) -> list[str]:
    """All words of a page in reading order, markup apart: what the spans of the gold count in."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(body))
    tree = lxml_html.document_fromstring(text.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8"))
    return words_of("".join(_pieces(tree)))


def _pieces(element: HtmlElement) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in _SILENT:
        gap = " " if element.tag in _APART else ""
        yield gap + (element.text or "")
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
        yield gap


def read_gold(half: str, saved: Path | None) -> Iterator[GoldPage]:
    """The pages of one half; the saved ones only where their folder is given.

    Raises:
        ValueError: a saved page is not the one that the gold was made on.
    """
    for line in (HERE / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        facts = json.loads(line)
        if facts["half"] != half:
            continue
        if facts["source"] == "invented":
            yield GoldPage(body=(HERE / "pages" / facts["file"]).read_bytes(), facts=facts)
        elif saved is not None:
            yield _saved_page(facts, saved)


def _saved_page(facts: dict[str, Any], saved: Path) -> GoldPage:
    with gzip.open(saved / f"{facts['file']}.gz") as packed:
        body = packed.read()
    if hashlib.sha256(body).hexdigest() != facts["page_sha256"]:
        raise ValueError(f"{facts['file']}: not the page that the gold was made on")
    words = page_words(body)

    def text(span: list[Any] | None) -> str | None:
        if span is None:
            return None
        start, length, sha = span
        found = words[start : start + length]
        if sha_of(found) != sha:
            raise ValueError(f"{facts['file']}: words {start} to {start + length} are not those of the gold")
        return " ".join(found)

    told = {name: text(facts[name]) for name in ("title", "standfirst")}
    runs = {name: [text(span) for span in facts[name]] for name in ("body", "beside")}
    return GoldPage(body=body, facts={**facts, **told, **runs})
