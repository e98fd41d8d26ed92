"""How likely counts are by chance alone: tails of the negative binomial and of the beta-binomial, without scipy."""

from math import exp, lgamma, log, pi

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_SHIFT = 8
_MOST_STEPS = 500
_TINY = 1e-300


def log_gamma(values: Array | float) -> Array:
    """ln Γ of positive numbers, to about 1e-12 (Stirling's series after eight steps of the recurrence)."""
    x = np.asarray(values, dtype=float)
    shifted = x + _SHIFT
    steps = np.sum(np.log(x[..., None] + np.arange(_SHIFT)), axis=-1)
    series = 1 / (12 * shifted) - 1 / (360 * shifted**3) + 1 / (1260 * shifted**5) - 1 / (1680 * shifted**7)
    found: Array = (shifted - 0.5) * np.log(shifted) - shifted + 0.5 * log(2 * pi) + series - steps
    return found


def incomplete_beta(a: Array, b: Array, x: Array) -> Array:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz)."""
    a, b, x = np.broadcast_arrays(*(np.asarray(one, dtype=float) for one in (a, b, x)))
    is_far = x > (a + 1) / (a + b + 2)
    p, q, z = np.where(is_far, b, a), np.where(is_far, a, b), np.where(is_far, 1 - x, x)
    z = np.clip(z, _TINY, 1 - 1e-16)
    front = np.exp(log_gamma(p + q) - log_gamma(p) - log_gamma(q) + p * np.log(z) + q * np.log1p(-z)) / p
    found = np.clip(front * _fraction(p, q, z), 0.0, 1.0)
    both: Array = np.where(is_far, 1 - found, found)
    return both


def _fraction(a: Array, b: Array, x: Array) -> Array:
    c = np.ones_like(x)
    d = 1 / _away(1 - (a + b) * x / (a + 1))
    total = d.copy()
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _away(1 + step * d)
            c = _away(1 + step / c)
            total = total * c * d
        if np.all(np.abs(c * d - 1) < 1e-10):
            break
    return total


def _away(values: Array) -> Array:
    return np.where(np.abs(values) < _TINY, _TINY, values)


def chance_of_count(n: Array, mean: Array, spread: Array) -> Array:
    """P(Y ≥ n) where Y is negative binomial of that mean and of variance mean + spread · mean²."""
    n, mean = np.asarray(n, dtype=float), np.maximum(np.asarray(mean, dtype=float), 1e-9)
    size = 1 / np.maximum(spread, 1e-4)
    share = mean / (mean + size)
    return np.where(n <= 0, 1.0, incomplete_beta(np.maximum(n, 1.0), size, share))


def chance_of_share(n: int, of: int, share: float, spread: float) -> float:
    """P(X ≥ n) where X is beta-binomial among `of`, of that mean share; `spread` is the correlation of two units."""
    if n <= 0:
        return 1.0
    mass = 1 / min(max(spread, 1e-6), 0.999) - 1
    a, b = max(share, 1e-9) * mass, max(1 - share, 1e-9) * mass
    first = (
        lgamma(of + 1) - lgamma(n + 1) - lgamma(of - n + 1) + lgamma(n + a) + lgamma(of - n + b) - lgamma(of + mass)
        + lgamma(mass) - lgamma(a) - lgamma(b)
    )  # fmt: skip
    k = np.arange(n, of, dtype=float)
    steps = np.log((of - k) * (k + a) / ((k + 1) * (of - k - 1 + b)))  # from each number to the next
    logs = first + np.concatenate(([0.0], np.cumsum(steps)))
    top = float(np.max(logs))
    return min(1.0, exp(top) * float(np.sum(np.exp(logs - top))))


def count_range(mean: float, spread: float, *, level: float = 0.95) -> tuple[int, int]:
    """The central range of a negative binomial that holds at least `level` of its chances."""
    edge = (1 - level) / 2
    most = int(mean + 12 * (mean + spread * mean**2) ** 0.5 + 12)
    n = np.arange(1, most + 2, dtype=float)
    above = chance_of_count(n, np.full_like(n, mean), np.full_like(n, spread))  # P(Y ≥ n)
    low = int(np.sum(1 - above <= edge))
    high = int(np.sum(above > edge))
    return min(low, high), high
