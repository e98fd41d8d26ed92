"""The course of an argument: its share of what is written, week by week."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard.charts.frame import draw_gaps, dress, middle_of, say_week, values, week_x
from dashboard.french import NO_BREAK, counted, period
from dashboard.intervals import ENOUGH
from dashboard.ledger import Part
from dashboard.names import UNITS, USES
from dashboard.theme import LINE, USE_COLOURS
from dashboard.trend import TOO_FEW
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

SHOWN_USES = ("asserts", "refutes")
_SHIFTS = {"asserts": "T00:00:00Z", "refutes": "T23:59:00Z"}
_PERCENT = "format(datum.value, '.0%')"


def draw_course(
    parts: Mapping[str, Mapping[str, Part]], gaps: Sequence[Row], filters: Filters, *, voice: Voice, name: str
) -> alt.LayerChart:
    """Shares of the units of a week that assert or refute an argument, with 95 % intervals, by the Monday of each week
    then by use. Weeks under 30 units have no point; a grey dash on the base says so."""
    points, few = [], []
    for week, by_use in parts.items():
        for use in SHOWN_USES:
            part = by_use[use]
            if part.share is not None:
                points.append(_point(week, use, part, voice))
        total = by_use[SHOWN_USES[0]].total
        if by_use[SHOWN_USES[0]].share is None:
            few.append({"x": middle_of(week), "zéro": 0, "infobulle": f"{say_week(week)} : {TOO_FEW}, "
                        f"{counted(total, *UNITS[voice])} (il en faut {ENOUGH})"})  # fmt: skip
    top = max((float(one["haut"]) for one in points), default=0.1)
    x = week_x(filters, "x:T")
    y = alt.Y("part:Q", scale=alt.Scale(domain=[0, min(1.0, top * 1.05)]),
              axis=alt.Axis(labelExpr=_PERCENT, title=None, tickCount=4))  # fmt: skip
    colours = alt.Scale(domain=[USES[use] for use in SHOWN_USES], range=[USE_COLOURS[use] for use in SHOWN_USES])
    colour = alt.Color("usage:N", scale=colours, legend=alt.Legend())
    shapes = alt.Shape("usage:N", legend=None, scale=alt.Scale(domain=[USES[use] for use in SHOWN_USES],
                                                               range=["circle", "square"]))  # fmt: skip
    tip = alt.Tooltip("infobulle:N", title=" ")
    base = alt.Chart(values(points))
    chart = alt.layer(
        draw_gaps(gaps, week_x(filters)),
        base.mark_rule(strokeWidth=1.6).encode(x=x, y=alt.Y("bas:Q"), y2="haut:Q", color=colour, tooltip=tip),
        base.mark_point(filled=True, size=70, opacity=1).encode(x=x, y=y, color=colour, shape=shapes, tooltip=tip),
        alt.Chart(values(few)).mark_tick(color=LINE, thickness=5, width=14).encode(x=x, y="zéro:Q", tooltip=tip),
    ).properties(height=150)  # fmt: skip
    return dress(
        chart, f"Part des {UNITS[voice][1]} qui tiennent l’argument, par semaine", name,
        f"parmi tous ceux du débat, intervalle à 95{NO_BREAK}% ; tiret gris : moins de {ENOUGH} {UNITS[voice][1]}, "
        f"{TOO_FEW} ; {period(filters.first_on, filters.last_on)}",
    )  # fmt: skip


def _point(week: str, use: str, part: Part, voice: Voice) -> dict[str, Any]:
    return {
        "x": middle_of(week)[:10] + _SHIFTS[use], "part": part.share, "bas": part.low, "haut": part.high,
        "usage": USES[use],
        "infobulle": f"{say_week(week)} : {part.say()}, {USES[use]}, {counted(part.n, *UNITS[voice])} sur {part.total}",
    }  # fmt: skip
