"""The rules that are compared: ours, Media Cloud's, one day against fourteen, and the one that the brief had before.

Each is asked at the end of every day and answers whether it would accuse the source that day.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import sqrt
from statistics import median

from bench.health.press import Press
from store.health.silence import Rhythm

Rule = Callable[[Sequence[int], int], bool]


def mean_of(values: Sequence[float]) -> float:
    """The mean."""
    return sum(values) / len(values)


def deviation_of(values: Sequence[float]) -> float:
    """The standard deviation of a whole population."""
    mean = mean_of(values)
    return sqrt(max(0.0, sum(value * value for value in values) / len(values) - mean * mean))


def media_cloud(counts: Sequence[int], index: int) -> bool:
    """28 daily buckets: the mean of the last seven under their mean less 1.5 deviations, or nothing in 28 days."""
    window = counts[max(0, index - 27) : index + 1]
    if len(window) < 28:
        return False
    return sum(window) == 0 or mean_of(window[-7:]) < mean_of(window) - 1.5 * deviation_of(window)


def one_against_fourteen(counts: Sequence[int], index: int) -> bool:
    """The day is two deviations under the mean of the fourteen days before."""
    before = counts[max(0, index - 14) : index]
    return len(before) == 14 and counts[index] < mean_of(before) - 2 * deviation_of(before)


def empty_against_fourteen(counts: Sequence[int], index: int) -> bool:
    """The day is empty and the fourteen before gave one text a day or more: the plainest form of the same idea."""
    before = counts[max(0, index - 14) : index]
    return len(before) == 14 and counts[index] == 0 and mean_of(before) >= 1


def four_gaps(counts: Sequence[int], index: int) -> bool:
    """Silent for a week at least and four times the median gap of the last 180 days."""
    active = [day for day in range(max(0, index - 179), index + 1) if counts[day]]
    if len(active) < 4:
        return False
    gaps = [later - earlier for earlier, later in pairwise(active)]
    return index - active[-1] > max(7, 4 * median(gaps))


RULES: dict[str, Rule] = {
    "Media Cloud": media_cloud,
    "1 day against 14": one_against_fourteen,
    "empty against 14": empty_against_fourteen,
    "four median gaps": four_gaps,
}
# Silent days after which a rule sees nothing but silence: it has accused by then, or never does.
HORIZONS = {"Media Cloud": 28, "1 day against 14": 15, "empty against 14": 15, "four median gaps": 180}


def learn(press: Press, *, until: int) -> Rhythm:
    """Our rhythm after the first days of a press."""
    rhythm = Rhythm()
    for index in range(until):
        rhythm.add(press.day(index), press.counts[index])
    return rhythm


def accuses(rhythm: Rhythm) -> bool:
    """Whether our rule accuses the source today."""
    silence = rhythm.silence()
    return silence is not None and silence.is_alarm
