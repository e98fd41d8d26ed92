"""Forgotten, then crawled again over HTTP, then restored from an older copy: still gone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.demo.press import Press, serve
from crawler.memory import find_article
from store.database import open_database, open_readonly, rows
from store.dump import canonical_dump
from store.home import Home
from tests.crawling import crawl, make_home, vigie
from tests.demo_kit import SMALL, TODAY, find


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve(TODAY, SMALL) as served:
        yield served


def held(home: Home) -> tuple[int, int]:
    db = open_readonly(home.database)
    sql = "select (select count(*) from articles) as a, (select count(*) from comments) as c"
    row = rows(db, sql)[0]
    db.close()
    return row["a"], row["c"]


def trace(home: Home) -> str:
    db = open_readonly(home.database)
    lines = [line for line in canonical_dump(db) if not line.startswith("tombstones")]
    db.close()
    return "\n".join(lines)


def announce_again(home: Home) -> None:
    """The feeds are read whole, as if they had changed."""
    db = open_database(home.database)
    with db.conn:
        db.execute("delete from fetches where kind in ('feed', 'sitemap')")
    db.close()


def test_what_was_forgotten_is_still_gone(press: Press, tmp_path: Path) -> None:
    home = make_home(tmp_path / "home", press)
    assert crawl(home, press).returncode in (0, 1)
    assert vigie(home, "backup", press=press).returncode == 0
    gone = find(press, "couloir")
    commented = find(press, "rivage-commente")
    author = press.edition.by_slug["rivage-commente"].comments[0].author
    db = open_readonly(home.database)
    assert find_article(db, gone.url) and find_article(db, commented.url)
    db.close()
    before = held(home)
    for asked in (("--url", gone.url), ("--comment", f"{commented.url}#comment-{commented.comments[-1].id}"),
                  ("--author", author)):  # fmt: skip
        done = vigie(home, "forget", *asked, press=press)
        assert done.returncode == 0, done.stderr
    left = held(home)
    assert left[0] == before[0] - 1 and left[1] < before[1]
    assert gone.url not in trace(home)

    announce_again(home)
    press.forget_requests()
    again = crawl(home, press)
    assert again.returncode in (0, 1)
    assert held(home) == left and gone.url not in trace(home)
    assert gone.url not in {visit.url for visit in press.requests}
    assert "page effacée, non relue" in again.stdout and "non conservé" in again.stdout
    refused = vigie(home, "add", gone.url, press=press)
    assert refused.returncode == 3 and "effacée à la demande" in refused.stdout + refused.stderr
    assert held(home) == left

    restored = vigie(home, "restore", next(home.backups.glob("vigie-*.db")).name, press=press)
    assert restored.returncode == 0, restored.stderr
    assert held(home) == left and gone.url not in trace(home)
    for path in home.folder.rglob("*"):
        if path.is_file() and path.parent != home.backups:
            assert gone.url.encode() not in path.read_bytes() and author.encode() not in path.read_bytes(), path
