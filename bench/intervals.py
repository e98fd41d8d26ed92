"""`python -m bench.intervals`: how often each interval of a share holds the true share, on generated threads.

Threads of very uneven length draw their own share around the true one; an interval should hold the true share 95 times
in a hundred. Compared: whole threads drawn again (`dashboard.intervals`), and the variance worked out from sums
(`dashboard.sums`); neither is ever narrower than Wilson's.
"""

import argparse
import json

import numpy as np
from numpy.typing import NDArray

from dashboard.intervals import draw_threads, wilson
from dashboard.sums import Moments, Sums, measure_sums

_MEAN_SIZE, _LONGEST = 12, 600
_CONCENTRATION = 6.0  # the smaller, the more the comments of a thread agree


def main() -> None:
    """Prints one line a number of threads: how often each interval held the truth, and how wide they were."""
    parser = argparse.ArgumentParser(prog="python -m bench.intervals")
    parser.add_argument("--presses", type=int, default=2_000)
    asked = parser.parse_args()
    rng = np.random.default_rng(7)
    for n_threads in (2, 3, 5, 10, 20, 40, 80, 160):
        for share in (0.1, 0.4):
            found = [_measure(rng, n_threads, share) for _ in range(asked.presses)]
            kept = np.array([one for one in found if one is not None])
            drawn, worked, drawn_width, worked_width = kept.mean(axis=0)
            print(json.dumps({
                "threads": n_threads, "share": share, "n": len(kept), "drawn_holds": round(float(drawn), 3),
                "worked_holds": round(float(worked), 3), "drawn_width": round(float(drawn_width), 3),
                "worked_width": round(float(worked_width), 3),
            }), flush=True)  # fmt: skip


def _measure(rng: np.random.Generator, n_threads: int, share: float) -> tuple[float, float, float, float] | None:
    """Whether each interval holds the true share, and their widths; `None` under thirty units."""
    sizes = np.minimum(np.exp(rng.normal(np.log(_MEAN_SIZE) - 0.7, 1.2, n_threads)).astype(int) + 1, _LONGEST)
    own = rng.beta(share * _CONCENTRATION, (1 - share) * _CONCENTRATION, n_threads)
    said = rng.binomial(sizes, own)
    if sizes.sum() < 30:
        return None
    low, high = _draw(said, sizes)
    part = Moments(n=int(said.sum()), squares=int((said**2).sum()), products=int((said * sizes).sum()))
    sums = Sums(total=int(sizes.sum()), squares=int((sizes**2).sum()), parts=(part,))
    worked = measure_sums(sums, ["against"])[0]
    assert worked.low is not None and worked.high is not None
    return (low <= share <= high, worked.low <= share <= worked.high, high - low, worked.high - worked.low)


def _draw(said: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[float, float]:
    draws = draw_threads(len(sizes)).astype(np.float64)
    low, high = np.percentile((draws @ said) / (draws @ sizes), [2.5, 97.5])
    least, most = wilson(int(said.sum()), int(sizes.sum()))
    return min(float(low), least), max(float(high), most)


if __name__ == "__main__":
    main()
