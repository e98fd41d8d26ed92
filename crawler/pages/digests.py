"""A newsletter, an alert or a press panorama as its items: titles with their links, and the text that the mail has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from crawler.dates import ResolvedDate, find_date
from crawler.pages.bylines import read_meta_line
from crawler.pages.lines import has_final_stop, tidy
from crawler.pages.links import Link, open_link
from crawler.pages.mail_lines import MailLine, may_be_title
from crawler.pages.mail_words import FOOTER, MORE, SERVICE, SERVICE_ADDRESS
from store.fold import fold_words
from store.ids import url_key
from store.records import Article, Block

MOST_ITEMS = 300
_MOSTLY = 0.6
_LONGEST_META = 110
_LONGEST_OUTLET = 50
_LONG_TEXT = 400
_WHOLE_LETTER = re.compile(
    rf"{FOOTER.pattern}|version (?:en ligne|web|navigateur)|(?:dans|avec) (?:un|votre|le) navigateur|"
    r"en ligne$"
)
_SIGNED = re.compile(r"^(?:par|by)\s+", re.IGNORECASE)


@dataclass
class Item:
    """One item being read: a title, where it leads, what stands around it."""

    title: str
    link: Link
    is_linked: bool = True
    is_plain: bool = False
    outlet: str | None = None
    date: ResolvedDate | None = None
    byline: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Digest:
    """The items of a mail, and how many letters of it stand outside them."""

    items: tuple[Item, ...]
    n_outside: int


def read_digest(lines: Sequence[MailLine], *, fetched_at: datetime) -> Digest:
    """The items of a mail in reading order, each once; what is said above the first title is outside.

    A title is a line that is mostly a link, or a heading with its outlet or date beside it and a text under it.
    """
    kept = [line for line in _with_buttons(lines) if not _is_service(line)]
    titles = [_is_title(line) or _is_bare_title(kept, index, fetched_at) for index, line in enumerate(kept)]
    metas_above = _metas_stand_above(kept, titles, fetched_at)
    items: list[Item] = []
    n_outside = 0
    pending: MailLine | None = None
    for index, line in enumerate(kept):
        if titles[index] and not _goes_on(items, line):
            item = _open_item(items, line, fetched_at)
            if pending is not None:
                _read_meta(item, pending, fetched_at)
            pending = None
            continue
        is_meta = _is_meta(line, fetched_at)
        if is_meta and metas_above and titles[index + 1 : index + 2] == [True]:
            pending = line
        elif items and not (line.is_heading and not line.href):
            _add_line(items[-1], line, is_meta=is_meta, fetched_at=fetched_at)
        else:
            n_outside += len(line.text)
    told = [item for item in items if item.is_linked or item.texts]  # else a letter's own heading above its date
    return Digest(items=tuple(told[:MOST_ITEMS]), n_outside=n_outside)


def as_article(item: Item, *, sender: str | None) -> Article:
    """An item as an article; a title without an address is known by its outlet, else by the mail's sender."""
    url = item.link.url
    texts = [text for text in item.texts if fold_words(text) != fold_words(item.title)]
    is_whole = len(texts) > 1 and sum(len(text) for text in texts) >= _LONG_TEXT
    blocks = tuple(Block(kind="paragraph", text=text) for text in texts) if is_whole else ()
    standfirst = None if is_whole else " ".join(texts) or None
    where = "text" if item.is_plain else "selector"
    provenance = (
        {"title": where} | ({"standfirst": where} if standfirst else {}) | ({"blocks": where} if blocks else {})
    )
    return Article(
        url=url, canonical_url=url, site=item.link.site or item.outlet or sender, title=item.title,
        standfirst=standfirst, byline=item.byline, blocks=blocks,
        published_at=item.date.moment if item.date else None, date_source=item.date.source if item.date else "none",
        date_precision=item.date.precision if item.date else "none", language="fr" if texts else None,
        paywall="unknown" if is_whole else "partial", aliases=(url,) if url else (), provenance=provenance,
    )  # fmt: skip


def _with_buttons(lines: Sequence[MailLine]) -> list[MailLine]:
    """The lines, each heading without link given that of the « Lire la suite » which closes its entry."""
    given = list(lines)
    open_title: int | None = None
    for index, line in enumerate(lines):
        is_heading = (line.is_heading or line.is_bold) and may_be_title(line.text) and not has_final_stop(line.text)
        if is_heading and not MORE.match(line.folded):
            open_title = None if line.href else index
        elif line.href and open_title is not None and MORE.match(line.folded) and not _WHOLE_LETTER.search(line.folded):
            title = lines[open_title]
            given[open_title] = replace(title, href=line.href, linked=title.text)
            open_title = None
    return given


def _is_service(line: MailLine) -> bool:
    folded = line.folded
    if MORE.match(folded) or (line.href and SERVICE_ADDRESS.search(line.href) and len(line.text) < 120):
        return True
    return len(folded) < 200 and bool(SERVICE.search(folded)) and not (line.href and _is_title_like(line))


def _is_title_like(line: MailLine) -> bool:
    """A linked line whose words are a title's although one of them names a service (« Le patron de Facebook… »)."""
    return len(line.folded.split()) >= 6 and not FOOTER.search(line.folded)


def _is_title(line: MailLine) -> bool:
    if not line.href or not may_be_title(line.linked) or MORE.match(fold_words(line.linked)):
        return False
    return len(line.linked) >= _MOSTLY * len(line.text)


def _is_bare_title(lines: Sequence[MailLine], index: int, fetched_at: datetime) -> bool:
    """A heading without link, with its outlet or date beside it and running text under it, as panoramas print them."""
    line = lines[index]
    if line.href or not (line.is_heading or line.is_bold) or not may_be_title(line.text) or has_final_stop(line.text):
        return False
    around = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    dated = any(_is_meta(other, fetched_at) and find_date(other.text, fetched_at=fetched_at) for other in around)
    return dated and any(len(other.text) >= 120 for other in lines[index + 1 : index + 4])


def _goes_on(items: Sequence[Item], line: MailLine) -> bool:
    """Whether a linked line is the extract of the item above it, which links to the same page, or too long a title."""
    if not items or line.href is None:
        return False
    last = items[-1]
    url = open_link(line.href).url
    same = url is not None and last.link.url is not None and url_key(url) == url_key(last.link.url)
    return same or (len(line.text) > 120 and has_final_stop(line.text) and not line.is_heading)


def _open_item(items: list[Item], line: MailLine, fetched_at: datetime) -> Item:
    """The item of a title: the one that already leads to that page or has that title, else a new one."""
    link = open_link(line.href) if line.href else Link(url=None)
    title = tidy(line.linked or line.text).strip("•*–—-›»> ")
    for item in items:
        same_page = link.url and item.link.url and url_key(link.url) == url_key(item.link.url)
        if same_page or fold_words(item.title) == fold_words(title):
            if item.link.url is None:
                item.link = link
            # The rest of the repeated entry is read into it, as the last one.
            items.append(items.pop(items.index(item)))
            return item
    items.append(Item(title=title, link=link, is_linked=line.href is not None))
    beside = tidy(line.text.replace(line.linked, " ", 1)).strip("•–—-|:,() ") if line.linked else ""
    if beside:
        rest = MailLine(text=beside)
        _add_line(items[-1], rest, is_meta=_is_meta(rest, fetched_at), fetched_at=fetched_at)
    return items[-1]


def _add_line(item: Item, line: MailLine, *, is_meta: bool, fetched_at: datetime) -> None:
    if is_meta:
        _read_meta(item, line, fetched_at)
    elif not item.texts and _may_be_outlet(line):
        item.outlet = item.outlet or line.text
    elif len(line.text) > 2:
        item.texts.append(line.text)


def _metas_stand_above(lines: Sequence[MailLine], titles: Sequence[bool], fetched_at: datetime) -> bool:
    """Whether this mail prints outlet and date above its titles rather than under them: the first title tells."""
    first = next((index for index, is_title in enumerate(titles) if is_title), 0)
    return first > 0 and _is_meta(lines[first - 1], fetched_at) and not _is_meta_at(lines, first + 1, fetched_at)


def _is_meta_at(lines: Sequence[MailLine], index: int, fetched_at: datetime) -> bool:
    return index < len(lines) and _is_meta(lines[index], fetched_at)


def _is_meta(line: MailLine, fetched_at: datetime) -> bool:
    """A short line with a date, or a signature: what stands beside a title and is no sentence."""
    text = line.text
    if len(text) > _LONGEST_META or line.is_heading:
        return False
    if _SIGNED.match(text) or read_meta_line(text, fetched_at=fetched_at):
        return True
    found = find_date(text, fetched_at=fetched_at)
    return bool(found) and not has_final_stop(text) and len(text) - (found.end - found.start if found else 0) <= 60


def _may_be_outlet(line: MailLine) -> bool:
    text = line.text
    return len(text) <= _LONGEST_OUTLET and len(text.split()) <= 6 and text[:1].isupper() and not has_final_stop(text)


def _read_meta(item: Item, line: MailLine, fetched_at: datetime) -> None:
    """Takes the outlet, the date and the signature of the line beside a title."""
    meta = read_meta_line(line.text, fetched_at=fetched_at)
    if meta and meta.byline:
        item.byline = item.byline or meta.byline
    found = find_date(line.text, fetched_at=fetched_at)
    if found is None:
        return
    item.date = item.date or found.date
    rest = line.text[: found.start] + " " + line.text[found.end :]
    name = re.sub(
        r"\b(?:publié|paru|mis en ligne|le|du|à|par .*)\s*$", "", tidy(rest).strip("•–—-|:,()[]/ "), flags=re.I
    )
    name = name.strip("•–—-|:,()[]/ ")
    if name and not (meta and meta.byline) and _may_be_outlet(MailLine(text=name)):
        item.outlet = item.outlet or name
