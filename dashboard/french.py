"""French writing of numbers, days and moments."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from store.clock import PARIS

THIN_SPACE = "\u202f"
NO_BREAK = "\u00a0"
# A plain space before a high sign that ends a word or a sentence, not one that begins something (« :) », « ?page= »).
_HIGH = re.compile(r" ([:;!?»%])(?=[\s»)\]<.,…!?]|$)")
_GUILLEMET = re.compile(r"« ?(?=\S)")
_STRAIGHT = re.compile(r"(?<=[^\W\d])'(?=[^\W\d])")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")


def number(value: float, *, digits: int = 0) -> str:
    """`value` with a decimal comma and thin spaces between thousands: 1 347 or 0,91."""
    return f"{value:,.{digits}f}".replace(",", THIN_SPACE).replace(".", ",")


def percent(share: float) -> str:
    """A share (0–1) in whole percents: 62 %."""
    return f"{number(share * 100)}{NO_BREAK}%"


def between(low: float, high: float) -> str:
    """Two bounds (0–1) in whole percents: « 54 à 70 % »."""
    return f"{number(low * 100)} à {number(high * 100)}{NO_BREAK}%"


def counted(n: int, singular: str, plural: str | None = None) -> str:
    """A number and its noun: « 0 article », « 1 article », « 2 articles »."""
    noun = singular if abs(n) < 2 else plural or f"{singular}s"
    return f"{number(n)}{NO_BREAK}{noun}"


def listed(parts: Sequence[str]) -> str:
    """« a », « a et b », « a, b et c »."""
    return " et ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else list(parts))


def ordinal_day(day: date) -> str:
    """The day of the month: 1er, 2, 3…"""
    return "1er" if day.day == 1 else str(day.day)


def short_day(day: date, *, with_year: bool = False) -> str:
    """« 22 nov. », with the year when asked."""
    text = f"{ordinal_day(day)}{NO_BREAK}{SHORT_MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if with_year else text


def long_day(day: date) -> str:
    """« dimanche 22 novembre 2026 »."""
    return f"{DAYS[day.weekday()]} {ordinal_day(day)}{NO_BREAK}{MONTHS[day.month - 1]} {day.year}"


def moment(at: str | datetime | None) -> str:
    """A moment in Paris: « sam. 21 nov. 2026, 18 h 32 »; « sans date » when there is none.

    Midnight is how a day without an hour is kept: no hour is printed that nobody gave.
    """
    if not at:
        return "sans date"
    local = (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(PARIS)
    day = f"{DAYS[local.weekday()][:3]}. {short_day(local.date(), with_year=True)}"
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return day
    hour = f"{local.hour}{NO_BREAK}h{NO_BREAK}{local.minute:02d}"
    return f"{day}, {hour}"


def period(first: date, last: date) -> str:
    """« du 1er sept. au 22 nov. 2026 »."""
    return f"du {short_day(first, with_year=first.year != last.year)} au {short_day(last, with_year=True)}"


def typeset(text: str) -> str:
    """`text` with the no-break spaces of French before « : ; ! ? » % » and inside « guillemets »."""
    if "«" in text:
        text = _GUILLEMET.sub(f"«{NO_BREAK}", text)
    return _HIGH.sub(_hold, text)


def curl_apostrophes(text: str) -> str:
    """`text`, of our own writing, with the apostrophes of French: « d’erreur »."""
    return _STRAIGHT.sub("’", text)


def as_inside(text: str) -> str:
    """`text` written as inside a sentence, where it was read at the head of one: « six gardes par an »."""
    return text[0].lower() + text[1:] if text[:1].isupper() and text[1:2].islower() else text


def _hold(found: re.Match[str]) -> str:
    sign = found.group(1)
    return f"{THIN_SPACE if sign in ';!?' else NO_BREAK}{sign}"


def shorten(text: str, length: int) -> str:
    """`text` cut at a word before `length` characters, with « … » when something is missing."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
