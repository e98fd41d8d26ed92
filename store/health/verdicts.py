"""The verdict on a source: a state, and for each sign the French sentence that says why, since when, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

State = Literal["sound", "watched", "broken", "unjudged"]
Level = Literal["watched", "broken"]


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One thing that is wrong: `kind` is feed, silence, unread, or the name of a field; sentences are French."""

    kind: str
    level: Level
    since: date
    why: str
    todo: str


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the verdict stands on; `fields` holds (field, usual share, recent share, recent pages)."""

    n_days: int = 0
    per_week: float | None = None
    longest_days: int | None = None
    last_shown_on: date | None = None
    n_answered: int = 0
    n_collections: int = 0
    statuses: tuple[tuple[str, int], ...] = ()
    fields: tuple[tuple[str, float | None, float | None, int], ...] = ()
    n_declared: int = 0
    n_collected: int = 0
    n_future: int = 0


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The health of a source as its recorded facts tell it."""

    source_id: str
    name: str
    state: State
    why: str
    signals: Sequence[Signal] = ()
    figures: Figures = field(default_factory=Figures)

    @property
    def since(self) -> date | None:
        """Since when the worst sign stands."""
        worst = [signal.since for signal in self.signals if signal.level == self.state]
        return min(worst) if worst else None
