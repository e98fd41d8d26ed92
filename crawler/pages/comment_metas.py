"""The lines between a commenter's name and the comment's text: date, role, badge, points, position."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.dates import ResolvedDate, resolve_date
from crawler.pages import words
from crawler.pages.lines import Line, has_final_stop, tidy
from store.fold import fold_words

PHOTO = re.compile(
    r"(?:Photo|Image|Avatar|Portrait|Icône)(?: de)?(?: profil| l['’]utilisateur| membre)?(?: de| d['’]| du "
    r"membre)?\s*:?\s+(?P<name>\S.{0,60})",
    re.IGNORECASE,
)
_MOST_HEAD_LINES = 7


@dataclass
class Meta:
    """What was read above a text; `index` is that of the text's first line, `unknown` counts lines without a sign."""

    index: int
    date_text: str | None = None
    date: ResolvedDate | None = None
    role: str | None = None
    badge: str | None = None
    points: int | None = None
    position: str | None = None
    reply_to: str | None = None
    edited: bool = False
    unknown: int = 0


def read_points(text: str) -> int | None:
    """The number of a « 10,7 k points » line (10 700), or `None`."""
    match = words.POINTS.fullmatch(text)
    if not match:
        return None
    number = match["number"].replace(" ", "")
    scaled = match["scale"] is not None
    number = number.replace(".", "") if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number) else number
    return round(float(number.replace(",", ".")) * {"k": 1000, "m": 1_000_000}.get(match["scale"] if scaled else "", 1))


def read_metas(
    lines: Sequence[Line], index: int, fetched_at: datetime, *, name: str, dated: bool = False, must_date: bool = False
) -> Meta:
    """The points, badge, role, position and date printed between a name and its text."""
    meta = Meta(index=index)
    date_at = None if dated else _date_line(lines, index, fetched_at)
    if must_date and date_at is None:
        return meta
    while meta.index < len(lines) and meta.index < index + _MOST_HEAD_LINES:
        line = lines[meta.index]
        before_date = date_at is not None and meta.index < date_at
        known = meta.index == date_at or _take_known(meta, line) or _is_separator(line)
        if meta.index == date_at:
            meta.date, meta.date_text = resolve_date(line.text, fetched_at=fetched_at), line.text
        elif (
            not known and line.folded != fold_words(name) and not (before_date and _take_unknown(meta, line, must_date))
        ):
            break
        meta.index += 1
    if must_date and date_at is not None and meta.index <= date_at:
        meta.date = None
    return meta


def _date_line(lines: Sequence[Line], index: int, fetched_at: datetime) -> int | None:
    for at in range(index, min(index + _MOST_HEAD_LINES - 1, len(lines))):
        line = lines[at]
        if len(line.text) <= 60 and resolve_date(line.text, fetched_at=fetched_at):
            return at
        if len(line.text) > 70 or (has_final_stop(line.text) and len(line.text) > 30):
            return None
    return None


def _take_known(meta: Meta, line: Line) -> bool:
    folded = line.folded
    points, reply = read_points(folded), words.REPLY_MARK.fullmatch(folded)
    if points is not None:
        meta.points = points
    elif reply:
        meta.reply_to = (
            tidy(line.text[-len(reply["name"]) :]).rstrip(" :") if folded.endswith(reply["name"]) else reply["name"]
        )
    elif words.EDITED.fullmatch(folded):
        meta.edited = True
    elif folded in words.ANSWER_WORDS:
        meta.position = line.text
    elif words.BADGE.fullmatch(folded) and len(line.text) <= 40 and not has_final_stop(line.text):
        meta.badge = meta.badge or line.text
    else:
        return False
    return True


def _take_unknown(meta: Meta, line: Line, must_date: bool) -> bool:
    """A short line before the date is the role, a second one the badge; interface words are skipped."""
    if words.INTERFACE.fullmatch(line.folded) or words.COMMENT_ACTION.fullmatch(line.plain):
        return True
    if (
        PHOTO.fullmatch(line.text)
        or len(line.text) > 70
        or has_final_stop(line.text)
        or (must_date and meta.unknown >= 2)
    ):
        return False
    meta.unknown += 1
    if meta.role is None:
        meta.role = line.text
    else:
        meta.badge = meta.badge or line.text
    return True


def _is_separator(line: Line) -> bool:
    return not any(char.isalnum() for char in line.text) and len(line.text) <= 3
