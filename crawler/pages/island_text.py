"""The lines of a text kept as data: HTML in a string, plain text, or the block lists of editors."""

import html
import re
from collections.abc import Mapping
from typing import Any

from crawler.pages import html_body, html_tree
from crawler.pages.lines import Line, has_final_stop, tidy
from crawler.pages.paths import select

BODIES = (
    "articleBody", "body", "bodyHtml", "body_html", "content", "contents", "contentHtml", "contenu", "corps", "texte",
    "text", "html", "blocks", "paragraphs", "paragraphes", "components", "elements", "sections", "story",
    "content_elements",
)  # fmt: skip
_INNER = (
    "html",
    "text",
    "value",
    "content",
    "body",
    "children",
    "data",
    "items",
    "paragraphs",
    "blocks",
    "nodes",
    "model",
)
_SKIPPED = re.compile(
    r"image|photo|picture|figure|media|video|audio|embed|iframe|ad\b|ads|advert|pub|related|link|teaser|promo|newsletter|"
    r"read_?more|lire|button|cta|poll|sondage|tweet|social|share|comment|author|tag|divider|gallery|script",
    re.IGNORECASE,
)
_HEADING = re.compile(r"head|^h[1-6]$|title|titre", re.IGNORECASE)
_QUOTE = re.compile(r"quote|citation|exergue", re.IGNORECASE)
_LEAF = frozenset({"text", "span", "leaf", "link", "a", "bold", "strong", "em", "italic", "inline", "hard_break", ""})
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_DEPTH = 12
_PARAGRAPH = 80


def read_lines(value: Any) -> list[Line]:
    """The lines of a text, in order; parts that are no text (pictures, links to other pages) are left out."""
    return _read(value, "p", _DEPTH)


def _read(value: Any, tag: str, depth: int) -> list[Line]:
    if depth == 0:
        return []
    if isinstance(value, str):
        return _from_text(value, tag)
    if isinstance(value, list):
        whole = _inline(value, depth)
        if whole is not None:
            return _from_text(whole, tag)
        return [line for entry in value for line in _read(entry, tag, depth - 1)]
    return _from_block(value, tag, depth) if isinstance(value, Mapping) else []


def _from_block(block: Mapping[str, Any], tag: str, depth: int) -> list[Line]:
    """The lines of one block of an editor: its first text-bearing key, read as the block's type says."""
    kind = _kind(block)
    if _SKIPPED.search(kind) and not _QUOTE.search(kind):
        return []
    inner = "h2" if _HEADING.search(kind) else "blockquote" if _QUOTE.search(kind) else tag
    for key in _INNER:
        if block.get(key):
            lines = _read(block[key], inner, depth - 1)
            if lines:
                return lines
    return []


def _kind(block: Mapping[str, Any]) -> str:
    for key in ("type", "_type", "kind", "nodeType", "__typename", "component"):
        if isinstance(block.get(key), str):
            return str(block[key])
    return ""


def _inline(entries: list[Any], depth: int) -> str | None:
    """The joined text of a list of runs of one paragraph, `None` where the list holds blocks."""
    texts: list[str] = []
    for entry in entries:
        if isinstance(entry, str) and not _TAG.search(entry) and len(entries) > 1 and not entry.strip().endswith("."):
            texts.append(entry)
            continue
        if not isinstance(entry, Mapping) or _kind(entry).lower() not in _LEAF:
            return None
        text, children = entry.get("text"), entry.get("children") or entry.get("content")
        text = text if isinstance(text, str) else _inline(children, depth - 1) if isinstance(children, list) else None
        if text is None or _TAG.search(text):
            return None
        texts.append(text)
    whole = [text for text in texts if len(text) >= _PARAGRAPH and has_final_stop(text)]
    return "".join(texts) if texts and len(whole) < max(2, len(texts) / 2) else None


def _from_text(text: str, tag: str) -> list[Line]:
    if not _TAG.search(text):
        pieces = (tidy(piece) for piece in re.split(r"\n+", html.unescape(text)))
        return [Line(text=piece, gap=1, tag=tag) for piece in pieces if piece]
    tree = html_tree.parse(f"<html><body><div>{text}</div></body></html>")
    html_tree.drop_hidden(tree)
    html_body.drop_foreign_boxes(tree)
    lines = html_body.read_container(select(tree, "//body")[0])
    return [
        Line(text=line.text, gap=line.gap, tag=tag if line.tag == "p" else line.tag, bold=line.bold) for line in lines
    ]
