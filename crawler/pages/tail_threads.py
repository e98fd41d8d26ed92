"""Threads of copied pages that print a comment's age under its text, among the actions: « 2 h · J'aime · Répondre »."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crawler.dates import ResolvedDate, resolve_date
from crawler.pages import words
from crawler.pages.comment_heads import Head, may_be_name
from crawler.pages.lines import Line, tidy

_AGE = r"(?P<age>\d{1,3}\s?(?:min|mn|h|j|sem|mois|ans?)\b\.?)"
_ACTION = r"(?:j'aime|repondre|partager|traduire|repondre en prive|masquer)"
_MARKS = r"[\s·•|]*"
_FOOT = re.compile(
    rf"(?:{_ACTION}{_MARKS})+{_AGE}{_MARKS}(?:modifie)?|{_AGE.replace('age', 'first')}{_MARKS}(?:{_ACTION}{_MARKS})+"
)
_BARE_AGE = re.compile(_AGE)
_FEWEST = 2


@dataclass(frozen=True, kw_only=True)
class TailComment:
    """A comment read from its foot up: where its name stands, and its text's first and last line."""

    name_at: int
    text_end: int
    head: Head


def read_tail_threads(lines: Sequence[Line], *, start: int, fetched_at: datetime) -> list[TailComment]:
    """The comments from `start` on, none unless at least two feet show that the page prints threads this way."""
    found: list[TailComment] = []
    opens = start
    for index in range(start, len(lines)):
        age = _foot_age(lines, index)
        if age is None:
            continue
        comment = _comment_above(lines, opens, index, _age_date(age, fetched_at), age)
        if comment:
            found.append(comment)
        opens = _after_actions(lines, index)
    return found if len(found) >= _FEWEST else []


def _foot_age(lines: Sequence[Line], index: int) -> str | None:
    """The age printed by a foot: with actions on its line, or alone above a line of actions."""
    match = _FOOT.fullmatch(lines[index].folded)
    if match:
        return match["age"] or match["first"]
    follows = index + 1 < len(lines) and words.COMMENT_ACTION.fullmatch(lines[index + 1].plain)
    bare = _BARE_AGE.fullmatch(lines[index].folded)
    return bare["age"] if bare and follows else None


def _age_date(age: str, fetched_at: datetime) -> ResolvedDate | None:
    return resolve_date(f"il y a {age}", fetched_at=fetched_at)


def _comment_above(
    lines: Sequence[Line], opens: int, foot: int, date: ResolvedDate | None, age: str
) -> TailComment | None:
    """The name nearest above the text: the last line that may be one after a break, else the first of the run."""
    while opens < foot and (words.COMMENTS_TITLE.fullmatch(lines[opens].folded) or not may_be_name(lines[opens].text)):
        opens += 1
    if foot - opens < 2:
        return None
    head = Head(name=tidy(lines[opens].text), text_from=opens + 1, strong=True, style="tail", date_text=age, date=date)
    return TailComment(name_at=opens, text_end=foot, head=head)


def _after_actions(lines: Sequence[Line], index: int) -> int:
    index += 1
    while index < len(lines) and words.COMMENT_ACTION.fullmatch(lines[index].plain):
        index += 1
    return index
