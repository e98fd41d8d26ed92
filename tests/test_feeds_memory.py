"""Feeds are candidates: the first that works is read, what failed waits, and the home page is asked when all fail."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from crawling import crawl, make_home
from sqlite_utils import Database

from crawler.demo.press import Press, serve
from store.clock import NOW_VARIABLE
from store.database import open_readonly, rows
from store.feeds import FeedTry, list_feeds, order_feeds, save_feed_try
from store.home import Home

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
A, B, C = (f"https://j.example/{name}.xml" for name in "abc")


def test_candidates_keep_the_order_of_the_catalogue() -> None:
    assert order_feeds((A, B, C), [], moment=NOW) == [A, B, C]


def test_a_feed_that_failed_waits_behind_the_others_for_a_week(fresh_db: Database, fixed_clock: str) -> None:
    save_feed_try(fresh_db, FeedTry(source_id="j", url=A, error="page introuvable (HTTP 404)"))
    save_feed_try(fresh_db, FeedTry(source_id="j", url=B, n_entries=12))
    memory = list_feeds(fresh_db, "j")
    assert [row["url"] for row in memory] == [B, A]
    assert order_feeds((A, B, C), memory, moment=NOW) == [B, C, A]
    assert order_feeds((A, B, C), memory, moment=NOW + timedelta(days=8)) == [A, B, C]


def test_failures_in_a_row_are_counted_and_end_with_a_success(
    fresh_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (20, 21):
        monkeypatch.setenv(NOW_VARIABLE, f"2026-11-{day}T08:30:00+01:00")
        save_feed_try(fresh_db, FeedTry(source_id="j", url=A, error="pas de réponse"))
    assert list_feeds(fresh_db, "j")[0]["n_failures"] == 2
    save_feed_try(fresh_db, FeedTry(source_id="j", url=A, n_entries=3, newest_at=NOW))
    save_feed_try(fresh_db, FeedTry(source_id="j", url=A))  # « unchanged »
    (row,) = list_feeds(fresh_db, "j")
    assert (row["n_failures"], row["error"], row["n_entries"]) == (0, None, 3)
    assert row["newest_at"] == "2026-11-22T07:30:00+00:00"


def asked_feeds(press: Press, *paths: str) -> list[str]:
    return [visit.path for visit in press.requests if visit.path in paths]


def stored_feeds(home: Home) -> dict[str, tuple[str, str | None]]:
    db = open_readonly(home.database)
    found = rows(db, "select url, found_by, error from feeds")
    db.close()
    return {row["url"]: (row["found_by"], row["error"]) for row in found}


def test_the_next_night_starts_with_the_feed_that_worked(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        crawl(home, press, "--source", "quotidien")
        paths = ("/rss.xml", "/rss/une.xml")
        assert asked_feeds(press, *paths) == list(paths)
        press.forget_requests()
        crawl(home, press, "--source", "quotidien")
        assert asked_feeds(press, *paths) == ["/rss/une.xml"]


def test_when_all_candidates_fail_the_home_page_names_the_feed_and_it_is_remembered(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        base = press.base_urls["rivage"]
        home = make_home(tmp_path / "home", press, feeds=[f"{base}/ancien.xml"])
        finished = crawl(home, press, "--source", "rivage")
        assert "écrivez-le dans ses « feeds »" in finished.stdout
        feeds = stored_feeds(home)
        assert feeds[f"{base}/feed/"] == ("page", None)
        assert feeds[f"{base}/ancien.xml"][1] is not None
        press.forget_requests()
        crawl(home, press, "--source", "rivage")
        assert asked_feeds(press, "/", "/feed/") == ["/feed/"]


def test_a_feed_of_comments_is_no_feed_of_articles(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        base = press.base_urls["rivage"]
        home = make_home(tmp_path / "home", press, feeds=[f"{base}/comments/feed/", f"{base}/feed/"])
        crawl(home, press, "--source", "rivage")
        assert stored_feeds(home)[f"{base}/comments/feed/"][1] == "flux de commentaires, pas d’articles"
        assert len(press.truth.of_site("rivage")) == len(_articles(home))


def _articles(home: Home) -> list[dict[str, object]]:
    db = open_readonly(home.database)
    found = rows(db, "select id from articles")
    db.close()
    return found
