"""A chart as Vega-Lite reads it, written down as it is: no library builds, copies or checks it at each showing.

The tests check every chart against the schema of Vega-Lite.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from dashboard.french import MONTHS, SHORT_MONTHS, THIN_SPACE, typeset
from dashboard.theme import FONT, INK, LINE, MUTED
from store.texts import as_json

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
LONGEST_TITLE = 47  # letters that a phone shows: what follows the last comma goes under the title
_KINDS = {"Q": "quantitative", "N": "nominal", "T": "temporal"}
_DAYS = ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
_LOCALE: Mapping[str, Any] = {
    "number": {"decimal": ",", "thousands": THIN_SPACE, "grouping": [3], "currency": ["", "\u00a0€"]},
    "time": {
        "dateTime": "%A %e %B %Y à %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
        "days": _DAYS, "shortDays": [day[:3] + "." for day in _DAYS],
        "months": list(MONTHS), "shortMonths": list(SHORT_MONTHS),
    },
}  # fmt: skip
_CONFIG: Mapping[str, Any] = {
    "locale": _LOCALE, "font": FONT, "background": "transparent", "aria": False, "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED, "titleColor": MUTED, "gridColor": LINE, "domainColor": LINE, "tickColor": LINE,
        "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
    },
    "legend": {"labelColor": INK, "labelFontSize": 12.5, "title": None, "orient": "top", "symbolSize": 120},
}  # fmt: skip
TOOLTIP: Mapping[str, Any] = {"field": "infobulle", "type": "nominal", "title": " "}


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Layers under a French title; `height` in points, or `step(…)` points a row."""

    layers: Sequence[Spec]
    height: int | Mapping[str, int]
    title: str
    subtitle: Sequence[str]

    def to_dict(self) -> Spec:
        """The whole chart as Vega-Lite reads it, in the colours of paper."""
        head, comma, rest = self.title.rpartition(", ") if len(self.title) > LONGEST_TITLE else (self.title, "", "")
        subtitle = [rest, *self.subtitle] if comma else self.subtitle
        title = {
            "text": typeset(head if comma else self.title), "anchor": "start", "fontSize": 15, "fontWeight": 600,
            "color": INK, "offset": 12, "subtitle": [line for one in subtitle for line in wrap(typeset(one), 57)],
            "frame": "group", "subtitleColor": MUTED, "subtitleFontSize": 12.5,
        }  # fmt: skip
        return {
            "$schema": SCHEMA, "title": title, "layer": list(self.layers), "height": self.height, "config": _CONFIG,
            # Streamlit fits the whole drawing, title and legend too, into the height of the bars unless told otherwise.
            "autosize": {"type": "fit-x", "contains": "padding"},
            "padding": {"left": 14, "right": 22, "top": 12, "bottom": 8},
        }  # fmt: skip


def layers(rows: Sequence[Mapping[str, Any]], *marks: Spec) -> Spec:
    """Marks that draw the same rows, which travel once, as text: whoever copies the chart copies no row."""
    said = [{name: _typeset(name, value) for name, value in row.items()} for row in rows]
    return {"data": {"values": as_json(said), "format": {"type": "json"}}, "layer": list(marks)}


def mark(kind: str, encoding: Spec, **look: Any) -> Spec:
    """One mark: `kind` is the word of Vega-Lite, `encoding` what stands where, `look` what all its marks share."""
    return {"mark": {"type": kind, **look}, "encoding": encoding}


def field(shorthand: str, **more: Any) -> Spec:
    """A column on a channel: « n:Q » (quantity), « nom:N » (name) or « from:T » (moment)."""
    name, kind = shorthand.rsplit(":", 1)
    return {"field": name, "type": _KINDS[kind], **more}


def end(name: str) -> Spec:
    """The column where a bar or a rule ends, on the scale of where it starts."""
    return {"field": name}


def step(points: int) -> Mapping[str, int]:
    """A height that grows with the rows."""
    return {"step": points}


def one_of(*cases: tuple[str, str], otherwise: str) -> Spec:
    """A colour by the first condition that holds, from pairs (expression, colour)."""
    return {"condition": [{"test": test, "value": colour} for test, colour in cases], "value": otherwise}


def _typeset(name: str, value: Any) -> Any:
    return typeset(value) if isinstance(value, str) and name != "lien" else value
