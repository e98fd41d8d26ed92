"""No address typed by a person or found in a page reaches this machine or a private network, unless it is named."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from crawler.mailbox import take_mail
from crawler.settings import polite_settings, user_agent
from store.database import open_database, open_readonly, rows
from store.home import Home
from store.mail_settings import Mail, MailError
from store.network import ALLOWED_VARIABLE, Gate, PrivateAddressError, is_public, is_written_private
from store.watch import load_watch, packaged_watch
from tests.crawling import vigie

TEXT = "Le conseil du bourg a parlé des médecins hors convention pendant toute la soirée, sans rien décider. " * 4
HTML = (
    "<!DOCTYPE html><html lang='fr'><head><title>{0}</title>{2}</head>"
    "<body><article><h1>{0}</h1><p>{1}</p></article></body>"
)
PUBLIC = "93.184.216.34"


class Site:
    """A site of loopback: the answer of each path, and the paths that were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Callable[[], tuple[int, dict[str, str], str]]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                answer = site.answers.get(self.path.partition("?")[0])
                status, headers, body = answer() if answer else (404, {}, "")
                self.send_response(status)
                for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def shows(self, path: str, body: str, **headers: str) -> None:
        self.answers[path] = lambda: (200, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def moves(self, path: str, to: str) -> None:
        self.answers[path] = lambda: (302, {"Location": to}, "")

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture
def secret() -> Iterator[Site]:
    """What nobody may reach: it stands on this machine and no file of the installation names it."""
    made = Site()
    for path in ("/", "/robots.txt", "/feed", "/wp-json/wp/v2/comments", "/secret"):
        made.shows(path, HTML.format("Un secret du bourg", TEXT, ""))
    yield made
    made.close()


@pytest.fixture
def home(tmp_path: Path, site: Site) -> Home:
    made = Home(tmp_path / "home")
    made.make()
    open_database(made.database).close()
    (made.sources / "bourg.toml").write_text(
        f'id = "bourg"\nname = "Le Bourg"\nhomepage = "{site.base}/"\nhosts = ["127.0.0.1:{site.port}"]\n'
        f'audience = "local"\ntier = 1\nfeeds = ["{site.base}/rss.xml"]\ndelay_s = 0\n',
        encoding="utf-8",
    )
    return made


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.9", "224.0.0.1", "239.255.255.250", "224.0.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "ff0e::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "2002:7f00:1::",
        "2002:a00:1::1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2001:db8::1", "2001:0:53aa:64c:0:0:80ff:fffe",
        "", "localhost", "2130706433", "0x7f.1", "017700000001",
    ],
)  # fmt: skip
def test_what_is_no_public_address_is_not_taken_for_one(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_public_addresses_are_known_as_such(address: str) -> None:
    assert is_public(address)


def test_only_the_host_and_port_that_are_named_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(["127.0.0.1:8000", "intranet.example", "[::1]:9000"])
    assert gate.lets("127.0.0.1", "127.0.0.1", 8000) and not gate.lets("127.0.0.1", "127.0.0.1", 8001)
    assert gate.lets("Intranet.example.", "10.0.0.4", 443) and not gate.lets("intranet.example", "10.0.0.4", 22)
    assert gate.lets("::1", "::1", 9000) and not gate.lets("autre.example", "10.0.0.4", 443)
    monkeypatch.setenv(ALLOWED_VARIABLE, "courrier.example:993, 10.0.0.9")
    assert Gate().lets("courrier.example", "10.0.0.7", 993) and Gate().lets("10.0.0.9", "10.0.0.9", 80)


def test_a_host_written_as_an_address_is_named_and_a_name_that_leads_there_is_not() -> None:
    written = [
        is_written_private(one) for one in ("127.0.0.1:80", "localhost", "[::1]:80", "10.0.0.1", "192.168.1.1:1")
    ]
    assert all(written)
    assert not any(is_written_private(one) for one in ("egora.example", "2130706433", "1.1.1.1", "0x7f.0.0.1"))


def test_the_watch_names_hosts_of_a_private_network(tmp_path: Path) -> None:
    for file in packaged_watch().glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    with (tmp_path / "watch.toml").open("a", encoding="utf-8") as file:
        file.write('\n[network]\nallowed_hosts = ["intranet.example:8443"]\n')
    allowed = load_watch(tmp_path).network.allowed_hosts
    assert polite_settings([], contact=None, allowed=allowed)["VIGIE_PRIVATE_HOSTS"] == ["intranet.example:8443"]


TYPED = (
    "file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "http://127.1/", "http://2130706433:{port}/secret",
    "http://0x7f000001:{port}/secret", "http://0177.0.0.1:{port}/secret", "http://[::ffff:127.0.0.1]:{port}/secret",
    "http://127.0.0.1:{port}/secret", "http://localhost:{port}/secret", "http://a@127.0.0.1:{port}/secret",
    "http://127.0.0.1:{port}\\@ailleurs.example/", "http://169.254.169.254/latest", "http://[::1]:{port}/secret",
    "http://127.0.0.1:99999/", "http://127.0.0.1:{port}/secret\r\nHost: ailleurs.example",
)  # fmt: skip


def test_an_address_typed_by_a_person_never_reaches_this_machine(home: Home, secret: Site) -> None:
    typed = [written.format(port=secret.port) for written in TYPED]
    done = vigie(home, "add", *typed, environment={"VIGIE_CONTACT": "a@b.example"})
    assert done.returncode == 3 and secret.asked == []
    assert "Traceback" not in done.stderr + done.stdout and done.stderr.count("Non lu") == len(typed)
    db = open_readonly(home.database)
    assert rows(db, "select * from articles") == []
    db.close()


def test_a_redirection_never_reaches_this_machine(home: Home, site: Site, secret: Site) -> None:
    for name, to in enumerate(
        (f"{secret.base}/secret", "file:///etc/passwd", f"http://localhost:{secret.port}/secret")
    ):
        site.moves(f"/{name}", to)
    done = vigie(home, "add", *(f"{site.base}/{name}" for name in range(3)))
    assert done.returncode == 3 and secret.asked == []
    assert sorted(path for path in site.asked if len(path) == 2) == ["/0", "/1", "/2"]


def test_robots_feeds_and_comment_services_never_reach_this_machine(home: Home, site: Site, secret: Site) -> None:
    site.moves("/robots.txt", f"{secret.base}/robots.txt")
    item = f"<item><title>x</title><link>{secret.base}/secret</link></item>"
    site.shows("/rss.xml", f"<rss><channel>{item}</channel></rss>", Content_Type="application/rss+xml")
    vigie(home, "crawl")
    assert "/robots.txt" in site.asked and secret.asked == []
    del site.answers["/robots.txt"]
    link = f'<link rel="https://api.w.org/" href="{secret.base}/wp-json/"><meta name="generator" content="WordPress 6">'
    feed = f'<link rel="alternate" type="application/rss+xml" title="Commentaires" href="{secret.base}/feed">'
    shown = HTML.format("Les médecins du bourg", TEXT + "<div id='comments'>3 commentaires</div>", link + feed)
    site.shows("/rss.xml", "<rss><channel>" + "".join(
        f"<item><title>x</title><link>{url}</link><comments>{url}</comments>"
        f"<wfw:commentRss xmlns:wfw='http://wellformedweb.org/CommentAPI/'>{secret.base}/feed</wfw:commentRss></item>"
        for url in (f"{site.base}/2026/11/22/page-du-bourg", f"{secret.base}/secret")
    ) + "</channel></rss>", Content_Type="application/rss+xml")  # fmt: skip
    site.shows("/2026/11/22/page-du-bourg", shown, Link=f'<{secret.base}/wp-json/>; rel="https://api.w.org/"')
    vigie(home, "crawl")
    assert "/2026/11/22/page-du-bourg" in site.asked and secret.asked == []


REBOUND = """
import socket, sys
told, looked_up = iter({answers}), socket.getaddrinfo
def answer(name):
    return next(told, {last!r}) if name == "rebond.example" else name
def getaddrinfo(name, *rest, **options):
    return looked_up(answer(name), *rest, **options)
def gethostbyname(name, find=socket.gethostbyname):
    return find(answer(name))
socket.getaddrinfo, socket.gethostbyname = getaddrinfo, gethostbyname
import crawler.settings
crawler.settings.TIMEOUT_S = 1  # the public address leads nowhere here
from vigie.cli import main
main(["add", "http://rebond.example:{port}/secret", "--home", {home!r}])
"""


@pytest.mark.parametrize("n_public", [1, 3])
def test_a_name_that_moves_to_this_machine_after_it_was_looked_up_opens_nothing(
    home: Home, secret: Site, n_public: int
) -> None:
    done = _rebound(home, secret, n_public, {})
    assert secret.asked == [] and "Traceback" not in done
    assert n_public > 1 or "réseau privé" in done


def test_the_same_name_is_reached_once_the_environment_names_it(home: Home, secret: Site) -> None:
    told = _rebound(home, secret, 0, {ALLOWED_VARIABLE: f"rebond.example:{secret.port}"})
    assert "/secret" in secret.asked, told


def _rebound(home: Home, secret: Site, n_public: int, environment: dict[str, str]) -> str:
    script = REBOUND.format(answers=[PUBLIC] * n_public, last="127.0.0.1", port=secret.port, home=str(home.folder))
    known = os.environ | {"VIGIE_CONTACT": "a@b.example"} | environment
    done = subprocess.run([sys.executable, "-c", script], env=known, capture_output=True, text=True, check=False,
                          timeout=120)  # fmt: skip
    return done.stdout + done.stderr


def test_a_mail_server_is_checked_at_the_address_that_is_connected_to(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    looked_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *rest, **more: looked_up("127.0.0.1", *rest, **more))
    monkeypatch.setenv("VIGIE_IMAP_PASSWORD", "sésame")
    mail = Mail(host="courrier.example", user="veille", security="ssl", port=port)
    db = open_database(home.database)
    with pytest.raises(MailError, match="réseau privé"):
        take_mail(db, home, mail)
    assert "sésame" not in str(rows(db, "select * from mailboxes"))
    server.settimeout(0)
    with pytest.raises(BlockingIOError):
        server.accept()
    with pytest.raises(PrivateAddressError):
        Gate().open_socket("courrier.example", port, timeout_s=1)
    Gate([f"courrier.example:{port}"]).open_socket("courrier.example", port, timeout_s=1).close()
    db.close()
    server.close()


def test_our_name_is_one_line_whatever_the_contact_holds() -> None:
    assert "\n" not in user_agent("a@b.example\r\nCookie: x") and "\r" not in user_agent("a\r\nb")
