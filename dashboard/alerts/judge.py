"""From facts to verdicts: which series are surprising tonight, which stay unusual, which cannot be judged."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from dashboard.alerts.chance import Array
from dashboard.alerts.habit import WINDOWS, Habit, bound_chance, calibrate, empty_habit, judge_counts, judge_shares
from dashboard.alerts.series import Count, Facts, Panel, Series, find_panel, is_crippled, of_audience
from dashboard.alerts.together import Cells, judge_together
from store.alert_settings import Alerts, Kind
from store.verdicts import Voice

State = Literal["calm", "unusual", "surprising", "young", "incident"]
# While a window is less likely than this, what was opened stays.
STAYS_UNDER = 0.05
_SHORT = 2  # windows of one and three days; a volume stays open as long as one of them is unusual
VOICES: tuple[Voice, ...] = ("reader", "press", "speaker")
_LEAST_AMONG: Mapping[Kind, int] = {"argument": 10, "stance": 12}


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


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The series of one rule over a panel: their habit, their corrected chances, the chance under which they open."""

    series: Sequence[Series]
    habit: Habit
    chance: Array
    limit: Array


def share_of_rule(alerts: Alerts) -> float:
    """How many alerts a year chance may open by one rule: the bound of the watch, shared out equally.

    Silent sources have their own bound, and what is told each time has none.
    """
    return alerts.false_alarms_a_year / max(sum(rule.kind != "silence" and not rule.each for rule in alerts.rules), 1)


def judge_night(facts: Facts, series: Sequence[Series], alerts: Alerts) -> list[Verdict]:
    """The verdicts of the last day of the facts."""
    night = len(facts.days) - 1
    found: list[Verdict] = []
    for voice in VOICES:
        panel, heard = find_panel(facts, night, voice), [one for one in series if one.hits.voice == voice]
        found += read_night(facts, panel, judge_panel(facts, heard, panel, alerts), night=night)
    return found


def judge_panel(facts: Facts, series: Sequence[Series], panel: Panel, alerts: Alerts) -> list[Followed]:
    """What each rule follows, judged for every night as this panel counts it."""
    by_rule: defaultdict[tuple[str, bool], list[Series]] = defaultdict(list)
    for one in series:
        by_rule[one.rule.id, one.is_together].append(one)
    found = []
    for (rule, is_together), members in by_rule.items():
        habit = _judge_together(facts, members, panel) if is_together else _judge(facts, members, panel)
        parts = sum(key[0] == rule for key in by_rule)  # audiences one by one, and together
        limit = bound_chance(habit.is_tested, share_of_rule(alerts) / parts)
        found.append(Followed(series=members, habit=habit, chance=calibrate(habit.chance), limit=limit))
    return found


def _judge_together(facts: Facts, members: Sequence[Series], panel: Panel) -> Habit:
    """Series of all audiences, source by source."""
    voice, rule = members[0].hits.voice, members[0].rule
    audiences = sorted({one.audience for one in facts.counts if one.voice == voice and one.audience})
    chosen = {audience: of_audience(facts, panel, Count("units", voice, audience)) for audience in audiences}
    places = [(stratum, place) for stratum, found in enumerate(chosen.values()) for place in found]
    if not places:
        return empty_habit(len(members), len(facts.days))

    def gather(get: Callable[[Series], Array]) -> Array:
        return np.array([np.concatenate([
            get(replace(one, hits=one.hits._replace(audience=audience),
                        of=one.of and one.of._replace(audience=audience)))[found]
            for audience, found in chosen.items()]) for one in members])  # fmt: skip

    cells = Cells(
        hits=gather(lambda one: facts.get(one.hits)), units=gather(lambda one: _units(facts, one)),
        strata=np.array([stratum for stratum, _ in places]),
        covered=np.asarray(facts.cover(voice)[sorted({place for _, place in places})].all(axis=0)),
    )  # fmt: skip
    return judge_together(cells, bounds=(rule.floor, max(rule.floor, _LEAST_AMONG.get(rule.kind, 1))))


def _judge(facts: Facts, members: Sequence[Series], panel: Panel) -> Habit:
    hits, units, covered, groups = [], [], [], []
    chosen: dict[str, list[int]] = {}
    sums: dict[object, Array] = {}
    for one in members:
        places = chosen.setdefault(one.hits.audience, of_audience(facts, panel, one.hits))
        cover = facts.cover(one.hits.voice)
        covered.append(cover[places].all(axis=0) if places else np.zeros(len(facts.days), dtype=bool))
        hits.append(facts.get(one.hits)[places].sum(axis=0))
        if one.of is not None:
            if one.of not in sums:
                sums[one.of] = _units(facts, one)[places].sum(axis=0)
            units.append(sums[one.of])
        groups.append(hash((one.hits.what, one.hits.voice, one.hits.audience)))
    rule = members[0].rule
    if not units:
        return judge_counts(np.array(hits), np.array(covered), facts.weekdays, least=rule.floor)
    least_of = max(rule.floor, _LEAST_AMONG.get(rule.kind, 1))
    return judge_shares(
        np.array(hits), np.array(units), np.array(covered), np.array(groups), bounds=(rule.floor, least_of)
    )  # fmt: skip


def _units(facts: Facts, one: Series) -> Array:
    """The units among which a share is taken; for a side, both sides."""
    assert one.of is not None
    if one.of.what == "stance":
        return facts.get(one.of._replace(side="favour")) + facts.get(one.of._replace(side="against"))
    return facts.get(one.of)


def read_night(facts: Facts, panel: Panel, followed: Sequence[Followed], *, night: int) -> list[Verdict]:
    """One verdict a series for the night of an index."""
    crippled: dict[Count, bool] = {}
    sources: dict[str, tuple[str, ...]] = {}
    found: list[Verdict] = []
    for rule in followed:
        limit = float(rule.limit[night])
        for place, one in enumerate(rule.series):
            units = Count("units", one.hits.voice, one.hits.audience)
            if units not in crippled:
                crippled[units] = is_crippled(facts, panel, units, night)
            if one.hits.audience not in sources:
                places = of_audience(facts, panel, one.hits)
                sources[one.hits.audience] = tuple(facts.sources[index] for index in places)
            row = rule.chance[place, :, night]
            if crippled[units] or np.isnan(row).all():
                is_hole = crippled[units] or (panel.missing and not panel.sources)
                found.append(Verdict(key=one.key, state="incident" if is_hole else "young", series=one))
                continue
            window, state = _read(one, row, rule.habit.n[place, :, night], limit)
            verdict = Verdict(
                key=one.key, state=state, series=one, chance=float(row[window]), limit=limit,
                sources=sources[one.hits.audience], **_numbers(rule.habit, place, window, night),
            )  # fmt: skip
            found.append(verdict)
    return _tell_once(found)


def _tell_once(found: list[Verdict]) -> list[Verdict]:
    """What is unusual in all audiences at once opens no other alert in one of them."""
    wide = {one.series.hits for one in found
            if one.series and one.series.is_together and one.state in ("surprising", "unusual")}  # fmt: skip
    return [
        replace(one, state="unusual")
        if one.state == "surprising" and one.series and one.series.hits.audience
        and one.series.hits._replace(audience="") in wide else one
        for one in found
    ]  # fmt: skip


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
