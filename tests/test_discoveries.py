"""Discovery services say which pages exist; no text ever comes from them, and they are off until a watch asks."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from crawling import make_home, vigie
from sqlite_utils import Database

from crawler.catalogue import Source
from crawler.demo.press import Press, serve
from crawler.discoveries import list_questions, read_gdelt, read_google_news, resolve_link, with_source
from crawler.discovery import FeedError
from store.database import open_readonly, rows
from store.discoveries import Hit, list_unread_hits, resolve_by_title, save_hits
from store.watch import load_watch, packaged_watch
from vigie.commands import make_home as make_whole_home

TODAY = date(2026, 11, 22)
HIDDEN = "https://news.google.com/rss/articles/CBMiSkFVX3lxTE5JbnZlbnRlZA?oc=5"
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>recherche</title>{items}</channel></rss>"""
ITEM = (
    "<item><title>{title} - {publisher}</title><link>{link}</link><pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate>"
    '<description>&lt;a href="x"&gt;un texte qui ne doit pas entrer&lt;/a&gt;</description>'
    '<source url="{site}">{publisher}</source></item>'
)


def old_link(url: str) -> str:
    """A Google News link of the older kind, which holds the address."""
    packed = b"\x08\x13\x22" + bytes([len(url)]) + url.encode() + b"\xd2\x01\x00"
    return f"https://news.google.com/rss/articles/{base64.urlsafe_b64encode(packed).decode().rstrip('=')}?oc=5"


def test_no_service_is_asked_by_the_packaged_watch() -> None:
    assert list_questions(load_watch(packaged_watch()).discovery) == []


@pytest.mark.parametrize(
    ("link", "url"),
    [
        (old_link("https://www.journal.example/sante/un-cabinet-ferme"), "https://www.journal.example/sante/un-cabinet-ferme"),
        ("https://news.google.com/url?url=https://j.example/a%3Futm_source%3Dx&sa=t", "https://j.example/a"),
        ("https://j.example/a?utm_medium=rss", "https://j.example/a"),
        (HIDDEN, None),
        ("https://news.google.com/rss/articles/!!!", None),
    ],
)  # fmt: skip
def test_a_link_is_resolved_from_itself_or_named_as_hidden(link: str, url: str | None) -> None:
    assert resolve_link(link) == url


def test_google_news_gives_titles_without_their_publisher_and_no_text() -> None:
    item = ITEM.format(
        title="Un bail - et un toit", publisher="Le Journal", link=HIDDEN, site="https://www.journal.example"
    )
    (hit,) = read_google_news(RSS.format(items=item).encode())
    assert (hit.title, hit.publisher, hit.host, hit.url) == (
        "Un bail - et un toit",
        "Le Journal",
        "www.journal.example",
        None,
    )
    assert "ne doit pas entrer" not in repr(hit)


def test_gdelt_gives_addresses_and_its_plain_sentences_are_errors() -> None:
    page = {"url": "https://j.example/a?utm_source=x", "title": "Un titre , espacé", "seendate": "20261121T080000Z"}
    answer = {"articles": [page, {"url": "ftp://j.example/b"}, "rien"]}
    (hit,) = read_gdelt(json.dumps(answer).encode())
    assert (hit.url, hit.title, hit.host) == ("https://j.example/a", "Un titre, espacé", "j.example")
    with pytest.raises(FeedError, match="too short"):
        read_gdelt(b"The specified phrase is too short.")


def test_a_hit_finds_its_source_with_or_without_www() -> None:
    source = Source(
        id="j", name="J", homepage="https://www.j.example/", hosts=("www.j.example",), audience="local", tier=1
    )
    hit = Hit(service="gdelt", query="", link="x", host="j.example")
    assert with_source(hit, [source]).source_id == "j"
    assert with_source(Hit(service="gdelt", query="", link="x", host="autre.example"), [source]).source_id is None


def test_a_hidden_address_is_found_by_the_title_of_its_source(fresh_db: Database) -> None:
    hit = Hit(service="google-news", query="q", link=HIDDEN, title="Le Bail à signer", source_id="j", host="j.example")
    assert save_hits(fresh_db, [hit, hit]) == 1
    assert list_unread_hits(fresh_db, "j", since=None) == []
    assert resolve_by_title(fresh_db, {"le bail a signer": "https://j.example/bail"}, source_id="j") == 1
    assert [row["url"] for row in list_unread_hits(fresh_db, "j", since=None)] == ["https://j.example/bail"]


@contextmanager
def services(press: Press) -> Iterator[tuple[str, list[str]]]:
    """Both services on loopback: one article that no feed shows, one hidden link, one stranger, one refusal."""
    asked: list[str] = []
    shown = press.truth.of_site("rivage")
    hidden = ITEM.format(title=shown[0].title, publisher="Le Rivage", link=HIDDEN, site=press.base_urls["rivage"])
    stranger = ITEM.format(
        title="Ailleurs", publisher="Le Lointain", link=HIDDEN + "&x=1", site="https://lointain.example"
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.startswith("/rss"):
                body, kind = RSS.format(items=hidden + stranger), "application/xml"
            elif self.path.startswith("/doc") and "trop" in self.path:
                body, kind = "The specified phrase is too short.", "text/html"
            elif self.path.startswith("/doc"):
                body, kind = (
                    json.dumps({"articles": [{"url": shown[-1].url, "title": shown[-1].title}]}),
                    "application/json",
                )
            else:
                body, kind = "", "text/plain"
            raw = body.encode()
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_a_night_asks_the_services_of_its_watch_and_reads_pages_at_their_publishers(tmp_path: Path) -> None:
    with serve(TODAY) as press, services(press) as (base, asked):
        home = make_home(tmp_path / "home", press, feeds=[], sitemaps=[], homepage=press.base_urls["rivage"] + "/rien",
                         hosts=[press.base_urls["rivage"][7:]], comments={"platform": "wordpress"})  # fmt: skip
        for name in ("confrere", "quotidien", "gazette"):
            (home.sources / f"{name}.toml").unlink()
        make_whole_home(home)
        text = (home.watch / "watch.toml").read_text(encoding="utf-8").replace(
            "[discovery]\n",
            f'[discovery]\ngoogle_news = ["q"]\ngdelt = ["q", "trop"]\ngoogle_news_url = "{base}/rss"\n'
            f'gdelt_url = "{base}/doc"\n',
        )  # fmt: skip
        (home.watch / "watch.toml").write_text(text, encoding="utf-8")
        done = vigie(home, "crawl", "--since", "400d", press=press)
        db = open_readonly(home.database)
        urls = [row["canonical_url"] for row in rows(db, "select canonical_url from articles")]
        hits = rows(db, "select * from discoveries order by service, link")
        failures = rows(db, "select * from failures where step = 'discovery'")
        db.close()
        assert urls == [press.truth.of_site("rivage")[-1].url]
        assert [hit["service"] for hit in hits] == ["gdelt", "google-news", "google-news"]
        assert "2 sans adresse lisible" in done.stdout
        assert len(failures) == 1 and "too short" in failures[0]["error"]
        listed = vigie(home, "sources", "list", "--discovered", press=press)
        assert "Le Lointain (lointain.example) : 1 page(s)" in listed.stdout
        assert press.violations() == []
        asked.clear()
        vigie(home, "crawl", "--source", "rivage", press=press)
        assert asked == []
