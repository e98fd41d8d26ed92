"""How often our messages come back, week by week, and in whose words."""

from collections.abc import Mapping, Sequence

from dashboard.charts.drawing import TOOLTIP, Drawing, end, field, layers, mark
from dashboard.charts.frame import BY_SPAN, draw_gaps, say_week, week_span, week_x
from dashboard.french import NO_BREAK, counted, period
from dashboard.theme import ACCENT, USE_COLOURS
from store.database import Row
from store.queries.filters import Filters

_COLOURS = (ACCENT, USE_COLOURS["asserts"], USE_COLOURS["refutes"], USE_COLOURS["reports"])


def draw_messages(
    counts: Mapping[str, Mapping[str, int]], who: Mapping[str, str], gaps: Sequence[Row], filters: Filters
) -> Drawing:
    """Stacked bars of the repeats of our messages, by the Monday of each week then by who says them (see `who`)."""
    bars, span = [], filters.span
    for week, by_who in sorted(counts.items()):
        low = 0
        for slug, name in who.items():
            n = by_who[slug]
            said = f"{say_week(week, span)}{NO_BREAK}: {counted(n, 'reprise')}, {name.lower()}"
            if n:
                bars.append(week_span(week, span) | {"qui": name, "bas": low, "haut": low + n, "infobulle": said})
            low += n
    scale = {"domain": list(who.values()), "range": list(_COLOURS)}
    encoding = {
        "x": week_x(filters), "x2": end("to"),
        "y": field("bas:Q", title=None, axis={"tickMinStep": 1, "tickCount": 4, "format": ",d"}), "y2": end("haut"),
        "color": field("qui:N", scale=scale, legend={"columns": 2}), "tooltip": TOOLTIP,
    }  # fmt: skip
    return Drawing(
        layers=[draw_gaps(gaps, week_x(filters)), layers(bars, mark("bar", encoding))], height=150,
        title=f"Reprises de nos messages {BY_SPAN[span]}",
        subtitle=["selon qui les dit", period(filters.first_on, filters.last_on)],
    )  # fmt: skip
