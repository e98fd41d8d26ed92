"""Shares corrected by an audit: what the machine counted everywhere, mended by what a person read at random.

The machine judged every unit, a person judged a random few of which each had a known chance to be drawn. The share is
the machine's over all units plus the weighted mean of the differences between the two on those few, which takes away
what the machine gets wrong in one direction; how much of the machine's word is kept is tuned to the narrowest interval.
Threads are the units of chance, as in the uncorrected shares: a thread's units move together.

Source: Angelopoulos, Bates, Fannjiang, Jordan and Zrnic, Prediction-powered inference (2023); Angelopoulos, Duchi and
Zrnic, PPI++ (2023), for the tuning; Särndal, Swensson and Wretman, Model Assisted Survey Sampling (1992), chapters 5
and 6, for the unequal chances and the ratio.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray

from dashboard.intervals import ENOUGH
from store.database import Row

LEAST_AUDITS = 100
LEAST_THREADS = 10
Numbers = NDArray[np.float64]
_Z95 = 1.959964
_ROUNDS = 3


@dataclass(frozen=True, kw_only=True)
class Audited:
    """One unit that a person judged: its stance for the machine and for the person, '' when it speaks of something
    else, and its weight, the inverse of its chance to be drawn."""

    thread_id: str
    weight: float
    machine: str
    person: str


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """A corrected share with its 95 % interval (0–1); `tuning` is how much of the machine's word was kept (0–1)."""

    share: float
    low: float
    high: float
    tuning: float
    n_audited: int


def correct_share(rows: Sequence[Row], audited: Sequence[Audited], stance: str) -> Corrected | None:
    """The corrected share of a stance among the units that speak of a target, or `None`: « non corrigée ».

    `rows`: thread_id, stance, n as the machine counted them, '' being every unit of the thread, whatever it speaks of.
    Needs `LEAST_AUDITS` judged units, of which `ENOUGH` speak of the target for the person, in `LEAST_THREADS` threads.
    """
    sample = _Sample(rows, audited, stance)
    if len(audited) < LEAST_AUDITS or sample.person[1].sum() < ENOUGH or sample.n_threads < LEAST_THREADS:
        return None
    tuning, share = 1.0, 0.0
    for _ in range(_ROUNDS):
        share = sample.share(tuning)
        tuning = sample.tune(share)
    share = sample.share(tuning)
    parts = sample.parts(share, tuning)
    least = 0.5 / float(sample.person[1].sum())
    centre = min(max(share, least), 1 - least)
    # Audits without a single error prove no certainty: one error more must have been possible.
    spread = max(2 * least, sqrt(len(parts) / (len(parts) - 1) * float((parts**2).sum())))
    half = _student(_freedom(parts)) * spread / (centre * (1 - centre))
    odds = log(centre / (1 - centre))
    low, high = (1 / (1 + exp(-(odds + side))) for side in (-half, half))
    return Corrected(share=centre, low=low, high=high, tuning=tuning, n_audited=len(audited))


class _Sample:
    """The counts of a target as arrays: `machine` and `person` hold, for each audited unit, whether it has the stance
    (0) and whether it speaks of the target (1); `counted` the same by thread, over all units."""

    def __init__(self, rows: Sequence[Row], audited: Sequence[Audited], stance: str) -> None:
        known = sorted({row["thread_id"] for row in rows} | {one.thread_id for one in audited})
        places = {thread: place for place, thread in enumerate(known)}
        self.sizes = np.zeros(len(known))
        self.counted = np.zeros((2, len(known)))
        for row in rows:
            place = places[row["thread_id"]]
            if row["stance"]:
                self.counted[:, place] += (row["n"] * (row["stance"] == stance), row["n"])
            else:
                self.sizes[place] += row["n"]
        self.places = np.array([places[one.thread_id] for one in audited], dtype=np.int64)
        weights = np.array([one.weight for one in audited])
        self.n_threads = len(set(self.places.tolist()))
        # Drawn units that nobody judged yet are as good as not drawn: the weights are made to add up to all units.
        self.weights = weights * self.sizes.sum() / weights.sum()
        self.machine, self.person = (
            np.array([[said == stance for said in column], [said != "" for said in column]], dtype=float)
            for column in ([one.machine for one in audited], [one.person for one in audited])
        )

    def share(self, tuning: float) -> float:
        """The ratio of the two corrected totals."""
        totals = tuning * self.counted.sum(axis=1) + (self.person - tuning * self.machine) @ self.weights
        return float(totals[0] / totals[1]) if totals[1] > 0 else 0.0

    def tune(self, share: float) -> float:
        """How much of the machine's word makes the interval narrowest."""
        alone = self._rest(self.person, share)
        helped = self._gap(self.counted, share) - self._rest(self.machine, share)
        weight = float((helped**2).sum())
        return min(1.0, max(0.0, -float((alone * helped).sum()) / weight)) if weight > 0 else 0.0

    def parts(self, share: float, tuning: float) -> Numbers:
        """What each thread adds to the error of the share."""
        total = tuning * self.counted[1].sum() + float((self.person[1] - tuning * self.machine[1]) @ self.weights)
        mended = tuning * self._gap(self.counted, share) + self._rest(self.person - tuning * self.machine, share)
        shared: Numbers = mended / total
        return shared

    def _gap(self, pair: Numbers, share: float) -> Numbers:
        gap: Numbers = pair[0] - share * pair[1]
        return gap

    def _rest(self, pair: Numbers, share: float) -> Numbers:
        """The weighted differences by thread, of which the mean is spread over all units of the threads."""
        gap = self._gap(pair, share)
        mean = float(gap @ self.weights) / float(self.weights.sum())
        rest = np.bincount(self.places, weights=self.weights * (gap - mean), minlength=len(self.sizes))
        spread: Numbers = rest + self.sizes * mean
        return spread


def _freedom(parts: Numbers) -> float:
    """How many threads the variance rests on, less one: a few heavy ones count for few.

    Satterthwaite (1946), with the fourth power of normal parts for the variance of the variance.
    """
    fourth = float((parts**4).sum())
    known = 3 * float((parts**2).sum()) ** 2 / fourth if fourth > 0 else LEAST_THREADS
    return min(max(known, LEAST_THREADS), len(parts)) - 1


def _student(freedom: float) -> float:
    """Student's quantile at 97.5 % (Cornish-Fisher; within 0.001 from 9 degrees of freedom on)."""
    z = _Z95
    return (
        z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )  # fmt: skip
