"""A crawl records what each source shows, in the debate or not, and how it answered."""

from datetime import date
from pathlib import Path

from crawling import crawl, make_home

from crawler.demo.press import serve
from store.database import open_readonly, rows
from store.home import Home
from store.queries.health import judge_sources

TODAY = date(2026, 11, 22)


def ask(home: Home, sql: str) -> list[dict[str, object]]:
    db = open_readonly(home.database)
    found = rows(db, sql)
    db.close()
    return found


def test_everything_that_a_feed_shows_is_counted_even_what_is_not_wanted(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press, include=["/nulle-part/*"])
        crawl(home, press, "--source", "rivage")
        assert ask(home, "select id from articles") == []
        (shown,) = ask(
            home, "select sum(n_shown) as n, sum(n_shown = 0) as n_empty, min(day) as first from source_days"
        )
        assert shown["n"] == len(press.truth.of_site("rivage")) and shown["n_empty"]


def test_a_crawl_records_fields_answers_and_comments(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        crawl(home, press, "--source", "rivage")
        fields = {row["field"]: row for row in ask(home, "select * from source_fields")}
        n_pages = len(press.truth.of_site("rivage"))
        assert {
            name: (row["n"], row["n_filled"]) for name, row in fields.items() if name != "comments"
        } == dict.fromkeys(("page", "title", "date", "timely", "byline", "body"), (n_pages, n_pages))
        (today,) = ask(home, "select * from source_days where n_collections")
        truth = sum(article.comments_declared for article in press.truth.of_site("rivage"))
        assert (today["n_declared"], today["n_collected"], today["statuses"]) == (truth, truth, '{"200":1}')


def test_reading_again_adds_no_entry_and_an_unchanged_feed_is_an_answer(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        crawl(home, press, "--source", "rivage")
        before = ask(home, "select day, n_shown from source_days order by day")
        crawl(home, press, "--source", "rivage")
        assert ask(home, "select day, n_shown from source_days order by day") == before
        (today,) = ask(home, "select n_answered, statuses from source_days where n_collections")
        assert today == {"n_answered": 2, "statuses": '{"200":1,"304":1}'}


def test_a_feed_that_the_home_page_names_answers_for_one_that_is_gone(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press, feeds=[], sitemaps=[])
        path = home.sources / "rivage.toml"
        gone = f"{press.base_urls['rivage']}/plus-de-flux.xml"
        path.write_text(path.read_text(encoding="utf-8").replace("sitemaps = []", f'sitemaps = ["{gone}"]'), "utf-8")
        crawl(home, press, "--source", "rivage")
        db = open_readonly(home.database)
        verdict = next(one for one in judge_sources(db, today=TODAY) if one.source_id == "rivage")
        db.close()
        assert not [signal for signal in verdict.signals if signal.kind == "feed"]
