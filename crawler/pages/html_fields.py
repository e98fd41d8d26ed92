"""The fields of a saved page, each from the best of its places: JSON-LD, then meta elements, then selectors."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from lxml.html import HtmlElement

from crawler.dates import read_machine_date, resolve_date
from crawler.pages import json_ld
from crawler.pages.addresses import canonical_url, site_of
from crawler.pages.bylines import split_names
from crawler.pages.html_tree import first_text, having, text_of
from crawler.pages.json_ld import Node, clean_text
from crawler.pages.titles import is_cut, without_site
from store.fold import fold_words
from store.records import DatePrecision, DateSource

_SIGNATURE = re.compile(
    r"^(?:par|by|de|écrit par|rédigé par|propos recueillis par|publié par|auteure?s?)\s*:?\s+", re.IGNORECASE
)
_META_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "pubdate", "publish-date", "publication_date", "citation_publication_date",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_META_UPDATES = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "dcterms.modified",
)  # fmt: skip
_META_NAMES = ("author", "article:author", "dc.creator", "parsely-author", "citation_author")
_KICKERS = having("kicker surtitre sur-titre overline eyebrow surtitle suptitle article__label")
_STANDFIRSTS = (
    having("chapo chapeau standfirst article__desc article-lead article__lead lead-text article-intro article__intro"),
    having("article-standfirst entry-summary post-excerpt article__summary article-summary field-name-field-intro"),
    "//*[@itemprop='description' and not(self::meta)]",
    having("subtitle sous-titre soustitre", tag="h2"),
    having("subtitle intro accroche", tag="p"),
)
_BYLINES = (
    "//*[@itemprop='author']//*[@itemprop='name']",
    "//*[@itemprop='author' and not(.//*[@itemprop='name']) and not(self::meta)]",
    "//a[@rel='author']",
    having("byline article__author article-author author-name signature auteur author__name field--name-uid"),
    having("=author post-author entry-author =authors"),
)
_TAGS = (
    "//a[contains(concat(' ', @rel, ' '), ' tag ')]",
    having("article-tags article__tags post-tags entry-tags tags-list tag-list tags-links =tags =tag-cloud") + "//a",
    having("field--name-field-tag field--name-field-thematique field--name-field-theme field--name-field-mots") + "//a",
)


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

    `platform` is the comment system whose marks the raw page carries; `is_reserved` that it says it is cut.
    """

    tree: HtmlElement
    nodes: Sequence[Node]
    node: Node | None
    metas: Mapping[str, Sequence[str]]
    fetched_at: datetime
    platform: str | None = None
    is_reserved: bool = False


def read_metas(tree: HtmlElement) -> dict[str, list[str]]:
    """The contents of the page's meta elements by name, property or itemprop, in lower case."""
    metas: dict[str, list[str]] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = clean_text(meta.get("content") or "")
        if name and content:
            metas.setdefault(name.lower(), []).append(content)
    return metas


def read_fields(page: Page, *, url: str | None) -> Fields:
    """Every field but the body, the paywall and the comments; what no place says stays `None` or empty."""
    fields = Fields(url=url)
    _read_addresses(fields, page, url)
    _read_title(fields, page)
    _pick(fields, "standfirst", _standfirst(page))
    kicker = first_text(page.tree, _KICKERS)
    section = json_ld.text_field(page.node, "articleSection")
    _pick(
        fields,
        "kicker",
        [
            ("selector", kicker if kicker and len(kicker) <= 80 else None),
            ("json-ld", section if section and len(section) <= 60 and "," not in section else None),
        ],
    )
    _pick(fields, "byline", [
        ("json-ld", tuple(clean_names(json_ld.names_field(page.node, "author", "creator")))),
        ("meta", tuple(clean_names(_meta(page, *_META_NAMES)))),
        ("selector", tuple(_selected_names(page.tree))),
    ])  # fmt: skip
    _pick(fields, "tags", [
        ("json-ld", json_ld.keywords(page.node)),
        ("meta", _split(_meta(page, "article:tag", "og:article:tag"))),
        ("selector", _selected_tags(page.tree)),
        ("meta", _split(_meta(page, "news_keywords", "keywords"))),
    ])  # fmt: skip
    _read_dates(fields, page)
    fields.language = _language(page)
    return fields


def _split(texts: Sequence[str]) -> tuple[str, ...]:
    parts = [part.strip() for text in texts for part in re.split(r"[,;]", text)]
    return tuple(dict.fromkeys(part for part in parts if part))


def _pick(fields: Fields, name: str, candidates: Sequence[tuple[str, object]]) -> None:
    for provenance, value in candidates:
        if value:
            setattr(fields, name, value)
            fields.provenance[name] = provenance
            return


def _meta(page: Page, *names: str) -> list[str]:
    return [content for name in names for content in page.metas.get(name, ())]


def _read_addresses(fields: Fields, page: Page, url: str | None) -> None:
    linked = [href for href in page.tree.xpath("//link[@rel='canonical']/@href") if href.strip()]
    declared = json_ld.text_field(page.node, "url")
    places = [
        ("selector", linked),
        ("meta", _meta(page, "og:url")),
        ("json-ld", [declared] if declared else []),
        ("given", [url] if url else []),
    ]
    forms = [(place, canonical_url(found[0], base=url)) for place, found in places if found]
    usable = [(place, address) for place, address in forms if site_of(address) and not _is_home(address, url)]
    if usable:
        fields.provenance["canonical_url"], fields.canonical = usable[0]
    others = [href for href in page.tree.xpath("//link[@rel='amphtml' or @rel='shortlink']/@href") if href.strip()]
    known = (
        [address for _, address in usable] + [canonical_url(href, base=url) for href in others] + ([url] if url else [])
    )
    fields.aliases = tuple(dict.fromkeys(address for address in known if site_of(address)))
    names = _meta(page, "og:site_name", "application-name") or list(json_ld.names_field(page.node, "publisher"))
    fields.site_name = names[0] if names else None
    fields.site = site_of(fields.canonical) or site_of(url) or fields.site_name
    if fields.site:
        fields.provenance["site"] = fields.provenance.get("canonical_url", "meta")


def _is_home(address: str, url: str | None) -> bool:
    """A canonical link to the home page says nothing of an article that lives elsewhere."""
    return address.rstrip("/").count("/") <= 2 and bool(url) and url is not None and url.rstrip("/").count("/") > 2


def _read_title(fields: Fields, page: Page) -> None:
    heading = first_text(
        page.tree,
        "//h1[@itemprop='headline' or contains(@class, 'title') or contains(@class, 'titre')]",
        "//article//h1",
        "//h1",
    )
    headline = json_ld.text_field(page.node, "headline", "name")
    shared = next(iter(_meta(page, "og:title", "twitter:title")), None)
    window = page.tree.xpath("string(//head/title)")
    if heading and headline and is_cut(headline, heading):
        headline = None
    if heading and shared and is_cut(without_site(shared, fields.site_name), heading):
        shared = None
    _pick(fields, "title", [
        ("json-ld", headline),
        ("meta", without_site(shared, fields.site_name) if shared else None),
        ("selector", heading),
        ("selector", without_site(clean_text(window), fields.site_name) if window else None),
    ])  # fmt: skip


def _standfirst(page: Page) -> list[tuple[str, str | None]]:
    """The printed standfirst before the declared one when the latter is the former cut short."""
    printed = first_text(page.tree, *_STANDFIRSTS)
    is_whole = printed and 40 <= len(printed) <= 1500 and not printed.endswith(("…", "...", "[…]"))
    printed = printed if is_whole else None
    declared = [
        ("json-ld", json_ld.text_field(page.node, "description", "alternativeHeadline")),
        ("meta", next(iter(_meta(page, "og:description", "description")), None)),
    ]
    if printed and not any(text and fold_words(text) == fold_words(printed) for _, text in declared):
        return [("selector", printed)]
    return [(place, text) for place, text in declared if text and len(text) >= 40] + [("selector", printed)]


def clean_names(texts: Sequence[str]) -> list[str]:
    """The names of printed signatures, without « Par », addresses and dates."""
    names: list[str] = []
    for text in texts:
        bare = _SIGNATURE.sub("", _SIGNATURE.sub("", clean_text(text)).strip()).strip(" ,.|")
        if not bare or bare.startswith("http") or "@" in bare or len(bare) > 120:
            continue
        found = split_names(bare) if re.search(r",|&|;|/| et | avec ", bare) else (bare,)
        names += [name for name in found or (bare,) if name not in names and not re.search(r"\d{2}", name)]
    return names


def _selected_names(tree: HtmlElement) -> list[str]:
    for path in _BYLINES:
        found = [element for element in tree.xpath(path) if text_of(element)]
        texts = [text_of(element) for element in found[:8] if element.getparent() is found[0].getparent()]
        names = clean_names(
            [
                re.split(r"\s(?:le\s+\d|publié|mis à jour|\||•|·)", text, flags=re.IGNORECASE)[0]
                for text in texts
                if text
            ]
        )
        names = [name for name in names if len(name) <= 60]
        if names:
            return names
    return []


def _selected_tags(tree: HtmlElement) -> tuple[str, ...]:
    for path in _TAGS:
        tags = [text_of(element).lstrip("#") for element in tree.xpath(path)]
        tags = [tag for tag in dict.fromkeys(tags) if tag and len(tag) <= 60]
        if tags:
            return tuple(tags[:30])
    return ()


def _read_dates(fields: Fields, page: Page) -> None:
    for source, texts in (
        ("json-ld", [json_ld.text_field(page.node, "datePublished", "dateCreated", "uploadDate") or ""]),
        ("meta", _meta(page, *_META_DATES)),
        ("text", _printed_times(page.tree)),
    ):
        found = _first_date(texts, page.fetched_at)
        if found:
            fields.published_at, fields.date_precision = found
            fields.date_source = "json-ld" if source == "json-ld" else "meta" if source == "meta" else "text"
            fields.provenance["published_at"] = source if source != "text" else "selector"
            break
    for source, texts in (
        ("json-ld", [json_ld.text_field(page.node, "dateModified") or ""]),
        ("meta", _meta(page, *_META_UPDATES)),
    ):
        found = _first_date(texts, page.fetched_at)
        if found:
            fields.updated_at = found[0]
            fields.provenance["updated_at"] = source
            return


def _first_date(texts: Sequence[str], fetched_at: datetime) -> tuple[datetime, DatePrecision] | None:
    for text in texts:
        machine = read_machine_date(text) if text else None
        if machine and machine[0].year >= 1995 and (machine[0] - fetched_at).days < 1:
            return machine
        printed = resolve_date(text, fetched_at=fetched_at) if text and not machine else None
        if printed and printed.source == "text":
            return printed.moment, printed.precision
    return None


def _printed_times(tree: HtmlElement) -> list[str]:
    """`<time>` elements of the article's head: those marked as publication first, then the first of the page."""
    marked = tree.xpath(
        "//time[@pubdate or @itemprop='datePublished' or contains(@class, 'publish') or contains(@class, "
        "'entry-date')] | //*[@itemprop='datePublished']"
    )
    others = tree.xpath("//article//time | //header//time | //main//time")[:1] or tree.xpath("//time")[:1]
    return [
        value
        for element in [*marked[:2], *others]
        for value in (element.get("datetime"), element.get("content"), text_of(element))
        if value
    ]


def _language(page: Page) -> str | None:
    declared = page.tree.xpath("string(/html/@lang)") or page.tree.xpath("string(/html/@*[local-name()='lang'])")
    code = (declared or next(iter(_meta(page, "og:locale", "content-language", "dc.language")), "")).strip()[:2].lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else None
