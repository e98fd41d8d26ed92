"""What « Tendances » measures over a whole period or span by span: shares and distances, from the counts of threads.

Each is asked like a query (`Screen.ask`), so that what is kept is the few numbers shown, not the threads behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlite_utils import Database

from dashboard.intervals import Counts, Distance, Share, measure_counts, measure_gap
from dashboard.names import STANCES
from store.queries.filters import Filters
from store.queries.trends import ThreadStances, list_stances_by, list_thread_stances
from store.verdicts import Voice

Shares = Sequence[Share]


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
    found = _group(list_thread_stances(db, filters), (0, 1))
    shares: dict[str, dict[str, Shares]] = {}
    distances: dict[str, dict[str, Distance]] = {}
    for (voice, target), threads in found.items():
        shares.setdefault(voice, {})[target] = measure_counts(_counts(threads))
        readers = found.get(("reader", target))
        if voice != "reader" and readers:
            distances.setdefault(voice, {})[target] = measure_gap(*_align(readers, threads), stance=stance)
    return Whole(shares=shares, distances=distances)


def measure_audiences(db: Database, filters: Filters, *, target: str, voice: Voice) -> Mapping[str, Shares]:
    """The shares of the stances on a target, by audience."""
    found = _group(list_thread_stances(db, filters, voice=voice, target=target), (2,))
    return {audience: measure_counts(_counts(threads)) for (audience,), threads in found.items()}


def measure_course(db: Database, filters: Filters, *, target: str) -> Course:
    """What is said of a target span by span, by all voices."""
    counts: dict[str, dict[str, Sequence[int]]] = {}
    shares: dict[str, dict[str, Shares]] = {}
    for (voice, first_day), threads in _group(list_stances_by(db, filters, target=target), (0, 1)).items():
        of_threads = _counts(threads)
        if of_threads.any():
            counts.setdefault(voice, {})[first_day] = of_threads.sum(axis=0).tolist()
            shares.setdefault(voice, {})[first_day] = measure_counts(of_threads)
    return Course(counts=counts, shares=shares)


def _group(rows: Sequence[ThreadStances], places: Sequence[int]) -> dict[tuple[str, ...], list[ThreadStances]]:
    """The threads by these columns, in the order met."""
    found: dict[tuple[str, ...], list[ThreadStances]] = {}
    for row in rows:
        found.setdefault(tuple([str(row[place]) for place in places]), []).append(row)
    return found


def _counts(threads: Sequence[ThreadStances]) -> Counts:
    return np.array([row[4:] for row in threads], dtype=np.int64).reshape(-1, len(STANCES))


def _align(readers: Sequence[ThreadStances], others: Sequence[ThreadStances]) -> tuple[Counts, Counts]:
    """Both counts with a line a thread of either, zeros where a voice says nothing."""
    known = {row[3]: place for place, row in enumerate(readers)}
    for row in others:
        known.setdefault(row[3], len(known))
    both = np.zeros((2, len(known), len(STANCES)), dtype=np.int64)
    both[0, : len(readers)] = _counts(readers)
    both[1, [known[row[3]] for row in others]] = _counts(others)
    return both[0], both[1]
