"""Letters over a real SMTP server: encrypted, composed alike each time, handed over at most once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from dashboard.mail import check_harmless, compose, deliver_letters
from store.database import open_database, rows
from store.home import HOME_VARIABLE, Home
from store.outbox import Letter, allow_again, find_letter, list_deliveries, queue_letter
from store.smtp_settings import PASSWORD_VARIABLE, Smtp
from store.us import Us
from store.watch import Watch, load_watch
from tests.dashboard_homes import make_home
from tests.smtp_servers import PASSWORD, USER, Box, make_certificate, smtp_server

TO = ("bureau@example.org", "lea@example.org")
HTML = "<html><body><p>Les lampes, « à 1 347 € » ; url(x) et &lt;img src=x&gt; sont des mots.</p></body></html>"


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Letters are written on one morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def letter(**changes: object) -> Letter:
    fields: dict[str, object] = {
        "key": "brief/2026-11-22/1", "kind": "brief", "subject": "Revue de presse du dimanche 22 novembre 2026",
        "text": "Les lampes.\nUn point seul :\n.\nFin.", "html": HTML, "made_by": "Léa",
    }  # fmt: skip
    return Letter(**(fields | changes))  # type: ignore[arg-type]


def watch_of(home: Home, box: Box | int, **changes: object) -> Watch:
    port = box if isinstance(box, int) else box.port
    fields: dict[str, object] = {"host": "127.0.0.1", "port": port, "security": "none", "sender": "veille@example.org"}
    return load_watch(home.watch).model_copy(update={"smtp": Smtp.model_validate(fields | changes)})


def statuses(db: Database) -> list[str]:
    return [row["status"] for row in rows(db, "select status from deliveries order by id")]


def test_a_letter_is_text_and_html_for_each_recipient_and_leaves_once(home: Home, db: Database) -> None:
    queue_letter(db, letter(), TO)
    assert queue_letter(db, letter(subject="Autre"), TO) is None
    with smtp_server() as box:
        done = deliver_letters(db, home, watch_of(home, box))
        again = deliver_letters(db, home, watch_of(home, box))
    assert (done.n_sent, again.n_sent) == (2, 0) and box.recipients == list(TO)
    first, second = box.mails
    assert first["Message-ID"] == second["Message-ID"] and str(first["Message-ID"]).endswith("@example.org>")
    assert str(first["List-Id"]) == "Revue de presse <revue-de-presse.example.org>"
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    plain, rich = first.iter_parts()
    assert plain.get_content().replace("\r\n", "\n") == "Les lampes.\nUn point seul :\n.\nFin.\n"
    assert "« à 1 347 € »" in rich.get_content()
    assert str(first["To"]) == TO[0] and TO[1] not in box.raw[0].decode()
    assert box.raw[0].isascii() and b"VIGIE" not in box.raw[0]


def test_the_same_letter_is_composed_of_the_same_bytes(home: Home, db: Database) -> None:
    queue_letter(db, letter(), TO)
    row = find_letter(db, "brief/2026-11-22/1")
    watch = watch_of(home, 25)
    assert row and watch.smtp
    made = {compose(row, TO[0], watch.smtp, watch).as_bytes() for _ in range(3)}
    assert len(made) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_connection_carries_the_password_and_the_letter(
    home: Home, db: Database, certificate: Path, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    queue_letter(db, letter(), TO[:1])
    with smtp_server(certificate=certificate, tls=security == "tls", auth=True) as box:
        watch = watch_of(home, box, host="localhost", user=USER, security=security, ca_file=certificate)
        assert deliver_letters(db, home, watch).n_sent == 1
    assert box.was_encrypted == [True]


def test_a_certificate_that_nobody_vouches_for_gets_nothing(home: Home, db: Database, certificate: Path) -> None:
    queue_letter(db, letter(), TO[:1])
    with smtp_server(certificate=certificate) as box:
        done = deliver_letters(db, home, watch_of(home, box, host="localhost", security="starttls"))
    assert box.mails == [] and "chiffrée refusée" in done.problems[0] and statuses(db) == ["waiting"]


def test_a_server_without_encryption_gets_nothing(home: Home, db: Database) -> None:
    queue_letter(db, letter(), TO[:1])
    with smtp_server() as box:
        done = deliver_letters(db, home, watch_of(home, box, security="starttls"))
    assert box.mails == [] and "rien n’est parti" in done.problems[0] and statuses(db) == ["waiting"]


def test_a_wrong_password_is_told_without_it(
    home: Home, db: Database, certificate: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(PASSWORD_VARIABLE, "improbable-fausseté")
    queue_letter(db, letter(), TO[:1])
    with smtp_server(certificate=certificate, auth=True) as box:
        watch = watch_of(home, box, host="localhost", user=USER, security="starttls", ca_file=certificate)
        done = deliver_letters(db, home, watch)
    assert "mot de passe refusé" in done.problems[0] and "improbable" not in str(done) + caplog.text
    assert "improbable" not in str(rows(db, "select said from deliveries"))


def test_a_password_that_others_can_read_is_not_used(home: Home, db: Database) -> None:
    home.smtp_password_file.write_text("secret\n")
    home.smtp_password_file.chmod(0o644)
    queue_letter(db, letter(), TO[:1])
    done = deliver_letters(db, home, watch_of(home, 9, user=USER))
    assert "chmod 600" in done.problems[0] and statuses(db) == ["waiting"]


@pytest.mark.parametrize(
    ("rcpt", "data", "status"),
    [(["550 unknown"], [], "refused"), (["451 later"], [], "waiting"), ([], ["451 later"], "waiting"),
     ([], ["554 no"], "refused")],
)  # fmt: skip
def test_what_the_server_refuses_is_tried_again_or_given_up_and_the_others_go(
    home: Home, db: Database, rcpt: list[str], data: list[str], status: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_letter(db, letter(), TO)
    with smtp_server() as box:
        box.rcpt_answers, box.data_answers = rcpt, data
        deliver_letters(db, home, watch_of(home, box))
        assert statuses(db) == [status, "sent"] and box.recipients == [TO[1]]
        monkeypatch.setenv("VIGIE_NOW", "2026-11-22T09:00:00+01:00")
        deliver_letters(db, home, watch_of(home, box))
    assert statuses(db) == ["sent" if status == "waiting" else "refused", "sent"]
    assert len(box.mails) == (2 if status == "waiting" else 1)


def test_a_server_that_is_down_is_asked_again_later_then_given_up(
    home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue_letter(db, letter(), TO[:1])
    for day in range(22, 30):
        monkeypatch.setenv("VIGIE_NOW", f"2026-11-{day}T09:00:00+01:00")
        assert "ne répond pas" in deliver_letters(db, home, watch_of(home, 9)).problems[0] or day > 28
        if statuses(db) == ["refused"]:
            break
    assert statuses(db) == ["refused"] and day == 28


def test_a_connection_cut_while_the_words_are_given_is_never_tried_again(
    home: Home, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = queue_letter(db, letter(), TO[:1])
    with smtp_server() as box:
        box.data_answers = ["cut"]
        done = deliver_letters(db, home, watch_of(home, box))
        monkeypatch.setenv("VIGIE_NOW", "2026-11-23T09:00:00+01:00")
        deliver_letters(db, home, watch_of(home, box))
        assert done.n_doubt == 1 and statuses(db) == ["doubt"] and len(box.mails) == 1
        assert number is not None
        (delivery,) = list_deliveries(db, number)
        allow_again(db, delivery["id"], home.sent_file)
        deliver_letters(db, home, watch_of(home, box))
    assert statuses(db) == ["sent"] and box.mails[0]["Message-ID"] == box.mails[1]["Message-ID"]


DELIVER = """
from store.database import open_database
from store.home import find_home
from store.smtp_settings import Smtp
from store.watch import load_watch
from dashboard.mail import deliver_letters
import sys
home = find_home()
watch = load_watch(home.watch).model_copy(update={"smtp": Smtp(
    host="127.0.0.1", port=int(sys.argv[1]), security="none", sender="veille@example.org")})
deliver_letters(open_database(home.database), home, watch)
"""


@pytest.mark.parametrize(("fence", "n_taken"), [("mail-handing", 0), ("mail-given", 1)])
def test_a_process_killed_around_the_handing_over_sends_nothing_twice(
    home: Home, db: Database, fence: str, n_taken: int
) -> None:
    queue_letter(db, letter(), TO)
    environment = {**os.environ, HOME_VARIABLE: str(home.folder), "VIGIE_KILL_AT": fence}
    with smtp_server() as box:
        killed = subprocess.run([sys.executable, "-c", DELIVER, str(box.port)], env=environment, check=False,
                                start_new_session=True)  # fmt: skip
        assert killed.returncode < 0 and len(box.mails) == n_taken
        deliver_letters(db, home, watch_of(home, box))
        deliver_letters(db, home, watch_of(home, box))
    assert statuses(db) == ["doubt", "sent"] and box.recipients.count(TO[0]) == n_taken
    assert box.recipients.count(TO[1]) == 1


def test_a_restored_copy_of_the_database_sends_nothing_again(home: Home, db: Database) -> None:
    queue_letter(db, letter(), TO)
    before = home.folder / "copie.db"
    db.execute("vacuum into ?", [str(before)])
    with smtp_server() as box:
        deliver_letters(db, home, watch_of(home, box))
        restored = open_database(before)
        deliver_letters(restored, home, watch_of(home, box))
        assert statuses(restored) == ["doubt", "doubt"] and len(box.mails) == 2
        restored.close()
    assert home.sent_file.stat().st_mode & 0o077 == 0 and "example" not in home.sent_file.read_text()


@pytest.mark.parametrize("evil", ["\r\nBcc: pirate@example.org", "\nX: y", "=?utf-8?q?=0D=0ABcc:_pirate=40x.example?="])
def test_no_header_can_be_injected(home: Home, db: Database, evil: str) -> None:
    queue_letter(db, letter(subject=f"Revue{evil}", key=f"brief/x{evil}/1"), TO[:1])
    with smtp_server() as box:
        deliver_letters(db, home, watch_of(home, box, sender_name=f"Vigie{evil}"))
    (mail,) = box.mails
    names = {name.lower() for name in mail}
    assert not names & {"bcc", "x"} and box.recipients == [TO[0]] and len(mail.get_all("From")) == 1


@pytest.mark.parametrize(
    "evil", ["a@example.org\r\nRCPT TO:<pirate@x.example>", "a@b.example,c@d.example", "a b@c.example"]
)
def test_an_address_that_is_several_or_a_command_gets_nothing(home: Home, db: Database, evil: str) -> None:
    queue_letter(db, letter(), [evil])
    with smtp_server() as box:
        deliver_letters(db, home, watch_of(home, box))
    assert box.mails == [] and statuses(db) == ["refused"]
    with pytest.raises(ValueError, match="pattern"):
        Us.model_validate({"name": "x", "acronym": "x", "recipients": [evil]})


@pytest.mark.parametrize(
    "tag",
    ['<img src="http://x.example/p.gif">', "<script>1</script>", '<p style="background:url(x)">',
     '<td background="http://x.example">', '<link rel="stylesheet" href="x">'],
)  # fmt: skip
def test_a_letter_that_would_fetch_something_is_not_sent(tag: str) -> None:
    check_harmless(HTML)
    with pytest.raises(ValueError, match="ne charge rien"):
        check_harmless(f"<html><body>{tag}</body></html>")


def test_without_a_server_in_the_watch_nothing_is_lost(home: Home, db: Database) -> None:
    queue_letter(db, letter(), TO)
    done = deliver_letters(db, home, load_watch(home.watch))
    assert done.n_failed == 2 and "[smtp]" in done.problems[0] and statuses(db) == ["waiting", "waiting"]
