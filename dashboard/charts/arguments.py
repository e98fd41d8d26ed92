"""Which arguments are used."""

from collections.abc import Callable, Mapping, Sequence

import altair as alt

from dashboard.charts.frame import draw_names, dress, names_y, values
from dashboard.french import NO_BREAK, counted, period
from dashboard.names import OF_UNITS, UNITS, USES
from dashboard.theme import USE_COLOURS
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
) -> alt.LayerChart:
    """Bars of the units that hold each argument, by use, from rows of `count_arguments`; most used on top.

    `names` goes by argument slug; a segment opens `link(argument, use)`.
    """
    uses = list(USES)
    starts = dict.fromkeys(names, 0)
    bars = []
    for row in sorted(rows, key=lambda row: uses.index(row["use"])):
        name, low = names[row["argument"]], starts[row["argument"]]
        starts[row["argument"]] = low + row["n"]
        bars.append(
            {
                "nom": name, "usage": USES[row["use"]], "bas": low, "haut": low + row["n"], "n": row["n"],
                "lien": link(row["argument"], row["use"]),
                "infobulle": f"{name}{NO_BREAK}: {counted(row['n'], *UNITS[voice])}, {USES[row['use']]}",
            }
        )  # fmt: skip
    order = [names[slug] for slug in rank_arguments(rows)]
    y = names_y(order)
    scale = alt.Scale(domain=[USES[use] for use in uses], range=[USE_COLOURS[use] for use in uses])
    drawn = (
        alt.Chart(values(bars))
        .mark_bar(height=13, yOffset=4, cursor="pointer")
        .encode(
            x=alt.X("bas:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5, format=",d")),
            x2="haut:Q",
            y=y,
            color=alt.Color("usage:N", legend=alt.Legend(), scale=scale),
            href="lien:N",
            tooltip=alt.Tooltip("infobulle:N", title=" "),
        )
    )
    chart = alt.layer(drawn, draw_names(order, y, left=0)).properties(height=alt.Step(42))
    return dress(
        chart, f"Arguments : nombre {OF_UNITS[voice]}",
        "une même unité peut en tenir plusieurs", period(filters.first_on, filters.last_on),
    )  # fmt: skip
