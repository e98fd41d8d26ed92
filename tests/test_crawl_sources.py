"""What each tier, pattern and access of a source changes in a crawl."""

from datetime import date
from pathlib import Path

from crawling import crawl, faults, make_home, vigie

from crawler.demo.press import serve
from store.database import open_readonly, rows
from store.home import Home

TODAY = date(2026, 11, 22)


def test_without_a_key_comments_are_counted_and_said_to_be_unread(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        finished = crawl(home, press, "--source", "confrere", VIGIE_DEMO_LOGORA_KEY="")
        truth = {a.url: a.comments_declared for a in press.truth.of_site("confrere") if a.expect == "full"}
        stored = _rows(home, "select canonical_url, comments_declared from articles where comments_platform = 'logora'")
        assert {row["canonical_url"]: row["comments_declared"] for row in stored} == truth
        assert _rows(home, "select id from comments") == []
        assert "déclarés, non lus" in finished.stdout
        assert [v for v in press.requests if v.server == "logora" and v.n_body_bytes] == []
        assert press.violations() == []


def test_tier_2_keeps_title_and_standfirst_and_asks_for_no_page(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press, tier=2)
        crawl(home, press, "--source", "rivage")
        pages = {a.url for a in press.truth.of_site("rivage")}
        assert [visit.url for visit in press.requests if visit.url in pages] == []
        stored = _rows(home, "select title, standfirst, body from articles")
        assert len(stored) == len(pages)
        assert all(row["body"] == "\n\n".join(filter(None, (row["title"], row["standfirst"]))) for row in stored)


def test_tier_3_keeps_the_title_alone(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press, tier=3)
        crawl(home, press, "--source", "rivage")
        assert all(row["body"] == row["title"] for row in _rows(home, "select title, body from articles"))


def test_patterns_let_in_and_keep_out(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press, include=["/2026/1*"], exclude=["*/manifestation-*"])
        crawl(home, press, "--source", "rivage")
        paths = [row["canonical_url"] for row in _rows(home, "select canonical_url from articles")]
        assert paths
        assert all("/2026/1" in path and "/manifestation-" not in path for path in paths)


def test_since_leaves_older_pages_alone_until_they_are_wanted(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        vigie(home, "crawl", "--source", "rivage", "--since", "30d", press=press)
        recent = len(_rows(home, "select id from articles"))
        assert 0 < recent < len(press.truth.of_site("rivage"))
        crawl(home, press, "--source", "rivage")
        assert len(_rows(home, "select id from articles")) == len(press.truth.of_site("rivage"))


def test_a_broken_source_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        (home.sources / "mauvaise.toml").write_text('id = "mauvaise"\ntier = 7\n', encoding="utf-8")
        finished = crawl(home, press)
        assert finished.returncode == 1
        assert "mauvaise.toml" in finished.stdout
        assert faults(home, press) == []


def test_a_site_that_does_not_answer_is_failed_and_the_others_are_read(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        gone = (
            (home.sources / "gazette.toml")
            .read_text(encoding="utf-8")
            .replace(press.base_urls["gazette"][7:], "127.0.0.1:9")
        )
        (home.sources / "gazette.toml").write_text(gone, encoding="utf-8")
        finished = crawl(home, press)
        assert finished.returncode == 1
        steps = _rows(home, "select source_id, status from run_steps where step = 'crawl' order by source_id")
        assert {step["source_id"]: step["status"] for step in steps}["gazette"] == "failed"
        assert len(_rows(home, "select distinct source_id from articles")) == 3


def test_only_broken_sites_give_code_3(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
    assert crawl(home, press).returncode == 3


def test_an_unknown_source_is_misuse(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        finished = crawl(home, press, "--source", "nulle-part")
        assert finished.returncode == 2
        assert "confrere" in finished.stderr
        assert press.requests == ()


def test_an_unreadable_duration_is_misuse(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        assert vigie(home, "crawl", "--since", "hier", press=press).returncode == 2


def _rows(home: Home, sql: str) -> list[dict[str, object]]:
    db = open_readonly(home.database)
    found = rows(db, sql)
    db.close()
    return found
