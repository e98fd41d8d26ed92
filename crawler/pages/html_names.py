"""The names that sign a saved page: JSON-LD, meta elements, then signatures told by their markup."""

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from crawler.pages import json_ld
from crawler.pages.bylines import split_names
from crawler.pages.html_records import Fields, Page, meta_values, pick
from crawler.pages.html_tree import Finder, having, text_of
from crawler.pages.json_ld import clean_text
from crawler.pages.paths import select
from crawler.pages.people import is_person_name
from store.fold import fold_words

_SIGNATURE = re.compile(
    r"^(?:par|by|de|écrit par|rédigé par|présenté par|réalisé par|propos recueillis par|publié par|auteure?s?|"
    r"(?:photos?|textes?|images?)(?: et (?:photos?|textes?))?(?: par| :))\s*:?\s+",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[a-z-]{2,8}(?:/[a-z-]{2,8})+")
_LABEL = re.compile(r"(?:auteurs?|auteure?s?|autrices?|texte|signature|ecrit par|par)\s*:?")
_DESK = re.compile(r"(?:(?:la|notre) )?(?:redaction|desk|webmaster|web ?redaction|admin|administrateur)(?: .{0,40})?")
_SIGNING = frozenset({"author", "authors", "auteur", "auteurs", "byline", "signature", "journaliste", "redacteur"})
_BYLINES = (
    "//@itemprop[. = 'author']/..//*/@itemprop[. = 'name']/..",
    "//@itemprop[. = 'author']/parent::*[not(.//*[@itemprop='name']) and not(self::meta)]",
    "//a/@rel[. = 'author']/..",
    having("byline article__author article-author author-name signature auteur author__name field--name-uid"),
    having("=author post-author entry-author =authors"),
)
_META_NAMES = ("author", "article:author", "dc.creator", "parsely-author", "citation_author")


def read_byline(fields: Fields, page: Page, finder: Finder) -> None:
    """Fills the signature; `finder` is that of the page's tree."""
    declared = {
        "json-ld": tuple(clean_names(json_ld.names_field(page.node, "author", "creator"))),
        "meta": tuple(clean_names(meta_values(page, *_META_NAMES))),
    }
    first = next((names for names in declared.values() if names), ())
    printed = tuple(_selected_names(finder)) if not first or _is_nobody(first) else ()
    if first and not all(is_person_name(name) for name in printed):
        printed = ()  # a desk that is declared gives way to a person who signs, to nothing else
    pick(fields, "byline", [("selector", printed if first else ()), *declared.items(), ("selector", printed)])


def _is_nobody(names: Sequence[str]) -> bool:
    """Whether a signature names the newsroom and nobody in it."""
    return all(_DESK.fullmatch(fold_words(name)) for name in names)


def clean_names(texts: Sequence[str]) -> list[str]:
    """The names of printed signatures, without « Par », addresses and dates."""
    names: list[str] = []
    for text in texts:
        bare = _SIGNATURE.sub("", _SIGNATURE.sub("", clean_text(text).strip(" ,.|–—-")).strip()).strip(" ,.|")
        if not bare or bare.startswith("http") or _INITIALS.fullmatch(bare) or "@" in bare or len(bare) > 120:
            continue
        found = split_names(bare) if re.search(r",|&|;|/| et | avec ", bare) else (bare,)
        names += [name for name in found or (bare,) if name not in names and not re.search(r"\d{2}", name)]
    return names


def _selected_names(finder: Finder) -> list[str]:
    for path in _BYLINES:
        found = [element for element in finder.find(path) if text_of(element)]
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
    return _labelled_names(finder.tree) or _near_title(finder.tree)


def _near_title(tree: HtmlElement) -> list[str]:
    """The people named by the first box below the title whose class has a word of signatures, or that opens as one."""
    for element in select(tree, "(//h1/following::*)[position() <= 60]"):
        text = text_of(element)
        words = set(re.split(r"[\s_-]+", (element.get("class") or "").lower()))
        if not 3 <= len(text) <= 120 or not (words & _SIGNING or _SIGNATURE.match(text)):
            continue
        names = clean_names([re.split(r"\s(?:le\s+\d|publié|mis à jour|\||•|·)", text, flags=re.IGNORECASE)[0]])
        if names and all(is_person_name(name) for name in names):
            return names
    return []


def _labelled_names(tree: HtmlElement) -> list[str]:
    """The people named right after a box that says nothing but « Auteur »."""
    for label in select(tree, "//dt | //th | //p | //span | //strong | //b | //div"):
        if len(label) == 0 and _LABEL.fullmatch(fold_words(label.text or "").strip()):
            value = label.getnext() if label.getnext() is not None else label.getparent().getnext()
            names = clean_names([text_of(value)]) if value is not None and isinstance(value.tag, str) else []
            if names and all(is_person_name(name) for name in names):
                return names
    return []
