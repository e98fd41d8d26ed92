"""How often our messages come back, week by week, and in whose words."""

from collections.abc import Mapping, Sequence

import altair as alt

from dashboard.charts.frame import draw_gaps, dress, say_week, values, week_span, week_x
from dashboard.french import NO_BREAK, counted, period
from dashboard.theme import ACCENT, USE_COLOURS
from store.database import Row
from store.queries.filters import Filters

_COLOURS = (ACCENT, USE_COLOURS["asserts"], USE_COLOURS["refutes"], USE_COLOURS["reports"])


def draw_messages(
    counts: Mapping[str, Mapping[str, int]], who: Mapping[str, str], gaps: Sequence[Row], filters: Filters
) -> alt.LayerChart:
    """Stacked bars of the repeats of our messages, by the Monday of each week then by who says them (see `who`)."""
    bars = []
    for week, by_who in sorted(counts.items()):
        low = 0
        for slug, name in who.items():
            n = by_who[slug]
            said = f"{say_week(week)}{NO_BREAK}: {counted(n, 'reprise')}, {name.lower()}"
            if n:
                bars.append(week_span(week) | {"qui": name, "bas": low, "haut": low + n, "infobulle": said})
            low += n
    scale = alt.Scale(domain=list(who.values()), range=list(_COLOURS))
    drawn = (
        alt.Chart(values(bars))
        .mark_bar()
        .encode(
            x=week_x(filters), x2="to:T",
            y=alt.Y("bas:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4, format=",d")), y2="haut:Q",
            color=alt.Color("qui:N", scale=scale, legend=alt.Legend(columns=2)),
            tooltip=alt.Tooltip("infobulle:N", title=" "),
        )
    )  # fmt: skip
    chart = alt.layer(draw_gaps(gaps, week_x(filters)), drawn).properties(height=150)
    return dress(
        chart, "Reprises de nos messages par semaine", "selon qui les dit", period(filters.first_on, filters.last_on)
    )
