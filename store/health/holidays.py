"""The days on which a French source rests more than its weekday says."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Rest = Literal["christmas", "holiday", "august"]
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


def rest_of(day: date) -> Rest | None:
    """The rest that a day belongs to: Christmas week (24 December to 1 January), a public holiday, August."""
    if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
        return "christmas"
    if day in public_holidays(day.year):
        return "holiday"
    return "august" if day.month == 8 else None


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of France; those of Alsace-Moselle and overseas are left out."""
    easter = easter_sunday(year)
    moving = (easter + timedelta(days=after) for after in (1, 39, 50))
    return frozenset((*(date(year, month, day) for month, day in _FIXED), *moving))


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
