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
QUIET_WEEKS_A_YEAR, QUIET_DAYS, QUIET = 3, 7, 0.5
BURSTS_A_YEAR, BURST_DAYS, BURST, NO_BURST = 6, (3, 7), 4.0, 0.85
DRIFT_KEPT, DRIFT_STEP = 0.9, 0.2
LATE = 0.08
MOST_MORE = 20


@dataclass(frozen=True, kw_only=True)
class Press:
    """One source's days from `START`: how many texts it shows, which days belong to a quiet week.

    `empty` is the true probability of each day without a text, given everything that the generator drew. `usual` is
    what its calendar alone says of a day, without quiet weeks, drift and bursts: the mean of a press of chance, the
    share of its plan that any other keeps; `is_planned` tells the days of a plan.
    """

    counts: Sequence[int]
    quiet: Sequence[bool]
    empty: Sequence[float]
    temper: Temper
    rate: float
    usual: Sequence[float]
    is_planned: Sequence[bool]

    def day(self, index: int) -> date:
        """The day of an index."""
        return START + timedelta(days=index)


def make_press(rate: float, temper: Temper, *, n_days: int, seed: int) -> Press:
    """A press of about `rate` texts a day outside holidays."""
    dice = np.random.default_rng([seed, int(rate * 1e4), TEMPERS.index(temper)])
    days = [START + timedelta(days=index) for index in range(n_days)]
    usual = _season(days, dice)
    quiet = _spells(n_days, dice, each_year=QUIET_WEEKS_A_YEAR, lengths=(QUIET_DAYS, QUIET_DAYS + 1))
    season, is_planned = usual * np.where(quiet, QUIET, 1.0), [False] * n_days
    if temper == "steady":
        counts, empty = _steady(rate, days, season, dice)
    elif temper == "planned":
        is_planned = _plan(rate, days, dice)
        counts, empty = _planned(rate, is_planned, season, dice)
    else:
        weights = _weights(days, dice)
        usual = rate * weights * usual
        mean = rate * weights * season * (_moods(n_days, dice) if temper == "bursty" else 1.0)
        counts, empty = list(dice.poisson(mean)), list(np.exp(-mean))
    return Press(
        counts=[int(n) for n in counts], quiet=[bool(one) for one in quiet], empty=[float(one) for one in empty],
        temper=temper, rate=rate, usual=[float(one) for one in usual], is_planned=is_planned,
    )  # fmt: skip


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


def _plan(rate: float, days: Sequence[date], dice: np.random.Generator) -> list[bool]:
    """The days of a plan: each working day, some weekdays, or one day of the month."""
    is_week = rate < 1 and rate > 1 / 10
    weekdays = sorted(dice.choice(5, size=max(1, round(rate * 7)), replace=False)) if is_week else []
    if rate >= 1:
        return [day.weekday() < 5 for day in days]
    return [day.weekday() in weekdays if is_week else day.day == 7 for day in days]


def _planned(
    rate: float, is_planned: Sequence[bool], season: np.ndarray, dice: np.random.Generator
) -> tuple[list[int], list[float]]:
    """At least one text each working day, or one on its weekday or day of the month, rarely a day late.

    In a slow season each planned text is dropped by chance.
    """
    counts, empty = [0] * len(is_planned), [1.0] * len(is_planned)
    for index, is_due in enumerate(is_planned):
        more = int(dice.binomial(MOST_MORE, more_chance(rate))) if is_due and rate >= 1 else 0
        planned = int(is_due) + more
        share = min(1.0, season[index])
        kept = int(dice.binomial(planned, share)) if planned else 0
        if planned:
            empty[index] = 1 - (1 - (1 - share) ** planned) * (1 - LATE if rate < 1 else 1)
        late = int(rate < 1 and dice.random() < LATE)
        if index + late < len(is_planned):
            counts[index + late] += kept
    return counts, empty


def more_chance(rate: float) -> float:
    """The chance of each of the twenty texts that a planned working day may have beyond its first."""
    return max(0.0, rate * 7 / 5 - 1) / MOST_MORE


def _weights(days: Sequence[date], dice: np.random.Generator) -> np.ndarray:
    """A share of its own at weekends; a week gives seven times the rate."""
    weekend = dice.uniform(0.2, 0.8)
    return np.array([weekend if day.weekday() >= 5 else 1.0 for day in days]) / ((5 + 2 * weekend) / 7)


def _moods(n_days: int, dice: np.random.Generator) -> np.ndarray:
    """What a bursty press makes of its mean: it drifts, and quadruples for some days now and then."""
    drift = np.zeros(n_days)
    for index in range(1, n_days):
        drift[index] = DRIFT_KEPT * drift[index - 1] + dice.normal(0, DRIFT_STEP)
    burst = _spells(n_days, dice, each_year=BURSTS_A_YEAR, lengths=BURST_DAYS)
    return np.exp(drift) * np.where(burst, BURST, NO_BURST)


def _spells(n_days: int, dice: np.random.Generator, *, each_year: float, lengths: tuple[int, int]) -> np.ndarray:
    found = np.zeros(n_days, dtype=bool)
    for first in dice.integers(0, n_days, size=dice.poisson(each_year * n_days / 365)):
        found[first : first + dice.integers(*lengths)] = True
    return found
