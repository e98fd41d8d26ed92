"""The filters that every view shares, bound into SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from store.texts import as_json


@dataclass(frozen=True, kw_only=True)
class Filters:
    """A period (both days included) and what it is narrowed to; empty tuples mean everything.

    `undated_only` asks for what has no date, whatever the period.
    """

    first_on: date
    last_on: date
    audiences: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unique_only: bool = False
    undated_only: bool = False

    def params(self) -> dict[str, Any]:
        """The values that `IN_FILTERS` binds; the day of what is undated is ''."""
        return {
            "first": "" if self.undated_only else self.first_on.isoformat(),
            "last": "" if self.undated_only else self.last_on.isoformat(),
            "audiences": as_json(list(self.audiences)),
            "sources": as_json(list(self.sources)),
        }

    def whole_weeks(self) -> "Filters":
        """The same filters from the Monday of the first day to the Sunday of the last."""
        first = self.first_on - timedelta(days=self.first_on.weekday())
        last = self.last_on + timedelta(days=6 - self.last_on.weekday())
        return replace(self, first_on=first, last_on=last)

    @property
    def counted(self) -> str:
        """The column to add up: every unit, or each text once."""
        return "n_unique" if self.unique_only else "n_raw"


# For tables with the columns day, audience and source_id.
IN_FILTERS = """
    day between :first and :last
    and (:audiences = '[]' or audience in (select value from json_each(:audiences)))
    and (:sources = '[]' or source_id in (select value from json_each(:sources)))
"""
# The Monday of a day.
WEEK = "date(day, 'weekday 0', '-6 days')"


def with_params(filters: Filters, more: Mapping[str, Any]) -> dict[str, Any]:
    """The filters' values and a query's own."""
    return {**filters.params(), **more}
