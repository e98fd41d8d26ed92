"""The night's step `alerts`, and the calls of the webhook that `vigie work` makes again."""

from sqlite_utils import Database

from store.alerts import has_due_calls
from store.clock import today
from store.home import Home
from store.watch import load_watch
from store.writes import Failure, record_failure
from vigie.steps import StepResult

_HINT = "Lisez la vue « Alertes » ; « vigie work » réessaie, quatre fois au plus."


def judge_alerts(db: Database, home: Home, run_id: int) -> StepResult:
    """Judges the last complete day, then writes the feed and calls the webhook; the letter leaves with the others."""
    from dashboard.alerts.feed import write_feed
    from dashboard.alerts.night import run_alerts

    watch = load_watch(home.watch)
    summary = run_alerts(db, watch, today=today())
    write_feed(db, home, watch)
    called = make_calls(db, home, run_id)
    counts = {
        "opened": summary.n_opened, "closed": summary.n_closed, "standing": summary.n_standing,
        "followed": summary.n_followed, "suspended": summary.n_suspended, **called.counts,
    }  # fmt: skip
    return StepResult(counts=counts, n_failed=called.n_failed)


def make_calls(db: Database, home: Home, run_id: int) -> StepResult:
    """Makes the calls of the webhook that wait; each problem is a failure of the run."""
    from dashboard.alerts.webhook import call_webhook

    done = call_webhook(db, home, load_watch(home.watch))
    for said in done.problems:
        record_failure(db, run_id, Failure(step="alerts", item="appel web", error=said, hint=_HINT))
    return StepResult(counts={"calls": done.n_sent} if done.n_sent else {}, n_failed=done.n_failed)


def has_calls(db: Database) -> bool:
    """Whether a call of the webhook waits to be made now."""
    return has_due_calls(db)
