"""A site on loopback that answers what a test wants, and a home whose only source it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic

from crawling import vigie

from store.database import open_database, open_readonly, rows
from store.home import Home

PAGE = """<html lang="fr"><head><title>Le bourg garde son médecin</title>
<meta property="article:published_time" content="2026-11-20T08:00:00+01:00">{head}</head><body><article>
<h1>Le bourg garde son médecin</h1><p>{text}</p></article></body></html>"""
TEXT = "Le conseil municipal de Corbelune a voté hier soir le prêt d'un local au cabinet du bourg, pour trois ans. " * 4
ITEM = "<item><title>Le bourg garde son médecin</title><link>{link}</link><description>Un vote.</description></item>"


@dataclass
class Site:
    """A site on loopback: path → (status, headers, body), and the requests it got with their moments."""

    answers: dict[str, list[tuple[int, dict[str, str], str]]] = field(default_factory=dict)
    asked: list[tuple[str, float]] = field(default_factory=list)
    base: str = ""

    def says(self, path: str, body: str = "", *, status: int = 200, **headers: str) -> None:
        """Adds an answer; the last one of a path is repeated."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.setdefault(path, []).append((status, named, body))

    def announces(self, *paths: str) -> None:
        items = "".join(ITEM.format(link=path if "//" in path else self.base + path) for path in paths)
        self.says(
            "/rss.xml", f'<rss version="2.0"><channel>{items}</channel></rss>', Content_Type="application/rss+xml"
        )

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def site() -> Iterator[Site]:
    shown = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            shown.asked.append((self.path, monotonic()))
            answers = shown.answers.get(self.path, [(404, {}, "absent")])
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: requests are kept by the site."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shown.base = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield shown
    server.shutdown()
    server.server_close()


def make_home(folder: Path, shown: Site) -> Home:
    home = Home(folder)
    home.make()
    open_database(home.database).close()
    host = shown.base.removeprefix("http://")
    (home.sources / "bourg.toml").write_text(
        f'id = "bourg"\nname = "Le Bourg"\nhomepage = "{shown.base}/"\nhosts = ["{host}"]\n'
        f'audience = "local"\ntier = 1\n'
        f'feeds = ["{shown.base}/rss.xml"]\ndelay_s = 0\n',
        encoding="utf-8",
    )
    return home


def crawl(
    shown: Site, folder: Path, now: str = "2026-11-22T08:30:00+01:00"
) -> tuple[int, list[dict[str, object]], list[dict[str, object]]]:
    """The exit code, the articles and the failures of a crawl of `shown`."""
    home = make_home(folder / "home", shown)
    code = vigie(home, "crawl", environment={"VIGIE_NOW": now}).returncode
    db = open_readonly(home.database)
    articles, failures = rows(db, "select * from articles"), rows(db, "select * from failures")
    db.close()
    return code, articles, failures


def article(head: str = "", text: str = TEXT) -> str:
    return PAGE.format(head=head, text=text)


def stored(folder: Path, sql: str) -> list[dict[str, object]]:
    """What a query finds in the home of `crawl`."""
    db = open_readonly(folder / "home" / "vigie.db")
    found = rows(db, sql)
    db.close()
    return found
