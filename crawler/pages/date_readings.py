"""What each written form of a date says: its day, its hour, how precise they are."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from crawler.pages import date_forms as forms
from crawler.pages.days import months_before, nearest_past, paris_moment, valid_day
from store.clock import PARIS
from store.records import DatePrecision


@dataclass(frozen=True, kw_only=True)
class ResolvedDate:
    """A moment (aware UTC), how precise it is, and whether it was printed (`text`) or counted back (`relative`)."""

    moment: datetime
    precision: DatePrecision
    source: Literal["text", "relative"]


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


def from_iso(match: re.Match[str], fetched_at: datetime, default_zone: object = None) -> ResolvedDate | None:
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


def from_mail_date(text: str) -> ResolvedDate | None:
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


def from_ago(match: re.Match[str], fetched_at: datetime) -> ResolvedDate | None:
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


def from_short_numeric(match: re.Match[str], fetched_at: datetime) -> ResolvedDate | None:
    """« 17/11 à 7h00 »: the nearest past day; without an hour it is no date."""
    if not (match["hour"] or match["word"]):
        return None
    return _printed(nearest_past(int(match["month"]), int(match["day"]), None, fetched_at), match)


def from_weekday(match: re.Match[str], fetched_at: datetime) -> ResolvedDate:
    today = fetched_at.astimezone(PARIS).date()
    days = (today.weekday() - forms.WEEKDAYS[match["weekday"]]) % 7 or 7
    clock, precision = _clock_of(match)
    return ResolvedDate(
        moment=paris_moment(today - timedelta(days=days), clock), precision=precision, source="relative"
    )


Builder = Callable[[re.Match[str], datetime], ResolvedDate | None]
Need = Literal["pair", "year", "month", "word"]
# What a text must hold for a form to be found in it (`crawler.dates`): two numbers with a sign between, a year, the
# name of a month, a word of ages or of days; all but the last hold a digit too.
BUILDERS: tuple[tuple[tuple[Need, ...], re.Pattern[str], Builder], ...] = (
    (("pair", "year"), forms.ISO, from_iso),
    (("pair",), forms.NUMERIC, _from_numeric),
    (("month", "year"), forms.CLOCK_FIRST, _from_worded),
    (("month",), forms.WORDED, _from_worded),
    (("month", "year"), forms.ENGLISH, _from_worded),
    (("word",), forms.AGO, from_ago),
    (("word",), forms.AGO_ENGLISH, from_ago),
    (("word",), forms.DAY_WORD, _from_day_word),
    (("word",), forms.JUST_NOW, _from_just_now),
    (("word",), forms.LAST_PERIOD, _from_last_period),
    (("month", "year"), forms.MONTH_ONLY, _from_month),
    (("year",), forms.YEAR_ONLY, _from_year),
)
