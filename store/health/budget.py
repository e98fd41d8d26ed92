"""How small the chance of a silence must be before it is called one, given what a year of such calls would cost.

Each active day may start a silence; the model foretells the chances `S1 >= S2 >= …` that its first, second… day is
reached. A limit accuses on the first day whose chance is not above it, and costs that chance in false alarms. Added
over the active days of the past, this is what the limit costs by the model; counting the silences that came to it is
what it cost in truth. Both together, as half a year of model beside the years seen, give the false alarms a year of
each limit, and the largest limit within the allowance is the soonest rule at that price. One limit for every silence,
the allowance over the active days of a year, spends a fraction of it, since chances fall by steps.
"""

from collections.abc import Sequence
from math import floor, log10

_BINS_A_DECADE, _DECADES = 20, 4
_N_BINS = _BINS_A_DECADE * _DECADES
LEAST_CHANCE = 10.0**-_DECADES
_LIMITS = [LEAST_CHANCE * 10 ** (index / _BINS_A_DECADE) for index in range(_N_BINS + 2)]
_MODEL_YEARS = 0.5
_UNSEEN = 0.25  # silences that might have come and did not: the limit is sought just under those that did
_MOST = 0.1  # what one active day in ten brings is no breakdown, however seldom it came so far
_OUTAGE = 1e-6  # a silence that chance brings less often than this was an outage, and no false alarm


class Budget:
    """The false alarms a year of each limit, by what was foretold and by what came; newer days weigh more."""

    def __init__(self) -> None:
        """Nothing was seen."""
        self._foretold = [0.0] * (_N_BINS + 1)
        self._seen = [0.0] * (_N_BINS + 1)
        # Weights grow instead of those before being lowered: a day costs the same, however many limits there are.
        self._days, self._weight = 0.0, 1.0

    def pass_day(self, *, memory: float) -> None:
        """One day more; `memory` is what it leaves of the weight of those before."""
        self._weight /= memory
        self._days += self._weight

    def foretell(self, chances: Sequence[float]) -> None:
        """The chances, day after day, of the silence that an active day may start."""
        for chance, after in zip(chances, [*chances[1:], 0.0], strict=True):
            self._foretold[_bin(chance)] += self._weight * (chance - after)

    def see(self, chance: float) -> None:
        """A silence that ended, and the chance that it had come to."""
        if chance > _OUTAGE:
            self._seen[_bin(chance)] += self._weight

    def limit(self, false_alarms_a_year: float) -> float:
        """The largest chance that accuses at most so often, under any that was foretold where none does."""
        years = self._days / 365 / self._weight
        foretold, seen, found = 0.0, _UNSEEN, LEAST_CHANCE / 2
        for index in range(_N_BINS + 1 if years else 0):
            foretold += self._foretold[index] / self._weight / years
            seen += self._seen[index] / self._weight
            if (seen + _MODEL_YEARS * foretold) / (years + _MODEL_YEARS) > false_alarms_a_year:
                break
            found = min(_MOST, _LIMITS[index + 1])
        return found


def _bin(chance: float) -> int:
    """The place of a chance; a limit's place holds all those under the next."""
    return 0 if chance <= LEAST_CHANCE else min(_N_BINS, floor((log10(chance) + _DECADES) * _BINS_A_DECADE))
