"""The night (`vigie nightly`) and what the dashboard asked for (`vigie work`)."""

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import click
from sqlite_utils import Database

from store.actor_requests import has_waiting_actors, write_actors
from store.clock import today
from store.database import Row, learn_sizes, open_database, rows
from store.drafts import has_waiting_arguments, write_arguments
from store.home import Home, find_home
from store.inbox import list_waiting
from store.lock import LockHeldError, die_with_parent, hold_lock
from store.mends import has_unread_mends
from store.priority import give_way
from store.queries.collection import list_new_failures
from store.retention import list_due
from store.runs import find_clock_jump, was_cut_short
from store.sampling import draw_sample
from store.terms import has_waiting_terms, write_terms
from store.watch import WatchError, load_watch
from store.writes import Failure, finish_run, rebuild_threads, record_failure, start_run
from vigie.alerting import has_calls, judge_alerts, make_calls
from vigie.backup import make_backup
from vigie.journal import log_to_file
from vigie.letters import has_letters, send_mail, sign_automatically
from vigie.rights import carry_out, say_due
from vigie.room import NoRoomError, check_night, check_step
from vigie.steps import Step, StepListener, StepResult, ignore_step, run_steps
from vigie.upkeep import list_old_files

if TYPE_CHECKING:
    from crawler.arrivals import Arrivals

LOG = logging.getLogger("vigie")
# Cron starts `vigie work` in the same minute as the night, and its requests take some time.
LOCK_WAIT_S = 900.0
_TOLD = "vigie : "  # how the command line begins what failed


@click.command(epilog="Exemple : vigie nightly --since 7d")
@click.option("--since", default="7d", show_default=True, help="Ne lit que ce qui a paru depuis cette durée.")
def nightly(since: str) -> None:
    """La nuit : collecte, demandes, analyse, regroupement, comptes, revue de presse, sauvegarde.

    N’écrit que ce qui a échoué et n’échouait pas la nuit d’avant ; le reste est dans le journal.

    Codes de sortie : 0 fait, 1 fait en partie, 3 rien fait.
    """
    give_way()
    home = find_home()
    log_to_file(home)
    with hold_lock(home.lock_file, wait_s=LOCK_WAIT_S):
        _refuse_without_room(home)
        code = run_night(home, since=since)
    sys.exit(code)


@click.command(epilog="Exemple, toutes les cinq minutes par cron : vigie work")
def work() -> None:
    """Exécute ce que le tableau de bord a demandé, puis analyse ce qui est arrivé.

    Ne fait rien, en silence, quand rien n’attend ou quand une nuit est en cours.
    """
    give_way()
    home = find_home()
    log_to_file(home)
    try:
        with hold_lock(home.lock_file):
            code = run_work(home)
    except LockHeldError:
        code = 0
    sys.exit(code)


def _refuse_without_room(home: Home) -> None:
    """Ends here a night that the disk could not hold, told where the team looks as far as a few bytes can be written.

    Raises:
        NoRoomError: says how much is needed.
    """
    try:
        check_night(home)
    except NoRoomError as error:
        LOG.error("night refused: %s", error)
        with suppress(sqlite3.Error), closing(open_database(home.database)) as db:
            run_id = start_run(db, "nightly")
            hint = "Faites de la place, puis relancez « vigie nightly »."
            record_failure(db, run_id, Failure(step="disk", item="disque", error=str(error), hint=hint))
            finish_run(db, run_id, "failed")
        raise


def say_new_failures(failures: list[Row]) -> None:
    """One line a failure that the night before did not have: what cron sends by mail; silence otherwise."""
    for failure in failures:
        where = failure["source_id"] or failure["step"]
        click.echo(
            f"Nouveau cette nuit, {where} : {failure['error']} ({failure['item']}). {failure['hint'] or ''}".strip()
        )


def run_night(
    home: Home,
    *,
    since: str,
    on_step: StepListener = ignore_step,
    on_new_failures: Callable[[list[Row]], None] = say_new_failures,
) -> int:
    """Runs a whole night under the caller's lock; the exit code."""
    db = open_database(home.database)
    run_id = start_run(db, "nightly")
    steps = [
        Step(name="crawl", run=lambda: _crawl(home, run_id, since)),
        Step(name="inbox", run=lambda: _answer_inbox(db, home, run_id)),
        Step(name="tag", run=lambda: _tag(db, home, run_id)),
        Step(name="stories", run=lambda: _group_stories(db)),
        Step(name="counts", run=lambda: _count_again(db)),
        Step(name="messages", run=lambda: _find_messages(db, home)),
        Step(name="novelty", run=lambda: _find_novelty(db)),
        Step(name="sample", run=lambda: StepResult(counts={"drawn": draw_sample(db, today())})),
        Step(name="retention", run=lambda: _retire(db, home)),
        Step(name="alerts", run=lambda: judge_alerts(db, home, run_id)),
        Step(name="brief", run=lambda: _write_brief(db, home, run_id)),
        Step(name="mail", run=lambda: send_mail(db, home, run_id)),
        Step(name="backup", run=lambda: _back_up(db, home)),
    ]
    code = run_steps(db, run_id, steps, on_step=on_step, guard=lambda: check_step(home))
    on_new_failures(list_new_failures(db, run_id))
    db.close()
    return code


def run_work(home: Home) -> int:
    """Answers what waits in the inbox, the mailbox and the watched folder, under the caller's lock; the exit code.

    A mailbox that does not answer is told by the view and the log; it is the night that records the failure.
    """
    db = open_database(home.database)
    arrivals = _take_arrivals(db, home)
    to_read = (
        list_waiting(db) or has_waiting_terms(db) or has_waiting_actors(db) or has_unread_mends(db) or was_cut_short(db)
        or has_waiting_arguments(db)
    )  # fmt: skip
    if not (to_read or has_letters(db, home) or has_calls(db)):
        db.close()
        return 0
    run_id = start_run(db, "work")
    steps = [
        Step(name="inbox", run=lambda: _answer_inbox(db, home, run_id, arrivals)),
        Step(name="tag", run=lambda: _tag(db, home, run_id)),
        Step(name="stories", run=lambda: _group_stories(db)),
        Step(name="messages", run=lambda: _find_messages(db, home)),
        Step(name="alerts", run=lambda: make_calls(db, home, run_id)),
        Step(name="mail", run=lambda: send_mail(db, home, run_id)),
    ]
    code = run_steps(db, run_id, steps if to_read else steps[-2:])
    db.close()
    return code


def _crawl(home: Home, run_id: int, since: str) -> StepResult:
    """A crawl has its own process: Scrapy's reactor starts once in a process."""
    command = [sys.executable, "-m", "vigie.cli", "crawl", "--run-id", str(run_id), "--since", since]
    finished = subprocess.run(
        [*command, "--home", str(home.folder)], check=False, capture_output=True, text=True, preexec_fn=die_with_parent
    )
    last_line = (finished.stderr.strip().splitlines() or ["sans message"])[-1]
    if finished.returncode == 3 and last_line.startswith(_TOLD):
        raise RuntimeError(last_line.removeprefix(_TOLD))
    if finished.returncode not in (0, 1, 3):
        raise RuntimeError(f"la collecte s’est arrêtée (code {finished.returncode}) : {last_line}")
    return StepResult(n_failed=int(finished.returncode == 1), is_lost=finished.returncode == 3)


def _take_arrivals(db: Database, home: Home) -> "Arrivals":
    """What came into the watched folder and the mailbox; each problem is logged."""
    from crawler.arrivals import take_arrivals

    try:
        watch = load_watch(home.watch)
        mail, allowed = watch.mail, watch.network.allowed_hosts
    except WatchError:  # told by every other step
        mail, allowed = None, ()
    arrivals = take_arrivals(db, home, mail, allowed=allowed)
    for place, why, _ in arrivals.problems:
        LOG.warning("inbox place=%r failed=%r", place, why)
    return arrivals


def _answer_inbox(db: Database, home: Home, run_id: int, arrivals: "Arrivals | None" = None) -> StepResult:
    from crawler.arrivals import put_away
    from crawler.inbox import answer_requests

    arrivals = arrivals or _take_arrivals(db, home)
    n_terms, n_refused = write_terms(db, home.watch)
    n_drafts, n_not = write_arguments(db, home.watch)
    n_actors, n_unwritten = write_actors(db, home.watch)
    summary = answer_requests(db, home, run_id=run_id)
    problems = (*arrivals.problems, *put_away(db, home))
    for place, why, hint in problems:
        record_failure(db, run_id, Failure(step="inbox", item=place, error=why, hint=hint))
    counts = {
        "done": summary.n_done, "failed": summary.n_failed, "files": arrivals.n_files, "mails": arrivals.n_mails,
        "terms": n_terms, "drafts": n_drafts, "actors": n_actors,
    }  # fmt: skip
    return StepResult(counts=counts, n_failed=summary.n_failed + n_refused + n_not + n_unwritten + len(problems))


def _tag(db: Database, home: Home, run_id: int) -> StepResult:
    from nlp.tag import tag_stale

    summary = tag_stale(db, load_watch(home.watch), run_id=run_id)
    counts = {"articles": summary.n_articles, "comments": summary.n_comments, "passages": summary.n_passages}
    return StepResult(counts=counts, n_failed=summary.n_failed)


def _find_messages(db: Database, home: Home) -> StepResult:
    """Our talking points in what was not read yet."""
    from nlp.carrying import find_messages

    summary = find_messages(db, load_watch(home.watch))
    return StepResult(counts={"passages": summary.n_passages, "units": summary.n_units})


def _find_novelty(db: Database) -> StepResult:
    """The phrases that rose up to this morning."""
    from nlp.rising import find_novelty

    summary = find_novelty(db, today())
    return StepResult(counts={"passages": summary.n_passages, "rises": summary.n_rises, "new": summary.n_new})


def _group_stories(db: Database) -> StepResult:
    from nlp.stories import group_stories

    summary = group_stories(db)
    return StepResult(counts={"articles": summary.n_articles, "reprises": summary.n_reprises})


def _count_again(db: Database) -> StepResult:
    """Rebuilds the counts of the newest threads: a repair, each write having rebuilt its own already."""
    newest = rows(db, "select id from articles order by first_seen_at desc, id limit 500")
    rebuild_threads(db, [row["id"] for row in newest])
    learn_sizes(db)
    return StepResult(counts={"threads": len(newest)})


def _retire(db: Database, home: Home) -> StepResult:
    """Empties what is past the watch's retention, before the copy is made."""
    keep, day = load_watch(home.watch).retention, today()
    if jump := find_clock_jump(db):
        raise RuntimeError(
            f"rien n’est effacé, car l’horloge a sauté du {jump.before:%d/%m/%Y} au {jump.after:%d/%m/%Y} ; si cette "
            "date est la bonne, lancez « vigie purge » une fois ; sinon, « timedatectl set-ntp true »"
        )
    due, files = list_due(db, keep, today=day), list_old_files(db, home, keep, today=day)
    carry_out(db, due, files, keep_counts=keep.keep_counts, day=day)
    told = say_due(due, files)
    counts = {"emptied_articles": len(due.articles), "emptied_comments": len(due.comments), "files": len(files)}
    return StepResult(counts=counts, message=f"Effacé, durée de conservation passée : {told}." if told else None)


def _write_brief(db: Database, home: Home, run_id: int) -> StepResult:
    """The press review of the day and, on Mondays, the page of the week; a format that cannot be made is named, the
    others are there."""
    from dashboard.brief.write import usual_formats, write_brief, write_week

    written = write_brief(db, home, today(), usual_formats())
    if today().weekday() == 0:
        week = write_week(db, home, today(), usual_formats())
        written = replace(
            written, paths=(*written.paths, *week.paths), failures=(*written.failures, *week.failures)
        )  # fmt: skip
    sign_automatically(db, home)
    for said in written.failures:
        failure = Failure(step="brief", item="revue de presse", error=said, hint="Relancez « vigie brief ».")
        record_failure(db, run_id, failure)
    return StepResult(
        counts={"files": len(written.paths)}, n_failed=len(written.failures), is_lost=not written.paths,
        message=f"Écrite dans « briefs » : {', '.join(path.name for path in written.paths)}" if written.paths else None,
    )  # fmt: skip


def _back_up(db: Database, home: Home) -> StepResult:
    copy = make_backup(db, home)
    return StepResult(counts={"bytes": copy.stat().st_size}, message=f"Copie vérifiée : {copy.name}")
