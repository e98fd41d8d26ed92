"""One writer at a time: whoever writes in batches holds the lock of the home folder."""

import ctypes
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_POLL_S = 0.1
# What the children of a killed run take to end: until then they hold the lock that they inherited.
_GRACE_S = 3.0
_PR_SET_PDEATHSIG = 1
_held: set[int] = set()


class LockHeldError(RuntimeError):
    """Another process holds the lock."""


@contextmanager
def hold_lock(path: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """Holds an exclusive lock on a file; the system releases it when the process ends, however it ends.

    Waits up to `wait_s` seconds for another run to end, a few in any case for what a killed one leaves.

    Raises:
        LockHeldError: another run is still under way; its process id is in the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = time.monotonic() + max(wait_s, _GRACE_S)
        while not _take(descriptor):
            if time.monotonic() >= deadline:
                holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "inconnu"
                raise LockHeldError(
                    f"un autre travail est en cours (processus {holder}) ; réessayez quand il aura fini"
                )
            time.sleep(_POLL_S)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode("ascii"))
        _held.add(descriptor)
        yield
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def leave_locks() -> None:
    """Lets go of the locks that a forked child inherited: they stay its parent's, and end with it alone."""
    while _held:
        os.close(_held.pop())


def is_running(process: int) -> bool:
    """Whether a process of that number exists, whoever's it is."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def die_with_parent() -> None:
    """Ends this process when the one that started it ends, however it ends (Linux; elsewhere nothing changes).

    A child left alone would go on writing, or hold the lock that it inherited, while the next run begins.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1 and os.getpid() != 1:
        os._exit(3)  # the parent ended before the line above


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
