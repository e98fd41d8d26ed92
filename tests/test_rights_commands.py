"""`vigie forget`, `purge`, `backup` and `restore` as a person runs them; killed anywhere, all or nothing is done."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from store.database import open_database, rows
from store.home import Home
from store.inbox import request_text
from store.lock import hold_lock
from store.writes import save_article
from tests.builders import CRAWL, KEY, article
from tests.rights_homes import bytes_of, dump, make_home, vigie
from tests.test_forget import MIRFLAX, OTHER, THREAD, URL, ZORBULON

PASTED = f"""Le cabinet de Sainte-Ombeline quitte la convention

20/11/2026 Par Ysaline Trompevent

Deux généralistes passent hors convention au printemps. Le maire regrette leur choix et cherche un remplaçant.
Source : {URL}
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return make_home(tmp_path_factory.mktemp("prepared") / "home")


@pytest.fixture
def home(prepared: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(prepared.folder, tmp_path / "home")))


def backup_of(home: Home) -> Path:
    assert vigie(home, "backup").returncode == 0
    return home.backups / "vigie-2026-11-22.db"


def test_forget_says_what_went_and_what_to_do_with_copies_and_twice_is_once(home: Home) -> None:
    backup_of(home)
    first = vigie(home, "forget", "--url", f"{URL}?utm_source=lettre")
    assert first.returncode == 0, first.stderr
    assert "Effacé pour de bon : 1 article, 3 commentaires, 4 passages et 8 étiquettes" in first.stdout
    assert "1 copie de la base" in first.stdout and "vigie restore" in first.stdout
    before = dump(home)
    again = vigie(home, "forget", "--url", URL)
    assert again.returncode == 0 and "déjà fait" in again.stdout
    assert dump(home) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("--url", "https://confrere.example/inconnu"),
        ("--comment", f"{URL}#comment-404"),
        ("--author", "Personne d’Inconnu"),
    ],
)
def test_what_is_not_found_says_so_and_changes_nothing(home: Home, arguments: tuple[str, str]) -> None:
    before = dump(home)
    done = vigie(home, "forget", *arguments)
    assert done.returncode == 3 and "Rien de tel ici" in done.stderr
    assert dump(home) == before


@pytest.mark.parametrize(
    "arguments", [(), ("--url", URL, "--author", ZORBULON), ("--platform", "logora"), ("--comment", "", "--author", "")]
)
def test_forget_asks_for_one_thing_at_a_time(home: Home, arguments: tuple[str, ...]) -> None:
    done = vigie(home, "forget", *arguments)
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_an_author_read_from_standard_input_leaves_no_trace_of_the_name(home: Home) -> None:
    done = vigie(home, "forget", "--author", "-", stdin=f"{ZORBULON}\n")
    assert done.returncode == 0 and "3 commentaires" in done.stdout
    assert ZORBULON not in done.stdout + done.stderr
    for path, content in bytes_of(home.folder).items():
        assert ZORBULON.encode() not in content and b"Zorbulon" not in content, path


def test_an_objection_in_advance_refuses_who_never_wrote_here(home: Home) -> None:
    assert vigie(home, "forget", "--author", "Personne d’Inconnu", "--objection").returncode == 0
    assert vigie(home, "forget", "--author", "Personne d’Inconnu").returncode == 0


def test_the_files_of_the_home_hold_no_word_of_what_was_erased(home: Home) -> None:
    db = open_database(home.database)
    request_text(db, home.inbox, PASTED, url=URL, requested_by="Camille")
    request_text(db, home.inbox, PASTED + "\nfin", url=None, requested_by="Camille")
    request_text(db, home.inbox, "Tout autre chose dans cette page-là\n\nUn texte.", url=None, requested_by="Camille")
    db.close()
    home.briefs.mkdir(exist_ok=True)
    (home.briefs / "2026-11-21.html").write_text(f'<a href="{URL}">Le cabinet</a>', encoding="utf-8")
    (home.briefs / "2026-11-21.md").write_text(
        "Deux généralistes passent hors convention au printemps.", encoding="utf-8"
    )
    (home.briefs / "2026-11-20.md").write_text("Rien à signaler.", encoding="utf-8")
    (home.logs / "crawl.log").write_text(f"crawl failed={URL}\ncrawl failed={URL}-bis\n", encoding="utf-8")
    assert b"ombeline" in home.database.read_bytes()
    done = vigie(home, "forget", "--url", URL)
    assert "2 pages en attente" in done.stdout, done.stdout
    assert "2026-11-21" in done.stdout
    assert [path.name for path in home.briefs.iterdir()] == ["2026-11-20.md"]
    assert len(list(home.inbox.iterdir())) == 1
    assert (home.logs / "crawl.log").read_text(encoding="utf-8") == f"crawl failed={URL}-bis\n"
    for path, content in bytes_of(home.folder).items():
        for word in (b"Ombeline", b"ombeline", b"encore", b"evidemment", "évidemment".encode()):
            # The watch and the sources are what people wrote.
            assert word not in content or {"watch", "sources", "crawl.log"} & set(path.parts), (path, word)


@pytest.mark.parametrize("fence", ["forget-erased", "forget-committed"])
@pytest.mark.parametrize("asked", [("--url", URL), ("--author", MIRFLAX)])
def test_a_killed_forget_did_all_or_nothing(home: Home, tmp_path: Path, fence: str, asked: tuple[str, str]) -> None:
    before = dump(home)
    whole = Home(Path(shutil.copytree(home.folder, tmp_path / "whole")))
    assert vigie(whole, "forget", *asked).returncode == 0
    assert vigie(home, "forget", *asked, kill_at=fence).returncode == -9
    assert dump(home) == (before if fence == "forget-erased" else dump(whole))
    assert vigie(home, "forget", *asked).returncode == 0
    assert dump(home) == dump(whole)
    assert home.tombstones.read_bytes() == whole.tombstones.read_bytes()


def test_forgotten_then_crawled_then_restored_is_still_gone(home: Home) -> None:
    copy = backup_of(home)
    for asked in (("--url", OTHER), ("--author", MIRFLAX), ("--comment", f"{URL}#comment-3")):
        assert vigie(home, "forget", *asked).returncode == 0
    gone = dump(home)
    db = open_database(home.database)
    saved = save_article(db, article(comments=THREAD), origin=CRAWL, key=KEY)
    db.close()
    assert saved.comments.n_refused == 2 and dump(home) == gone
    done = vigie(home, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert "Effacé de nouveau" in done.stdout and "1 article" in done.stdout and str(home.key_file) in done.stdout
    assert dump(home) == gone
    text = home.database.read_bytes()
    assert b"encore" not in text and b"Un autre article" not in text


def test_the_tombstones_outlive_a_lost_database(home: Home) -> None:
    copy = backup_of(home)
    assert vigie(home, "forget", "--author", MIRFLAX).returncode == 0
    gone = dump(home)
    for name in ("vigie.db", "vigie.db-wal", "vigie.db-shm"):
        (home.folder / name).unlink(missing_ok=True)
    assert vigie(home, "restore", copy.name).returncode == 0
    assert dump(home) == gone


def test_a_restored_database_is_the_copy_and_the_replaced_one_is_kept(home: Home) -> None:
    copied = dump(home)
    copy = backup_of(home)
    db = open_database(home.database)
    save_article(
        db, article(url=f"{URL}-2", canonical_url=f"{URL}-2", title="Encore un article"), origin=CRAWL, key=KEY
    )
    db.close()
    later = dump(home)
    assert vigie(home, "restore", str(copy)).returncode == 0
    assert dump(home) == copied
    asides = list(home.backups.glob("remplacee-*.db"))
    assert len(asides) == 1
    shutil.copy(asides[0], home.database)
    assert dump(home) == later
    assert home.database.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("fence", ["restore-copied", "restore-prepared", "restore-aside", "restore-done"])
def test_a_killed_restore_did_all_or_nothing(home: Home, fence: str) -> None:
    copied = dump(home)
    copy = backup_of(home)
    assert vigie(home, "forget", "--url", OTHER).returncode == 0
    gone = dump(home)
    copy.rename(older := home.backups / "vigie-2026-11-01.db")
    db = open_database(home.database)
    save_article(
        db, article(url=f"{URL}-2", canonical_url=f"{URL}-2", title="Encore un article"), origin=CRAWL, key=KEY
    )
    db.close()
    before = dump(home)
    assert vigie(home, "restore", str(older), kill_at=fence).returncode == -9
    assert dump(home) == (gone if fence == "restore-done" else before)
    assert vigie(home, "restore", str(older)).returncode == 0
    assert dump(home) == gone != copied
    assert not list(home.folder.glob("*.restoring*"))


def test_a_copy_restored_elsewhere_says_where_the_key_must_be(home: Home, tmp_path: Path) -> None:
    copy, elsewhere = backup_of(home), tmp_path / "ailleurs"
    done = vigie(home, "restore", str(copy), "--into", str(elsewhere))
    assert done.returncode == 0, done.stderr
    assert str(elsewhere / "key") in done.stdout and not (elsewhere / "key").exists()
    assert dump(Home(elsewhere)) == dump(home)
    assert elsewhere.stat().st_mode & 0o777 == 0o700


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\x5a" * (4096 * 9)
    path.write_bytes(bytes(content))


def _no_database(path: Path) -> None:
    path.write_bytes(b"ceci n'est pas une base " * 400)


def _other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("create table ours (id)")


def _newer(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute(
            "insert into _sqlite_migrations(migration_set, name, applied_at) values ('vigie', 'm0999_future', '2030')"
        )


def _broken_link(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("insert into article_aliases values ('url:x', 'nobody')")


def _other_key(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("update installation set value = 'another'")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_damage, "abîmée"), (_no_database, "pas une base lisible"), (_other_database, "pas une base de Vigie"),
        (_newer, "m0999_future"), (_broken_link, "renvoient à d’autres"), (_other_key, "la clé n’est pas celle"),
    ],
)  # fmt: skip
def test_a_copy_that_cannot_serve_is_refused_and_nothing_changes(home: Home, spoil: object, told: str) -> None:
    copy, before = backup_of(home), dump(home)
    spoil(copy)  # type: ignore[operator]
    done = vigie(home, "restore", str(copy))
    assert done.returncode == 3 and told in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert dump(home) == before and not list(home.folder.glob("*.restoring*"))


def test_restore_refuses_a_home_at_work_a_lost_key_and_a_file_that_is_not_there(home: Home) -> None:
    copy = backup_of(home)
    with hold_lock(home.lock_file):
        busy = vigie(home, "restore", str(copy))
    assert busy.returncode == 3 and "en cours" in busy.stderr
    assert vigie(home, "restore", "absente.db").returncode == 2
    assert vigie(home, "restore", str(home.database)).returncode == 2
    home.key_file.unlink()
    lost = vigie(home, "restore", str(copy))
    assert lost.returncode == 3 and str(home.key_file) in lost.stderr
    assert vigie(home, "init").returncode == 3 and not home.key_file.exists()


def test_a_dry_purge_says_and_changes_nothing_then_the_purge_does_it(home: Home) -> None:
    late = "2030-01-15T08:30:00+01:00"
    before = dump(home)
    dry = vigie(home, "purge", "--dry-run", now=late)
    assert dry.returncode == 0 and "À effacer : 5 commentaires" in dry.stdout
    assert dump(home) == before
    done = vigie(home, "purge", now=late)
    assert done.returncode == 0 and "Effacé : 5 commentaires" in done.stdout
    assert b"encore" not in home.database.read_bytes()
    assert "Rien n’a passé" in vigie(home, "purge", now=late).stdout


def test_a_killed_purge_is_finished_by_the_next_one(home: Home, tmp_path: Path) -> None:
    late = "2037-01-15T08:30:00+01:00"
    whole = Home(Path(shutil.copytree(home.folder, tmp_path / "whole")))
    assert vigie(whole, "purge", now=late).returncode == 0
    assert vigie(home, "purge", now=late, kill_at="purge-committed").returncode == -9
    assert dump(home) != dump(whole)
    assert vigie(home, "purge", now=late).returncode == 0
    assert dump(home) == dump(whole)


def test_the_night_empties_what_is_due_before_it_copies(home: Home) -> None:
    late = "2030-01-15T08:30:00+01:00"
    for path in home.sources.iterdir():
        path.unlink()
    vigie(home, "nightly", now=late)
    db = open_database(home.database)
    steps = [row["step"] for row in rows(db, "select step from run_steps where source_id is null order by id")]
    assert steps.index("retention") < steps.index("backup")
    done = rows(db, "select status, message from run_steps where step = 'retention'")
    assert done[0]["status"] == "done" and "5 commentaires" in done[0]["message"]
    with sqlite3.connect(home.backups / "vigie-2030-01-15.db") as copy:
        assert copy.execute("select count(*) from comments where body <> ''").fetchone() == (0,)


def test_backup_says_where_the_key_is_and_that_it_must_be_elsewhere(home: Home) -> None:
    vigie(home, "forget", "--author", MIRFLAX)
    told = vigie(home, "backup").stdout
    assert str(home.key_file) in told and "ailleurs" in told and str(home.tombstones) in told
