"""Hysteresis: an alert opens once, stays as long as things are unusual, closes after quiet nights."""

from dataclasses import dataclass
from typing import Literal

from dashboard.alerts.judge import State

CLOSES_AFTER = 3
Move = Literal["opens", "stays", "closes", "none"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a series stands between two nights: open or not, and for how many judged nights it has been quiet."""

    is_open: bool = False
    n_quiet: int = 0


def advance(before: Standing, state: State) -> tuple[Standing, Move]:
    """What a night does. One that cannot judge (an incident, no habit) neither opens nor closes anything."""
    if state in ("young", "incident"):
        return before, "stays" if before.is_open else "none"
    if not before.is_open:
        return (Standing(is_open=True), "opens") if state == "surprising" else (before, "none")
    if state in ("surprising", "unusual"):
        return Standing(is_open=True), "stays"
    n_quiet = before.n_quiet + 1
    if n_quiet >= CLOSES_AFTER:
        return Standing(), "closes"
    return Standing(is_open=True, n_quiet=n_quiet), "stays"
