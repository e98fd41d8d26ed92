"""What `dashboard.measures` measures, over periods so long that threads are added up by months and not read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from dashboard.intervals import Part, Share
from dashboard.names import USES
from dashboard.sums import (
    NO_PRODUCTS,
    Products,
    add_rows,
    measure_gap_sums,
    measure_part_sums,
    measure_sums,
    read_sums,
)
from store.queries.filters import Filters
from store.queries.media import TONES, sum_thread_tones
from store.queries.years import (
    sum_monthly_held,
    sum_monthly_stances,
    sum_spanning_held,
    sum_spanning_pairs,
    sum_spanning_stances,
)
from store.verdicts import Voice

Shares = Sequence[Share]
Parts = Mapping[str, Part]
By = dict[str, dict[str, Any]]


def measure_whole(db: Database, filters: Filters, *, stance: str) -> tuple[By, By]:
    """Shares of all voices on all targets, and the distances of readers from the others, by voice then target."""
    found = {row[:2]: read_sums(row[2:]) for row in sum_spanning_stances(db, filters)}
    shared = {row[:2]: Products(both=row[2], first=row[3], second=row[4], none=row[5])
              for row in sum_spanning_pairs(db, filters)}  # fmt: skip
    shares: By = {}
    distances: By = {}
    for (voice, target), sums in found.items():
        shares.setdefault(voice, {})[target] = measure_sums(sums)
        readers = found.get(("reader", target))
        if voice != "reader" and readers:
            products = shared.get((voice, target), NO_PRODUCTS)
            distances.setdefault(voice, {})[target] = measure_gap_sums(readers, sums, products, stance=stance)
    return shares, distances


def measure_audiences(db: Database, filters: Filters, *, target: str, voice: Voice) -> Mapping[str, Shares]:
    """The shares of the stances on a target, by audience."""
    found = sum_spanning_stances(db, filters, target=target)
    return {row[1]: measure_sums(read_sums(row[2:])) for row in found if row[0] == voice}


def measure_tones(db: Database, filters: Filters) -> Mapping[tuple[str, str], Shares]:
    """The shares of the tones of texts, by voice and source."""
    found = {row[:2]: read_sums(row[2:]) for row in sum_thread_tones(db, filters)}
    return {key: measure_sums(sums, TONES) for key, sums in found.items() if sums.total}


def measure_course(db: Database, filters: Filters, *, target: str) -> tuple[By, By]:
    """What is said of a target month by month: counts and shares, by voice then by the first day of each month."""
    counts: By = {}
    shares: By = {}
    for voice, month, *numbers in sum_monthly_stances(db, filters, target=target):
        sums = read_sums(numbers)
        if sums.total:
            counts.setdefault(voice, {})[f"{month}-01"] = [part.n for part in sums.parts]
            shares.setdefault(voice, {})[f"{month}-01"] = measure_sums(sums)
    return counts, shares


def measure_held(db: Database, filters: Filters, *, argument: str) -> dict[str, Any]:
    """Who asserts, refutes and reports an argument, as `dashboard.measures.Held` says it."""
    found = sum_spanning_held(db, filters, argument=argument)
    courses: By = {}
    for voice, month, *numbers in sum_monthly_held(db, filters, argument=argument):
        courses.setdefault(voice, {})[f"{month}-01"] = _parts(numbers)
    return {
        "courses": courses,
        "by_voice": {voice: _parts(add_rows(row[2:] for row in found if row[0] == voice))
                     for voice in dict.fromkeys(row[0] for row in found)},
        "by_audience": {audience: _parts(numbers) for voice, audience, *numbers in found if voice == "reader"},
    }  # fmt: skip


def _parts(numbers: Sequence[int]) -> Parts:
    """The parts of the uses, from all units of the debate and those that hold an argument."""
    return dict(zip(USES, measure_part_sums(read_sums(numbers)), strict=True))
