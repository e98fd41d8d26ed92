"""`python -m bench.alerts [--years 16] [--table events]`: quiet years, the day a source is added, injected events.

Ours beside one day against fourteen. Seeds from 40 000 on, scored once; the rules were chosen on seeds under 10 000.
Intervals (95 %) are bootstrapped by year.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.alerts.press import (
    ACTORS,
    ARGUMENTS,
    BASE_DAYS,
    RIVAL,
    SOURCES,
    TARGETS,
    YEAR_DAYS,
    Event,
    World,
    make_world,
)
from bench.alerts.trial import Opening, day_against_fourteen, ours

FIRST_SEED = 40_000
_RESAMPLES = 1000
_FOUND_WITHIN = {"silence": 21}
_USUALLY_WITHIN = 10
_EVERY, _FIRST = 27, 12
JOINS = BASE_DAYS + 120
_AFTER_JOINING = 60
# What is injected: kind, what it is called, and the draw of an event.
STRENGTHS: Sequence[tuple[str, str, float, int]] = (
    ("volume", "volume ×4, 3 days", 4.0, 3),
    ("volume", "volume ×10, 3 days", 10.0, 3),
    ("argument", "an argument in 25 % of twice as many comments, 4 days", 0.25, 4),
    ("argument", "an argument in 45 % of twice as many comments, 4 days", 0.45, 4),
    ("stance", "nine in ten on one side, of twice as many comments, 5 days", 0.92, 5),
    ("actor", "an actor named in 70 % of the articles, 4 days", 0.7, 4),
    ("rival", "a rival quoted in 80 % of the articles, 4 days", 0.8, 4),
    ("figure", "a new figure, two tellings a day, 3 days", 2.0, 3),
    ("figure", "a new figure, four tellings a day, 3 days", 4.0, 3),
    ("silence", "a source that shows nothing for 21 days", 0.0, 21),
)
RULES: dict[str, Callable[[World], list[Opening]]] = {"ours": ours, "1 day against 14": day_against_fourteen}


@dataclass(frozen=True, kw_only=True)
class Told:
    """How one year of events was told: the delay of each event by its name (`None`: never), right and all openings."""

    delays: Sequence[tuple[str, int | None]]
    n_right: int
    n_all: int


def main() -> None:
    """Prints the tables in Markdown."""
    arguments = argparse.ArgumentParser(prog="python -m bench.alerts", description=__doc__)
    arguments.add_argument("--years", type=int, default=16, help="generated years a table")
    arguments.add_argument("--first-seed", type=int, default=FIRST_SEED)
    arguments.add_argument("--table", choices=["quiet", "joining", "events"], help="this table only")
    given = arguments.parse_args()
    seeds = range(given.first_seed, given.first_seed + given.years)
    tables = {"quiet": _quiet, "joining": _joining, "events": _events}
    for name, table in tables.items():
        if given.table in (None, name):
            for line in table(seeds):
                print(line, flush=True)
            print()


def draw_events(seed: int) -> tuple[tuple[str, Event], ...]:
    """Ten events of a year, one every four weeks or so, each of another strength, in a random order."""
    dice = np.random.default_rng([seed, 5])
    found = []
    for place, index in enumerate(dice.permutation(len(STRENGTHS))):
        kind, name, strength, n_days = STRENGTHS[index]
        about = {
            "argument": str(dice.choice(ARGUMENTS)), "stance": str(dice.choice(TARGETS)), "rival": RIVAL,
            "actor": str(dice.choice(ACTORS[1:])), "figure": f"event-{place}", "silence": str(dice.choice(SOURCES)),
        }.get(kind, "")  # fmt: skip
        night = BASE_DAYS + _FIRST + _EVERY * place + int(dice.integers(0, 9))
        found.append((name, Event(kind=kind, night=night, n_days=n_days, strength=strength, about=about)))
    return tuple(found)


def match(events: Sequence[tuple[str, Event]], openings: Sequence[Opening]) -> Told:
    """Which openings an event explains, and when each event was first told."""
    delays: list[tuple[str, int | None]] = []
    right: set[Opening] = set()
    for name, event in events:
        within = _FOUND_WITHIN.get(event.kind, _USUALLY_WITHIN)
        found = [one for one in openings if event.night <= one.night < event.night + within and _is_of(one, event)]
        right |= set(found)
        delays.append((name, min(one.night for one in found) - event.night + 1 if found else None))
    return Told(delays=delays, n_right=len(right), n_all=len(openings))


def _is_of(one: Opening, event: Event) -> bool:
    rule, *parts = one.key.split(":")
    kind = "volume" if rule == "volume-presse" else rule
    return kind == event.kind and (not event.about or event.about in parts)


def _quiet(seeds: range) -> Iterator[str]:
    yield from _head("rule", "alerts a week", "weeks with more than one alert", "by rule, a year")
    found: dict[str, list[list[Opening]]] = {name: [] for name in RULES}
    for seed in seeds:
        world = make_world(seed)
        for name, rule in RULES.items():
            found[name].append(rule(world))
    for name, years in found.items():
        weekly = _interval([len(year) / (YEAR_DAYS / 7) for year in years])
        busy = [_busy_weeks(year) for year in years]
        kinds = Counter(one.key.split(":")[0] for year in years for one in year)
        listed = ", ".join(f"{kind} {n / len(years):.1f}" for kind, n in sorted(kinds.items()))
        yield _row(name, weekly, _interval(busy), listed)


def _busy_weeks(year: Sequence[Opening]) -> float:
    weeks = Counter((one.night - BASE_DAYS) // 7 for one in year)
    return sum(n > 1 for n in weeks.values()) / (YEAR_DAYS / 7)


def _joining(seeds: range) -> Iterator[str]:
    yield from _head("rule", "on the day a source is added", "in the sixty days after", "in the same year without it")
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in RULES}
    for seed in seeds:
        joined, without = make_world(seed, joins=JOINS), make_world(seed)
        for name, rule in RULES.items():
            nights = [one.night for one in rule(joined)]
            after, before = (range(JOINS, JOINS + _AFTER_JOINING), [one.night for one in rule(without)])
            on_day = sum(JOINS <= night <= JOINS + 1 for night in nights)
            counts = (on_day, sum(night in after for night in nights), sum(night in after for night in before))
            found[name].append((float(counts[0]), float(counts[1]), float(counts[2])))
    for name, years in found.items():
        yield _row(name, *(_interval([year[place] for year in years]) for place in range(3)))


def _events(seeds: range) -> Iterator[str]:
    told: dict[str, list[Told]] = {name: [] for name in RULES}
    for seed in seeds:
        events = draw_events(seed)
        world = make_world(seed, events=tuple(event for _, event in events))
        for name, rule in RULES.items():
            told[name].append(match(events, rule(world)))
    yield from _head("event", *RULES)
    for _, event, _, _ in STRENGTHS:
        cells = []
        for years in told.values():
            delays = [delay for year in years for name, delay in year.delays if name == event]
            found = sorted(delay for delay in delays if delay is not None)
            recall = _interval([float(delay is not None) for delay in delays])
            cells.append(f"{recall} · {found[len(found) // 2]} d" if found else f"{recall} · never")
        yield _row(event, *cells)
    yield _row("**precision, all openings of these years**", *(_ratio(years) for years in told.values()))
    yield _row("openings a year", *(_interval([float(year.n_all) for year in years]) for years in told.values()))


def _ratio(years: Sequence[Told]) -> str:
    dice = np.random.default_rng(1)
    drawn = []
    for _ in range(_RESAMPLES):
        kept = [years[index] for index in dice.integers(0, len(years), size=len(years))]
        drawn.append(sum(one.n_right for one in kept) / max(1, sum(one.n_all for one in kept)))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{sum(one.n_right for one in years) / max(1, sum(one.n_all for one in years)):.2f} ({low:.2f}–{high:.2f})"


def _interval(values: Sequence[float]) -> str:
    dice = np.random.default_rng(1)
    drawn = [np.mean(dice.choice(values, size=len(values))) for _ in range(_RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{np.mean(values):.2f} ({low:.2f}–{high:.2f})"


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
