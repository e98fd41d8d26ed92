"""The fields of a saved page, each from the best of its places: JSON-LD, then meta elements, then selectors."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.pages import json_ld
from crawler.pages.addresses import canonical_url, site_of
from crawler.pages.html_body import read_container
from crawler.pages.html_dates import read_dates
from crawler.pages.html_names import read_byline
from crawler.pages.html_records import Fields, Page, meta_values, pick
from crawler.pages.html_tree import Finder, having, text_of
from crawler.pages.json_ld import clean_text
from crawler.pages.paths import select
from crawler.pages.titles import is_cut, without_site
from store.fold import fold_words

_HEADINGS = (
    "//h1[@itemprop='headline' or contains(@class, 'title') or contains(@class, 'titre')]", "//article//h1", "//h1",
)  # fmt: skip
_ENTRY_TITLES = having("entry-title post-title article-title")
_KICKERS = having("kicker surtitre sur-titre overline eyebrow surtitle suptitle article__label")
_STANDFIRSTS = (
    having("chapo chapeau standfirst article__desc article-lead article__lead lead-text article-intro article__intro"),
    having("article-standfirst entry-summary post-excerpt article__summary article-summary field-name-field-intro"),
    "//@itemprop[. = 'description']/parent::*[not(self::meta)]",
    having("subtitle sous-titre soustitre", tag="h2"),
    having("subtitle intro accroche", tag="p"),
)
_LEADS = frozenset({"lead", "lede", "dek", "chapo", "chapeau", "standfirst", "accroche", "resume"})
_TAGS = (
    "//a/@rel[contains(concat(' ', ., ' '), ' tag ')]/..",
    having(
        "article-tags article__tags post-tags entry-tags tags-list tag-list tags-links =tags =tag-cloud", inside="a"
    ),
    having(
        "field--name-field-tag field--name-field-thematique field--name-field-theme field--name-field-mots", inside="a"
    ),
)


def read_fields(page: Page, *, url: str | None) -> Fields:
    """Every field but the body, the paywall and the comments; what no place says stays `None` or empty."""
    fields, finder = Fields(url=url), Finder(page.tree)
    _read_addresses(fields, page, url)
    _read_title(fields, page)
    pick(fields, "standfirst", _standfirst(page, finder))
    kicker = finder.first_text(_KICKERS)
    section = json_ld.text_field(page.node, "articleSection")
    pick(
        fields,
        "kicker",
        [
            ("selector", kicker if kicker and len(kicker) <= 80 else None),
            ("json-ld", section if section and len(section) <= 60 and "," not in section else None),
        ],
    )
    read_byline(fields, page, finder)
    pick(fields, "tags", [
        ("json-ld", json_ld.keywords(page.node)),
        ("meta", _split(meta_values(page, "article:tag", "og:article:tag"))),
        ("selector", _selected_tags(finder)),
        ("meta", _split(meta_values(page, "news_keywords", "keywords"))),
    ])  # fmt: skip
    read_dates(fields, page)
    fields.language = _language(page)
    return fields


def _split(texts: Sequence[str]) -> tuple[str, ...]:
    parts = [part.strip() for text in texts for part in re.split(r"[,;]", text)]
    return tuple(dict.fromkeys(part for part in parts if part))


def _read_addresses(fields: Fields, page: Page, url: str | None) -> None:
    linked = [href for href in select(page.tree, "//link[@rel='canonical']/@href") if href.strip()]
    declared = json_ld.text_field(page.node, "url")
    places = [
        ("selector", linked),
        ("meta", meta_values(page, "og:url")),
        ("json-ld", [declared] if declared else []),
        ("given", [url] if url else []),
    ]
    forms = [(place, canonical_url(found[0], base=url)) for place, found in places if found]
    usable = [(place, address) for place, address in forms if site_of(address) and not _is_home(address, url)]
    if usable:
        fields.provenance["canonical_url"], fields.canonical = usable[0]
    others = [href for href in select(page.tree, "//link[@rel='amphtml' or @rel='shortlink']/@href") if href.strip()]
    known = (
        [address for _, address in usable] + [canonical_url(href, base=url) for href in others] + ([url] if url else [])
    )
    fields.aliases = tuple(dict.fromkeys(address for address in known if site_of(address)))
    names = meta_values(page, "og:site_name", "application-name") or list(json_ld.names_field(page.node, "publisher"))
    fields.site_name = names[0] if names else None
    fields.site = site_of(fields.canonical) or site_of(url) or fields.site_name
    if fields.site:
        fields.provenance["site"] = fields.provenance.get("canonical_url", "meta")


def _is_home(address: str, url: str | None) -> bool:
    """A canonical link to the home page says nothing of an article that lives elsewhere."""
    return address.rstrip("/").count("/") <= 2 and bool(url) and url is not None and url.rstrip("/").count("/") > 2


def _read_title(fields: Fields, page: Page) -> None:
    heading = _heading(page.tree)
    headline = json_ld.text_field(page.node, "headline", "name")
    shared = next(iter(meta_values(page, "og:title", "twitter:title")), None)
    window = select(page.tree, "string(//head/title)")
    printed = None if heading or headline or shared or not window else _printed_part(clean_text(window), page.tree)
    if heading and headline and is_cut(headline, heading):
        headline = None
    if heading and shared and is_cut(without_site(shared, fields.site_name), heading):
        shared = None
    pick(fields, "title", [
        ("json-ld", headline),
        ("meta", without_site(shared, fields.site_name) if shared else None),
        ("selector", heading),
        ("selector", printed),
        ("selector", without_site(clean_text(window), fields.site_name) if window else None),
    ])  # fmt: skip


def _heading(tree: HtmlElement) -> str | None:
    """The heading that is the article's title: a first-level one that is no link to the home page, else the only one
    of a lower level that themes name as an entry's title.
    """
    for path in _HEADINGS:
        found = [element for element in select(tree, path) if text_of(element) and not _leads_home(element)]
        if found:
            return text_of(found[0])
    entries = [one for one in Finder(tree).find(_ENTRY_TITLES) if text_of(one)]
    if len(entries) == 1:
        return text_of(entries[0])
    return Finder(tree).first_text("//h1")


def _leads_home(heading: HtmlElement) -> bool:
    """Whether all of a heading is a link to the home page: the site's name, which blogs print as a first-level one."""
    links = select(heading, ".//a[@href] | ancestor::a[@href]")
    if len(links) != 1 or text_of(links[0]) != text_of(heading):
        return False
    return _path_of(links[0].get("href")) in ("", "/", "/index.php", "/index.html")


def _path_of(address: str) -> str | None:
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return None


def _printed_part(window: str, tree: HtmlElement) -> str | None:
    """The longest part of a window title that the page prints on a line of its own, of which the rest is the site."""
    parts = [part.strip() for part in re.split(r"\s+[|–—·•-]\s+", window)]
    bodies = select(tree, "//body") if len(parts) > 1 else []
    printed = {fold_words(line.text) for body in bodies for line in read_container(body)}
    return max((part for part in parts if len(part) >= 12 and fold_words(part) in printed), key=len, default=None)


def _lead(tree: HtmlElement) -> str | None:
    """The text of the first box below the title whose class has a word that newsrooms give to standfirsts."""
    for element in select(
        tree, "//h1/following::*[@class][self::p or self::div or self::h2 or self::h3 or self::section]"
    ):
        if _LEADS & set(re.split(r"[\s_-]+", element.get("class").lower())) and not select(
            element, "ancestor::a | .//h1"
        ):
            return text_of(element) or None
    return None


def _standfirst(page: Page, finder: Finder) -> list[tuple[str, str | None]]:
    """The printed standfirst before the declared one when the latter is the former cut short."""
    printed = finder.first_text(*_STANDFIRSTS) or _lead(page.tree)
    is_whole = printed and 40 <= len(printed) <= 1500 and not printed.endswith(("…", "...", "[…]"))
    printed = printed if is_whole else None
    declared = [
        ("json-ld", json_ld.text_field(page.node, "description", "alternativeHeadline")),
        ("meta", next(iter(meta_values(page, "og:description", "description")), None)),
    ]
    if printed and not any(text and fold_words(text) == fold_words(printed) for _, text in declared):
        return [("selector", printed)]
    return [(place, text) for place, text in declared if text and len(text) >= 40] + [("selector", printed)]


def _selected_tags(finder: Finder) -> tuple[str, ...]:
    for path in _TAGS:
        tags = [text_of(element).lstrip("#") for element in finder.find(path)]
        tags = [tag for tag in dict.fromkeys(tags) if tag and len(tag) <= 60]
        if tags:
            return tuple(tags[:30])
    return ()


def _language(page: Page) -> str | None:
    declared = select(page.tree, "string(/html/@lang)") or select(page.tree, "string(/html/@*[local-name()='lang'])")
    code = (
        (declared or next(iter(meta_values(page, "og:locale", "content-language", "dc.language")), ""))
        .strip()[:2]
        .lower()
    )
    return code if re.fullmatch(r"[a-z]{2}", code) else None
