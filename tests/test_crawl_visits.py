"""Hosts are left alone as they ask, reserved bodies are not read, threads live on, and no raw payload is kept."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from crawling import vigie
from loopback_site import PAGE, TEXT, Site, article, crawl, make_home, site, stored
from scrapy import Request
from scrapy.exceptions import StopDownload

from crawler.reservations import IS_PAGE, HeadReader, find_data_reservation, reserving_tag

READERS = {1: "Zorbulon Quatrepinte", 2: "Mirflax Doumbrel", 3: "Yvelune Astrapied"}
WORDS = {
    1: "Enfin une bonne nouvelle pour notre commune.",
    2: "Et les patients du bas du village, qui les conduira ?",
    3: "Mon père attend un rendez-vous depuis mars dernier.",
}
LI = (
    '<li id="comment-90{0}" class="comment depth-1"><article id="div-comment-90{0}" class="comment-body">'
    '<footer class="comment-meta"><div class="comment-author vcard">'
    '<img class="avatar" src="https://a.example/zq-7781.png"><b class="fn">{1}</b> '
    '<span class="says">dit :</span></div><div class="comment-metadata">'
    '<time datetime="2026-11-21T0{0}:00:00+01:00">21 novembre 2026 à {0}h00</time></div></footer>'
    '<div class="comment-content"><p>{2}</p></div></article></li>'
)


def thread(words: dict[int, str], head: str = "") -> str:
    """An article with a printed thread of WordPress."""
    printed = "".join(LI.format(number, READERS[number], text) for number, text in words.items())
    page = PAGE.format(head=head, text=TEXT)
    listed = f'<h2 class="comments-title">{len(words)} commentaires</h2><ol class="comment-list">{printed}</ol>'
    return page.replace("</article></body>", f"</article>{listed}</body>")


def some(*numbers: int) -> dict[int, str]:
    return {number: WORDS[number] for number in numbers}


def announce(shown: Site, *paths: str) -> None:
    items = "".join(
        f"<item><title>Le bourg garde son médecin, volet {path[1:]}</title><link>{shown.base}{path}</link></item>"
        for path in paths
    )
    shown.says("/rss.xml", f"<rss><channel>{items}</channel></rss>", Content_Type="application/rss+xml")


def on(day: int, hour: str = "04:30") -> str:
    moment = datetime.fromisoformat(f"2026-11-22T{hour}:00+01:00") + timedelta(days=day)
    return moment.isoformat()


def asked(shown: Site, path: str) -> int:
    """How often a path was asked for since the last time."""
    n_times = shown.paths().count(path)
    shown.asked.clear()
    return n_times


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_host_that_asks_for_an_hour_gets_it_from_this_crawl_and_the_next(
    status: int, form: str, tmp_path: Path
) -> None:
    wait = "3600" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    with site() as shown:
        announce(shown, "/a", "/b", "/c")
        shown.says("/a", "plus tard", status=status, Retry_After=wait)
        code, _, failures = crawl(shown, tmp_path, on(0))
        assert [path for path in shown.paths() if path in ("/a", "/b", "/c")] == ["/a"]
        assert code == 1 and all("Retry-After" in str(failure["error"]) for failure in failures)
        shown.asked.clear()
        crawl(shown, tmp_path, on(0, "05:00"))
        assert shown.asked == []
        crawl(shown, tmp_path, on(0, "05:40"))
        assert "/a" in shown.paths()
    assert {row["decision"] for row in stored(tmp_path, "select decision from decisions")} >= {"resting"}


def test_a_reserved_page_is_known_with_its_signal_and_not_asked_for_again_before_a_month(tmp_path: Path) -> None:
    with site() as shown:
        announce(shown, "/meta", "/header", "/tag")
        shown.says("/meta", article('<meta name="tdm-reservation" content="1">'))
        shown.says("/header", article(), TDM_Reservation="1")
        shown.says("/tag", article(), X_Robots_Tag="otherbot: noindex, vigie: noarchive")
        crawl(shown, tmp_path, on(0))
        signals = stored(tmp_path, "select url, signal, value, place from decisions where decision = 'reserved'")
        told = {str(row["url"]).rpartition("/")[2]: (row["signal"], row["value"]) for row in signals}
        assert told == {
            "meta": ("tdm-meta", "tdm-reservation: 1"),
            "header": ("tdm-header", "tdm-reservation: 1"),
            "tag": ("x-robots-tag", "noarchive"),
        }
        shown.asked.clear()
        crawl(shown, tmp_path, on(5))
        assert not {"/meta", "/header", "/tag"} & set(shown.paths())
        crawl(shown, tmp_path, on(31))
        assert {"/meta", "/header", "/tag"} <= set(shown.paths())


def test_each_rule_that_leaves_a_page_out_is_stored_with_its_words(tmp_path: Path) -> None:
    with site() as shown:
        host = shown.base.removeprefix("http://")
        rules = '[{"location": "/reserve/*", "tdm-reservation": 1}]'
        shown.says("/robots.txt", "User-agent: *\nDisallow: /ferme/\n")
        shown.says("/.well-known/tdmrep.json", rules, Content_Type="application/json")
        shown.announces("/lu", "/reserve/a", "/ferme/a", "/refus", "https://ailleurs.example/a")
        shown.says("/lu", article())
        shown.says("/refus", "non", status=403)
        crawl(shown, tmp_path, on(0))
    assert not {"/reserve/a", "/ferme/a"} & set(shown.paths())
    found = stored(tmp_path, "select url, decision, signal, value, place from decisions order by url")
    short = [{**row, "url": str(row["url"]).replace(shown.base, ""), "place": row["place"] and
              str(row["place"]).replace(shown.base, "")} for row in found]  # fmt: skip
    assert [(row["url"], row["decision"], row["signal"], row["place"]) for row in short] == [
        ("/ferme/a", "disallowed", "robots.txt", "/robots.txt"),
        ("/lu", "read", "page", None),
        ("/refus", "refused", "http-status", None),
        ("/reserve/a", "reserved", "tdmrep.json", "/.well-known/tdmrep.json"),
        ("https://ailleurs.example/a", "outside", "hosts", None),
    ]
    assert {row["url"]: row["value"] for row in short}["/reserve/a"] == "/reserve/*"
    assert {row["url"]: row["value"] for row in short}["https://ailleurs.example/a"] == host


def head_reader(**headers: str) -> tuple[HeadReader, Request]:
    nowhere = SimpleNamespace(signals=SimpleNamespace(connect=lambda handler, signal: None))
    reader, request = HeadReader(nowhere), Request("https://a.example/x", meta={IS_PAGE: True})
    named = {name.replace("_", "-").encode(): [value.encode()] for name, value in headers.items()}
    reader.see_headers({b"Content-Type": [b"text/html"], **named}, request)
    return reader, request


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_whose_head_reserves_it_is_not_read_past_its_head(packed: bool) -> None:
    reader, request = head_reader(**({"Content_Encoding": "gzip"} if packed else {}))
    page = b'<html><head><meta name="tdm-reservation" content="1"></head><body>' + bytes(range(256)) * 400
    sent = gzip.compress(page, 1) if packed else page
    pieces = [sent[start : start + 40] for start in range(0, len(sent), 40)]
    n_read = 0
    with pytest.raises(StopDownload):
        for piece in pieces:
            n_read += 1
            reader.see_bytes(piece, request)
    assert n_read < 10 < len(pieces)
    assert request.meta[HeadReader.KEY].signal == "tdm-meta"


def test_a_meta_element_that_frees_a_page_is_heard_before_the_header_that_reserves_it_stops_the_reading() -> None:
    reader, request = head_reader(TDM_Reservation="1")
    reader.see_bytes(b'<html><head><meta name="tdm-reservation" content="0"></head><body>', request)
    assert HeadReader.KEY not in request.meta
    reader, request = head_reader(TDM_Reservation="1")
    with pytest.raises(StopDownload):
        reader.see_bytes(b"<html><head></head><body>", request)


def test_a_robot_that_is_named_owns_the_rest_of_its_line() -> None:
    assert reserving_tag({"x-robots-tag": "googlebot: nofollow, noindex"}, None) is None
    assert reserving_tag({"x-robots-tag": "googlebot: noindex\nnoarchive"}, None) == "noarchive"
    assert reserving_tag({"x-robots-tag": "googlebot: nofollow, vigie: noindex"}, None) == "noindex"
    assert reserving_tag({"x-robots-tag": "max-snippet: 20, noindex"}, None) == "noindex"
    # WordPress marks every answer of its REST interface so; it is no reservation of comments.
    assert find_data_reservation({"x-robots-tag": "noindex"}) is None
    assert find_data_reservation({"tdm-reservation": "1"}) is not None


def test_a_thread_is_asked_for_on_its_days_only_and_by_a_condition(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", thread(some(1, 2)), ETag='"1"')
        seen = {}
        for day in (0, 1, 2, 3, 4, 5, 8):
            if day == 1:
                shown.answers["/a"] = [(304, {"ETag": '"1"'}, "")]
            crawl(shown, tmp_path, on(day))
            seen[day] = asked(shown, "/a")
    assert seen == {0: 1, 1: 1, 2: 1, 3: 0, 4: 1, 5: 0, 8: 1}
    visits = stored(tmp_path, "select next_on, n_visits, last_request from thread_visits")
    assert visits == [{"next_on": "2026-12-08", "n_visits": 5, "last_request": "conditional"}]


def test_a_number_that_moves_in_the_feed_brings_the_visit_forward_and_one_that_stays_saves_it(tmp_path: Path) -> None:
    feed = (
        '<rss xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><item><title>Le bourg garde son médecin'
        "</title><link>{}/a</link><slash:comments>{}</slash:comments></item></channel></rss>"
    )
    with site() as shown:
        shown.says("/a", thread(some(1, 2)))
        seen = {}
        for day, n_comments in ((0, 2), (3, 2), (4, 2), (5, 2), (6, 3)):
            shown.answers["/rss.xml"] = [(200, {}, feed.format(shown.base, n_comments))]
            if day == 6:
                shown.answers["/a"] = [(200, {}, thread(some(1, 2, 3)))]
            crawl(shown, tmp_path, on(day))
            seen[day] = asked(shown, "/a")
    # Day 3 makes up for the visits of days 1 and 2, whole: edits show in no number.
    assert seen == {0: 1, 3: 1, 4: 0, 5: 0, 6: 1}
    assert len(stored(tmp_path, "select id from comments")) == 3


def test_a_service_is_asked_for_its_number_before_its_comments(tmp_path: Path) -> None:
    head = '<link rel="https://api.w.org/" href="{0}/wp-json/"><link rel="shortlink" href="{0}/?p=7">'
    listed = (
        '[{"id": 1, "parent": 0, "author_name": "Zorbulon Quatrepinte", "date_gmt": "2026-11-21T08:00:00",'
        '"author_avatar_urls": {"48": "https://a.example/zq-7781.png"}, "content": {"rendered": "<p>Enfin.</p>"}}]'
    )
    whole = "/wp-json/wp/v2/comments?post=7&per_page=100&page=1&order=asc&orderby=date_gmt"
    count = "/wp-json/wp/v2/comments?post=7&per_page=1&page=1&_fields=id"
    as_json = {"Content_Type": "application/json", "X_WP_Total": "1", "X_WP_TotalPages": "1"}
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", thread(some(1), head=head.format(shown.base)))
        shown.says(whole, listed, **as_json)
        shown.says(count, '[{"id": 1}]', **as_json)
        for day in (0, 1, 2):
            crawl(shown, tmp_path, on(day))
        assert (shown.paths().count(whole), shown.paths().count(count)) == (3, 0)
        shown.asked.clear()
        crawl(shown, tmp_path, on(4))
        assert (shown.paths().count(count), shown.paths().count(whole), shown.paths().count("/a")) == (1, 0, 0)
        shown.answers[count] = [(200, {"X-WP-Total": "2"}, "[]")]
        crawl(shown, tmp_path, on(8))
        assert shown.paths().count(whole) == 1
    assert [row["n_visits"] for row in stored(tmp_path, "select n_visits from thread_visits")] == [5]


def test_an_edit_a_moderation_and_a_deletion_are_three_events_without_text(tmp_path: Path) -> None:
    then = {1: f"{WORDS[1]} Je corrige.", 2: "Ce commentaire a été supprimé par la modération."}
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", thread(some(1, 2, 3)))
        crawl(shown, tmp_path, on(0))
        shown.answers["/a"] = [(200, {}, thread(then))]
        crawl(shown, tmp_path, on(1))
    events = stored(tmp_path, "select kind, n_words from comment_events order by kind")
    assert [(row["kind"], row["n_words"]) for row in events] == [("deleted", 8), ("edited", 7), ("moderated", 11)]
    found = stored(tmp_path, "select body, status from comments order by platform_id")
    assert [(row["body"], row["status"]) for row in found] == [(then[1], "edited"), ("", "deleted"), ("", "deleted")]


RAW = ("zq-7781", *READERS.values(), "avatar", "comment-content", "author_name", "<li", "rendered", "vcard")


def test_no_raw_payload_of_a_comment_is_kept_anywhere_in_the_home(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    other = thread(some(1, 2)).replace("Le bourg garde son médecin", "La maison de santé ouvre lundi")
    page.write_text(other, encoding="utf-8")
    with site() as shown:
        shown.announces("/a")
        shown.says("/a", thread(some(1, 2)))
        crawl(shown, tmp_path, on(0))
        crawl(shown, tmp_path, on(1))
        home = make_home(tmp_path / "home", shown)
        assert vigie(home, "add", str(page), "--url", f"{shown.base}/b").returncode == 0
        vigie(home, "backup")
    assert len(stored(tmp_path, "select id from comments")) == 4
    held = {path: path.read_bytes() for path in home.folder.rglob("*") if path.is_file()}
    assert [(path.name, mark) for path, body in held.items() for mark in RAW if mark.encode() in body] == []
