"""What every chart shares: the axis of weeks, the names of bars, and the shading of days without collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from textwrap import wrap
from typing import Any

from dashboard.charts.drawing import TOOLTIP, Spec, end, field, layers, mark, step
from dashboard.french import MONTHS, NO_BREAK, short_day, typeset
from dashboard.intervals import ENOUGH, TOO_FEW
from dashboard.names import STANCE_SHAPES, STANCES
from dashboard.theme import GAP, INK, MUTED, STANCE_COLOURS
from store.database import Row
from store.queries.filters import Filters, Span

# How spans are said in titles and sentences.
BY_SPAN: Mapping[Span, str] = {"week": "par semaine", "month": "par mois"}
AFTER_SPAN: Mapping[Span, str] = {"week": "Semaine après semaine", "month": "Mois après mois"}
_NONE: Mapping[Span, str] = {"week": "Aucune semaine", "month": "Aucun mois"}
# The head of their column, on screen and in files.
SPAN_HEADS: Mapping[Span, str] = {"week": "Semaine", "month": "Mois"}
SPAN_COLUMNS: Mapping[Span, str] = {"week": "Semaine du", "month": "Mois du"}
NAME_WIDTH = 44  # letters of a name on one line: a phone of 360 points shows them
_NAME_LINE = 16  # points


def stance_scale(stances: Sequence[str] = tuple(STANCES)) -> Spec:
    """The same colour for a stance everywhere; the legend adds its shape."""
    return {"domain": [say_stance(one) for one in stances], "range": [STANCE_COLOURS[one] for one in stances]}


def say_stance(stance: str) -> str:
    """A stance with its shape: « ▼ contre »."""
    return f"{STANCE_SHAPES[stance]} {STANCES[stance]}"


def week_span(week: str, span: Span = "week") -> dict[str, Any]:
    """Where the bar of a week or month starts and ends, on a time axis in UTC; half a day stays free on each side."""
    first = date.fromisoformat(week)
    return {"from": f"{first}T12:00:00Z", "to": f"{_last_day(first, span)}T12:00:00Z"}


def _last_day(first: date, span: Span) -> date:
    if span == "week":
        return first + timedelta(days=6)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@lru_cache(maxsize=1024)
def clamp_span(week: str, filters: Filters) -> Filters:
    """The same filters for one week or month of theirs."""
    first = date.fromisoformat(week)
    last = _last_day(first, filters.span)
    return replace(filters, first_on=max(first, filters.first_on), last_on=min(last, filters.last_on))


def say_week(week: str, span: Span = "week") -> str:
    """« semaine du 16 nov. » or « novembre 2026 »."""
    first = date.fromisoformat(week)
    return f"semaine du {short_day(first)}" if span == "week" else f"{MONTHS[first.month - 1]} {first.year}"


def middle_of(week: str, span: Span = "week", *, side: int = 0) -> str:
    """The middle of a week or month, where its point stands; just before (-1) or after it (1) where two stand."""
    middle = date.fromisoformat(week) + timedelta(days=3 if span == "week" else 14)
    if span == "month":
        return f"{middle + timedelta(days=4 * side)}T12:00:00Z"
    return f"{middle}{('T12:00:00Z', 'T23:59:00Z', 'T00:00:00Z')[side]}"


def say_none_counts(span: Span, units: str) -> str:
    """That no week, or month, has enough units for shares."""
    return f"{_NONE[span]} n’atteint {ENOUGH} {units}{NO_BREAK}: {TOO_FEW} pour tracer des parts."


def week_x(filters: Filters, column: str = "from:T") -> Spec:
    """The axis of weeks of a period, the same in every chart."""
    first, last = filters.first_on, filters.last_on
    if filters.span == "week":
        return field(column, scale=week_scale(first, last), axis=week_axis(first, last))
    return field(column, scale=month_scale(first, last), axis=month_axis(first, last))


def week_scale(first_on: date, last_on: date) -> Spec:
    """A time axis from the Monday of the first day to the Sunday of the last."""
    first = first_on - timedelta(days=first_on.weekday())
    return _scale(first, last_on + timedelta(days=7 - last_on.weekday()))


def month_scale(first_on: date, last_on: date) -> Spec:
    """A time axis of the whole months of a period, those that it cuts too."""
    return _scale(first_on.replace(day=1), _last_day(last_on.replace(day=1), "month") + timedelta(days=1))


def _scale(first: date, end: date) -> Spec:
    return {"type": "utc", "domain": [f"{first}T00:00:00Z", f"{end}T00:00:00Z"], "nice": False}


def week_axis(first_on: date, last_on: date) -> Spec:
    """An axis that names a Monday in two, or in four over more than half a year."""
    monday, mondays = first_on - timedelta(days=first_on.weekday()), []
    while monday <= last_on:
        mondays.append(f"{monday}T00:00:00Z")
        monday += timedelta(weeks=1)
    return _AXIS | {"format": "%-d %b", "values": mondays[:: 2 if len(mondays) <= 27 else 4]}


def month_axis(first_on: date, last_on: date) -> Spec:
    """An axis that names a month in three, or in six over more than three years."""
    firsts = [date(year, month, 1) for year in range(first_on.year, last_on.year + 1) for month in (1, 4, 7, 10)]
    every = 1 if (last_on - first_on).days < 3 * 366 else 2
    return _AXIS | {"format": "%b %Y", "values": [f"{day}T00:00:00Z" for day in firsts[::every] if day >= first_on]}


_AXIS: Spec = {
    "title": None, "grid": False, "labelOverlap": "greedy", "labelAlign": "left", "labelFlush": False,
    "labelSeparation": 10,
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """The names of horizontal bars, each on its lines above its bar: a phone has no room beside them.

    `width` is how many letters a line may take.
    """

    names: Sequence[str]
    width: int = NAME_WIDTH

    @cached_property
    def lines(self) -> Mapping[str, Sequence[str]]:
        """The lines of each name."""
        return {name: wrap_name(name, self.width) for name in self.names}

    @cached_property
    def n_lines(self) -> int:
        """How many lines the longest of them takes."""
        return max(map(len, self.lines.values()), default=1)

    @property
    def drop(self) -> int:
        """How far down, in points, the bars stand so that the longest name has room above."""
        return _NAME_LINE // 2 * (self.n_lines - 1)

    def step(self, points: int) -> Mapping[str, int]:
        """The height of rows that take `points` each under a name of one line."""
        return step(points + 2 * self.drop)

    def draw(self, y: Spec, *, left: float) -> Spec:
        """The names, from `left` on."""
        placed = [{"nom": name, "x": left, "ligne": line, "rang": rank}
                  for name, lines in self.lines.items() for rank, line in enumerate(reversed(lines))]  # fmt: skip
        encoding = {"x": field("x:Q"), "y": y, "text": field("ligne:N")}
        return layers(placed, *(
            {"transform": [{"filter": f"datum.rang === {rank}"}],
             **mark("text", encoding, align="left", baseline="bottom", dy=self.drop - 8 - _NAME_LINE * rank, color=INK,
                    fontSize=13, fontWeight=500)}
            for rank in range(self.n_lines)
        ))  # fmt: skip

    def draw_zero(self, y: Spec, x: Spec, *, below: int = 4) -> Spec:
        """Where bars start, row by row, `below` the middle: one line over the whole height would cross the names."""
        marked = [{"nom": name, "x": 0} for name in self.names]
        return layers(marked, mark("tick", {"x": x, "y": y}, orient="vertical", size=20, thickness=1, color=MUTED,
                                   yOffset=below + self.drop))  # fmt: skip


def wrap_name(name: str, width: int = NAME_WIDTH) -> list[str]:
    """The lines of a name above its bar: as few as its room needs, whatever its length, and none nearly empty."""
    said = typeset(name)
    n_lines = len(wrap(said, width))
    if n_lines < 2:
        return [said]
    even = next((less for less in range(width // 2, width) if len(wrap(said, less)) == n_lines), width)
    return wrap(said, even)


def names_y(names: Sequence[str]) -> Spec:
    """The rows of horizontal bars in the order given, without labels of their own."""
    order = list(names)
    return field("nom:N", sort=order, title=None, axis=None, scale={"domain": order, "paddingOuter": 0.3})


def draw_gaps(gaps: Sequence[Row], weeks: Spec) -> Spec:
    """Shading of the days on which a collection failed or did not run, from rows of `list_gaps`."""
    bands = [
        {
            "from": f"{day}T00:00:00Z", "to": f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00Z",
            "infobulle": f"{short_day(date.fromisoformat(day))} : {say_gap(sources)}",
        }
        for day, sources in group_gaps(gaps).items()
    ]  # fmt: skip
    return layers(bands, mark("rect", {"x": weeks, "x2": end("to"), "tooltip": TOOLTIP}, color=GAP, opacity=0.9))


def group_gaps(gaps: Sequence[Row]) -> dict[str, list[str]]:
    """The names of the sources that were not collected whole, by day; none when no collection ran that day."""
    by_day: dict[str, list[str]] = {}
    for gap in sorted(gaps, key=lambda gap: (gap["day"], gap["source"])):
        by_day.setdefault(gap["day"], []).extend([gap["source"]] if gap["source"] else [])
    return by_day


def say_gap(sources: Sequence[str]) -> str:
    """« collecte incomplète (La Gazette) », or that nothing was collected."""
    return f"collecte incomplète ({', '.join(sources)})" if sources else "aucune collecte"
