"""How far readers stand from the press."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.charts.drawing import TOOLTIP, Drawing, end, field, layers, mark
from dashboard.charts.frame import Names, names_y
from dashboard.french import NO_BREAK, number, percent, period
from dashboard.intervals import Distance, Share
from dashboard.theme import INK, STANCE_COLOURS
from store.queries.filters import Filters
from store.verdicts import Voice

WHO: Mapping[Voice, str] = {"press": "la presse", "speaker": "les personnes citées", "reader": "les lecteurs"}
_SIGNS: Mapping[Voice, str] = {"reader": "lecteurs", "press": "presse", "speaker": "personnes citées"}


def say_distance(distance: Distance, voice: Voice) -> str:
    """« +12 points (+4 à +20) : les lecteurs sont plus souvent contre que la presse », or that nothing is settled."""
    if distance.value is None or distance.low is None or distance.high is None:
        return "effectif trop faible d’un côté"
    word = "point" if abs(round(distance.value * 100)) < 2 else "points"
    bounds = f"{_points(distance.value)} {word} ({_points(distance.low)} à {_points(distance.high)})"
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
) -> Drawing:
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
    y, named = names_y(drawn), Names(drawn)
    scale = {"domain": [0, 1], "nice": False}
    percents = {
        "labelExpr": f"format(datum.value * 100, 'd') + '{NO_BREAK}%'",
        "title": None,
        "tickCount": 5,
        "grid": False,
    }
    signs = [_SIGNS["reader"], _SIGNS[voice]]
    colour = field("qui:N", legend={}, scale={"domain": signs, "range": [STANCE_COLOURS["against"], INK]})
    shape = field("qui:N", legend={}, scale={"domain": signs, "range": ["circle", "square"]})
    drawn_layers = [named.draw_zero(y, field("x:Q", scale=scale, axis=percents), below=6)]
    for sign, shift in ((signs[0], 1 + named.drop), (signs[1], 11 + named.drop)):
        known = {"y": y, "color": colour, "tooltip": TOOLTIP}
        spread = {**known, "x": field("bas:Q", scale=scale, axis=percents), "x2": end("haut")}
        point = {**known, "x": field("part:Q", scale=scale, axis=percents), "shape": shape, "href": field("lien:N")}
        drawn_layers.append(layers(
            [one for one in points if one["qui"] == sign], mark("rule", spread, strokeWidth=1.6, yOffset=shift),
            mark("point", point, filled=True, size=80, opacity=1, yOffset=shift, cursor="pointer"),
        ))  # fmt: skip
    return Drawing(
        layers=[*drawn_layers, named.draw(y, left=0)], height=named.step(54),
        title=f"Part contre : les lecteurs et {WHO[voice]}",
        subtitle=[f"intervalle à 95{NO_BREAK}%, par cible", period(filters.first_on, filters.last_on)],
    )  # fmt: skip
