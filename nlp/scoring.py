"""Precision, recall and F1 of predictions, with intervals drawn by resampling the items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_RESAMPLES = 1000


@dataclass(frozen=True, kw_only=True)
class Score:
    """One measured number of one group: shares in [0, 1].

    `low` and `high` are a 95 % interval of `f1`, `precision_low` and `precision_high` one of `precision`.

    `n` counts what the group expects: items for a share of items, expected labels for a class.
    """

    group: str
    n: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    precision_low: float | None = None
    precision_high: float | None = None


def score_classes(name: str, expected: np.ndarray, found: np.ndarray, classes: Sequence[str]) -> list[Score]:
    """Micro, macro, then one score per class, from two boolean arrays of shape (n_items, n_classes).

    The macro mean is over the classes that are expected at least once. Items are resampled whole.
    """
    hits = (expected & found).astype(np.float64)
    counts = np.stack([hits, found.astype(np.float64), expected.astype(np.float64)])
    used: NDArray[np.bool_] = np.asarray(expected.any(axis=0))
    draws = _resamples(len(expected)) @ counts.transpose(1, 0, 2).reshape(len(expected), -1)
    drawn = draws.reshape(N_RESAMPLES, 3, -1)
    totals = counts.sum(axis=1)
    scores = [
        _score(f"{name} micro", int(expected.sum()), totals.sum(axis=1), drawn.sum(axis=2)),
        _macro(f"{name} macro", int(expected.sum()), totals[:, used], drawn[:, :, used]),
    ]
    for index, label in enumerate(classes):
        if used[index]:
            scores.append(_score(label, int(totals[2, index]), totals[:, index], drawn[:, :, index]))
    return scores


def score_pooled(expected: np.ndarray, found: np.ndarray, groups: Mapping[str, Sequence[int]]) -> list[Score]:
    """One score a group of columns, its labels counted together, from boolean arrays (n_items, n_columns)."""
    scores = []
    for name, columns in groups.items():
        chosen = list(columns)
        hits = (expected & found)[:, chosen].sum(axis=1)
        counts = np.stack([hits, found[:, chosen].sum(axis=1), expected[:, chosen].sum(axis=1)]).astype(np.float64)
        drawn = _resamples(counts.shape[1]) @ counts.T
        scores.append(_score(name, int(counts[2].sum()), counts.sum(axis=1), drawn))
    return scores


def one_hot(values: Sequence[str], classes: Sequence[str]) -> np.ndarray:
    """Boolean array (n_items, n_classes); a value that is none of the classes gives an empty row."""
    return np.array([[value == label for label in classes] for value in values], dtype=bool).reshape(-1, len(classes))


def _resamples(n_items: int) -> np.ndarray:
    rng = np.random.default_rng(20)
    return rng.multinomial(n_items, np.full(n_items, 1 / n_items), size=N_RESAMPLES).astype(np.float64)


def _rates(totals: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    hits, found, expected = totals[0], totals[1], totals[2]
    precision = hits / np.maximum(found, 1e-9)
    recall = hits / np.maximum(expected, 1e-9)
    return precision, recall, 2 * hits / np.maximum(found + expected, 1e-9)


def _score(group: str, n: int, totals: np.ndarray, drawn: np.ndarray) -> Score:
    precision, recall, f1 = _rates(totals)
    bounds = (0.025, 0.975)
    precisions, _, f1s = _rates(drawn.T)
    low, high = widen(np.quantile(f1s, bounds), float(f1), float(totals[1] + totals[2]) / 2)
    # Resamples in which nothing is found say nothing of the precision.
    judged = precisions[drawn[:, 1] > 0]
    drawn_bounds = np.quantile(judged, bounds) if len(judged) else np.array([0.0, 1.0])
    precision_low, precision_high = widen(drawn_bounds, float(precision), float(totals[1]))
    return Score(
        group=group,
        n=n,
        precision=float(precision),
        recall=float(recall),
        f1=float(f1),
        low=float(low),
        high=float(high),
        precision_low=float(precision_low),
        precision_high=float(precision_high),
    )


def widen(bounds: np.ndarray, share: float, n: float) -> tuple[float, float]:
    """Bounds of a bootstrap made no narrower than Wilson's 95 % interval of a share of `n`.

    Resampling a handful of items that are all right gives 100 % to 100 %, which is no certainty (Wilson 1927).
    """
    if n <= 0:
        return 0.0, 1.0
    z = 1.96
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)) ** 0.5
    low, high = min(float(bounds[0]), centre - half), max(float(bounds[1]), centre + half)
    return max(0.0, min(low, share)), min(1.0, max(high, share))


def _macro(group: str, n: int, totals: np.ndarray, drawn: np.ndarray) -> Score:
    precision, recall, f1 = (float(rate.mean()) for rate in _rates(totals))
    means = _rates(drawn.transpose(1, 0, 2))[2].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Score(group=group, n=n, precision=precision, recall=recall, f1=f1, low=float(low), high=float(high))
