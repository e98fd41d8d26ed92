"""Whether a score means what it says: the share of right calls by score."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.intervals import wilson
from store.audit_scores import Call

BOUNDS = (0.0, 0.6, 0.7, 0.8, 0.9, 1.0)
LEAST = 10


@dataclass(frozen=True, kw_only=True)
class Step:
    """Calls of about one score: their mean score, the share that is right, its interval (0–1), and how many."""

    score: float
    share: float
    low: float
    high: float
    n: int


def calibrate(calls: Sequence[Call]) -> list[Step]:
    """One step for each span of scores with `LEAST` calls or more, lowest first; what a person decided has no score."""
    steps = []
    for low, high in pairwise(BOUNDS):
        inside = [one for one in calls if low <= one.score < high]
        if len(inside) < LEAST:
            continue
        n_right = sum(one.is_right for one in inside)
        least, most = wilson(n_right, len(inside))
        mean = sum(one.score for one in inside) / len(inside)
        steps.append(Step(score=mean, share=n_right / len(inside), low=least, high=most, n=len(inside)))
    return steps
