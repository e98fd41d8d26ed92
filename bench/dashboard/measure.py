"""Draws views on a home, each time with nothing kept in memory, and prints how long the server worked."""

import json
import os
import select
import subprocess  # nosec B404 # runs this module
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from store.clock import NOW_VARIABLE
from store.home import HOME_VARIABLE

MORNING = "2026-11-22T08:30:00+01:00"
_ALL = {"du": "2022-11-28", "au": "2026-11-22", "public": "tous"}
# As they open, then with the widest period, every public added up, and what is dearest to list.
VIEWS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Ce matin": ("matin", {}),
    "Revue de presse": ("revue", {}),
    "Tendances": ("tendances", {}),
    "Tendances, quatre ans": ("tendances", _ALL),
    "Arguments": ("arguments", {}),
    "Arguments, quatre ans": ("arguments", _ALL | {"depuis": "tout"}),
    "Un argument, quatre ans": ("arguments", _ALL | {"depuis": "tout", "argument": "patient-penalty"}),
    "Nouveautés": ("nouveau", {}),
    "Chiffres": ("chiffres", {}),
    "Acteurs": ("acteurs", {}),
    "Acteurs, quatre ans": ("acteurs", _ALL),
    "Médias": ("medias", {}),
    "Médias, quatre ans": ("medias", _ALL),
    "Passages, lecteurs contre": (
        "passages", {"voix": "lecteurs", "cible": "deremb-prescriptions", "position": "contre"},
    ),
    "Passages, source rare": (
        "passages", _ALL | {"voix": "lecteurs", "cible": "deremb-prescriptions", "public": "politique",
                            "source": "pol-2"},
    ),
    "Lire, la liste": ("lire", {}),
    "Lire, le fil le plus long": ("lire", {"article": "LONGEST"}),
    "Rechercher": ("rechercher", {"q": "cabinet"}),
    "Fiabilité": ("fiabilite", {}),
    "À vérifier": ("verifier", {}),
    "Collecte": ("collecte", {}),
    "Alertes": ("alertes", {}),
    "Données personnelles": ("donnees", {}),
}  # fmt: skip


def draw(name: str) -> None:
    """One view, as the application draws it."""
    from bench.dashboard.own import draw_timed

    draw_timed(name)


def serve(names: list[str], times: int) -> None:
    """Draws these views, one line of JSON each; caches and the pages of the file are dropped before each drawing."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    from bench.dashboard.own import OWN_MS

    database = Path(os.environ[HOME_VARIABLE]) / "vigie.db"
    AppTest.from_function(draw, args=("collecte",), default_timeout=600).run()  # loads what the server has loaded
    for name in names:
        view, params = VIEWS[name]
        wall_ms, cpu_ms = [], []
        OWN_MS.clear()
        for _ in range(times):
            st.cache_data.clear()
            _drop_pages(database)
            app = AppTest.from_function(draw, args=(view,), default_timeout=600)
            for key, value in params.items():
                app.query_params[key] = value
            began, worked = time.perf_counter(), time.process_time()
            app.run()
            wall_ms.append(round(1000 * (time.perf_counter() - began)))
            cpu_ms.append(round(1000 * (time.process_time() - worked)))
            shown = " ".join(str(one.value) for one in app.html)
            if app.exception or 'data-testid="panne"' in shown:
                print(json.dumps({"view": name, "error": str(app.exception)[:300] or shown[-300:]}), flush=True)
        row = {"view": name, "wall_ms": wall_ms, "cpu_ms": cpu_ms, "own_ms": OWN_MS, "mb": _memory_mb()}
        print(json.dumps(row), flush=True)


def measure(home: Path, code: Path, *, times: int, limit_s: float) -> Iterator[dict[str, Any]]:
    """One row a view, drawn by the program in `code`; a view that takes longer than `limit_s` ends its process."""
    waiting = list(VIEWS)
    while waiting:
        child = subprocess.Popen(  # nosec B603 # this interpreter and module
            [sys.executable, "-m", "bench.dashboard.measure", str(times), *_known(waiting, home)], cwd=code,
            env=os.environ | {HOME_VARIABLE: str(home), NOW_VARIABLE: MORNING}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        patience = limit_s + 60  # to load the program
        while waiting:
            ready, _, _ = select.select([child.stdout], [], [], patience * times)
            line = child.stdout.readline() if ready else ""
            if not line:
                child.kill()
                yield {"view": waiting.pop(0), "over_s": limit_s}
                break
            row = json.loads(line)
            if "error" not in row:
                waiting.remove(row["view"])
                patience = limit_s
            yield row
        child.wait()


def _known(waiting: list[str], home: Path) -> list[str]:
    os.environ["LONGEST"] = find_longest(home)
    return waiting


def find_longest(home: Path) -> str:
    """The article with most comments."""
    import sqlite3

    with sqlite3.connect(home / "vigie.db") as db:
        sql = "select article_id from comments group by 1 order by count(*) desc limit 1"
        return str(db.execute(sql).fetchone()[0])


def _drop_pages(database: Path) -> None:
    """Asks the system to forget what it holds of the file: the next drawing reads the disk."""
    with database.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _memory_mb() -> int:
    return int(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)


if __name__ == "__main__":
    longest = os.environ.get("LONGEST", "")
    for _, asked in VIEWS.values():
        if asked.get("article") == "LONGEST":
            asked["article"] = longest  # type: ignore[index]
    serve(sys.argv[2:], int(sys.argv[1]))
