"""The facts of a night, read from the database: what was covered, what each source gave, which figures were told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from sqlite_utils import Database

from dashboard.alerts.figures import Told
from dashboard.alerts.habit import Flags
from dashboard.alerts.series import Count, Facts
from dashboard.brief.plain import plain
from store.clock import paris_day
from store.database import Row
from store.fold import fold_words
from store.queries.alerts import (
    count_actors_by_day,
    count_arguments_by_day,
    count_quoted_by_day,
    count_sides_by_day,
    count_units_by_day,
    list_figures_told,
    list_followed,
    list_source_days,
)

# A year to be calibrated on, after what is needed to know a habit.
LOOK_BACK_DAYS = 420


@dataclass(frozen=True, kw_only=True)
class Value:
    """A figure as it circulates: what is counted (`noun` folded, `words` as the press last wrote it), how much."""

    kind: str
    unit: str
    noun: str
    words: str
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class NightFacts:
    """Everything that a night judges: counts, figures told with what each value means, names of sources."""

    facts: Facts
    told: list[Told]
    values: Mapping[str, Value]
    audiences: tuple[str, ...]
    names: Mapping[str, str]


def load_facts(db: Database, last: date) -> NightFacts:
    """The facts of the days up to `last`, the last complete one."""
    first = last - timedelta(days=LOOK_BACK_DAYS - 1)
    days = [first + timedelta(days=number) for number in range(LOOK_BACK_DAYS)]
    followed = list_followed(db)
    sources = tuple(row["id"] for row in followed)
    covered = _cover(list_source_days(db, first, last), followed, days, "read_at")
    heard = covered & _since(followed, days, "heard_at")
    counts = _Counts(sources, days)
    units = count_units_by_day(db, first, last)
    counts.add(units, lambda row: Count("units", row["voice"], row["audience"]))
    counts.add(units, lambda row: Count("unique", row["voice"], row["audience"]), n="n_unique")
    counts.add(count_arguments_by_day(db, first, last),
               lambda row: Count("argument", row["voice"], row["audience"], row["name"]))  # fmt: skip
    counts.add(count_sides_by_day(db, first, last),
               lambda row: Count("stance", row["voice"], row["audience"], row["name"], row["side"]))  # fmt: skip
    counts.add(count_actors_by_day(db, first, last), lambda row: Count("actor", "press", row["audience"], row["name"]))
    counts.add(count_quoted_by_day(db, first, last), lambda row: Count("rival", "press", row["audience"], row["name"]))
    told, values = _told(list_figures_told(db, first, last), days)
    return NightFacts(
        facts=Facts(days=days, sources=sources, covered=covered, heard=heard, counts=counts.found), told=told,
        values=values, audiences=tuple(sorted({row["audience"] for row in units})),
        names={row["id"]: row["name"] for row in followed},
    )  # fmt: skip


class _Counts:
    """Numbers by source and day, filled from rows."""

    def __init__(self, sources: tuple[str, ...], days: list[date]) -> None:
        self._sources = {source: place for place, source in enumerate(sources)}
        self._days = {day.isoformat(): place for place, day in enumerate(days)}
        self.found: dict[Count, Any] = {}

    def add(self, rows: Iterable[Row], name: Callable[[Row], Count], *, n: str = "n") -> None:
        """Adds rows up; those of a source that is not in use are left out."""
        for row in rows:
            place = self._sources.get(row["source_id"])
            if place is not None:
                empty = np.zeros((len(self._sources), len(self._days)))
                self.found.setdefault(name(row), empty)[place, self._days[row["day"]]] += row[n]


def _since(followed: list[Row], days: list[date], moment: str) -> Flags:
    """From the day on which each source first gave something."""
    found = np.zeros((len(followed), len(days)), dtype=bool)
    for place, row in enumerate(followed):
        if row[moment]:
            start = paris_day(datetime.fromisoformat(row[moment]))
            found[place] = [day >= start for day in days]
    return found


def _cover(recorded: list[Row], followed: list[Row], days: list[date], moment: str) -> Flags:
    """What was read of each source's days: reached by a reading, and followed by a collection that answered.

    Days before its first collection count for nothing, even where a feed reaches back to them: not everything that it
    shows was read. A source of which no day was recorded is believed from its first article on.
    """
    found = _since(followed, days, moment)
    by_source: dict[str, list[Row]] = {}
    for row in recorded:
        by_source.setdefault(row["source_id"], []).append(row)
    places = {day.isoformat(): place for place, day in enumerate(days)}
    for place, source in enumerate(followed):
        mine = by_source.get(source["id"], [])
        answered = [row["day"] for row in mine if row["n_answered"]]
        if not mine:
            continue
        found[place] = False
        for row in mine:
            is_read = row["n_shown"] is not None or row["n_answered"]
            if is_read and answered and answered[0] <= row["day"] < answered[-1] and row["day"] in places:
                found[place, places[row["day"]]] = True
    return found


def _told(rows: list[Row], days: list[date]) -> tuple[list[Told], dict[str, Value]]:
    """The figures that circulate, and what each value means."""
    places = {day.isoformat(): place for place, day in enumerate(days)}
    told: list[Told] = []
    values: dict[str, Value] = {}
    for row in rows:
        noun = fold_noun(row["counts"])
        unit, is_press = row["unit"] or "", row["owner_kind"] == "article"
        name = f"{row['kind']}|{unit}|{noun}|{row['low']:g}|{row['high']:g}"
        if is_press:
            values[name] = Value(
                kind=row["kind"], unit=unit, noun=noun, words=plain(row["counts"]), low=row["low"], high=row["high"]
            )
        told.append(Told(night=places[row["day"]], source=row["source_id"], teller=row["teller"], value=name,
                         is_press=is_press))  # fmt: skip
    return told, values


def fold_noun(counts: str | None) -> str:
    """What is counted, singular and without accents."""
    return " ".join(word.rstrip("sx") or word for word in fold_words(counts or "").split())
