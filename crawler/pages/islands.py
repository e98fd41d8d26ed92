"""The article that a page carries as data: pages that a script would print hold their text in JSON."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from crawler.pages import island_text
from crawler.pages.json_ld import Node, clean_text, names_field, text_field, types_of
from crawler.pages.lines import Line
from crawler.pages.paths import select
from store.fold import fold_words

_ASSIGNED = re.compile(
    r"(?:window|self|globalThis)(?:\.[\w$]+|\[[\"'][\w$]+[\"']\])+\s*=\s*(?=[{\[\"J])|"
    r"(?:var|let|const)\s+[\w$]+\s*=\s*(?=[{\[\"J])"
)
_PARSED = re.compile(r"JSON\.parse\(\s*(?=[\"'])")
_TITLES = ("headline", "title", "titre", "name")
_STANDFIRSTS = (
    "standfirst", "chapo", "chapeau", "lead", "lede", "dek", "intro", "introduction", "excerpt", "summary",
    "description", "subtitle", "subheadline", "abstract",
)  # fmt: skip
_DAYS = (
    "datePublished", "publishedAt", "published_at", "publicationDate", "publication_date", "firstPublishedAt",
    "first_published_at", "publishedDate", "published", "date",
)  # fmt: skip
_NAMES = ("authors", "author", "auteurs", "auteur", "byline", "signature", "signatures")
_CLOSED = re.compile(r"premium|paid|payant|paywall|locked|subscri|restricted|abonn|reserve", re.IGNORECASE)
_FEWEST = 200
_SMALLEST_SCRIPT = 300
_LONGEST_SCRIPT = 3_000_000
_DEPTH = 24


@dataclass(frozen=True, kw_only=True)
class Island:
    """An article found in a page's data; `day` as it is written there."""

    lines: tuple[Line, ...]
    title: str | None = None
    standfirst: str | None = None
    names: tuple[str, ...] = ()
    day: str | None = None

    @property
    def length(self) -> int:
        """The length of its text."""
        return sum(len(line.text) for line in self.lines)


def script_texts(tree: HtmlElement) -> list[str]:
    """The scripts of a page that may hold data, JSON-LD left out; to be read before scripts are dropped."""
    found = []
    for script in select(tree, "//script[not(@src)]"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "").lower() and _SMALLEST_SCRIPT <= len(text) <= _LONGEST_SCRIPT:
            found.append(text)
    return found


def find_island(scripts: Sequence[str], nodes: Sequence[Node], *, title: str | None) -> Island | None:
    """The article of the page's data: the one that bears the page's title, else the longest.

    What its own data calls reserved is left alone: a text that the page does not show is not taken from behind it.
    """
    known = fold_words(title or "")
    islands = [island for value in _values(scripts) for island in _islands(value, _DEPTH)]
    islands += [island for node in nodes if (island := _declared(node))]
    islands = [island for island in islands if island.length >= _FEWEST]
    return max(islands, key=lambda one: (bool(known) and _same(one.title, known), one.length), default=None)


def _same(title: str | None, known: str) -> bool:
    folded = fold_words(title or "")
    return bool(folded) and (folded in known or known in folded)


def _values(scripts: Sequence[str]) -> Iterator[Any]:
    for script in scripts:
        stripped = script.strip()
        if stripped[:1] in "{[":
            yield _decoded(stripped, 0)
            continue
        for match in [*_ASSIGNED.finditer(script), *_PARSED.finditer(script)]:
            value = _decoded(script, match.end())
            yield _decoded(value, 0) if isinstance(value, str) and value[:1] in "{[" else value


def _decoded(text: str, start: int) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (json.JSONDecodeError, RecursionError):
        return None


def _islands(value: Any, depth: int) -> Iterator[Island]:
    """The articles in a decoded value: objects with a title and a text, at any depth."""
    if depth == 0:
        return
    if isinstance(value, list):
        for entry in value:
            yield from _islands(entry, depth - 1)
    elif isinstance(value, Mapping):
        island = _island(value)
        if island is not None:
            yield island
        for entry in value.values():
            if isinstance(entry, Mapping | list):
                yield from _islands(entry, depth - 1)


def _island(value: Mapping[str, Any]) -> Island | None:
    title = text_field(value, *_TITLES)
    if title is None or any(flag is True and _CLOSED.search(key) for key, flag in value.items()):
        return None
    lines = max((island_text.read_lines(value[key]) for key in island_text.BODIES if value.get(key)), key=_length,
                default=[])  # fmt: skip
    if not lines:
        return None
    names = tuple(name for key in _NAMES for name in names_field(value, key))
    return Island(
        lines=tuple(lines), title=title, standfirst=text_field(value, *_STANDFIRSTS),
        names=tuple(dict.fromkeys(names)), day=text_field(value, *_DAYS),
    )  # fmt: skip


def _declared(node: Node) -> Island | None:
    """The text that JSON-LD repeats of an article, or of the entries of a live page."""
    if str(node.get("isAccessibleForFree", "")).lower() in ("false", "0", "no", "http://schema.org/false"):
        return None
    lines = island_text.read_lines(node.get("articleBody"))
    if "LiveBlogPosting" in types_of(node):
        updates = node.get("liveBlogUpdate")
        for update in updates if isinstance(updates, list) else [updates]:
            lines += _update(update) if isinstance(update, Mapping) else []
    return Island(lines=tuple(lines), title=text_field(node, "headline")) if lines else None


def _update(update: Node) -> list[Line]:
    heading = clean_text(str(update.get("headline") or ""))
    body = island_text.read_lines(update.get("articleBody"))
    if not body:
        return []
    is_said_again = bool(heading) and fold_words(body[0].text).startswith(fold_words(heading).rstrip(".… "))
    return ([Line(text=heading, gap=1, tag="h3")] if heading and not is_said_again else []) + body


def _length(lines: Sequence[Line]) -> int:
    return sum(len(line.text) for line in lines)
