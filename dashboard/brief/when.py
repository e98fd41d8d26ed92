"""When an article came out, no more precisely than its page says."""

from datetime import date

from dashboard.french import moment, short_day
from store.database import Row

_HOURLY = ("second", "minute", "hour")


def say_when(article: Row) -> str:
    """« sam. 21 nov. 2026, 18 h 10 », or the day alone when the page gives no hour."""
    if article["date_precision"] in _HOURLY or not article["published_on"]:
        return moment(article["published_at"])
    return short_day(date.fromisoformat(article["published_on"]), with_year=True)
