"""`python -m bench.crawl [--sources 200] [--days 120]`: a long crawl on loopback, killed in its middle and resumed.

Prints the table in Markdown: pages, wall time, peak memory, processor time a page by process, what was asked for twice,
pages per second beside bare Scrapy spiders over the same server in the same run (`bench/crawl/bare.py` says what they
are: two that any crawl can be compared with, two that parse and store pages or know no site's selectors, as ours does),
and what is stored against what was served. Rates are those of the steady part of a run: from a quarter of
its pages to 95 %, ours after the kill.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import tomli_w

from bench.crawl import pages
from bench.crawl.watched import Ended, Told, run
from store.database import open_database, open_readonly, rows
from store.home import Home

# The jobs of `bench.crawl.bare`, in the order of the columns.
SPIDERS = {
    "title": "bare spider, a title", "selectors": "bare spider, selectors, JSON Lines",
    "rows": "bare spider, selectors, SQLite rows", "trafilatura": "bare spider, trafilatura, SQLite rows",
}  # fmt: skip
NOW = "2026-11-25T04:30:00+01:00"


def main() -> None:
    """Runs the collectors over the same sources and prints the table."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, serve(arguments.sources, arguments.days) as bases:
        measured = measure(Home(Path(folder) / "home"), bases, arguments.days)
    print("\n".join(table(measured)))
    sys.exit(0 if measured["refetched"] == 0 and measured["missing"] == 0 else 1)


def measure(home: Home, bases: Sequence[str], n_days: int) -> dict[str, float]:
    """Every number of the table."""
    n_pages = len(bases) * n_days
    loads = [os.getloadavg()[0]]
    make_home(home, bases)
    killed = crawl(home, bases, kill_at=n_pages // 2)
    acknowledged = _acknowledged(home)
    first = asked(bases, "/-/forget")
    resumed = crawl(home, bases)
    second = asked(bases, "/-/forget")
    spiders: dict[str, float] = {}
    for job in SPIDERS:
        spiders |= _spider(job, bases, home.folder.parent / f"bare-{job}")
    loads.append(os.getloadavg()[0])
    return {
        "sources": len(bases), "days": n_days, "pages": n_pages, "killed_at": first["n"],
        "acknowledged": len(acknowledged), "refetched": sum(second["whole"].get(one, 0) for one in acknowledged),
        "asked_again": sum(second["unchanged"].get(one, 0) for one in acknowledged),
        "unacknowledged": first["n"] - len(acknowledged), "half_mb": killed.peak_mb,
        "load_before": loads[0], "load_after": loads[1],
        **_rates("", resumed, second["n"], sent=first["n"] + second["n"], earlier=killed),
        **spiders, **_stored(home, len(bases), n_days),
    }  # fmt: skip


def _spider(job: str, bases: Sequence[str], path: Path) -> dict[str, float]:
    """The numbers of one bare spider's column."""
    command = [sys.executable, "-m", "bench.crawl.bare", job, *([] if job == "title" else [str(path)])]
    ended = run(command, {}, told=_teller(bases), text=json.dumps(list(bases)))
    return _rates(f"{job}_", ended, asked(bases, "/-/forget")["n"])


def _rates(
    kind: str, ended: Ended, n_asked: int, *, sent: int | None = None, earlier: Ended | None = None
) -> dict[str, float]:  # fmt: skip
    """The numbers of one collector's column: `n_asked` pages by its last process, `sent` by `earlier` and it."""
    steady = ended.steady(n_asked)
    return {
        f"{kind}sent": n_asked if sent is None else sent,
        f"{kind}wall_s": ended.wall_s + (earlier.wall_s if earlier else 0),
        f"{kind}peak_mb": max(ended.peak_mb, earlier.peak_mb if earlier else 0),
        f"{kind}rate": steady.rate, f"{kind}main_ms": steady.main_ms, f"{kind}children_ms": steady.children_ms,
        f"{kind}own_ms": steady.own_ms, f"{kind}server_ms": steady.server_ms, f"{kind}steady_n": steady.n,
    }  # fmt: skip


def table(found: Mapping[str, float]) -> list[str]:
    """The table in Markdown."""
    kinds = ("", *(f"{job}_" for job in SPIDERS))

    def row(title: str, name: str, form: str = ".0f") -> str:
        return f"| {title} | " + " | ".join(f"{found[kind + name]:{form}}" for kind in kinds) + " |"

    ratios = {
        job: found["rate"] / found[f"{job}_rate"] if found[f"{job}_rate"] else 0 for job in SPIDERS
    }  # fmt: skip
    others = " | –" * len(SPIDERS)
    return [
        f"{found['sources']:.0f} sources × {found['days']:.0f} days: {found['pages']:.0f} pages, "
        f"{found['comments']:.0f} comments. Load of the machine: {found['load_before']:.1f} before, "
        f"{found['load_after']:.1f} after.",
        "",
        f"| | vigie crawl | {' | '.join(SPIDERS.values())} |",
        f"|---|{'---|' * len(kinds)}",
        row("pages sent whole", "sent"),
        row("wall time, s", "wall_s"),
        row("steady rate, pages per second", "rate", ".1f"),
        row("pages of the steady part", "steady_n"),
        row("processor a page, main process, ms", "main_ms", ".1f"),
        row("processor a page, reader processes, ms", "children_ms", ".1f"),
        row("processor a page, all of the collector, ms", "own_ms", ".1f"),
        row("processor a page, the server of the pages, ms", "server_ms", ".1f"),
        row("peak memory of all processes, MB", "peak_mb"),
        f"| articles stored, whole | {found['articles']:.0f} of {found['pages']:.0f}{others} |",
        f"| comments stored with text and date | {found['stored_comments']:.0f} of {found['comments']:.0f}{others} |",
        "",
        f"Killed (SIGKILL) after {found['killed_at']:.0f} pages, {found['acknowledged']:.0f} of them acknowledged, at "
        f"{found['half_mb']:.0f} MB; resumed: {found['refetched']:.0f} acknowledged pages sent again, "
        f"{found['asked_again']:.0f} asked for again; {found['unacknowledged']:.0f} pages had been sent and not "
        f"acknowledged. Pages per second beside bare Scrapy (steady rates): {ratios['title']:.2f}; beside the spider "
        f"with selectors: {ratios['selectors']:.2f}.",
        "",
        f"Beside a spider that also keeps what it parses (selectors of these pages, plain SQLite rows): "
        f"{ratios['rows']:.2f}; beside one that gives each page to trafilatura and keeps that: "
        f"{ratios['trafilatura']:.2f}.",
    ]


def crawl(home: Home, bases: Sequence[str], *, kill_at: int | None = None) -> Ended:
    """A crawl of everything, killed with its process group once the server has sent `kill_at` pages."""
    command = [sys.executable, "-m", "vigie.cli", "crawl", "--since", "400d", "--home", str(home.folder)]
    return run(command, {"VIGIE_NOW": NOW}, told=_teller(bases), kill_at=kill_at)


def _teller(bases: Sequence[str]) -> Callable[[], Told]:
    return lambda: Told(**asked(bases, "/-/count"))


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
