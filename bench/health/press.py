"""Generated presses: how many texts a day, and how full their pages, with the moods of real ones.

None of it is written with the model that judges: days follow a plan, chance, or an intensity that drifts and bursts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from store.health.holidays import public_holidays

Temper = Literal["steady", "planned", "chance", "bursty"]
TEMPERS: tuple[Temper, ...] = ("steady", "planned", "chance", "bursty")
RATES = {"8 a day": 8.0, "4 a day": 4.0, "2 a day": 2.0, "1 a day": 1.0, "3 a week": 3 / 7, "1 a week": 1 / 7,
         "1 a month": 1 / 30}  # fmt: skip
START = date(2023, 2, 1)
_QUIET_WEEKS_A_YEAR = 3
_QUIET = 0.5
_BURSTS_A_YEAR = 6
_LATE = 0.08


@dataclass(frozen=True, kw_only=True)
class Press:
    """One source's days from `START`: how many texts it shows, which days belong to a quiet week.

    `empty` is the true probability of each day without a text, given everything that the generator drew.
    """

    counts: Sequence[int]
    quiet: Sequence[bool]
    empty: Sequence[float]

    def day(self, index: int) -> date:
        """The day of an index."""
        return START + timedelta(days=index)


def make_press(rate: float, temper: Temper, *, n_days: int, seed: int) -> Press:
    """A press of about `rate` texts a day outside holidays."""
    dice = np.random.default_rng([seed, int(rate * 1e4), TEMPERS.index(temper)])
    days = [START + timedelta(days=index) for index in range(n_days)]
    season = _season(days, dice)
    quiet = _spells(n_days, dice, each_year=_QUIET_WEEKS_A_YEAR, lengths=(7, 8))
    season = season * np.where(quiet, _QUIET, 1.0)
    if temper == "steady":
        counts, empty = _steady(rate, days, season, dice)
    elif temper == "planned":
        counts, empty = _planned(rate, days, season, dice)
    else:
        mean = _mean_by_chance(rate, days, season, dice, is_bursty=temper == "bursty")
        counts, empty = list(dice.poisson(mean)), list(np.exp(-mean))
    return Press(
        counts=[int(n) for n in counts], quiet=[bool(one) for one in quiet], empty=[float(one) for one in empty]
    )


def _season(days: Sequence[date], dice: np.random.Generator) -> np.ndarray:
    """Christmas weeks, public holidays and an August of its own: slower, much slower, or two weeks closed."""
    august = dice.choice(["slower", "much slower", "closed"])
    christmas, holiday = dice.uniform(0.2, 0.7), dice.uniform(0.1, 0.5)
    found = np.ones(len(days))
    for index, day in enumerate(days):
        if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2):
            found[index] = christmas
        elif day in public_holidays(day.year):
            found[index] = holiday
        elif day.month == 8:
            found[index] = {"slower": 0.7, "much slower": 0.4, "closed": 0.0 if 5 <= day.day <= 18 else 0.7}[august]
    return found


def _steady(
    rate: float, days: Sequence[date], season: np.ndarray, dice: np.random.Generator
) -> tuple[list[int], list[float]]:
    """At least one text every day of the year; a public holiday may pass without any, a slow season has fewer."""
    counts, empty = [], []
    for index, day in enumerate(days):
        more = int(dice.binomial(20, max(0.0, rate - 1) / 20 * min(1.0, season[index])))
        missed = 0.1 if day in public_holidays(day.year) else 0.0
        is_missed = dice.random() < missed
        counts.append(0 if is_missed else 1 + more)
        empty.append(missed)
    return counts, empty


def _planned(
    rate: float, days: Sequence[date], season: np.ndarray, dice: np.random.Generator
) -> tuple[list[int], list[float]]:
    """A plan: at least one text each working day, or one on its weekday or day of the month, rarely a day late.

    In a slow season each planned text is dropped by chance.
    """
    counts, empty = [0] * len(days), [1.0] * len(days)
    is_week = rate < 1 and rate > 1 / 10
    weekdays = sorted(dice.choice(5, size=max(1, round(rate * 7)), replace=False)) if is_week else []
    for index, day in enumerate(days):
        if rate >= 1:
            planned = 1 + int(dice.binomial(20, max(0.0, rate * 7 / 5 - 1) / 20)) if day.weekday() < 5 else 0
        elif is_week:
            planned = int(day.weekday() in weekdays)
        else:
            planned = int(day.day == 7)
        share = min(1.0, season[index])
        kept = int(dice.binomial(planned, share)) if planned else 0
        if planned:
            empty[index] = 1 - (1 - (1 - share) ** planned) * (1 - _LATE if rate < 1 else 1)
        late = int(rate < 1 and dice.random() < _LATE)
        if index + late < len(days):
            counts[index + late] += kept
    return counts, empty


def _mean_by_chance(
    rate: float, days: Sequence[date], season: np.ndarray, dice: np.random.Generator, *, is_bursty: bool
) -> np.ndarray:
    """Means of Poisson counts, fewer at weekends; a bursty press drifts, and quadruples for some days now and then."""
    weekend = dice.uniform(0.2, 0.8)
    weights = np.array([weekend if day.weekday() >= 5 else 1.0 for day in days]) / ((5 + 2 * weekend) / 7)
    mean = rate * weights * season
    if is_bursty:
        drift = np.zeros(len(days))
        for index in range(1, len(days)):
            drift[index] = 0.9 * drift[index - 1] + dice.normal(0, 0.2)
        burst = _spells(len(days), dice, each_year=_BURSTS_A_YEAR, lengths=(3, 7))
        mean = mean * np.exp(drift) * np.where(burst, 4.0, 0.85)
    return np.asarray(mean)


def _spells(n_days: int, dice: np.random.Generator, *, each_year: float, lengths: tuple[int, int]) -> np.ndarray:
    found = np.zeros(n_days, dtype=bool)
    for first in dice.integers(0, n_days, size=dice.poisson(each_year * n_days / 365)):
        found[first : first + dice.integers(*lengths)] = True
    return found
