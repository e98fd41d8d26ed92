"""`python -m bench.dashboard make|measure HOME`: see `bench/README.md`."""

import argparse
import os
import shutil
import sqlite3
import time
from datetime import date
from pathlib import Path

from sqlite_utils import Database

from bench.dashboard.fill import fill
from bench.dashboard.press import Plan
from store.database import open_database
from store.home import Home
from store.watch import load_watch, packaged_watch

LAST_ON = date(2026, 11, 22)


def main() -> None:
    """Makes a home, or measures the views on it."""
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard")
    parser.add_argument("act", choices=("make", "measure"))
    parser.add_argument("home", type=Path)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--articles", type=int, default=6_000)
    parser.add_argument("--days", type=int, default=1_456)
    asked = parser.parse_args()
    if asked.act == "make":
        make_home(asked.home, n_comments=asked.comments, n_articles=asked.articles, days=asked.days)


def make_home(folder: Path, *, n_comments: int, n_articles: int, days: int) -> Home:
    """A home with the packaged watch and a generated press."""
    began = time.perf_counter()
    home = Home(folder)
    home.make()
    if not home.watch.exists():
        shutil.copytree(packaged_watch(), home.watch)
    open_database(home.database).close()
    db = Database(sqlite3.connect(home.database))
    for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -2000000", "foreign_keys = off",
                   "temp_store = memory"):  # fmt: skip
        db.execute(f"pragma {pragma}")
    fill(db, make_plan(home.watch, n_comments=n_comments, n_articles=n_articles, days=days))
    db.execute("pragma journal_mode = wal")
    db.close()
    size = os.path.getsize(home.database) / 1e6
    print(f"make comments={n_comments} articles={n_articles} mb={size:.0f} wall_s={time.perf_counter() - began:.0f}")
    return home


def make_plan(watch: Path, *, n_comments: int, n_articles: int, days: int) -> Plan:
    """The plan of a press in the words of a watch."""
    known = load_watch(watch)
    return Plan(
        n_articles=n_articles, n_comments=n_comments, days=days, last_on=LAST_ON,
        targets=[one.slug for one in known.targets], arguments=[one.slug for one in known.arguments],
        actors=[one.slug for one in known.actors],
    )  # fmt: skip


if __name__ == "__main__":
    main()
