"""The steps of a night are recorded and isolated; one writer at a time."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from store.database import open_database, rows
from store.fences import KILL_VARIABLE
from store.home import Home
from store.inbox import MAX_BYTES, list_waiting, request_file, request_text, request_url
from store.lock import LockHeldError, hold_lock
from store.queries.collection import list_new_failures
from store.writes import Failure, record_failure, start_run
from vigie.backup import make_backup
from vigie.steps import Step, StepResult, run_steps


def broken() -> StepResult:
    raise ValueError("source illisible")


def test_a_failing_step_is_named_and_the_others_go_on(fresh_db: Database) -> None:
    run_id = start_run(fresh_db, "nightly")
    steps = [Step(name="crawl", run=broken), Step(name="tag", run=lambda: StepResult(counts={"passages": 3}))]
    assert run_steps(fresh_db, run_id, steps) == 1
    assert [
        (row["step"], row["status"]) for row in rows(fresh_db, "select step, status from run_steps order by id")
    ] == [
        ("crawl", "failed"),
        ("tag", "done"),
    ]
    failure = rows(fresh_db, "select step, error, hint from failures")[0]
    assert failure["step"] == "crawl" and "source illisible" in failure["error"] and failure["hint"]
    assert rows(fresh_db, "select status from runs") == [{"status": "partial"}]


@pytest.mark.parametrize(
    ("results", "code", "status"),
    [
        ([StepResult(), StepResult()], 0, "done"),
        ([StepResult(n_failed=1), StepResult()], 1, "partial"),
        ([StepResult(is_lost=True), StepResult(is_lost=True)], 3, "failed"),
    ],
)
def test_the_exit_code_says_how_much_was_done(
    fresh_db: Database, results: list[StepResult], code: int, status: str
) -> None:
    run_id = start_run(fresh_db, "nightly")
    steps = [Step(name=f"step{number}", run=lambda one=one: one) for number, one in enumerate(results)]
    assert run_steps(fresh_db, run_id, steps) == code
    assert rows(fresh_db, "select status from runs") == [{"status": status}]


def test_a_run_left_open_by_a_killed_process_is_interrupted(fresh_db: Database) -> None:
    start_run(fresh_db, "nightly")
    start_run(fresh_db, "nightly")
    assert [row["status"] for row in rows(fresh_db, "select status from runs order by id")] == [
        "interrupted",
        "running",
    ]


def test_the_lock_is_held_by_one_and_freed_by_its_end(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with hold_lock(path), pytest.raises(LockHeldError, match="un autre travail"), hold_lock(path):
        pass
    with hold_lock(path):
        pass


def test_the_night_waits_for_a_request_to_be_answered(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from store.lock import hold_lock\n"
        f"with hold_lock(Path({str(tmp_path / 'lock')!r})): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None and worker.stdout.readline() == "held\n"
        with pytest.raises(LockHeldError, match=str(worker.pid)), hold_lock(tmp_path / "lock", wait_s=0.6):
            pass
        worker.communicate("")
    with hold_lock(tmp_path / "lock", wait_s=5):
        pass


def test_a_killed_process_frees_the_lock(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from store.lock import hold_lock; from store.fences import fence\n"
        f"with hold_lock(Path({str(tmp_path / 'lock')!r})): fence('here')"
    )
    killed = subprocess.run(
        [sys.executable, "-c", program], env={KILL_VARIABLE: "here"}, start_new_session=True, check=False
    )
    assert killed.returncode == -9
    with hold_lock(tmp_path / "lock"):
        pass


def test_a_backup_is_verified_private_and_kept_fourteen_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    home.make()
    db = open_database(home.database)
    for day in range(1, 18):
        monkeypatch.setenv("VIGIE_NOW", f"2026-11-{day:02}T08:30:00+01:00")
        copy = make_backup(db, home)
    assert len(list(home.backups.iterdir())) == 14
    assert copy.stat().st_mode & 0o777 == 0o600
    assert rows(open_database(copy), "select count(*) as n from articles") == [{"n": 0}]


def test_the_key_is_private_and_made_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.make()
    key = home.key()
    home.make()
    assert home.key() == key and len(key) == 32
    assert home.key_file.stat().st_mode & 0o777 == 0o600


def test_a_request_waits_once_and_bad_ones_are_refused_in_french(fresh_db: Database, tmp_path: Path) -> None:
    first = request_text(fresh_db, tmp_path, "Une page collée.", url=None, requested_by="Camille")
    assert request_text(fresh_db, tmp_path, "Une page collée.", url=None, requested_by="Dominique") == first
    request_url(fresh_db, " https://confrere.example/a ", requested_by="Camille")
    assert [row["kind"] for row in list_waiting(fresh_db)] == ["text", "url"]
    for refused in ("file:///etc/passwd", "javascript:alert(1)", ""):
        with pytest.raises(ValueError, match="ne commence pas par"):
            request_url(fresh_db, refused, requested_by="Camille")
    with pytest.raises(ValueError, match="vide"):
        request_text(fresh_db, tmp_path, "  \n", url=None, requested_by="Camille")
    with pytest.raises(ValueError, match="10 Mo"):
        request_file(fresh_db, tmp_path, "a.pdf", b"x" * (MAX_BYTES + 1), url=None, requested_by="Camille")


def test_a_file_name_never_leaves_the_inbox(fresh_db: Database, tmp_path: Path) -> None:
    request_file(fresh_db, tmp_path / "inbox", "../../evil.html", b"<p>x</p>", url=None, requested_by="Camille")
    assert [path.parent for path in tmp_path.rglob("*.html")] == [tmp_path / "inbox"]


def test_only_a_failure_that_the_night_before_did_not_have_is_new(fresh_db: Database) -> None:
    old = Failure(step="crawl", item="/a", error="Le flux ne répond pas.", source_id="confrere")
    same = Failure(step="crawl", item="/b", error="Le flux ne répond pas.", source_id="confrere")
    new = Failure(step="crawl", item="/c", error="Page de vérification.", source_id="confrere", hint="Collez la page.")
    first = start_run(fresh_db, "nightly")
    record_failure(fresh_db, first, old)
    second = start_run(fresh_db, "work")
    third = start_run(fresh_db, "nightly")
    for failure in (same, new):
        record_failure(fresh_db, third, failure)
    fresh_db.execute("update runs set status = 'done'")
    assert [row["error"] for row in list_new_failures(fresh_db, first)] == ["Le flux ne répond pas."]
    assert list_new_failures(fresh_db, second) == []
    assert [row["item"] for row in list_new_failures(fresh_db, third)] == ["/c"]
