"""What leaves when an alert opens or closes: one letter, one signed call, one item of the feed; never twice."""

import hmac
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import pytest
from sqlite_utils import Database
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard.alerts.feed import FILE, make_feed, write_feed
from dashboard.alerts.letters import queue_letter_of, tell_webhook
from dashboard.alerts.night import run_alerts
from dashboard.alerts.webhook import AddressError, call_webhook, check_address
from dashboard.door import Door
from dashboard.feed_route import make_routes
from dashboard.mail import compose
from store.access_settings import Access
from store.alerts import Night, begin_call, close_alert, end_call, open_alert
from store.clock import NOW_VARIABLE
from store.database import open_database, rows, transaction
from store.home import HOME_VARIABLE, Home
from store.outbox import list_due
from store.runs import finish_run, start_run
from store.smtp_settings import Smtp
from store.watch import Watch
from tests.alert_homes import LAST, TODAY, add_thread, fill_quiet, watch_of
from tests.dashboard_homes import make_home
from vigie.doctor.command import examine

FACTS = {
    "kind": "volume", "voice": "reader", "audience": "local", "name": "", "side": "", "n": 46, "of": None,
    "expected": 9.2, "low": 2, "high": 21, "n_days": 3, "first_on": "2026-11-19", "last_on": "2026-11-21",
    "chance": 0.00004, "limit": 0.001, "sources": ["echo"], "each": False,
}  # fmt: skip
NIGHT = Night(key="volume:reader:local", rule="volume", kind="volume", state="surprising", facts=FACTS)


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Everything happens on one morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


@dataclass
class Receiver:
    """A webhook on loopback: what it answers, and the bodies and headers that it got."""

    statuses: list[int] = field(default_factory=lambda: [200])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    cuts: bool = False


@contextmanager
def receiver() -> Iterator[Receiver]:
    shown = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            shown.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            if shown.cuts:
                self.connection.close()
                return
            status = shown.statuses.pop(0) if len(shown.statuses) > 1 else shown.statuses[0]
            self.send_response(status)
            if status // 100 == 3:
                self.send_header("Location", "http://127.0.0.1:9/ailleurs")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    shown.url = f"http://127.0.0.1:{server.server_address[1]}/vigie?equipe=1"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield shown
    server.shutdown()
    server.server_close()


def opened(db: Database, watch: Watch) -> int:
    with transaction(db):
        number = open_alert(db, NIGHT, opened_on=TODAY, judged_on=LAST, is_hushed=False)
        row = rows(db, "select * from alerts where id = :id", {"id": number})[0]
        tell_webhook(db, watch, row, "opened", today=TODAY)
    return number


def status_of(db: Database) -> tuple[str, int]:
    row = rows(db, "select status, n_tries from alert_calls order by id desc limit 1")[0]
    return row["status"], row["n_tries"]


def later(monkeypatch: pytest.MonkeyPatch, hours: int) -> None:
    monkeypatch.setenv(NOW_VARIABLE, f"2026-11-22T{8 + hours:02d}:40:00+01:00")


def with_smtp(watch: Watch) -> Watch:
    us = watch.us.model_copy(update={"dashboard_url": "https://vigie.example/"})
    smtp = Smtp(host="127.0.0.1", sender="veille@example.org", security="none")
    return watch.model_copy(update={"smtp": smtp, "us": us})


def test_a_call_is_signed_json_without_any_text_and_leaves_once(home: Home, db: Database) -> None:
    with receiver() as hook:
        watch = watch_of(webhook=hook.url)
        number = opened(db, watch)
        assert call_webhook(db, home, watch).n_sent == 1
        assert call_webhook(db, home, watch).n_sent == 0
    headers, body = hook.got[0]
    assert len(hook.got) == 1
    secret = (home.folder / "webhook-secret").read_text().strip()
    assert (home.folder / "webhook-secret").stat().st_mode & 0o077 == 0
    moment, _, signature = headers["vigie-signature"].partition(",v1=")
    expected = hmac.new(secret.encode(), moment.removeprefix("t=").encode() + b"." + body, sha256).hexdigest()
    assert signature == expected and len(headers["vigie-delivery"]) == 20
    told = json.loads(body)
    assert told["alert"] == number and told["delivery"] == headers["vigie-delivery"]
    assert told["event"] == "opened" and told["numbers"]["n"] == 46 and "46" in told["why"]


def test_a_server_that_fails_is_called_again_later_four_times_at_most(
    home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as hook:
        hook.statuses = [503]
        watch = watch_of(webhook=hook.url)
        opened(db, watch)
        for hours in (0, 1, 2, 6, 10, 14):
            later(monkeypatch, hours)
            call_webhook(db, home, watch)
    assert len(hook.got) == 4 and status_of(db) == ("refused", 4)


def test_a_server_that_recovers_gets_the_call_once(home: Home, db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as hook:
        hook.statuses = [503, 200]
        watch = watch_of(webhook=hook.url)
        opened(db, watch)
        for hours in (0, 1, 2):
            later(monkeypatch, hours)
            call_webhook(db, home, watch)
    assert len(hook.got) == 2 and status_of(db) == ("sent", 2)
    assert hook.got[0][1] == hook.got[1][1] and hook.got[0][0]["vigie-delivery"] == hook.got[1][0]["vigie-delivery"]


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404])
def test_a_redirect_or_a_refusal_is_final(home: Home, db: Database, status: int) -> None:
    with receiver() as hook:
        hook.statuses = [status]
        watch = watch_of(webhook=hook.url)
        opened(db, watch)
        done = call_webhook(db, home, watch)
    assert len(hook.got) == 1 and status_of(db)[0] == "refused" and str(status) in done.problems[0]


def test_a_call_cut_after_it_left_is_in_doubt_and_never_made_again(
    home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as hook:
        hook.cuts = True
        watch = watch_of(webhook=hook.url)
        opened(db, watch)
        call_webhook(db, home, watch)
        later(monkeypatch, 5)
        call_webhook(db, home, watch)
    assert len(hook.got) == 1 and status_of(db)[0] == "doubt"


def test_a_process_killed_while_calling_leaves_the_call_in_doubt(home: Home, db: Database) -> None:
    with receiver() as hook:
        watch = watch_of(webhook=hook.url)
        opened(db, watch)
        begin_call(db, rows(db, "select id from alert_calls")[0]["id"], home.sent_file)
        assert call_webhook(db, home, watch).n_sent == 0
    assert hook.got == [] and status_of(db)[0] == "doubt"


def test_a_restored_copy_of_the_database_calls_nobody_again(home: Home, db: Database) -> None:
    with receiver() as hook:
        watch = watch_of(webhook=hook.url)
        opened(db, watch)
        copy = home.folder / "copie.db"
        db.execute("vacuum into ?", [str(copy)])
        assert call_webhook(db, home, watch).n_sent == 1
        restored = open_database(copy)
        assert "envois" in call_webhook(restored, home, watch).problems[0]
        restored.close()
    assert len(hook.got) == 1 and "http" not in home.sent_file.read_text()


def test_a_copy_made_while_a_server_failed_calls_it_again(
    home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiver() as hook:
        hook.statuses = [503, 200]
        watch = watch_of(webhook=hook.url)
        opened(db, watch)
        call_webhook(db, home, watch)
        copy = home.folder / "copie.db"
        db.execute("vacuum into ?", [str(copy)])
        later(monkeypatch, 1)
        restored = open_database(copy)
        assert call_webhook(restored, home, watch).n_sent == 1
        restored.close()
    assert len(hook.got) == 2


def test_a_name_that_leads_to_this_machine_is_not_called(
    home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("127.0.0.1", 443))])
    watch = watch_of(webhook="https://outil.example/vigie")
    opened(db, watch)
    done = call_webhook(db, home, watch)
    assert "réseau privé" in done.problems[0] and status_of(db)[0] == "waiting"


@pytest.mark.parametrize("url", ["http://outil.example/x", "http://8.8.8.8/", "https://moi:mot@outil.example/"])
def test_an_address_in_clear_or_with_a_password_is_refused(url: str) -> None:
    with pytest.raises(AddressError):
        check_address(url)


def test_one_letter_a_night_says_what_opened_and_what_closed_with_links(db: Database) -> None:
    watch = with_smtp(watch_of(recipients=["bureau@example.org"]))
    with transaction(db):
        first = queue_letter_of(db, watch, [("opened", 1, FACTS), ("closed", 2, FACTS)], today=TODAY)
        again = queue_letter_of(db, watch, [("opened", 1, FACTS), ("closed", 2, FACTS)], today=TODAY)
    assert first is not None and again is None
    [row] = list_due(db)
    assert watch.smtp is not None
    mail = compose(row, row["recipient"], watch.smtp, watch)
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["To"] == "bureau@example.org" and "1\u00a0alerte ouverte, 1\u00a0alerte close" in mail["Subject"]
    assert "https://vigie.example/passages?" in text and "19 fois sur 20" in text


def test_without_a_mail_server_no_letter_waits_for_ever(db: Database) -> None:
    with transaction(db):
        assert queue_letter_of(db, watch_of(), [("opened", 1, FACTS)], today=TODAY) is None


def test_the_feed_holds_one_item_at_the_opening_and_one_at_the_closing(home: Home, db: Database) -> None:
    watch = watch_of()
    number = opened(db, watch)
    close_alert(db, number, closed_on=TODAY + timedelta(days=5), judged_on=TODAY)
    with transaction(db):
        open_alert(db, Night(key="k", rule="volume", kind="volume", state="surprising", facts=FACTS),
                   opened_on=TODAY, judged_on=LAST, is_hushed=True)  # fmt: skip
    items = ElementTree.fromstring(make_feed(db, watch, base="https://vigie.example")).findall("channel/item")
    assert [item.findtext("title", "").startswith("Fin d’alerte") for item in items] == [True, False]
    assert items[1].findtext("link") == f"https://vigie.example/alertes?alerte={number}"
    assert len({item.findtext("guid") for item in items}) == 2
    path = write_feed(db, home, watch)
    assert path.name == FILE and path.stat().st_mode & 0o077 == 0


def test_the_feed_is_served_behind_the_door_to_those_who_have_a_role(home: Home, db: Database) -> None:
    opened(db, watch_of())
    access = Access.model_validate(
        {"hosts": ["testserver"], "roles": {"lecteur": ["lea"]},
         "proxy": {"addresses": ["127.0.0.1"], "header": "X-User"}}
    )  # fmt: skip

    def client(who: Access | None) -> TestClient:
        app = Starlette(routes=make_routes(home, who), middleware=[Middleware(Door, access=who)])
        return TestClient(app, client=("127.0.0.1", 5), base_url="http://testserver" if who else "http://localhost")

    local = client(None).get(f"/{FILE}")
    assert local.status_code == 200 and "<rss" in local.text and "rss+xml" in local.headers["content-type"]
    assert client(access).get(f"/{FILE}", headers={"X-User": "lea"}).status_code == 200
    assert client(access).get(f"/{FILE}", headers={"X-User": "inconnue"}).status_code == 403
    assert client(access).get(f"/{FILE}").status_code == 403


def test_a_night_queues_one_call_and_one_letter_and_the_same_night_again_none(db: Database) -> None:
    watch = with_smtp(watch_of(webhook="https://outil.example/vigie", rules=[{"kind": "volume"}]))
    with transaction(db):
        fill_quiet(db, n_days=60)
        for day in range(2):
            add_thread(db, "phare", LAST - timedelta(days=day), 150)
    for _ in range(2):
        run_alerts(db, watch, today=TODAY)
    assert len(rows(db, "select 1 from alert_calls")) == 1
    assert len(rows(db, "select 1 from letters where kind = 'alert'")) == 1


def test_the_judgement_of_a_night_loads_no_streamlit(home: Home) -> None:
    code = (
        "import sys; from dashboard.alerts import feed, night, webhook; "
        "sys.exit(any(name in sys.modules for name in ('streamlit', 'torch', 'spacy', 'scrapy')))"
    )
    environment = {**os.environ, HOME_VARIABLE: str(home.folder)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_days_of_the_facts_are_days() -> None:
    assert date.fromisoformat(str(FACTS["last_on"])) == LAST


def test_the_doctor_says_what_no_longer_tells_alerts(home: Home, db: Database) -> None:
    path = home.watch / "watch.toml"
    said = {problem.what for problem in examine(home)}
    assert not any("lerte" in what or "appel web" in what for what in said)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[alerts]", '[alerts]\nwebhook = "http://outil.example/x"'), encoding="utf-8")
    opened(db, watch_of(webhook="http://outil.example/x"))
    end_call(db, rows(db, "select id from alert_calls")[0]["id"], "doubt", "coupé")
    db.execute("insert into alert_states values ('volume', 'volume', 'calm', '2026-11-10', '{}')")
    finish_run(db, start_run(db, "nightly"), "done")
    db.conn.commit()
    said = {problem.what for problem in examine(home)}
    assert any("https" in what for what in said), said
    assert any("1 appel web n’est pas arrivé" in what.replace("\u00a0", " ") for what in said), said
    assert any("ne sont plus jugées depuis le 10 nov. 2026" in what.replace("\u00a0", " ") for what in said), said
