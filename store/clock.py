"""The one clock: tests and the demo set it, everything else asks it."""

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NOW_VARIABLE = "VIGIE_NOW"


def now() -> datetime:
    """The current moment, aware UTC; `VIGIE_NOW` (ISO 8601 with zone) replaces it.

    Raises:
        ValueError: `VIGIE_NOW` is not an ISO moment with a zone.
    """
    fixed = os.environ.get(NOW_VARIABLE)
    if not fixed:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(fixed)
    if moment.tzinfo is None:
        raise ValueError(f"{NOW_VARIABLE} is {fixed!r}, it needs a zone, as in 2026-11-22T08:30:00+01:00")
    return moment.astimezone(UTC)


def today() -> date:
    """The current day in Paris."""
    return paris_day(now())


def paris_day(moment: datetime) -> date:
    """The Europe/Paris day of an aware moment."""
    return moment.astimezone(PARIS).date()


def morning_window(day: date) -> tuple[datetime, datetime]:
    """From 18:00 (Paris) the evening before `day` to the end of `day`, aware UTC."""
    start = datetime(day.year, day.month, day.day, tzinfo=PARIS) - timedelta(hours=6)
    end = datetime(day.year, day.month, day.day, tzinfo=PARIS) + timedelta(days=1)
    evening = start.replace(hour=18, minute=0)
    return evening.astimezone(UTC), end.astimezone(UTC)
