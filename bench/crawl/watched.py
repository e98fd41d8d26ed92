"""A process watched while it runs: its memory, the processor time of each of its processes, and its steady rate."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# The steady part of a crawl, as shares of its pages: the start of the processes and the last slow sources left out.
STEADY = (0.25, 0.95)
_EVERY_S = 0.25
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the server of the pages says: how many it sent whole, and its own processor seconds."""

    n: int
    cpu_s: float


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A moment of a run: pages sent, processor seconds of the main process, of its children, and of the server."""

    at_s: float
    n: int
    main_s: float
    children_s: float
    server_s: float
    resident_mb: float


@dataclass(frozen=True, kw_only=True)
class Steady:
    """The steady part of a run: pages a second, processor milliseconds a page of each kind of process."""

    n: int = 0
    rate: float = 0.0
    main_ms: float = 0.0
    children_ms: float = 0.0
    server_ms: float = 0.0

    @property
    def own_ms(self) -> float:
        """All processes of the collector."""
        return self.main_ms + self.children_ms


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A process that ended: its code, its seconds, the memory of it and its children, its samples."""

    code: int
    wall_s: float
    peak_mb: float
    samples: tuple[Sample, ...] = field(default=(), repr=False)

    def steady(self, n_pages: int) -> Steady:
        """The rates between two shares of the `n_pages` that this process asked for."""
        first, last = (share * n_pages for share in STEADY)
        inside = [sample for sample in self.samples if first <= sample.n <= last]
        if len(inside) < 2 or inside[-1].n == inside[0].n:
            return Steady()
        start, end = inside[0], inside[-1]
        n = end.n - start.n
        return Steady(
            n=n, rate=n / (end.at_s - start.at_s), main_ms=1000 * (end.main_s - start.main_s) / n,
            children_ms=1000 * (end.children_s - start.children_s) / n,
            server_ms=1000 * (end.server_s - start.server_s) / n,
        )  # fmt: skip


def run(
    command: Sequence[str], environment: Mapping[str, str], *, told: Callable[[], Told], text: str = "",
    kill_at: int | None = None,
) -> Ended:  # fmt: skip
    """A process of its own group, killed with it once `kill_at` pages were sent; `told` asks the server."""
    started = time.monotonic()
    process = subprocess.Popen(
        command, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.close()
    samples: list[Sample] = []
    while process.poll() is None:
        samples.append(_sample(process.pid, told()))
        if kill_at is not None and samples[-1].n >= kill_at:
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(_EVERY_S)
    return Ended(
        code=process.returncode, wall_s=time.monotonic() - started, samples=tuple(samples),
        peak_mb=max(sample.resident_mb for sample in samples),
    )  # fmt: skip


def _sample(group: int, told: Told) -> Sample:
    """The memory and the processor time of every process of a group; what they share is counted once each."""
    found = {pid: _used(pid) for pid in _members(group)}
    return Sample(
        at_s=time.monotonic(), n=told.n, server_s=told.cpu_s, main_s=found.get(group, (0.0, 0))[0],
        children_s=sum(cpu_s for pid, (cpu_s, _) in found.items() if pid != group),
        resident_mb=sum(pages for _, pages in found.values()) * os.sysconf("SC_PAGE_SIZE") / 2**20,
    )  # fmt: skip


def _members(group: int) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.getpgid(int(name)) == group:
                found.append(int(name))
        except OSError:
            continue  # it ended meanwhile
    return found


def _used(pid: int) -> tuple[float, int]:
    """The processor seconds of a process and its resident pages; nothing of one that ended."""
    folder = Path(f"/proc/{pid}")
    try:
        times = (folder / "stat").read_text().rpartition(")")[2].split()
        return (int(times[11]) + int(times[12])) / _TICKS, int((folder / "statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0, 0
