"""What leaves by mail, from the night and from `vigie work`: files that follow the team's edits, then the letters."""

from sqlite_utils import Database

from store.clock import today
from store.home import Home
from store.outbox import has_due
from store.watch import load_watch
from store.writes import Failure, record_failure
from vigie.steps import StepResult


def has_letters(db: Database, home: Home) -> bool:
    """Whether a letter waits that some server may take, or a review's files are behind what the team made of it."""
    from dashboard.brief.write import list_behind

    return (has_due(db) and load_watch(home.watch).smtp is not None) or bool(list_behind(db, home))


def sign_automatically(db: Database, home: Home) -> None:
    """Queues the review of the day when the watch wants it sent without a sign-off, once."""
    from dashboard.brief.signing_off import AUTOMATIC, sign_brief
    from store.outbox import list_letters

    watch = load_watch(home.watch)
    if watch.smtp is None or not watch.smtp.automatic or list_letters(db, f"brief/{today().isoformat()}/"):
        return
    sign_brief(db, watch, today(), made_by=AUTOMATIC)


def send_mail(db: Database, home: Home, run_id: int) -> StepResult:
    """Writes again the files of the reviews that were edited or signed, then hands over what waits."""
    from dashboard.brief.write import list_behind, usual_formats, write_brief
    from dashboard.mail import deliver_letters

    failures = [
        said for day in list_behind(db, home) for said in write_brief(db, home, day, usual_formats()).failures
    ]  # fmt: skip
    done = deliver_letters(db, home, load_watch(home.watch))
    for said in (*failures, *done.problems):
        hint = "Lisez la vue « Revue de presse » et docs/mail.md."
        record_failure(db, run_id, Failure(step="mail", item="envois", error=said, hint=hint))
    counts = {"sent": done.n_sent, "failed": done.n_failed, "doubt": done.n_doubt}
    return StepResult(counts=counts, n_failed=done.n_failed + done.n_doubt + len(failures))
