"""What « Tendances » measures over a whole period or span by span: shares and distances, from the counts of threads.

Each is asked like a query (`Screen.ask`), so that what is kept is the few numbers shown, not the threads behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from operator import itemgetter
from typing import Any

import numpy as np
from sqlite_utils import Database

from dashboard import years
from dashboard.intervals import Counts, Distance, Part, Share, measure_counts, measure_gap, measure_parts
from dashboard.names import USES
from store.queries.arguments import list_argument_units
from store.queries.filters import Filters
from store.queries.media import TONES, list_thread_tones
from store.queries.trends import list_stances_by, list_thread_stances
from store.verdicts import Voice

Shares = Sequence[Share]
Parts = Mapping[str, Part]


def is_long(filters: Filters) -> bool:
    """Whether a period is read by months: shares are then worked out from sums, and no thread is read."""
    return filters.span == "month" and not filters.undated_only


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A period: `shares` by voice then target, `distances` of readers from the other voices, by voice then target."""

    shares: Mapping[str, Mapping[str, Shares]]
    distances: Mapping[str, Mapping[str, Distance]]


@dataclass(frozen=True, kw_only=True)
class Course:
    """A target through a period, by voice then by the first day of each span, oldest first: `counts` in the order of
    the stances, and `shares`."""

    counts: Mapping[str, Mapping[str, Sequence[int]]]
    shares: Mapping[str, Mapping[str, Shares]]


def measure_whole(db: Database, filters: Filters, *, stance: str) -> Whole:
    """Shares of all voices on all targets, and how far readers stand from the others on one stance."""
    if is_long(filters):
        of_period, apart = years.measure_whole(db, filters, stance=stance)
        return Whole(shares=of_period, distances=apart)
    found = _Threads(list_thread_stances(db, filters))
    places = found.group(0, 1)
    lines = {target: found.number(own) for (voice, target), own in places.items() if voice == "reader"}
    shares: dict[str, dict[str, Shares]] = {}
    distances: dict[str, dict[str, Distance]] = {}
    for (voice, target), own in places.items():
        shares.setdefault(voice, {})[target] = measure_counts(found.counts[own])
        readers = places.get(("reader", target))
        if voice != "reader" and readers:
            both = found.align(readers, own, lines[target])
            distances.setdefault(voice, {})[target] = measure_gap(*both, stance=stance)
    return Whole(shares=shares, distances=distances)


def measure_audiences(db: Database, filters: Filters, *, target: str, voice: Voice) -> Mapping[str, Shares]:
    """The shares of the stances on a target, by audience."""
    if is_long(filters):
        return years.measure_audiences(db, filters, target=target, voice=voice)
    found = _Threads(list_thread_stances(db, filters, voice=voice, target=target))
    return {audience: measure_counts(found.counts[own]) for audience, own in found.group(2).items()}


def measure_tones(db: Database, filters: Filters) -> Mapping[tuple[str, str], Shares]:
    """The shares of the tones of texts, by voice and source."""
    if is_long(filters):
        return years.measure_tones(db, filters)
    found = _Threads(list_thread_tones(db, filters))
    return {key: measure_counts(found.counts[own], TONES) for key, own in found.group(0, 1).items()
            if found.counts[own].any()}  # fmt: skip


def measure_course(db: Database, filters: Filters, *, target: str) -> Course:
    """What is said of a target span by span, by all voices."""
    if is_long(filters):
        counted, measured = years.measure_course(db, filters, target=target)
        return Course(counts=counted, shares=measured)
    found = _Threads(list_stances_by(db, filters, target=target))
    counts: dict[str, dict[str, Sequence[int]]] = {}
    shares: dict[str, dict[str, Shares]] = {}
    for (voice, first_day), own in found.group(0, 1).items():
        of_threads = found.counts[own]
        if of_threads.any():
            counts.setdefault(voice, {})[first_day] = of_threads.sum(axis=0).tolist()
            shares.setdefault(voice, {})[first_day] = measure_counts(of_threads)
    return Course(counts=counts, shares=shares)


@dataclass(frozen=True, kw_only=True)
class Held:
    """How an argument is held: the parts of `USES` by voice, by audience of readers, and by voice then first day of
    each span, oldest first."""

    by_voice: Mapping[str, Parts]
    by_audience: Mapping[str, Parts]
    courses: Mapping[str, Mapping[str, Parts]]


def measure_held(db: Database, filters: Filters, *, argument: str) -> Held:
    """Who asserts, refutes and reports an argument, among all that speak or write in the debate."""
    if is_long(filters):
        return Held(**years.measure_held(db, filters, argument=argument))
    found = _Threads(list_argument_units(db, filters, argument=argument))
    courses: dict[str, dict[str, Parts]] = {}
    for (voice, first_day), own in found.group(0, 1).items():
        courses.setdefault(voice, {})[first_day] = _parts(found.counts[own])
    by_voice, by_audience = found.group(0), found.group(0, 2)
    return Held(
        by_voice={voice: _parts(found.sum_threads(own)) for voice, own in by_voice.items()},
        by_audience={audience: _parts(found.sum_threads(own)) for (voice, audience), own in by_audience.items()
                     if voice == "reader"},
        courses=courses,
    )  # fmt: skip


def _parts(counts: Counts) -> Parts:
    """The parts of the three uses, from counts of all units, then of those of each use."""
    return dict(zip(USES, measure_parts(counts[:, 1:], counts[:, 0]), strict=True))


class _Threads:
    """Rows of three words, a thread and some numbers: `counts` are the numbers, one line a row."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._rows = rows
        columns = list(zip(*rows, strict=True))
        self.counts: Counts = np.array(columns[4:], dtype=np.int64).T

    def group(self, *words: int) -> dict[Any, list[int]]:
        """The places of the rows by one word, or by a pair of them, in the order met."""
        found: dict[Any, list[int]] = {}
        for place, key in enumerate(map(itemgetter(*words), self._rows)):
            found.setdefault(key, []).append(place)
        return found

    def sum_threads(self, places: Sequence[int]) -> Counts:
        """Counts with one line a thread, whatever the spans."""
        known: dict[str, int] = {}
        lines = [known.setdefault(self._rows[place][3], len(known)) for place in places]
        summed = np.zeros((len(known), 4), dtype=np.int64)
        np.add.at(summed, lines, self.counts[places])
        return summed

    def number(self, places: Sequence[int]) -> dict[str, int]:
        """The line of each thread among these rows, of a thread each."""
        return {self._rows[place][3]: line for line, place in enumerate(places)}

    def align(self, readers: Sequence[int], others: Sequence[int], known: Mapping[str, int]) -> tuple[Counts, Counts]:
        """Both counts with a line a thread of either, zeros where one says nothing; `known` numbers readers' lines."""
        found = [known.get(self._rows[place][3]) for place in others]
        free = count(len(readers))
        lines = [next(free) if line is None else line for line in found]
        both = np.zeros((2, next(free), 4), dtype=np.int64)
        both[0, : len(readers)] = self.counts[readers]
        both[1, lines] = self.counts[others]
        return both[0], both[1]
