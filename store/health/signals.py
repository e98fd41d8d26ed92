"""What is wrong with the sources, announced once: a sign opens, is a failure of its run, and closes in silence."""

from collections.abc import Sequence

from sqlite_utils import Database

from store.clock import today
from store.database import rows, transaction
from store.health.verdicts import Signal, Verdict
from store.runs import Failure, record_failure

STEP = "health"


def record_signals(db: Database, run_id: int, verdicts: Sequence[Verdict]) -> list[Failure]:
    """Records as failures of a run the signs of breakdown that no earlier run has announced; gives these failures.

    A sign that stands is not announced again; one that went and came back is.
    """
    day = today().isoformat()
    with transaction(db):
        standing = {
            (row["source_id"], row["kind"]): row["id"]
            for row in rows(db, "select id, source_id, kind from source_signals where closed_on is null")
        }
        wrong = {
            (verdict.source_id, signal.kind): signal
            for verdict in verdicts
            for signal in verdict.signals
            if signal.level == "broken"
        }
        for key, number in standing.items():
            if key not in wrong:
                db.table("source_signals").update(number, {"closed_on": day})
        names = {verdict.source_id: verdict.name for verdict in verdicts}
        new = {key: signal for key, signal in wrong.items() if key not in standing}
        failures = [_failure(source_id, names[source_id], signal) for (source_id, _), signal in new.items()]
        for ((source_id, kind), signal), failure in zip(new.items(), failures, strict=True):
            row = {"source_id": source_id, "kind": kind, "opened_on": day, "closed_on": None, "said": signal.why}
            db.table("source_signals").insert(row)
            record_failure(db, run_id, failure)
    return failures


def _failure(source_id: str, name: str, signal: Signal) -> Failure:
    return Failure(step=STEP, source_id=source_id, item=name, error=signal.why.rstrip("."), hint=signal.todo)
