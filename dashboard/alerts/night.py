"""The night's step `alerts`: judges, opens, keeps and closes, and queues what is told, all in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from dashboard.alerts.chance import chance_of_share, count_range
from dashboard.alerts.episodes import Standing, advance
from dashboard.alerts.facts import NightFacts, Value, load_facts
from dashboard.alerts.figures import FRESH_DAYS, TAKES_UP_DAYS, YOUNG_DAYS, find_lives, list_new, need
from dashboard.alerts.judge import Verdict, judge_night, share_of_rule
from dashboard.alerts.letters import queue_letter_of, tell_webhook
from dashboard.alerts.series import find_panel, list_series
from store.alert_settings import AlertRule
from store.alerts import (
    Event,
    Night,
    close_alert,
    find_mute,
    keep_alert,
    list_mutes,
    list_standing,
    open_alert,
    save_states,
)
from store.database import Row, one, transaction
from store.health.verdicts import Verdict as Health
from store.queries.health import judge_sources
from store.watch import Watch


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a night did; `n_followed` are the things that it could judge."""

    n_opened: int = 0
    n_closed: int = 0
    n_standing: int = 0
    n_followed: int = 0
    n_suspended: int = 0


@dataclass(frozen=True, kw_only=True)
class Told:
    """Something that opened or closed tonight, with its row."""

    event: Event
    alert_id: int
    night: Night
    is_hushed: bool


def run_alerts(db: Database, watch: Watch, *, today: date) -> Summary:
    """Judges the last complete day and writes down what follows from it; safe to run twice."""
    last = today - timedelta(days=1)
    nights = judge(db, watch, today=today)
    with transaction(db):
        told = _move(db, nights, today=today, last=last)
        save_states(db, nights, judged_on=last)
        heard = [one_told for one_told in told if not one_told.is_hushed]
        for one_told in heard:
            row = one(db, "select * from alerts where id = :id", {"id": one_told.alert_id})
            assert row is not None
            tell_webhook(db, watch, row, one_told.event, today=today)
        queue_letter_of(
            db, watch, [(said.event, said.alert_id, said.night.facts) for said in heard], today=today
        )  # fmt: skip
        standing = list_standing(db)
    return Summary(
        n_opened=sum(one.event == "opened" for one in told), n_closed=sum(one.event == "closed" for one in told),
        n_standing=len(standing), n_followed=sum(one.state not in ("young", "incident") for one in nights),
        n_suspended=sum(one.state == "incident" for one in nights),
    )  # fmt: skip


def judge(db: Database, watch: Watch, *, today: date) -> list[Night]:
    """What the night of a day says of everything that the watch follows; nothing is written."""
    found = load_facts(db, today - timedelta(days=1))
    nights = [_of_verdict(found, verdict) for verdict in
              judge_night(found.facts, list_series(watch.alerts, watch, found.audiences), watch.alerts)]  # fmt: skip
    for rule in watch.alerts.rules:
        if rule.kind == "figure":
            nights += _figures(found, rule, share_of_rule(watch.alerts))
        elif rule.kind == "silence":
            nights += _silences(judge_sources(db, today=today), rule, _answered(db, today))
    return nights


def _of_verdict(found: NightFacts, verdict: Verdict) -> Night:
    assert verdict.series is not None
    one = verdict.series
    last = found.facts.days[-1]
    facts: dict[str, Any] = {
        "kind": one.kind, "voice": one.hits.voice, "audience": one.hits.audience, "name": one.hits.name,
        "side": one.hits.side,
    }  # fmt: skip
    if verdict.n_days:
        low, high = _range(verdict)
        facts |= {
            "n": verdict.n, "of": verdict.of, "expected": round(verdict.expected, 3), "low": low, "high": high,
            "n_days": verdict.n_days, "first_on": (last - timedelta(days=verdict.n_days - 1)).isoformat(),
            "last_on": last.isoformat(), "chance": verdict.chance, "limit": verdict.limit,
            "sources": list(verdict.sources), "each": one.rule.each,
        }  # fmt: skip
    return Night(key=verdict.key, rule=one.rule.id, kind=one.kind, state=verdict.state, facts=facts)


def _range(verdict: Verdict) -> tuple[int, int]:
    """Where nineteen such windows in twenty end."""
    if verdict.of is None:
        return count_range(verdict.expected, verdict.spread)
    if not verdict.of:
        return 0, 0
    above = [chance_of_share(n, verdict.of, verdict.expected / verdict.of, verdict.spread)
             for n in range(1, min(verdict.of, max(verdict.n, int(6 * verdict.expected)) + 12) + 1)]  # fmt: skip
    return sum(1 - one <= 0.025 for one in above), sum(one > 0.025 for one in above)


def _figures(found: NightFacts, rule: AlertRule, a_year: float) -> list[Night]:
    facts = found.facts
    night = len(facts.days) - 1
    panel = find_panel(facts, night)
    starts = [int(row.argmax()) for row in facts.covered if row.any()]
    first = min(starts, default=night)
    if not panel.sources or night - first < YOUNG_DAYS:
        state = "incident" if panel.missing and not panel.sources else "young"
        return [Night(key=rule.id, rule=rule.id, kind="figure", state=state, facts=_rule_facts(rule))]
    sources = frozenset(facts.sources[place] for place in panel.sources)
    lives = find_lives(found.told)
    least = rule.floor if rule.each else need(
        lives, night=night, first_day=first, least=rule.floor, a_year=a_year
    )  # fmt: skip
    nights = []
    for new in list_new(lives, night=night, sources=sources, first_day=first):
        is_enough = len(new.tellers) >= least and night - new.last < FRESH_DAYS
        told = _rule_facts(rule) | _say_figure(found.values[new.value]) | {
            "n": len(new.tellers), "least": least, "first_on": facts.days[new.first].isoformat(),
            "last_on": facts.days[-1].isoformat(), "n_days": min(TAKES_UP_DAYS, night - new.first + 1),
            "sources": sorted(sources), "each": rule.each,
        }  # fmt: skip
        key = f"{rule.id}:{sha256(new.value.encode()).hexdigest()[:12]}"
        state = "surprising" if is_enough else "calm"
        nights.append(Night(key=key, rule=rule.id, kind="figure", state=state, facts=told))
    return nights or [Night(key=rule.id, rule=rule.id, kind="figure", state="calm", facts=_rule_facts(rule))]


def _rule_facts(rule: AlertRule) -> dict[str, Any]:
    return {"kind": rule.kind, "voice": rule.heard, "audience": "", "name": "", "side": ""}


def _say_figure(value: Value) -> dict[str, Any]:
    return {
        "figure_kind": value.kind, "unit": value.unit, "words": value.words, "low_value": value.low,
        "high_value": value.high, "noun": value.noun,
    }  # fmt: skip


def _answered(db: Database, today: date) -> tuple[int, int]:
    """How many sources were asked today, and how many answered."""
    row = one(
        db, "select count(*) as n, coalesce(sum(n_answered > 0), 0) as m from source_days where day = :day "
        "and n_collections > 0", {"day": today.isoformat()},
    )  # fmt: skip
    return (int(row["n"]), int(row["m"])) if row else (0, 0)


def _silences(health: Sequence[Health], rule: AlertRule, answered: tuple[int, int]) -> list[Night]:
    """One a source; on a night when most sources did not answer, the fault is ours and nobody is accused."""
    n_asked, n_answered = answered
    is_ours = n_asked >= 2 and n_answered < n_asked / 2
    nights = []
    for one_health in health:
        wrong = [one for one in one_health.signals if one.kind in ("silence", "feed")]
        is_broken = any(one.level == "broken" for one in wrong)
        is_unread = any(one.kind == "unread" for one in one_health.signals)
        state = "surprising" if is_broken else "unusual" if wrong else "calm"
        if is_ours or is_unread:
            state = "incident"
        elif one_health.state == "unjudged" and not wrong:
            state = "young"
        worst: Mapping[str, Any] = {"why": wrong[0].why, "since": wrong[0].since.isoformat()} if wrong else {}
        facts = _rule_facts(rule) | {"name": one_health.source_id, "source": one_health.name, **worst}
        key = f"{rule.id}:{one_health.source_id}"
        nights.append(Night(key=key, rule=rule.id, kind="silence", state=state, facts=facts))
    return nights


def _move(db: Database, nights: Sequence[Night], *, today: date, last: date) -> list[Told]:
    """Opens, keeps and closes; what stands and is followed no more closes by quiet nights as well."""
    standing, mutes = list_standing(db), list_mutes(db, today)
    told = []
    for night in [*nights, *_gone(standing, nights)]:
        row = standing.get(night.key)
        is_again = row is not None and row["judged_on"] == last.isoformat()
        n_quiet = int(row["n_quiet"]) - (is_again and int(row["n_quiet"]) > 0) if row else 0
        after, move = advance(Standing(is_open=row is not None, n_quiet=n_quiet), night.state)  # type: ignore[arg-type]
        is_muted = find_mute(mutes, night.key, night.rule) is not None
        if move == "opens":
            number = open_alert(db, night, opened_on=today, judged_on=last, is_hushed=is_muted)
            told.append(Told(event="opened", alert_id=number, night=night, is_hushed=is_muted))
        elif row is not None and move == "closes":
            close_alert(db, row["id"], closed_on=today, judged_on=last)
            hushed = is_muted or bool(row["is_hushed"])
            kept = Night(key=night.key, rule=night.rule, kind=night.kind, state=night.state, facts=row["facts"])
            told.append(Told(event="closed", alert_id=row["id"], night=kept, is_hushed=hushed))
        elif row is not None and night.state not in ("young", "incident"):
            keep_alert(db, row["id"], night.facts or row["latest"], judged_on=last, n_quiet=after.n_quiet)
    return told


def _gone(standing: Mapping[str, Row], nights: Sequence[Night]) -> list[Night]:
    """The alerts that stand on something that is followed no more: an old figure, a rule or an actor taken away."""
    followed = {night.key for night in nights}
    suspended = {night.rule for night in nights if night.state == "incident" and night.key == night.rule}
    return [
        Night(key=key, rule=row["rule"], kind=row["kind"], state="incident" if row["rule"] in suspended else "calm")
        for key, row in standing.items() if key not in followed
    ]  # fmt: skip
