"""What the night writes while people read: invented threads saved, tagged and counted, one short transaction each."""

import signal
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from bench.dashboard.__main__ import make_plan
from bench.dashboard.press import SOURCES, Text, Thread, generate
from store.articles import Origin
from store.clock import now
from store.database import Row, open_database, rows
from store.home import Home
from store.priority import give_way
from store.records import Article, Block, Comment, Tag
from store.runs import finish_run, start_run
from store.texts import body_hash
from store.writes import OwnerAnalysis, save_analyses, save_article

KEY = b"0" * 32
TAGGERS = {name: f"{name}-1" for name in ("relevance", "stance", "arguments", "quotes", "figures", "actors")}
_COMPONENTS = {"relevance": "relevance", "stance": "stance", "sentiment": "stance", "argument": "arguments"}
RUN_S = 10.0  # a run is closed as often, so that everything kept in memory is read again
PAUSE_S = 0.05  # a night reads pages and tags texts between two transactions


def write_on(home: Home, *, seconds: float, last_on: date) -> int:
    """Writes threads of a hundred comments at most until the time is over or SIGTERM comes; how many threads.

    They are dated as those of a backfill, oldest first over four months: hundreds on one day would be another press.
    """
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: asked.append(number))
    db = open_database(home.database)
    plan = replace(make_plan(home.watch, n_comments=40 * 2_000, n_articles=2_000, days=120),
                   last_on=last_on, seed=int(time.time()))  # fmt: skip
    ends, n = time.monotonic() + seconds, 0
    run, run_ends = start_run(db, "nightly"), time.monotonic() + RUN_S
    for thread in generate(plan):
        if asked or time.monotonic() > ends:
            break
        if time.monotonic() > run_ends:
            finish_run(db, run, "done")
            run, run_ends = start_run(db, "nightly"), time.monotonic() + RUN_S
        save_thread(db, replace(thread, comments=thread.comments[:100]))
        if not n:
            print("night writing", flush=True)  # whoever reads meanwhile begins now
        n += 1
        time.sleep(PAUSE_S)
    finish_run(db, run, "done")
    db.close()
    return n


def save_thread(db: Database, thread: Thread) -> None:
    """Saves one invented thread by the doors of the night, then what taggers say of it."""
    source_id, _, audience = SOURCES[thread.source]
    origin = Origin(audience=audience, source_id=source_id)  # type: ignore[arg-type]
    saved = save_article(db, _article(thread), origin=origin, key=KEY)
    texts = {body_hash(text.body): text for text in (*thread.comments, thread.article)}
    wanted = {"id": saved.article_id}
    owners = rows(db, "select id, article_id, body, body_hash from comments where article_id = :id", wanted)
    owners += rows(db, "select id, id as article_id, body, body_hash from articles where id = :id", wanted)
    found = [_analysis(owner, texts[owner["body_hash"]]) for owner in owners if owner["body_hash"] in texts]
    save_analyses(db, found, TAGGERS)


def _article(thread: Thread) -> Article:
    blocks = [Block(kind="paragraph", text=one.text) for one in thread.article.passages if one.kind == "paragraph"]
    address = f"https://{SOURCES[thread.source][0]}.example/nuit/{thread.article.id}"
    return Article(
        url=address, canonical_url=address, site=f"{SOURCES[thread.source][0]}.example", title=thread.title,
        standfirst=thread.article.passages[1].text, published_at=thread.article.at, date_source="json-ld",
        date_precision="minute", paywall="free", blocks=tuple(blocks), comments_platform="logora",
        comments=tuple(
            Comment(text=one.body, platform="logora", id=f"{thread.article.id}-{one.id}", posted_at=one.at,
                    date_source="json-ld" if one.at else "none", date_precision="minute")
            for one in thread.comments
        ),
    )  # fmt: skip


def _analysis(owner: Row, text: Text) -> OwnerAnalysis:
    kind: Literal["article", "comment"] = "article" if owner["id"] == owner["article_id"] else "comment"
    body, fits = owner["body"], [one for one in text.passages if owner["body"][one.start : one.end] == one.text]
    places = [text.passages.index(one) for one in fits]
    tags: dict[str, list[list[Tag]]] = {name: [[] for _ in fits] for name in TAGGERS}
    for place, index in enumerate(places):
        for tag in text.tags[index]:
            tags[_COMPONENTS[tag.kind]][place].append(tag)
    return OwnerAnalysis(
        owner_kind=kind, owner_id=owner["id"], thread_id=owner["article_id"], body_hash=owner["body_hash"],
        passages=[replace(one, owner_kind=kind, owner_id=owner["id"]) for one in fits], tags=tags,
        quotes=_fitting(text.quotes, body), figures=_fitting(text.figures, body),
        mentions=_fitting(text.mentions, body),
    )  # fmt: skip


def _fitting(spans: Any, body: str) -> list[Any]:
    return [one for one in spans if one.end <= len(body)]


if __name__ == "__main__":
    give_way()  # as `vigie nightly` does
    n_threads = write_on(Home(Path(sys.argv[1])), seconds=float(sys.argv[2]), last_on=now().date())
    print(f"night threads={n_threads}", flush=True)
