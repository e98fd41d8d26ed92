"""Moments read from the dates that French pages print.

Strict French and ISO forms come first, then relative ones, then `dateparser` behind guards. A text that is not
a date gives `None`: nothing is invented. Printed wall-clock times are Europe/Paris; a day without an hour is
its midnight in Paris.
"""

import re
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Literal

import dateparser

from crawler.pages import date_forms as forms
from crawler.pages.days import EARLIEST_YEAR, months_before, nearest_past, paris_moment, valid_day
from store.clock import PARIS
from store.fold import fold, fold_aligned
from store.records import DatePrecision

_LONGEST_TEXT = 160
_RFC_2822 = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+\d{1,2} [a-z]{3,9} \d{4} \d\d:\d\d")
_DIGIT = re.compile(r"\d")
_RELATIVE_WORD = re.compile(
    r"il\s+y\s+a|ago\b|hier|aujourd'hui|ce (?:matin|midi|soir)|cet apres-midi|cette nuit|yesterday|today|a l'instant|"
    r"a la minute|just now|dernier|passe"
)
_MAY_BE_WORDED = re.compile(r"(?=.*[a-z]{3})(?=.*(?:\d|il y a|deux|trois|cinq)).{6,60}$")


@dataclass(frozen=True, kw_only=True)
class ResolvedDate:
    """A moment (aware UTC), how precise it is, and whether it was printed (`text`) or counted back (`relative`)."""

    moment: datetime
    precision: DatePrecision
    source: Literal["text", "relative"]


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
        return _sane(_from_mail_date(text), fetched_at)
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
    return _sane(_from_ago(match, fetched_at), fetched_at) if match else None


def read_machine_date(value: str, *, naive_is_utc: bool = False) -> tuple[datetime, DatePrecision] | None:
    """The moment of a machine attribute (ISO 8601, RFC 2822 or UNIX seconds) and its precision."""
    value = value.strip()
    if re.fullmatch(r"1\d{9}(?:\d{3})?", value):
        seconds = int(value[:10])
        return datetime.fromtimestamp(seconds, UTC), "second"
    match = forms.ISO.match(value.lower())
    if match:
        resolved = _from_iso(match, datetime.now(UTC), UTC if naive_is_utc else None)
        return (resolved.moment, resolved.precision) if resolved else None
    mail = _from_mail_date(value) if _RFC_2822.match(value.lower()) else None
    return (mail.moment, mail.precision) if mail else None


def _sane(resolved: ResolvedDate | None, fetched_at: datetime) -> ResolvedDate | None:
    if resolved is None or resolved.moment.year < EARLIEST_YEAR:
        return None
    return resolved if resolved.moment <= fetched_at + timedelta(days=1) else None


_aligned = lru_cache(maxsize=4096)(fold_aligned)


@lru_cache(maxsize=4096)  # menus and footers print the same lines on every page of a site
def _first_match(folded: str) -> "tuple[re.Match[str] | None, _Builder | None]":
    found: re.Match[str] | None = None
    builder: _Builder | None = None
    has_digit, has_word = bool(_DIGIT.search(folded)), bool(_RELATIVE_WORD.search(folded))
    for is_counted, pattern, build in _BUILDERS:
        if not (has_digit if is_counted else has_word):
            continue
        match = pattern.search(folded)
        if match and (found is None or match.start() < found.start()):
            found, builder = match, build
    return found, builder


def _printed(day: date | None, match: re.Match[str]) -> ResolvedDate | None:
    """`day` with the hour that the match holds, if it holds one."""
    if day is None:
        return None
    clock, precision = _clock_of(match)
    return ResolvedDate(moment=paris_moment(day, clock), precision=precision, source="text")


def _clock_of(match: re.Match[str]) -> tuple[time, DatePrecision]:
    groups = match.groupdict()
    if groups.get("word"):
        return time(12 if groups["word"] == "midi" else 0), "hour"
    if not groups.get("hour"):
        return time(), "day"
    hour = int(groups["hour"])
    if groups.get("half") and hour <= 12:
        hour = hour % 12 + (12 if groups["half"] == "p" else 0)
    minute, second = groups.get("minute"), groups.get("second")
    precision: DatePrecision = "second" if second else "minute" if minute else "hour"
    return time(hour, int(minute or 0), int(second or 0)), precision


def _from_iso(match: re.Match[str], fetched_at: datetime, default_zone: object = None) -> ResolvedDate | None:
    day, clock, zone = match["day"].replace("/", "-"), match["clock"], match["zone"]
    year, month, number = map(int, day.split("-"))
    if valid_day(year, month, number) is None:
        return None
    if not clock:
        return ResolvedDate(moment=paris_moment(date(year, month, number)), precision="day", source="text")
    hours, *rest = map(int, clock.split(":"))
    if hours > 23 or max(rest) > 59:
        return None
    offset = "+00:00" if zone in ("z", "utc") or (zone is None and default_zone is UTC) else zone or ""
    moment = datetime.fromisoformat(f"{day}T{clock}{offset}")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
    precision: DatePrecision = "second" if clock.count(":") == 2 else "minute"
    return ResolvedDate(moment=moment.astimezone(UTC), precision=precision, source="text")


def _from_mail_date(text: str) -> ResolvedDate | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return ResolvedDate(moment=moment.astimezone(UTC), precision="second", source="text")


def _long_year(short: str | None, fetched_at: datetime) -> int | None:
    """The year that two figures stand for: of this century up to the next year, else of the last."""
    if short is None:
        return None
    return int(short) + (2000 if int(short) <= (fetched_at.year + 1) % 100 else 1900)


def _from_numeric(match: re.Match[str], fetched_at: datetime) -> ResolvedDate | None:
    year = int(match["year"])
    if year < 100:
        year = _long_year(match["year"], fetched_at) or year
    return _printed(valid_day(year, int(match["month"]), int(match["day"])), match)


def _from_worded(match: re.Match[str], fetched_at: datetime) -> ResolvedDate | None:
    month, day = forms.MONTHS[match["month"]], int(match["day"])
    year = match["year"] or _long_year(match.groupdict().get("short"), fetched_at)
    if year:
        return _printed(valid_day(int(year), month, day), match)
    weekday = match.groupdict().get("weekday")
    return _printed(nearest_past(month, day, forms.WEEKDAYS[weekday] if weekday else None, fetched_at), match)


def _from_month(match: re.Match[str], fetched_at: datetime) -> ResolvedDate:
    day = date(int(match["year"]), forms.MONTHS[match["month"]], 1)
    return ResolvedDate(moment=paris_moment(day), precision="month", source="text")


def _from_year(match: re.Match[str], fetched_at: datetime) -> ResolvedDate:
    return ResolvedDate(moment=paris_moment(date(int(match["year"]), 1, 1)), precision="year", source="text")


def _from_ago(match: re.Match[str], fetched_at: datetime) -> ResolvedDate | None:
    word = match["count"]
    precision, seconds = forms.UNITS[match["unit"]]
    if word.startswith("quelque"):
        if precision != "second":
            return None
        return ResolvedDate(moment=fetched_at, precision="minute", source="relative")
    count = int(word) if word.isdigit() else forms.NUMBERS[word]
    more = match.groupdict().get("more")
    if more and precision != "hour":
        return None
    if seconds:
        moment = fetched_at - timedelta(seconds=count * seconds, minutes=int(more or 0))
        return ResolvedDate(moment=moment, precision="minute" if more else precision, source="relative")
    past = months_before(fetched_at, count * (12 if precision == "year" else 1))
    return ResolvedDate(moment=past, precision=precision, source="relative") if past else None


def _from_day_word(match: re.Match[str], fetched_at: datetime) -> ResolvedDate:
    day = fetched_at.astimezone(PARIS).date() - timedelta(days=forms.DAYS_AGO.get(match["name"], 0))
    clock, precision = _clock_of(match)
    return ResolvedDate(moment=paris_moment(day, clock), precision=precision, source="relative")


def _from_just_now(match: re.Match[str], fetched_at: datetime) -> ResolvedDate:
    return ResolvedDate(moment=fetched_at, precision="minute", source="relative")


def _from_last_period(match: re.Match[str], fetched_at: datetime) -> ResolvedDate | None:
    if match["week"]:
        return ResolvedDate(moment=fetched_at - timedelta(days=7), precision="week", source="relative")
    past = months_before(fetched_at, 1 if match["month"] else 12)
    return (
        ResolvedDate(moment=past, precision="month" if match["month"] else "year", source="relative") if past else None
    )


def _from_weekday(match: re.Match[str], fetched_at: datetime) -> ResolvedDate:
    today = fetched_at.astimezone(PARIS).date()
    days = (today.weekday() - forms.WEEKDAYS[match["weekday"]]) % 7 or 7
    clock, precision = _clock_of(match)
    return ResolvedDate(
        moment=paris_moment(today - timedelta(days=days), clock), precision=precision, source="relative"
    )


def _whole_text(folded: str, fetched_at: datetime) -> ResolvedDate | None:
    bare = re.sub(r"^(?:publiee?|postee?|mise? a jour|modifiee?)?\s*(?:le\s+)?", "", folded)
    if match := forms.PAST_WEEKDAY.match(bare):
        return _from_weekday(match, fetched_at)
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


_Builder = Callable[[re.Match[str], datetime], ResolvedDate | None]
# Whether a form holds a digit; the others hold one of `_RELATIVE_WORD`.
_BUILDERS: tuple[tuple[bool, re.Pattern[str], _Builder], ...] = (
    (True, forms.ISO, _from_iso),
    (True, forms.NUMERIC, _from_numeric),
    (True, forms.CLOCK_FIRST, _from_worded),
    (True, forms.WORDED, _from_worded),
    (True, forms.ENGLISH, _from_worded),
    (False, forms.AGO, _from_ago),
    (False, forms.AGO_ENGLISH, _from_ago),
    (False, forms.DAY_WORD, _from_day_word),
    (False, forms.JUST_NOW, _from_just_now),
    (False, forms.LAST_PERIOD, _from_last_period),
    (True, forms.MONTH_ONLY, _from_month),
    (True, forms.YEAR_ONLY, _from_year),
)
