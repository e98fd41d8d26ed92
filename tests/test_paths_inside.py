"""No name given by others, in a request, a mail, a file, a database or an option, leads out of its folder."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlite_utils import Database

from crawler.deposits import take_deposits
from crawler.inbox import answer_requests
from store.database import insert_row, open_database, rows
from store.home import HOME_VARIABLE, Home
from store.inbox import HandedIn, hand_in, list_waiting, request_file
from store.runs import start_run
from tests.dashboard_homes import make_home
from vigie.cli import cli

NAMES = (
    "../../evil.html", "/etc/passwd", "..\\..\\evil.html", "a/../../evil.html", "....//evil.html", "evil.html\x00.png",
    "%2e%2e%2fevil.html", "~/evil.html", "C:\\evil.html", ".", "..", "", "x" * 400 + ".html", "evil.html/",
    "\u202elmth.x",
)  # fmt: skip
PAGE = b"<html><title>x</title><p>Un texte.</p></html>"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    made = make_home(tmp_path / "deep" / "home")
    monkeypatch.setenv(HOME_VARIABLE, str(made.folder))
    return made


@pytest.fixture
def db(home: Home) -> Database:
    return open_database(home.database)


def outside_of(folder: Path, root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if folder not in path.parents and path != folder and path.is_file()}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_handed_in_stays_in_the_inbox_folder(db: Database, home: Home, tmp_path: Path, name: str) -> None:
    before = outside_of(home.inbox, tmp_path)
    request_file(db, home.inbox, name, PAGE, url=None, requested_by="Ondine")
    hand_in(db, home.inbox, HandedIn(name=name, body=PAGE + b"x", requested_by="courriel", via="mail"))
    assert outside_of(home.inbox, tmp_path) == before
    stored = {path.name for path in home.inbox.iterdir()}
    assert {row["payload"] for row in list_waiting(db)} == stored and len(stored) == 2


PAYLOADS = ("../secret.txt", "../../secret.txt", "{root}/secret.txt", "lien.txt", "a/../../secret.txt")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_request_that_a_database_names_reads_and_removes_nothing_elsewhere(
    db: Database, home: Home, tmp_path: Path, payload: str
) -> None:
    secrets = [home.folder / "secret.txt", tmp_path / "deep" / "secret.txt", tmp_path / "secret.txt"]
    for path in secrets:
        path.write_text("Un titre du bourg\n\nLe médecin improbable du bourg garde ce secret depuis dix ans.\n" * 9)
    (home.inbox / "lien.txt").symlink_to(secrets[0])
    row = {"kind": "text", "payload": payload.format(root=tmp_path), "requested_by": "x", "status": "waiting",
           "requested_at": "2026-11-22T07:00:00+00:00"}  # fmt: skip
    insert_row(db, "inbox", row)
    answer_requests(db, home, run_id=start_run(db, "work"))
    assert all(path.exists() for path in secrets)
    assert "improbable" not in str(rows(db, "select body from articles"))
    assert rows(db, "select status from inbox") == [{"status": "failed"}]


def test_the_watched_folder_follows_no_shortcut_and_moves_nothing_out(db: Database, home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret " * 50)
    home.drop.mkdir(exist_ok=True)
    (home.drop / "lien.txt").symlink_to(secret)
    (home.drop / "lus").symlink_to(tmp_path)
    (home.drop / "dossier").symlink_to(tmp_path)
    take_deposits(db, home, quiet_s=0)
    assert secret.exists() and "secret" not in str(rows(db, "select payload from inbox where status = 'waiting'"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..", "vigie.db/../../x.db"])
def test_a_copy_to_restore_is_a_database_of_ours_or_nothing_changes(home: Home, name: str) -> None:
    before = home.database.read_bytes()
    refused = CliRunner().invoke(cli, ["restore", name])
    assert refused.exit_code != 0 and home.database.read_bytes() == before


@pytest.mark.parametrize("day", ["../../x", "2026-11-22/../../x", "/etc/passwd", "2026-11-22\x00"])
def test_the_day_of_a_review_is_a_day(home: Home, day: str) -> None:
    refused = CliRunner().invoke(cli, ["brief", "--day", day, "--format", "md"])
    assert refused.exit_code == 2 and not list(home.briefs.iterdir())


def test_an_export_replaces_one_file_and_makes_no_folder(home: Home, tmp_path: Path) -> None:
    for place in (tmp_path / "absent" / "x.csv", home.folder, tmp_path):
        assert CliRunner().invoke(cli, ["export", "articles", "--out", str(place)]).exit_code == 2
    assert not (tmp_path / "absent").exists()
    target = tmp_path / "x.csv"
    assert CliRunner().invoke(cli, ["export", "articles", "--out", str(target)]).exit_code == 0
    assert target.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("slug", ["../../evil", "/etc/x", "a/b", "..", "A", "a\x00b"])
def test_a_source_s_name_is_a_slug(home: Home, slug: str) -> None:
    (home.sources / "x.toml").write_text(
        f'id = {slug!r}\nname = "x"\nhomepage = "https://a.example/"\nhosts = ["a.example"]\n'
        'audience = "local"\ntier = 1\n'
    )
    from crawler.catalogue import read_sources

    sources, errors = read_sources(home.sources)
    assert sources == [] and errors
