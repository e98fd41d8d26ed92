"""A connection cut in mid-body leaves nothing half read: the page is said unread, and read whole the next time."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import tomli_w

from store.database import open_readonly, rows
from store.home import Home
from tests.kill_harness import command, run_child
from tests.rights_homes import make_home

TEXT = "Deux généralistes quittent la convention au printemps, dit le maire de Sainte-Ombeline. " * 20
TITLE = "Le cabinet de Montfavard quitte la convention"
PAGE = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>20/11/2026</p><p>{TEXT}</p><p>Fin du texte.</p></article></body></html>"  # noqa: E501
ENDINGS = ("length", "chunked")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    ending = "length"
    is_cut = True


class _Handler(socketserver.StreamRequestHandler):
    """Answers a page, whole or cut after its first half; anything else is not there."""

    def handle(self) -> None:
        asked = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        if asked != "/actu/1":
            self.wfile.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        assert isinstance(self.server, _Server)
        body = PAGE.encode()
        sent = body[: len(body) // 2] if self.server.is_cut else body
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
        if self.server.ending == "length":
            self.wfile.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + sent)
        else:
            end = b"" if self.server.is_cut else b"0\r\n\r\n"
            self.wfile.write(head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(sent) + sent + b"\r\n" + end)


@contextmanager
def served(ending: str) -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.ending = ending
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


def bodies(home: Home) -> list[str]:
    db = open_readonly(home.database)
    found = [row["body"] for row in rows(db, "select body from articles where title = :title", {"title": TITLE})]
    db.close()
    return found


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_page_cut_on_its_way_is_not_kept_and_is_whole_the_next_time(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_NOW", "2026-11-22T08:30:00+01:00")
    home = make_home(tmp_path / "home")
    with served(ending) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        source = {"id": "coupee", "name": "La Coupée", "homepage": url, "hosts": [urlsplit(url).netloc], "delay_s": 0.0,
                  "audience": "local", "tier": 1}  # fmt: skip
        (home.sources / "coupee.toml").write_text(tomli_w.dumps(source), encoding="utf-8")
        cut = run_child(command("add", f"{url}actu/1"), home)
        assert cut.code == 3 and "connexion interrompue" in cut.printed and "Traceback" not in cut.printed, cut.printed
        assert bodies(home) == []
        server.is_cut = False
        again = run_child(command("add", f"{url}actu/1"), home)
        assert again.code == 0, again.printed
    (body,) = bodies(home)
    assert body.endswith("Fin du texte.")
