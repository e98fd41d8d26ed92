"""How much of what the press quotes each camp says."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

import altair as alt

from dashboard.charts.frame import draw_names, dress, names_y, values
from dashboard.french import NO_BREAK, between, counted, number, percent
from dashboard.theme import ACCENT, INK, MUTED
from dashboard.voices import NOBODY, Voice

_PERCENT = f"format(datum.value * 100, 'd') + '{NO_BREAK}%'"


def draw_voices(
    voices: Mapping[str, Voice], names: Mapping[str, str], *, link: Callable[[str], str], period: str
) -> alt.LayerChart:
    """Shares of the words quoted with their 95 % intervals, in the order of `voices`; a bar opens `link(slug)`."""
    bars = [_bar(one, names[one.slug], link(one.slug)) for one in voices.values() if one.share is not None]
    edge = max(0.25, ceil(max((bar["haut"] for bar in bars), default=0.25) * 4) / 4)
    shown = [names[one.slug] for one in voices.values() if one.share is not None]
    y = names_y(shown)
    axis = alt.Axis(labelExpr=_PERCENT, title=None, tickCount=5, grid=False)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, edge], nice=False), axis=axis)
    tip = alt.Tooltip("infobulle:N", title=" ")
    base = alt.Chart(values(bars))
    colour = alt.when("datum.inconnu").then(alt.value(MUTED)).otherwise(alt.value(ACCENT))
    chart = alt.layer(
        base.mark_bar(height=15, yOffset=4, cursor="pointer")
        .encode(x=x, y=y, color=colour, href="lien:N", tooltip=tip),
        base.mark_rule(color=INK, strokeWidth=1.4, yOffset=4).encode(x="bas:Q", x2="haut:Q", y=y, tooltip=tip),
        base.mark_text(align="left", dx=6, dy=4, color=INK, fontSize=12).encode(x="haut:Q", y=y, text="texte:N"),
        draw_names(shown, y, left=0),
    ).properties(height=alt.Step(48))  # fmt: skip
    return dress(
        chart, "Part des mots cités par la presse, par camp",
        f"mots entre guillemets ou rapportés, intervalle à 95{NO_BREAK}% (articles tirés entiers)", period,
    )  # fmt: skip


def _bar(one: Voice, name: str, link: str) -> dict[str, Any]:
    assert one.share is not None and one.low is not None and one.high is not None
    said = f"{percent(one.share)} ({between(one.low, one.high)})"
    return {
        "nom": name, "lien": link, "x": one.share, "bas": one.low, "haut": one.high, "texte": percent(one.share),
        "inconnu": one.slug == NOBODY,
        "infobulle": f"{name} : {said}, {number(one.n_words)} mots, {counted(one.n_quotes, 'citation')}",
    }  # fmt: skip
