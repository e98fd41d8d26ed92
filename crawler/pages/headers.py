"""The top of a copied page: kicker, title, standfirst, signature, dates, tags."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crawler.dates import ResolvedDate, find_date
from crawler.pages import words
from crawler.pages.bylines import MetaLine, read_meta_line
from crawler.pages.comment_heads import read_head
from crawler.pages.headlines import find_authors, find_kicker, title_index
from crawler.pages.labels import find_labels
from crawler.pages.lines import Line, ends_asking, has_final_stop
from crawler.pages.tags import read_tag_line
from store.fold import fold_words

_WINDOW = 60
_LONGEST_KICKER = 45
_LONGEST_STANDFIRST = 1400
_SHORTEST_STANDFIRST = 60
_PROMPT = 3
_PUBLISHED = re.compile(r"publie|poste|mis|modifie|paru|par ")
_DATELINE = re.compile(r"[A-ZÀ-Þ][\w' -]{1,40}(?:, | \().{0,40}\((?:[A-Z]{2,8}|Agence [\w' -]{2,30})\)\s[-–—]\s")
_ANNOUNCES = re.compile(
    r"(?:^|[.!?]\s)(?:Enquête|Reportage|Entretien|Récit|Portrait|Explications?|Décryptage|Analyse|Témoignages?|"
    r"Le point|Rencontre|Plongée|Retour sur|Tour d[’']horizon|Suivez)\b"
)
_OCCUPATION = re.compile(
    r"(?:journaliste|redact|correspondant|envoye|medecin|docteur|infirmi|president|secretaire|generaliste|"
    r"chroniqueu|avocat|professeur|economiste|specialiste).{0,60}"
)


@dataclass
class Header:
    """What stands above the body; `body_from` is the index of the body's first line.

    `standfirst_at` is the index of a standfirst that stands below it, under the article's picture.
    """

    title: str | None = None
    kicker: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published: ResolvedDate | None = None
    updated: ResolvedDate | None = None
    tags: tuple[str, ...] = ()
    body_from: int = 0
    standfirst_at: int | None = None
    used: set[int] = field(default_factory=set)


def read_header(lines: Sequence[Line], *, fetched_at: datetime) -> Header:
    """The header of a copied page, its noise lines marked beforehand.

    The line with the signature or the date is looked for first; the title stands above it (or below, on sites that
    print the date first), the standfirst between them. Without such a line the title is the first line that reads
    like one. Nothing that is not printed is filled in.
    """
    header = Header()
    window = _window(lines, fetched_at)
    metas = {index: meta for index in window if (meta := _meta(lines, index, fetched_at))}
    title_at = title_index(lines, window, metas)
    if title_at is None:
        return header
    header.title = lines[title_at].text
    genre, authors = find_authors(lines, title_at)
    header.kicker = genre or find_kicker(lines, window, title_at, metas)
    _read_below_title(header, lines, [index for index in window if index > title_at], metas)
    _take_metas_above(header, title_at, metas)
    header.byline = header.byline or authors
    header.body_from = max(header.used | {title_at}) + 1
    if header.standfirst is None:
        _take_standfirst_below(header, lines, has_metas=bool(metas))
    _skip_repeated_kicker(header, lines)
    return header


def _window(lines: Sequence[Line], fetched_at: datetime) -> list[int]:
    """The indexes of the first lines that are not noise, up to the first turn, comment or fourth paragraph."""
    labels = find_labels(lines, outlet=None).at
    window: list[int] = []
    n_paragraphs = 0
    for index, line in enumerate(lines):
        if len(window) >= _WINDOW or n_paragraphs > _PROMPT:
            break
        if index in labels and window and not _stands_above_signature(lines, index, fetched_at):
            break
        if _opens_comments(lines, index, fetched_at, below_text=n_paragraphs > 0):
            break
        if line.noise:
            continue
        n_paragraphs += _is_text(line)
        window.append(index)
    return window


def _stands_above_signature(lines: Sequence[Line], index: int, fetched_at: datetime) -> bool:
    """Whether a line that looks like a turn (« Dr X : « … » ») is a title: names or dates follow it closely."""
    below = [read_meta_line(line.text, fetched_at=fetched_at) for line in lines[index + 1 : index + 1 + _PROMPT]]
    return any(meta is not None and not meta.bare for meta in below)


def _opens_comments(lines: Sequence[Line], index: int, fetched_at: datetime, *, below_text: bool) -> bool:
    """Whether readers' comments begin here; above any text « NAME · il y a 2 h » is a signature."""
    if below_text and words.COMMENTS_TITLE.fullmatch(lines[index].folded):
        return True
    head = read_head(lines, index, fetched_at=fetched_at)
    return head is not None and head.strong and (below_text or head.style in ("photo", "said"))


def _meta(lines: Sequence[Line], index: int, fetched_at: datetime) -> MetaLine | None:
    """A line of names and dates; a bare name counts only beside a date or a signature."""
    meta = read_meta_line(lines[index].text, fetched_at=fetched_at)
    if meta and meta.published and meta.published.source == "relative" and not meta.byline:
        return meta if _PUBLISHED.match(lines[index].folded) else None
    if meta is None or not meta.bare:
        return meta
    around = [at for at in (index - 1, index + 1) if 0 <= at < len(lines)]
    if index + 2 < len(lines) and len(lines[index + 1].text) <= 70 and not has_final_stop(lines[index + 1].text):
        around.append(index + 2)
    beside = [
        other for at in around if (other := read_meta_line(lines[at].text, fetched_at=fetched_at)) and not other.bare
    ]
    signed = any(other.byline and (other.published or other.updated) for other in beside)
    return meta if beside and not signed else None


def _read_below_title(header: Header, lines: Sequence[Line], below: Sequence[int], metas: dict[int, MetaLine]) -> None:
    """Signature lines under the title, and the standfirst if it stands above the last of them."""
    last_meta = _last_meta(lines, below, metas)
    if last_meta is None:
        return
    between = [index for index in below if index < last_meta and index not in metas]
    texts = [index for index in between if _may_be_standfirst(lines[index])]
    if texts and sum(len(lines[index].text) for index in texts) <= _LONGEST_STANDFIRST:
        header.standfirst = " ".join(lines[index].text for index in texts)
    for index in below:
        if index <= last_meta and index in metas:
            _take_meta(header, metas[index])
    header.used.update(index for index in below if index <= last_meta)
    _take_tags(header, lines, last_meta + 1)


def _may_be_standfirst(line: Line) -> bool:
    return len(line.text) >= _SHORTEST_STANDFIRST or (len(line.text) >= 25 and line.text.endswith("."))


def _last_meta(lines: Sequence[Line], below: Sequence[int], metas: dict[int, MetaLine]) -> int | None:
    """The last line of names and dates that still belongs to the header: little text stands above it."""
    last: int | None = None
    n_texts = n_lines = 0
    for index in below:
        if index in metas:
            last, n_texts, n_lines = index, 0, 0
            continue
        n_texts, n_lines = n_texts + _is_text(lines[index]), n_lines + 1
        if n_texts > (2 if last is None else 1) or (last is not None and n_lines > _PROMPT):
            break
    return last


def _is_text(line: Line) -> bool:
    return len(line.text) >= _SHORTEST_STANDFIRST and has_final_stop(line.text)


def _take_meta(header: Header, meta: MetaLine) -> None:
    header.byline += tuple(name for name in meta.byline if name not in header.byline)
    header.published = header.published or meta.published
    header.updated = header.updated or meta.updated


def _take_metas_above(header: Header, title_at: int, metas: dict[int, MetaLine]) -> None:
    for index, meta in metas.items():
        if index < title_at and title_at - index <= 6:
            _take_meta(header, meta)


def _take_tags(header: Header, lines: Sequence[Line], at: int) -> None:
    """Tags right under the signature, and the author's occupation, which is left out."""
    while at < len(lines) and (lines[at].noise or _is_occupation(lines[at])):
        header.used.add(at)
        at += 1
    if at >= len(lines) or lines[at].gap:
        return
    following = lines[at + 1].folded if at + 1 < len(lines) else ""
    kicker_returns = header.kicker is not None and following == fold_words(header.kicker)
    tags = read_tag_line(lines[at].text, certain=kicker_returns)
    if tags and fold_words(lines[at].text) != fold_words(header.kicker or ""):
        header.tags = tags
        header.used.add(at)


def _is_occupation(line: Line) -> bool:
    return len(line.text) <= 70 and not has_final_stop(line.text) and bool(_OCCUPATION.match(line.folded))


def _take_standfirst_below(header: Header, lines: Sequence[Line], *, has_metas: bool) -> None:
    """The first paragraph of a page that prints its standfirst under the signature, or prints no signature at all."""
    following = [index for index in range(header.body_from, len(lines)) if not lines[index].noise]
    while following and _is_caption(lines[following[0]]):
        following = following[1:]
    if len(following) < 2:
        return
    line = lines[following[0]]
    if not _may_be_standfirst(line) or len(line.text) > 900 or ends_asking(line.text) or _DATELINE.match(line.text):
        return
    if 0 in find_labels([lines[at] for at in following], outlet=None).at:
        return
    if _is_apart(lines, following, has_metas=has_metas) or _is_summary(lines, following, has_metas=has_metas):
        header.standfirst = line.text
        header.standfirst_at = following[0]


def _is_caption(line: Line) -> bool:
    return len(line.text) < 240 and ("©" in line.text or words.CAPTION.fullmatch(line.folded) is not None)


def _is_apart(lines: Sequence[Line], following: Sequence[int], *, has_metas: bool) -> bool:
    """Whether the page sets its first paragraph off: before an interview, above a picture or a promotion."""
    index, after = following[0], following[1]
    labels = find_labels([lines[at] for at in following], outlet=None).at
    opens_interview = 1 in labels or (ends_asking(lines[after].text) and len(lines[after].text) < 300)
    parted = any(lines[at].noise for at in range(index + 1, after))
    parted = parted or _is_caption(lines[after])
    long_body = sum(1 for at in following[1:] if lines[at].is_paragraph) >= 2
    return (
        opens_interview
        or (parted and has_metas and long_body)
        or (not has_metas and long_body and bool(lines[after].gap))
    )


def _is_summary(lines: Sequence[Line], following: Sequence[int], *, has_metas: bool) -> bool:
    """Whether a paragraph right under a signature sums the article up rather than opens it.

    It is 15 to 70 words without a quotation, and a heading follows it at once, or it announces the article's own
    kind (« Enquête sur … ») above a text cut for subscribers.
    """
    line, after = lines[following[0]], lines[following[1]]
    if not has_metas or not 15 <= len(line.text.split()) <= 70 or re.search(r"[«“\"]", line.text):
        return False
    headed = len(after.text) <= 60 and not has_final_stop(after.text) and not after.text.endswith((":", ","))
    cut = any(len(lines[at].text) <= 250 and words.PAYWALL_CUT.search(lines[at].folded) for at in following)
    return headed or (cut and bool(_ANNOUNCES.search(line.text)))


def read_dateline(text: str, *, fetched_at: datetime) -> ResolvedDate | None:
    """The date of an agency's opening words: « Quimper, 3 fév 2026 (AFP) - … »."""
    match = _DATELINE.match(text)
    found = find_date(match[0], fetched_at=fetched_at) if match else None
    return found.date if found else None


def _skip_repeated_kicker(header: Header, lines: Sequence[Line]) -> None:
    """Steps over a kicker printed again above the body, past the buttons between."""
    n_seen = 0
    for index in range(header.body_from, len(lines)):
        if header.kicker and lines[index].folded == fold_words(header.kicker):
            header.body_from = index + 1
            return
        n_seen += not lines[index].noise
        if len(lines[index].text) > _LONGEST_KICKER or n_seen > 2:
            return
