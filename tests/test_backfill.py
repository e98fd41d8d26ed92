"""A backfill reads older pages where archives list them: bounded, polite, and never twice, even after a stop."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from crawling import faults, make_home, vigie
from loopback_site import Site, article, site
from loopback_site import make_home as home_of
from sqlite_utils import Database

from crawler.backfill import likely_words, list_index_addresses, list_search_addresses
from crawler.demo.press import Press, serve
from store import backlog
from store.backlog import IndexRead, Listed
from store.database import open_readonly, rows
from store.decisions import Decided, save_decisions
from store.fences import KILL_VARIABLE
from store.home import Home
from store.watch import load_watch, packaged_watch

TODAY = date(2026, 11, 22)
CONTACT = {"VIGIE_CONTACT": "veille@syndicat.example"}


def backfill(home: Home, press: Press, *only: str, **environment: str) -> tuple[int, str]:
    chosen = [part for name in only or press.base_urls if name != "logora" for part in ("--source", name)]
    done = vigie(home, "init", "--backfill", "12m", *chosen, press=press, environment=CONTACT | environment)
    return done.returncode, done.stdout + done.stderr


def stored(home: Home, sql: str) -> list[dict[str, object]]:
    db = open_readonly(home.database)
    found = rows(db, sql)
    db.close()
    return found


def test_the_demo_press_is_read_whole_politely_and_once(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        code, shown = backfill(home, press)
        assert (code, faults(home, press), press.violations()) == (1, [], []), shown  # one page is a challenge
        press.forget_requests()
        backfill(home, press)
        assert faults(home, press) == []
        pages = {article.url for article in press.truth.articles if article.expect == "full"}
        assert [visit.url for visit in press.requests if visit.url in pages and visit.status == 200] == []


def test_pages_that_no_feed_shows_any_more_are_found_by_the_sitemap(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press, feeds=[])
        done = vigie(home, "init", "--backfill", "12m", "--source", "quotidien", press=press, environment=CONTACT)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        wanted = {a.url for a in press.truth.of_site("quotidien") if a.expect == "full"}
        assert wanted <= {row["canonical_url"] for row in stored(home, "select canonical_url from articles")}


def test_a_stopped_backfill_goes_on_without_reading_again(tmp_path: Path) -> None:
    with serve(TODAY) as press:
        home = make_home(tmp_path / "home", press)
        code, _ = backfill(home, press, "quotidien", "gazette", **{KILL_VARIABLE: "page-saved:9"})
        assert code not in (0, 1, 2, 3)
        backfill(home, press, "quotidien", "gazette")
        missing = [fault for fault in faults(home, press) if press.base_urls["quotidien"] in fault]
        assert missing == []
        once = {visit.url for visit in press.requests if "/sitemap" in visit.url and visit.status == 200}
        assert once
        again = [url for url in press.refetches() if url in {article.url for article in press.truth.articles}]
        assert len(again) <= 2, again  # the page of each source that was on its way


def test_without_a_contact_the_home_is_made_and_the_archives_wait(tmp_path: Path) -> None:
    done = vigie(Home(tmp_path / "home"), "init", "--backfill", "12m")
    assert done.returncode == 1
    assert "Installation prête" in done.stdout and "contact" in done.stderr


def test_an_unreadable_duration_is_misuse(tmp_path: Path) -> None:
    done = vigie(Home(tmp_path / "home"), "init", "--backfill", "longtemps")
    assert done.returncode == 2
    assert "--backfill" in done.stderr


PAGE = """<!DOCTYPE html><html lang="fr"><head><title>{title}</title>
<meta property="article:published_time" content="2026-0{month}-11T08:00:00+02:00"></head><body><article><h1>{title}</h1>
<p>Le conseil du Bourg-Fictif a parlé deux heures durant de la maison de santé et de son toit.</p>
<p>Les élus ont voté le principe d’un bail, puis sont allés boire un verre de cidre inventé.</p></article></body>
</html>"""


@contextmanager
def archive_site() -> Iterator[tuple[str, list[str]]]:
    """A site without feed or sitemap whose pages are listed by a monthly index and by its search."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            links = [f"/sante/article-du-mois-{month}-numero-1" for month in (8, 9)]
            links.append("/prive/article-tenu-secret-ici")
            body, status = "", 200
            if self.path == "/robots.txt":
                body = "User-agent: *\nDisallow: /prive/\n"
            elif self.path.startswith("/archives/2026/09"):
                body = "<html><body>" + "".join(f'<a href="{link}">x</a>' for link in links) + "</body></html>"
            elif self.path.startswith("/recherche?q=hors+convention"):
                body = '<html><body><a href="/sante/trouve-par-la-recherche">x</a></body></html>'
            elif self.path.startswith(("/sante/", "/prive/")):
                body = PAGE.format(title=self.path.rsplit("/", 1)[-1].replace("-", " "), month=9)
            else:
                status = 404
            raw = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_archive_indexes_and_search_are_read_where_robots_txt_allows(tmp_path: Path) -> None:
    with archive_site() as (base, asked):
        home = Home(tmp_path / "home")
        home.make()
        (home.sources / "bourg.toml").write_text(
            f'id = "bourg"\nname = "Le Bourg"\nhomepage = "{base}/"\nhosts = ["{base[7:]}"]\naudience = "local"\n'
            f'tier = 1\ndelay_s = 0.0\n[archives]\nindexes = ["{base}/archives/{{year}}/{{month}}"]\n'
            f'search = "{base}/recherche?q={{query}}&p={{page}}"\n',
            encoding="utf-8",
        )
        environment = CONTACT | {"VIGIE_NOW": "2026-11-22T08:30:00+01:00"}
        vigie(home, "init", "--backfill", "4m", "--source", "bourg", environment=environment)
        titles = [row["title"] for row in stored(home, "select title from articles order by title")]
        assert titles == [
            "article du mois 8 numero 1", "article du mois 9 numero 1", "trouve par la recherche",
        ]  # fmt: skip
        assert not [path for path in asked if path.startswith("/prive/")]
        assert len([path for path in asked if path.startswith("/archives/")]) == 5
        twice = {path for path in asked if asked.count(path) > 1}
        assert twice <= {"/robots.txt", "/"}


def read_archives(home: Home) -> str:
    environment = CONTACT | {"VIGIE_NOW": "2026-11-22T08:30:00+01:00"}
    return vigie(home, "init", "--backfill", "4m", "--source", "bourg", environment=environment).stdout


def search_in(home: Home, shown: Site) -> None:
    source = home.sources / "bourg.toml"
    search = f'[archives]\nsearch = "{shown.base}/recherche?q={{query}}"\n'
    source.write_text(source.read_text(encoding="utf-8") + search, encoding="utf-8")


def titles_of(home: Home) -> list[object]:
    return [row["title"] for row in stored(home, "select title from articles order by title")]


def test_archives_that_an_outage_kept_out_are_read_the_next_time(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces()
        shown.says("/robots.txt", "panne", status=503)
        shown.says("/robots.txt", f"Sitemap: {shown.base}/plan-du-site.xml\n", Content_Type="text/plain")
        shown.says("/plan-du-site.xml", f"<urlset><url><loc>{shown.base}/a</loc></url></urlset>")
        shown.says("/a", article())
        home = home_of(tmp_path / "home", shown)
        assert "attend" in (told := read_archives(home)) and "HTTP 503" in told and "interdit" not in told
        read_archives(home)
        assert titles_of(home) == ["Le bourg garde son médecin"]


def test_a_sitemap_of_more_than_a_page_s_size_is_read(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces()
        filling = f"<!--{'x' * 5_200_000}-->"
        shown.says("/sitemap.xml", f"<urlset>{filling}<url><loc>{shown.base}/a</loc></url></urlset>")
        shown.says("/a", article())
        home = home_of(tmp_path / "home", shown)
        told = read_archives(home)
        assert titles_of(home) == ["Le bourg garde son médecin"], told


def test_closed_and_missing_archives_are_said(tmp_path: Path) -> None:
    with site() as shown:
        shown.announces()
        home = home_of(tmp_path / "home", shown)
        assert "aucune archive trouvée" in read_archives(home)
        shown.says("/robots.txt", "User-agent: *\nDisallow: /recherche\n", Content_Type="text/plain")
        other = home_of(tmp_path / "other", shown)
        search_in(other, shown)
        told = read_archives(other)
        assert "archives fermées aux robots : recherche du site" in told and "aucune archive" not in told
        assert not [path for path in shown.paths() if path.startswith("/recherche")]


def test_a_site_that_wants_time_is_asked_again(fresh_db: Database) -> None:
    url = "https://j.example/a"
    read = IndexRead(url="https://j.example/sitemap.xml", pages=[Listed(url=url)])
    backlog.index_was_read(fresh_db, "journal", read, since=date(2026, 5, 1))
    save_decisions(fresh_db, [Decided(url=url, decision="resting", signal="crawl-delay")])
    backlog.settle_pages(fresh_db, "journal")
    assert backlog.count_waiting(fresh_db, "journal") == 1


def test_an_index_is_read_again_only_for_a_longer_period(fresh_db: Database) -> None:
    first, longer = date(2026, 5, 1), date(2025, 11, 1)
    backlog.add_indexes(fresh_db, "journal", [Listed(url="https://j.example/sitemap.xml")], since=first)
    read = IndexRead(url="https://j.example/sitemap.xml", pages=[Listed(url="https://j.example/a")])
    backlog.index_was_read(fresh_db, "journal", read, since=first)
    backlog.add_indexes(fresh_db, "journal", [Listed(url="https://j.example/sitemap.xml")], since=first)
    assert backlog.next_index(fresh_db, "journal") is None
    assert backlog.is_planned(fresh_db, "journal", since=first)
    assert not backlog.is_planned(fresh_db, "journal", since=longer)
    backlog.add_indexes(fresh_db, "journal", [Listed(url="https://j.example/sitemap.xml")], since=longer)
    assert backlog.next_index(fresh_db, "journal") is not None
    assert backlog.count_waiting(fresh_db, "journal") == 1


def test_the_likeliest_pages_come_first_and_the_others_may_be_left(fresh_db: Database) -> None:
    old, new = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    pages = [
        Listed(url="https://j.example/rugby", rank=1, changed_at=new),
        Listed(url="https://j.example/convention-ancienne", rank=0, changed_at=old),
        Listed(url="https://j.example/convention-recente", rank=0, changed_at=new),
    ]
    backlog.index_was_read(fresh_db, "journal", IndexRead(url="x", pages=pages), since=date(2026, 1, 1))
    order = [row["url"].rsplit("/", 1)[-1] for row in backlog.list_waiting_pages(fresh_db, "journal", limit=9)]
    assert order == ["convention-recente", "convention-ancienne", "rugby"]
    assert backlog.skip_unlikely(fresh_db, "journal", reason="trop de pages") == 1
    assert backlog.count_waiting(fresh_db, "journal") == 2


@pytest.mark.parametrize(
    ("pattern", "n", "first"),
    [
        ("https://j.example/archives/{year}/{month}-{day}", 32, "https://j.example/archives/2026/11-22"),
        ("https://j.example/{year}/{month}/", 2, "https://j.example/2026/11/"),
        ("https://j.example/actu?page={page}", 30, "https://j.example/actu?page=1"),
    ],
)
def test_index_addresses_cover_the_period_latest_first(pattern: str, n: int, first: str) -> None:
    found = list_index_addresses(pattern, since=date(2026, 10, 22), today=date(2026, 11, 22))
    assert (len(found), found[0]) == (n, first)


def test_searches_are_quoted_and_paged() -> None:
    found = list_search_addresses("https://j.example/?s={query}&p={page}", ["médecins secteur 3"])
    assert found[0] == "https://j.example/?s=m%C3%A9decins+secteur+3&p=1"
    assert len(found) == 5


def test_the_packaged_watch_says_which_addresses_are_likely() -> None:
    words = likely_words(load_watch(packaged_watch()))
    assert any(word in " se deconventionner ou pas".replace("de", " de") or word in " convention" for word in words)
