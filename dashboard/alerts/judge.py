"""From facts to verdicts: which series are surprising tonight, which stay unusual, which cannot be judged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard.alerts.chance import Array
from dashboard.alerts.habit import WINDOWS, Habit, calibrate, judge_counts, judge_shares
from dashboard.alerts.series import Count, Facts, Panel, Series, find_panel, is_crippled, of_audience
from store.alert_settings import Alerts

State = Literal["calm", "unusual", "surprising", "young", "incident"]
# While a window is less likely than this, what was opened stays.
STAYS_UNDER = 0.05
_SHORT = 2  # windows of one and three days; a volume stays open as long as one of them is unusual
_LEAST_SHARED = 30
_YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one night says of one series; numbers are those of its least likely window."""

    key: str
    state: State
    series: Series | None = None
    n_days: int = 0
    n: int = 0
    of: int | None = None
    expected: float = 0.0
    spread: float = 0.0
    chance: float = 1.0
    limit: float = 0.0
    sources: tuple[str, ...] = ()


def limits(alerts: Alerts, series: Sequence[Series]) -> dict[str, float]:
    """The chance under which each rule's series open, by rule: the yearly bound, shared out equally.

    Each rule that counts, and the new figures, get the same part; within a rule, each series, window and night.
    """
    rules = [rule for rule in alerts.rules if rule.kind != "silence" and not rule.each]
    part = alerts.false_alarms_a_year / max(len(rules), 1)
    n_series: defaultdict[str, int] = defaultdict(int)
    for one in series:
        n_series[one.rule.id] += 1
    return {rule: part / (_YEAR * n * len(WINDOWS)) for rule, n in n_series.items()}


def share_of_figures(alerts: Alerts) -> float:
    """How many new figures a year chance may open."""
    return alerts.false_alarms_a_year / max(sum(rule.kind != "silence" and not rule.each for rule in alerts.rules), 1)


def judge_night(facts: Facts, series: Sequence[Series], alerts: Alerts) -> list[Verdict]:
    """The verdicts of the last day of the facts."""
    night = len(facts.days) - 1
    panel = find_panel(facts, night)
    habits = judge_panel(facts, series, panel)
    return read_night(facts, series, panel, habits, limits(alerts, series), night=night)


def judge_panel(facts: Facts, series: Sequence[Series], panel: Panel) -> dict[str, tuple[Habit, Array, list[Series]]]:
    """For each rule, the habit of its series over a panel, their corrected chances, and the series in that order."""
    by_rule: defaultdict[str, list[Series]] = defaultdict(list)
    for one in series:
        by_rule[one.rule.id].append(one)
    found = {}
    for rule, members in by_rule.items():
        habit = _judge(facts, members, panel)
        found[rule] = (habit, calibrate(habit.chance), members)
    return found


def _judge(facts: Facts, members: Sequence[Series], panel: Panel) -> Habit:
    hits, units, covered, groups = [], [], [], []
    chosen: dict[str, list[int]] = {}
    sums: dict[object, Array] = {}
    for one in members:
        places = chosen.setdefault(one.hits.audience, of_audience(facts, panel, one.hits))
        covered.append(facts.covered[places].all(axis=0) if places else np.zeros(len(facts.days), dtype=bool))
        hits.append(facts.get(one.hits)[places].sum(axis=0))
        if one.of is not None:
            if one.of not in sums:
                sums[one.of] = _units(facts, one)[places].sum(axis=0)
            units.append(sums[one.of])
        groups.append(hash((one.hits.what, one.hits.voice, one.hits.audience)))
    rule = members[0].rule
    if not units:
        return judge_counts(np.array(hits), np.array(covered), facts.weekdays, least=rule.floor)
    # A share of fewer than thirty comments is not shown anywhere; articles are too few for that rule.
    least_of = _LEAST_SHARED if rule.kind == "stance" else rule.floor
    return judge_shares(
        np.array(hits), np.array(units), np.array(covered), np.array(groups), bounds=(rule.floor, least_of)
    )  # fmt: skip


def _units(facts: Facts, one: Series) -> Array:
    """The units among which a share is taken; for a side, both sides."""
    assert one.of is not None
    if one.of.what == "stance":
        return facts.get(one.of._replace(side="favour")) + facts.get(one.of._replace(side="against"))
    return facts.get(one.of)


def read_night(
    facts: Facts, series: Sequence[Series], panel: Panel,
    habits: Mapping[str, tuple[Habit, Array, list[Series]]], under: Mapping[str, float], *, night: int,
) -> list[Verdict]:  # fmt: skip
    """One verdict a series for the night of an index."""
    crippled: dict[Count, bool] = {}
    sources: dict[str, tuple[str, ...]] = {}
    found: dict[str, Verdict] = {}
    for rule, (habit, chance, members) in habits.items():
        for place, one in enumerate(members):
            units = Count("units", one.hits.voice, one.hits.audience)
            if units not in crippled:
                crippled[units] = is_crippled(facts, panel, units, night)
            if one.hits.audience not in sources:
                places = of_audience(facts, panel, one.hits)
                sources[one.hits.audience] = tuple(facts.sources[index] for index in places)
            row = chance[place, :, night]
            if crippled[units] or np.isnan(row).all():
                is_hole = crippled[units] or (panel.missing and not panel.sources)
                found[one.key] = Verdict(key=one.key, state="incident" if is_hole else "young", series=one)
                continue
            window, state = _read(one, row, habit.n[place, :, night], under[rule])
            found[one.key] = Verdict(
                key=one.key, state=state, series=one, chance=float(row[window]), limit=under[rule],
                sources=sources[one.hits.audience], **_numbers(habit, place, window, night),
            )  # fmt: skip
    return [found[one.key] for one in series]


def _read(one: Series, chances: Array, counts: Array, limit: float) -> tuple[int, State]:
    """The window that says most, and what it says."""
    if one.rule.each:  # seen in the last three days, since late texts are dated back
        return _SHORT - 1, "surprising" if counts[_SHORT - 1] >= one.rule.floor else "calm"
    best = int(np.nanargmin(chances))
    if chances[best] <= limit:
        return best, "surprising"
    staying = chances[:_SHORT] if one.kind == "volume" else chances
    return best, "unusual" if np.nanmin(staying) <= STAYS_UNDER else "calm"


def _numbers(habit: Habit, place: int, window: int, night: int) -> dict[str, Any]:
    of = habit.of[place, window, night]
    return {
        "n_days": WINDOWS[window], "n": int(habit.n[place, window, night]), "of": None if np.isnan(of) else int(of),
        "expected": float(habit.expected[place, window, night]), "spread": float(habit.spread[place, window, night]),
    }  # fmt: skip
