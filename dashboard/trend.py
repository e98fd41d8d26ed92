"""What the parts of « Tendances » share: the filters, the panel, the marks, and the cells of their tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboard.address import filter_params, link, passages_link
from dashboard.charts.frame import BY_SPAN, SPAN_COLUMNS, SPAN_HEADS, clamp_span, say_week
from dashboard.charts.marks import Mark, mark_times
from dashboard.exhibit import Exhibit, Value
from dashboard.french import between, number, percent, period
from dashboard.intervals import ENOUGH, TOO_FEW, Share
from dashboard.markup import anchor, escape
from dashboard.names import STANCES, UNIT_RULES, UNITS, name_target
from dashboard.panel import Panel
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from dashboard.spans import Spanned, fill_spans
from store.database import Row
from store.queries.filters import Filters
from store.queries.passages import Question
from store.verdicts import Voice

VOICES: Sequence[Voice] = ("reader", "press", "speaker")


@dataclass(frozen=True, kw_only=True)
class Trend:
    """One showing of the view. `chosen` are the filters of the address, `filters` those narrowed to the panel."""

    screen: Screen
    chosen: Filters
    filters: Filters
    target: str
    panel: Panel
    gaps: Sequence[Row]
    marks: Sequence[Mark]

    @property
    def target_name(self) -> str:
        """The French name of the chosen target."""
        return name_target(self.screen.watch, self.target)

    @property
    def sources(self) -> str:
        """The names of the sources counted."""
        return ", ".join(self.panel.names) or "aucune"

    @property
    def address(self) -> str:
        """What opens this view as it stands."""
        panel = "" if self.panel.is_fixed or not self.panel.changes else "tout"
        return link("tendances", **filter_params(self.chosen), cible=self.target, panel=panel)

    def show(self, name: str, title: str, *, voice: Voice, n: int, key: tuple[object, ...] = (), **parts: Any) -> None:
        """Shows one exhibit of the view; `parts` are what `Exhibit` takes besides what the view knows."""
        known = {"unit": UNIT_RULES[voice], "sources": self.sources, "address": self.address, "nouns": UNITS[voice],
                 "period": period(self.filters.first_on, self.filters.last_on)}  # fmt: skip
        kept = {**known, **parts, "key": (self.filters, self.target, *key)}
        show_exhibit(self.screen, Exhibit(name=name, title=title, n=n, **kept))

    def fill(self, **parts: Any) -> Spanned:
        """A table of every week or month of the period (see `fill_spans`)."""
        return fill_spans(self.filters, self.gaps, **parts)

    def marked(self, draw: Callable[..., Any], *rows: Any, **parts: Any) -> Any:
        """A chart of weeks with the days of incomplete collection and the marks of the period."""
        return mark_times(draw(*rows, self.gaps, self.filters, **parts), self.marks, self.filters)

    def link(self, question: Question) -> str:
        """Where the passages behind a number of the whole period are read."""
        return passages_link(question, self.filters)

    def week_link(self, question: Question, week: str) -> str:
        """Where the passages behind a number of one week or month are read."""
        return passages_link(question, clamp_span(week, self.filters))

    def say_week(self, week: str) -> str:
        """A week, or month when the period is long, as it is said."""
        return say_week(week, self.filters.span)

    @property
    def by_span(self) -> str:
        """« par semaine » or « par mois »."""
        return BY_SPAN[self.filters.span]

    @property
    def span_columns(self) -> tuple[str, str]:
        """The head of the column of spans, on screen and in files."""
        return SPAN_HEADS[self.filters.span], SPAN_COLUMNS[self.filters.span]


_FEW = Markup('<span class="few">{}</span>').format(TOO_FEW)


def count_cell(n: int, address: str) -> Markup:
    """A number that leads to its passages, a dash for none."""
    return anchor(address, number(n), css="count") if n else escape("–")


def stance_cell(share: Share, address: str) -> Markup:
    """A number, and under it its share with the interval when there are enough units."""
    if share.share is None or share.low is None or share.high is None:
        return count_cell(share.n, address)
    said = f"{percent(share.share)} <small>({between(share.low, share.high)})</small>"
    return Markup(f'{count_cell(share.n, address)} <span class="share">{said}</span>')  # nosec B704 # numbers


def total_cell(found: Sequence[Share], address: str) -> Markup:
    """All units that speak of something, with « effectif trop faible » when they are."""
    return count_cell(found[0].total, address) + (_FEW if found[0].total < ENOUGH else "")


def share_columns() -> list[str]:
    """The columns that `share_values` fills: total, then number, share and bounds of each stance."""
    each = [
        f"{name} : {what}" for name in STANCES.values() for what in ("nombre", "part", "borne basse", "borne haute")
    ]
    return ["Total", *each]


def share_values(found: Sequence[Share]) -> list[Value]:
    """The plain values of a line of stances, for a file: shares in 0–1, nothing where units are too few."""
    values: list[Value] = [found[0].total]
    for share in found:
        values += [share.n, *(None if one is None else round(one, 4) for one in (share.share, share.low, share.high))]
    return values
