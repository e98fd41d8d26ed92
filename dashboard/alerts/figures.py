"""New figures: a value never told before that several take up within a week.

How many must take it up is learnt by going through the year before again: the smallest number that chance, as that year
had it, would have reached less often than the bound. A young base counts as half a year at the bound.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TAKES_UP_DAYS = 7
FRESH_DAYS = 3
YOUNG_DAYS = 56
LOOK_BACK_DAYS = 365
_FIRST_DAYS = 28
_BELIEF_YEARS = 0.5
_MOST_TELLERS = 20
_NEVER = 10_000


@dataclass(frozen=True, kw_only=True)
class Told:
    """A value told in a text: the index of its day, its source, who tells it (a story or a thread), and the value."""

    night: int
    source: str
    teller: str
    value: str
    is_press: bool


@dataclass(frozen=True, kw_only=True)
class NewFigure:
    """A value first told `first` and the tellers of its first week."""

    value: str
    first: int
    tellers: tuple[str, ...]
    last: int


@dataclass(kw_only=True)
class _Life:
    first: int
    told: list[Told] = field(default_factory=list)


def find_lives(told: Sequence[Told]) -> dict[str, _Life]:
    """Each value with the night on which it was first told, by whatever source, and what followed."""
    lives: dict[str, _Life] = {}
    for one in sorted(told, key=lambda one: one.night):
        lives.setdefault(one.value, _Life(first=one.night)).told.append(one)
    return lives


def list_new(lives: Mapping[str, _Life], *, night: int, sources: frozenset[str], first_day: int) -> list[NewFigure]:
    """The values first told in the week that ends this night, with their tellers among some sources so far.

    The press must be among them: a reader's invention taken up by readers is an argument, not a figure.
    """
    found = []
    for value, life in lives.items():
        if not night - TAKES_UP_DAYS < life.first <= night or life.first < first_day:
            continue
        kept = [one for one in life.told if one.night <= night and one.source in sources]
        if any(one.is_press for one in kept):
            tellers = tuple(dict.fromkeys(one.teller for one in kept))
            found.append(NewFigure(value=value, first=life.first, tellers=tellers, last=max(one.night for one in kept)))
    return found


def need(lives: Mapping[str, _Life], *, night: int, first_day: int, least: int, a_year: float) -> int:
    """How many tellers within a week chance reaches less than so often a year, by the year before."""
    since = max(first_day + _FIRST_DAYS, night - LOOK_BACK_DAYS)
    until = night - TAKES_UP_DAYS
    years = max(0, until - since) / 365
    reached: defaultdict[int, int] = defaultdict(int)
    for life in lives.values():
        if since <= life.first < until:
            week = [one for one in life.told if one.night < life.first + TAKES_UP_DAYS]
            if any(one.is_press for one in week):
                reached[len({one.teller for one in week})] += 1
    for tellers in range(least, _MOST_TELLERS + 1):
        n = sum(times for told, times in reached.items() if told >= tellers)
        if (n + a_year * _BELIEF_YEARS) / (years + _BELIEF_YEARS) <= a_year:
            return tellers
    return _NEVER
