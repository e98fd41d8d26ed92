"""Recorded runs: what was attempted, what it counted, what failed and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from store.clock import now
from store.database import insert_row, rows, transaction
from store.texts import as_json

LONGEST_PAUSE = timedelta(days=30)
RunStatus = Literal["done", "partial", "failed"]


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One thing that failed: the page, file or line, the error, and what to do next."""

    step: str
    item: str
    error: str
    hint: str | None = None
    source_id: str | None = None


def start_run(db: Database, command: str) -> int:
    """The id of a new run; runs left open by a killed process become `interrupted`. Call it under the lock."""
    with transaction(db):
        moment = _moment()
        for table in ("runs", "run_steps"):
            interrupt = f"update {table} set status = 'interrupted', finished_at = :at where status = 'running'"  # nosec B608
            db.execute(interrupt, {"at": moment})
        return insert_row(db, "runs", {"command": command, "started_at": moment})


def finish_run(db: Database, run_id: int, status: RunStatus) -> None:
    """Closes a run."""
    db.table("runs").update(run_id, {"status": status, "finished_at": _moment()})


def start_step(db: Database, run_id: int, step: str, *, source_id: str | None = None) -> int:
    """The id of a new step of a run."""
    row = {"run_id": run_id, "step": step, "source_id": source_id, "started_at": _moment()}
    return insert_row(db, "run_steps", row)


def finish_step(
    db: Database,
    step_id: int,
    status: RunStatus,
    *,
    counts: Mapping[str, Any] | None = None,
    message: str | None = None,
) -> None:
    """Closes a step with what it counted; `message` is French, one line."""
    changes = {"status": status, "finished_at": _moment(), "counts": as_json(dict(counts or {})), "message": message}
    db.table("run_steps").update(step_id, changes)


def record_failure(db: Database, run_id: int, failure: Failure) -> None:
    """Writes one failure of a run."""
    db.table("failures").insert(
        {
            "run_id": run_id, "step": failure.step, "source_id": failure.source_id, "item": failure.item,
            "error": failure.error, "hint": failure.hint, "at": _moment(),
        }
    )  # fmt: skip


def was_cut_short(db: Database) -> bool:
    """Whether the last run was killed on its way. Call it under the lock: a run under way looks the same."""
    last = rows(db, "select status from runs order by id desc limit 1")
    return bool(last) and last[0]["status"] in ("running", "interrupted")


@dataclass(frozen=True, kw_only=True)
class ClockJump:
    """Two runs in a row between which the clock leapt forward, or the machine slept."""

    before: datetime
    after: datetime


def find_clock_jump(db: Database) -> ClockJump | None:
    """The last leap of more than `LONGEST_PAUSE` between two nights that no `purge` of a person's has answered.

    A leap into what is still to come was undone: the clock is right again.
    """
    found = rows(
        db,
        """
        select started_at, lag(started_at) over (order by id) as before from runs n where command = 'nightly'
          and not exists (select 1 from runs p where p.command = 'purge' and p.id > n.id) order by id desc
        """,
    )
    for row in found:
        if row["before"] is None:
            continue
        before, after = datetime.fromisoformat(row["before"]), datetime.fromisoformat(row["started_at"])
        if after - before > LONGEST_PAUSE and after <= now():
            return ClockJump(before=before, after=after)
    return None


def _moment() -> str:
    return now().isoformat(timespec="seconds")
