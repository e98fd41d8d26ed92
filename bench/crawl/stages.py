"""`python -m bench.crawl.stages [--pages 200]`: processor time a generated page, stage by stage, without a network.

The best of several rounds of each stage over the same pages, in one process: what a crawl costs besides downloading.
Beside ours, what others' parts of such a job cost alone: lxml's parsing, trafilatura's extraction of the text (no
thread, no header read in its printed order), plain inserts of the same texts without an index of full text.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import trafilatura
from sqlite_utils import Database

from bench.crawl import pages
from crawler.comments import read_page
from crawler.pages.html_tree import decode, parsed
from crawler.readers import ReadPage, read_whole
from store.articles import Origin, save_article
from store.database import open_database, savepoint, transaction
from store.records import Article

AT = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
N_SOURCES = 40
_ROUNDS = 5
_BATCH = 20
Given = tuple[str, bytes]
T = TypeVar("T")


def main() -> None:
    """Prints the table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m bench.crawl.stages", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="how many pages each round reads")
    given = make_pages(parser.parse_args().pages)
    read = [read_whole(body, url, AT, {}) for url, body in given]
    articles = [replace(one.article, comments=one.printed.comments) for one in read]
    stages = {
        "parse (lxml)": each(_parse, given),
        "find the thread, parsing included": each(_thread, given),
        "read everything: article, thread, parts": each(_read, given),
        "save everything": best(lambda db: save(db, articles), new_database),
        "trafilatura's text alone": each(lambda _, body: trafilatura.extract(body), given),
        "plain inserts of the same texts": best(lambda db: insert(db, articles), new_tables),
    }
    print("| stage | processor a page, ms |\n|---|---|")
    print("\n".join(f"| {name} | {1000 * spent_s / len(given):.2f} |" for name, spent_s in stages.items()))


def make_pages(count: int) -> list[Given]:
    """Address and bytes of so many pages, of forty sources."""
    found = []
    for number in range(count):
        source, day = number % N_SOURCES, number // N_SOURCES
        base = f"http://127.0.0.1:{20000 + source}"
        found.append((base + pages.path(source, day), pages.article(base, source, day)))
    return found


def best(stage: Callable[[T], object], prepare: Callable[[Path], T]) -> float:
    """The least processor seconds that a stage takes over what `prepare` makes in a new folder, left out of them: the
    rest is what else the machine does."""
    spent = []
    for _ in range(_ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            made = prepare(Path(folder))
            started_s = time.process_time()
            stage(made)
            spent.append(time.process_time() - started_s)
    return min(spent)


def each(stage: Callable[[str, bytes], object], given: Sequence[Given]) -> float:
    """The least processor seconds that a stage takes over some pages."""
    return best(lambda _: [stage(url, body) for url, body in given], lambda _: None)


def _parse(_: str, body: bytes) -> object:
    parsed.cache_clear()
    decode.cache_clear()
    return parsed(decode(body))


def _thread(url: str, body: bytes) -> object:
    return read_page(decode(bytes(bytearray(body))), url=f"{url}?{time.monotonic_ns()}", fetched_at=AT)


def _read(url: str, body: bytes) -> ReadPage:
    return read_whole(body, f"{url}?{time.monotonic_ns()}", AT, {})  # another address: nothing is remembered of it


def new_database(folder: Path) -> Database:
    """An empty database of ours."""
    return open_database(folder / "vigie.db")


def save(db: Database, articles: Sequence[Article]) -> None:
    """Saves articles with their comments, twenty a transaction."""
    for batch in by_twenty(articles):
        with transaction(db):
            for one in batch:
                with savepoint(db):
                    save_article(db, one, origin=Origin(audience="local", all_comments_read=True), key=b"k" * 32)


def new_tables(folder: Path) -> sqlite3.Connection:
    """Two plain tables."""
    db = sqlite3.connect(folder / "plain.db")
    db.execute("pragma journal_mode = wal")
    db.execute("create table articles(url text primary key, title text, at text, body text)")
    db.execute("create table comments(id text, url text, at text, body text)")
    return db


def insert(db: sqlite3.Connection, articles: Sequence[Article]) -> None:
    """Inserts titles, texts and comments, twenty pages a transaction."""
    for batch in by_twenty(articles):
        for one in batch:
            body = "\n\n".join(block.text for block in one.blocks)
            row = (one.url, one.title, str(one.published_at), body)
            db.execute("insert into articles values (?, ?, ?, ?)", row)
            told = [(comment.id, one.url, str(comment.posted_at), comment.text) for comment in one.comments]
            db.executemany("insert into comments values (?, ?, ?, ?)", told)
        db.commit()


def by_twenty(articles: Sequence[Article]) -> list[Sequence[Article]]:
    """The articles by twenty."""
    return [articles[at : at + _BATCH] for at in range(0, len(articles), _BATCH)]


if __name__ == "__main__":
    main()
