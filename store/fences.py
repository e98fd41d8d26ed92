"""Named places where a test kills the process, and the one fence around failures."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

KILL_VARIABLE = "VIGIE_KILL_AT"


def fence(name: str) -> None:
    """Kills this process with SIGKILL when `VIGIE_KILL_AT` names this fence; does nothing otherwise.

    `VIGIE_KILL_AT=name` kills the first time, `name:3` the third.
    """
    wanted = os.environ.get(KILL_VARIABLE)
    if not wanted:
        return
    wanted_name, _, count = wanted.rpartition(":") if wanted.rpartition(":")[2].isdigit() else (wanted, "", "1")
    if wanted_name != name:
        return
    _passes[name] = _passes.get(name, 0) + 1
    if _passes[name] == int(count):
        os.kill(os.getpid(), signal.SIGKILL)


_passes: dict[str, int] = {}


@contextmanager
def record_failures(record: Callable[[Exception], None]) -> Iterator[None]:
    """Hands any exception of the block to `record` and goes on: per page, per file or line, per step of the night."""
    try:
        yield
    except Exception as error:
        record(error)
