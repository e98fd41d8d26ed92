"""Generated debates: sources, articles, threads of comments, arguments, sides, actors and figures, day by day.

None of it is written with the models that judge: the level drifts and has its seasons, articles come by weekday,
threads are long-tailed and last several days, each has its own mix of arguments and of sides.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from dashboard.alerts.figures import Told
from dashboard.alerts.series import Count, Facts

START = date(2025, 1, 6)
BASE_DAYS, YEAR_DAYS = 210, 365
AUDIENCES = ("medecins", "grand-public", "local")
SOURCES = tuple(f"{audience}-{number}" for audience in AUDIENCES for number in range(4))
ARGUMENTS = tuple(f"argument-{number}" for number in range(20))
TARGETS = ("target-1", "target-2", "target-3")
ACTORS = tuple(f"actor-{number}" for number in range(12))
RIVAL = "actor-0"
_WEEK = np.array([1.15, 1.2, 1.2, 1.15, 1.05, 0.6, 0.65])
_LATE = np.array([0.62, 0.22, 0.08, 0.05, 0.03])  # of a thread's comments, by day after the article
_KNOWN_FIGURES = 25


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happens: what, on which night, for how many days, how strong, to what."""

    kind: str  # volume argument stance actor rival figure silence
    night: int
    n_days: int = 3
    strength: float = 1.0
    about: str = ""
    audience: str = ""


@dataclass(kw_only=True)
class World:
    """What a year gave, as the crawl would have stored it; `shown` is what each source published on any subject."""

    facts: Facts
    told: list[Told]
    shown: dict[str, list[int]]
    joined: dict[str, int] = field(default_factory=dict)


@dataclass
class _Debate:
    dice: np.random.Generator
    n_days: int
    counts: defaultdict[Count, np.ndarray]
    told: list[Told]
    figures: list[str]


def make_world(
    seed: int, *, level: float = 2.5, per_article: float = 7.0, events: tuple[Event, ...] = (),
    joins: int | None = None, incidents: bool = True,
) -> World:  # fmt: skip
    """A base and a year; `level` articles a day, `joins` the night on which one more source comes in."""
    dice = np.random.default_rng([seed, 77])
    n_days = BASE_DAYS + YEAR_DAYS
    sources = (*SOURCES, "new-0") if joins is not None else SOURCES
    debate = _Debate(
        dice=dice, n_days=n_days, counts=defaultdict(lambda: np.zeros((len(sources), n_days))), told=[],
        figures=[f"known-{number}" for number in range(_KNOWN_FIGURES)],
    )  # fmt: skip
    weights = dice.gamma(1.5, size=len(sources))
    weights = weights / weights[: len(SOURCES)].sum()
    audiences = [source.rpartition("-")[0] for source in sources]
    audiences = [AUDIENCES[1] if one == "new" else one for one in audiences]
    arguments = dice.dirichlet(np.full(len(ARGUMENTS), 0.7)) * 1.1
    sides = {target: (dice.uniform(0.15, 0.5), dice.uniform(0.25, 0.75)) for target in TARGETS}
    named = dice.beta(0.6, 4, size=len(ACTORS))
    drift = _drift(dice, n_days)
    for night in range(n_days):
        day = START + timedelta(days=night)
        today = [one for one in events if one.night <= night < one.night + one.n_days]
        strength = max([one.strength for one in today if one.kind == "volume"], default=1.0)
        mean = level * drift[night] * _WEEK[day.weekday()] * _season(day) * strength
        n_articles = int(dice.poisson(mean * dice.gamma(4.0) / 4.0))
        for _ in range(n_articles):
            place = int(dice.choice(len(sources), p=weights / weights.sum()))
            _write(debate, place, audiences[place], night, today,
                   mix=(arguments, sides, named, per_article * (1.3 if strength > 1 else 1.0)))  # fmt: skip
        for one in today:
            if one.kind == "figure":
                _tell_event(debate, one, night, sources, audiences)
    covered = _cover(dice, sources, n_days, joins=joins, incidents=incidents)
    shown = {source: _publish(dice, n_days, covered[place], [one for one in events if one.about == source])
             for place, source in enumerate(sources)}  # fmt: skip
    days = [START + timedelta(days=night) for night in range(n_days)]
    counts = {one: values * covered for one, values in debate.counts.items()}
    told = [one for one in debate.told if covered[sources.index(one.source), one.night]]
    return World(
        facts=Facts(days=days, sources=sources, covered=covered, counts=counts), told=told, shown=shown,
        joined={"new-0": joins} if joins is not None else {},
    )  # fmt: skip


def _drift(dice: np.random.Generator, n_days: int) -> np.ndarray:
    """A level that wanders by a third or so over months."""
    steps = dice.normal(0, 0.035, size=n_days)
    found = np.zeros(n_days)
    for night in range(1, n_days):
        found[night] = 0.985 * found[night - 1] + steps[night]
    return np.exp(found)


def _season(day: date) -> float:
    if day.month == 8:
        return 0.5
    return 0.4 if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2) else 1.0


def _write(debate: _Debate, place: int, audience: str, night: int, today: list[Event], *, mix: tuple) -> None:
    """One article, who it names and quotes, its figures, and its thread."""
    arguments, sides, named, per_article = mix
    dice = debate.dice
    for what in ("units", "unique"):
        debate.counts[Count(what, "press", audience)][place, night] += 1  # type: ignore[arg-type]
    shares = named.copy()
    for one in today:
        if one.kind == "actor":
            shares[ACTORS.index(one.about)] = max(shares[ACTORS.index(one.about)], one.strength)
    for number, share in enumerate(shares):
        if dice.random() < share:
            debate.counts[Count("actor", "press", audience, ACTORS[number])][place, night] += 1
    quoted = max([one.strength for one in today if one.kind == "rival"], default=0.5 * named[0] + 0.05)
    debate.counts[Count("rival", "press", audience, RIVAL)][place, night] += dice.random() < quoted
    _tell(debate, place, audience, night)
    if any(one.kind in ("argument", "stance") and one.audience in ("", audience) for one in today):
        per_article *= 2
    n_comments = int(dice.random() < 0.6) * int(min(400, dice.lognormal(np.log(per_article), 0.9)))
    if n_comments:
        _comment(debate, place, audience, night, today, n_comments, mix=(arguments, sides))


def _comment(  # noqa: PLR0913 # a thread is all of that
    debate: _Debate, place: int, audience: str, night: int, today: list[Event], n_comments: int, *, mix: tuple
) -> None:  # fmt: skip
    """A thread with its own mix, over five days."""
    dice = debate.dice
    own, leanings, tempers = _temper(dice, audience, today, mix)
    for later, n in enumerate(dice.multinomial(n_comments, _LATE)):
        at = night + later
        if at >= debate.n_days or not n:
            continue
        for what in ("units", "unique"):
            debate.counts[Count(what, "reader", audience)][place, at] += n  # type: ignore[arg-type]
        for number, share in enumerate(own):
            debate.counts[Count("argument", "reader", audience, ARGUMENTS[number])][place, at] += dice.binomial(
                n, min(0.9, share)
            )
        for target, present in leanings.items():
            named = dice.binomial(n, min(0.9, present))
            against = dice.binomial(named, tempers[target])
            debate.counts[Count("stance", "reader", audience, target, "against")][place, at] += against
            debate.counts[Count("stance", "reader", audience, target, "favour")][place, at] += named - against


def _temper(
    dice: np.random.Generator, audience: str, today: list[Event], mix: tuple
) -> tuple[np.ndarray, dict[str, float], dict[str, float]]:  # fmt: skip
    """A thread's shares of arguments, how many of its comments speak of each target, and how many of them against."""
    arguments, sides = mix
    own = arguments * dice.gamma(1.2, size=len(arguments)) / 1.2
    leanings = {target: float(present * dice.gamma(2.0) / 2.0) for target, (present, _) in sides.items()}
    tempers = {
        target: float(dice.beta(max(0.2, 5 * against), max(0.2, 5 * (1 - against))))
        for target, (_, against) in sides.items()
    }
    for one in today:
        if one.kind == "argument" and one.audience in ("", audience):
            own[ARGUMENTS.index(one.about)] = max(own[ARGUMENTS.index(one.about)], one.strength)
        if one.kind == "stance" and one.audience in ("", audience):
            tempers[one.about] = one.strength
    return own, leanings, tempers


def _tell(debate: _Debate, place: int, audience: str, night: int) -> None:
    """The figures of an article: known ones, sometimes a new one, which some take up again."""
    dice = debate.dice
    for _ in range(int(dice.poisson(0.8))):
        if dice.random() < 0.25:
            debate.figures.append(f"new-{len(debate.figures)}")
            value = debate.figures[-1]
        elif dice.random() < 0.12:
            value = debate.figures[-int(dice.integers(1, 4))]
        else:
            value = debate.figures[int(dice.integers(0, _KNOWN_FIGURES))]
        debate.told.append(_told(place, night, value, debate, is_press=True))


def _tell_event(debate: _Debate, event: Event, night: int, sources: tuple[str, ...], audiences: list[str]) -> None:
    for _ in range(int(debate.dice.poisson(event.strength))):
        place = int(debate.dice.integers(0, len(SOURCES)))
        debate.told.append(_told(place, night, event.about, debate, is_press=True))


def _told(place: int, night: int, value: str, debate: _Debate, *, is_press: bool) -> Told:
    source = (*SOURCES, "new-0")[place]
    return Told(night=night, source=source, teller=f"{night}-{len(debate.told)}", value=value, is_press=is_press)


def _cover(
    dice: np.random.Generator, sources: tuple[str, ...], n_days: int, *, joins: int | None, incidents: bool
) -> np.ndarray:  # fmt: skip
    """What was read: four times a year one source fails for some days, once a year all of them do."""
    covered = np.ones((len(sources), n_days), dtype=bool)
    if joins is not None:
        covered[-1, :joins] = False
    if incidents:
        for _ in range(int(4 * n_days / 365)):
            start, length = int(dice.integers(60, n_days - 8)), int(dice.integers(1, 5))
            covered[int(dice.integers(0, len(SOURCES))), start : start + length] = False
        start = int(dice.integers(60, n_days - 8))
        covered[:, start : start + int(dice.integers(1, 4))] = False
    return covered


def _publish(dice: np.random.Generator, n_days: int, covered: np.ndarray, silences: list[Event]) -> list[int]:
    """Texts a day on any subject: several a day for most sources, fewer at weekends and in August."""
    rate = float(np.exp(dice.uniform(np.log(0.7), np.log(12))))
    found = []
    for night in range(n_days):
        day = START + timedelta(days=night)
        is_silent = any(one.night <= night < one.night + one.n_days for one in silences)
        mean = rate * _season(day) * (0.6 if day.weekday() >= 5 else 1.1)
        found.append(-1 if not covered[night] else 0 if is_silent else int(dice.poisson(mean)))
    return found
