"""What the parts of « Arguments » share: the filters, the panel, who is of ours, shares by resampled threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from dashboard.address import filter_params, link, passages_link
from dashboard.charts.frame import clamp_span
from dashboard.exhibit import Exhibit
from dashboard.french import counted, number, period
from dashboard.intervals import TOO_FEW, Part
from dashboard.markup import anchor, escape
from dashboard.names import UNITS
from dashboard.panel import Panel
from dashboard.reliability import warn_of
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from dashboard.trend import count_cell
from store.database import Row
from store.fold import fold_words
from store.queries.collection import list_models
from store.queries.filters import Filters
from store.queries.passages import Question
from store.verdicts import Voice
from store.watch import Watch


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """One showing of the view. `chosen` are the filters of the address, `filters` those narrowed to the panel."""

    screen: Screen
    chosen: Filters
    filters: Filters
    panel: Panel
    gaps: Sequence[Row]
    argument: str = ""

    @property
    def address(self) -> str:
        """What opens this view as it stands."""
        return link("arguments", **filter_params(self.chosen), argument=self.argument)

    def link(self, question: Question) -> str:
        """Where the passages behind a number of the whole period are read."""
        return passages_link(question, self.filters)

    def week_link(self, question: Question, week: str) -> str:
        """Where the passages behind a number of one week or month are read."""
        return passages_link(question, clamp_span(week, self.filters))

    def show(self, name: str, title: str, *, n: int, nouns: tuple[str, str], unit: str, **parts: Any) -> None:
        """Shows one exhibit of the view, which says how well arguments are read unless it is about something else."""
        parts.setdefault("precision", warn_of(self.screen.ask(list_models), "argument", self.argument))
        show_exhibit(self.screen, Exhibit(
            name=name, title=title, n=n, nouns=nouns, unit=unit, address=self.address,
            sources=", ".join(self.panel.names) or "aucune", period=period(self.filters.first_on, self.filters.last_on),
            key=(self.filters, self.argument), **parts,
        ))  # fmt: skip


def part_cell(part: Part, address: str) -> Markup:
    """A number that leads to its passages and, under it, its share with the interval when there are enough units."""
    if part.share is None:
        return count_cell(part.n, address)
    return Markup(f'{count_cell(part.n, address)} <span class="share">{part.say()}</span>')  # nosec B704 # numbers


def whole_cell(part: Part, address: str, nouns: tuple[str, str] | None = None) -> Markup:
    """All units, which lead to their passages, with « effectif trop faible » when they are."""
    few = Markup('<span class="few">{}</span>').format(TOO_FEW) if part.share is None else ""
    said = counted(part.total, *nouns) if nouns else number(part.total)
    return Markup("{}{}").format(anchor(address, said, css="count") if part.total else escape("–"), few)


def our_names(watch: Watch) -> frozenset[str]:
    """The folded names under which one of ours is quoted: spokespersons, ourselves, allies."""
    allies = [actor.name for slug in watch.us.allies if (actor := watch.actor(slug))]
    names = [*(one.name for one in watch.us.spokespersons), watch.us.name, watch.us.acronym, *allies]
    return frozenset(fold_words(name) for name in names)


def is_ours(names: frozenset[str], speaker: str) -> bool:
    """Whether a quoted name is one of ours, alone or with a title."""
    said = f" {fold_words(speaker)} "
    return any(f" {name} " in said for name in names)


def say_units(voice: Voice) -> str:
    """« Commentaires », « Articles », « Personnes citées »."""
    return UNITS[voice][1].capitalize()


def group(rows: Sequence[Row], name: str) -> Mapping[str, list[Row]]:
    """The rows by one of their columns, in the order met."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found
