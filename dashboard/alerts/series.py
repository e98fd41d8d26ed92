"""What is counted: the texts of each source, day by day, and the series that the rules of a watch make of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

from dashboard.alerts.chance import Array
from dashboard.alerts.habit import LAG_DAYS, LEAST_DAYS, WINDOWS, Flags
from store.alert_settings import AlertRule, Alerts, Kind
from store.verdicts import Voice
from store.watch import Watch

What = Literal["units", "unique", "argument", "stance", "actor", "rival"]
Side = Literal["", "favour", "against"]
FOUNDING_DAYS = LEAST_DAYS + LAG_DAYS
JOINING_DAYS = 56 + LAG_DAYS
_WEEK = timedelta(days=7)
_LONGEST = max(WINDOWS)
_LATELY, _HALF_YEAR = 56, 182
_MOST_MISSING = 0.5
_TOGETHER: tuple[Kind, ...] = ("argument", "stance")


class Count(NamedTuple):
    """What a row of numbers counts: units, or those that hold an argument, a side, an actor."""

    what: What
    voice: Voice
    audience: str
    name: str = ""
    side: Side = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Days in order, sources, and each count by source and day. `covered`: what a source showed that day was read.

    `heard`: the same for its readers, whom a source may bring later than its articles; `None`: together.
    """

    days: Sequence[date]
    sources: Sequence[str]
    covered: Flags
    counts: Mapping[Count, Array]
    heard: Flags | None = None

    def cover(self, voice: Voice) -> Flags:
        """What was read of a voice, by source and day."""
        return self.heard if voice == "reader" and self.heard is not None else self.covered

    def get(self, count: Count) -> Array:
        """The numbers of a count; an empty audience adds all audiences up."""
        found = np.zeros((len(self.sources), len(self.days)))
        if count.audience:
            return self.counts.get(count, found)
        for one, values in self.counts.items():
            if one._replace(audience="") == count:
                found = found + values
        return found

    @property
    def weekdays(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The weekday of each day, Monday is 0."""
        return np.array([day.weekday() for day in self.days], dtype=np.int64)


@dataclass(frozen=True, kw_only=True)
class Series:
    """One thing that a rule follows: `hits`, and the units among which they are a share (`of`; none for a volume)."""

    rule: AlertRule
    hits: Count
    of: Count | None = None

    @property
    def kind(self) -> Kind:
        """The kind of its rule."""
        return self.rule.kind

    @property
    def is_together(self) -> bool:
        """Whether several audiences of readers are judged at once, each against its own habit."""
        return self.hits.voice == "reader" and not self.hits.audience and self.kind in _TOGETHER

    @property
    def key(self) -> str:
        """What its alerts are known by, night after night."""
        parts = (self.rule.id, self.hits.voice, self.hits.audience, self.hits.name, self.hits.side)
        return ":".join(part for part in parts if part)


def list_series(alerts: Alerts, watch: Watch, audiences: Sequence[str]) -> list[Series]:
    """The series of every rule that counts; readers are followed audience by audience, the press together.

    An argument or a side of readers is followed once more in all audiences at once, each against its own habit.
    """
    found: list[Series] = []
    for rule in alerts.rules:
        if rule.kind in ("figure", "silence"):
            continue
        groups = [one for one in audiences if not rule.audiences or one in rule.audiences]
        for audience in groups if rule.heard == "reader" or rule.audiences else [""]:
            found += _series_of(rule, watch, audience)
        if rule.kind in _TOGETHER and rule.heard == "reader" and not rule.audiences and len(groups) > 1:
            found += _series_of(rule, watch, "")
    return found


def _series_of(rule: AlertRule, watch: Watch, audience: str) -> list[Series]:
    voice = rule.heard
    if rule.kind == "volume":
        return [Series(rule=rule, hits=Count("units", voice, audience))]
    among = Count("unique", voice, audience)
    if rule.kind == "argument":
        slugs = rule.arguments or tuple(one.slug for one in watch.arguments)
        return [Series(rule=rule, hits=Count("argument", voice, audience, slug), of=among) for slug in slugs]
    if rule.kind == "stance":
        targets = rule.targets or tuple(one.slug for one in watch.targets)
        sides: tuple[Side, ...] = ("favour", "against")
        return [
            Series(rule=rule, hits=Count("stance", voice, audience, slug, side),
                   of=Count("stance", voice, audience, slug))
            for slug in targets for side in sides
        ]  # fmt: skip
    if rule.kind == "rival":
        slugs = rule.actors or watch.us.rivals
        return [Series(rule=rule, hits=Count("rival", voice, audience, slug), of=among) for slug in slugs]
    slugs = rule.actors or tuple(one.slug for one in watch.actors)
    return [Series(rule=rule, hits=Count("actor", voice, audience, slug), of=among) for slug in slugs]


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The sources that a night counts, and those left out: too new, or with a hole in their last days."""

    sources: tuple[int, ...]
    young: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()


def find_panel(facts: Facts, night: int, voice: Voice = "press") -> Panel:
    """The sources of which a voice was followed all along up to the night of an index.

    Those of the first week of an installation count once they have a habit; a source that joins later waits four more
    weeks, since what it brings is no news. One with a hole in the last week is left out until a week is whole.
    """
    kept, young, missing = [], [], []
    covered = facts.cover(voice)
    starts = {place: int(np.argmax(row)) for place, row in enumerate(covered) if row[: night + 1].any()}
    first = min(starts.values(), default=0)
    for place, start in starts.items():
        wait = FOUNDING_DAYS if start <= first + _WEEK.days else JOINING_DAYS
        if night - start < wait:
            young.append(place)
        elif covered[place, max(0, night - _LONGEST + 1) : night + 1].all():
            kept.append(place)
        else:
            missing.append(place)
    kept, ragged = _drop_ragged(covered[:, max(0, night - _HALF_YEAR) : max(0, night - LAG_DAYS) + 1], kept)
    return Panel(sources=tuple(kept), young=tuple(young), missing=tuple([*missing, *ragged]))


def _drop_ragged(covered: Flags, kept: list[int]) -> tuple[list[int], list[int]]:
    """Leaves out the sources with most holes until the others share enough days to know a habit from."""
    kept, ragged = list(kept), []
    while len(kept) > 1 and covered[kept].all(axis=0).sum() < LEAST_DAYS:
        worst = min(kept, key=lambda place: int(covered[place].sum()))
        kept.remove(worst)
        ragged.append(worst)
    return kept, ragged


def is_crippled(facts: Facts, panel: Panel, count: Count, night: int) -> bool:
    """Whether the sources with a hole gave more than half of what was counted lately."""
    lately = slice(max(0, night - _LATELY), night + 1)
    values = facts.get(count)
    gone = float(values[list(panel.missing), lately].sum())
    there = float(values[list(panel.sources), lately].sum())
    return bool(panel.missing) and gone > _MOST_MISSING * (gone + there)


def of_audience(facts: Facts, panel: Panel, count: Count) -> list[int]:
    """The sources of a panel that ever gave anything to an audience; all of them where audiences are added up."""
    if not count.audience:
        return list(panel.sources)
    asked = [values for one, values in facts.counts.items() if one.audience == count.audience and one.what == "units"]
    gives = sum((values.sum(axis=1) for values in asked), start=np.zeros(len(facts.sources)))
    return [place for place in panel.sources if gives[place] > 0]
