"""A mailbox folder is read over IMAP from a server in another process: each message once, nothing changed there."""

import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from threading import Event

import pytest
from sqlite_utils import Database

from crawler.inbox import answer_requests
from crawler.mailbox import encode_folder, take_mail
from store.database import open_database, rows
from store.home import Home
from store.inbox import MAX_MAIL_BYTES
from store.mail_settings import PASSWORD_VARIABLE, Mail, MailError
from store.runs import start_run
from tests.dashboard_homes import make_home
from tests.imap_server import ACCENTED, MAILBOX, PASSWORD, USER
from tests.mails import alert, message, newsletter_html

FOLDER = "INBOX/Revue é & co"


@pytest.fixture(autouse=True)
def now_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The messages of `tests.mails` were sent the day before."""
    monkeypatch.setenv("VIGIE_NOW", "2026-11-25T08:30:00+01:00")
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Path]:
    """The folder that a server process serves."""
    folder = tmp_path / "boite"
    folder.mkdir()
    (folder / "uidvalidity").write_text("7")
    (folder / "commands").touch()
    server = subprocess.Popen([sys.executable, str(Path(__file__).with_name("imap_server.py")), str(folder)])
    pause = Event()
    for _ in range(200):
        if (folder / "port").exists():
            break
        pause.wait(0.05)
    yield folder
    server.terminate()
    server.wait()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


def settings(box: Path, **changes: object) -> Mail:
    given = {"host": "127.0.0.1", "user": USER, "folder": FOLDER, "security": "none"}
    return Mail.model_validate(given | {"port": int((box / "port").read_text())} | changes)


def put(box: Path, uid: int, mail: EmailMessage) -> None:
    (box / f"{uid}.eml").write_bytes(mail.as_bytes())


def test_messages_become_articles_once_and_nothing_changes_on_the_server(box: Path, home: Home, db: Database) -> None:
    put(box, 1, alert(number=1))
    put(box, 2, message(html=newsletter_html(), number=2))
    assert take_mail(db, home, settings(box)) == 2
    answer_requests(db, home, run_id=start_run(db, "work"))
    asked = rows(db, "select via, name, status, answer, unread from inbox order by id")
    assert [(row["via"], row["status"]) for row in asked] == [("mail", "done")] * 2
    assert asked[0]["name"] == "Alerte Google – lampes.eml" and asked[0]["answer"] == "Lu : 3 articles."
    assert rows(db, "select count(*) as n from clips")[0]["n"] == 5
    assert rows(db, "select count(*) as n from articles where url like '%google%' or url like '%sendib%'")[0]["n"] == 0
    assert take_mail(db, home, settings(box)) == 0
    commands = (box / "commands").read_text(encoding="utf-8").upper()
    assert not any(
        word in commands for word in ("STORE", "EXPUNGE", "SELECT", "COPY", "MOVE", "APPEND", "BODY[", "DELETE")
    )
    assert commands.count("BODY.PEEK[])") == 2
    assert list(home.inbox.iterdir()) == []


def test_a_mailbox_that_numbers_its_messages_again_is_not_read_again(box: Path, home: Home, db: Database) -> None:
    put(box, 1, alert(number=1))
    assert take_mail(db, home, settings(box)) == 1
    (box / "1.eml").rename(box / "41.eml")
    put(box, 42, message(text="Une lettre de plus. " * 20, number=42))
    (box / "uidvalidity").write_text("8")
    assert take_mail(db, home, settings(box)) == 1
    assert take_mail(db, home, settings(box)) == 0


def test_a_password_with_accents_opens_the_mailbox(
    box: Path, home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, ACCENTED)
    put(box, 1, alert())
    assert take_mail(db, home, settings(box)) == 1
    monkeypatch.setenv(PASSWORD_VARIABLE, "é")
    with pytest.raises(MailError, match="mot de passe refusé"):
        take_mail(db, home, settings(box))


def test_old_messages_are_left_alone(box: Path, home: Home, db: Database) -> None:
    old = alert(number=1)
    old.replace_header("Date", "Tue, 25 Aug 2026 07:00:00 +0200")
    put(box, 1, old)
    assert take_mail(db, home, settings(box)) == 0
    assert take_mail(db, home, settings(box, since_days=200)) == 1


def test_a_huge_message_is_refused_without_being_fetched(box: Path, home: Home, db: Database) -> None:
    put(box, 1, message(text="grosse", subject="Un dossier", number=1))
    (box / "1.size").write_text(str(MAX_MAIL_BYTES + 1))
    put(box, 2, alert(number=2))
    assert take_mail(db, home, settings(box)) == 2
    asked = rows(db, "select name, status, answer from inbox order by id")
    assert (asked[0]["name"], asked[0]["status"]) == ("Un dossier", "failed")
    assert "dépasse 25" in asked[0]["answer"] and asked[1]["status"] == "waiting"
    assert (box / "commands").read_text(encoding="utf-8").count("BODY.PEEK[])") == 1
    assert take_mail(db, home, settings(box)) == 0


def test_a_message_that_cannot_be_read_stops_no_other(box: Path, home: Home, db: Database) -> None:
    (box / "1.eml").write_bytes(
        b"From: a@b.example\nDate: Tue, 24 Nov 2026 07:00:00 +0100\nSubject: =?utf-8?b?%%?=\nMessage-ID: <1@b>\n"
        b"Content-Type: application/octet-stream\n\n\x00\x01"
    )
    put(box, 2, alert(number=2))
    take_mail(db, home, settings(box))
    answer_requests(db, home, run_id=start_run(db, "work"))
    asked = rows(db, "select status, answer from inbox order by id")
    assert [row["status"] for row in asked] == ["failed", "done"]
    assert asked[0]["answer"].startswith("Non lu : ")


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"user": "autre"}, "mot de passe refusé"), ({"folder": "INBOX/Rien"}, "absent"), ({"port": 1}, "ne répond pas")],
)
def test_what_fails_is_said_in_french_without_the_password(
    box: Path, home: Home, db: Database, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(MailError, match=said) as failure:
        take_mail(db, home, settings(box, **changes))
    assert PASSWORD not in str(failure.value) and PASSWORD not in repr(failure.value.__dict__)
    state = rows(db, "select * from mailboxes")[0]
    assert said in state["error"] and PASSWORD not in state["error"]


def test_the_password_comes_from_a_file_that_nobody_else_reads(
    box: Path, home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    put(box, 1, alert())
    with pytest.raises(MailError, match="mot de passe absent"):
        take_mail(db, home, settings(box))
    home.mail_password_file.write_text(PASSWORD + "\n", encoding="utf-8")
    home.mail_password_file.chmod(0o644)
    with pytest.raises(MailError, match="chmod 600"):
        take_mail(db, home, settings(box))
    home.mail_password_file.chmod(0o600)
    assert take_mail(db, home, settings(box)) == 1
    assert rows(db, "select error from mailboxes") == [{"error": None}]


@pytest.mark.parametrize("place", ["mail-requested:2", "inbox-saved"])
def test_killed_while_reading_the_mailbox_each_message_is_read_once(box: Path, home: Home, place: str) -> None:
    for number in (1, 2, 3):
        put(box, number, message(html=newsletter_html(), subject=f"Lettre {number}", number=number))
    toml = (
        f'\n[mail]\nhost = "127.0.0.1"\nport = {(box / "port").read_text()}\nuser = "{USER}"\nfolder = "{FOLDER}"\n'
        'security = "none"\n'
    )
    with (home.watch / "watch.toml").open("a", encoding="utf-8") as file:
        file.write(toml)
    work(home, VIGIE_KILL_AT=place)
    work(home)
    db = open_database(home.database)
    asked = rows(db, "select name, status from inbox order by name")
    assert [(row["name"], row["status"]) for row in asked] == [(f"Lettre {n}.eml", "done") for n in (1, 2, 3)]
    assert rows(db, "select count(*) as n from articles")[0]["n"] == 2
    db.close()
    assert PASSWORD not in (home.logs / "vigie.log").read_text(encoding="utf-8")


def work(home: Home, **environment: str) -> None:
    """`vigie work` without the analysis, in a process of its own."""
    import os

    script = (
        "from store.home import find_home; from store.database import open_database; "
        "from store.watch import load_watch; from store.writes import start_run; "
        "from crawler.inbox import answer_requests; from crawler.arrivals import take_arrivals, put_away; "
        "from vigie.journal import log_to_file; home = find_home(); log_to_file(home); "
        "db = open_database(home.database); print(take_arrivals(db, home, load_watch(home.watch).mail)); "
        "answer_requests(db, home, run_id=start_run(db, 'work')); print(put_away(db, home))"
    )
    subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "VIGIE_HOME": str(home.folder), **environment},
        start_new_session=True, check=False, capture_output=True, timeout=120,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "written"),
    [("INBOX", "INBOX"), (FOLDER, MAILBOX), ("Boîte d’été", "Bo&AO4-te d&IBkA6Q-t&AOk-"), ("日本語", "&ZeVnLIqe-")],
)
def test_a_folder_is_named_as_imap_wants_it(name: str, written: str) -> None:
    assert encode_folder(name) == written
