"""The period, public and reprises that a view counts, chosen on screen and held by the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import streamlit as st
from sqlite_utils import Database

from dashboard.address import ALL, filter_params, read_filters
from dashboard.choices import choose
from dashboard.french import period, short_day
from dashboard.markup import notice, show
from dashboard.names import AUDIENCES
from dashboard.screen import Screen
from store.database import Row
from store.queries.filters import Filters

DEFAULT_WEEKS = 18
ListSources = Callable[[Database], list[Row]]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a view counts, with the names of its sources."""

    filters: Filters
    sources: Sequence[Row]

    @property
    def params(self) -> Mapping[str, str]:
        """The words of the address that give the same scope back."""
        return filter_params(self.filters)

    @property
    def period(self) -> str:
        """« du 1er sept. au 22 nov. 2026 »."""
        return period(self.filters.first_on, self.filters.last_on)

    @property
    def source_names(self) -> str:
        """The sources counted, by name."""
        return ", ".join(dict.fromkeys(row["source"] for row in self.sources)) or "aucune"


def choose_scope(screen: Screen, sources: Sequence[Row], first_on: date, last_on: date) -> Scope:
    """Draws the filters; what they and the address say, in whole weeks."""
    present = [slug for slug in AUDIENCES if any(row["audience"] == slug for row in sources)]
    start = max(first_on, last_on - timedelta(weeks=DEFAULT_WEEKS))
    default = present[0] if present else ALL
    chosen = read_filters(screen.params, first_on=start, last_on=last_on, default_audience=default).whole_weeks()
    kept = [row for row in sources if row["audience"] in chosen.audiences or not chosen.audiences]
    if chosen.sources and chosen.sources[0] not in {row["source_id"] for row in kept}:
        chosen = replace(chosen, sources=())
    _show(chosen, present, kept, list_weeks(min(first_on, chosen.first_on), max(last_on, chosen.last_on)))
    if not chosen.audiences and len(present) > 1:
        show(notice("Ces chiffres additionnent des publics différents.", css="warning", test_id="publics-additionnes"))
    counted = [row for row in kept if not chosen.sources or row["source_id"] in chosen.sources]
    return Scope(filters=chosen, sources=counted)


def list_weeks(first_on: date, last_on: date) -> dict[str, str]:
    """The Mondays between two days, newest first, as they are said."""
    monday, weeks = first_on - timedelta(days=first_on.weekday()), {}
    while monday <= last_on:
        weeks[monday.isoformat()] = short_day(monday, with_year=True)
        monday += timedelta(weeks=1)
    return dict(reversed(weeks.items()))


def _show(chosen: Filters, present: Sequence[str], sources: Sequence[Row], weeks: Mapping[str, str]) -> None:
    ends = {(date.fromisoformat(week) + timedelta(days=6)).isoformat(): said for week, said in weeks.items()}
    names = {row["source_id"]: row["source"] for row in sources}
    audiences = {slug: AUDIENCES[slug] for slug in present} | {ALL: "Tous publics, additionnés"}
    with st.container(key="filtres"):
        one, two, three, four, five = st.columns([4, 3, 3, 4, 3])
        with one:
            choose("Public", "public", audiences, chosen.audiences[0] if chosen.audiences else ALL)
        with two:
            choose("De la semaine du", "du", weeks, chosen.first_on.isoformat())
        with three:
            choose("À la semaine du", "au", ends, chosen.last_on.isoformat())
        with four:
            choose("Source", "source", {"": "Toutes"} | names, chosen.sources[0] if chosen.sources else "")
        with five:
            choose("Reprises et doublons", "reprises", {"": "Comptés", "sans": "Écartés"},
                   "sans" if chosen.unique_only else "")  # fmt: skip
