"""The dashboard of a generated year: a process that draws every view, morning after morning."""

import os
import resource
import time
from multiprocessing.connection import Connection
from pathlib import Path

from store.clock import NOW_VARIABLE
from store.home import HOME_VARIABLE

VIEWS = ("matin", "tendances", "lire", "collecte", "coller", "donnees")


def serve_views(line: Connection, folder: str) -> None:
    """Draws every view for each morning sent; answers with milliseconds, errors and the process's memory."""
    from streamlit.testing.v1 import AppTest

    os.environ[HOME_VARIABLE] = folder
    while (moment := line.recv()) is not None:
        os.environ[NOW_VARIABLE] = moment
        drawn_ms, errors = [], 0
        for name in VIEWS:
            before = time.perf_counter()
            app = AppTest.from_function(draw, args=(name,), default_timeout=120).run()
            drawn_ms.append(1000 * (time.perf_counter() - before))
            shown = " ".join(str(one.value) for one in app.html)
            errors += int(bool(app.exception) or 'data-testid="panne"' in shown)
        line.send((drawn_ms, errors, resident_mb()))


def draw(name: str) -> None:
    """One view, as the application draws it."""
    from dashboard.shell import show_view

    show_view(name)


def resident_mb() -> float:
    """The memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1_000_000
