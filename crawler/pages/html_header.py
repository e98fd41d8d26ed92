"""The header of a saved page read from its printed order, where no markup names its parts."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lxml.html import HtmlElement

from crawler.pages import furniture, words
from crawler.pages.bylines import MetaLine, read_meta_line
from crawler.pages.headers import read_header
from crawler.pages.headlines import is_trail
from crawler.pages.html_body import read_container
from crawler.pages.html_dates import first_date
from crawler.pages.html_names import clean_names
from crawler.pages.html_records import Fields
from crawler.pages.html_tree import text_of
from crawler.pages.islands import Island
from crawler.pages.lines import Line, has_final_stop
from crawler.pages.paths import select
from store.fold import fold_words

_LONGEST_KICKER = 45
_STANDFIRST = (40, 900)
_NEAR = 4
_TITLE = "Le titre de cette page, sans date ni signature"
_ANNOUNCED = re.compile(r"(?:publie|poste|mise? en ligne|paru|mise? a jour|modifie|actualise)")
_SECTIONS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_GROUPS = "//div | //section | //article | //main | //td | //body"


def lines_below_title(lines: Sequence[Line]) -> list[Line]:
    """The lines after the page's `h1`; all of them when running text stands above it."""
    at = next((index for index, line in enumerate(lines) if line.tag == "h1"), None)
    if at is None or any(line.is_paragraph for line in lines[:at]):
        return list(lines)
    return list(lines[at:])


def complete_fields(fields: Fields, tree: HtmlElement, *, fetched_at: datetime) -> None:
    """Fills in what no markup says: kicker, standfirst, signature and dates, from the order in which they are printed.

    A kicker printed right above the title wins over the section that JSON-LD declares, which is often a mere slug.
    """
    main = (select(tree, "//article[.//h1]") or select(tree, "//main[.//h1]") or select(tree, "//body") or [tree])[0]
    lines = furniture.mark_noise(read_container(main))
    title = fold_words(fields.title or "")
    start = next((at for at, line in enumerate(lines) if line.tag == "h1" or (title and line.folded == title)), None)
    kicker = _kicker_above(lines[:start], fetched_at) if start is not None else None
    if kicker and fields.provenance.get("kicker") != "selector":
        fields.kicker, fields.provenance["kicker"] = kicker, "text"
    if fields.standfirst is None:
        _put(fields, "standfirst", printed_standfirst(tree, fetched_at=fetched_at), "selector")
    if start is not None:
        # A title may hold a date and a name (« Décisions du mardi 10 septembre »): neither is the article's.
        lines = [replace(line, text=_TITLE) if at == start else line for at, line in enumerate(lines)]
        _complete_from_lines(fields, lines[max(start - 3, 0) : start + 20], fetched_at)
    if fields.published_at is None:
        take_ending(fields, _announced_date(lines, fetched_at))


def _complete_from_lines(fields: Fields, lines: Sequence[Line], fetched_at: datetime) -> None:
    header = read_header(_above_sections(lines, fetched_at), fetched_at=fetched_at)
    if header.standfirst_at is None:
        _put(fields, "standfirst", header.standfirst, "selector")
    take_ending(fields, MetaLine(byline=header.byline, published=header.published, updated=header.updated))


def _above_sections(lines: Sequence[Line], fetched_at: datetime) -> Sequence[Line]:
    """The lines above the first heading of a part, which follows a sentence: a date below it is that of the part."""
    has_text = False
    for index, line in enumerate(lines):
        if has_text and line.tag in _SECTIONS and read_meta_line(line.text, fetched_at=fetched_at) is None:
            return lines[:index]
        is_sentence = len(line.text) >= _STANDFIRST[0] and has_final_stop(line.text)
        has_text = has_text or (line.tag == "p" and is_sentence and not line.noise)
    return lines


def fill_from_island(fields: Fields, island: Island, *, fetched_at: datetime) -> None:
    """Takes from an article kept as data what the page itself says nowhere."""
    known = island.standfirst if island.standfirst and len(island.standfirst) >= _STANDFIRST[0] else None
    found = {"title": island.title, "standfirst": known, "byline": tuple(clean_names(island.names))}
    for name, value in found.items():
        _put(fields, name, value, "island")
    fields.provenance["blocks"] = "island"
    dated = first_date([island.day or ""], fetched_at)
    if fields.published_at is None and dated:
        fields.published_at, fields.date_precision = dated
        fields.date_source, fields.provenance["published_at"] = "meta", "island"


def take_ending(fields: Fields, meta: MetaLine) -> None:
    """Takes names and dates that the printed text says, where the page's markup says none."""
    if fields.published_at is None and meta.published:
        fields.published_at, fields.date_precision = meta.published.moment, meta.published.precision
        fields.date_source = meta.published.source
        fields.provenance["published_at"] = "text"
    if fields.updated_at is None and meta.updated:
        fields.updated_at, fields.provenance["updated_at"] = meta.updated.moment, "text"
    _put(fields, "byline", meta.byline, "text")


def _put(fields: Fields, name: str, value: object, provenance: str) -> None:
    if value and not getattr(fields, name):
        setattr(fields, name, value)
        fields.provenance[name] = provenance


def _announced_date(lines: Sequence[Line], fetched_at: datetime) -> MetaLine:
    """The dates of the first line that says it is the publication's (« Publié le … »), wherever it stands."""
    for line in lines:
        meta = read_meta_line(line.text, fetched_at=fetched_at) if _ANNOUNCED.match(line.folded) else None
        if meta and meta.published:
            return replace(meta, byline=())
    return MetaLine()


def _kicker_above(lines: Sequence[Line], fetched_at: datetime) -> str | None:
    """The short line right above the title; dates and buttons between are passed over."""
    for line in reversed(lines[-_NEAR:]):
        if line.noise or read_meta_line(line.text, fetched_at=fetched_at):
            continue
        fits = 2 < len(line.text) <= _LONGEST_KICKER and not has_final_stop(line.text) and not is_trail(line)
        return line.text if fits else None
    return None


def printed_standfirst(tree: HtmlElement, *, fetched_at: datetime) -> str | None:
    """The one text between the title and the box that holds the paragraphs, `None` when they share a box."""
    titles = select(tree, "//h1[normalize-space()]")
    group = max(select(tree, _GROUPS), key=_own_length, default=None)
    if not titles or group is None or not _own_length(group) or group in titles[0].iterancestors():
        return None
    texts: list[str] = []
    for element in select(titles[0], "following::*"):
        if element is group:
            break
        if element.tag in ("p", "div", "h2", "section") and not _holds(element, group):
            texts += [line.text for line in read_container(element) if _is_standfirst(line, fetched_at)]
    distinct = list(dict.fromkeys(texts))
    return distinct[0] if len(distinct) == 1 else None


def _holds(element: HtmlElement, group: HtmlElement) -> bool:
    return any(ancestor is element for ancestor in group.iterancestors())


def _own_length(element: HtmlElement) -> int:
    return sum(len(text_of(child)) for child in element if child.tag == "p")


def _is_standfirst(line: Line, fetched_at: datetime) -> bool:
    shortest, longest = _STANDFIRST
    if not shortest <= len(line.text) <= longest or not has_final_stop(line.text):
        return False
    if words.CAPTION.fullmatch(fold_words(line.text)) or words.PAYWALL_CUT.search(line.folded):
        return False
    return read_meta_line(line.text, fetched_at=fetched_at) is None
