"""What JSON-LD says of an article."""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from crawler.pages.lines import tidy
from crawler.pages.outside import read_json, whole_number, without_surrogates
from store.fold import fold_words
from store.records import Paywall

ARTICLE_TYPES = frozenset({
    "Article", "NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle",
    "BackgroundNewsArticle", "ReviewNewsArticle", "BlogPosting", "LiveBlogPosting", "MedicalScholarlyArticle",
    "ScholarlyArticle", "TechArticle", "Report", "SocialMediaPosting", "DiscussionForumPosting",
    "AdvertiserContentArticle", "SatiricalArticle", "Interview",
})  # fmt: skip
Node = Mapping[str, Any]


def read_nodes(tree: HtmlElement) -> list[Node]:
    """Every JSON-LD object of the page, `@graph` and lists opened; broken scripts are passed over."""
    nodes: list[Node] = []
    for script in tree.getroottree().iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            nodes.extend(_open(_load(script.text or "")))
    return nodes


def article_node(nodes: list[Node]) -> Node | None:
    """The article among the nodes: the one with most fields if there are several, else `None`."""
    articles = [node for node in nodes if types_of(node) & ARTICLE_TYPES]
    return max(articles, key=lambda node: ("headline" in node, len(node)), default=None)


def video_node(nodes: Sequence[Node], *, title: str | None) -> Node | None:
    """The video of a page that is about nothing else: the one whose name the page's title holds."""
    known = fold_words(title or "")
    named = ((node, fold_words(str(node.get("name") or ""))) for node in nodes if "VideoObject" in types_of(node))
    return next((node for node, name in named if name and known and (name in known or known in name)), None)


def types_of(node: Node) -> set[str]:
    """The schema.org types of a node, without their prefix."""
    declared = node.get("@type")
    values = declared if isinstance(declared, list) else [declared]
    return {str(value).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for value in values if value}


def text_field(node: Node | None, *keys: str) -> str | None:
    """The first non-empty text under the keys, entities decoded, tags dropped."""
    for key in keys:
        value = (node or {}).get(key)
        value = value[0] if isinstance(value, list) and value else value
        value = value.get("@value") or value.get("name") if isinstance(value, Mapping) else value
        text = clean_text(value) if isinstance(value, str) else ""
        if text:
            return text
    return None


def names_field(node: Node | None, *keys: str) -> tuple[str, ...]:
    """The names of the people or organisations under the keys."""
    names: list[str] = []
    for key in keys:
        value = (node or {}).get(key)
        for entry in value if isinstance(value, list) else [value]:
            name = entry.get("name") if isinstance(entry, Mapping) else entry
            for single in name if isinstance(name, list) else [name]:
                text = clean_text(single) if isinstance(single, str) and not single.startswith("http") else ""
                if text and text not in names:
                    names.append(text)
    return tuple(names)


def keywords(node: Node | None) -> tuple[str, ...]:
    """The keywords, from a list or a comma-separated text; machine ones (« type:article ») are left out."""
    value = (node or {}).get("keywords")
    found: list[str] = []
    for entry in value if isinstance(value, list) else [value]:
        text = entry.get("name") if isinstance(entry, Mapping) else entry
        if isinstance(text, str):
            found += [clean_text(part) for part in re.split(r"[,;]", text)]
    return tuple(dict.fromkeys(word for word in found if word and not re.search(r"\w:\w|https?:", word)))


def paywall_of(nodes: list[Node], node: Node | None) -> Paywall:
    """`free` when the article says it is, `partial` when it says it is not, else `unknown`."""
    for candidate in [node, *nodes]:
        value = (candidate or {}).get("isAccessibleForFree")
        if value is None:
            continue
        return "free" if str(value).lower() in ("true", "1", "yes", "http://schema.org/true") else "partial"
    return "unknown"


def comment_count(node: Node | None) -> int | None:
    """`commentCount`, or the comments among the interaction counters."""
    direct = whole_number((node or {}).get("commentCount"))
    if direct is not None:
        return direct
    counters = (node or {}).get("interactionStatistic") or []
    for counter in counters if isinstance(counters, list) else [counters]:
        if isinstance(counter, Mapping) and "Comment" in json.dumps(counter.get("interactionType", "")):
            return whole_number(counter.get("userInteractionCount"))
    return None


def clean_text(text: str) -> str:
    """`text` on one line, entities decoded (twice encoded ones too), tags dropped."""
    decoded = without_surrogates(html.unescape(html.unescape(text)))
    return tidy(re.sub(r"</?[a-zA-Z][^<>]*>", " ", decoded))


def _load(script: str) -> Any:
    stripped = (
        re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$", "", script)
        .strip()
        .rstrip(";")
    )
    value = read_json(stripped)
    return read_json(re.sub(r",(\s*[}\]])", r"\1", stripped)) if value is None else value


def _open(value: Any) -> Iterator[Node]:
    if isinstance(value, list):
        for entry in value:
            yield from _open(entry)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement"):
            if isinstance(value.get(key), list | Mapping):
                yield from _open(value[key])
