"""Moments read from the dates that French pages print.

Strict French and ISO forms come first, then relative ones, then `dateparser` behind guards. A text that is not
a date gives `None`: nothing is invented. Printed wall-clock times are Europe/Paris; a day without an hour is
its midnight in Paris.
"""

import re
import unicodedata
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import dateparser

from crawler.pages import date_forms as forms
from crawler.pages.date_readings import (
    BUILDERS,
    Builder,
    Need,
    ResolvedDate,
    from_ago,
    from_iso,
    from_mail_date,
    from_short_numeric,
    from_weekday,
)
from crawler.pages.days import EARLIEST_YEAR
from store.clock import PARIS
from store.fold import fold, fold_aligned
from store.records import DatePrecision

__all__ = [
    "FoundDate",
    "ResolvedDate",
    "find_date",
    "has_date_form",
    "read_machine_date",
    "resolve_age",
    "resolve_date",
]

_LONGEST_TEXT = 160
_RFC_2822 = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+\d{1,2} [a-z]{3,9} \d{4} \d\d:\d\d")
_DIGIT = re.compile(r"\d")
_RELATIVE_WORD = re.compile(
    r"il\s+y\s+a|ago\b|hier|aujourd'hui|ce (?:matin|midi|soir)|cet apres-midi|cette nuit|yesterday|today|a l'instant|"
    r"a la minute|just now|dernier|passe"
)
_MAY_BE_WORDED = re.compile(r"(?=.*[a-z]{3})(?=.*(?:\d|il y a|deux|trois|cinq)).{6,60}$")


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """A date inside a longer text: `text[start:end]` is what was read."""

    start: int
    end: int
    date: ResolvedDate


def resolve_date(text: str, *, fetched_at: datetime) -> ResolvedDate | None:
    """The moment that `text` prints, or `None` if it is not a date and nothing but a date.

    Words around the date may only be those that sites put there (« Publié le », « Paris, le », « Par … »).
    Dates more than a day after `fetched_at` or before 1995 are refused. A date without a year takes the nearest
    past one that agrees with the weekday, if one is printed. An hour that the clock change repeats is the first.
    """
    text = unicodedata.normalize("NFC", text).strip()
    folded = " ".join(fold(text).split())
    if not folded or len(folded) > _LONGEST_TEXT:
        return None
    if _RFC_2822.match(folded):
        return _sane(from_mail_date(text), fetched_at)
    match, build = _first_match(folded)
    if match is None or build is None:
        return _sane(_whole_text(folded, fetched_at), fetched_at)
    before, after = folded[: match.start()], folded[match.end() :]
    if not (forms.BEFORE.fullmatch(before) or forms.PLACE.fullmatch(before)) or not forms.AFTER.match(after):
        return None
    return _sane(build(match, fetched_at), fetched_at)


def find_date(text: str, *, fetched_at: datetime) -> FoundDate | None:
    """The first date printed inside `text`, with its place; dateparser is not asked here."""
    folded, positions = _aligned(text) if len(text) <= _LONGEST_TEXT else fold_aligned(text)
    match, build = _first_match(folded)
    if match is None or build is None:
        return None
    resolved = _sane(build(match, fetched_at), fetched_at)
    if resolved is None:
        return None
    return FoundDate(start=positions[match.start()], end=positions[match.end() - 1] + 1, date=resolved)


def has_date_form(text: str) -> bool:
    """Whether something inside `text` is written as a date, whatever day it names or fails to name."""
    folded, _ = _aligned(text) if len(text) <= _LONGEST_TEXT else fold_aligned(text)
    return _first_match(folded)[0] is not None


def resolve_age(text: str, *, fetched_at: datetime) -> ResolvedDate | None:
    """The moment of a bare age (« 3 j », « 45 min », « 2 sem. ») where the place says that it is one.

    Hours are refused: « 14 h » may be a time of day.
    """
    match = forms.SHORT_AGO.match(fold(text).strip())
    return _sane(from_ago(match, fetched_at), fetched_at) if match else None


def read_machine_date(value: str, *, naive_is_utc: bool = False) -> tuple[datetime, DatePrecision] | None:
    """The moment of a machine attribute (ISO 8601, RFC 2822 or UNIX seconds) and its precision."""
    value = value.strip()
    if re.fullmatch(r"1\d{9}(?:\d{3})?", value):
        seconds = int(value[:10])
        return datetime.fromtimestamp(seconds, UTC), "second"
    match = forms.ISO.match(value.lower())
    if match:
        resolved = from_iso(match, datetime.now(UTC), UTC if naive_is_utc else None)
        return (resolved.moment, resolved.precision) if resolved else None
    mail = from_mail_date(value) if _RFC_2822.match(value.lower()) else None
    return (mail.moment, mail.precision) if mail else None


def _sane(resolved: ResolvedDate | None, fetched_at: datetime) -> ResolvedDate | None:
    if resolved is None or resolved.moment.year < EARLIEST_YEAR:
        return None
    return resolved if resolved.moment <= fetched_at + timedelta(days=1) else None


_aligned = lru_cache(maxsize=4096)(fold_aligned)


@lru_cache(maxsize=4096)  # menus and footers print the same lines on every page of a site
def _first_match(folded: str) -> tuple[re.Match[str] | None, Builder | None]:
    found: re.Match[str] | None = None
    builder: Builder | None = None
    held = _needs_met(folded)
    for needs, pattern, build in BUILDERS if held else ():
        match = pattern.search(folded) if held.issuperset(needs) else None
        if match and (found is None or match.start() < found.start()):
            found, builder = match, build
    return found, builder


def _needs_met(folded: str) -> set[Need]:
    """What a folded text holds of what the forms of dates need."""
    found: set[Need] = {"word"} if _RELATIVE_WORD.search(folded) else set()
    if not _DIGIT.search(folded):
        return found
    if forms.HAS_PAIR.search(folded):
        found.add("pair")
    if forms.HAS_YEAR.search(folded):
        found.add("year")
    if any(beginning in folded for beginning in forms.MONTH_BEGINNINGS) and forms.HAS_MONTH.search(folded):
        found.add("month")
    return found


def _whole_text(folded: str, fetched_at: datetime) -> ResolvedDate | None:
    bare = re.sub(r"^(?:publiee?|postee?|mise? a jour|modifiee?)?\s*(?:le\s+)?", "", folded)
    if match := forms.PAST_WEEKDAY.match(bare):
        return from_weekday(match, fetched_at)
    if match := forms.SHORT_NUMERIC.match(bare):
        return from_short_numeric(match, fetched_at)
    return _from_dateparser(bare, fetched_at) if _MAY_BE_WORDED.match(bare) else None


def _from_dateparser(folded: str, fetched_at: datetime) -> ResolvedDate | None:
    """What dateparser reads when day, month and year are all written, or an « il y a » counted in words.

    « sept » is a number and a month for it: the month is spelled out before it is asked (its issue 1285).
    """
    spelled = re.sub(r"\bsept\b\.?", "septembre", folded)
    relative = spelled.startswith("il y a")
    settings = {
        "PREFER_DATES_FROM": "past", "RELATIVE_BASE": fetched_at.astimezone(PARIS).replace(tzinfo=None),
        "TIMEZONE": "Europe/Paris", "TO_TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": True,
        "REQUIRE_PARTS": [] if relative else ["day", "month", "year"],
        "PARSERS": ["relative-time"] if relative else ["absolute-time"],
    }  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            moment = dateparser.parse(spelled, languages=["fr"], settings=settings)
        except (AttributeError, OverflowError, ValueError):
            return None
    if moment is None:
        return None
    precision: DatePrecision = "month" if relative else "day"
    return ResolvedDate(moment=moment.astimezone(UTC), precision=precision, source="relative" if relative else "text")
