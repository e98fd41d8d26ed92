"""What is read of a saved page before its body: the parsed page, and the fields with where each was found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml.html import HtmlElement

from crawler.pages.json_ld import Node, clean_text, paywall_of
from store.records import DatePrecision, DateSource


@dataclass
class Fields:
    """Values and, under the same names, where each was found."""

    url: str | None = None
    canonical: str | None = None
    aliases: tuple[str, ...] = ()
    site: str | None = None
    site_name: str | None = None
    title: str | None = None
    kicker: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    date_source: DateSource = "none"
    date_precision: DatePrecision = "none"
    tags: tuple[str, ...] = ()
    language: str | None = None
    provenance: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A parsed page: its tree, comments taken out, its JSON-LD and its meta elements by lower-case name.

    `platform` is the comment system whose marks the raw page carries; `is_reserved` that it says it is cut;
    `is_behind_consent` that a consent box was taken out; `scripts` the texts of scripts that may hold data.
    """

    tree: HtmlElement
    nodes: Sequence[Node]
    node: Node | None
    metas: Mapping[str, Sequence[str]]
    fetched_at: datetime
    platform: str | None = None
    is_reserved: bool = False
    is_behind_consent: bool = False
    scripts: Sequence[str] = ()

    @property
    def is_closed(self) -> bool:
        """Whether the page says that its article is reserved."""
        return self.is_reserved or paywall_of(list(self.nodes), self.node) == "partial"


def read_metas(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of the page's meta elements by name, property or itemprop, in lower case."""
    metas: dict[str, list[str]] = {}
    for meta in tree.getroottree().iter("meta"):
        if meta.get("content") is None:
            continue
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = clean_text(meta.get("content") or "")
        if name and content:
            metas.setdefault(name.lower(), []).append(content)
    return metas


def pick(fields: Fields, name: str, candidates: Sequence[tuple[str, object]]) -> None:
    """Gives a field the first value that is one, and notes its place."""
    for provenance, value in candidates:
        if value:
            setattr(fields, name, value)
            fields.provenance[name] = provenance
            return


def meta_values(page: Page, *names: str) -> list[str]:
    """The contents of the page's meta elements of those names, in their order."""
    return [content for name in names for content in page.metas.get(name, ())]
