"""The chance that a text had to be drawn, from the nights on which it could have been."""

from collections.abc import Iterable
from math import exp, lgamma, prod


def chance_of_night(n_frame: int, n_wanted: int, n_passages: int = 1) -> float:
    """The chance that at least one of a text's passages is among `n_wanted` drawn from `n_frame`, without return."""
    if n_wanted >= n_frame or n_passages > n_frame - n_wanted:
        return 1.0 if n_frame > 0 and n_wanted > 0 else 0.0
    return 1 - exp(_choices(n_frame - n_passages, n_wanted) - _choices(n_frame, n_wanted))


def chance_of_nights(chances: Iterable[float]) -> float:
    """The chance to be drawn on at least one of several nights."""
    return 1 - prod(1 - one for one in chances)


def _choices(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
