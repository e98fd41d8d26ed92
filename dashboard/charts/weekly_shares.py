"""Shares week by week with their intervals: of the stances on a target, of the uses of an argument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dashboard.charts.drawing import TOOLTIP, Spec, end, field, layers, mark
from dashboard.charts.frame import draw_gaps, middle_of, say_week, week_x
from dashboard.french import NO_BREAK, between, counted, percent
from dashboard.intervals import ENOUGH, TOO_FEW, Part, Share
from dashboard.names import UNITS
from dashboard.theme import LINE
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

_PERCENT = f"format(datum.value * 100, '.3~g') + '{NO_BREAK}%'"


@dataclass(frozen=True, kw_only=True)
class Series:
    """One of the two things drawn: its name in the legend, the word of its tooltips, its colour and shape."""

    name: str
    word: str
    colour: str
    shape: str


def draw_shares(
    weeks: Mapping[str, Sequence[Share | Part]], both: Sequence[Series], gaps: Sequence[Row], filters: Filters, *,
    voice: Voice, fits: bool = False,
) -> list[Spec]:  # fmt: skip
    """The layers of two series, from the shares of each week in the order of `both`, by its Monday.

    Weeks under 30 units have no point; a grey dash on the base says so. With `fits`, the axis ends at the highest
    bound, else at 100 %.
    """
    points, few = [], []
    for week, shares in weeks.items():
        said = say_week(week, filters.span)
        if shares[0].share is None:
            few.append({"x": middle_of(week, filters.span), "zéro": 0, "infobulle": f"{said} : {TOO_FEW}, "
                        f"{counted(shares[0].total, *UNITS[voice])} (il en faut {ENOUGH})"})  # fmt: skip
            continue
        for place, share in enumerate(shares):
            beside = middle_of(week, filters.span, side=(-1, 1)[place])
            points.append({"x": beside} | _point(said, share, both[place], voice))
    top = min(1.0, 1.05 * max((one["haut"] for one in points), default=0.1)) if fits else 1
    names = [one.name for one in both]
    x = week_x(filters, "x:T")
    axis = {"labelExpr": _PERCENT, "title": None, "tickCount": 4 if fits else 3}
    y = field("part:Q", scale={"domain": [0, top]}, axis=axis)
    colour = field("quoi:N", scale={"domain": names, "range": [one.colour for one in both]}, legend={})
    shape = field("quoi:N", scale={"domain": names, "range": [one.shape for one in both]}, legend=None)
    known = {"x": x, "color": colour, "tooltip": TOOLTIP}
    return [
        draw_gaps(gaps, week_x(filters)),
        layers(points, mark("rule", {**known, "y": field("bas:Q"), "y2": end("haut")}, strokeWidth=1.6),
               mark("point", {**known, "y": y, "shape": shape}, filled=True, size=80, opacity=1)),
        layers(few, mark("tick", {"x": x, "y": field("zéro:Q"), "tooltip": TOOLTIP}, color=LINE, thickness=5,
                         width=14)),
    ]  # fmt: skip


def _point(when: str, share: Share | Part, series: Series, voice: Voice) -> dict[str, Any]:
    assert share.share is not None and share.low is not None and share.high is not None
    return {
        "part": share.share, "bas": share.low, "haut": share.high, "quoi": series.name,
        "infobulle": f"{when} : {percent(share.share)} ({between(share.low, share.high)}) {series.word}, "
                     f"{counted(share.n, *UNITS[voice])} sur {share.total}",
    }  # fmt: skip


def say_few(voice: Voice) -> str:
    """What the grey dashes are."""
    return f"tiret gris : moins de {ENOUGH} {UNITS[voice][1]}, {TOO_FEW}"
