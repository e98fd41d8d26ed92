"""Who is for and who is against: by target over a period, and week by week for one target."""

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any

import altair as alt

from dashboard.charts.frame import (
    draw_gaps,
    draw_names,
    dress,
    middle_of,
    names_y,
    say_stance,
    say_week,
    stance_scale,
    values,
    week_span,
    week_x,
)
from dashboard.french import NO_BREAK, between, counted, number, percent, period
from dashboard.intervals import ENOUGH, Share, by_stance
from dashboard.names import OF_UNITS, STANCES, UNITS
from dashboard.theme import CARD, INK, LINE, MUTED, STANCE_COLOURS
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

SIDES = ("against", "favour")
TOO_FEW = "effectif trop faible"
# An axis whose left half reads as a share too.
_ABSOLUTE_PERCENT = f"format(abs(datum.value) * 100, 'd') + '{NO_BREAK}%'"
StanceLink = Callable[[str, str], str]


def draw_stance_by_target(
    shares: Mapping[str, Sequence[Share]],
    names: Mapping[str, str],
    filters: Filters,
    *,
    voice: Voice,
    link: StanceLink,
    title: str = "par cible",
) -> alt.LayerChart:
    """Shares against (to the left) and for (to the right) of each target, with 95 % intervals.

    `shares` and `names` go by target slug, drawn in the order of `shares`; `link(target, stance)` is opened by a bar.
    A target under 30 units has no bar, only its count; `title` says what stands for targets (audiences).
    """  # fmt: skip
    bars, notes = [], []
    for target, found in shares.items():
        sides = by_stance(found)
        total = found[0].total
        if found[0].share is None:
            text = f"{TOO_FEW} ({number(total)})"
            notes.append({"nom": names[target], "x": 0, "texte": text})
            continue
        bars += [_side_bar(sides[stance], names[target], link(target, stance), voice) for stance in SIDES]
    bounds = [abs(bar[end]) for bar in bars for end in ("bas", "haut")]
    edge = max(0.5, ceil(max(bounds, default=0.0) * 4) / 4)
    y = names_y(list(names[target] for target in shares))
    axis = alt.Axis(labelExpr=_ABSOLUTE_PERCENT, title=None, tickCount=5, grid=False)
    x = alt.X("x:Q", scale=alt.Scale(domain=[-edge, edge], nice=False), axis=axis)
    colour = alt.Color("position:N", scale=stance_scale(SIDES), legend=alt.Legend())
    tip = alt.Tooltip("infobulle:N", title=" ")
    base = alt.Chart(values(bars))
    layers = [
        base.mark_bar(height=15, yOffset=4, cursor="pointer")
        .encode(x=x, y=y, color=colour, href="lien:N", tooltip=tip),
        base.mark_rule(color=INK, strokeWidth=1.4, yOffset=4).encode(x="bas:Q", x2="haut:Q", y=y, tooltip=tip),
        base.transform_filter("datum.x < 0").mark_text(align="right", dx=-6, dy=4, color=INK, fontSize=12)
        .encode(x="haut:Q", y=y, text="texte:N"),
        base.transform_filter("datum.x >= 0").mark_text(align="left", dx=6, dy=4, color=INK, fontSize=12)
        .encode(x="haut:Q", y=y, text="texte:N"),
        alt.Chart(values(notes)).mark_text(align="left", dx=8, dy=4, color=MUTED, fontStyle="italic", fontSize=12)
        .encode(x=x, y=y, text="texte:N"),
        alt.Chart(values([{"x": 0}])).mark_rule(color=MUTED, strokeWidth=1).encode(x="x:Q"),
        draw_names([names[target] for target in shares], y, left=-edge),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(height=alt.Step(48))
    return dress(
        chart, f"Part des {UNITS[voice][1]} contre et pour, {title}",
        f"parmi ceux qui en parlent, intervalle à 95{NO_BREAK}%", period(filters.first_on, filters.last_on),
    )  # fmt: skip


def _side_bar(share: Share, name: str, link: str, voice: Voice) -> dict[str, Any]:
    assert share.share is not None and share.low is not None and share.high is not None
    sign = -1 if share.stance == "against" else 1
    said = f"{percent(share.share)} ({between(share.low, share.high)})"
    return {
        "nom": name, "position": say_stance(share.stance), "lien": link, "texte": percent(share.share),
        "x": sign * share.share, "bas": sign * share.low, "haut": sign * share.high,
        "infobulle": f"{name} : {said} {STANCES[share.stance]}, "
                     f"{counted(share.n, *UNITS[voice])} sur {share.total}",
    }  # fmt: skip


def _outline() -> Any:
    """What takes no side is pale: an outline keeps it apart from the paper."""
    pale = alt.when(f"datum.position === '{say_stance('unclear')}'")
    return pale.then(alt.value(STANCE_COLOURS["neutral"])).otherwise(alt.value(CARD))


def draw_weekly_counts(
    rows: Sequence[Row], gaps: Sequence[Row], filters: Filters, *, voice: Voice, name: str, link: StanceLink
) -> alt.LayerChart:
    """Stacked bars of the four stances a week for one target, from rows of `count_weekly_stance`.

    A segment opens `link(week, stance)`.
    """
    summed: dict[tuple[str, str], int] = {}
    for row in rows:
        slot = (row["week"], row["stance"])
        summed[slot] = summed.get(slot, 0) + row["n"]
    bars, heights = [], dict.fromkeys((week for week, _ in summed), 0)
    for week, stance in sorted(summed, key=lambda slot: list(STANCES).index(slot[1])):
        n, low = summed[week, stance], heights[week]
        heights[week] = low + n
        said = f"{say_week(week)}{NO_BREAK}: {counted(n, *UNITS[voice])} « {STANCES[stance]} »"
        bars.append(
            week_span(week) | {"position": say_stance(stance), "bas": low, "haut": low + n, "n": n,
                               "lien": link(week, stance), "infobulle": said}
        )  # fmt: skip
    drawn = (
        alt.Chart(values(bars))
        .mark_bar(cursor="pointer", strokeWidth=0.7)
        .encode(
            stroke=_outline(),
            x=week_x(filters),
            x2="to:T",
            y=alt.Y("bas:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4, format=",d")),
            y2="haut:Q",
            color=alt.Color("position:N", scale=stance_scale(), legend=alt.Legend(columns=4)),
            href="lien:N",
            tooltip=alt.Tooltip("infobulle:N", title=" "),
        )
    )
    chart = alt.layer(draw_gaps(gaps, week_x(filters)), drawn).properties(height=170 if voice == "reader" else 110)
    units = UNITS[voice][1]
    return dress(
        chart, f"{units[0].upper()}{units[1:]} par semaine et par position", name,
        f"nombre {OF_UNITS[voice]}, {period(filters.first_on, filters.last_on)}",
    )  # fmt: skip


def draw_weekly_share(
    shares: Mapping[str, Sequence[Share]], gaps: Sequence[Row], filters: Filters, *, voice: Voice, name: str
) -> alt.LayerChart:
    """Shares against and for a week, with 95 % intervals, by the Monday of each week.

    Weeks under 30 units have no point; a grey dash on the base says so.
    """
    points, few = [], []
    for week, found in shares.items():
        if found[0].share is None:
            few.append({"x": middle_of(week), "zéro": 0, "infobulle": f"{say_week(week)} : {TOO_FEW}, "
                        f"{counted(found[0].total, *UNITS[voice])} (il en faut {ENOUGH})"})  # fmt: skip
            continue
        points += [_point(week, by_stance(found)[stance], voice) for stance in SIDES]
    x = week_x(filters, "x:T")
    percents = alt.Axis(labelExpr=_ABSOLUTE_PERCENT, title=None, tickCount=3)
    y = alt.Y("part:Q", scale=alt.Scale(domain=[0, 1]), axis=percents)
    colour = alt.Color("position:N", scale=stance_scale(SIDES), legend=alt.Legend())
    tip = alt.Tooltip("infobulle:N", title=" ")
    base = alt.Chart(values(points))
    shapes = alt.Shape(
        "position:N", legend=None,
        scale=alt.Scale(domain=[say_stance(one) for one in SIDES], range=["triangle-down", "triangle-up"]),
    )  # fmt: skip
    chart = alt.layer(
        draw_gaps(gaps, week_x(filters)),
        base.mark_rule(strokeWidth=1.6).encode(x=x, y=alt.Y("bas:Q"), y2="haut:Q", color=colour, tooltip=tip),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y, color=colour, shape=shapes, tooltip=tip),
        alt.Chart(values(few)).mark_tick(color=LINE, thickness=5, width=14).encode(x=x, y="zéro:Q", tooltip=tip),
    ).properties(height=150)  # fmt: skip
    return dress(
        chart, f"Part des {UNITS[voice][1]} contre et pour, par semaine", name,
        f"intervalle à 95{NO_BREAK}% ; tiret gris : moins de {ENOUGH} {UNITS[voice][1]}, {TOO_FEW} ; "
        f"{period(filters.first_on, filters.last_on)}",
    )  # fmt: skip


def _point(week: str, share: Share, voice: Voice) -> dict[str, object]:
    assert share.share is not None and share.low is not None and share.high is not None
    shift = {"against": "T00:00:00Z", "favour": "T23:59:00Z"}[share.stance]
    return {
        "x": middle_of(week)[:10] + shift, "part": share.share, "bas": share.low, "haut": share.high,
        "position": say_stance(share.stance),
        "infobulle": f"{say_week(week)} : {percent(share.share)} ({between(share.low, share.high)}) "
                     f"{STANCES[share.stance]}, {counted(share.n, *UNITS[voice])} sur {share.total}",
    }  # fmt: skip
