"""Every way to write into a home, each from the same small prepared home."""

import json
import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import tomli_w

from crawler.arrivals import put_away
from crawler.demo.press import Press
from crawler.demo.sources import demo_sources
from crawler.deposits import take_deposits
from crawler.inbox import answer_requests
from crawler.mailbox import take_mail
from store.database import open_database, rows
from store.desk import correct_tag, mend_article, record_visit
from store.home import Home
from store.inbox import request_text, request_url
from store.lock import hold_lock
from store.mail_settings import Mail
from store.runs import finish_run, start_run
from tests import rights_homes
from tests.kill_harness import Work, WritePath, command
from tests.mails import EXTRACT, LONG, alert

NOW = "2026-11-22T08:30:00+01:00"
LATER = "2032-11-22T08:30:00+01:00"  # when everything is past its time
TODAY = date(2026, 11, 22)
URL = "https://confrere.example/actu/ombeline"
PASTED = """La maison médicale de Tréfontaine perd deux médecins

12/11/2026 Par Ysaline Trompevent

Deux généralistes quittent la convention et passent en secteur 3. Les patients paieront soixante euros.

Le maire cherche une remplaçante depuis le printemps et n'a reçu aucune candidature à ce jour.
"""
PAGE = f"La réforme des lampes adoptée par onze voix\n\nPublié le 12/11/2026\n\n{EXTRACT}\n\n{LONG}\n"
CLICKS = 24
_ACKNOWLEDGED = "acknowledged"


def prepare(folder: Path, press: Press) -> Home:
    """A home with two tagged threads, a press to read, requests and deposits that wait, and old copies."""
    home = rights_homes.make_home(folder)
    for source in demo_sources(press):
        (home.sources / f"{source['id']}.toml").write_text(tomli_w.dumps(source), encoding="utf-8")
    (home.folder / "clip.txt").write_text(PASTED.replace("Tréfontaine", "Montfavard"), encoding="utf-8")
    (home.folder / "lettre.eml").write_bytes(alert(number=1).as_bytes())
    db = open_database(home.database)
    request_text(db, home.inbox, PASTED, url=None, requested_by="Camille")
    request_text(db, home.inbox, "rien", url=None, requested_by="Camille")
    db.close()
    for number in range(3):
        old = home.backups / f"vigie-{TODAY - timedelta(days=200 + number)}.db"
        old.write_bytes(b"ancienne copie")
    return home


def write_paths(box: Path) -> list[WritePath]:
    """Each way to write; `box` is the folder that the mail server serves."""
    save = ("article-saved", "before-article-commit")
    return [
        WritePath(name="crawl", work=command("crawl", "--since", "200d"), fences=("page-saved", "page-saved:4", *save)),
        WritePath(name="backfill", work=command("init", "--backfill", "12m"), fences=(
            "index-read", "index-read:3", "page-saved:3", *save)),
        WritePath(name="add", work=_add, fences=save),
        WritePath(name="work", work=command("work"), fences=("inbox-saved", "inbox-answered", "after-inbox", *save)),
        WritePath(name="clicks", work=click),
        WritePath(name="folder", work=_take_folder, fences=("deposit-requested", "deposit-moved", "inbox-answered")),
        WritePath(name="mailbox", work=_take_mail(box), fences=("mail-requested", "inbox-saved")),
        WritePath(name="tag", work=command("tag"), fences=("owner-tagged:2", "before-tags-commit", "batch-tagged")),
        WritePath(name="brief", work=command("brief"), fences=("brief-html", "brief-docx")),
        WritePath(name="backup", work=command("backup"), fences=("backup-copied", "backup-verified")),
        WritePath(name="restore", work=_restore, fences=(
            "restore-copied", "restore-prepared", "restore-aside", "restore-done", "forget-applied")),
        WritePath(name="forget", work=_forget, fences=("forget-erased", "forget-committed")),
        WritePath(name="purge", work=command("purge"), fences=("purge-batch", "purge-committed"), now=LATER),
        WritePath(name="retention", work=_retire, fences=("purge-batch", "purge-committed"), now=LATER),
        WritePath(name="night", work=command("nightly", "--since", "200d"), fences=(
            "page-saved:2", "after-crawl", "after-inbox", "stories-grouped", "after-counts", "after-retention",
            "after-brief", "backup-copied")),
    ]  # fmt: skip


def _add(home: Home) -> None:
    command("add", str(home.folder / "clip.txt"), str(home.folder / "lettre.eml"))(home)


def _forget(home: Home) -> None:
    command("forget", "--url", URL)(home)


def _restore(home: Home) -> None:
    command("restore", "vigie-2026-11-21.db")(home)


def _retire(home: Home) -> None:
    """The night's step, on its own."""
    from vigie.nightly import _retire as retire

    with hold_lock(home.lock_file):
        db = open_database(home.database)
        retire(db, home)
        db.close()


def _take_folder(home: Home) -> None:
    """Two files are left in the watched folder, once; then a pass that finds them quiet."""
    if not (home.folder / "deposited").exists():
        (home.drop / "coupure.txt").write_text(PAGE, encoding="utf-8")
        (home.drop / "vide.pdf").write_bytes(b"%PDF-1.4 rien")
        (home.folder / "deposited").touch()
    with hold_lock(home.lock_file):
        db = open_database(home.database)
        run_id = start_run(db, "work")
        take_deposits(db, home, quiet_s=0)
        answer_requests(db, home, run_id=run_id)
        put_away(db, home)
        finish_run(db, run_id, "done")
        db.close()


def _take_mail(box: Path) -> Work:
    def run(home: Home) -> None:
        from tests.imap_server import USER

        mail = Mail.model_validate({
            "host": "127.0.0.1", "user": USER, "folder": "INBOX/Revue é & co", "security": "none",
            "port": int((box / "port").read_text()),
        })  # fmt: skip
        with hold_lock(home.lock_file):
            db = open_database(home.database)
            run_id = start_run(db, "work")
            take_mail(db, home, mail)
            answer_requests(db, home, run_id=run_id)
            finish_run(db, run_id, "done")
            db.close()

    return run


def click(home: Home) -> None:
    """Clicks of the dashboard, each acknowledged in a file once it returned; goes on where the file ends."""
    db = open_database(home.database)
    passages = rows(db, "select id from passages where owner_kind = 'comment' order by id")
    acts = _clicks(db, home, [row["id"] for row in passages])
    for number in range(acknowledged(home), CLICKS):
        acts[number % len(acts)](number)
        with (home.folder / _ACKNOWLEDGED).open("a", encoding="ascii") as file:
            file.write(json.dumps(number) + "\n")
            file.flush()
            os.fsync(file.fileno())
    db.close()


def acknowledged(home: Home) -> int:
    """How many clicks were told to be done."""
    told = home.folder / _ACKNOWLEDGED
    return len(told.read_text(encoding="ascii").splitlines()) if told.exists() else 0


def clicks_stored(home: Home) -> int:
    """How many clicks left a row."""
    db = open_database(home.database)
    sql = """
        select (select count(*) from desk_corrections) + (select count(*) from desk_mends)
             + (select count(*) from desk_visits) + (select count(*) from inbox where requested_by like 'clic %') as n
    """
    found = int(rows(db, sql)[0]["n"])
    db.close()
    return found


def _clicks(db: object, home: Home, passages: list[str]) -> list[Callable[[int], object]]:
    from sqlite_utils import Database

    assert isinstance(db, Database)
    article = rows(db, "select id from articles order by id")[0]["id"]

    def correct(number: int) -> None:
        correct_tag(
            db, passage_id=passages[number % len(passages)], kind="stance", key="deremb-prescriptions",
            value=("favour", "against", None)[number % 3], made_by=f"clic {number}",
        )  # fmt: skip

    return [
        correct,
        lambda number: mend_article(db, article, {"title": f"Un titre réparé, clic {number}"}, made_by="Camille"),
        lambda number: record_visit(db, visitor="Camille", view=f"clic {number}"),
        lambda number: request_text(db, home.inbox, f"{PASTED} {number}", url=None, requested_by=f"clic {number}"),
        lambda number: request_url(db, f"https://confrere.example/{number}", requested_by=f"clic {number}"),
    ]
