"""What every chart shares: French locale, fonts, colours, and the shading of days without collection."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from dashboard.french import MONTHS, SHORT_MONTHS, THIN_SPACE, short_day
from dashboard.names import STANCE_SHAPES, STANCES
from dashboard.theme import FONT, INK, LINE, MUTED, STANCE_COLOURS
from store.database import Row

_DAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
_LOCALE: Mapping[str, Any] = {
    "number": {"decimal": ",", "thousands": THIN_SPACE, "grouping": [3], "currency": ["", "\u00a0€"]},
    "time": {
        "dateTime": "%A %e %B %Y à %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
        "days": _DAYS, "shortDays": [day[:3] + "." for day in _DAYS],
        "months": list(MONTHS), "shortMonths": list(SHORT_MONTHS),
    },
}  # fmt: skip
GAP_COLOUR = "#e9dfc8"
WEEK_AXIS = alt.Axis(
    format="%-d %b", title=None, grid=False, labelOverlap="greedy", labelFlush=False,
    tickCount={"interval": "week", "step": 2},
)  # fmt: skip


def values(rows: Sequence[Mapping[str, Any]]) -> alt.Data:
    """Rows as they stand in the chart; no other library in between."""
    return alt.Data(values=[dict(row) for row in rows])


def dress(chart: alt.TopLevelMixin, title: str, subtitle: str = "") -> Any:
    """The chart with its French title, locale, fonts and lines."""
    text: Any = {
        "text": title, "anchor": "start", "fontSize": 15, "fontWeight": 600, "color": INK, "offset": 12,
        "subtitle": subtitle or [], "subtitleColor": MUTED, "subtitleFontSize": 12.5, "frame": "group",
    }  # fmt: skip
    return (
        chart.properties(title=alt.TitleParams(**text))
        .configure(locale=_LOCALE, font=FONT, background="transparent", aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=MUTED, titleColor=MUTED, gridColor=LINE, domainColor=LINE, tickColor=LINE,
            labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        )
        .configure_legend(labelColor=INK, labelFontSize=12.5, title=None, orient="top", symbolSize=120)
        .configure_header(labelColor=INK, labelFontSize=12.5, labelFontWeight=600, title=None)
    )  # fmt: skip


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


def week_scale(first_on: date, last_on: date) -> alt.Scale:
    """A time axis from the Monday of the first day to the Sunday of the last."""
    first = first_on - timedelta(days=first_on.weekday())
    last = last_on + timedelta(days=7 - last_on.weekday())
    return alt.Scale(type="utc", domain=[f"{first}T00:00:00Z", f"{last}T00:00:00Z"], nice=False)


def draw_gaps(gaps: Sequence[Row], scale: alt.Scale) -> alt.Chart:
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
        .mark_rect(color=GAP_COLOUR, opacity=0.9)
        .encode(
            x=alt.X("from:T", scale=scale, axis=WEEK_AXIS), x2="to:T", tooltip=alt.Tooltip("infobulle:N", title=" ")
        )
    )
