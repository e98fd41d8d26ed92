"""How much is said, week by week."""

from collections.abc import Callable, Sequence

import altair as alt

from dashboard.charts.frame import draw_gaps, dress, say_week, values, week_span, week_x
from dashboard.french import counted, period
from dashboard.names import OF_UNITS, UNITS
from dashboard.theme import USE_COLOURS
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

Link = Callable[[str], str]
_HEIGHTS = {"reader": 150, "press": 70, "speaker": 70}


def draw_weekly_volume(
    rows: Sequence[Row], gaps: Sequence[Row], filters: Filters, *, voice: Voice, link: Link
) -> alt.LayerChart:
    """Bars of the units of one voice a week, from rows of `count_weekly_volume`; a bar opens `link(week)`."""
    unit, units = UNITS[voice]
    bars = [
        week_span(row["week"]) | {"n": row["n"], "zéro": 0, "lien": link(row["week"]),
                                  "infobulle": f"{say_week(row['week'])} : {counted(row['n'], unit, units)}"}
        for row in rows if row["voice"] == voice
    ]  # fmt: skip
    drawn = (
        alt.Chart(values(bars))
        .mark_bar(color=USE_COLOURS["asserts"], cursor="pointer")
        .encode(
            x=week_x(filters),
            x2="to:T",
            y=alt.Y("n:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3, format=",d")),
            y2="zéro:Q",
            href="lien:N",
            tooltip=alt.Tooltip("infobulle:N", title=" "),
        )
    )  # fmt: skip
    chart = alt.layer(draw_gaps(gaps, week_x(filters)), drawn).properties(height=_HEIGHTS[voice])
    title = f"{units[0].upper()}{units[1:]} par semaine"
    return dress(chart, title, f"nombre {OF_UNITS[voice]}, {period(filters.first_on, filters.last_on)}")
