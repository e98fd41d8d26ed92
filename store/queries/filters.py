"""The filters that every view shares, bound into SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from store.texts import as_json

Span = Literal["week", "month"]
MOST_WEEKS = 78


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

    def params_by_month(self, db: Database) -> dict[str, Any]:
        """What `IN_FILTERS` and `EDGE_DAYS` bind; no day is looked at where nothing lies beyond the period."""
        known = next(db.query("select (select min(first_on) from thread_days) as first_on, "
                              "(select max(last_on) from thread_days) as last_on"))  # fmt: skip
        first, last = self.whole_months(known["first_on"] or "", known["last_on"] or "~")
        return {**self.params(), "first_month": first, "last_month": last}

    def whole_weeks(self) -> "Filters":
        """The same filters from the Monday of the first day to the Sunday of the last."""
        first = self.first_on - timedelta(days=self.first_on.weekday())
        last = self.last_on + timedelta(days=6 - self.last_on.weekday())
        return replace(self, first_on=first, last_on=last)

    @property
    def span(self) -> Span:
        """How a period is divided: beyond a year and a half, weeks are too many to read, and often too few to count."""
        return "week" if (self.last_on - self.first_on).days < 7 * MOST_WEEKS else "month"

    def whole_months(self, earliest: str = "", latest: str = "~") -> tuple[str, str]:
        """The first and last months that lie wholly in the period; a pair of « ~ », after all months, for none.

        A month cut by an end of the period is whole too where nothing is known beyond that end: `earliest` and `latest`
        are the days of the first and last units known. What is undated makes up the whole of the month ''.
        """
        if self.undated_only:
            return "", ""
        first_on, last_on = self.first_on, self.last_on
        if first_on.isoformat() <= earliest:
            first_on = first_on.replace(day=1)
        if last_on.isoformat() >= latest:
            last_on = (last_on.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        first = (first_on - timedelta(days=1)).replace(day=1) + timedelta(days=32)
        last = (last_on + timedelta(days=1)).replace(day=1) - timedelta(days=1)
        months = first.isoformat()[:7], last.isoformat()[:7]
        return months if months[0] <= months[1] else ("~", "~")

    @property
    def counted(self) -> str:
        """The column to add up: every unit, or each text once."""
        return "n_unique" if self.unique_only else "n_raw"


# For tables with the columns day, audience and source_id.
NARROWED = """
    (:audiences = '[]' or audience in (select value from json_each(:audiences)))
    and (:sources = '[]' or source_id in (select value from json_each(:sources)))
"""
IN_FILTERS = f"day between :first and :last and {NARROWED}"
# For tables of threads, whose units are dated from first_on to last_on: those wholly in the period, then those that
# begin before it or end after it, whose days are looked at one by one.
WHOLE_THREADS = f"last_on between :first and :last and first_on >= :first and {NARROWED}"
CUT_THREADS = f"last_on >= :first and first_on <= :last and (first_on < :first or last_on > :last) and {NARROWED}"
# For sums by month: the days of a period outside its whole months, before then after.
EDGE_DAYS = (
    # One bound on either side: of two, SQLite may look from the wrong one, and read every day between.
    f"day >= :first and day < min(:first_month, :last || '~') and {NARROWED}",
    f"day between :last_month || '~' and :last and {NARROWED}",
)
# The Monday of a day.
WEEK = "date(day, 'weekday 0', '-6 days')"
SPANS: Mapping[Span, str] = {"week": WEEK, "month": "substr(day, 1, 7) || '-01'"}


def with_params(filters: Filters, more: Mapping[str, Any]) -> dict[str, Any]:
    """The filters' values and a query's own."""
    return {**filters.params(), **more}
