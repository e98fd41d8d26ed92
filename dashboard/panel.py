"""Which sources a trend stands on: those followed all along, and what came in or left between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.french import listed, short_day
from store.database import Row
from store.queries.filters import Filters

# A quiet source may publish nothing in the debate for four weeks and be followed all the same.
GRACE = timedelta(weeks=4)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A source that came in or left during the period."""

    day: date
    source: str
    came: bool

    def say(self) -> str:
        """« La Gazette, lue depuis le 25 juill. 2026 »."""
        return f"{self.source}, {'lue depuis le' if self.came else 'plus lue depuis le'} " + short_day(
            self.day, with_year=True
        )


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The sources (ids, names) that a trend counts, and the changes of composition in its period."""

    ids: tuple[str, ...]
    names: tuple[str, ...]
    is_fixed: bool
    changes: tuple[Change, ...]

    def say_left_out(self) -> str:
        """The sources that a fixed panel does not count, each with its reason; '' for none."""
        if not self.is_fixed or not self.changes:
            return ""
        return listed([change.say() for change in self.changes])


def fix_panel(sources: Sequence[Row], filters: Filters, *, dated_from: date, fixed: bool) -> Panel:
    """The panel of a period among rows of `list_panel` that the filters let through.

    `dated_from` is the first dated day of the debate: nobody could be read before. With `fixed`, only sources
    followed all along are kept, unless there is none, or one source was asked for.
    """
    kept = [row for row in sources
            if (not filters.audiences or row["audience"] in filters.audiences)
            and (not filters.sources or row["source_id"] in filters.sources)]  # fmt: skip
    changes = {row["source_id"]: found for row in kept if (found := _find_changes(row, filters, dated_from))}
    steady = [row for row in kept if row["source_id"] not in changes]
    is_fixed = fixed and not filters.sources and bool(steady)
    counted = steady if is_fixed else kept
    every = sorted((change for found in changes.values() for change in found), key=lambda one: (one.day, one.source))
    return Panel(
        ids=tuple(dict.fromkeys(row["source_id"] for row in counted)),
        names=tuple(dict.fromkeys(row["source"] for row in counted)), is_fixed=is_fixed, changes=tuple(every),
    )  # fmt: skip


def _find_changes(row: Row, filters: Filters, dated_from: date) -> list[Change]:
    start, changes = max(filters.first_on, dated_from), []
    if row["first_on"]:
        first = date.fromisoformat(row["first_on"])
        if start + GRACE < first <= filters.last_on:
            changes.append(Change(day=first, source=row["source"], came=True))
    if row["left_on"]:
        left = date.fromisoformat(row["left_on"]) + timedelta(days=1)
        if filters.first_on <= left <= filters.last_on:
            changes.append(Change(day=left, source=row["source"], came=False))
    return changes
