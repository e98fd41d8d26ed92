"""Generated half-years of comments with their true stances, a machine's, and an audit drawn night by night."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.corrected import Audited
from store.database import Row
from store.inclusion import chance_of_night, chance_of_nights

STANCES = ("against", "favour", "neutral", "unclear", "")
DAYS = 182
Places = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Case:
    """How a press writes, a machine errs and a team audits; shares in 0–1.

    `unlike`: how far threads differ in their share against (0: not at all). `names`: how often the machine sees that a
    comment speaks of the target; `invents`: that it does where it does not; `turns`: it takes the other side, more
    often for the favourable ones; `apart`: how far threads differ in these errors. `nights`: the last nights of the
    half-year, audited; `answers`: the share of draws that somebody judges.
    """

    articles_a_day: float = 1.5
    speaks: float = 0.4
    against: float = 0.6
    unlike: float = 0.3
    names: float = 0.75
    invents: float = 0.06
    turns: float = 0.15
    apart: float = 0.3
    event: bool = True
    nights: int = DAYS
    answers: float = 0.8


CASES = {
    "steady press, half a year": Case(event=False),
    "with an event": Case(),
    "small audit: 30 nights": Case(nights=30, answers=0.9),
    "poor machine": Case(names=0.5, invents=0.15, turns=0.3),
    "poor machine, small audit": Case(names=0.5, invents=0.15, turns=0.3, nights=30, answers=0.9),
    "threads unlike, errors too": Case(unlike=0.6, apart=0.6),
    "sparse press": Case(articles_a_day=0.6),
    "nearly all against": Case(against=0.85),
    "machine without error": Case(names=1, invents=0, turns=0, apart=0),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Press:
    """Comments of half a year in parallel arrays; stances are places in `STANCES`."""

    thread: Places
    day: Places
    passages: Places
    true: Places
    machine: Places

    def rows(self) -> list[Row]:
        """What the machine counted, as `correct_share` reads it."""
        counts: dict[tuple[int, str], int] = {}
        for thread, said in zip(self.thread.tolist(), self.machine.tolist(), strict=True):
            counts[thread, ""] = counts.get((thread, ""), 0) + 1
            if STANCES[said]:
                counts[thread, STANCES[said]] = counts.get((thread, STANCES[said]), 0) + 1
        return [{"thread_id": str(thread), "stance": stance, "n": n} for (thread, stance), n in counts.items()]

    def counted(self, stance: str) -> float:
        """The share of a stance among the comments that speak of the target, as the machine counts it."""
        return float((self.machine == STANCES.index(stance)).sum() / max(1, (self.machine < 4).sum()))


def write_press(case: Case, rng: np.random.Generator) -> Press:
    """One half-year."""
    days = np.repeat(np.arange(DAYS), rng.poisson(case.articles_a_day, DAYS))
    is_event = np.zeros(len(days), dtype=bool)
    if case.event:
        start = int(rng.integers(20, DAYS - 20))
        days = np.concatenate([days, np.repeat(np.arange(start, start + 4), 4)])
        is_event = np.arange(len(days)) >= len(is_event)
    sizes = np.minimum(np.exp(rng.normal(1.9, 0.9, len(days))) * (1 + 2 * is_event), 200).astype(int)
    sizes *= rng.random(len(days)) > 0.25
    thread = np.repeat(np.arange(len(days)), sizes)
    n = len(thread)
    against = _spread(case.against + 0.1 * is_event * (1 - case.against), case.unlike, rng)[thread]
    speaks = _spread(np.full(len(days), case.speaks), case.unlike, rng)[thread]
    side = np.where(rng.random(n) < against, 0, np.where(rng.random(n) < 0.75, 1, 2))
    side[rng.random(n) < 0.04] = 3
    true = np.where(rng.random(n) < speaks, side, 4)
    passages = 1 + (rng.random(n) < 0.1) + (rng.random(n) < 0.03)
    return Press(thread=thread, day=days[thread], passages=passages, true=true,
                 machine=_judge(case, true, thread, len(days), rng))  # fmt: skip


def _spread(mean: NDArray[np.float64], unlike: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """One share a thread around a mean."""
    if not unlike:
        return mean
    weight = 1 / unlike**2 - 1
    spread: NDArray[np.float64] = rng.beta(mean * weight, (1 - mean) * weight)
    return spread


def _judge(case: Case, true: Places, thread: Places, n_threads: int, rng: np.random.Generator) -> Places:
    n = len(true)
    error = _spread(np.full(n_threads, 0.5), case.apart, rng)[thread] * 2 if case.apart else np.ones(n)
    machine = true.copy()
    turned = rng.random(n) < case.turns * error * np.where(true == 1, 1.4, 0.7)
    machine = np.where(turned & (true == 0), 1, np.where(turned & (true == 1), 0, machine))
    machine = np.where((true < 4) & (rng.random(n) < 0.1 * bool(case.turns)), 3, machine)  # abstains
    machine = np.where((true < 4) & (rng.random(n) < (1 - case.names) * error), 4, machine)
    invented = (true == 4) & (rng.random(n) < case.invents * error)
    found: Places = np.where(invented, np.where(rng.random(n) < 0.7, 0, 1), machine)
    return found


def audit_press(case: Case, press: Press, rng: np.random.Generator, *, a_night: int) -> list[Audited]:
    """What is drawn and judged: each night, passages of comments that came before and were not drawn yet."""
    n = len(press.day)
    drawn = np.zeros(n, dtype=bool)
    nights: list[tuple[int, int]] = []
    for night in range(DAYS - case.nights, DAYS):
        frame = np.flatnonzero((press.day <= night) & ~drawn)
        passages = np.repeat(frame, press.passages[frame])
        nights.append((night, len(passages)))
        drawn[rng.choice(passages, size=min(a_night, len(passages)), replace=False)] = True
    judged = np.flatnonzero(drawn & (rng.random(n) < case.answers))
    chances = _chances(nights, a_night)
    return [
        Audited(
            thread_id=str(press.thread[one]), machine=STANCES[press.machine[one]], person=STANCES[press.true[one]],
            weight=1 / chances[max(int(press.day[one]), DAYS - case.nights), int(press.passages[one])],
        )
        for one in judged
    ]  # fmt: skip


def _chances(nights: Sequence[tuple[int, int]], a_night: int) -> dict[tuple[int, int], float]:
    """The chance to be drawn since a night, by night and number of passages."""
    chances = {}
    for n_passages in (1, 2, 3):
        since = 0.0
        for night, n in reversed(nights):
            since = chance_of_nights((since, chance_of_night(n, a_night, n_passages)))
            chances[night, n_passages] = since
    return chances
