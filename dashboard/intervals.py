"""Shares with their 95 % intervals, by resampling whole threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dashboard.names import STANCES
from store.database import Row

ENOUGH = 30
N_DRAWS = 2000
SEED = 20261122
_Z95 = 1.959964


@dataclass(frozen=True, kw_only=True)
class Share:
    """Units of one stance among all that speak of a target; `share`, `low`, `high` (0–1) are `None` when too few."""

    stance: str
    n: int
    total: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


def measure_shares(rows: Sequence[Row]) -> list[Share]:
    """The shares of the four stances from rows `thread_id`, `stance`, `n`, in the order of `STANCES`.

    Fewer than 30 units give no share. The interval is the percentile bootstrap over threads (2,000 draws, fixed
    seed), since comments of one thread answer each other; with few threads it is too narrow, so its bounds are
    never inside Wilson's interval for independent units.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; Wilson (1927).
    """
    counts = _by_thread(rows)
    total = int(counts.sum())
    sums = counts.sum(axis=0)
    if total < ENOUGH:
        return [Share(stance=name, n=int(sums[index]), total=total) for index, name in enumerate(STANCES)]
    low, high = _bootstrap(counts)
    found = []
    for index, name in enumerate(STANCES):
        n = int(sums[index])
        wilson_low, wilson_high = wilson(n, total)
        found.append(
            Share(stance=name, n=n, total=total, share=n / total,
                  low=min(float(low[index]), wilson_low), high=max(float(high[index]), wilson_high))
        )  # fmt: skip
    return found


def by_stance(shares: Sequence[Share]) -> Mapping[str, Share]:
    """The shares by stance."""
    return {one.stance: one for one in shares}


def wilson(n: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of independent units."""
    share = n / total
    centre = (share + _Z95**2 / (2 * total)) / (1 + _Z95**2 / total)
    half = _Z95 * sqrt(share * (1 - share) / total + _Z95**2 / (4 * total**2)) / (1 + _Z95**2 / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def _by_thread(rows: Sequence[Row]) -> NDArray[np.int64]:
    """Counts, one line a thread and one column a stance."""
    threads = {thread: index for index, thread in enumerate(sorted({row["thread_id"] for row in rows}))}
    columns = {name: index for index, name in enumerate(STANCES)}
    counts = np.zeros((len(threads), len(columns)), dtype=np.int64)
    for row in rows:
        counts[threads[row["thread_id"]], columns[row["stance"]]] += row["n"]
    return counts


def _bootstrap(counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    n_threads = len(counts)
    generator = np.random.default_rng(SEED)
    times = generator.multinomial(n_threads, np.full(n_threads, 1 / n_threads), size=N_DRAWS)
    sums = times @ counts
    totals = sums.sum(axis=1, keepdims=True)
    shares = np.divide(sums, totals, out=np.zeros(sums.shape), where=totals > 0)
    low, high = np.percentile(shares, [2.5, 97.5], axis=0)
    return low, high
