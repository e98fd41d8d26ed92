"""How much is said, week by week."""

from collections.abc import Callable, Sequence

from dashboard.charts.drawing import TOOLTIP, Drawing, end, field, layers, mark
from dashboard.charts.frame import BY_SPAN, draw_gaps, say_week, week_span, week_x
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
) -> Drawing:
    """Bars of the units of one voice a week, from rows of `count_weekly_volume`; a bar opens `link(week)`."""
    (unit, units), span = UNITS[voice], filters.span
    bars = [
        week_span(row["week"], span) | {"n": row["n"], "zéro": 0, "lien": link(row["week"]),
                                  "infobulle": f"{say_week(row['week'], span)} : {counted(row['n'], unit, units)}"}
        for row in rows if row["voice"] == voice
    ]  # fmt: skip
    encoding = {
        "x": week_x(filters), "x2": end("to"),
        "y": field("n:Q", title=None, axis={"tickMinStep": 1, "tickCount": 3, "format": ",d"}), "y2": end("zéro"),
        "href": field("lien:N"), "tooltip": TOOLTIP,
    }  # fmt: skip
    drawn = layers(bars, mark("bar", encoding, color=USE_COLOURS["asserts"], cursor="pointer"))
    return Drawing(
        layers=[draw_gaps(gaps, week_x(filters)), drawn], height=_HEIGHTS[voice],
        title=f"{units[0].upper()}{units[1:]} {BY_SPAN[span]}",
        subtitle=[f"nombre {OF_UNITS[voice]}, {period(filters.first_on, filters.last_on)}"],
    )  # fmt: skip
