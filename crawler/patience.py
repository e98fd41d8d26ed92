"""Hosts that ask for time: `Retry-After` in seconds or as a date, kept for every request and for the next nights."""

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlite_utils import Database

from store.clock import PARIS, now
from store.manners import list_rests, save_rest

LONGEST_WAIT_S = 120.0
# A mistyped date must not silence a source for a year.
LONGEST_REST_S = 7 * 86_400.0
# What a crawl gives one site: where a page costs ten minutes of waiting, the night would last until noon.
SLOW_S, LONGEST_STAY_S = 20.0, 3600.0
ASKING = {429, 503}
_PAUSE_S = 0.5
_BUSY_PAUSE_S = 5.0


class RestingError(Exception):
    """A host is to be left alone for longer than a crawl waits; the message is French, for the screen."""


def retry_after_s(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """The seconds that a `Retry-After` asks to wait, from a number or a date; `None` without one."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:12])
    moment = _http_date(value)
    return max(0.0, (moment - now).total_seconds()) if moment else None


class Patience:
    """Until when each host is left alone, in this crawl and from the ones before."""

    def __init__(self, db: Database) -> None:
        """`db` keeps the rests that outlive a crawl."""
        self._db = db
        self._free_at_s: dict[str, float] = {}
        self._spent_s: dict[str, float] = {}
        for host, until in list_rests(db).items():
            self._free_at_s[host] = time.monotonic() + (until - now()).total_seconds()

    async def wait(self, host: str) -> None:
        """Returns when the host may be asked again.

        Raises:
            RestingError: that is later than a crawl waits.
        """
        while (left_s := self._free_at_s.get(host, 0.0) - time.monotonic()) > 0:
            if left_s > LONGEST_WAIT_S:
                raise RestingError(f"le site demande d’attendre jusqu’au {_said(left_s)} (Retry-After)")
            await asyncio.sleep(left_s)

    def spend(self, host: str, delay_s: float) -> None:
        """Counts one more request of a host that wants long between two of them.

        Raises:
            RestingError: its crawl has had its hour; what is left waits for the next one.
        """
        if delay_s < SLOW_S:
            return
        spent = self._spent_s.get(host, 0.0)
        if spent > LONGEST_STAY_S:
            raise RestingError(f"le site demande {delay_s:.0f} secondes entre deux pages (Crawl-delay) : la suite à la "
                               "prochaine collecte")  # fmt: skip
        self._spent_s[host] = spent + delay_s

    def hear(self, host: str, status: int, headers: Mapping[str, str], *, attempt: int) -> str | None:
        """Lets a host rest as a failing answer asks, else for a short while; the words of what it asked."""
        asked = retry_after_s(headers, now=_moment_of(headers)) if status in ASKING else None
        ours_s = (_BUSY_PAUSE_S if status == 429 else _PAUSE_S) * attempt
        pause_s = asked or ours_s  # « 0 » and a moment that is past ask for no time; a busy host gets ours
        self._rest(host, min(pause_s, LONGEST_REST_S))
        if asked is None:
            return None
        if asked > _BUSY_PAUSE_S:
            save_rest(self._db, host, now() + timedelta(seconds=min(asked, LONGEST_REST_S)))
        return headers.get("retry-after", "").strip()

    def _rest(self, host: str, pause_s: float) -> None:
        self._free_at_s[host] = max(self._free_at_s.get(host, 0.0), time.monotonic() + pause_s)


def _moment_of(headers: Mapping[str, str]) -> datetime:
    """The moment of an answer by its server's own clock, which is the one that its dates count on."""
    return _http_date(headers.get("date", "")) or now()


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _said(left_s: float) -> str:
    """The minute from which a host may be asked again, never one too early."""
    return f"{(now() + timedelta(seconds=left_s + 59.0)).astimezone(PARIS):%d/%m à %H h %M}"
