"""Work done in a forked child that is killed with SIGKILL, at a named fence or after some time, and what it leaves."""

import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.clock import NOW_VARIABLE
from store.database import open_readonly, rows
from store.dump import canonical_dump
from store.fences import KILL_VARIABLE
from store.home import Home

Work = Callable[[Home], object]
_LONGEST_S = 180.0


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a child ended: its exit code (-9 when it was killed), what it printed, how long it took."""

    code: int
    printed: str
    took_s: float


@dataclass(frozen=True, kw_only=True)
class WritePath:
    """One way to write into a home: what is run, and the fences on its way."""

    name: str
    work: Work
    fences: tuple[str, ...] = ()
    now: str | None = None

    def run(self, home: Home, **how: Any) -> Ended:
        """Runs it in a child, at its own moment."""
        return run_child(self.work, home, environment={NOW_VARIABLE: self.now} if self.now else None, **how)


def command(*arguments: str) -> Work:
    """A command of the command line."""

    def run(home: Home) -> int:
        from vigie.cli import main

        main([*arguments, "--home", str(home.folder)])
        return 0

    return run


def run_child(
    work: Work, home: Home, *, kill_at: str = "", kill_after_s: float | None = None, alone: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Ended:  # fmt: skip
    """Runs some work in a forked child with a session of its own; with `alone` its own children are spared."""
    started = time.monotonic()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _become(work, home, writing, {KILL_VARIABLE: kill_at, **(environment or {})})
    os.close(writing)
    pieces: list[bytes] = []
    gate = os.pidfd_open(child)
    try:
        deadline = started + (_LONGEST_S if kill_after_s is None else kill_after_s)
        if not _ends_before(deadline, gate, reading, pieces):
            _kill(child, alone=alone)
            assert kill_after_s is not None, f"the work was still going on after {_LONGEST_S:.0f} s"
    finally:
        os.close(gate)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    while select.select([reading], [], [], 0)[0] and (piece := os.read(reading, 65_536)):
        pieces.append(piece)
    os.close(reading)
    return Ended(code=code, printed=b"".join(pieces).decode(), took_s=time.monotonic() - started)


def _kill(child: int, *, alone: bool) -> None:
    """Kills a child, with its own children unless `alone`; one that is not the head of its group yet has none."""
    try:
        os.kill(child, signal.SIGKILL) if alone else os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)


def _ends_before(deadline: float, gate: int, reading: int, pieces: list[bytes]) -> bool:
    """Waits for the child and collects what it prints; whether it ended in time."""
    watched = [gate, reading]
    while True:
        ready = select.select(watched, [], [], max(0.0, deadline - time.monotonic()))[0]
        if not ready or gate in ready:
            return bool(ready)
        piece = os.read(reading, 65_536)
        pieces.append(piece)
        if not piece:
            watched = [gate]


def _become(work: Work, home: Home, descriptor: int, environment: Mapping[str, str]) -> None:
    """The child: never returns, whatever happens."""
    code = 70
    try:
        os.setsid()
        os.environ.update(environment)
        for number in (1, 2):
            os.dup2(descriptor, number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        try:
            work(home)
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        import traceback

        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def copy_of(home: Home, folder: Path) -> Home:
    """The same installation elsewhere, whose work can be killed."""
    return Home(Path(shutil.copytree(home.folder, folder, symlinks=True)))


def whole(home: Home) -> list[str]:
    """What the database holds, once it was found whole."""
    db = open_readonly(home.database)
    assert rows(db, "pragma integrity_check") == [{"integrity_check": "ok"}]
    assert rows(db, "pragma foreign_key_check") == []
    lines = canonical_dump(db)
    db.close()
    return lines


def state(home: Home) -> list[str]:
    """What the database holds and which files stand around it, without their contents; partial files are faults."""
    kept = ("backups", "briefs", "inbox", "depot")
    files = sorted(
        str(path.relative_to(home.folder))
        for name in kept for path in (home.folder / name).rglob("*") if path.is_file()
    )  # fmt: skip
    return [*whole(home), *(f"file {name}" for name in files)]
