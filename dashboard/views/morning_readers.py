"""The part of « Ce matin » on readers: what they say, audience by audience, and where they wrote."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from dashboard.address import link, morning_link
from dashboard.cards import show_stance
from dashboard.exhibit import Exhibit
from dashboard.french import NO_BREAK, moment, number, short_day
from dashboard.markup import anchor, escape, heading, show
from dashboard.names import AUDIENCES, STANCES, UNIT_RULES, UNITS, name_target
from dashboard.reliability import say_reliability, warn_of_sides
from dashboard.screen import Screen
from dashboard.showing import show_exhibit
from dashboard.trend import count_cell
from store.database import Row
from store.queries.collection import list_models
from store.queries.morning import count_new_stances
from store.queries.passages import Question


def show_stances(screen: Screen, day: date) -> None:
    """One table an audience: readers of different papers are not added up."""
    by_audience: dict[str, dict[str, dict[str, int]]] = {}
    for row in screen.ask(count_new_stances, day):
        by_audience.setdefault(row["audience"], {}).setdefault(row["target"], {})[row["stance"]] = row["n"]
    if not by_audience:
        return
    show(heading(2, "Ce que disent les lecteurs", test_id="lecteurs"))
    show(say_reliability(screen.watch, screen.ask(list_models), "stance"))
    for audience in [*(one for one in AUDIENCES if one in by_audience), *(set(by_audience) - set(AUDIENCES))]:
        _show_audience(screen, day, audience, by_audience[audience])


def _show_audience(screen: Screen, day: date, audience: str, counts: Mapping[str, Mapping[str, int]]) -> None:
    name = AUDIENCES.get(audience, audience)
    order = sorted(counts, key=lambda target: (-sum(counts[target].values()), target))

    def cell(target: str, stance: str) -> object:
        n = counts[target].get(stance, 0)
        address = morning_link(Question(voice="reader", target=target, stance=stance), day, audience=audience)
        return anchor(address, number(n), css="count", test_id=f"n-{target}-{stance}") if n else escape("–")

    show_exhibit(
        screen,
        Exhibit(
            name=f"lecteurs-{audience}", title=f"{name}{NO_BREAK}: nombre de commentaires par cible et par position",
            unit=UNIT_RULES["reader"], n=sum(sum(found.values()) for found in counts.values()),
            nouns=("position comptée", "positions comptées"), period=say_since(day), sources=name,
            address=link("matin", jour=day.isoformat()), is_open=True,
            precision=warn_of_sides(screen.ask(list_models), "reader"), columns=["Cible", *STANCES.values()],
            rows=[[name_target(screen.watch, target), *(counts[target].get(stance, 0) for stance in STANCES)]
                  for target in order],
            lines=[[name_target(screen.watch, target), *(cell(target, stance) for stance in STANCES)]
                   for target in order],
            screen_columns=["Cible", *(show_stance(stance) for stance in STANCES)],
        ),
    )  # fmt: skip


def show_commented(screen: Screen, day: date, commented: Sequence[Row]) -> None:
    """The articles under which readers wrote, most commented first."""
    show(heading(2, "Où les lecteurs ont écrit"))
    lines = [
        [
            anchor(link("lire", article=row["id"]), row["title"]),
            row["source"],
            count_cell(row["n_new"], morning_link(Question(voice="reader", thread=row["id"]), day)),
            moment(row["last_at"]),
        ]
        for row in commented
    ]
    show_exhibit(
        screen,
        Exhibit(
            name="fils", title="Nouveaux commentaires par article", unit="les commentaires dans le débat",
            n=sum(row["n_new"] for row in commented), nouns=UNITS["reader"], period=say_since(day),
            sources=", ".join(sorted({row["source"] for row in commented})),
            address=link("matin", jour=day.isoformat()), is_open=True, n_text_columns=2,
            columns=["Article", "Source", "Nouveaux", "Dernier"],
            rows=[[row["title"], row["source"], row["n_new"], moment(row["last_at"])] for row in commented],
            lines=lines,
        ),
    )  # fmt: skip


def say_since(day: date) -> str:
    """« depuis le 21 nov. 2026, 18 h »."""
    return f"depuis le {short_day(day - timedelta(days=1), with_year=True)}, 18{NO_BREAK}h"
