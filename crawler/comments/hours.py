"""Hours that stand alone in a thread: under a title of comments, « 9 h 05 » is a comment's, its day stands above.

Where no day stands above, the hour cannot be placed in time: sites print it alone for comments of the day on which the
page is read, but also under days that a script writes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from crawler.comments.evidence import is_title
from crawler.comments.marks import Mark, element_at
from crawler.comments.markup import Moment, printed_moment
from crawler.comments.outline import Part, PrintedLine

_HOUR = re.compile(
    r"(?<![\w:/.])(?:à )?(?P<hour>[01]?\d|2[0-3])(?:\s?h(?:\s?(?P<minute>[0-5]\d))?|:(?P<minutes>[0-5]\d))(?![\w:/])"
)
_LONGEST, _MOST_BESIDE = 80, 6


def find_hours(lines: Sequence[PrintedLine], marks: Sequence[Mark], *, fetched_at: datetime) -> list[Mark]:
    """The marks, with those of hours alone on lines below a title of comments, in reading order."""
    dated = {mark.line: mark for mark in marks}
    alone = {
        at: hour for at, line in enumerate(lines)
        if _may_tell(line.text) and at not in dated and (hour := _hour_mark(line, at))
    }  # fmt: skip
    if not alone:
        return list(marks)  # most pages
    # A thread that prints whole dates where it prints hours has no days above its hours.
    whole = {mark.kind for mark in marks if mark.moment.at is not None}
    day: Mark | None = None
    found, is_thread = list(marks), False
    for at, line in enumerate(lines[: max(alone) + 1]):
        if at in dated:
            day = dated[at] if _is_day(dated[at], line) else day
        elif _is_title(line):
            is_thread, day = True, None
        elif is_thread and (hour := alone.get(at)):
            is_below = day is not None and hour.kind not in whole and day.place != hour.place
            found.append(_placed(hour, day, fetched_at) if day is not None and is_below else hour)
    return sorted(found, key=lambda mark: mark.line or 0) if len(found) > len(marks) else found


def _is_title(line: PrintedLine) -> bool:
    return len(line.text) < _LONGEST and is_title(line)


def _is_day(mark: Mark, line: PrintedLine) -> bool:
    """Whether a line names a day and nothing else: a heading of what follows."""
    is_alone = not (line.text[: mark.start] + line.text[mark.end :]).strip(" :–—-·")
    return is_alone and mark.moment.precision == "day" and mark.moment.at is not None


@lru_cache(maxsize=4096)  # menus and footers print the same lines on every page of a site
def _may_tell(text: str) -> bool:
    return len(text) <= _LONGEST and _HOUR.search(text) is not None


def _hour_mark(line: PrintedLine, at: int) -> Mark | None:
    match = _HOUR.search(line.text)
    if match is None or line.share_of(Part.CONTENT) > 0.5:
        return None
    beside = (line.text[: match.start()] + line.text[match.end() :]).split()
    if len(beside) > _MOST_BESIDE or (len(beside) > 1 and line.share_of(Part.LINK) > 0.5):
        return None
    element = element_at(line, match.start(), match.end())
    return Mark(element=element, moment=Moment(text=match[0]), line=at, start=match.start(), end=match.end())


def _placed(hour: Mark, day: Mark, fetched_at: datetime) -> Mark:
    """The hour on the day that stands above it."""
    match = _HOUR.fullmatch(hour.moment.text or "")
    written = f"{match['hour']}h{match['minute'] or match['minutes'] or ''}" if match else ""
    read = printed_moment(f"{day.moment.text} à {written}", fetched_at=fetched_at)
    return replace(hour, moment=replace(read, text=f"{day.moment.text}, {hour.moment.text}")) if read.at else hour
