"""What is usual, day after day, and how unlikely each night's last days were against it.

Every series is judged one step ahead: a night is compared with what was known a week before, so that an event does not
teach the habit that it breaks. Old days are forgotten by half every six weeks; a day that a source of the series did
not cover teaches nothing. Days beyond three deviations teach as three deviations, as in Noufaily et al. 2013
(Statistics in Medicine 32), whose weights do the same for past outbreaks.

- **Counts** follow a negative binomial, its mean by weekday (each weekday is drawn towards the mean of all), its spread
  learnt on sums of 1, 3 and 7 days: comments come by threads, and one good thread is no event.
- **Shares** (an argument, a side, an actor among the texts of the same days) follow a beta-binomial: a day with ten
  times as many comments moves no share by itself.

How often small chances came compared with how often they were foretold corrects them (`calibrate`; Dawid 1984, J. R.
Stat. Soc. A 147): where the press is more restless than the model, everything is judged less surprising.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.alerts.chance import Array, chance_of_count, chance_of_share

Flags = NDArray[np.bool_]
WINDOWS = (1, 3, 7)
LAG_DAYS = 7
LEAST_DAYS = 28
MEMORY = 2 ** (-1 / 42)
SLOW = 2 ** (-1 / 182)  # spreads change slower than levels
MOST = 3.0
_LIKE_ALL = 3.0
_SPREAD, _SPREAD_WEIGHT = 0.5, 6.0
_TIED, _TIED_WEIGHT = 0.03, 60.0
_SHARE_WEIGHT = 5.0
_SMALL, _PSEUDO, _LONGEST_TAIL = 0.1, 20.0, 6.0
_YEAR = 2 ** (-1 / 365)
_EPISODE = (1, 2, 3)  # nights of one episode, by window


@dataclass(frozen=True, kw_only=True)
class Habit:
    """Judged series by windows by nights; NaN where a night could not be judged.

    `n` is what the window counts, `of` the units among which (shares only), `expected` the usual number, `spread` what
    the chance was worked out with. `is_tested`: there were enough units to be surprised by.
    """

    n: Array
    of: Array
    expected: Array
    spread: Array
    chance: Array
    is_tested: Flags


def judge_counts(counts: Array, covered: Flags, weekdays: NDArray[np.int64], *, least: int) -> Habit:
    """Counts (series, days) against their habit; fewer than `least` in a window are never surprising."""
    n_series, n_days = counts.shape
    found = empty_habit(n_series, n_days)
    sums = found.n
    shown, days = np.zeros((n_series, 7)), np.zeros((n_series, 7))
    seen = np.zeros(n_series)
    over = np.full((n_series, len(WINDOWS)), _SPREAD * _SPREAD_WEIGHT)
    under = np.full((n_series, len(WINDOWS)), _SPREAD_WEIGHT)
    for night in range(n_days):
        _fill_sums(sums, counts, covered, night)
        past = night - LAG_DAYS
        if past >= 0:
            taught = covered[:, past]
            _teach_spread(over, under, found, past)
            level, day = _level(shown, days), int(weekdays[past])
            mean = _weekday_mean(shown, days, level)[:, day]
            top = mean + MOST * np.sqrt(mean + (over / under)[:, 0] * mean**2)
            value = np.where(seen >= LEAST_DAYS, np.minimum(counts[:, past], np.maximum(top, 1.0)), counts[:, past])
            shown[taught] *= MEMORY
            days[taught] *= MEMORY
            shown[taught, day] += value[taught]
            days[taught, day] += 1
            seen += taught
        level = _level(shown, days)
        by_day = _weekday_mean(shown, days, level)
        doubt = ((over / under)[:, 0] + 1 / np.maximum(level, 0.05)) / np.maximum(days.sum(1), 1.0)
        for place, length in enumerate(WINDOWS):
            if night + 1 < length:
                continue
            expected = by_day[:, weekdays[night - length + 1 : night + 1]].sum(1)
            is_judged = (seen >= LEAST_DAYS) & ~np.isnan(sums[:, place, night])
            found.expected[is_judged, place, night] = np.maximum(expected, 1e-3)[is_judged]
            found.spread[is_judged, place, night] = ((over / under)[:, place] + doubt)[is_judged]
    ready = ~np.isnan(found.expected)
    chance = chance_of_count(sums[ready], found.expected[ready], found.spread[ready])
    found.chance[ready] = np.where(sums[ready] >= least, chance, 1.0)
    found.is_tested[ready] = True
    return found


def judge_shares(
    hits: Array, units: Array, covered: Flags, groups: NDArray[np.int64], *, bounds: tuple[int, int]
) -> Habit:
    """Shares of `hits` among `units` (series, days) against their habit.

    `bounds` are the fewest hits and the fewest units that are judged. Series of one group (the arguments of one
    audience) share what is known of how units of a day go together.
    """
    least, least_of = bounds
    n_series, n_days = hits.shape
    found = empty_habit(n_series, n_days)
    _, group = np.unique(groups, return_inverse=True)
    n_groups = int(group.max()) + 1 if n_series else 0
    known, among, seen = np.zeros(n_series), np.zeros(n_series), np.zeros(n_series)
    over = np.full((n_groups, len(WINDOWS)), _TIED * _TIED_WEIGHT)
    under = np.full((n_groups, len(WINDOWS)), _TIED_WEIGHT)
    for night in range(n_days):
        _fill_sums(found.n, hits, covered, night)
        _fill_sums(found.of, units, covered, night)
        past = night - LAG_DAYS
        if past >= 0:
            _teach_tie(over, under, found, past, group)
            taught = covered[:, past]
            share = _share(known, among, group, n_groups)
            mean = share * units[:, past]
            tie = (over / under)[group, 0]
            top = mean + MOST * np.sqrt(mean * (1 - share) * (1 + np.maximum(units[:, past] - 1, 0) * tie))
            value = np.where(seen >= LEAST_DAYS, np.minimum(hits[:, past], np.maximum(top, 1.0)), hits[:, past])
            known = np.where(taught, known * MEMORY + value, known)
            among = np.where(taught, among * MEMORY + units[:, past], among)
            seen += taught
        share = _share(known, among, group, n_groups)
        for place in range(len(WINDOWS)):
            ready = (seen >= LEAST_DAYS) & ~np.isnan(found.of[:, place, night]) & (among > 0)
            found.expected[ready, place, night] = (share * found.of[:, place, night])[ready]
            spread = (over / under)[group, place] + 1 / (among + _SHARE_WEIGHT)
            found.spread[ready, place, night] = spread[ready]
    _fill_chances(found, least, least_of)
    return found


def calibrate(chance: Array) -> Array:
    """Chances (series, windows, nights) of one kind, corrected by how earlier ones fared; never made smaller.

    Beyond one in ten, the logarithm of a right chance is exponential of mean one: where past ones went further, what
    exceeds is shortened in proportion (a Hill estimate), and where more of them came, all are raised.
    """
    found = chance.copy()
    judged, small = ~np.isnan(chance), chance <= _SMALL
    tail = np.where(small, np.minimum(np.log(_SMALL / np.maximum(chance, 1e-300)), _LONGEST_TAIL), 0.0)
    totals = [one.sum(axis=0) for one in (judged.astype(float), small.astype(float), tail)]
    for place in range(chance.shape[1]):
        n_judged = n_small = length = 0.0
        for night in range(chance.shape[2]):
            past = night - LAG_DAYS
            if past >= 0:
                n_judged = n_judged * _YEAR + float(totals[0][place, past])
                n_small = n_small * _YEAR + float(totals[1][place, past])
                length = length * _YEAR + float(totals[2][place, past])
            factor = max(1.0, (n_small + _PSEUDO) / (_SMALL * n_judged + _PSEUDO))
            stretch = max(1.0, (length + _PSEUDO) / (n_small + _PSEUDO))
            one = chance[:, place, night]
            is_small = one <= _SMALL
            corrected = factor * _SMALL * (np.maximum(one, 1e-300) / _SMALL) ** (1 / stretch)
            found[is_small, place, night] = np.minimum(1.0, corrected[is_small])
    return found


def bound_chance(is_tested: Flags, a_year: float) -> Array:
    """For each night, the chance under which series may open so that at most `a_year` episodes a year do by chance.

    Tests are counted as they came in the year before, all of them where nothing is known. Windows that share days are
    surprising on the same nights: two of three days, three of seven count for one.
    """
    n_series, _, n_days = is_tested.shape
    weights = np.array([1 / n for n in _EPISODE])
    nightly = (is_tested.sum(axis=0) * weights[:, None]).sum(axis=0)
    tests = n_series * float(weights.sum())
    found = np.zeros(n_days)
    total, nights = tests * LEAST_DAYS, float(LEAST_DAYS)
    for night in range(n_days):
        past = night - LAG_DAYS
        if past >= 0 and is_tested[:, :, : past + 1].any():
            total, nights = total * _YEAR + float(nightly[past]), nights * _YEAR + 1
        found[night] = a_year / (365 * max(total / nights, 1.0))
    return found


def empty_habit(n_series: int, n_days: int) -> Habit:
    """Nothing judged yet."""
    shape = (n_series, len(WINDOWS), n_days)
    n, of, expected, spread, chance = (np.full(shape, np.nan) for _ in range(5))
    is_tested = np.zeros(shape, dtype=bool)
    return Habit(n=n, of=of, expected=expected, spread=spread, chance=chance, is_tested=is_tested)


def _fill_sums(sums: Array, values: Array, covered: Flags, night: int) -> None:
    """The sums of the windows that end that night; NaN where a day of theirs was not covered."""
    for place, length in enumerate(WINDOWS):
        if night + 1 >= length:
            days = slice(night - length + 1, night + 1)
            sums[:, place, night] = np.where(covered[:, days].all(1), values[:, days].sum(1), np.nan)


def _level(shown: Array, days: Array) -> Array:
    level: Array = shown.sum(1) / np.maximum(days.sum(1), 1e-9)
    return level


def _weekday_mean(shown: Array, days: Array, level: Array) -> Array:
    drawn: Array = (shown + _LIKE_ALL * level[:, None]) / (days + _LIKE_ALL)
    return drawn


def _teach_spread(over: Array, under: Array, found: Habit, night: int) -> None:
    """Learns how far sums went from what was expected; a sum beyond three deviations counts as three."""
    expected, n = found.expected[:, :, night], found.n[:, :, night]
    ready = ~np.isnan(expected) & ~np.isnan(n)
    mean = np.where(ready, expected, 0.0)
    most = MOST**2 * (mean + (over / under) * mean**2)
    square = np.minimum((np.where(ready, n, 0.0) - mean) ** 2, most) - mean
    # What hardly ever happens says little of how it comes together.
    scale, base = np.maximum(mean, 1.0), _SPREAD * _SPREAD_WEIGHT
    more = np.maximum((over - base) * SLOW + square / scale, 0.0) + base
    weight = (under - _SPREAD_WEIGHT) * SLOW + mean**2 / scale + _SPREAD_WEIGHT
    over[:], under[:] = np.where(ready, more, over), np.where(ready, weight, under)


def _share(known: Array, among: Array, group: NDArray[np.int64], n_groups: int) -> Array:
    """Each series' share, drawn towards the mean of its group as long as little is known."""
    mean = np.bincount(group, known, n_groups) / np.maximum(np.bincount(group, among, n_groups), 1.0)
    share: Array = (known + _SHARE_WEIGHT * np.maximum(mean[group], 1e-3)) / (among + _SHARE_WEIGHT)
    return np.minimum(share, 0.999)


def _teach_tie(over: Array, under: Array, found: Habit, night: int, group: NDArray[np.int64]) -> None:
    """Learns, group by group, how much units of the same days go together."""
    of, n, expected = found.of[:, :, night], found.n[:, :, night], found.expected[:, :, night]
    ready = ~np.isnan(expected) & (of >= 2)
    of, n, expected = (np.where(ready, one, 0.0) for one in (of, n, expected))
    share = expected / np.maximum(of, 1.0)
    plain = expected * (1 - share)
    tie = (over / under)[group]
    most = MOST**2 * plain * (1 + np.maximum(of - 1, 0) * tie)
    # Divided by the units of a window, so that a large day does not decide alone.
    scale = np.maximum(of, 1.0)
    square = (np.minimum((n - expected) ** 2, most) - plain) / scale
    pairs = plain * np.maximum(of - 1, 0) / scale
    for place in range(over.shape[1]):
        more = np.bincount(group, square[:, place], over.shape[0])
        weight = np.bincount(group, pairs[:, place], over.shape[0])
        base = _TIED * _TIED_WEIGHT
        over[:, place] = np.maximum((over[:, place] - base) * SLOW + more, -0.9 * base) + base
        under[:, place] = (under[:, place] - _TIED_WEIGHT) * SLOW + weight + _TIED_WEIGHT


def _fill_chances(found: Habit, least: int, least_of: int) -> None:
    ready = ~np.isnan(found.expected)
    found.chance[ready] = 1.0
    with np.errstate(invalid="ignore"):
        plain = found.expected * (1 - found.expected / found.of) * (1 + np.maximum(found.of - 1, 0) * found.spread)
        # Within one deviation of the usual nothing is worth working out: it is likelier than one in ten.
        is_high = found.n > found.expected + np.sqrt(plain)
        found.is_tested[:] = ready & (found.of >= max(least, least_of))
        asked = found.is_tested & (found.n >= least) & is_high
    for place in zip(*np.nonzero(asked), strict=True):
        n, of = int(found.n[place]), int(found.of[place])
        found.chance[place] = chance_of_share(n, of, float(found.expected[place]) / of, float(found.spread[place]))
