"""Shares with their 95 % intervals, by resampling whole threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dashboard.french import between, percent
from dashboard.names import STANCES
from store.database import Row

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]
ENOUGH = 30
TOO_FEW = "effectif trop faible"
N_DRAWS = 2000
# Beyond, the interval is worked out: on threads of one to five thousand comments its bounds are those of the draws to
# a tenth of a point, half a point in the worst twentieth.
MOST_DRAWN = 100
SEED = 20261122
_Z95 = 1.959964
_STUDENT = (12.7062, 4.3027, 3.1824, 2.7764)  # one to four degrees of freedom


@dataclass(frozen=True, kw_only=True)
class Share:
    """Units of one stance among all that speak of a target; `share`, `low`, `high` (0–1) are `None` when too few."""

    stance: str
    n: int
    total: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


def measure_shares(rows: Sequence[Row], names: Sequence[str] = tuple(STANCES)) -> list[Share]:
    """The shares of the four stances from rows `thread_id`, `stance`, `n`, in the order of `STANCES`.

    Other `names` than the stances' may be given, as tones.

    Fewer than 30 units give no share. The interval is the percentile bootstrap over threads (2,000 draws, fixed
    seed), since comments of one thread answer each other; with few threads it is too narrow, so its bounds are
    never inside Wilson's interval for independent units.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; Wilson (1927).
    """
    return measure_counts(_by_thread(rows, names=names), names)


def measure_counts(counts: Counts, names: Sequence[str] = tuple(STANCES)) -> list[Share]:
    """The same from counts, one line a thread and one column a name."""
    sums, total = counts.sum(axis=0).tolist(), int(counts.sum())
    if total < ENOUGH:
        return [Share(stance=name, n=n, total=total) for name, n in zip(names, sums, strict=True)]
    low, high = bound_shares(counts, counts.sum(axis=1))
    found = []
    for place, (name, n) in enumerate(zip(names, sums, strict=True)):
        least, most = wilson(n, total)
        found.append(Share(stance=name, n=n, total=total, share=n / total, low=min(float(low[place]), least),
                           high=max(float(high[place]), most)))  # fmt: skip
    return found


@dataclass(frozen=True, kw_only=True)
class Distance:
    """Readers' share of one stance less that of another voice, in 0–1, with its interval; `None` when too few units."""

    reader: Share
    other: Share
    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def measure_distance(readers: Sequence[Row], others: Sequence[Row], *, stance: str) -> Distance:
    """How far readers stand from the press or those it quotes on one stance, from rows `thread_id`, `stance`, `n`.

    Whole threads are drawn, an article with its comments, so that both voices of a thread move together; the interval
    is never narrower than Newcombe's for independent units.

    Source: Efron and Tibshirani (1993), chapter 13; Newcombe (1998), method 10.
    """
    threads = sorted({row["thread_id"] for row in (*readers, *others)})
    return measure_gap(_by_thread(readers, threads), _by_thread(others, threads), stance=stance)


def measure_gap(readers: Counts, others: Counts, *, stance: str) -> Distance:
    """The same from counts of the stances, one line a thread, the same thread on the same line of both."""
    place = list(STANCES).index(stance)
    # A thread in which a voice says nothing adds nothing to that voice's own interval.
    one, two = (measure_counts(part[part.any(axis=1)])[place] for part in (readers, others))
    if one.share is None or two.share is None:
        return Distance(reader=one, other=two)
    value = one.share - two.share
    if len(readers) > MOST_DRAWN:
        totals = [part.sum(axis=1) for part in (readers, others)]
        first, second = (_differences(part[:, [place]], whole)[:, 0]
                         for part, whole in zip((readers, others), totals, strict=True))  # fmt: skip
        spreads = [(float(one @ one), effective(*_squares(whole)))
                   for one, whole in zip((first, second), totals, strict=True)]  # fmt: skip
        half = half_gap(*spreads, common=float(first @ second))
        low, high = value - half, value + half
    else:
        both = _draw(_ordered(np.column_stack([readers, others])))
        drawn = [_resampled(part)[:, place] for part in np.split(both, [readers.shape[1]], axis=1)]
        low, high = np.nanpercentile(drawn[0] - drawn[1], [2.5, 97.5])
    return bound_distance(one, two, float(low), float(high))


def bound_distance(one: Share, two: Share, low: float, high: float) -> Distance:
    """The distance of two known shares between these bounds, never narrower than Newcombe's interval."""
    assert one.share is not None and two.share is not None
    value = one.share - two.share
    (low_1, high_1), (low_2, high_2) = wilson(one.n, one.total), wilson(two.n, two.total)
    least = value - sqrt((one.share - low_1) ** 2 + (high_2 - two.share) ** 2)
    most = value + sqrt((high_1 - one.share) ** 2 + (two.share - low_2) ** 2)
    return Distance(reader=one, other=two, value=value, low=min(low, least), high=max(high, most))


@dataclass(frozen=True, kw_only=True)
class Part:
    """`n` units of `total`; `share` and its bounds (0–1) are `None` when there are too few."""

    n: int
    total: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    def say(self) -> str:
        """« 12 % (8 à 17 %) », or that there are too few."""
        if self.share is None or self.low is None or self.high is None:
            return TOO_FEW
        return f"{percent(self.share)} ({between(self.low, self.high)})"


def measure_parts(counts: Counts, totals: Counts) -> list[Part]:
    """The part that each column of `counts` has of `totals`, one line a thread: whole threads are drawn, and no
    interval is narrower than Wilson's for independent units."""
    total = int(totals.sum())
    sums = counts.sum(axis=0).tolist()
    if total < ENOUGH:
        return [Part(n=n, total=total) for n in sums]
    lows, highs = bound_shares(counts, totals)
    found = []
    for place, n in enumerate(sums):
        least, most = wilson(n, total)
        found.append(Part(n=n, total=total, share=n / total, low=min(float(lows[place]), least),
                          high=max(float(highs[place]), most)))  # fmt: skip
    return found


def by_stance(shares: Sequence[Share]) -> Mapping[str, Share]:
    """The shares by stance."""
    return {one.stance: one for one in shares}


def wilson(n: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share of independent units."""
    share = n / total
    centre = (share + _Z95**2 / (2 * total)) / (1 + _Z95**2 / total)
    half = _Z95 * sqrt(share * (1 - share) / total + _Z95**2 / (4 * total**2)) / (1 + _Z95**2 / total)
    return max(0.0, centre - half), min(1.0, centre + half)


def _by_thread(
    rows: Sequence[Row], known: Sequence[str] | None = None, *, names: Sequence[str] = tuple(STANCES)
) -> Counts:
    """Counts, one line a thread (those of `known` when given) and one column a stance."""
    found = sorted({row["thread_id"] for row in rows}) if known is None else known
    threads = {thread: index for index, thread in enumerate(found)}
    columns = {name: index for index, name in enumerate(names)}
    counts = np.zeros((len(threads), len(columns)), dtype=np.int64)
    for row in rows:
        counts[threads[row["thread_id"]], columns[row["stance"]]] += row["n"]
    return counts


def bound_shares(counts: Counts, totals: Counts) -> tuple[Numbers, Numbers]:
    """The 95 % bounds of the share that each column of `counts` has of `totals`, one line a thread.

    Whole threads are drawn again; beyond `MOST_DRAWN` of them, the variance of the ratio is worked out instead, which
    is what the draws come to (Cochran, Sampling Techniques, 1977, chapter 6).
    """
    said = totals > 0
    counts, totals = counts[said], totals[said]
    total = max(1, int(totals.sum()))
    if len(counts) > MOST_DRAWN:
        share, half = counts.sum(axis=0) / total, _half(_differences(counts, totals), totals)
        return np.maximum(share - half, 0), np.minimum(share + half, 1)
    sums = _draw(_ordered(np.column_stack([counts, totals])))
    low, high = np.percentile(sums[:, :-1] / np.maximum(sums[:, -1:], 1), [2.5, 97.5], axis=0)
    return low, high


def _differences(counts: Counts, totals: Counts) -> Numbers:
    """What each thread adds to the error of each share."""
    total = max(1, int(totals.sum()))
    added: Numbers = (counts - counts.sum(axis=0) / total * totals[:, None]) / total
    return added


def _half(differences: Numbers, totals: Counts) -> Numbers:
    """Half the width of the interval that these differences make."""
    widening = widen(effective(*_squares(totals)))
    half: Numbers = widening * np.sqrt((differences**2).sum(axis=0))
    return half


def _squares(totals: Counts) -> tuple[int, int]:
    return int(totals.sum()), int((totals**2).sum())


def effective(total: int, squares: int) -> float:
    """How many threads of one size tell as much as these, from the sums of their units and of the squares of them.

    Source: Kish, Survey Sampling (1965), section 11.2; Carter, Schnepel and Steigerwald (2017) for the use of it.
    """
    return total**2 / max(1, squares)


def widen(n_effective: float) -> float:
    """What multiplies the square root of a sum of squared differences, so many threads telling of it."""
    if n_effective < 1 + 1e-9:  # one thread tells nothing of its own spread
        return 0.0
    return student(n_effective - 1) * sqrt(n_effective / (n_effective - 1))


def half_gap(one: tuple[float, float], other: tuple[float, float], *, common: float) -> float:
    """Half the width of the interval of a difference, from the sum of squared differences and the effective number of
    threads of both, and their sum of products. Degrees of freedom as Welch and Satterthwaite have them (1946)."""
    grown = [n / (n - 1) if n > 1 + 1e-9 else 0.0 for _, n in (one, other)]
    first, second = one[0] * grown[0], other[0] * grown[1]
    spread = first + second - 2 * common * sqrt(grown[0] * grown[1])
    if first + second <= 0 or spread <= 0:
        return 0.0
    parts = sum(v**2 / max(n - 1, 1e-9) for v, n in ((first, one[1]), (second, other[1])) if v)
    return student((first + second) ** 2 / parts) * sqrt(spread)


def student(freedom: float) -> float:
    """The 97.5 % quantile of Student's law; that of one degree for less.

    Source: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.5; tables under four degrees.
    """
    if freedom < len(_STUDENT):
        least = max(1, int(freedom))
        more = _STUDENT[least] if least < len(_STUDENT) else student(least + 1)
        return _STUDENT[least - 1] + (more - _STUDENT[least - 1]) * max(0.0, freedom - least)
    z, v = _Z95, freedom
    terms = ((z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
             (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160)  # fmt: skip
    return z + sum(term / v**power for power, term in enumerate(terms, start=1))


def _ordered(counts: Counts) -> Counts:
    """The lines in the order of their numbers: in whatever order threads are read, one share has one interval."""
    ordered: Counts = counts[np.lexsort(counts.T[::-1])]
    return ordered


def _draw(counts: Counts) -> Numbers:
    """The sums of each column, one line a draw; exact under sixteen millions."""
    draws = draw_threads(len(counts)).astype(np.float32)
    sums: Numbers = (draws @ counts.astype(np.float32)).astype(np.float64)
    return sums


@lru_cache(maxsize=MOST_DRAWN)
def draw_threads(n_threads: int) -> NDArray[np.uint8]:
    """How many times each thread is drawn, one line a draw."""
    draws = np.random.default_rng(SEED).multinomial(n_threads, np.full(n_threads, 1 / n_threads), size=N_DRAWS)
    return draws.astype(np.uint8)


def _resampled(sums: Numbers) -> Numbers:
    """Shares of each draw, not-a-number where a draw holds no unit."""
    totals = sums.sum(axis=1, keepdims=True)
    shares: Numbers = np.divide(sums, totals, out=np.full(sums.shape, np.nan), where=totals > 0)
    return shares
