"""Who is for and who is against: by target over a period, and week by week for one target."""

from collections.abc import Callable, Mapping, Sequence

import altair as alt

from dashboard.charts.frame import (
    WEEK_AXIS,
    draw_gaps,
    dress,
    middle_of,
    say_stance,
    say_week,
    stance_scale,
    values,
    week_scale,
    week_span,
)
from dashboard.french import NO_BREAK, between, counted, percent, period
from dashboard.intervals import ENOUGH, Share, by_stance
from dashboard.names import STANCES, UNITS
from dashboard.theme import INK, LINE, MUTED
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

SIDES = ("against", "favour")
TOO_FEW = "effectif trop faible"
# An axis whose left half reads as a share too.
_ABSOLUTE_PERCENT = f"format(abs(datum.value) * 100, 'd') + '{NO_BREAK}%'"
StanceLink = Callable[[str, str], str]


def draw_stance_by_target(
    shares: Mapping[str, Sequence[Share]], names: Mapping[str, str], filters: Filters, *, voice: Voice, link: StanceLink
) -> alt.LayerChart:
    """Shares against (to the left) and for (to the right) of each target, with 95 % intervals.

    `shares` and `names` go by target slug, drawn in the order of `shares`; `link(target, stance)` is opened by a bar.
    A target under 30 units has no bar, only its count.
    """
    bars, notes = [], []
    for target, found in shares.items():
        sides = by_stance(found)
        total = found[0].total
        if found[0].share is None:
            text = f"{TOO_FEW} ({counted(total, *UNITS[voice])})"
            notes.append({"cible": names[target], "x": 0, "texte": text})
            continue
        bars += [_side_bar(sides[stance], names[target], link(target, stance), voice) for stance in SIDES]
    order = [names[target] for target in shares]
    y = alt.Y("cible:N", sort=order, title=None, scale=alt.Scale(domain=order),
              axis=alt.Axis(labelLimit=230, labelColor=INK, labelFontSize=13, ticks=False, domain=False))  # fmt: skip
    axis = alt.Axis(labelExpr=_ABSOLUTE_PERCENT, title=None, tickCount=5)
    x = alt.X("x:Q", scale=alt.Scale(domain=[-1, 1]), axis=axis)
    colour = alt.Color("position:N", scale=stance_scale(SIDES), legend=alt.Legend())
    tip = alt.Tooltip("infobulle:N", title=" ")
    base = alt.Chart(values(bars))
    layers = [
        base.mark_bar(height=16, cursor="pointer").encode(x=x, y=y, color=colour, href="lien:N", tooltip=tip),
        base.mark_rule(color=INK, strokeWidth=1.4).encode(x=alt.X("bas:Q"), x2="haut:Q", y=y, tooltip=tip),
        base.transform_filter("datum.x < 0").mark_text(align="right", dx=-6, color=INK, fontSize=12)
        .encode(x="loin:Q", y=y, text="texte:N"),
        base.transform_filter("datum.x >= 0").mark_text(align="left", dx=6, color=INK, fontSize=12)
        .encode(x="loin:Q", y=y, text="texte:N"),
        alt.Chart(values(notes)).mark_text(color=MUTED, fontStyle="italic", fontSize=12)
        .encode(x=x, y=y, text="texte:N"),
        alt.Chart(values([{"x": 0}])).mark_rule(color=MUTED, strokeWidth=1).encode(x="x:Q"),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(height=alt.Step(34))
    return dress(
        chart, f"Part des {UNITS[voice][1]} contre et pour, par cible",
        f"parmi ceux qui en parlent, intervalle à 95{NO_BREAK}%, {period(filters.first_on, filters.last_on)}",
    )  # fmt: skip


def _side_bar(share: Share, name: str, link: str, voice: Voice) -> dict[str, object]:
    assert share.share is not None and share.low is not None and share.high is not None
    sign = -1 if share.stance == "against" else 1
    said = f"{percent(share.share)} ({between(share.low, share.high)})"
    return {
        "cible": name, "position": say_stance(share.stance), "lien": link, "texte": percent(share.share),
        "x": sign * share.share, "bas": sign * share.low, "haut": sign * share.high, "loin": sign * share.high,
        "infobulle": f"{name} : {said} {STANCES[share.stance]}, "
                     f"{counted(share.n, *UNITS[voice])} sur {share.total}",
    }  # fmt: skip


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
    rank = {stance: index for index, stance in enumerate(STANCES)}
    bars = [
        week_span(week) | {
            "position": say_stance(stance), "rang": rank[stance], "n": n, "lien": link(week, stance),
            "infobulle": f"{say_week(week)} : {counted(n, *UNITS[voice])} « {STANCES[stance]} »",
        }
        for (week, stance), n in sorted(summed.items())
    ]  # fmt: skip
    scale = week_scale(filters.first_on, filters.last_on)
    drawn = (
        alt.Chart(values(bars))
        .mark_bar(cursor="pointer", stroke="white", strokeWidth=0.6)
        .encode(
            x=alt.X("from:T", scale=scale, axis=WEEK_AXIS),
            x2="to:T",
            y=alt.Y("n:Q", stack="zero", title=None, axis=alt.Axis(tickMinStep=1, tickCount=4, format=",d")),
            color=alt.Color("position:N", scale=stance_scale(), legend=alt.Legend(columns=4)),
            order=alt.Order("rang:Q", sort="descending"),
            href="lien:N",
            tooltip=alt.Tooltip("infobulle:N", title=" "),
        )
    )
    chart = alt.layer(draw_gaps(gaps, scale), drawn).properties(height=170 if voice == "reader" else 110)
    units = UNITS[voice][1]
    return dress(
        chart, f"{name} : {units} par semaine et par position",
        f"nombre de {units}, {period(filters.first_on, filters.last_on)}",
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
    scale = week_scale(filters.first_on, filters.last_on)
    x = alt.X("x:T", scale=scale, axis=WEEK_AXIS)
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
        draw_gaps(gaps, scale),
        base.mark_rule(strokeWidth=1.6).encode(x=x, y=alt.Y("bas:Q"), y2="haut:Q", color=colour, tooltip=tip),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y, color=colour, shape=shapes, tooltip=tip),
        alt.Chart(values(few)).mark_tick(color=LINE, thickness=5, width=14).encode(x=x, y="zéro:Q", tooltip=tip),
    ).properties(height=150)  # fmt: skip
    return dress(
        chart, f"{name} : part des {UNITS[voice][1]} contre et pour, par semaine",
        f"intervalle à 95{NO_BREAK}% ; tiret gris : moins de {ENOUGH} unités, {TOO_FEW}, "
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
