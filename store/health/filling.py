"""Whether the pages of a source lose a field: a Bernoulli CUSUM per field.

Each page read for the first time fills a field or not. The statistic adds the log-likelihood ratio of « filled a
quarter as often as before » against « as before », and never falls under zero (Page 1954; Bernoulli observations:
Reynolds and Stoumbos 1999, J. Quality Technology 31). Its limit is ln(n / f) for `n` observations a year: by Lorden's
bound (1971) the mean time between false alarms is then at least 1 / f years, whatever the share. The share is learnt on
the way, its lower Wilson bound is used, and nothing is learnt from what the statistic holds (Hawkins 1987).

Pages read again are compared with themselves: a night on which half of at least two of them lost the field is a loss of
up to three pages of a field that is otherwise kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import log, sqrt

FALSE_ALARMS_A_YEAR = 0.2
LEAST_PAGES = 20
LEAST_SHARE = 0.3
_FALL = 0.25
_KEPT = 0.98
_MOST_AT_ONCE = 3
_LEAST_AGAIN = 2
_MEMORY = 500.0  # pages
_LOW = 1.2816  # one-sided 90 %
ACCEPT_AFTER = timedelta(days=60)


@dataclass(frozen=True, kw_only=True)
class Count:
    """One day's pages: read for the first time and filled; read again with the field before, and lost."""

    n: int = 0
    n_filled: int = 0
    n_again: int = 0
    n_lost: int = 0


@dataclass(frozen=True, kw_only=True)
class Loss:
    """A field that pages have lost: since when, how full it was, and what has been seen since then."""

    since: date
    alarm_on: date
    usual: float
    seen: Count


class Filling:
    """What is known of one field of a source; `add` its days in order, then ask for `loss`."""

    def __init__(self, *, false_alarms_a_year: float = FALSE_ALARMS_A_YEAR) -> None:
        """Nothing is known yet."""
        self.limit = false_alarms_a_year
        self.alarms: list[tuple[date, date]] = []  # (day of the alarm, day on which the field was back)
        self._first_on: date | None = None
        self._n = self._filled = self._n_ever = 0.0
        self._n_nights = 0
        self._score = 0.0
        self._since: date | None = None
        self._alarm_on: date | None = None
        self._held = Count()

    @property
    def share(self) -> float | None:
        """The usual share of filled pages; `None` before there is a base."""
        return self._filled / self._n if self._n >= LEAST_PAGES else None

    @property
    def is_judged(self) -> bool:
        """Whether a loss would be seen: the field is usually filled, or pages have been read again with it."""
        return (self.share or 0.0) >= LEAST_SHARE or self._n_nights >= LEAST_PAGES

    def add(self, day: date, count: Count) -> None:
        """One day's pages."""
        self._first_on = self._first_on or day
        self._n_ever += count.n
        self._n_nights += count.n_again >= _LEAST_AGAIN
        step = self._weigh(count)
        before = self._score
        self._score = max(0.0, min(self._score + step, self._height(day)))
        if self._score == 0.0 and self._alarm_on is None:
            self._learn(_plus(self._held, count))
            self._held, self._since = Count(), None
            return
        self._held = _plus(self._held, count)
        if before == 0.0 or self._since is None:
            self._since = day
        self._turn(day)

    def loss(self) -> Loss | None:
        """The loss that stands, or `None`."""
        if self._alarm_on is None or self._since is None:
            return None
        usual = self.share if self.share is not None else _KEPT
        return Loss(since=self._since, alarm_on=self._alarm_on, usual=usual, seen=self._held)

    def _turn(self, day: date) -> None:
        """Opens an alarm at the limit, closes it at half of it; after two months what is seen is the new usual."""
        height = self._height(day)
        if self._alarm_on is None:
            if self._score >= height:
                self._alarm_on = day
            return
        is_back = self._score <= height / 2
        if not is_back and day - self._alarm_on < ACCEPT_AFTER:
            return
        self.alarms.append((self._alarm_on, day))
        if not is_back:
            self._n, self._filled = 0.0, 0.0
            self._learn(self._held)
        self._score, self._alarm_on, self._since, self._held = 0.0, None, None, Count()

    def _weigh(self, count: Count) -> float:
        step = 0.0
        low = _wilson_low(self._filled, self._n)
        if self._n >= LEAST_PAGES and low >= LEAST_SHARE:
            step += _ratio(low, n_filled=count.n_filled, n_empty=count.n - count.n_filled)
        if count.n_again >= _LEAST_AGAIN:
            is_lost = 2 * count.n_lost >= count.n_again and count.n_lost >= _LEAST_AGAIN
            n_lost = min(_MOST_AT_ONCE, count.n_lost) if is_lost else 0
            step += _ratio(_KEPT, n_filled=0 if is_lost else 1, n_empty=n_lost)
        return step

    def _height(self, day: date) -> float:
        n_days = max(28, (day - self._first_on).days if self._first_on else 0)
        nights = _MOST_AT_ONCE * 365 if self._n_nights else 0
        return log(max(52.0, self._n_ever / n_days * 365 + nights) / self.limit)

    def _learn(self, count: Count) -> None:
        if not count.n:
            return
        fade = max(0.0, 1 - count.n / _MEMORY)
        self._n, self._filled = self._n * fade + count.n, self._filled * fade + count.n_filled


def _ratio(share: float, *, n_filled: int, n_empty: int) -> float:
    fallen = _FALL * share
    return n_filled * log(fallen / share) + n_empty * log((1 - fallen) / (1 - share))


def _plus(one: Count, other: Count) -> Count:
    return Count(
        n=one.n + other.n, n_filled=one.n_filled + other.n_filled, n_again=one.n_again + other.n_again,
        n_lost=one.n_lost + other.n_lost,
    )  # fmt: skip


def _wilson_low(filled: float, n: float) -> float:
    """Lower bound at 90 % of a share; never one, so that a single miss is not impossible."""
    if not n:
        return 0.0
    share, square = filled / n, _LOW**2 / n
    middle = share + square / 2
    return (middle - _LOW * sqrt(share * (1 - share) / n + square / (4 * n))) / (1 + square)
