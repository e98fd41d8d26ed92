"""Named places where a test kills the process, and the one fence around failures."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

KILL_VARIABLE = "VIGIE_KILL_AT"


def fence(name: str) -> None:
    """Kills this process and its group with SIGKILL when `VIGIE_KILL_AT` names this fence; else does nothing.

    `VIGIE_KILL_AT=name` kills the first time, `name:3` the third. The group, because a night runs its crawl
    in a process of its own and a power cut spares neither.
    """
    wanted = os.environ.get(KILL_VARIABLE)
    if not wanted:
        return
    wanted_name, _, count = wanted.partition(":")
    if wanted_name != name:
        return
    _passes[name] = _passes.get(name, 0) + 1
    if _passes[name] == int(count or 1):
        os.killpg(os.getpgrp(), signal.SIGKILL)


_passes: dict[str, int] = {}


@contextmanager
def record_failures(record: Callable[[Exception], None]) -> Iterator[None]:
    """Hands any exception of the block to `record` and goes on: per page, per file or line, per step of the night."""
    try:
        yield
    except Exception as error:
        record(error)
