"""Reading what a stranger may have made: in a process of its own, with bounded memory and time.

A PDF of a few kilobytes can unfold into gigabytes, and a page can keep a parser busy for hours: the process that reads
it is then stopped, the page or file is refused in French, and the others go on.
"""

import multiprocessing
import os
import pickle  # nosec B403 # between two processes of ours, never from outside
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import ParamSpec, TypeVar

from crawler.clips import open_clip
from crawler.pages.errors import PageError
from crawler.pages.mails import Mail
from store.fences import record_failures
from store.lock import die_with_parent, leave_locks

MEMORY_BYTES = 1_500_000_000  # beyond what the process holds when it starts
TIME_S = 120
PAGE_S = 60
_HEAVY = "trop lourd à lire (plus de {time_s} secondes, ou de 1,5 Go de mémoire) ; collez son texte"
P = ParamSpec("P")
T = TypeVar("T")


class _Reader:
    """A child that reads one thing after the other: what it has loaded for the first serves for the next."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("fork")
        self.owner = os.getpid()
        self.line, theirs = context.Pipe()
        self.child: ForkProcess = context.Process(target=_serve, args=(theirs, self.line), daemon=True)
        self.child.start()
        theirs.close()

    def ask(self, work: object, time_s: float) -> object:
        """What the child answers, `None` where it died or took too long."""
        with suppress(EOFError, OSError):
            self.line.send(work)
            if self.line.poll(time_s):
                return self.line.recv()
        return None

    def stop(self) -> None:
        """Ends the child, whatever it does."""
        self.line.close()
        self.child.kill()
        self.child.join()


_readers: list[_Reader] = []


def read_bounded(read: Callable[P, T], /, *given: P.args, **named: P.kwargs) -> T:
    """What `read` gives, within `PAGE_S` seconds and `MEMORY_BYTES`; what it is given and gives can be pickled.

    Raises:
        PageError: reading takes too much memory or time; else whatever `read` raises.
    """
    found: T = _ask(read, given, named, PAGE_S)
    return found


def read_guarded(name: str, body: bytes, *, url: str | None, fetched_at: datetime, time_s: float = TIME_S) -> Mail:
    """What `open_clip` reads of a file.

    Raises:
        PageError: nothing can be read in it, or reading it takes too much memory or time.
        RuntimeError: the reading failed in a way that nobody foresaw; the message names the error's type only.
    """
    failures: list[Exception] = []
    with record_failures(failures.append):
        found = _ask(open_clip, (name, body), {"url": url, "fetched_at": fetched_at}, time_s)
        assert isinstance(found, Mail)
        return found
    if isinstance(failures[0], PageError):
        told = str(failures[0])
        raise PageError(told if name in told else f"{name} : {told}")
    raise RuntimeError(f"{name} : erreur inattendue ({type(failures[0]).__name__})")


def _ask(read: Callable[..., T], given: tuple[object, ...], named: dict[str, object], time_s: float) -> T:
    if _readers and (_readers[0].owner != os.getpid() or not _readers[0].child.is_alive()):
        _readers.clear()  # a parent's, or one that died
    if not _readers:
        _readers.append(_Reader())
    answer = _readers[0].ask((read, given, named), time_s)
    if not isinstance(answer, tuple):
        _readers.pop().stop()
        raise PageError(_HEAVY.format(time_s=round(time_s)))
    error, found = answer
    if error is not None:
        raise error
    return found  # type: ignore[no-any-return]  # what came through the pipe is what `read` gave


def _serve(line: Connection, parents: Connection) -> None:
    """The child: reads what it is asked, until its parent ends."""
    die_with_parent()
    leave_locks()
    for number in (signal.SIGTERM, signal.SIGINT):  # a crawl's handlers, inherited, would outlive the order to end
        signal.signal(number, signal.SIG_DFL)
    parents.close()
    bound_memory()
    while answer(line):
        pass


def answer(line: Connection) -> bool:
    """Reads what is asked next on a line and answers; false where nobody asks any more, or memory did not suffice."""
    try:
        read, given, named = line.recv()
    except (EOFError, OSError):
        return False
    failures: list[Exception] = []
    with record_failures(failures.append):
        line.send((None, read(*given, **named)))
        return True
    if isinstance(failures[0], MemoryError | BrokenPipeError):
        return False  # nothing sent: too heavy, or nobody to send it to
    _send_failure(line, failures[0])
    return True


def _send_failure(line: Connection, error: Exception) -> None:
    """The error, or its type and place where it does not go through a pipe."""
    try:
        line.send((error, None))
    except (TypeError, ValueError, AttributeError, pickle.PicklingError):
        line.send((RuntimeError(f"{type(error).__name__} : {error}"), None))


def bound_memory() -> None:
    """Bounds this process's memory and files, where the system allows it."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_BYTES, held + MEMORY_BYTES))
