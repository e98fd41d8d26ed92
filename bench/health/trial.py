"""One press on trial: false alarms while it is sound, delay after it breaks."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from bench.health.bound import Foretold, foretell
from bench.health.press import Press, Temper, make_press
from bench.health.rules import HORIZONS, RULES, Rule, accuses, learn
from store.health.silence import Rhythm

OURS = "ours"
BASE_DAYS, JUDGED_DAYS, LONGEST = 365, 730, 365
SHORT_BASE = 28
_OUTAGES = 12


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a rule did to one press: false alarms, those of quiet weeks among them, and the delay of each outage.

    A delay is in whole days, `LONGEST` for an outage never told; 0 for one that began under a false alarm.
    """

    n_false: int
    n_false_quiet: int
    years: float
    delays: Sequence[int]


def try_silence(rate: float, temper: Temper, *, seed: int) -> dict[str, Result]:
    """Every rule on one press: two years of judgement after a year of base, and outages on days drawn from them."""
    press, onsets = _long_press(rate, temper, seed)
    found = {OURS: _ours(press, onsets, base=BASE_DAYS)}
    for name, rule in RULES.items():
        found[name] = _theirs(press, rule, onsets, horizon=HORIZONS[name])
    return found


def try_informed(rate: float, temper: Temper, *, seed: int) -> Foretold:
    """What is foretold of the same press and outages by who knows how it was made."""
    press, onsets = _long_press(rate, temper, seed)
    return foretell(press, onsets, base=BASE_DAYS, longest=LONGEST)


def _long_press(rate: float, temper: Temper, seed: int) -> tuple[Press, list[int]]:
    press = make_press(rate, temper, n_days=BASE_DAYS + JUDGED_DAYS, seed=seed)
    dice = np.random.default_rng([seed, 77])
    days = range(BASE_DAYS, BASE_DAYS + JUDGED_DAYS)
    return press, sorted(int(one) for one in dice.choice(days, _OUTAGES, replace=False))


def try_short_base(rate: float, temper: Temper, *, seed: int) -> Result:
    """Our rule on a source that was added four weeks ago, over its first year."""
    press = make_press(rate, temper, n_days=365 + SHORT_BASE, seed=seed)
    dice = np.random.default_rng([seed, 78])
    onsets = sorted(int(one) for one in dice.choice(range(SHORT_BASE, 120), _OUTAGES // 2, replace=False))
    return _ours(press, onsets, base=SHORT_BASE)


def _ours(press: Press, onsets: Sequence[int], *, base: int) -> Result:
    rhythm = learn(press, until=base)
    n_false, n_quiet, was_accused = 0, 0, accuses(rhythm)
    delays = []
    for index in range(base, len(press.counts)):
        if index in onsets:
            delays.append(_delay(press, rhythm, index))
        rhythm.add(press.day(index), press.counts[index])
        is_accused = accuses(rhythm)
        n_false += is_accused and not was_accused
        n_quiet += is_accused and not was_accused and press.quiet[index]
        was_accused = is_accused
    years = (len(press.counts) - base) / 365
    return Result(n_false=n_false, n_false_quiet=n_quiet, years=years, delays=delays)


def _delay(press: Press, rhythm: Rhythm, onset: int) -> int:
    """How many whole days of nothing, from `onset` on, until the source is accused."""
    broken = deepcopy(rhythm)
    for number in range(LONGEST):
        broken.add(press.day(onset) + timedelta(days=number), 0)
        if accuses(broken):
            return number + 1
    return LONGEST


def _theirs(press: Press, rule: Rule, onsets: Sequence[int], *, horizon: int) -> Result:
    n_false, n_quiet, was_accused = 0, 0, False
    for index in range(BASE_DAYS, len(press.counts)):
        is_accused = rule(press.counts, index)
        n_false += is_accused and not was_accused
        n_quiet += is_accused and not was_accused and press.quiet[index]
        was_accused = is_accused
    delays = []
    for onset in onsets:
        counts = [*press.counts[:onset], *([0] * horizon)]
        told = (number + 1 for number in range(horizon) if rule(counts, onset + number))
        delays.append(next(told, LONGEST))
    return Result(n_false=n_false, n_false_quiet=n_quiet, years=JUDGED_DAYS / 365, delays=delays)
