"""Who is for and who is against: by target over a period, and week by week for one target."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dashboard.charts.drawing import TOOLTIP, Drawing, Spec, end, field, layers, mark, one_of
from dashboard.charts.frame import (
    BY_SPAN,
    NAME_WIDTH,
    Names,
    draw_gaps,
    names_y,
    say_stance,
    say_week,
    stance_scale,
    week_span,
    week_x,
)
from dashboard.charts.weekly_shares import Series, draw_shares, say_few
from dashboard.french import NO_BREAK, between, counted, number, percent, period
from dashboard.intervals import TOO_FEW, Share, by_stance
from dashboard.names import OF_UNITS, STANCES, UNITS
from dashboard.theme import CARD, INK, MUTED, STANCE_COLOURS
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

SIDES = ("against", "favour")
# Of each half of the drawing, what stays free beyond the longest interval: its share is written there, on a phone too.
_WRITTEN = 0.24
# An axis whose left half reads as a share too.
_ABSOLUTE_PERCENT = f"format(abs(datum.value) * 100, 'd') + '{NO_BREAK}%'"
StanceLink = Callable[[str, str], str]
_SHAPES: Mapping[str, str] = {"against": "triangle-down", "favour": "triangle-up"}
_SERIES = [
    Series(name=say_stance(one), word=STANCES[one], colour=STANCE_COLOURS[one], shape=_SHAPES[one]) for one in SIDES
]


def draw_stance_by_target(  # noqa: PLR0913 # two of them have a usual value
    shares: Mapping[str, Sequence[Share]],
    names: Mapping[str, str],
    filters: Filters,
    *,
    voice: Voice,
    link: StanceLink,
    title: str = "par cible",
    name_width: int = NAME_WIDTH,
) -> Drawing:
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
    edge = max(0.5, max(bounds, default=0.0) / (1 - _WRITTEN))
    drawn = [names[target] for target in shares]
    y, named = names_y(drawn), Names(drawn, name_width)
    axis = {"labelExpr": _ABSOLUTE_PERCENT, "title": None, "tickCount": 5, "grid": False}
    x = field("x:Q", scale={"domain": [-edge, edge], "nice": False}, axis=axis)
    few = mark("text", {"x": x, "y": y, "text": field("texte:N")}, align="left", dx=8, dy=4 + named.drop, color=MUTED,
               fontStyle="italic", fontSize=12)  # fmt: skip
    return Drawing(
        layers=[layers(bars, *_sides(x, y, named.drop)), layers(notes, few), named.draw_zero(y, x),
                named.draw(y, left=-edge)],
        height=named.step(48), title=f"Part des {UNITS[voice][1]} contre et pour, {title}",
        subtitle=[f"parmi ceux qui en parlent, intervalle à 95{NO_BREAK}%", period(filters.first_on, filters.last_on)],
    )  # fmt: skip


def _sides(x: Spec, y: Spec, drop: int) -> Sequence[Spec]:
    """The bars of the two sides, their intervals, and their shares written at the outer end."""
    colour = field("position:N", scale=stance_scale(SIDES), legend={})
    spread = {"x": field("bas:Q"), "x2": end("haut"), "y": y, "tooltip": TOOLTIP}
    said = {"x": field("haut:Q"), "y": y, "text": field("texte:N")}
    return (
        mark("bar", {"x": x, "y": y, "color": colour, "href": field("lien:N"), "tooltip": TOOLTIP}, height=15,
             yOffset=4 + drop, cursor="pointer"),
        mark("rule", spread, color=INK, strokeWidth=1.4, yOffset=4 + drop),
        {"transform": [{"filter": f"datum.position === '{say_stance(SIDES[0])}'"}],
         **mark("text", said, align="right", dx=-6, dy=4 + drop, color=INK, fontSize=12)},
        {"transform": [{"filter": f"datum.position === '{say_stance(SIDES[1])}'"}],
         **mark("text", said, align="left", dx=6, dy=4 + drop, color=INK, fontSize=12)},
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


def draw_weekly_counts(
    rows: Sequence[Row], gaps: Sequence[Row], filters: Filters, *, voice: Voice, name: str, link: StanceLink
) -> Drawing:
    """Stacked bars of the four stances a week for one target, from rows of `count_weekly_stance`.

    A segment opens `link(week, stance)`.
    """
    summed: dict[tuple[str, str], int] = {}
    for row in rows:
        slot = (row["week"], row["stance"])
        summed[slot] = summed.get(slot, 0) + row["n"]
    span, bars = filters.span, []
    heights = dict.fromkeys((week for week, _ in summed), 0)
    for week, stance in sorted(summed, key=lambda slot: list(STANCES).index(slot[1])):
        n, low = summed[week, stance], heights[week]
        heights[week] = low + n
        said = f"{say_week(week, span)}{NO_BREAK}: {counted(n, *UNITS[voice])} « {STANCES[stance]} »"
        bars.append(
            week_span(week, span) | {"position": say_stance(stance), "bas": low, "haut": low + n, "n": n,
                               "lien": link(week, stance), "infobulle": said}
        )  # fmt: skip
    # What takes no side is pale: an outline keeps it apart from the paper.
    pale = f"datum.position === '{say_stance('unclear')}'"
    encoding = {
        "x": week_x(filters), "x2": end("to"),
        "y": field("bas:Q", title=None, axis={"tickMinStep": 1, "tickCount": 4, "format": ",d"}), "y2": end("haut"),
        "color": field("position:N", scale=stance_scale(), legend={"columns": 4}),
        "stroke": one_of((pale, STANCE_COLOURS["neutral"]), otherwise=CARD), "href": field("lien:N"),
        "tooltip": TOOLTIP,
    }  # fmt: skip
    units = UNITS[voice][1]
    return Drawing(
        layers=[draw_gaps(gaps, week_x(filters)),
                layers(bars, mark("bar", encoding, cursor="pointer", strokeWidth=0.7))],
        height=170 if voice == "reader" else 110,
        title=f"{units[0].upper()}{units[1:]} {BY_SPAN[span]} et par position",
        subtitle=[name, f"nombre {OF_UNITS[voice]}, {period(filters.first_on, filters.last_on)}"],
    )  # fmt: skip


def draw_weekly_share(
    shares: Mapping[str, Sequence[Share]], gaps: Sequence[Row], filters: Filters, *, voice: Voice, name: str
) -> Drawing:
    """Shares against and for a week, with 95 % intervals, by the Monday of each week.

    Weeks under 30 units have no point; a grey dash on the base says so.
    """
    weeks = {week: [by_stance(found)[one] for one in SIDES] for week, found in shares.items()}
    return Drawing(
        layers=draw_shares(weeks, _SERIES, gaps, filters, voice=voice), height=150,
        title=f"Part des {UNITS[voice][1]} contre et pour, {BY_SPAN[filters.span]}",
        subtitle=[name, f"intervalle à 95{NO_BREAK}% ; {say_few(voice)} ; {period(filters.first_on, filters.last_on)}"],
    )  # fmt: skip
