"""How unusual a share is in several audiences together: each against its own habit, and thread by thread.

Audiences are never added up to a share. Each has its own usual one; what is added up is how far each went from it, as
strata are in a Mantel-Haenszel test (Mantel and Haenszel 1959, JNCI 22). A threadful of comments that agree says less
than as many comments of several: what a source gave in a window weighs `m / (1 + (m - 1) ρ)`, its effective number
(Kish 1965), where ρ, how far comments of one source go together, is learnt for each argument and drawn towards that of
all. The chance among so many effective comments is Jeffreys', which counts half of what is just as far as what was seen
(a mid-p value: Lancaster 1961, JASA 56): whole tails of a few comments are never as rare as they are said to be. One
good thread is no event: what does not stand out without the source that went furthest is as likely as the rest of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.alerts.chance import Array, incomplete_beta
from dashboard.alerts.habit import LAG_DAYS, LEAST_DAYS, MEMORY, MOST, SLOW, WINDOWS, Flags, Habit, empty_habit

_TIED, _TIED_WEIGHT = 0.05, 10.0
_SHARED_WEIGHT = 30.0
_SHARE_WEIGHT = 5.0
_LEAST_STRATA = 2
_STANDS = 0.1
At = tuple[slice, int, int]


@dataclass(frozen=True, kw_only=True)
class Cells:
    """What each source gave to one audience: `hits` among `units` (series, cells, days), the audience of each cell.

    `covered`: the days on which every source of the cells was read.
    """

    hits: Array
    units: Array
    strata: NDArray[np.int64]
    covered: Flags


class _Known:
    """What earlier nights taught: shares by series and stratum, ties by series and window."""

    def __init__(self, cells: Cells) -> None:
        self._strata = cells.strata
        self._sorted = np.eye(int(cells.strata.max()) + 1)[cells.strata]  # cells by strata
        n_series, n_strata = len(cells.hits), self._sorted.shape[1]
        self._known, self.among = np.zeros((n_series, n_strata)), np.zeros((n_series, n_strata))
        self._over = np.full((n_series, len(WINDOWS)), _TIED * _TIED_WEIGHT)
        self._under = np.full((n_series, len(WINDOWS)), _TIED_WEIGHT)
        self.seen = 0

    def add_up(self, values: Array) -> Array:
        """The sums of cells by stratum."""
        found: Array = values @ self._sorted
        return found

    @property
    def shares(self) -> Array:
        """The usual share of each series in each cell, drawn towards the mean of all while little is known."""
        mean = self._known.sum(0) / np.maximum(self.among.sum(0), 1.0)
        found = (self._known + _SHARE_WEIGHT * np.maximum(mean, 1e-3)) / (self.among + _SHARE_WEIGHT)
        every: Array = np.minimum(found, 0.999)[:, self._strata]
        return every

    @property
    def ties(self) -> Array:
        """How far units of one cell go together, by series and window."""
        shared = self._over.sum(0) / self._under.sum(0)
        found = (self._over + _SHARED_WEIGHT * shared) / (self._under + _SHARED_WEIGHT)
        kept: Array = np.clip(found, 0.0, 0.9)
        return kept

    def teach(self, cells: Cells, night: int) -> None:
        """Learns from a night; what goes beyond three deviations counts as three."""
        if not cells.covered[night]:
            return
        share, ties = self.shares, self.ties
        for place, length in enumerate(WINDOWS):
            days = slice(max(0, night - length + 1), night + 1)
            if night + 1 >= length and cells.covered[days].all() and self.seen >= LEAST_DAYS:
                self._teach_tie(place, cells.hits[:, :, days].sum(2), cells.units[:, :, days].sum(2), share)
        n, m = cells.hits[:, :, night], cells.units[:, :, night]
        tie = ties[:, [0]]
        top = m * share + MOST * np.sqrt(m * share * (1 - share) * (1 + np.maximum(m - 1, 0) * tie))
        value = np.minimum(n, np.maximum(top, 1.0)) if self.seen >= LEAST_DAYS else n
        weight = _weigh(m, tie)
        self._known = self._known * MEMORY + self.add_up(weight * value)
        self.among = self.among * MEMORY + self.add_up(weight * m)
        self.seen += 1

    def _teach_tie(self, place: int, n: Array, m: Array, share: Array) -> None:
        plain = m * share * (1 - share)
        more = np.maximum(m - 1, 0)
        most = MOST**2 * plain * (1 + more * self.ties[:, [place]])
        scale = np.maximum(m, 1.0)  # so that a large thread does not decide alone
        base = _TIED * _TIED_WEIGHT
        square = ((np.minimum((n - m * share) ** 2, most) - plain) / scale * (m >= 2)).sum(1)
        self._over[:, place] = np.maximum((self._over[:, place] - base) * SLOW + square, -0.9 * base) + base
        pairs = (plain * more / scale).sum(1)
        self._under[:, place] = (self._under[:, place] - _TIED_WEIGHT) * SLOW + pairs + _TIED_WEIGHT


def judge_together(cells: Cells, *, bounds: tuple[int, int]) -> Habit:
    """The shares of several audiences against their habits, for every night; see `habit.judge_shares`.

    `n`, `of` and `expected` count plain comments; `spread` gives a beta-binomial as wide as the cells make it. Nothing
    is surprising that fewer than two audiences hold: that is told of the audience.
    """
    n_series, _, n_days = cells.hits.shape
    found, known = empty_habit(n_series, n_days), _Known(cells)
    every, rest = ([np.zeros(found.n.shape) for _ in range(3)] for _ in range(2))  # as `_count_effective` gives them
    for night in range(n_days):
        if night >= LAG_DAYS:
            known.teach(cells, night - LAG_DAYS)
        if known.seen < LEAST_DAYS:
            continue
        share, ties = known.shares, known.ties
        doubt = 1 / (known.among.sum(1) + _SHARE_WEIGHT)
        for place, length in enumerate(WINDOWS):
            days = slice(night - length + 1, night + 1)
            if cells.covered[days].all():
                n, m = cells.hits[:, :, days].sum(2), cells.units[:, :, days].sum(2)
                at = (slice(None), place, night)
                _fill(found, at, (n, m, share), ties[:, place], doubt)
                weight = _weigh(m, ties[:, [place]])
                for kept, weighs in ((every, weight), (rest, _leave_out((n, m, share), weight))):
                    for values, one in zip(kept, _count_effective((n, m, share), weighs, doubt), strict=True):
                        values[at] = one
                is_heard = (known.add_up(m) > 0).sum(1) >= _LEAST_STRATA
                found.is_tested[at] = is_heard & (m.sum(1) >= max(bounds))
                found.chance[at] = np.where((known.add_up(n) > 0).sum(1) >= _LEAST_STRATA, 0.0, 1.0)
    asked = found.is_tested & (found.chance == 0.0) & (found.n >= bounds[0]) & (found.n > found.expected)
    found.chance[~np.isnan(found.expected)] = 1.0
    of_all, of_rest = (_chance([one[asked] for one in kept]) for kept in (every, rest))
    found.chance[asked] = np.where(of_rest <= _STANDS, of_all, np.maximum(of_all, of_rest))
    return found


def _chance(effective: list[Array]) -> Array:
    heard, held, usual = effective
    return incomplete_beta(held + 0.5, heard - held + 0.5, usual)


def _leave_out(seen: tuple[Array, Array, Array], weight: Array) -> Array:
    """The weights without the cell that goes furthest beyond its usual."""
    n, m, share = seen
    left = weight.copy()
    left[np.arange(len(left)), (weight * (n - m * share)).argmax(axis=1)] = 0.0
    return left


def _weigh(m: Array, tie: Array) -> Array:
    weight: Array = 1 / (1 + np.maximum(m - 1, 0) * tie)
    return weight


def _fill(found: Habit, at: At, seen: tuple[Array, Array, Array], tie: Array, doubt: Array) -> None:
    """The plain numbers, and how wide they are."""
    n, m, share = seen
    of, expected = m.sum(1), (m * share).sum(1)
    mean = np.clip(expected / np.maximum(of, 1.0), 1e-9, 1 - 1e-9)
    variance = (m * share * (1 - share) * (1 + np.maximum(m - 1, 0) * tie[:, None])).sum(1)
    spread = (variance / np.maximum(of * mean * (1 - mean), 1e-9) - 1) / np.maximum(of - 1, 1.0)
    found.n[at], found.of[at], found.expected[at] = n.sum(1), of, expected
    found.spread[at] = np.maximum(spread, 0.0) + doubt


def _count_effective(seen: tuple[Array, Array, Array], weight: Array, doubt: Array) -> tuple[Array, Array, Array]:
    """Effective comments, those of them that hold, and the usual share; the less it is known, the fewer count."""
    n, m, share = seen
    of, hits, expected = ((weight * one).sum(1) for one in (m, n, m * share))
    less = 1 / (1 + np.maximum(of - 1, 0) * doubt)
    return of * less, hits * less, np.clip(expected / np.maximum(of, 1e-9), 1e-9, 1 - 1e-9)
