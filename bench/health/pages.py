"""Generated pages with their fields, what a new layout does to them, and how soon it is told."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from bench.health.press import START
from bench.health.rules import deviation_of, mean_of
from bench.health.trial import LONGEST, OURS, Result
from store.health.filling import Count, Filling

BASE_DAYS, JUDGED_DAYS, OUTAGES = 120, 730, 12
# Threads are visited again at these ages, so that old pages show a new layout before new ones come.
_AGAIN = (1, 2, 4, 8, 16, 30)
PAGES = {"5 a day": 5.0, "1 a day": 1.0, "2 a week": 2 / 7}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field: its usual share, how much that share varies from day to day, and what the change leaves of it."""

    usual: float
    steadiness: float
    left: float
    is_read_again: bool = True


CHANGES = {
    "byline vanishes": Field(usual=0.85, steadiness=20, left=0.0),
    "byline halved": Field(usual=0.85, steadiness=20, left=0.5),
    "body vanishes": Field(usual=0.98, steadiness=100, left=0.0),
    "comments vanish, declared number stays": Field(usual=0.95, steadiness=20, left=0.0),
    "dates in the future (half of them)": Field(usual=0.997, steadiness=500, left=0.5, is_read_again=False),
}


def try_field(field: Field, per_day: float, *, seed: int) -> dict[str, Result]:
    """Our rule and one day against fourteen on one source: two sound years, and changes on days drawn from them."""
    dice = np.random.default_rng([seed, int(per_day * 1e4), int(field.usual * 1e4)])
    n_days = BASE_DAYS + JUDGED_DAYS
    sound = _days(field, per_day, n_days, dice, share=1.0)
    onsets = sorted(int(one) for one in dice.choice(range(BASE_DAYS, n_days), OUTAGES, replace=False))
    broken = {onset: _days(field, per_day, LONGEST, dice, share=field.left) for onset in onsets}
    return {OURS: _ours(sound, broken), "1 day against 14": _fourteen(sound, broken)}


def _days(field: Field, per_day: float, n_days: int, dice: np.random.Generator, *, share: float) -> list[Count]:
    """Days of pages; where `share` is under one, what was read before has lost the field in the other pages."""
    pages = dice.poisson(per_day, size=n_days)
    usual = dice.beta(field.usual * field.steadiness, (1 - field.usual) * field.steadiness, size=n_days)
    found = []
    for index in range(n_days):
        filled = int(dice.binomial(pages[index], usual[index] * share))
        n_again = int(dice.poisson(per_day * field.usual * len(_AGAIN))) if field.is_read_again else 0
        n_lost = int(dice.binomial(n_again, 0.003 if share == 1.0 else 1 - share))
        found.append(Count(n=int(pages[index]), n_filled=filled, n_again=n_again, n_lost=n_lost))
    return found


def _ours(sound: Sequence[Count], broken: dict[int, list[Count]]) -> Result:
    filling, n_false, was_accused, delays = Filling(), 0, False, []
    for index, count in enumerate(sound):
        if index in broken:
            delays.append(_delay(filling, index, broken[index]))
        filling.add(START + timedelta(days=index), count)
        is_accused = filling.loss() is not None
        n_false += is_accused and not was_accused and index >= BASE_DAYS
        was_accused = is_accused
    return Result(n_false=n_false, n_false_quiet=0, years=JUDGED_DAYS / 365, delays=delays)


def _delay(filling: Filling, onset: int, days: Sequence[Count]) -> int:
    changed = deepcopy(filling)
    for number, count in enumerate(days):
        changed.add(START + timedelta(days=onset + number), count)
        if changed.loss() is not None:
            return number + 1
    return LONGEST


def _fourteen(sound: Sequence[Count], broken: dict[int, list[Count]]) -> Result:
    shares = [_share(count) for count in sound]
    n_false, was_accused = 0, False
    for index in range(BASE_DAYS, len(shares)):
        is_accused = _accuses(shares, index)
        n_false += is_accused and not was_accused
        was_accused = is_accused
    delays = []
    for onset, days in broken.items():
        both = [*shares[:onset], *(_share(count) for count in days)]
        told = (number + 1 for number in range(LONGEST) if _accuses(both, onset + number))
        delays.append(next(told, LONGEST))
    return Result(n_false=n_false, n_false_quiet=0, years=JUDGED_DAYS / 365, delays=delays)


def _accuses(shares: Sequence[float | None], index: int) -> bool:
    today, before = shares[index], [one for one in shares[index - 14 : index] if one is not None]
    return today is not None and len(before) >= 2 and today < mean_of(before) - 2 * deviation_of(before)


def _share(count: Count) -> float | None:
    return count.n_filled / count.n if count.n else None
