"""What happened, marked on a time axis: events of the debate, our own actions, changes of composition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dashboard.charts.drawing import TOOLTIP, Drawing, field, layers, mark, one_of
from dashboard.charts.frame import week_x
from dashboard.french import NO_BREAK, short_day
from dashboard.theme import ACCENT, INK, MUTED
from store.queries.filters import Filters

Sort = Literal["event", "action", "change"]
SORTS: dict[Sort, str] = {"event": "événement", "action": "action de notre part", "change": "composition changée"}


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A dated fact; `sign` stands on the chart and in the list under it: « 1 », « A », « ≠ »."""

    day: date
    sort: Sort
    sign: str
    title: str

    def say(self) -> str:
        """« 1 · 12 oct. 2026 : Vote au Sénat »."""
        return f"{short_day(self.day, with_year=True)}{NO_BREAK}: {self.title}"


def mark_times(chart: Drawing, marks: Sequence[Mark], filters: Filters) -> Drawing:
    """A chart of weeks with a line and a sign for each mark, over its whole height."""
    if not marks:
        return chart
    placed = [
        {"x": f"{one.day}T12:00:00Z", "signe": one.sign, "sorte": one.sort,
         "infobulle": f"{SORTS[one.sort].capitalize()}, {one.say()}"}
        for one in marks
    ]  # fmt: skip
    colour = one_of(("datum.sorte === 'action'", ACCENT), ("datum.sorte === 'change'", INK), otherwise=MUTED)
    shared = {"x": week_x(filters, "x:T"), "color": colour, "tooltip": TOOLTIP}
    signs = {**shared, "y": {"value": 0}, "text": field("signe:N")}
    drawn = layers(
        placed, mark("rule", shared, strokeWidth=1.2, strokeDash=[3, 3]),
        mark("text", signs, baseline="bottom", dy=-2, fontSize=11, fontWeight=600),
    )  # fmt: skip
    return replace(chart, layers=[*chart.layers, drawn])
