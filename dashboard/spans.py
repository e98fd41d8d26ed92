"""Tables week by week, or month by month: every span of the period, those of which nothing was read included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from dashboard.charts.frame import clamp_span, group_gaps, say_week
from dashboard.exhibit import Value
from dashboard.french import counted
from dashboard.markup import escape
from store.database import Row
from store.queries.filters import Filters

GAP_COLUMN = "Jours de collecte incomplète"
_NONE = escape("–")
_ZERO = escape("0")


@dataclass(frozen=True, kw_only=True)
class Spanned:
    """A table of spans, newest first: `rows` for a file (with `GAP_COLUMN` last), `lines` for the screen."""

    rows: list[list[Value]]
    lines: list[list[object]]


def list_spans(filters: Filters) -> list[str]:
    """The first days of all weeks, or months, of a period, newest first."""
    by_week = filters.span == "week"
    first = filters.whole_weeks().first_on if by_week else filters.first_on.replace(day=1)
    found = []
    while first <= filters.last_on:
        found.append(first.isoformat())
        first = first + timedelta(days=7) if by_week else (first + timedelta(days=31)).replace(day=1)
    return found[::-1]


def fill_spans(
    filters: Filters, gaps: Sequence[Row], *, rows: Mapping[str, Sequence[Value]],
    lines: Mapping[str, Sequence[object]], nothing: Sequence[Value],
) -> Spanned:  # fmt: skip
    """Every span of a period with its numbers, `nothing` where there are none.

    A span without any unit is 0, since it was read; where its collection was incomplete it is no number at all: its
    line says how many days are missing.
    """
    missing = group_gaps(gaps)
    n_cells = len(next(iter(lines.values()))) if lines else len(nothing)
    found = Spanned(rows=[], lines=[])
    for span in list_spans(filters):
        days = clamp_span(span, filters)
        n_missing = sum(days.first_on.isoformat() <= day <= days.last_on.isoformat() for day in missing)
        empty: Sequence[Value] = [None] * len(nothing) if n_missing else nothing
        found.rows.append([span, *rows.get(span, empty), n_missing])
        cells = lines.get(span, [_NONE if n_missing else _ZERO] * n_cells)
        found.lines.append([_name(say_week(span, filters.span), n_missing), *cells])
    return found


def _name(said: str, n_missing: int) -> object:
    if not n_missing:
        return said
    return Markup('{} <small class="few">collecte incomplète ({})</small>').format(said, counted(n_missing, "jour"))
