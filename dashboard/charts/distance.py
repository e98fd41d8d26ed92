"""How far readers stand from the press."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt

from dashboard.charts.frame import draw_names, dress, names_y, values
from dashboard.french import NO_BREAK, number, percent, period
from dashboard.intervals import Distance, Share
from dashboard.theme import INK, MUTED, STANCE_COLOURS
from store.queries.filters import Filters
from store.verdicts import Voice

WHO: Mapping[Voice, str] = {"press": "la presse", "speaker": "les personnes citées", "reader": "les lecteurs"}
_SIGNS: Mapping[Voice, str] = {"reader": "lecteurs", "press": "presse", "speaker": "personnes citées"}


def say_distance(distance: Distance, voice: Voice) -> str:
    """« +12 points (+4 à +20) : les lecteurs sont plus souvent contre que la presse », or that nothing is settled."""
    if distance.value is None or distance.low is None or distance.high is None:
        return "effectif trop faible d’un côté"
    bounds = f"{_points(distance.value)} points ({_points(distance.low)} à {_points(distance.high)})"
    if not distance.is_settled:
        return f"{bounds} : aucun écart établi"
    more = "plus" if distance.value > 0 else "moins"
    return f"{bounds} : les lecteurs sont {more} souvent contre que {WHO[voice]}"


def _points(share: float) -> str:
    sign = "+" if round(share * 100) > 0 else "−" if round(share * 100) < 0 else ""
    return f"{sign}{number(abs(share) * 100)}"


def draw_distance(
    distances: Mapping[str, Distance],
    names: Mapping[str, str],
    filters: Filters,
    *,
    voice: Voice,
    link: Callable[[str, Voice], str],
) -> alt.LayerChart:
    """Two points a target, readers' share against and the other voice's, with their intervals and a line between.

    Only targets with enough units on both sides are drawn; a point opens `link(target, voice)`.
    """  # fmt: skip
    points: list[dict[str, Any]] = []
    for target, distance in distances.items():
        both: Sequence[tuple[Voice, Share]] = (("reader", distance.reader), (voice, distance.other))
        for who, share in both:
            if share.share is None:
                continue
            points.append({
                "nom": names[target], "qui": _SIGNS[who], "part": share.share, "bas": share.low, "haut": share.high,
                "lien": link(target, who), "texte": percent(share.share),
                "infobulle": f"{names[target]}{NO_BREAK}: {percent(share.share)} contre, {_SIGNS[who]}, "
                             f"{number(share.n)} sur {number(share.total)}",
            })  # fmt: skip
    drawn = [names[target] for target in distances]
    y = names_y(drawn)
    scale = alt.Scale(domain=[0, 1], nice=False)
    percents = alt.Axis(labelExpr=f"format(datum.value * 100, 'd') + '{NO_BREAK}%'", title=None, tickCount=5)
    x = alt.X("part:Q", scale=scale, axis=percents)
    signs = [_SIGNS["reader"], _SIGNS[voice]]
    colour = alt.Color("qui:N", scale=alt.Scale(domain=signs, range=[STANCE_COLOURS["against"], INK]),
                       legend=alt.Legend())  # fmt: skip
    shape = alt.Shape("qui:N", scale=alt.Scale(domain=signs, range=["circle", "square"]), legend=alt.Legend())
    tip = alt.Tooltip("infobulle:N", title=" ")
    low = alt.X("bas:Q", scale=scale, axis=percents)
    layers = [alt.Chart(values([{"x": 0}])).mark_rule(color=MUTED).encode(x=alt.X("x:Q", scale=scale, axis=percents))]
    for sign, shift in ((signs[0], 1), (signs[1], 11)):
        base = alt.Chart(values([point for point in points if point["qui"] == sign])).encode(
            y=y, color=colour, tooltip=tip
        )
        layers += [
            base.mark_rule(strokeWidth=1.6, yOffset=shift).encode(x=low, x2="haut:Q"),
            base.mark_point(filled=True, size=80, opacity=1, yOffset=shift, cursor="pointer")
            .encode(x=x, shape=shape, href="lien:N"),
        ]  # fmt: skip
    layers.append(draw_names(drawn, y, left=0))
    chart = alt.layer(*layers).properties(height=alt.Step(54))
    return dress(
        chart, f"Part contre : les lecteurs et {WHO[voice]}", f"intervalle à 95{NO_BREAK}%, par cible",
        period(filters.first_on, filters.last_on),
    )  # fmt: skip
