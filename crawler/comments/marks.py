"""The dates that a page prints beside what it holds: where each stands and what it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.comments.markup import Moment, machine_moment, printed_moment
from crawler.comments.outline import Part, PrintedLine
from crawler.dates import find_date, has_date_form
from crawler.pages.lines import tidy
from store.fold import fold_words

# What is surely a date though it cannot be placed in time: no year, or counted back in another language.
_LOOSE = re.compile(
    r"(?<!\w)(?:vor\s+(?:\d+|eine[mnr]?|wenigen)\s+(?:sekunden?|minuten?|stunden?|tag(?:en)?|wochen?|monat(?:en)?|"
    r"jahr(?:en)?)|(?:\d+\s+(?:sekunden?|minuten?|stunden?|tage?|wochen?|monate?|jahre?)\s*)+her|"
    r"(?:\d+|an?)\s+(?:second|minute|hour|day|week|month|year)s?\s+ago|"
    r"\d{1,2}/\d{1,2}/20\d\d(?:,?\s+(?:at\s+)?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?)?|"
    r"(?:le\s+)?\d{1,2}[/.]\d{1,2}\.?,?\s+(?:a|um|at|@|-)?\s*\d{1,2}\s?[:h]\s?\d{2}|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:at\s+)?"
    r"\d{1,2}:\d{2}\s?(?:[ap]m)?)(?!\w)"
)
_FIGURES = re.compile(r"(\d{1,2})/(\d{1,2})/(?=(?:19|20)?\d\d)")
_LONGEST_LINE = 170
_MOST_WORDS_BESIDE = 12
_LEVELS_OF_A_PLACE = 3
_MOST_WORDS_BESIDE_A_WORD = 3
_MOST_WORDS_IN_A_LINK = 4
_PROPERTIES = frozenset({"commenttime", "datepublished", "datecreated"})
_PRECISE = {"none": 0, "year": 1, "month": 2, "week": 3, "day": 4, "hour": 5, "minute": 6, "second": 7}
Kind = tuple[str, frozenset[str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Mark:
    """A date of the page; `line` is the index of the line that prints it, from `start` to `end` of its text."""

    element: HtmlElement
    moment: Moment
    line: int | None = None
    start: int = 0
    end: int = 0

    @property
    def kind(self) -> Kind:
        """What marks of one list have in common: the tag, and the names of the nearest named element around."""
        return self.element.tag, _names_near(self.element)

    @property
    def place(self) -> tuple[str, ...]:
        """The tags of the element and of the two around it, those that only wrap one left out."""
        found = [str(self.element.tag)]
        for one in self.element.iterancestors():
            if len(one) > 1 or (one.text or "").strip():
                found.append(str(one.tag))
            if len(found) == _LEVELS_OF_A_PLACE:
                break
        return tuple(found)


def find_marks(lines: Sequence[PrintedLine], *, fetched_at: datetime) -> list[Mark]:
    """The dates printed on lines that hold little else, in reading order, one a line."""
    dated = [
        (line, index) for index, line in enumerate(lines) if len(line.text) <= _LONGEST_LINE and _may_date(line.text)
    ]
    marks = (_mark(line, index, fetched_at) for line, index in dated)
    return _month_first([mark for mark in marks if mark is not None], fetched_at)


def _month_first(marks: list[Mark], fetched_at: datetime) -> list[Mark]:
    """The marks, read month first where one of their kind can be nothing else: « 04/25/2020 » beside « 04/05/2020 »."""
    figures = {mark: match for mark in marks if (match := _FIGURES.match(mark.moment.text or ""))}
    american = {mark.kind for mark, match in figures.items() if int(match[2]) > 12 >= int(match[1])}
    plain = {mark.kind for mark, match in figures.items() if int(match[1]) > 12}
    return [
        _swapped(mark, figures[mark], fetched_at) if mark in figures and mark.kind in american - plain else mark
        for mark in marks
    ]


def _swapped(mark: Mark, match: re.Match[str], fetched_at: datetime) -> Mark:
    printed = mark.moment.text or ""
    read = printed_moment(f"{match[2]}/{match[1]}/{printed[match.end() :]}", fetched_at=fetched_at)
    return replace(mark, moment=replace(read, text=printed))


def moment_of(element: HtmlElement, *, fetched_at: datetime) -> Moment:
    """What the attributes of one element say of time, an empty moment when they say nothing."""
    stamp = element.get("data-comment-timestamp") or element.get("data-timestamp") or element.get("datetime")
    if not stamp and (element.get("itemprop") or "").lower() in _PROPERTIES:
        stamp = element.get("content")
    if not stamp and element.tag in ("abbr", "span", "time"):
        stamp = element.get("title")
    if not stamp or not any(char.isdigit() for char in stamp):
        return Moment()
    read = machine_moment(stamp, source="meta")
    return read if read.at else printed_moment(stamp, fetched_at=fetched_at)


def best_moment(elements: Sequence[HtmlElement], printed: Moment, *, fetched_at: datetime) -> Moment:
    """The moment of a comment: an attribute first, unless it says only the day whose hour is printed."""
    for element in elements:
        machine = moment_of(element, fetched_at=fetched_at)
        if machine.at is None:
            continue
        if printed.at is not None and _says_more(printed, machine, element):
            return printed
        return Moment(at=machine.at, text=printed.text, source=machine.source, precision=machine.precision)
    return printed


def _says_more(printed: Moment, machine: Moment, element: HtmlElement) -> bool:
    """Whether a printed date tells the posting better than an attribute.

    It has the hour of a day that the attribute leaves bare; or the attribute is Drupal's, which tells the last change,
    and is more than an hour off.
    """
    if printed.at is None or machine.at is None:
        return False
    apart = abs(printed.at - machine.at)
    finer = _PRECISE[printed.precision] > _PRECISE[machine.precision]
    is_change = element.get("data-comment-timestamp") is not None and printed.precision in ("minute", "second")
    return (finer and apart < timedelta(days=1, hours=2)) or (is_change and apart > timedelta(hours=1))


@lru_cache(maxsize=4096)  # menus and footers print the same lines on every page of a site
def _loose_span(text: str) -> tuple[int, int] | None:
    match = _LOOSE.search(fold_words(text))
    return match.span() if match else None


@lru_cache(maxsize=4096)
def _may_date(text: str) -> bool:
    return has_date_form(text) or _loose_span(text) is not None


def _mark(line: PrintedLine, index: int, fetched_at: datetime) -> Mark | None:
    text = line.text
    found = find_date(text, fetched_at=fetched_at)
    if found is not None:
        start, end, date = found.start, found.end, found.date
        moment = Moment(at=date.moment, text=tidy(text[start:end]), source=date.source, precision=date.precision)
    else:
        loose = _loose_span(text)
        if loose is None:
            return None
        start, end = loose
        moment = Moment(text=tidy(text[start:end]))
    beside = len((text[:start] + text[end:]).split())
    is_word = moment.source == "relative" and not any(char.isdigit() for char in text[start:end])
    if beside > (_MOST_WORDS_BESIDE_A_WORD if is_word else _MOST_WORDS_BESIDE):
        return None
    element = element_at(line, start, end)
    is_linked = element.tag == "a" or next(element.iterancestors("a"), None) is not None
    if is_linked and _n_words(element) > _MOST_WORDS_IN_A_LINK:
        return None
    return Mark(element=element, moment=moment, line=index, start=start, end=end)


def _n_words(element: HtmlElement) -> int:
    """The words of an element that hold no digit: those of a title rather than of a date."""
    return sum(not any(char.isdigit() for char in word) for word in "".join(element.itertext()).split())


def element_at(line: PrintedLine, start: int, end: int) -> HtmlElement:
    """The deepest element that holds the characters from `start` to `end` of a line."""
    covering: list[HtmlElement] = []
    at = 0
    for piece in line.pieces:
        size = len(tidy(piece.text)) + 1
        if at < end and at + size > start and piece.text.strip():
            covering.append(piece.element)
        at += size if piece.text.strip() else 0
    if not covering:
        return line.pieces[0].element
    shared = covering[0]
    for other in covering[1:]:
        above = {shared, *shared.iterancestors()}
        shared = next(one for one in (other, *other.iterancestors()) if one in above)
    return _time_around(shared)


def _time_around(element: HtmlElement) -> HtmlElement:
    return next((one for one in (element, element.getparent()) if one is not None and one.tag == "time"), element)


def _names_near(element: HtmlElement) -> frozenset[str]:
    for one in (element, *element.iterancestors()):
        tokens = (one.get("class") or "").split()
        if tokens:
            return frozenset(re.sub(r"(?<=[-_])\d+$", "0", token) for token in tokens)
    return frozenset()


def links_in(line: PrintedLine) -> list[str]:
    """The addresses that a line links to."""
    seen: Mapping[HtmlElement, None] = {
        one: None
        for piece in line.pieces
        if piece.part & Part.LINK
        for one in (piece.element, *piece.element.iterancestors())
        if one.tag == "a" and one.get("href")
    }
    return [str(one.get("href")) for one in seen]
