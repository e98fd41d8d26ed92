"""When a saved page says that it was saved: browsers say nothing, the tools that save whole pages do."""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_WHERE = 6000  # bytes from either end: the tools write above the page or below it
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)"
_FORMS = (
    # SingleFile: « saved date: Thu Nov 26 2026 10:12:13 GMT+0100 (…) », as a browser writes a date
    re.compile(
        rf"saved date:\s*\w{{3}} (?P<month>\w{{3}}) (?P<day>\d\d) (?P<year>\d{{4}}) {_CLOCK} "
        r"GMT(?P<sign>[+-])(?P<ahead_h>\d\d)(?P<ahead_m>\d\d)"
    ),
    # HTTrack: « Mirrored from … by HTTrack …, Thu, 26 Nov 2026 09:12:13 GMT »
    re.compile(
        rf"\bHTTrack\b[^<>]{{0,80}},\s*\w{{3}}, (?P<day>\d\d) (?P<month>\w{{3}}) (?P<year>\d{{4}}) {_CLOCK} GMT"
    ),
    # Internet Archive: « FILE ARCHIVED ON 09:12:13 Nov 26, 2026 AND RETRIEVED … »
    re.compile(rf"FILE ARCHIVED ON {_CLOCK} (?P<month>\w{{3}}) (?P<day>\d\d), (?P<year>\d{{4}})"),
    # WebScrapBook: data-scrapbook-create="20261126091213456", UTC
    re.compile(
        r"data-scrapbook-create=\"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)"
        r"(?P<second>\d\d)\d*\""
    ),
)


def saved_on(body: bytes) -> datetime | None:
    """When the bytes of a page say that they were saved, `None` where they do not say it.

    Source: what SingleFile, HTTrack, WebScrapBook and the Internet Archive write around the pages they keep.
    """
    ends = body if len(body) <= 2 * _WHERE else body[:_WHERE] + b"\n" + body[-_WHERE:]
    text = ends.decode("latin-1")
    found = [match for match in (form.search(text) for form in _FORMS) if match]
    moments = [moment for moment in map(_moment, found) if moment is not None]
    return min(moments, default=None)  # saved from an archive: the page is the archive's


def sent_on(header: str | None) -> datetime | None:
    """The moment of a `Date` header: that of a web archive is when it was saved."""
    if not header:
        return None
    with suppress(ValueError, TypeError):
        moment = parsedate_to_datetime(header)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _moment(match: re.Match[str]) -> datetime | None:
    told = match.groupdict()
    name = told["month"]
    month = int(name) if name.isdigit() else _MONTHS.index(name.lower()) + 1 if name.lower() in _MONTHS else 0
    year, day, hour, minute, second = (int(told[part]) for part in ("year", "day", "hour", "minute", "second"))
    with suppress(ValueError):
        return datetime(year, month, day, hour, minute, second, tzinfo=_zone(told)).astimezone(UTC)
    return None


def _zone(told: dict[str, str]) -> timezone:
    if not told.get("sign"):
        return UTC
    ahead = timedelta(hours=int(told["ahead_h"]), minutes=int(told["ahead_m"]))
    return timezone(ahead if told["sign"] == "+" else -ahead)
