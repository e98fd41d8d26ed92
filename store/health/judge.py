"""Facts in, verdict out: the pure functions that say whether a source is in order."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from store.database import Row
from store.health import words
from store.health.facts import FIELDS
from store.health.filling import Count, Filling
from store.health.silence import LEAST_ACTIVE_DAYS, LEAST_DAYS, Rhythm, follow
from store.health.verdicts import Figures, Level, Signal, State, Verdict

UNREAD_AFTER = timedelta(days=2)
_RECENT = timedelta(days=28)
_GONE = {"404", "410"}
# A page without its author can still be read and counted.
_MILD = {"byline", "timely"}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A source and the days that were recorded of it, in order: rows of `source_days` and of `source_fields`."""

    source_id: str
    name: str
    days: Sequence[Row]
    fields: Sequence[Row]


def judge(facts: Judged, *, today: date) -> Verdict:
    """The verdict of a day; only what was recorded up to that day is looked at."""
    days = [row for row in facts.days if row["day"] <= today.isoformat()]
    read = [row for row in days if row["n_collections"]]
    rhythm = _rhythm(days, read)
    fillings = _fillings([row for row in facts.fields if row["day"] <= today.isoformat()])
    signals = [
        *_judge_answers(read, facts), *_judge_reading(read, facts, today), *_judge_silence(rhythm, facts),
        *_judge_fields(fillings, facts),
    ]  # fmt: skip
    state = _state(signals, rhythm, fillings)
    figures = _figures(days, read, rhythm, fillings, facts.fields, today)
    worst = next((one for one in signals if one.level == state), None)
    why = worst.why if worst else words.say_sound(state, rhythm)
    return Verdict(
        source_id=facts.source_id, name=facts.name, state=state, why=why, signals=tuple(signals), figures=figures
    )


def _state(signals: Sequence[Signal], rhythm: Rhythm, fillings: Mapping[str, Filling]) -> State:
    levels = {signal.level for signal in signals}
    if levels:
        return "broken" if "broken" in levels else "watched"
    return "sound" if rhythm.is_known else "unjudged"


def _rhythm(days: Sequence[Row], read: Sequence[Row]) -> Rhythm:
    """Days before the last collection that answered are complete; of its own day only what it shows counts."""
    answered = [row["day"] for row in read if row["n_answered"]]
    last = answered[-1] if answered else ""
    kept = [row for row in days if row["day"] < last or (row["day"] == last and row["n_shown"])]
    return follow((date.fromisoformat(row["day"]), row["n_shown"]) for row in kept)


def _fillings(rows: Sequence[Row]) -> dict[str, Filling]:
    found: dict[str, Filling] = {}
    for row in rows:
        count = Count(n=row["n"], n_filled=row["n_filled"], n_again=row["n_again"], n_lost=row["n_lost"])
        found.setdefault(row["field"], Filling()).add(date.fromisoformat(row["day"]), count)
    return found


def _judge_answers(read: Sequence[Row], facts: Judged) -> list[Signal]:
    """No feed or sitemap answered at the last collection: broken on the second day, or where the address is gone."""
    failing: list[Row] = []
    for row in reversed(read):
        if row["error"] is None:
            break
        failing.append(row)
        if row["n_answered"]:
            break
    if not failing:
        return []
    is_gone = set(json.loads(failing[0]["statuses"])) <= _GONE and failing[0]["statuses"] != "{}"
    level: Level = "broken" if len(failing) > 1 or is_gone else "watched"
    since = date.fromisoformat(failing[-1]["day"])
    why = words.say_no_answer(since, str(failing[0]["error"]), n_days=len(failing))
    return [Signal(kind="feed", level=level, since=since, why=why, todo=words.mend_feed(facts.source_id))]


def _judge_reading(read: Sequence[Row], facts: Judged, today: date) -> list[Signal]:
    """Nobody has asked the source for two days: what it shows is not known."""
    if not read:
        return []
    last = date.fromisoformat(read[-1]["day"])
    if today - last <= UNREAD_AFTER:
        return []
    return [Signal(kind="unread", level="watched", since=last, why=words.say_unread(last), todo=words.MEND_UNREAD)]


def _judge_silence(rhythm: Rhythm, facts: Judged) -> list[Signal]:
    silence = rhythm.silence()
    if silence is None or not (silence.is_alarm or silence.is_doubt):
        return []
    level: Level = "broken" if silence.is_alarm else "watched"
    why = words.say_silence(silence, per_week=7 * rhythm.per_day, longest_days=rhythm.longest_days)
    since = silence.last_active_on + timedelta(days=1)
    return [Signal(kind="silence", level=level, since=since, why=why, todo=words.mend_silence(facts.source_id))]


def _judge_fields(fillings: Mapping[str, Filling], facts: Judged) -> list[Signal]:
    signals = []
    for name in FIELDS:
        loss = fillings[name].loss() if name in fillings else None
        if loss is not None:
            level: Level = "watched" if name in _MILD else "broken"
            signals.append(
                Signal(kind=name, level=level, since=loss.since, why=words.say_loss(name, loss),
                       todo=words.mend_field(name, facts.source_id))
            )  # fmt: skip
    return signals


def _figures(
    days: Sequence[Row], read: Sequence[Row], rhythm: Rhythm, fillings: Mapping[str, Filling], fields: Sequence[Row],
    today: date,
) -> Figures:  # fmt: skip
    since = (today - _RECENT).isoformat()
    recent = [row for row in read if since < row["day"] <= today.isoformat()]
    statuses: Counter[str] = Counter()
    for row in recent:
        statuses.update(json.loads(row["statuses"]))
    shown = [row["day"] for row in days if row["n_shown"]]
    is_known = rhythm.is_known
    return Figures(
        n_days=rhythm.n_days, per_week=7 * rhythm.per_day if is_known else None,
        longest_days=rhythm.longest_days if is_known else None,
        last_shown_on=date.fromisoformat(shown[-1]) if shown else None,
        n_answered=sum(row["n_answered"] for row in recent), n_collections=sum(row["n_collections"] for row in recent),
        statuses=tuple(sorted(statuses.items())), fields=_shares(fillings, fields, today),
        n_declared=sum(row["n_declared"] for row in recent), n_collected=sum(row["n_collected"] for row in recent),
        n_future=read[-1]["n_future"] if read else 0,
    )  # fmt: skip


def _shares(
    fillings: Mapping[str, Filling], fields: Sequence[Row], today: date
) -> tuple[tuple[str, float | None, float | None, int], ...]:
    """Each field's usual share, and that of the pages first read in the last 28 days."""
    since = (today - _RECENT).isoformat()
    recent: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in fields:
        if since < row["day"] <= today.isoformat():
            recent[row["field"]][0] += row["n"]
            recent[row["field"]][1] += row["n_filled"]
    found = []
    for name in FIELDS:
        if name in fillings:
            n, filled = recent[name]
            found.append((name, fillings[name].share, filled / n if n else None, n))
    return tuple(found)


__all__ = ["LEAST_ACTIVE_DAYS", "LEAST_DAYS", "Judged", "judge"]
