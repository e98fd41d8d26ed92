"""The best that a rule can do without knowing the future: it is told how its press was made, and waits as we do.

It knows the calendar of the press, its plan and its usual, and the law of its quiet weeks, drift and bursts; when
these come it must tell from the counts, as everybody. The exact filter of that law (Rabiner 1989, Proc. IEEE 77), with
the drift on a grid, gives the probability of each empty day given all the days before.
"""

from functools import lru_cache
from math import comb, exp, lgamma

import numpy as np

from bench.health.press import (
    BURST,
    BURST_DAYS,
    BURSTS_A_YEAR,
    DRIFT_KEPT,
    DRIFT_STEP,
    LATE,
    MOST_MORE,
    NO_BURST,
    QUIET,
    QUIET_DAYS,
    QUIET_WEEKS_A_YEAR,
    Press,
    more_chance,
)  # fmt: skip

_DRIFTS = np.linspace(-1.9, 1.9, 31)
_QUIETS = np.array([1.0] + [QUIET] * QUIET_DAYS)
_NONE = np.ones((1, 1))


class Informed:
    """The filter of a press: ask `empty` for each day to come, then `add` what it showed."""

    def __init__(self, press: Press) -> None:
        """Before the first day; the axes of the state are quiet week, burst and drift."""
        self.press, self._index = press, 0
        self._state = np.zeros((len(_QUIETS), *((BURST_DAYS[1], len(_DRIFTS)) if press.temper == "bursty" else (1, 1))))
        self._state[0, 0, self._state.shape[2] // 2] = 1.0
        self._foreseen = self._state

    def copy(self) -> "Informed":
        """Another one in the same state."""
        other = type(self)(self.press)
        other._index, other._state = self._index, self._state
        return other

    def empty(self) -> float:
        """The probability that the day to come shows nothing."""
        self._foreseen = self._ahead()
        return float((self._foreseen * self._chance(0)).sum())

    def add(self, n: int) -> None:
        """A day more, and what it showed."""
        state = self._foreseen * self._chance(n)
        self._state, self._index = state / max(state.sum(), 1e-300), self._index + 1

    def _ahead(self) -> np.ndarray:
        is_bursty = self.press.temper == "bursty"
        burst, drift = (_spell(BURSTS_A_YEAR, *BURST_DAYS), _drift()) if is_bursty else (_NONE, _NONE)
        quiet = _spell(QUIET_WEEKS_A_YEAR, QUIET_DAYS, QUIET_DAYS + 1)
        return np.asarray(np.einsum("abc,ax,by,cz->xyz", self._state, quiet, burst, drift, optimize=True))

    def _chance(self, n: int) -> np.ndarray:
        """The probability of a count in each state."""
        press, quiet = self.press, _QUIETS[:, None, None]
        usual = press.usual[self._index]
        if press.temper == "steady":
            missed = press.empty[self._index]
            return np.full_like(self._state, missed if n == 0 else 1 - missed)
        if press.temper == "planned":
            share = np.minimum(1.0, usual * quiet)
            return _thinned(n, press.rate, share) if press.is_planned[self._index] else np.full_like(quiet, n == 0)
        moods: float | np.ndarray = 1.0
        if press.temper == "bursty":
            burst = np.array([NO_BURST] + [BURST] * (BURST_DAYS[1] - 1))
            moods = burst[None, :, None] * np.exp(_DRIFTS)[None, None, :]
        mean = np.maximum(usual * quiet * moods, 1e-12)
        return np.asarray(np.exp(n * np.log(mean) - mean - lgamma(n + 1)))


class InformedOfDelays(Informed):
    """The filter of a plan of less than a text a day, which may come a day late: its second axis is what is due."""

    def __init__(self, press: Press) -> None:
        """Nothing is due from the day before the first."""
        super().__init__(press)
        self._state = np.zeros((len(_QUIETS), 2, 1))
        self._state[0, 0, 0] = 1.0

    def empty(self) -> float:
        """The probability that nothing is due, and nothing comes on its day."""
        self._foreseen = self._ahead()
        return float((self._foreseen[:, 0, 0] * (1 - self._share() * (1 - LATE))).sum())

    def add(self, n: int) -> None:
        """What came is what was due, and what came on its day; the rest of the plan is due or dropped."""
        share, before = self._share(), self._foreseen
        after = np.zeros_like(before)
        for due in (0, 1):
            state = before[:, due, 0]
            if n - due == 1:
                after[:, 0, 0] += state * share * (1 - LATE)
            elif n == due:
                after[:, 0, 0] += state * (1 - share)
                after[:, 1, 0] += state * share * LATE
        self._state, self._index = after / max(after.sum(), 1e-300), self._index + 1

    def _share(self) -> np.ndarray:
        is_planned = self.press.is_planned[self._index]
        return np.minimum(1.0, self.press.usual[self._index] * _QUIETS) * is_planned

    def _ahead(self) -> np.ndarray:
        quiet = _spell(QUIET_WEEKS_A_YEAR, QUIET_DAYS, QUIET_DAYS + 1)
        return np.asarray(np.einsum("abc,ax->xbc", self._state, quiet))


def inform(press: Press) -> Informed:
    """The filter of a press, at its first day."""
    return InformedOfDelays(press) if press.temper == "planned" and press.rate < 1 else Informed(press)


@lru_cache
def _spell(each_year: float, least: int, beyond: int) -> np.ndarray:
    """From days left of a spell, today included, to days left tomorrow; spells start by chance and may overlap."""
    start, lengths = 1 - exp(-each_year / 365), range(least, beyond)
    found = np.zeros((beyond, beyond))
    for left in range(beyond):
        goes_on = max(left - 1, 0)
        found[left, goes_on] += 1 - start
        for length in lengths:
            found[left, max(goes_on, length)] += start / len(lengths)
    return found


@lru_cache
def _drift() -> np.ndarray:
    found = np.exp(-(((_DRIFTS[None, :] - DRIFT_KEPT * _DRIFTS[:, None]) / DRIFT_STEP) ** 2) / 2)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _thinned(n: int, rate: float, share: np.ndarray) -> np.ndarray:
    """Probability of `n` texts left of a planned day's, each kept with probability `share`."""
    more, found = more_chance(rate), np.zeros_like(share)
    for extra in range(MOST_MORE + 1):
        planned = 1 + extra
        if planned >= n:
            drawn = comb(MOST_MORE, extra) * more**extra * (1 - more) ** (MOST_MORE - extra)
            found += drawn * comb(planned, n) * share**n * (1 - share) ** (planned - n)
    return found
