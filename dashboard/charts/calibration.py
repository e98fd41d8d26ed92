"""Scores against the share of right calls."""

from collections.abc import Sequence

from dashboard.calibration import Step
from dashboard.charts.drawing import TOOLTIP, Drawing, end, field, layers, mark
from dashboard.french import NO_BREAK, between, counted, number, percent
from dashboard.theme import ACCENT, MUTED


def draw_calibration(steps: Sequence[Step]) -> Drawing:
    """A point a span of scores with its interval, and the line on which a score says the truth."""
    points = [
        {
            "score": one.score, "part": one.share, "bas": one.low, "haut": one.high,
            "infobulle": f"score {number(one.score, digits=2)}{NO_BREAK}: {percent(one.share)} de justes "
                         f"({between(one.low, one.high)}), {counted(one.n, 'position jugée', 'positions jugées')}",
        }
        for one in steps
    ]  # fmt: skip
    scale = {"domain": [0.4, 1], "nice": False}
    x = field("score:Q", scale=scale, title="Score donné par la machine", axis={"format": ".1f", "tickCount": 6})
    percents = {"labelExpr": f"format(datum.value * 100, 'd') + '{NO_BREAK}%'", "tickCount": 5}
    y = field("part:Q", scale={"domain": [0, 1]}, title="Part de justes", axis=percents)
    line = layers([{"score": one, "part": one} for one in (0.4, 1.0)],
                  mark("line", {"x": x, "y": y}, color=MUTED, strokeDash=[4, 4]))  # fmt: skip
    known = {"x": x, "tooltip": TOOLTIP}
    measured = layers(
        points,
        mark("rule", {**known, "y": field("bas:Q", axis=percents), "y2": end("haut")}, color=ACCENT, strokeWidth=1.6),
        mark("point", {**known, "y": y}, color=ACCENT, filled=True, size=80, opacity=1),
    )
    return Drawing(
        layers=[line, measured], height=230, title="Ce que vaut un score",
        subtitle=["part des positions justes, d’après l’audit ; sur la ligne, un score dit vrai"],
    )  # fmt: skip
