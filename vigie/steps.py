"""Running the steps of a night: each recorded, each isolated from the others."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlite_utils import Database

from store.fences import fence, record_failures
from store.home import find_home
from store.mishaps import explain_step
from store.writes import Failure, finish_run, finish_step, record_failure, start_step

LOG = logging.getLogger("vigie")
StepListener = Callable[[str, bool], None]


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """What a step did; `message` is French, one line, for the screen."""

    counts: Mapping[str, int] = field(default_factory=dict)
    n_failed: int = 0
    is_lost: bool = False  # nothing at all could be done
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """A named part of a run."""

    name: str
    run: Callable[[], StepResult]


def ignore_step(name: str, is_done: bool) -> None:
    """Listens to nothing."""


def run_steps(
    db: Database, run_id: int, steps: Sequence[Step], *, on_step: StepListener = ignore_step,
    guard: Callable[[], None] = lambda: None,
) -> int:  # fmt: skip
    """Runs the steps in order, closes the run, and gives the exit code: 0 done, 1 in part, 3 nothing done.

    `on_step(name, is_done)` is called before and after each. `guard` raises where a step must not start: it fails, as
    do those after it as long as nothing changes.
    """
    statuses = []
    for step in steps:
        on_step(step.name, False)
        statuses.append(_run_one(db, run_id, step, guard))
        on_step(step.name, True)
        fence(f"after-{step.name}")
    if all(status == "done" for status in statuses):
        finish_run(db, run_id, "done")
        return 0
    lost = all(status == "failed" for status in statuses)
    finish_run(db, run_id, "failed" if lost else "partial")
    return 3 if lost else 1


def _run_one(db: Database, run_id: int, step: Step, guard: Callable[[], None]) -> str:
    step_id = start_step(db, run_id, step.name)
    started = time.monotonic()
    results: list[StepResult] = []

    def record(error: Exception) -> None:
        failure = Failure(
            step=step.name, item=step.name, error=explain_step(error, find_home()),
            hint="Relancez « vigie nightly » ; si l’erreur revient, lisez le journal.",
        )  # fmt: skip
        record_failure(db, run_id, failure)
        LOG.exception("step=%s failed", step.name)

    with record_failures(record):
        guard()
        results.append(step.run())
    result = (
        results[0] if results else StepResult(is_lost=True, n_failed=1, message="Étape interrompue par une erreur.")
    )
    status = "failed" if result.is_lost else "partial" if result.n_failed else "done"
    finish_step(
        db, step_id, "failed" if result.is_lost else "partial" if result.n_failed else "done",
        counts=result.counts, message=result.message,
    )  # fmt: skip
    counted = " ".join(f"{name}={value}" for name, value in result.counts.items())
    LOG.info("step=%s status=%s %s wall_s=%.1f", step.name, status, counted, time.monotonic() - started)
    return status
