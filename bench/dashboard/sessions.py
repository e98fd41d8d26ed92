"""`python -m bench.dashboard.sessions HOME`: several people read at once while the night writes; see `bench/README.md`.

The home is copied first (`--in-place` writes on it). The server is the one of `vigie dashboard`; each session speaks
Streamlit's own protocol, draws a view by chance, and waits a while as a reader does.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess  # nosec B404 # runs our own modules
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError

from bench.dashboard.measure import MORNING, VIEWS, find_longest
from bench.dashboard.wire import Drawn, Session
from store.clock import NOW_VARIABLE
from store.home import HOME_VARIABLE, Home
from vigie.commands import dashboard_command

_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`n_sessions` at once, `n_reruns` in all, `pause_s` between two of a session; `is_cold`: the disk each time."""

    n_sessions: int = 8
    n_reruns: int = 200
    pause_s: float = 5.0
    is_cold: bool = True
    views: Sequence[str] = tuple(VIEWS)
    seed: int = 1


@dataclass(frozen=True, kw_only=True)
class Served:
    """A dashboard that answers: where, by which process, of which home, at which address each view of the list."""

    port: int
    pid: int
    home: Home
    params: Mapping[str, Mapping[str, str]]


@dataclass(kw_only=True)
class Result:
    """What was drawn, by view, and what the server's process took of memory and processor."""

    drawn: dict[str, list[Drawn]] = field(default_factory=lambda: defaultdict(list))
    first_mb: float = 0.0
    last_mb: float = 0.0
    most_mb: float = 0.0
    cpu_ms: float = 0.0

    @property
    def n_reruns(self) -> int:
        """How many views were drawn."""
        return sum(len(one) for one in self.drawn.values())


@contextmanager
def serving(home: Home) -> Iterator[tuple[int, int]]:
    """The port and the process of a dashboard served for a home, as `vigie dashboard` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {NOW_VARIABLE: MORNING} | os.environ | {HOME_VARIABLE: str(home.folder)}
    server = subprocess.Popen(dashboard_command(port), env=environment, stdout=subprocess.DEVNULL)  # nosec B603 # ours
    try:
        _wait_until_healthy(server, port)
        yield port, server.pid
    finally:
        server.terminate()
        server.wait()


def _wait_until_healthy(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(1200):
        if server.poll() is not None:
            raise RuntimeError("the server stopped")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):  # nosec B310 # loopback
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


@contextmanager
def writing(home: Home) -> Iterator[None]:
    """A process that writes on the home as the night does, from before the block to its end."""
    command = [sys.executable, "-m", "bench.dashboard.night", str(home.folder), "86400"]
    night = subprocess.Popen(  # nosec B603 # ours
        command, env={NOW_VARIABLE: MORNING} | os.environ, stdout=subprocess.PIPE, text=True
    )
    assert night.stdout is not None
    try:
        if not night.stdout.readline():
            raise RuntimeError("the night did not begin")
        yield
        assert night.poll() is None, "the night stopped"
    finally:
        night.send_signal(signal.SIGTERM)
        print(night.communicate()[0].strip(), flush=True)


async def read_at_once(served: Served, plan: Plan) -> Result:
    """Every session draws views until the reruns are used up."""
    result, left = Result(first_mb=memory_mb(served.pid)), iter(range(plan.n_reruns))
    began = cpu_ms(served.pid)
    draws = [random.Random(plan.seed * 100 + place) for place in range(plan.n_sessions)]  # nosec B311 # which view
    await asyncio.gather(*(_read(served, plan, draw, left, result) for draw in draws))
    result.last_mb, result.cpu_ms = memory_mb(served.pid), cpu_ms(served.pid) - began
    return result


async def _read(served: Served, plan: Plan, draw: random.Random, left: Iterator[int], result: Result) -> None:
    async with Session(port=served.port) as session:
        await asyncio.sleep(draw.uniform(0, plan.pause_s))
        for _ in left:
            name = draw.choice(plan.views)
            if plan.is_cold:
                await asyncio.to_thread(drop_pages, served.home.database)
            result.drawn[name].append(await session.draw(VIEWS[name][0], served.params[name]))
            result.most_mb = max(result.most_mb, memory_mb(served.pid))
            await asyncio.sleep(draw.uniform(0.5, 1.5) * plan.pause_s)


def params_of(home: Home) -> Mapping[str, Mapping[str, str]]:
    """The address of each view of the list on this home."""
    longest = find_longest(home.folder)
    return {
        name: {key: longest if value == "LONGEST" else value for key, value in params.items()}
        for name, (_, params) in VIEWS.items()
    }  # fmt: skip


def drop_pages(database: Path) -> None:
    """Asks the system to forget what it holds of the file: the next drawing reads the disk."""
    with database.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def memory_mb(pid: int) -> float:
    """What a process holds in memory now."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def cpu_ms(pid: int) -> float:
    """The processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_MS


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that so large a part of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(part * 1000) * len(ordered) // 1000) - 1))]


def summarise(result: Result) -> list[dict[str, Any]]:
    """One row a view, then one of all: reruns, p50, p95 and worst in milliseconds, errors."""
    rows = []
    every = [one for drawn in result.drawn.values() for one in drawn]
    for name, drawn in [*sorted(result.drawn.items()), ("Toutes", every)]:
        times = [1000 * one.wall_s for one in drawn]
        rows.append({
            "view": name, "n": len(drawn), "p50_ms": round(statistics.median(times)),
            "p95_ms": round(percentile(times, 0.95)), "worst_ms": round(max(times)),
            "first_p95_ms": round(percentile([1000 * one.first_s for one in drawn], 0.95)),
            "kb": round(max(one.n_bytes for one in drawn) / 1000), "errors": [one.error for one in drawn if one.error],
        })  # fmt: skip
    return rows


def copy_of(home: Home, folder: Path) -> Home:
    """A copy of a home that may be written on; its database is checkpointed by whoever closed it last."""
    shutil.copytree(home.folder, folder)
    return Home(folder)


def main() -> None:
    """Copies the home, serves it, reads and writes, and prints one line a view."""
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard.sessions")
    parser.add_argument("home", type=Path)
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--reruns", type=int, default=200)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds, half to one and a half of it by chance")
    parser.add_argument("--warm", action="store_true", help="leave the file in the system's memory")
    parser.add_argument("--quiet-night", action="store_true", help="nobody writes")
    parser.add_argument("--in-place", action="store_true", help="write on the home itself")
    parser.add_argument("--only", nargs="*", default=list(VIEWS), help="names of views")
    asked = parser.parse_args()
    plan = Plan(n_sessions=asked.sessions, n_reruns=asked.reruns, pause_s=asked.pause, is_cold=not asked.warm,
                views=tuple(asked.only))  # fmt: skip
    home = Home(asked.home)
    is_copied = not (asked.in_place or asked.quiet_night)
    if is_copied:
        home = copy_of(home, asked.home.with_name(f"{asked.home.name}-night-{os.getpid()}"))
    try:
        _report(measure_sessions(home, plan, with_night=not asked.quiet_night), plan)
    finally:
        if is_copied:
            shutil.rmtree(home.folder)


def measure_sessions(home: Home, plan: Plan, *, with_night: bool) -> Result:
    """Serves a home and reads it, while the night writes on it or not."""
    with serving(home) as (port, pid):
        served = Served(port=port, pid=pid, home=home, params=params_of(home))
        with writing(home) if with_night else nullcontext():
            return asyncio.run(read_at_once(served, plan))


def _report(result: Result, plan: Plan) -> None:
    for row in summarise(result):
        print(json.dumps(row, ensure_ascii=False), flush=True)
    print(
        f"sessions={plan.n_sessions} reruns={result.n_reruns} pause_s={plan.pause_s} cold={plan.is_cold} "
        f"cpu_ms_a_rerun={result.cpu_ms / max(1, result.n_reruns):.0f} mb_first={result.first_mb:.0f} "
        f"mb_last={result.last_mb:.0f} mb_most={result.most_mb:.0f} load={os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
