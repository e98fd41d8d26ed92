"""Which arguments are used."""

from collections.abc import Callable, Mapping, Sequence

import altair as alt

from dashboard.charts.frame import dress, values
from dashboard.french import counted, period
from dashboard.names import UNITS, USES
from dashboard.theme import INK, USE_COLOURS
from store.database import Row
from store.queries.filters import Filters
from store.verdicts import Voice

UseLink = Callable[[str, str], str]


def rank_arguments(rows: Sequence[Row]) -> list[str]:
    """The argument slugs of rows of `count_arguments`, most used first."""
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["argument"]] = totals.get(row["argument"], 0) + row["n"]
    return sorted(totals, key=lambda slug: (-totals[slug], slug))


def draw_arguments(
    rows: Sequence[Row], names: Mapping[str, str], filters: Filters, *, voice: Voice, link: UseLink
) -> alt.Chart:
    """Bars of the units that hold each argument, by use, from rows of `count_arguments`; most used on top.

    `names` goes by argument slug; a segment opens `link(argument, use)`.
    """
    order = [names[slug] for slug in rank_arguments(rows)]
    uses = list(USES)
    bars = [
        {
            "argument": names[row["argument"]], "usage": USES[row["use"]], "rang": uses.index(row["use"]),
            "n": row["n"], "lien": link(row["argument"], row["use"]),
            "infobulle": f"{names[row['argument']]} : {counted(row['n'], *UNITS[voice])}, {USES[row['use']]}",
        }
        for row in rows
    ]  # fmt: skip
    y_axis = alt.Axis(labelLimit=270, labelColor=INK, labelFontSize=13, ticks=False, domain=False)
    chart = (
        alt.Chart(values(bars))
        .mark_bar(height=15, cursor="pointer")
        .encode(
            x=alt.X("n:Q", stack="zero", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5, format=",d")),
            y=alt.Y("argument:N", sort=order, title=None, axis=y_axis),
            color=alt.Color(
                "usage:N", legend=alt.Legend(),
                scale=alt.Scale(domain=[USES[use] for use in uses], range=[USE_COLOURS[use] for use in uses]),
            ),
            order=alt.Order("rang:Q"),
            href="lien:N",
            tooltip=alt.Tooltip("infobulle:N", title=" "),
        )
        .properties(height=alt.Step(26))
    )  # fmt: skip
    units = UNITS[voice][1]
    return dress(
        chart, f"Arguments : nombre de {units}",
        f"une même unité peut en tenir plusieurs, {period(filters.first_on, filters.last_on)}",
    )  # fmt: skip
