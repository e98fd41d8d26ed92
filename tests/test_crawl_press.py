"""A crawl of a press served on loopback finds all of it, nothing else, and keeps the rules of politeness."""

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from crawling import crawl, faults, make_home

from crawler.demo.generate import random_press
from crawler.demo.press import Press, serve
from crawler.memory import find_article
from store.database import open_readonly, rows
from store.dump import canonical_dump
from store.home import Home

TODAY = date(2026, 11, 22)
SMALL = ("--source", "rivage", "--source", "gazette")


@dataclass(frozen=True)
class Crawled:
    """A press, the home that crawled it once, and the exit code."""

    press: Press
    home: Home
    code: int
    shown: str


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with serve(TODAY) as press:
        home = make_home(tmp_path_factory.mktemp("press") / "home", press)
        finished = crawl(home, press)
        yield Crawled(press, home, finished.returncode, finished.stdout + finished.stderr)


def test_every_article_and_comment_is_collected_and_nothing_else(crawled: Crawled) -> None:
    assert faults(crawled.home, crawled.press) == []


def test_what_is_free_or_reserved_is_known_of_every_article(crawled: Crawled) -> None:
    truth = {article.url: article.paywall for article in crawled.press.truth.articles if article.expect == "full"}
    with closing(open_readonly(crawled.home.database)) as db:
        stored = {url: row["paywall"] for url in truth if (row := find_article(db, url))}
    assert stored == truth and {"free", "partial"} <= set(stored.values())


def test_the_votes_of_each_debate_are_stored(crawled: Crawled) -> None:
    edition = crawled.press.edition
    asked = {article.title: article.debate for site in edition.spec.sites for article in edition.articles(site.id)
             if site.comments == "logora" and article.debate}  # fmt: skip
    db = open_readonly(crawled.home.database)
    stored = {row["title"]: json.loads(row["debate"]) for row in rows(db, "select * from articles where debate <> ''")}
    db.close()
    assert asked and stored == {
        title: {
            "question": debate.question,
            "votes": [list(pair) for pair in zip(debate.positions, debate.votes, strict=True)],
        }
        for title, debate in asked.items()
    }


def test_a_page_that_fails_is_named_with_what_to_do_and_makes_the_code_1(crawled: Crawled) -> None:
    db = open_readonly(crawled.home.database)
    failures = rows(db, "select item, error, hint, source_id from failures")
    db.close()
    assert crawled.code == 1
    assert [(failure["source_id"], failure["item"].rsplit("/", 1)[-1]) for failure in failures] == [
        ("confrere", "porte-close-secteur-3")
    ]
    assert failures[0]["error"] and failures[0]["hint"]


def test_each_source_is_a_recorded_step_with_its_counts(crawled: Crawled) -> None:
    db = open_readonly(crawled.home.database)
    steps = rows(
        db,
        """
        select source_id, status, json_extract(counts, '$.comments') as comments,
               json_extract(counts, '$.failed') as failed
        from run_steps where step = 'crawl' order by source_id
        """,
    )
    db.close()
    assert [(step["source_id"], step["status"]) for step in steps] == [
        ("confrere", "partial"), ("gazette", "done"), ("quotidien", "done"), ("rivage", "done"),
    ]  # fmt: skip
    assert all(step["comments"] > 0 for step in steps)
    assert [step["failed"] for step in steps] == [1, 0, 0, 0]


def test_no_rule_of_politeness_is_broken(crawled: Crawled) -> None:
    assert crawled.press.violations() == []
    agents = {visit.headers["user-agent"] for visit in crawled.press.requests}
    assert all(agent.startswith("Vigie/") and "(+" in agent for agent in agents)
    assert not any("cookie" in visit.headers for visit in crawled.press.requests)


def test_no_reader_name_and_no_key_reaches_the_home(crawled: Crawled) -> None:
    written = b"".join(path.read_bytes() for path in sorted(crawled.home.folder.rglob("*")) if path.is_file())
    held = written.decode("utf-8", "replace") + crawled.shown
    assert [name for name in crawled.press.author_names() if name in held] == []
    assert crawled.press.environment["VIGIE_DEMO_LOGORA_KEY"] not in held


def test_a_second_crawl_is_conditional_and_changes_nothing(crawled: Crawled) -> None:
    before = _dump(crawled.home)
    crawled.press.forget_requests()
    crawl(crawled.home, crawled.press)
    assert [visit.path for visit in crawled.press.requests if visit.status == 200 and visit.etag] == []
    assert crawled.press.violations() == []
    assert _dump(crawled.home) == before


def test_the_next_day_edits_and_deletions_become_events(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        crawl(home, press)
        press.advance(1)
        crawl(home, press)
        assert faults(home, press) == []
        assert press.refetches() == []
    db = open_readonly(home.database)
    events = rows(db, "select kind, count(*) as n from comment_events group by kind order by kind")
    left = rows(db, "select body from comments where status = 'deleted' and body <> ''")
    db.close()
    assert [(event["kind"], event["n"]) for event in events] == [("deleted", 4), ("edited", 4)]
    assert left == []


@pytest.mark.parametrize("seed", [1, 2, 9])
def test_presses_of_other_layouts_are_collected_whole_twice(seed: int, tmp_path: Path) -> None:
    with serve(TODAY, random_press(seed, today=TODAY)) as press:
        home = make_home(tmp_path / "home", press)
        crawl(home, press)
        assert faults(home, press) == []
        press.advance(1)
        crawl(home, press)
        assert faults(home, press) == []
        assert press.violations() == []
        assert press.refetches() == []


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    with serve(TODAY) as press:
        home = make_home(tmp_path_factory.mktemp("small") / "home", press)
        finished = crawl(home, press, *SMALL)
        yield Crawled(press, home, finished.returncode, finished.stdout)


@pytest.mark.parametrize("place", ["article-saved", "before-article-commit:9", "page-saved", "page-saved:12"])
def test_a_crawl_killed_anywhere_and_run_again_holds_the_same(place: str, small: Crawled, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", small.press)
    shutil.copyfile(small.home.key_file, home.key_file)
    killed = crawl(home, small.press, *SMALL, VIGIE_KILL_AT=place)
    assert killed.returncode == -9
    again = crawl(home, small.press, *SMALL)
    assert again.returncode == small.code == 0
    assert _dump(home) == _dump(small.home)


def _dump(home: Home) -> list[str]:
    db = open_readonly(home.database)
    lines = canonical_dump(db)
    db.close()
    # The memory of an address says how the last visit went (304, « unchanged »), not what is held.
    return [line for line in lines if not line.startswith("fetches ")]
