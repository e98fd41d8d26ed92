"""How much of what the press quotes each camp says."""

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.charts.drawing import TOOLTIP, Drawing, end, field, layers, mark, one_of
from dashboard.charts.frame import Names, names_y
from dashboard.french import NO_BREAK, between, counted, number, percent
from dashboard.theme import ACCENT, INK, MUTED
from dashboard.voices import NOBODY, Voice

_WRITTEN = 0.12  # of the drawing, what stays free beyond the longest interval: its share is written there
_PERCENT = f"format(datum.value * 100, 'd') + '{NO_BREAK}%'"


def draw_voices(
    voices: Mapping[str, Voice], names: Mapping[str, str], *, link: Callable[[str], str], period: str
) -> Drawing:
    """Shares of the words quoted with their 95 % intervals, in the order of `voices`; a bar opens `link(slug)`."""
    bars = [_bar(one, names[one.slug], link(one.slug)) for one in voices.values() if one.share is not None]
    edge = max(0.25, max((bar["haut"] for bar in bars), default=0.0) / (1 - _WRITTEN))
    shown = [names[one.slug] for one in voices.values() if one.share is not None]
    y, named = names_y(shown), Names(shown)
    axis = {"labelExpr": _PERCENT, "title": None, "tickCount": 5, "grid": False}
    x = field("x:Q", scale={"domain": [0, edge], "nice": False}, axis=axis)
    colour = one_of(("datum.inconnu", MUTED), otherwise=ACCENT)
    spread = {"x": field("bas:Q"), "x2": end("haut"), "y": y, "tooltip": TOOLTIP}
    drawn = layers(
        bars,
        mark("bar", {"x": x, "y": y, "color": colour, "href": field("lien:N"), "tooltip": TOOLTIP}, height=15,
             yOffset=4 + named.drop, cursor="pointer"),
        mark("rule", spread, color=INK, strokeWidth=1.4, yOffset=4 + named.drop),
        mark("text", {"x": field("haut:Q"), "y": y, "text": field("texte:N")}, align="left", dx=6, dy=4 + named.drop,
             color=INK, fontSize=12),
    )  # fmt: skip
    return Drawing(
        layers=[drawn, named.draw(y, left=0)], height=named.step(48),
        title="Part des mots cités par la presse, par camp",
        subtitle=[f"mots entre guillemets ou rapportés, intervalle à 95{NO_BREAK}% (articles tirés entiers)", period],
    )  # fmt: skip


def _bar(one: Voice, name: str, link: str) -> dict[str, Any]:
    assert one.share is not None and one.low is not None and one.high is not None
    said = f"{percent(one.share)} ({between(one.low, one.high)})"
    return {
        "nom": name, "lien": link, "x": one.share, "bas": one.low, "haut": one.high, "texte": percent(one.share),
        "inconnu": one.slug == NOBODY,
        "infobulle": f"{name} : {said}, {number(one.n_words)} mots, {counted(one.n_quotes, 'citation')}",
    }  # fmt: skip
