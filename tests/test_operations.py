"""Left alone on a small server: units that are shut in, a health endpoint, a disk that fills up."""

import json
import re
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from collections import namedtuple
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from store.clock import NOW_VARIABLE
from store.database import open_database, rows
from store.home import HOME_VARIABLE, Home
from store.queries.freshness import measure_freshness
from store.runs import finish_run, start_run
from tests.dashboard_homes import fill_small, make_home
from vigie.cli import cli, main
from vigie.health import make_server
from vigie.room import NoRoomError, check_night, find_wanted_mb

UNITS = Path(__file__).parent.parent / "deploy" / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
MOST_EXPOSED = 2.0
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fixed_clock: str) -> Home:
    made = make_home(tmp_path / "home")
    monkeypatch.setenv(HOME_VARIABLE, str(made.folder))
    return made


def end_night(home: Home, monkeypatch: pytest.MonkeyPatch, *, at: str, status: str) -> None:
    before = {NOW_VARIABLE: "2026-11-22T08:30:00+01:00"}
    db = open_database(home.database)
    monkeypatch.setenv(NOW_VARIABLE, at)
    finish_run(db, start_run(db, "nightly"), status)  # type: ignore[arg-type]  # a status by its name
    db.close()
    monkeypatch.setenv(NOW_VARIABLE, before[NOW_VARIABLE])


def analyse(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("NON VÉRIFIÉ : systemd-analyze est absent (apt-get install systemd)")
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


def test_systemd_reads_every_unit_without_a_word(tmp_path: Path) -> None:
    program = tmp_path / "vigie"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for unit in UNITS.iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/vigie/.venv/bin/vigie", str(program))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    for unit in sorted(UNITS.iterdir()):
        done = analyse("verify", "--man=no", str(tmp_path / unit.name))
        assert (done.returncode, [line for line in done.stderr.splitlines() if "vigie-" in line]) == (0, []), unit.name


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_a_service_is_shut_in(unit: Path) -> None:
    done = analyse("security", "--offline=true", str(unit))
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert score and float(score[1]) <= MOST_EXPOSED, done.stdout[-300:]


def test_units_run_commands_that_exist_and_hold_no_secret() -> None:
    for unit in SERVICES:
        text = unit.read_text(encoding="utf-8")
        command = re.search(r"^ExecStart=\S+/vigie (\S+)", text, re.MULTILINE)
        assert command and command[1] in cli.list_commands(cli.make_context("vigie", ["demo"], resilient_parsing=True))
        assert not re.search(r"(?i)(key|password|secret|token)\s*=", text.replace("KeyringMode=private", ""))


@pytest.mark.parametrize(
    ("at", "status", "state"),
    [
        ("2026-11-22T05:10:00+01:00", "done", "fresh"),
        ("2026-11-22T05:10:00+01:00", "partial", "fresh"),
        ("2026-11-22T05:10:00+01:00", "failed", "failed"),
        ("2026-11-21T05:10:00+01:00", "done", "late"),
    ],
)
def test_freshness_says_when_the_last_night_ended_and_how(
    home: Home, monkeypatch: pytest.MonkeyPatch, at: str, status: str, state: str
) -> None:
    end_night(home, monkeypatch, at=at, status=status)
    db = open_database(home.database)
    found = measure_freshness(db)
    db.close()
    assert (found.state, found.night_status) == (state, status)
    assert found.night_ended_at and datetime.fromisoformat(found.night_ended_at) == datetime.fromisoformat(at)


@pytest.fixture
def address(home: Home) -> Iterator[str]:
    server = make_server(home, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(url: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def test_the_endpoint_answers_503_until_a_night_is_done_and_tells_no_content(
    home: Home, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_small(home)
    db = open_database(home.database)
    titles = [row["title"] for row in rows(db, "select title from articles")]
    with db.conn:
        db.execute("update runs set status = 'failed'")
    db.close()
    assert ask(f"{address}/health")[0] == 503
    end_night(home, monkeypatch, at="2026-11-22T05:10:00+01:00", status="done")
    code, said = ask(f"{address}/health")
    assert (code, said["state"], said["night_status"]) == (200, "fresh", "done")
    assert said["last_article_seen_at"] and not [title for title in titles if title in json.dumps(said)]
    assert ask(f"{address}/")[0] == 404 and ask(f"{address}/../vigie.db")[0] == 404


def test_a_database_that_cannot_be_read_is_503(home: Home, address: str) -> None:
    home.database.write_bytes(b"not a database, for long enough to be read as one" * 100)
    for beside in home.folder.glob("vigie.db-*"):
        beside.unlink()
    assert ask(f"{address}/health") == (503, {"state": "unreadable"})


def test_a_night_that_the_disk_cannot_hold_is_refused_with_what_it_needs(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(10**10, 10**10, 120_000_000))
    with pytest.raises(SystemExit) as ended:
        main(["nightly"])
    said = capsys.readouterr().err
    assert ended.value.code == 3
    assert "120 Mo libres" in said and f"il en faut {find_wanted_mb(home):.0f}" in said and "vigie purge" in said
    db = open_database(home.database)
    assert rows(db, "select status from runs order by id desc limit 1") == [{"status": "failed"}]
    assert rows(db, "select step from failures") == [{"step": "disk"}]
    db.close()


def test_logs_stay_bounded_that_of_cron_too(home: Home) -> None:
    from vigie.journal import LOG, LOG_BYTES, log_to_file

    (home.logs / "cron.log").write_text("x" * (LOG_BYTES + 1), encoding="utf-8")
    (home.logs / "cron.log.1").write_text("older", encoding="utf-8")
    log_to_file(home)
    LOG.removeHandler(LOG.handlers[-1])
    assert not (home.logs / "cron.log").exists()
    assert (home.logs / "cron.log.1").stat().st_size == LOG_BYTES + 1


def test_a_large_database_needs_twice_its_size(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with home.database.open("r+b") as file:
        file.truncate(2_000_000_000)  # a sparse file: no disk is filled
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(10**11, 10**11, 3_900_000_000))
    with pytest.raises(NoRoomError, match="3900 Mo libres, il en faut 42"):
        check_night(home)


def test_a_disk_that_fills_during_the_night_stops_it_before_the_next_step(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vigie.room import check_step
    from vigie.steps import Step, StepResult, run_steps

    free = iter([1_000_000_000, 10_000_000])
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(10**11, 0, next(free)))
    db = open_database(home.database)
    done: list[str] = []

    def step(name: str) -> Step:
        return Step(name=name, run=lambda: done.append(name) or StepResult())  # type: ignore[func-returns-value]

    run_id = start_run(db, "nightly")
    assert run_steps(db, run_id, [step("crawl"), step("tag")], guard=lambda: check_step(home)) == 1
    assert done == ["crawl"]
    assert "10 Mo libres" in rows(db, "select error from failures")[0]["error"]
    db.close()
