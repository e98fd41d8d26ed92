"""Precision, recall and F1 of what was found, with intervals drawn by resampling whole items."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

N_RESAMPLES = 1000
SEED = 20
BOUNDS = (0.025, 0.975)
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Hits, found and expected labels of each item, for one group of labels: shape (n_items, n_classes, 3).

    One class makes a micro score; several make the mean of their F1s (macro). An item is what is resampled whole: a
    passage, or an article with its comments.
    """

    group: str
    counts: Floats


@dataclass(frozen=True, kw_only=True)
class Score:
    """One measured number of one group, shares in [0, 1]; `n` counts the labels that the group expects.

    `low` and `high` are a 95 % interval of `f1`, `precision_low` and `precision_high` one of `precision`.
    """

    group: str
    n: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    precision_low: float
    precision_high: float


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How much higher one F1 is than another on the same items, with a paired 95 % interval."""

    value: float
    low: float
    high: float


def pool(tally: Tally, units: Sequence[int]) -> Tally:
    """The tally whose items are units: `units` numbers, item by item, what is resampled together, from 0."""
    counts = np.zeros((max(units, default=-1) + 1, *tally.counts.shape[1:]))
    np.add.at(counts, np.asarray(units, dtype=np.intp), tally.counts)
    return Tally(group=tally.group, counts=counts)


def score(tally: Tally) -> Score:
    """The rates of a tally and their intervals; Wilson's interval widens those of a micro score."""
    totals, drawn = tally.counts.sum(axis=0), _drawn(tally)
    precision, recall, f1 = (float(rate.mean()) if rate.size else 0.0 for rate in _rates(totals))
    precisions, _, f1s = _rates(drawn)
    bounds = np.quantile(f1s.mean(axis=-1), BOUNDS) if f1s.size else np.array([0.0, 1.0])
    # Resamples in which nothing is found say nothing of the precision.
    judged = precisions.mean(axis=-1)[drawn[..., 1].sum(axis=-1) > 0]
    precision_bounds = np.quantile(judged, BOUNDS) if judged.size else np.array([0.0, 1.0])
    if len(totals) == 1:
        bounds = widen(bounds, f1, float(totals[0, 1] + totals[0, 2]) / 2)
        precision_bounds = widen(precision_bounds, precision, float(totals[0, 1]))
    return Score(
        group=tally.group,
        n=int(totals[:, 2].sum()),
        precision=precision,
        recall=recall,
        f1=f1,
        low=min(float(bounds[0]), f1),
        high=max(float(bounds[1]), f1),
        precision_low=min(float(precision_bounds[0]), precision),
        precision_high=max(float(precision_bounds[1]), precision),
    )


def compare(one: Tally, other: Tally) -> Difference:
    """F1 of `one` less that of `other`; both are drawn with the same items.

    Raises:
        ValueError: the tallies do not count the same items.
    """
    if len(one.counts) != len(other.counts):
        raise ValueError(f"{one.group}: {len(one.counts)} items against {len(other.counts)}")
    value = _f1(one.counts.sum(axis=0)) - _f1(other.counts.sum(axis=0))
    low, high = np.quantile(_f1(_drawn(one)) - _f1(_drawn(other)), BOUNDS)
    return Difference(value=float(value), low=min(float(low), float(value)), high=max(float(high), float(value)))


def widen(bounds: Sequence[float] | Floats, share: float, n: float) -> Floats:
    """Bounds of a bootstrap made no narrower than Wilson's 95 % interval of a share of `n`.

    Resampling a handful of items that are all right gives 100 % to 100 %, which is no certainty (Wilson 1927).
    """
    if n <= 0:
        return np.array([0.0, 1.0])
    z = 1.96
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    low, high = min(float(bounds[0]), centre - half), max(float(bounds[1]), centre + half)
    return np.array([max(0.0, min(low, share)), min(1.0, max(high, share))])


def kappa(pairs: Sequence[tuple[str, str]]) -> tuple[float, float, float]:
    """Cohen's kappa of two annotators' values of the same items, and its 95 % interval; 1, 1, 1 where all is one value.

    Source: Cohen 1960.
    """
    names = sorted({value for pair in pairs for value in pair})
    cells = np.zeros((len(pairs), len(names), len(names)))
    for row, (one, other) in enumerate(pairs):
        cells[row, names.index(one), names.index(other)] = 1.0
    drawn = (resamples(len(pairs)) @ cells.reshape(len(pairs), -1)).reshape(N_RESAMPLES, len(names), -1)
    low, high = np.quantile(_kappa(drawn), BOUNDS)
    return float(_kappa(cells.sum(axis=0))), float(low), float(high)


@lru_cache(maxsize=4)
def resamples(n_items: int) -> Floats:
    """How often each item is drawn in each resample, shape (N_RESAMPLES, n_items); always the same draws."""
    rng = np.random.default_rng(SEED)
    shares = np.full(n_items, 1 / max(1, n_items))
    return rng.multinomial(n_items, shares, size=N_RESAMPLES).astype(np.float64)


def _drawn(tally: Tally) -> Floats:
    n_items, n_classes, _ = tally.counts.shape
    if not n_items:
        return np.zeros((0, n_classes, 3))
    flat = resamples(n_items) @ tally.counts.reshape(n_items, -1)
    return np.asarray(flat.reshape(N_RESAMPLES, n_classes, 3))


def _rates(totals: Floats) -> tuple[Floats, Floats, Floats]:
    hits, found, expected = totals[..., 0], totals[..., 1], totals[..., 2]
    precision = hits / np.maximum(found, 1e-9)
    recall = hits / np.maximum(expected, 1e-9)
    return precision, recall, 2 * hits / np.maximum(found + expected, 1e-9)


def _f1(totals: Floats) -> Floats:
    return np.asarray(_rates(totals)[2].mean(axis=-1))


def _kappa(cells: Floats) -> Floats:
    n = np.maximum(cells.sum(axis=(-1, -2)), 1e-9)
    agreed = np.trace(cells, axis1=-2, axis2=-1) / n
    chance = (cells.sum(axis=-1) * cells.sum(axis=-2)).sum(axis=-1) / (n * n)
    return np.asarray(np.where(chance >= 1.0 - 1e-9, 1.0, (agreed - chance) / np.maximum(1.0 - chance, 1e-9)))
