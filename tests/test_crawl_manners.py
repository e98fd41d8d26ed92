"""What a site answers besides pages: closed or broken robots.txt, waits, refusals, heavy pages, ways that lead out."""

from itertools import pairwise
from pathlib import Path

import pytest
from loopback_site import ITEM, article, crawl, site
from sqlite_utils import Database

from crawler.catalogue import Source
from crawler.memory import list_known_entries, remember_failure
from store.clock import NOW_VARIABLE
from store.database import open_readonly, rows
from store.decisions import Decided, save_decisions
from store.writes import save_fetch


def test_a_robots_txt_that_breaks_closes_the_site(tmp_path: Path) -> None:
    with site() as shown:
        shown.says("/robots.txt", "panne", status=503)
        shown.announces("/a")
        code, articles, _ = crawl(shown, tmp_path)
    assert (code, articles) == (3, [])
    assert shown.paths() == ["/robots.txt"]


def test_an_absent_robots_txt_opens_the_site(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", article())
        code, articles, _ = crawl(shown, tmp_path)
    assert (code, len(articles)) == (0, 1)


def test_rules_for_our_name_win_and_the_announcement_is_kept(tmp_path: Path) -> None:
    with site() as shown:
        shown.says("/robots.txt", "User-agent: *\nDisallow:\n\nUser-agent: vigie\nDisallow: /a\n")
        shown.announces("/a")
        code, articles, _ = crawl(shown, tmp_path)
    assert code == 0
    assert "/a" not in shown.paths()
    assert [row["body"] for row in articles] == ["Le bourg garde son médecin\n\nUn vote."]


def test_a_crawl_delay_is_kept_between_requests(tmp_path: Path) -> None:
    with site() as shown:
        shown.says("/robots.txt", "User-agent: *\nCrawl-delay: 0.6\n")
        shown.announces("/a")
        shown.says("/a", article())
        crawl(shown, tmp_path)
    moments = [moment for path, moment in shown.asked if path != "/robots.txt"]
    assert len(moments) >= 3
    assert all(later - earlier > 0.5 for earlier, later in pairwise(moments))


@pytest.mark.parametrize(
    ("wanted", "least_s"), [("1", 0.9), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.4)], ids=["a second", "a moment past"]
)
def test_a_busy_site_is_asked_again_after_a_wait(tmp_path: Path, wanted: str, least_s: float) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", "attendez", status=503, Retry_After=wanted)
        shown.says("/a", article())
        code, articles, _ = crawl(shown, tmp_path)
    moments = [moment for path, moment in shown.asked if path == "/a"]
    assert (code, len(articles), len(moments)) == (0, 1, 2)
    assert moments[1] - moments[0] > least_s


def test_a_long_robots_txt_at_the_end_of_redirections_is_obeyed_whole(tmp_path: Path) -> None:
    rules = "".join(f"Disallow: /dossier-{number}/{'x' * 90}\n" for number in range(20_000))
    with site() as shown:
        shown.says("/robots.txt", "", status=301, Location="/robots/1")
        shown.says("/robots/1", "", status=302, Location="/robots/2")
        shown.says("/robots/2", f"\ufeffUser-agent: *\n{rules}Disallow: /a\n")
        shown.announces("/a", "/b")
        shown.says("/b", article())
        code, _, _ = crawl(shown, tmp_path)
    assert code == 0
    assert "/b" in shown.paths() and "/a" not in shown.paths()


def test_a_streak_of_refusals_stops_the_visit(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces(*(f"/{number}" for number in range(8)))
        for number in range(8):
            shown.says(f"/{number}", "non", status=403)
        code, _, failures = crawl(shown, tmp_path)
    assert code == 1
    assert len([path for path in shown.paths() if path[1:].isdigit()]) == 3
    assert len(failures) == 8
    assert "laissé en paix" in str(failures[-1]["error"])


def test_a_page_of_more_than_five_megabytes_is_not_read(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", article(text="x" * 5_200_000))
        _, articles, failures = crawl(shown, tmp_path)
    assert articles == []
    assert "5 Mo" in str(failures[0]["error"])


def test_tags_and_headers_that_reserve_a_page_keep_its_body_out(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a", "/b", "/c")
        shown.says("/a", article('<meta name="tdm-reservation" content="1">'))
        shown.says("/b", article(), TDM_Reservation="1")
        shown.says("/c", article(), X_Robots_Tag="noarchive")
        code, articles, failures = crawl(shown, tmp_path)
    assert (code, failures) == (0, [])
    assert all("Corbelune" not in str(row["body"]) for row in articles)


def test_no_redirection_and_no_feed_leads_to_another_host(tmp_path: Path) -> None:
    with site() as other, site() as shown:
        other.says("/secret", article())
        shown.announces("/a", f"{other.base}/secret")
        shown.says("/a", "", status=302, Location=f"{other.base}/secret")
        _, articles, failures = crawl(shown, tmp_path)
    assert other.asked == []
    assert articles == []
    assert "hors du site" in str(failures[0]["error"])


def test_a_feed_named_by_the_home_page_is_found_and_a_feed_of_comments_is_not(tmp_path: Path) -> None:
    with site() as shown:
        link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
        shown.says("/", link.format("Commentaires", "/comments/feed/") + link.format("Le Bourg", "/fil.xml"))
        shown.says("/fil.xml", f"<rss><channel>{ITEM.format(link=shown.base + '/a')}</channel></rss>")
        shown.says("/a", article())
        code, articles, _ = crawl(shown, tmp_path)
    assert (code, len(articles)) == (0, 1)
    assert "/comments/feed/" not in shown.paths()


def test_a_thread_that_cannot_be_read_to_its_end_leaves_its_article_and_removes_nothing(tmp_path: Path) -> None:
    comment = (
        '<ol class="comment-list"><li id="comment-{0}" class="comment"><b class="fn">Zorbulon</b>'
        '<div class="comment-content"><p>Invention {0}.</p></div></li></ol>'
        '<nav><a class="next" href="/a/comment-page-2/">Suite</a></nav>'
    )
    with site() as shown:
        shown.announces("/a/")
        shown.says("/a/", article().replace("</article>", comment.format(1) + "</article>"))
        code, articles, failures = crawl(shown, tmp_path)
        assert (code, len(articles), len(failures)) == (1, 1, 1)
        assert "commentaires non lus" in str(failures[0]["error"])
        shown.says("/a/comment-page-2/", article().replace("</article>", comment.format(2) + "</article>"))
        crawl(shown, tmp_path)
    db = open_readonly(tmp_path / "home" / "vigie.db")
    assert [row["body"] for row in rows(db, "select body from comments order by body")] == [
        "Invention 1.",
        "Invention 2.",
    ]
    db.close()


def test_a_page_that_is_gone_is_not_asked_for_every_night_for_ever(
    fresh_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "https://bourg.example/partie"
    source = Source(
        id="bourg", name="Le Bourg", homepage="https://bourg.example/", hosts=("bourg.example",), audience="local",
        tier=1,
    )  # fmt: skip

    def asked_on(day: str) -> list[str]:
        monkeypatch.setenv(NOW_VARIABLE, f"{day}T04:30:00+01:00")
        save_fetch(fresh_db, remember_failure(url, source_id="bourg", decision="failed", reason="HTTP 404", status=404))
        save_decisions(fresh_db, [Decided(url=url, decision="failed", signal="http-status", value="404")])
        return [entry.url for entry in list_known_entries(fresh_db, source, since=None)]

    assert (asked_on("2026-10-01"), asked_on("2026-10-20"), asked_on("2026-11-02")) == ([url], [url], [])
