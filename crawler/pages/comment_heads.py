"""The lines that open a reader's comment on a copied page, whatever the site's way of printing them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.dates import ResolvedDate, find_date, resolve_age, resolve_date
from crawler.pages import words
from crawler.pages.comment_metas import PHOTO, Meta, read_metas, read_points
from crawler.pages.lines import Line, has_final_stop, tidy
from crawler.pages.votes import read_votes

_SAID = re.compile(
    r"(?:#?\d+[.):]?\s+)?(?P<name>[^:.!?]{1,45}?)\s+(?:a\s+)?(?:dit|écrit|répondu|commenté|réagi|posté|says|said|"
    r"wrote)\s*(?P<date>(?:,|le|il y a|on|hier|à)?\s?[^:]{0,60}?)\s*:?",
    re.IGNORECASE,
)
_SAYING = re.compile(r"\s(?:dit|écrit|répondu|commenté|réagi|posté|says|said|wrote)", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:(?:posté|publié|écrit|rédigé|envoyé|commentaire|message)\s+)?(?:non lu\s+)?(?:par|de|by)\s+"
    r"(?P<name>[^,.!?]{1,45}?)\s*[,·|–—»-]?\s*$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"(?P<name>.{1,45}?)\s*(?:→|➤|▶|►|⟶|>|»|↪|\ba répondu à\b|\ben réponse à\b|\brépond à\b)\s*@?(?P<to>.{1,45})",
    re.IGNORECASE,
)
_ADDRESSING = re.compile(r"[→➤▶►⟶>»↪]|répon", re.IGNORECASE)  # of which the pattern above holds one
_POST = re.compile(r"(?:message|posté|écrit)\s+(?:non lu\s+)?par\s.{1,45}\s»\s", re.IGNORECASE)
_GLUED = re.compile(r"(?P<name>[^\d·|]{2,40}?)(?P<date>\d{1,2}(?:er)? [a-zéûô]{3,9}\.? \d{4}\b.*)", re.IGNORECASE)
_SEPARATORS = " \u00a0·•|–—-,:("
_STRONG_SEPARATOR = re.compile(r"\s[·•|]\s*(?:le )?$")
_LONGEST_NAME = 45
_LONGEST_ONE_LINE = 120


@dataclass(frozen=True, kw_only=True)
class Head:
    """What is printed above a comment's text; `text_from` is the index of the text's first line.

    `strong` heads are comments wherever they stand; others only under a title that announces comments.
    """

    name: str
    text_from: int
    strong: bool
    style: str
    date_text: str | None = None
    date: ResolvedDate | None = None
    role: str | None = None
    badge: str | None = None
    points: int | None = None
    position: str | None = None
    reply_to: str | None = None
    edited: bool = False
    indent: int = 0


def read_head(lines: Sequence[Line], index: int, *, fetched_at: datetime) -> Head | None:
    """The comment head that opens at `index`, or `None`."""
    return (
        _photo_head(lines, index, fetched_at)
        or _one_line_head(lines, index, fetched_at)
        or _said_head(lines, index, fetched_at)
        or _stacked_head(lines, index, fetched_at)
    )


def _photo_head(lines: Sequence[Line], index: int, fetched_at: datetime) -> Head | None:
    match = PHOTO.fullmatch(lines[index].text)
    if not match or (
        words.CAPTION.fullmatch(lines[index].folded) and not re.search(r"profil|avatar", lines[index].folded)
    ):
        return None
    name = tidy(match["name"])
    meta = read_metas(lines, index + 1, fetched_at, name=name)
    named_as_photo = re.match(r"(?:photo|image) de profil|avatar", lines[index].folded) is not None
    if not named_as_photo and meta.date is None:
        return None
    return _head(name, meta, strong=True, style="photo")


def _said_head(lines: Sequence[Line], index: int, fetched_at: datetime) -> Head | None:
    match = _SAID.fullmatch(lines[index].text) if _SAYING.search(lines[index].text) else None
    if not match or len(match["name"].split()) > 6:
        return None
    printed = match["date"].strip(" ,")
    date = resolve_date(printed, fetched_at=fetched_at) if printed else None
    if printed and date is None:
        return None
    meta = read_metas(lines, index + 1, fetched_at, name=match["name"])
    if date is not None:
        meta.date, meta.date_text = date, printed
    return _head(tidy(match["name"]), meta, strong=True, style="said") if meta.date else None


def _one_line_head(lines: Sequence[Line], index: int, fetched_at: datetime) -> Head | None:
    """« NAME · il y a 2 h », « NAME le 12/03/2026 à 8h05 », « Posté par NAME, le … », « 12 mars 2026, par NAME »."""
    text = lines[index].text
    if len(text) > _LONGEST_ONE_LINE:
        return None
    glued = _GLUED.fullmatch(text)
    text = f"{glued['name']} {glued['date']}" if glued and not glued["name"].endswith(" ") else text
    if len(text) > _LONGEST_ONE_LINE:
        return None
    found = find_date(text, fetched_at=fetched_at) or _short_date(text, fetched_at)
    if found is None:
        return None
    before, after = text[: found.start], text[found.end :]
    bare_before = re.sub(
        r"(?:^|\s)(?:le|à|posté|publié|on)\s*:?$", "", before.rstrip(_SEPARATORS), flags=re.IGNORECASE
    ).rstrip(_SEPARATORS)
    late = tidy(after.strip(_SEPARATORS + ")"))
    signed = _SIGNED.fullmatch(bare_before) or (_SIGNED.fullmatch(late) if not bare_before else None)
    name = tidy(re.sub(r"^#?\d+[.):]?\s+", "", signed["name"] if signed else bare_before))
    name, reply_to = _split_addressed(name)
    if signed and not bare_before:
        late = ""
    if not may_be_name(name) or (late and not _is_tail(late)):
        return None
    strong = bool(_STRONG_SEPARATOR.search(before)) or found.date.source == "relative" or bool(_POST.match(text))
    meta = read_metas(lines, index + 1, fetched_at, name=name, dated=True)
    meta.date, meta.date_text = found.date, tidy(text[found.start : found.end])
    meta.reply_to = meta.reply_to or reply_to
    meta.edited = meta.edited or "modif" in late.lower()
    return _head(name, meta, strong=strong, style="line")


def _short_date(text: str, fetched_at: datetime) -> "_Short | None":
    match = re.search(r"[·•|]\s*(\S.{0,12})$", text)
    date = resolve_age(match[1], fetched_at=fetched_at) if match else None
    return _Short(start=match.start(1), end=match.end(1), date=date) if match and date else None


@dataclass(frozen=True, kw_only=True)
class _Short:
    start: int
    end: int
    date: ResolvedDate


def _stacked_head(lines: Sequence[Line], index: int, fetched_at: datetime) -> Head | None:
    """A name alone on its line, and a date alone on one of the next lines, with only meta lines between.

    A line closer to what stands above it than to what follows ends something else.
    """
    name, reply_to = _split_columns(lines[index])
    if not may_be_name(name) or _is_meta(lines[index], fetched_at):
        return None
    if index + 1 < len(lines) and lines[index + 1].gap > lines[index].gap:
        return None
    meta = read_metas(lines, index + 1, fetched_at, name=name, must_date=True)
    if meta.date is None:
        return None
    meta.reply_to = meta.reply_to or reply_to
    return _head(name, meta, strong=False, style="stacked")


def _head(name: str, meta: Meta, *, strong: bool, style: str) -> Head:
    return Head(
        name=name, text_from=meta.index, strong=strong, style=style, date_text=meta.date_text, date=meta.date,
        role=meta.role, badge=meta.badge, points=meta.points, position=meta.position,
        reply_to=meta.reply_to, edited=meta.edited,
    )  # fmt: skip


def _is_meta(line: Line, fetched_at: datetime) -> bool:
    folded = line.folded
    return bool(
        words.COMMENT_ACTION.fullmatch(line.plain)
        or PHOTO.fullmatch(line.text)
        or words.COMMENTS_TITLE.fullmatch(folded)
        or words.INTERFACE.fullmatch(folded)
        or words.BADGE.fullmatch(folded)
        or read_points(folded) is not None
        or read_votes(folded)[0]
        or resolve_date(line.text, fetched_at=fetched_at)
    )


def may_be_name(text: str) -> bool:
    """Whether a text may be a printed name or pseudonym: short, no sentence."""
    if not 2 <= len(text) <= _LONGEST_NAME or len(text.split()) > 5 or not any(char.isalpha() for char in text):
        return False
    return not (has_final_stop(text) and not re.search(r"\b[A-Za-zÀ-ÿ]\.$", text)) and not re.search(
        r"[;:?!«»\"]", text
    )


def _split_columns(line: Line) -> tuple[str, str | None]:
    """A name and whom it answers, printed apart on one line (« Child  Parent ») or with a mark between."""
    if len(line.columns) == 2 and all(map(may_be_name, line.columns)):
        return line.columns[0], line.columns[1]
    return _split_addressed(line.text)


def _split_addressed(text: str) -> tuple[str, str | None]:
    match = _ADDRESSED.fullmatch(text) if _ADDRESSING.search(text) else None
    return (
        (tidy(match["name"]), tidy(match["to"])) if match and may_be_name(tidy(match["name"])) else (tidy(text), None)
    )


def _is_tail(text: str) -> bool:
    folded = text.lower()
    return bool(
        re.fullmatch(
            r"\(?(?:modifié|édité|edited)\)?|(?:à|at) \d.*|répondre|a (?:écrit|dit|répondu)\s*:?|\d{1,4}|#\d+|:", folded
        )
    )
