"""The benchmark of crawling serves what it counts, and its numbers come from what was stored and asked for."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.crawl import pages
from bench.crawl.__main__ import measure, serve, table
from bench.crawl.server import Sources
from crawler.readers import read_whole
from store.home import Home


def test_a_generated_page_holds_what_the_benchmark_expects_of_it() -> None:
    base = "http://127.0.0.1:9"
    url = base + pages.path(1, 2)
    read = read_whole(pages.article(base, 1, 2), url, datetime(2026, 11, 25, tzinfo=UTC), {})
    article, printed = read.article, read.printed
    assert (article.title, article.published_at) == (pages.title(1, 2), pages.moment(1, 2))
    assert len(printed.comments) == pages.n_comments(1, 2) == 17
    assert all(comment.id and comment.posted_at for comment in printed.comments)


def test_the_server_counts_what_it_sends_whole_and_what_it_only_confirms() -> None:
    sources = Sources(1, 1)
    sources.bases.append("http://127.0.0.1:9")
    path = pages.path(0, 0)
    first = sources.answer(0, path, {})
    etag = re.search(rb"ETag: (\S+)", first)
    assert first.startswith(b"HTTP/1.1 200") and etag
    assert sources.answer(0, path, {"if-none-match": etag[1].decode()}).startswith(b"HTTP/1.1 304")
    assert sources.answer(0, "/ailleurs", {}).startswith(b"HTTP/1.1 404")
    assert (sources.whole[path], sources.unchanged[path], sources.n_other) == (1, 1, 1)


@pytest.mark.long
def test_a_crawl_killed_in_its_middle_and_resumed_asks_for_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with serve(12, 8) as bases:
        measured = measure(Home(tmp_path / "home"), bases, 8)
    assert (measured["refetched"], measured["asked_again"], measured["missing"]) == (0, 0, 0)
    assert 0 < measured["acknowledged"] <= measured["killed_at"] < measured["pages"]
    assert any("Pages per second beside bare Scrapy" in line for line in table(measured))
