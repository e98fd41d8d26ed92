"""Where the passages behind an alert are read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dashboard.address import link, passages_link
from store.queries.filters import Filters
from store.queries.passages import Question

VIEW = "alertes"


def question_of(facts: Mapping[str, Any]) -> Question | None:
    """The number of an alert as the views count it; `None` where no view counts it."""
    voice = facts["voice"]
    if facts["kind"] == "volume":
        return Question(voice=voice)
    if facts["kind"] == "argument":
        return Question(voice=voice, argument=facts["name"], use="asserts")
    if facts["kind"] == "stance":
        return Question(voice=voice, target=facts["name"], stance=facts["side"])
    return None


def filters_of(facts: Mapping[str, Any]) -> Filters:
    """The days and sources that an alert counts; shares count each text once."""
    return Filters(
        first_on=date.fromisoformat(facts["first_on"]), last_on=date.fromisoformat(facts["last_on"]),
        audiences=(facts["audience"],) if facts.get("audience") else (), sources=tuple(facts.get("sources", ())),
        unique_only=facts["kind"] != "volume",
    )  # fmt: skip


def address_of(facts: Mapping[str, Any], alert_id: int | None = None) -> str:
    """The address of the passages where a view lists them, else of the alert itself, which lists them."""
    question = question_of(facts) if "first_on" in facts else None
    if question is not None:
        return passages_link(question, filters_of(facts))
    return link(VIEW, alerte=alert_id)


def whole_address(base: str | None, address: str) -> str | None:
    """The address for somebody outside the dashboard; `None` when the watch does not say where it is opened."""
    return f"{base.rstrip('/')}/{address.removeprefix('./')}" if base else None


def alert_address(alert_id: int) -> str:
    """The address of one alert."""
    return link(VIEW, alerte=alert_id)
