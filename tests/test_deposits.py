"""A file left in the watched folder is read once, then put away; one that cannot be read says why beside it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from crawler.arrivals import put_away
from crawler.deposits import take_deposits
from crawler.inbox import answer_requests
from store.database import open_database, rows
from store.home import Home
from store.inbox import MAX_MAIL_BYTES
from store.runs import start_run
from tests.dashboard_homes import make_home
from tests.mails import EXTRACT, LONG, alert

PAGE = f"La réforme des lampes adoptée par onze voix\n\nPublié le 12/11/2026\n\n{EXTRACT}\n\n{LONG}\n".encode()


@pytest.fixture(autouse=True)
def now_is_fixed(fixed_clock: str) -> None:
    """Relative dates are counted from one morning."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_home(tmp_path / "home")


@pytest.fixture
def db(home: Home) -> Iterator[Database]:
    db = open_database(home.database)
    yield db
    db.close()


def work(db: Database, home: Home, *, quiet_s: float = 0) -> int:
    n_taken = take_deposits(db, home, quiet_s=quiet_s)
    answer_requests(db, home, run_id=start_run(db, "work"))
    assert put_away(db, home) == ()
    return n_taken


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_file_is_read_and_put_away(home: Home, db: Database) -> None:
    (home.drop / "page.txt").write_bytes(PAGE)
    (home.drop / "alerte.eml").write_bytes(alert().as_bytes())
    assert work(db, home) == 2
    assert files(home.drop) == ["lus"] and files(home.drop / "lus") == ["alerte.eml", "page.txt"]
    assert (home.drop / "lus" / "page.txt").read_bytes() == PAGE
    asked = rows(db, "select name, via, status, settled_at is not null as settled from inbox order by name")
    assert [(row["name"], row["via"], row["status"], row["settled"]) for row in asked] == [
        ("alerte.eml", "folder", "done", 1), ("page.txt", "folder", "done", 1),
    ]  # fmt: skip
    assert work(db, home) == 0


def test_a_file_still_being_written_waits(home: Home, db: Database) -> None:
    path = home.drop / "page.txt"
    path.write_bytes(PAGE[:40])
    os.utime(path, (0, 0))  # a copy that keeps the date of its original is no older for it
    assert work(db, home, quiet_s=60) == 0
    (home.drop / "page.html.part").write_bytes(PAGE)
    (home.drop / ".page.txt").write_bytes(PAGE)
    assert work(db, home) == 1
    assert files(home.drop) == [".page.txt", "lus", "page.html.part"]


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("archive.zip", b"PK\x03\x04" + b"\x00" * 100, "archive"),
        ("scan.pdf", b"%PDF-1.4\nrien", "PDF"),
        ("vide.txt", b"", "vide"),
        ("énorme.pdf", b"%PDF-1.4" + b"0" * MAX_MAIL_BYTES, "dépasse 25 Mo"),
        ("menu.txt", b"menu\naccueil\n", "Non lu"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_beside_it(
    home: Home, db: Database, name: str, body: bytes, said: str
) -> None:
    (home.drop / name).write_bytes(body)
    (home.drop / "page.txt").write_bytes(PAGE)
    work(db, home)
    assert files(home.drop / "refuses") == sorted([name, f"{name}.txt"])
    note = (home.drop / "refuses" / f"{name}.txt").read_text(encoding="utf-8")
    assert name in note and said in note and "22/11/2026" in note
    assert files(home.drop / "lus") == ["page.txt"]
    assert {row["status"] for row in rows(db, "select status from inbox")} == {"done", "failed"}


def test_a_shortcut_is_not_followed(home: Home, db: Database, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(PAGE)
    (home.drop / "page.txt").symlink_to(secret)
    work(db, home)
    assert rows(db, "select id from articles") == [] and secret.exists()
    assert files(home.drop / "refuses") == ["page.txt", "page.txt.txt"]


def test_two_files_of_one_name_are_both_kept(home: Home, db: Database) -> None:
    for body in (PAGE, PAGE + LONG.encode()):
        (home.drop / "page.txt").write_bytes(body)
        work(db, home)
    assert files(home.drop / "lus") == ["page-2.txt", "page.txt"]


def test_a_refused_file_dropped_again_is_read_again(home: Home, db: Database) -> None:
    for _ in range(2):
        (home.drop / "menu.txt").write_bytes(b"menu\naccueil\n")
        assert work(db, home) == 1
    assert files(home.drop / "refuses") == ["menu-2.txt", "menu-2.txt.txt", "menu.txt", "menu.txt.txt"]


def test_a_file_changed_after_it_was_taken_is_read_in_its_new_state(home: Home, db: Database) -> None:
    path = home.drop / "page.txt"
    path.write_bytes(PAGE)
    take_deposits(db, home, quiet_s=0)
    path.write_bytes(PAGE.replace(b"onze voix", b"douze voix"))
    answer_requests(db, home, run_id=start_run(db, "work"))
    put_away(db, home)
    assert files(home.drop) == ["page.txt"]
    work(db, home)
    assert len(rows(db, "select id from articles where title like '%douze voix'")) == 1


@pytest.mark.parametrize("place", ["deposit-requested:2", "inbox-answered", "deposit-moved"])
def test_killed_anywhere_each_file_is_read_once_and_put_away(home: Home, place: str) -> None:
    (home.drop / "page.txt").write_bytes(PAGE)
    (home.drop / "menu.txt").write_bytes(b"menu\naccueil\n")
    script = (
        "from store.home import find_home; from store.database import open_database; "
        "from store.writes import start_run; from crawler.inbox import answer_requests; "
        "from crawler.deposits import take_deposits, settle_deposits; home = find_home(); "
        "db = open_database(home.database); take_deposits(db, home, quiet_s=0); "
        "answer_requests(db, home, run_id=start_run(db, 'work')); settle_deposits(db, home)"
    )
    for environment in ({"VIGIE_KILL_AT": place}, {}):
        finished = subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "VIGIE_HOME": str(home.folder), **environment},
            start_new_session=True, check=False, capture_output=True, timeout=120,
        )  # fmt: skip
        assert (finished.returncode == 0) == (not environment), finished.stderr
    db = open_database(home.database)
    assert [row["status"] for row in rows(db, "select status from inbox order by name")] == ["failed", "done"]
    db.close()
    assert files(home.drop) == ["lus", "refuses"]
    assert files(home.drop / "lus") == ["page.txt"] and files(home.drop / "refuses") == ["menu.txt", "menu.txt.txt"]
