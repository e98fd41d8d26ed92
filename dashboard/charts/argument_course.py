"""The course of an argument: its share of what is written, week by week."""

from collections.abc import Mapping, Sequence

from dashboard.charts.drawing import Drawing
from dashboard.charts.frame import BY_SPAN
from dashboard.charts.weekly_shares import Series, draw_shares, say_few
from dashboard.french import NO_BREAK, period
from dashboard.intervals import Part
from dashboard.names import UNITS, USES
from dashboard.theme import USE_COLOURS
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

SHOWN_USES = ("asserts", "refutes")
_SHAPES: Mapping[str, str] = {"asserts": "circle", "refutes": "square"}
_SERIES = [Series(name=USES[use], word=USES[use], colour=USE_COLOURS[use], shape=_SHAPES[use]) for use in SHOWN_USES]


def draw_course(
    parts: Mapping[str, Mapping[str, Part]], gaps: Sequence[Row], filters: Filters, *, voice: Voice, name: str
) -> Drawing:
    """Shares of the units of a week that assert or refute an argument, with 95 % intervals, by the Monday of each week
    then by use. Weeks under 30 units have no point; a grey dash on the base says so."""
    weeks = {week: [by_use[use] for use in SHOWN_USES] for week, by_use in parts.items()}
    return Drawing(
        layers=draw_shares(weeks, _SERIES, gaps, filters, voice=voice, fits=True), height=150,
        title=f"Part des {UNITS[voice][1]} qui tiennent l’argument, {BY_SPAN[filters.span]}",
        subtitle=[name, f"parmi tous ceux du débat, intervalle à 95{NO_BREAK}% ; {say_few(voice)} ; "
                        f"{period(filters.first_on, filters.last_on)}"],
    )  # fmt: skip
