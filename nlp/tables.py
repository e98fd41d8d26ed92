"""How the n-gram table is kept in bytes: the root of each weight, with one scale a column.

Most weights are a hundredth of the largest: in equal steps they would all be rounded to zero.
"""

import numpy as np

_STEPS = 127.0


def pack(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Roots (n, k) in -127..127 and scales (k,) of weights (n, k)."""
    largest = np.maximum(np.abs(weights).max(axis=0), 1e-6)
    roots = np.sign(weights) * np.round(_STEPS * np.sqrt(np.abs(weights) / largest))
    return roots.astype(np.int8), (largest / _STEPS**2).astype(np.float32)


def unpack(roots: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The weights (n, k) of roots and scales, as the graph computes them."""
    wide = roots.astype(np.float64)
    kept: np.ndarray = wide * np.abs(wide) * scale
    return kept
