"""What every chart shares: French locale, fonts, colours, and the shading of days without collection."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import Any

import altair as alt

from dashboard.french import MONTHS, SHORT_MONTHS, THIN_SPACE, short_day, typeset
from dashboard.names import STANCE_SHAPES, STANCES
from dashboard.theme import FONT, GAP, INK, LINE, MUTED, STANCE_COLOURS
from store.database import Row
from store.queries.filters import Filters
from store.texts import as_json

_DAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
_LOCALE: Mapping[str, Any] = {
    "number": {"decimal": ",", "thousands": THIN_SPACE, "grouping": [3], "currency": ["", "\u00a0€"]},
    "time": {
        "dateTime": "%A %e %B %Y à %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
        "days": _DAYS, "shortDays": [day[:3] + "." for day in _DAYS],
        "months": list(MONTHS), "shortMonths": list(SHORT_MONTHS),
    },
}  # fmt: skip


def values(rows: Sequence[Mapping[str, Any]]) -> alt.Data:
    """Rows as JSON text: Altair copies a chart deeply at each step, and text costs nothing to copy."""
    said = [{name: _typeset(name, value) for name, value in row.items()} for row in rows]
    return alt.Data(values=as_json(said), format=alt.JsonDataFormat())


def _typeset(name: str, value: Any) -> Any:
    return typeset(value) if isinstance(value, str) and name != "lien" else value


def dress(chart: Any, title: str, *subtitle: str) -> Any:
    """The chart with its French title, locale, fonts and lines."""
    text: Any = {
        "text": typeset(title), "anchor": "start", "fontSize": 15, "fontWeight": 600, "color": INK, "offset": 12,
        "subtitle": [line for one in subtitle for line in wrap(typeset(one), 57)], "frame": "group",
        "subtitleColor": MUTED, "subtitleFontSize": 12.5,
    }  # fmt: skip
    chart.title = alt.TitleParams(**text)
    # Streamlit fits the whole drawing, title and legend too, into the height of the bars unless told otherwise.
    chart.autosize = alt.AutoSizeParams(type="fit-x", contains="padding")
    chart.padding = {"left": 14, "right": 22, "top": 12, "bottom": 8}
    chart.config = alt.Config(
        locale=_LOCALE, font=FONT, background="transparent", aria=False, view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=MUTED, titleColor=MUTED, gridColor=LINE, domainColor=LINE, tickColor=LINE,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        ),
        legend=alt.LegendConfig(labelColor=INK, labelFontSize=12.5, title=None, orient="top", symbolSize=120),
    )  # fmt: skip
    return chart


def stance_scale(stances: Sequence[str] = tuple(STANCES)) -> alt.Scale:
    """The same colour for a stance everywhere; the legend adds its shape."""
    return alt.Scale(domain=[say_stance(one) for one in stances], range=[STANCE_COLOURS[one] for one in stances])


def say_stance(stance: str) -> str:
    """A stance with its shape: « ▼ contre »."""
    return f"{STANCE_SHAPES[stance]} {STANCES[stance]}"


def week_span(week: str) -> dict[str, str]:
    """Where the bar of a week starts and ends, for a time axis in UTC; half a day stays free on each side."""
    monday = date.fromisoformat(week)
    return {"from": f"{monday}T12:00:00Z", "to": f"{monday + timedelta(days=6)}T12:00:00Z"}


def say_week(week: str) -> str:
    """« semaine du 16 nov. »."""
    return f"semaine du {short_day(date.fromisoformat(week))}"


def middle_of(week: str) -> str:
    """The middle of a week, where its point stands."""
    return f"{date.fromisoformat(week) + timedelta(days=3)}T12:00:00Z"


def week_x(filters: Filters, field: str = "from:T") -> alt.X:
    """The axis of weeks of a period, the same in every chart."""
    return alt.X(
        field, scale=week_scale(filters.first_on, filters.last_on), axis=week_axis(filters.first_on, filters.last_on)
    )


def week_scale(first_on: date, last_on: date) -> alt.Scale:
    """A time axis from the Monday of the first day to the Sunday of the last."""
    first = first_on - timedelta(days=first_on.weekday())
    last = last_on + timedelta(days=7 - last_on.weekday())
    return alt.Scale(type="utc", domain=[f"{first}T00:00:00Z", f"{last}T00:00:00Z"], nice=False)


def week_axis(first_on: date, last_on: date) -> alt.Axis:
    """An axis that names a Monday in two, or in four over more than half a year."""
    monday, mondays = first_on - timedelta(days=first_on.weekday()), []
    while monday <= last_on:
        mondays.append(f"{monday}T00:00:00Z")
        monday += timedelta(weeks=1)
    every = 2 if len(mondays) <= 27 else 4
    return alt.Axis(
        format="%-d %b", title=None, grid=False, labelOverlap="greedy", labelAlign="left", labelFlush=False,
        labelSeparation=10,
        values=mondays[::every],
    )  # fmt: skip


def draw_names(names: Sequence[str], y: alt.Y, *, left: float) -> alt.Chart:
    """The names of horizontal bars, each above its bar from `left` on: a phone has no room beside them."""
    placed = [{"nom": name, "x": left} for name in names]
    return (
        alt.Chart(values(placed))
        .mark_text(align="left", baseline="bottom", dy=-8, color=INK, fontSize=13, fontWeight=500, limit=330)
        .encode(x="x:Q", y=y, text="nom:N")
    )


def names_y(names: Sequence[str]) -> alt.Y:
    """The rows of horizontal bars in the order given, without labels of their own."""
    return alt.Y(
        "nom:N", sort=list(names), title=None, axis=None,
        scale=alt.Scale(domain=list(names), paddingOuter=0.3),
    )  # fmt: skip


def draw_gaps(gaps: Sequence[Row], weeks: alt.X) -> alt.Chart:
    """Shading of the days on which a collection failed, from rows of `list_gaps`."""
    by_day: dict[str, list[str]] = {}
    for gap in gaps:
        by_day.setdefault(gap["day"], []).append(gap["source_id"])
    bands = [
        {
            "from": f"{day}T00:00:00Z", "to": f"{date.fromisoformat(day) + timedelta(days=1)}T00:00:00Z",
            "infobulle": "Collecte incomplète : " + ", ".join(sources),
        }
        for day, sources in sorted(by_day.items())
    ]  # fmt: skip
    return (
        alt.Chart(values(bands))
        .mark_rect(color=GAP, opacity=0.9)
        .encode(x=weeks, x2="to:T", tooltip=alt.Tooltip("infobulle:N", title=" "))
    )
