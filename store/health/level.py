"""How likely a day of no entry is: counts around a level that drifts and returns.

A day's count is Poisson around its usual times a hidden level, a Gamma variable that is partly forgotten each day and
drawn back to one (the local level of Harvey and Fernandes 1989, J. Business & Economic Statistics 7, with a return).
How much is forgotten and how far the level strays is not known: every pair of a small grid is followed, weighed by how
well it foretold the days so far (Bayesian model averaging). Poisson and negative binomial counts are two of its cases.
"""

from collections.abc import Sequence
from math import exp, lgamma, log, log1p

_KEPT = (0.0, 0.7, 0.9)  # what a day keeps of the level of the day before
_FIRM = (0.7, 2.0, 6.0)  # inverse variance of the level
_STEADY = 1e6
_LEAST_WEIGHT = 1e-3  # pairs of less are left out of what is foretold
_GRID = ((0.0, _STEADY), *((kept, firm) for kept in _KEPT for firm in _FIRM))


class Level:
    """The level of a source under each pair of the grid, and the weight of each pair."""

    def __init__(self) -> None:
        """Nothing was seen: the level is one, every pair weighs the same."""
        self._scores = [0.0] * len(_GRID)
        self._weights = [1 / len(_GRID)] * len(_GRID)
        self._kept: Sequence[int] = range(len(_GRID))
        self.reset()

    def reset(self) -> None:
        """Forgets the level, not what is known of how it moves."""
        self._shapes = [firm for _, firm in _GRID]
        self._rates = [firm for _, firm in _GRID]

    def chance_of_none(self, usual: float) -> float:
        """Probability of a day without an entry, where `usual` are expected at level one."""
        return sum(self._weights[index] * self._zero(index, usual) for index in self._kept)

    def add(self, usual: float, n: int, *, memory: float) -> None:
        """One day's count; `memory` is what a day leaves of the weight of those before. A burst counts as twice."""
        counted = min(n, int(2 * usual + 2))
        for index, (kept, firm) in enumerate(_GRID):
            shape, rate = self._drawn_back(index, kept, firm)
            self._scores[index] = self._scores[index] * memory + _log_chance(counted, usual, shape, rate)
            self._shapes[index], self._rates[index] = shape + counted, rate + usual
        best = max(self._scores)
        raw = [exp(score - best) for score in self._scores]
        total = sum(raw)
        self._weights = [one / total for one in raw]
        self._kept = [index for index, weight in enumerate(self._weights) if weight >= _LEAST_WEIGHT]

    def silence(self) -> "Quiet":
        """A silence that starts after the days seen so far."""
        total = sum(self._weights[index] for index in self._kept)
        return Quiet(
            [self._weights[index] / total for index in self._kept],
            [(self._shapes[index], self._rates[index], *_GRID[index]) for index in self._kept],
        )

    def _zero(self, index: int, usual: float) -> float:
        kept, firm = _GRID[index]
        shape, rate = self._drawn_back(index, kept, firm)
        return exp(-shape * log1p(usual / rate))

    def _drawn_back(self, index: int, kept: float, firm: float) -> tuple[float, float]:
        return kept * self._shapes[index] + (1 - kept) * firm, kept * self._rates[index] + (1 - kept) * firm


class Quiet:
    """The probability that nothing comes, day after day: each empty day makes a low level likelier."""

    def __init__(self, chances: list[float], levels: list[tuple[float, float, float, float]]) -> None:
        """`chances` are the weights of pairs of the grid; `levels` their shapes, rates, what they keep, how firm."""
        self._chances, self._levels = chances, levels

    @property
    def chance(self) -> float:
        """Probability of a silence of at least the days added so far."""
        return sum(self._chances)

    def next_chances(self, usual: float) -> list[float]:
        """Probability of one more empty day, for each pair."""
        found, levels = [], []
        for before, sum_before, kept, firm in self._levels:
            shape, rate = kept * before + (1 - kept) * firm, kept * sum_before + (1 - kept) * firm
            found.append(exp(-shape * log1p(usual / rate)))
            levels.append((shape, rate + usual, kept, firm))
        self._levels = levels
        return found

    def multiply(self, factors: list[float]) -> None:
        """Adds a day: the factor of each pair."""
        self._chances = [chance * factor for chance, factor in zip(self._chances, factors, strict=True)]


def _log_chance(n: int, usual: float, shape: float, rate: float) -> float:
    """Log-probability of `n` under a Poisson of Gamma(shape, rate) mean times `usual`, but for the factorial of `n`."""
    usual = max(usual, 1e-9)
    if shape >= _STEADY:
        return n * log(usual) - usual
    empty = -shape * log1p(usual / rate)
    if not n:
        return empty
    return lgamma(shape + n) - lgamma(shape) + n * log(usual / (rate + usual)) + empty
