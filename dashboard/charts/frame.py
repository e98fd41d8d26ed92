"""What every chart shares: the axis of weeks, the names of bars, and the shading of days without collection."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from dashboard.charts.drawing import TOOLTIP, Spec, end, field, layers, mark
from dashboard.french import short_day
from dashboard.names import STANCE_SHAPES, STANCES
from dashboard.theme import GAP, INK, STANCE_COLOURS
from store.database import Row
from store.queries.filters import Filters


def stance_scale(stances: Sequence[str] = tuple(STANCES)) -> Spec:
    """The same colour for a stance everywhere; the legend adds its shape."""
    return {"domain": [say_stance(one) for one in stances], "range": [STANCE_COLOURS[one] for one in stances]}


def say_stance(stance: str) -> str:
    """A stance with its shape: « ▼ contre »."""
    return f"{STANCE_SHAPES[stance]} {STANCES[stance]}"


def week_span(week: str) -> dict[str, Any]:
    """Where the bar of a week starts and ends, for a time axis in UTC; half a day stays free on each side."""
    monday = date.fromisoformat(week)
    return {"from": f"{monday}T12:00:00Z", "to": f"{monday + timedelta(days=6)}T12:00:00Z"}


def say_week(week: str) -> str:
    """« semaine du 16 nov. »."""
    return f"semaine du {short_day(date.fromisoformat(week))}"


def middle_of(week: str) -> str:
    """The middle of a week, where its point stands."""
    return f"{date.fromisoformat(week) + timedelta(days=3)}T12:00:00Z"


def week_x(filters: Filters, column: str = "from:T") -> Spec:
    """The axis of weeks of a period, the same in every chart."""
    first, last = filters.first_on, filters.last_on
    return field(column, scale=week_scale(first, last), axis=week_axis(first, last))


def week_scale(first_on: date, last_on: date) -> Spec:
    """A time axis from the Monday of the first day to the Sunday of the last."""
    first = first_on - timedelta(days=first_on.weekday())
    last = last_on + timedelta(days=7 - last_on.weekday())
    return {"type": "utc", "domain": [f"{first}T00:00:00Z", f"{last}T00:00:00Z"], "nice": False}


def week_axis(first_on: date, last_on: date) -> Spec:
    """An axis that names a Monday in two, or in four over more than half a year."""
    monday, mondays = first_on - timedelta(days=first_on.weekday()), []
    while monday <= last_on:
        mondays.append(f"{monday}T00:00:00Z")
        monday += timedelta(weeks=1)
    every = 2 if len(mondays) <= 27 else 4
    return {
        "format": "%-d %b", "title": None, "grid": False, "labelOverlap": "greedy", "labelAlign": "left",
        "labelFlush": False, "labelSeparation": 10, "values": mondays[::every],
    }  # fmt: skip


def draw_names(names: Sequence[str], y: Spec, *, left: float) -> Spec:
    """The names of horizontal bars, each above its bar from `left` on: a phone has no room beside them."""
    placed = [{"nom": name, "x": left} for name in names]
    encoding = {"x": field("x:Q"), "y": y, "text": field("nom:N")}
    return layers(placed, mark("text", encoding, align="left", baseline="bottom", dy=-8, color=INK, fontSize=13,
                               fontWeight=500, limit=330))  # fmt: skip


def names_y(names: Sequence[str]) -> Spec:
    """The rows of horizontal bars in the order given, without labels of their own."""
    order = list(names)
    return field("nom:N", sort=order, title=None, axis=None, scale={"domain": order, "paddingOuter": 0.3})


def draw_gaps(gaps: Sequence[Row], weeks: Spec) -> Spec:
    """Shading of the days on which a collection failed, from rows of `list_gaps`."""
    by_day: dict[str, list[str]] = {}
    for gap in gaps:
        by_day.setdefault(gap["day"], []).append(gap["source_id"])
    bands = [
        {
            "from": f"{day}T00:00:00Z", "to": f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00Z",
            "infobulle": "Collecte incomplète : " + ", ".join(sources),
        }
        for day, sources in sorted(by_day.items())
    ]  # fmt: skip
    return layers(bands, mark("rect", {"x": weeks, "x2": end("to"), "tooltip": TOOLTIP}, color=GAP, opacity=0.9))
