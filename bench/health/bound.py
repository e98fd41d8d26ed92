"""What `bench.health.informed` buys with one false alarm a year, over all presses of a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.health.informed import Informed, inform
from bench.health.press import Press

_SURE = 1e-6
_Days = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Foretold:
    """Of one press: each silence of the judged days, and each outage, as (chance of the day, chance so far) by day.

    The days of an outage that a silence came before are `before`.
    """

    silences: Sequence[Sequence[tuple[float, float]]]
    outages: Sequence[tuple[Sequence[tuple[float, float]], Sequence[tuple[float, float]]]]
    years: float


@dataclass(frozen=True, kw_only=True)
class Bound:
    """The most outages that can be told in 24 h, and the delays of who tells all as soon as possible."""

    share_at_once: float
    delays: Sequence[int]


def foretell(press: Press, onsets: Sequence[int], *, base: int, longest: int) -> Foretold:
    """What is foretold of a press and of its outages, day by day."""
    filtered, run = inform(press), _Days()
    silences, outages = list[_Days](), list[tuple[_Days, _Days]]()
    for index, n in enumerate(press.counts):
        if index in onsets:
            outages.append((list(run), _outage(filtered.copy(), run, min(longest, len(press.counts) - index))))
        empty = filtered.empty()
        filtered.add(n)
        run = [] if n else [*run, (empty, (run[-1][1] if run else 1.0) * empty)]
        if run and index >= base:
            silences = [*(silences[:-1] if len(run) > 1 and silences else silences), run]
    return Foretold(silences=silences, outages=outages, years=(len(press.counts) - base) / 365)


def _outage(filtered: Informed, run: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    chance, found = run[-1][1] if run else 1.0, _Days()
    while len(found) < most and chance > _SURE:
        empty = filtered.empty()
        filtered.add(0)
        chance *= empty
        found.append((empty, chance))
    return found


def bound(found: Sequence[Foretold], *, false_alarms_a_year: float, never: int) -> Bound:
    """The limits that cost so much, set with hindsight: one on the day's chance, one on that of the silence."""
    n_allowed = int(false_alarms_a_year * sum(one.years for one in found))
    limits = [
        _limit(sorted(min(day[kind] for day in run) for one in found for run in one.silences), n_allowed)
        for kind in (0, 1)
    ]
    outages = [outage for one in found for outage in one.outages]
    at_once = sum(any(day[0] < limits[0] for day in [*before, *days[:1]]) for before, days in outages)
    delays = [
        next((number for number, day in enumerate(days, 1) if min(day[1], _last(before)) < limits[1]), never)
        for before, days in outages
    ]
    return Bound(share_at_once=at_once / len(outages), delays=delays)


def _last(before: Sequence[tuple[float, float]]) -> float:
    return before[-1][1] if before else 1.0


def _limit(chances: Sequence[float], n_allowed: int) -> float:
    """Silences below it are at most so many."""
    return chances[n_allowed] if n_allowed < len(chances) else 1.0
