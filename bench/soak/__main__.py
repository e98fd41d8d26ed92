"""A generated year: one night a day, and a dashboard that is opened each morning, in compressed time.

    nice -n 15 python -m bench.soak [--days 365] [--minutes 20] [--home DIR]

The crawl's process is replaced by a writer of invented threads; every other step of the night is the real one. A second
process, which lives as long as the year, draws every view of the dashboard each morning. Prints one Markdown table.
"""

import argparse
import multiprocessing
import os
import random
import resource
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from bench.soak.viewer import serve_views
from bench.soak.year import write_day
from store.clock import NOW_VARIABLE
from store.database import open_readonly, rows
from store.home import HOME_VARIABLE, Home

FIRST = date(2025, 12, 1)


@dataclass
class Figures:
    """What one stretch of the year gave."""

    night_s: list[float] = field(default_factory=list)
    view_ms: list[float] = field(default_factory=list)
    night_mb: float = 0.0
    view_mb: float = 0.0
    failed_nights: int = 0
    failures: int = 0
    view_errors: int = 0
    database_mb: float = 0.0
    comments: int = 0


def main() -> None:
    """Runs the year, or as much of it as the minutes allow, and prints its figures by stretch."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        home = Home((given.home or Path(made) / "home").resolve())
        os.environ[HOME_VARIABLE] = str(home.folder)
        stretches, n_days, wall_s = run_year(home, days=given.days, minutes=given.minutes)
    print(f"{n_days} days in {wall_s / 60:.1f} minutes, load {os.getloadavg()[1]:.1f}")
    print(as_table(stretches))


def run_year(home: Home, *, days: int, minutes: float) -> tuple[list[Figures], int, float]:
    """The figures of up to twelve stretches, the days lived, the seconds they took."""
    from vigie.commands import make_home

    make_home(home)
    context = multiprocessing.get_context("spawn")
    line, theirs = context.Pipe()
    viewer = context.Process(target=serve_views, args=(theirs, str(home.folder)), daemon=True)
    viewer.start()
    theirs.close()  # so that a dashboard that dies ends the year too
    started, stretches, n_days = time.monotonic(), [Figures()], 0
    for number in range(days):
        if time.monotonic() - started > minutes * 60:
            break
        if number and number % 31 == 0:
            stretches.append(Figures())
        live_day(home, FIRST + timedelta(days=number), line, stretches[-1])
        n_days += 1
    line.send(None)
    viewer.join(30)
    return stretches, n_days, time.monotonic() - started


def live_day(home: Home, day: date, viewer: Connection, figures: Figures) -> None:
    """One night at 4:30, then one morning."""
    from vigie import nightly

    os.environ[NOW_VARIABLE] = datetime(day.year, day.month, day.day, 4, 30, tzinfo=UTC).isoformat()
    nightly._crawl = lambda home, run_id, since: write_day(home, day, random.Random(f"soak-{day}"))
    before = time.perf_counter()
    code = nightly.run_night(home, since="7d", on_new_failures=lambda failures: None)
    figures.night_s.append(time.perf_counter() - before)
    figures.failed_nights += int(code != 0)
    figures.night_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    viewer.send(os.environ[NOW_VARIABLE])
    drawn_ms, errors, figures.view_mb = viewer.recv()
    figures.view_ms += drawn_ms
    figures.view_errors += errors
    figures.database_mb = home.database.stat().st_size / 1_000_000
    with closing(open_readonly(home.database)) as db:
        figures.comments = rows(db, "select count(*) as n from comments")[0]["n"]
        figures.failures = rows(db, "select count(*) as n from failures")[0]["n"]


def as_table(stretches: list[Figures]) -> str:
    """One line a month."""
    lines = [
        "| month | nights | not done | failures, all | night, s (median, worst) | night, MB at most "
        "| views, ms (median, worst) | dashboard, MB | view errors | comments | database, MB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for number, one in enumerate(stretches, start=1):
        if one.night_s:
            lines.append(
                f"| {number} | {len(one.night_s)} | {one.failed_nights} | {one.failures} | {median(one.night_s):.1f}, "
                f"{max(one.night_s):.1f} | {one.night_mb:.0f} | {median(one.view_ms):.0f}, {max(one.view_ms):.0f} | "
                f"{one.view_mb:.0f} | {one.view_errors} | {one.comments} | {one.database_mb:.1f} |"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
