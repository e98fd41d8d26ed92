"""Which arguments are used."""

from collections.abc import Callable, Mapping, Sequence

from dashboard.charts.drawing import TOOLTIP, Drawing, end, field, layers, mark
from dashboard.charts.frame import NAME_WIDTH, Names, names_y
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
    rows: Sequence[Row],
    names: Mapping[str, str],
    filters: Filters,
    *,
    voice: Voice,
    link: UseLink,
    name_width: int = NAME_WIDTH,
) -> Drawing:
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
    y, named = names_y(order), Names(order, name_width)
    scale = {"domain": [USES[use] for use in uses], "range": [USE_COLOURS[use] for use in uses]}
    encoding = {
        "x": field("bas:Q", title=None, axis={"tickMinStep": 1, "tickCount": 5, "format": ",d", "grid": False}),
        "x2": end("haut"), "y": y, "color": field("usage:N", legend={}, scale=scale), "href": field("lien:N"),
        "tooltip": TOOLTIP,
    }  # fmt: skip
    drawn = layers(bars, mark("bar", encoding, height=13, yOffset=4 + named.drop, cursor="pointer"))
    return Drawing(
        layers=[drawn, named.draw(y, left=0)], height=named.step(42),
        title=f"Arguments : nombre {OF_UNITS[voice]}",
        subtitle=["une même unité peut en tenir plusieurs", period(filters.first_on, filters.last_on)],
    )  # fmt: skip
