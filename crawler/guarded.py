"""Reading a file that a stranger may have made: in a process of its own, with bounded memory and time.

A PDF of a few kilobytes can unfold into gigabytes, and a page can keep a parser busy for hours: the process that reads
it is then stopped, its file is refused in French, and the others go on.
"""

import multiprocessing
import resource
from contextlib import suppress
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from crawler.clips import open_clip
from crawler.pages.errors import PageError
from crawler.pages.mails import Mail
from store.fences import record_failures
from store.lock import die_with_parent

MEMORY_BYTES = 1_500_000_000  # beyond what the process holds when it starts to read
TIME_S = 120
_KILLED_AFTER_S = 5


def read_guarded(name: str, body: bytes, *, url: str | None, fetched_at: datetime, time_s: int = TIME_S) -> Mail:
    """What `open_clip` reads of a file.

    Raises:
        PageError: nothing can be read in it, or reading it takes too much memory or time.
        RuntimeError: the reading failed in a way that nobody foresaw; the message names the error's type only.
    """
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    child = context.Process(target=_read, args=(sending, name, body, url, fetched_at, time_s), daemon=True)
    child.start()
    sending.close()
    answer: object = None
    with suppress(EOFError, OSError), receiving:
        answer = receiving.recv() if receiving.poll(time_s) else TimeoutError()
    if child.is_alive():
        child.join(_KILLED_AFTER_S if answer is not None and not isinstance(answer, TimeoutError) else 0)
    if child.is_alive():
        child.kill()
    child.join()
    return _checked(name, answer)


def _checked(name: str, answer: object) -> Mail:
    if isinstance(answer, Mail):
        return answer
    if isinstance(answer, PageError):
        raise answer
    if isinstance(answer, TimeoutError) or answer is None:
        raise PageError(
            f"{name} : trop lourd à lire (plus de {TIME_S // 60} minutes, ou de 1,5 Go de mémoire) ; collez son texte"
        )
    raise RuntimeError(f"{name} : erreur inattendue ({answer})")


def _read(
    sending: Connection, name: str, body: bytes, url: str | None, fetched_at: datetime, time_s: int
) -> None:  # fmt: skip
    """The child: reads and sends the answer, or what went wrong."""
    die_with_parent()
    _bound(time_s)
    failures: list[Exception] = []
    with record_failures(failures.append):
        sending.send(open_clip(name, body, url=url, fetched_at=fetched_at))
        return
    error = failures[0]
    if isinstance(error, MemoryError):
        return  # nothing sent: too heavy
    with suppress(OSError, MemoryError):
        sending.send(PageError(str(error)) if isinstance(error, PageError) else type(error).__name__)


def _bound(time_s: int) -> None:
    """Bounds this process's memory, processor time and files, where the system allows it."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (time_s, time_s))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_BYTES, held + MEMORY_BYTES))
