"""A year of nights, judged as `vigie nightly` judges them, and by one day against fourteen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import numpy as np

from bench.alerts.press import ACTORS, ARGUMENTS, AUDIENCES, BASE_DAYS, RIVAL, START, TARGETS, World
from dashboard.alerts.episodes import Standing, advance
from dashboard.alerts.figures import FRESH_DAYS, find_lives, list_new, need
from dashboard.alerts.judge import State, judge_panel, read_night, share_of_rule
from dashboard.alerts.series import Facts, Panel, Series, find_panel, list_series
from store.alert_settings import Alerts
from store.health.silence import Rhythm

WATCH = SimpleNamespace(
    arguments=[SimpleNamespace(slug=one) for one in ARGUMENTS], targets=[SimpleNamespace(slug=one) for one in TARGETS],
    actors=[SimpleNamespace(slug=one) for one in ACTORS], us=SimpleNamespace(rivals=(RIVAL,)),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Opening:
    """An alert that opened: on which night of the year, of which rule, about what."""

    night: int
    key: str


def ours(world: World, alerts: Alerts | None = None) -> list[Opening]:
    """Every alert that the nights of the year open."""
    settings = alerts or Alerts()
    found = _counted(world, settings)
    found += _figures(world, settings)
    return sorted([*found, *_silences(world)], key=lambda one: (one.night, one.key))


def _counted(world: World, settings: Alerts) -> list[Opening]:
    facts = world.facts
    series = list_series(settings, WATCH, AUDIENCES)  # type: ignore[arg-type]  # what is read of a watch
    nights = range(BASE_DAYS, len(facts.days))
    by_panel: defaultdict[Panel, list[int]] = defaultdict(list)
    for night in nights:
        by_panel[find_panel(facts, night)].append(night)
    states: dict[int, list[tuple[str, State]]] = {}
    for panel, members in by_panel.items():
        followed = judge_panel(facts, series, panel, settings)
        for night in members:
            verdicts = read_night(facts, panel, followed, night=night)
            states[night] = [(one.key, one.state) for one in verdicts]
    return _episodes(states)


def _episodes(states: dict[int, list[tuple[str, State]]]) -> list[Opening]:
    standing: dict[str, Standing] = {}
    found = []
    for night in sorted(states):
        for key, state in states[night]:
            standing[key], move = advance(standing.get(key, Standing()), state)
            if move == "opens":
                found.append(Opening(night=night, key=key))
    return found


def _figures(world: World, settings: Alerts) -> list[Opening]:
    lives = find_lives(world.told)
    states: dict[int, list[tuple[str, State]]] = {}
    for night in range(BASE_DAYS, len(world.facts.days)):
        panel = find_panel(world.facts, night)
        sources = frozenset(world.facts.sources[place] for place in panel.sources)
        least = need(lives, night=night, first_day=0, least=2, a_year=share_of_rule(settings))
        states[night] = []
        for one in list_new(lives, night=night, sources=sources, first_day=0):
            is_enough = len(one.tellers) >= least and night - one.last < FRESH_DAYS
            states[night].append((f"figure:{one.value}", "surprising" if is_enough else "calm"))
    return _episodes(states)


def _silences(world: World) -> list[Opening]:
    found = []
    for source, shown in world.shown.items():
        rhythm, was_alarm = Rhythm(), False
        for night, n in enumerate(shown):
            if n >= 0:
                rhythm.add(START + timedelta(days=night), n)
            silence = rhythm.silence()
            is_alarm = silence is not None and silence.is_alarm
            if is_alarm and not was_alarm and night >= BASE_DAYS:
                found.append(Opening(night=night, key=f"silence:{source}"))
            was_alarm = is_alarm
    return found


def day_against_fourteen(world: World) -> list[Opening]:
    """Two deviations above the mean of the fourteen days before, same floors; a value unseen for fourteen days.

    Every source counts, as soon as it is there. An alert closes as ours do.
    """
    settings = Alerts()
    series = list_series(settings, WATCH, AUDIENCES)  # type: ignore[arg-type]
    states: dict[int, list[tuple[str, State]]] = {night: [] for night in range(BASE_DAYS, len(world.facts.days))}
    for one in series:
        values = _plain(world.facts, one)
        for night in states:
            before = values[night - 14 : night]
            is_high = values[night] > before.mean() + 2 * before.std(ddof=1) and values[night] >= one.rule.floor
            states[night].append((one.key, "surprising" if is_high else "calm"))
    by_value: defaultdict[str, set[int]] = defaultdict(set)
    by_night: defaultdict[int, set[str]] = defaultdict(set)
    for told in world.told:
        by_value[told.value].add(told.night)
        by_night[told.night].add(told.value)
    for night, found in states.items():
        for value in by_night[night]:
            if not any(night - 14 <= one < night for one in by_value[value]):
                found.append((f"figure:{value}", "surprising"))
    return sorted([*_episodes(states), *_empty_days(world)], key=lambda one: (one.night, one.key))


def _plain(facts: Facts, one: Series) -> np.ndarray:
    values: np.ndarray = facts.get(one.hits).sum(axis=0)
    return values


def _empty_days(world: World) -> list[Opening]:
    found = []
    for source, shown in world.shown.items():
        for night in range(BASE_DAYS, len(shown)):
            before = shown[night - 14 : night]
            if shown[night] <= 0 and all(n >= 1 for n in before):
                found.append(Opening(night=night, key=f"silence:{source}"))
    return found
