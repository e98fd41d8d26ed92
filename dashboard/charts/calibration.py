"""Scores against the share of right calls."""

from collections.abc import Sequence

import altair as alt

from dashboard.calibration import Step
from dashboard.charts.frame import dress, values
from dashboard.french import NO_BREAK, between, counted, number, percent
from dashboard.theme import ACCENT, MUTED


def draw_calibration(steps: Sequence[Step]) -> alt.LayerChart:
    """A point a span of scores with its interval, and the line on which a score says the truth."""
    points = [
        {
            "score": one.score, "part": one.share, "bas": one.low, "haut": one.high,
            "infobulle": f"score {number(one.score, digits=2)}{NO_BREAK}: {percent(one.share)} de justes "
                         f"({between(one.low, one.high)}), {counted(one.n, 'position jugée', 'positions jugées')}",
        }
        for one in steps
    ]  # fmt: skip
    scale = alt.Scale(domain=[0.4, 1], nice=False)
    x = alt.X("score:Q", scale=scale, title="Score donné par la machine", axis=alt.Axis(format=".1f", tickCount=6))
    percents = alt.Axis(labelExpr=f"format(datum.value * 100, 'd') + '{NO_BREAK}%'", tickCount=5)
    y = alt.Y("part:Q", scale=alt.Scale(domain=[0, 1]), title="Part de justes", axis=percents)
    line = alt.Chart(values([{"score": one, "part": one} for one in (0.4, 1.0)])).mark_line(
        color=MUTED, strokeDash=[4, 4]
    )
    base = alt.Chart(values(points)).encode(x=x, tooltip=alt.Tooltip("infobulle:N", title=" "))
    layers = (
        line.encode(x=x, y=y),
        base.mark_rule(color=ACCENT, strokeWidth=1.6).encode(y=alt.Y("bas:Q", axis=percents), y2="haut:Q"),
        base.mark_point(color=ACCENT, filled=True, size=80, opacity=1).encode(y=y),
    )
    return dress(
        alt.layer(*layers).properties(height=230), "Ce que vaut un score",
        "part des positions justes, d’après l’audit ; sur la ligne, un score dit vrai",
    )  # fmt: skip
