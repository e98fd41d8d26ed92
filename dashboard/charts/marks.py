"""What happened, marked on a time axis: events of the debate, our own actions, changes of composition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt

from dashboard.charts.frame import values, week_x
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


def mark_times(chart: alt.LayerChart, marks: Sequence[Mark], filters: Filters) -> alt.LayerChart:
    """A chart of weeks with a line and a sign for each mark, over its whole height."""
    if not marks:
        return chart
    x = week_x(filters, "x:T")
    placed = [
        {"x": f"{mark.day}T12:00:00Z", "signe": mark.sign, "sorte": mark.sort,
         "infobulle": f"{SORTS[mark.sort].capitalize()}, {mark.say()}"}
        for mark in marks
    ]  # fmt: skip
    base = alt.Chart(values(placed))
    tip = alt.Tooltip("infobulle:N", title=" ")
    colour = _colour()
    chart.layer += [
        base.mark_rule(strokeWidth=1.2, strokeDash=[3, 3]).encode(x=x, color=colour, tooltip=tip),
        base.mark_text(baseline="bottom", dy=-2, fontSize=11, fontWeight=600)
        .encode(x=x, y=alt.value(0), text="signe:N", color=colour, tooltip=tip),
    ]  # fmt: skip
    return chart


def _colour() -> Any:
    return (
        alt.when("datum.sorte === 'action'").then(alt.value(ACCENT))
        .when("datum.sorte === 'change'").then(alt.value(INK)).otherwise(alt.value(MUTED))
    )  # fmt: skip
