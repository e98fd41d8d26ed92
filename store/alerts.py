"""Alerts as rows: opened, kept, closed by the night; muted by a click; told to a webhook at most once."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from store.access import sign
from store.audit import record_act
from store.clock import now
from store.database import Row, insert_row, one, rows, transaction
from store.handed import name_handing, note_handed, note_taken_back, was_handed
from store.texts import as_json

Event = Literal["opened", "closed"]
CallStatus = Literal["sent", "refused", "doubt"]
# After each call that certainly changed nothing, in minutes; then it is given up.
_WAITS_MIN = (5, 30, 180)
_LONGEST = 300
CUT_SHORT = "l’appel a été coupé en cours d’envoi : il est peut-être arrivé"


@dataclass(frozen=True, kw_only=True)
class Night:
    """What a night says of one thing followed; `facts` are numbers, slugs and days."""

    key: str
    rule: str
    kind: str
    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def list_standing(db: Database) -> dict[str, Row]:
    """The alerts that stand, by key, `facts` and `latest` parsed."""
    found = rows(db, "select * from alerts where closed_on is null order by id")
    return {row["key"]: parsed(row) for row in found}


def parsed(row: Row) -> Row:
    """A row of `alerts` with its numbers parsed."""
    return row | {name: json.loads(row[name]) for name in ("facts", "latest") if name in row}


def open_alert(db: Database, night: Night, *, opened_on: date, judged_on: date, is_hushed: bool) -> int:
    """Opens an alert, in the caller's transaction; its number."""
    facts = as_json(dict(night.facts))
    row = {
        "key": night.key, "rule": night.rule, "kind": night.kind, "opened_on": opened_on.isoformat(),
        "closed_on": None, "judged_on": judged_on.isoformat(), "is_hushed": int(is_hushed), "facts": facts,
        "latest": facts,
    }  # fmt: skip
    return insert_row(db, "alerts", row)


def keep_alert(db: Database, alert_id: int, facts: Mapping[str, Any], *, judged_on: date, n_quiet: int) -> None:
    """Notes what a judged night says of an alert that stands."""
    changes = {"latest": as_json(dict(facts)), "judged_on": judged_on.isoformat(), "n_quiet": n_quiet}
    db.table("alerts").update(alert_id, changes)


def close_alert(db: Database, alert_id: int, *, closed_on: date, judged_on: date) -> None:
    """Closes an alert for good."""
    db.table("alerts").update(alert_id, {"closed_on": closed_on.isoformat(), "judged_on": judged_on.isoformat()})


def save_states(db: Database, nights: Iterable[Night], *, judged_on: date) -> None:
    """Replaces what the last night said of everything that is followed."""
    db.execute("delete from alert_states")
    db.table("alert_states").insert_all(
        {"key": one.key, "rule": one.rule, "state": one.state, "judged_on": judged_on.isoformat(),
         "facts": as_json(dict(one.facts))} for one in nights
    )  # fmt: skip


def mute_alert(db: Database, target: str, *, today: date, n_days: int | None, made_by: str) -> int:
    """Mutes the alerts of a key or of a rule, for some days or until it is lifted; the number of the row.

    Raises:
        NotAllowedError: the role of who clicked does not give it.
    """
    until = None if n_days is None else (today + timedelta(days=n_days - 1)).isoformat()
    return _record(db, target, "mute", until, made_by)


def unmute_alert(db: Database, target: str, *, made_by: str) -> int:
    """Lifts a mute; the number of the row.

    Raises:
        NotAllowedError: the role of who clicked does not give it.
    """
    return _record(db, target, "unmute", None, made_by)


def _record(db: Database, target: str, act: str, until: str | None, made_by: str) -> int:
    made_by = sign(db, "note", made_by)
    with transaction(db):
        row = {"target": target, "act": act, "until_on": until, "made_by": made_by, "made_at": _moment()}
        number = insert_row(db, "desk_alert_mutes", row)
        record_act(db, "note", f"alerte en sourdine n° {number}", who=made_by)
    return number


def list_mutes(db: Database, day: date) -> dict[str, Row]:
    """The mutes that hold on a day, by key or rule: target, until_on, made_by, made_at."""
    found = rows(
        db,
        """
        select m.* from desk_alert_mutes m
        where m.id = (select max(x.id) from desk_alert_mutes x where x.target = m.target)
          and m.act = 'mute' and (m.until_on is null or m.until_on >= :day) order by m.id
        """,
        {"day": day.isoformat()},
    )
    return {row["target"]: row for row in found}


def find_mute(mutes: Mapping[str, Row], key: str, rule: str) -> Row | None:
    """The mute that holds for an alert: of its own, or of its whole rule."""
    return mutes.get(key) or mutes.get(rule)


def queue_call(db: Database, alert_id: int, event: Event, body: Mapping[str, Any]) -> None:
    """Queues a call of the webhook, in the caller's transaction; a second one of the same event is ignored."""
    at = _moment()
    db.execute(
        """
        insert into alert_calls(alert_id, event, body, next_at, at) values (:alert, :event, :body, :at, :at)
        on conflict(alert_id, event) do nothing
        """,
        {"alert": alert_id, "event": event, "body": as_json(dict(body)), "at": at},
    )


def has_due_calls(db: Database) -> bool:
    """Whether a call waits to leave now, or was cut short."""
    return one(
        db, "select 1 from alert_calls where status = 'handing' or (status = 'waiting' and next_at <= :at) limit 1",
        {"at": _moment()},
    ) is not None  # fmt: skip


def list_due_calls(db: Database) -> list[Row]:
    """The calls to make now, oldest first; those that a killed process was making become « doubt »."""
    with transaction(db):
        values = {"at": _moment(), "said": CUT_SHORT}
        db.execute("update alert_calls set status = 'doubt', at = :at, said = :said where status = 'handing'", values)
    sql = "select * from alert_calls where status = 'waiting' and next_at <= :at order by id"
    return rows(db, sql, {"at": _moment()})


def begin_call(db: Database, call_id: int, sent_file: Path) -> bool:
    """Writes down, for good, that a call is about to be made; false when it was made already, says the home's file."""
    name = _name(db, call_id)
    if was_handed(sent_file, name):
        end_call(db, call_id, "doubt", CUT_SHORT)
        return False
    with transaction(db):
        values = {"id": call_id, "at": _moment()}
        db.execute("update alert_calls set status = 'handing', n_tries = n_tries + 1, at = :at where id = :id", values)
    note_handed(sent_file, name)
    return True


def end_call(db: Database, call_id: int, status: CallStatus, said: str = "") -> None:
    """Writes down how a call ended, for good."""
    with transaction(db):
        db.table("alert_calls").update(call_id, {"status": status, "at": _moment(), "said": said[:_LONGEST]})


def put_off_call(db: Database, call_id: int, sent_file: Path, said: str) -> bool:
    """Puts off a call that certainly changed nothing; false when it is given up, after four tries."""
    note_taken_back(sent_file, _name(db, call_id))
    row = one(db, "select n_tries from alert_calls where id = :id", {"id": call_id})
    n_tries = int(row["n_tries"]) if row else 0
    if n_tries > len(_WAITS_MIN):
        end_call(db, call_id, "refused", said)
        return False
    later = now() + timedelta(minutes=_WAITS_MIN[max(0, n_tries - 1)])
    changes = {
        "status": "waiting", "at": _moment(), "said": said[:_LONGEST], "next_at": later.isoformat(timespec="seconds"),
    }  # fmt: skip
    with transaction(db):
        db.table("alert_calls").update(call_id, changes)
    return True


def _name(db: Database, call_id: int) -> str:
    """What names a call in the file `envois`: its content, which a restored copy holds too."""
    row = one(db, "select event, body from alert_calls where id = :id", {"id": call_id})
    assert row is not None
    return name_handing("webhook", row["event"], row["body"])


def _moment() -> str:
    return now().isoformat(timespec="seconds")
