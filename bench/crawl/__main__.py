"""`python -m bench.crawl [--sources 200] [--days 120]`: a long crawl on loopback, killed in its middle and resumed.

Prints the table in Markdown: pages, wall time, peak memory, what was asked for twice, pages per second beside a bare
Scrapy spider over the same server in the same run, and what is stored against what was served.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import tomli_w

from bench.crawl import pages
from store.database import open_database, open_readonly, rows
from store.home import Home

NOW = "2026-11-25T04:30:00+01:00"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A process that ended: its code, its seconds, its processor seconds, and the memory of it and its children."""

    code: int
    wall_s: float
    peak_mb: float
    cpu_s: float


def main() -> None:
    """Runs both collectors over the same sources and prints the table."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, serve(arguments.sources, arguments.days) as bases:
        measured = measure(Home(Path(folder) / "home"), bases, arguments.days)
    print("\n".join(table(measured)))
    sys.exit(0 if measured["refetched"] == 0 and measured["missing"] == 0 else 1)


def measure(home: Home, bases: Sequence[str], n_days: int) -> dict[str, float]:
    """Every number of the table."""
    n_pages = len(bases) * n_days
    make_home(home, bases)
    killed = crawl(home, bases, kill_at=n_pages // 2)
    acknowledged = _acknowledged(home)
    first = asked(bases, "/-/forget")
    resumed = crawl(home, bases)
    second = asked(bases, "/-/forget")
    # From the first page to the last one, the start of two processes left out of neither collector's time.
    stored = _stored(home, len(bases), n_days)
    bare = run([sys.executable, "-m", "bench.crawl.bare"], {}, text=json.dumps(list(bases)))
    third = asked(bases, "/-/forget")
    written = home.folder.parent / "bare.jsonl"
    made = run([sys.executable, "-m", "bench.crawl.bare", str(written)], {}, text=json.dumps(list(bases)))
    fourth = asked(bases, "/-/forget")
    return {
        "sources": len(bases), "days": n_days, "pages": n_pages, "killed_at": first["n"],
        "acknowledged": len(acknowledged), "refetched": sum(second["whole"].get(one, 0) for one in acknowledged),
        "asked_again": sum(second["unchanged"].get(one, 0) for one in acknowledged),
        "unacknowledged": first["n"] - len(acknowledged), "wall_s": killed.wall_s + resumed.wall_s,
        "cpu_s": killed.cpu_s + resumed.cpu_s, "peak_mb": max(killed.peak_mb, resumed.peak_mb),
        "half_mb": killed.peak_mb, "served": first["n"] + second["n"], "bare_wall_s": bare.wall_s,
        "bare_cpu_s": bare.cpu_s, "bare_peak_mb": bare.peak_mb, "bare_pages": third["n"],
        "made_wall_s": made.wall_s, "made_cpu_s": made.cpu_s, "made_peak_mb": made.peak_mb, "made_pages": fourth["n"],
        **stored,
    }  # fmt: skip


def table(found: Mapping[str, float]) -> list[str]:
    """The table in Markdown."""
    kinds = ("", "bare_", "made_")
    speeds = [found[f"{kind}pages" if kind else "served"] / found[f"{kind}wall_s"] for kind in kinds]
    sent = (found["served"], found["bare_pages"], found["made_pages"])

    def row(title: str, name: str, form: str = ".0f") -> str:
        return f"| {title} | " + " | ".join(f"{found[kind + name]:{form}}" for kind in kinds) + " |"

    return [
        f"{found['sources']:.0f} sources × {found['days']:.0f} days: {found['pages']:.0f} pages, "
        f"{found['comments']:.0f} comments.",
        "",
        "| | vigie crawl | bare Scrapy | Scrapy with these pages' selectors, to JSON Lines |",
        "|---|---|---|---|",
        "| pages sent whole | " + " | ".join(f"{one:.0f}" for one in sent) + " |",
        row("wall time, s", "wall_s"),
        row("processor time of the main and ended processes, s", "cpu_s"),
        "| pages per second | " + " | ".join(f"{one:.1f}" for one in speeds) + " |",
        row("peak memory of all processes, MB", "peak_mb"),
        f"| articles stored, whole | {found['articles']:.0f} of {found['pages']:.0f} | – | – |",
        f"| comments stored | {found['stored_comments']:.0f} of {found['comments']:.0f} | – | – |",
        "",
        f"Killed (SIGKILL) after {found['killed_at']:.0f} pages, {found['acknowledged']:.0f} of them acknowledged, at "
        f"{found['half_mb']:.0f} MB; resumed: {found['refetched']:.0f} acknowledged pages sent again, "
        f"{found['asked_again']:.0f} asked for again; {found['unacknowledged']:.0f} pages had been sent and not "
        f"acknowledged. Pages per second beside bare Scrapy: {speeds[0] / speeds[1]:.2f}; beside the spider with "
        f"selectors: {speeds[0] / speeds[2]:.2f}.",
    ]


def crawl(home: Home, bases: Sequence[str], *, kill_at: int | None = None) -> Ended:
    """A crawl of everything, killed with its process group once the server has sent `kill_at` pages."""
    command = [sys.executable, "-m", "vigie.cli", "crawl", "--since", "400d", "--home", str(home.folder)]
    watch = (lambda: asked(bases, "/-/count")["n"] >= kill_at) if kill_at is not None else None
    return run(command, {"VIGIE_NOW": NOW}, kill_when=watch)


def run(command: Sequence[str], environment: Mapping[str, str], *, text: str = "", kill_when: Any = None) -> Ended:
    """A process of its own group, killed when `kill_when` says so; its rusage is the kernel's."""
    started = time.monotonic()
    process = subprocess.Popen(
        command, env=os.environ | environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.close()
    peak_mb = 0.0
    while True:
        peak_mb = max(peak_mb, _resident_mb(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        if kill_when is not None and kill_when():
            os.killpg(process.pid, signal.SIGKILL)
        time.sleep(0.1)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Ended(
        code=process.returncode, wall_s=time.monotonic() - started, peak_mb=peak_mb,
        cpu_s=usage.ru_utime + usage.ru_stime,
    )  # fmt: skip


def _resident_mb(group: int) -> float:
    """The memory of every process of a group, what they share counted once each."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                pages += int((folder / "statm").read_text().split()[1])
        except (OSError, IndexError):
            continue  # it ended meanwhile
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def make_home(home: Home, bases: Sequence[str]) -> None:
    """An installation whose sources are those of the server."""
    home.make()
    open_database(home.database).close()
    for number, base in enumerate(bases):
        source = {
            "id": f"source-{number:03d}", "name": f"Source {number}", "homepage": f"{base}/",
            "hosts": [base.removeprefix("http://")], "audience": "local", "tier": 1, "feeds": [f"{base}/rss.xml"],
            "delay_s": 0,
        }  # fmt: skip
        (home.sources / f"{source['id']}.toml").write_text(tomli_w.dumps(source), encoding="utf-8")


@contextmanager
def serve(n_sources: int, n_days: int) -> Iterator[list[str]]:
    """The addresses of sources that a process of its own serves."""
    command = [sys.executable, "-m", "bench.crawl.server", str(n_sources), str(n_days)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield json.loads(server.stdout.readline())
    finally:
        server.kill()
        server.wait()


def asked(bases: Sequence[str], path: str) -> dict[str, Any]:
    """What the server was asked so far."""
    with urlopen(bases[0] + path) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def _acknowledged(home: Home) -> list[str]:
    """The paths of the pages that the killed crawl had saved and remembered."""
    db = open_readonly(home.database)
    found = rows(db, "select url from fetches where kind = 'page' and decision = 'fetched'")
    db.close()
    return ["/" + row["url"].split("/", 3)[3] for row in found]


def _stored(home: Home, n_sources: int, n_days: int) -> dict[str, float]:
    """What is stored, against what the server would print of it."""
    db = open_readonly(home.database)
    articles = {row["title"] for row in rows(db, "select title from articles where length(body) > 1000")}
    n_comments = rows(db, "select count(*) as n from comments where body <> '' and posted_at is not null")[0]["n"]
    db.close()
    numbers = [(source, day) for source in range(n_sources) for day in range(n_days)]
    wanted = sum(pages.n_comments(*pair) for pair in numbers)
    missing = sum(pages.title(*pair) not in articles for pair in numbers) + abs(wanted - n_comments)
    return {"articles": len(articles), "stored_comments": n_comments, "comments": wanted, "missing": missing}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.crawl", description=__doc__)
    parser.add_argument("--sources", type=int, default=200, help="how many sources, a port each")
    parser.add_argument("--days", type=int, default=120, help="how many days of articles, one a day and source")
    return parser.parse_args()


if __name__ == "__main__":
    main()
