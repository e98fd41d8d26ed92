"""Shares and distances with their intervals, worked out from sums over threads instead of drawing threads.

The variance of a ratio of sums over clusters needs no cluster by itself: only their number, and the sums of their
squares and products (Cochran, Sampling Techniques, 1977, chapter 6). With Student's law for the effective number of
threads, since few of them, or one far longer than the others, know their own variance badly; `bench/intervals.py`
compares with draws. No interval is narrower than Wilson's, or Newcombe's for a distance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from dashboard.intervals import (
    ENOUGH,
    Distance,
    Part,
    Share,
    bound_distance,
    effective,
    half_gap,
    widen,
    wilson,
)
from dashboard.names import STANCES


@dataclass(frozen=True, kw_only=True)
class Moments:
    """Of one part of the units: how many, and sums over threads of their squares and of their products with all."""

    n: int
    squares: int
    products: int


@dataclass(frozen=True, kw_only=True)
class Sums:
    """All units: how many, and the sum over threads of their squares; and the moments of each part."""

    total: int
    squares: int
    parts: tuple[Moments, ...]


@dataclass(frozen=True, kw_only=True)
class Products:
    """Of the threads where two voices speak, sums of products: what is against in both, against in the first with all
    of the second, all of the first with against in the second, all of both."""

    both: int
    first: int
    second: int
    none: int


NO_PRODUCTS = Products(both=0, first=0, second=0, none=0)


def read_moments(numbers: Sequence[int]) -> tuple[Moments, ...]:
    """The moments of parts from the columns of `store.months.moments`, in their order."""
    triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return tuple(Moments(n=n, squares=squares, products=products) for n, squares, products in triples)


def read_sums(numbers: Sequence[int]) -> Sums:
    """Sums from the columns of `store.months.whole`, then `moments`."""
    return Sums(total=numbers[0], squares=numbers[1], parts=read_moments(numbers[2:]))


def add_rows(rows: Iterable[Sequence[int]]) -> list[int]:
    """The sum of rows of numbers, column by column."""
    return [sum(column) for column in zip(*rows, strict=True)]


def measure_sums(sums: Sums, names: Sequence[str] = tuple(STANCES)) -> list[Share]:
    """The shares of the parts, named in their order; none under 30 units."""
    if sums.total < ENOUGH:
        return [Share(stance=name, n=part.n, total=sums.total) for name, part in zip(names, sums.parts, strict=True)]
    found = []
    for name, part in zip(names, sums.parts, strict=True):
        low, high = _bound(sums, part)
        found.append(Share(stance=name, n=part.n, total=sums.total, share=part.n / sums.total, low=low, high=high))
    return found


def measure_part_sums(sums: Sums) -> list[Part]:
    """The same, as parts without a name."""
    return [Part(n=one.n, total=one.total, share=one.share, low=one.low, high=one.high)
            for one in measure_sums(sums, [""] * len(sums.parts))]  # fmt: skip


def measure_gap_sums(readers: Sums, others: Sums, shared: Products, *, stance: str) -> Distance:
    """How far the first stand from the second on one stance, whole threads moving together."""
    place = list(STANCES).index(stance)
    one, two = measure_sums(readers)[place], measure_sums(others)[place]
    if one.share is None or two.share is None:
        return Distance(reader=one, other=two)
    common = (shared.both - two.share * shared.first - one.share * shared.second
              + one.share * two.share * shared.none) / (one.total * two.total)  # fmt: skip
    spreads = [(_spread(sums, sums.parts[place]), effective(sums.total, sums.squares)) for sums in (readers, others)]
    half = half_gap(*spreads, common=common)
    value = one.share - two.share
    return bound_distance(one, two, value - half, value + half)


def _bound(sums: Sums, part: Moments) -> tuple[float, float]:
    share = part.n / sums.total
    half = widen(effective(sums.total, sums.squares)) * sqrt(_spread(sums, part))
    least, most = wilson(part.n, sums.total)
    return max(0.0, min(share - half, least)), min(1.0, max(share + half, most))


def _spread(sums: Sums, part: Moments) -> float:
    """The sum over threads of the squares of what each adds to the error of the share."""
    share = part.n / sums.total
    return max(0.0, part.squares - 2 * share * part.products + share**2 * sums.squares) / sums.total**2
