"""Days of the calendar, in Paris."""

from calendar import monthrange
from datetime import UTC, date, datetime, time

from store.clock import PARIS

EARLIEST_YEAR = 1995
_YEARS_SEARCHED = 6


def paris_moment(day: date, clock: time = time()) -> datetime:
    """That wall-clock time in Paris, as aware UTC; an hour that the clock change repeats is the first."""
    return datetime.combine(day, clock, tzinfo=PARIS).astimezone(UTC)


def valid_day(year: int, month: int, day: int) -> date | None:
    """The day, or `None` when the month is shorter."""
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def nearest_past(month: int, day: int, weekday: int | None, fetched_at: datetime) -> date | None:
    """The latest such day up to `fetched_at`, on that weekday if one is given; six years back at most."""
    today = fetched_at.astimezone(PARIS).date()
    for year in range(today.year, today.year - _YEARS_SEARCHED, -1):
        candidate = valid_day(year, month, day)
        if candidate and candidate <= today and weekday in (None, candidate.weekday()):
            return candidate
    return None


def months_before(moment: datetime, months: int) -> datetime | None:
    """The same moment so many calendar months earlier (the month's last day if it is shorter)."""
    total = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(total, 12)
    if year < EARLIEST_YEAR:
        return None
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
