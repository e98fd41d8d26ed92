"""The doctor: every ill is named once, in French, with the command that mends it; a sound home is said to be sound."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from store.database import open_database
from store.fences import KILL_VARIABLE
from store.home import Home
from store.lock import hold_lock
from store.outbox import Letter, queue_letter
from store.runs import finish_run, finish_step, start_run, start_step
from store.tombstones import plant, stone
from store.writes import save_sources
from tests import rights_homes
from tests.builders import KEY
from tests.health_homes import LAST, add_source, fill_sound, night
from vigie.backup import make_backup
from vigie.doctor import command
from vigie.doctor.checks import Check, Problem, Subject, run_checks
from vigie.doctor.command import CHECKS, examine

NOW = "2026-11-22T08:30:00+01:00"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home after a good night."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIGIE_NOW", NOW)
        home = rights_homes.make_home(tmp_path_factory.mktemp("sound") / "home")
        home.folder.chmod(0o700)
        shutil.copy(Path("crawler/sources/egora.toml"), home.sources / "egora.toml")
        db = open_database(home.database)
        run_id = start_run(db, "nightly")
        finish_run(db, run_id, "done")
        make_backup(db, home)
        db.close()
    return home


@pytest.fixture
def home(sound: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("VIGIE_NOW", NOW)
    monkeypatch.delenv(KILL_VARIABLE, raising=False)
    return Home(Path(shutil.copytree(sound.folder, tmp_path / "home")))


def told(home: Home) -> str:
    return "\n".join(f"{problem.what} → {problem.mend}" for problem in examine(home))


def test_a_sound_home_is_sound(home: Home) -> None:
    assert told(home) == ""
    done = rights_homes.vigie(home, "doctor")
    assert done.returncode == 0 and "Tout va bien" in done.stdout


def test_the_doctor_changes_nothing(home: Home) -> None:
    before = rights_homes.dump(home)
    examine(home)
    assert rights_homes.dump(home) == before


def _sql(home: Home, sql: str) -> None:
    with sqlite3.connect(home.database) as db:
        db.execute(sql)


def _no_database(home: Home) -> None:
    for path in home.folder.glob("vigie.db*"):
        path.unlink()


def _damaged(home: Home) -> None:
    content = bytearray(home.database.read_bytes())
    content[4096 * 3 : 4096 * 12] = b"\x5a" * (4096 * 9)
    home.database.write_bytes(bytes(content))


def _long_log(home: Home) -> None:
    log = home.database.with_name("vigie.db-wal")
    with log.open("wb") as file:
        file.truncate(300_000_000)


def _interrupted(home: Home) -> None:
    db = open_database(home.database)
    start_run(db, "crawl")
    db.close()


def _no_model(home: Home) -> None:
    path = home.watch / "watch.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('stance = "shipped"', 'stance = "/nulle/part"'), encoding="utf-8"
    )


def _no_french(home: Home) -> None:
    path = home.watch / "watch.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('spacy = "shipped"', 'spacy = "fr_absent"'), encoding="utf-8"
    )


def _old_fact(home: Home) -> None:
    path = home.watch / "actors.toml"
    text = path.read_text(encoding="utf-8").replace("checked_on = 2026-11-22", "checked_on = 2026-01-05", 1)
    path.write_text(text, encoding="utf-8")


def _silent_source(home: Home) -> None:
    db = open_database(home.database)
    save_sources(db, [{"id": "muette", "name": "La Muette", "homepage": "https://muette.example", "audience": "local",
                       "tier": 1, "comments_platform": None, "verified_on": None}])  # fmt: skip
    run_id = start_run(db, "nightly")
    finish_step(db, start_step(db, run_id, "crawl", source_id="muette"), "failed")
    finish_run(db, run_id, "partial")
    db.close()


def _broken_source(home: Home) -> None:
    db = open_database(home.database)
    add_source(db, "Belvedere")
    fill_sound(db, "belvedere", until=LAST - timedelta(days=1))
    night(db, "belvedere", LAST, status="404", error="page introuvable (HTTP 404)")
    db.close()


def _old_schema(home: Home) -> None:
    _sql(home, "delete from _sqlite_migrations where name = 'm0002_debates'")


def _broken_link(home: Home) -> None:
    _sql(home, "insert into article_aliases values ('url:x', 'nobody')")


def _lost_tombstone(home: Home) -> None:
    db = open_database(home.database)
    with db.conn:
        plant(db, [stone(KEY, "article", "url:x")])
    db.close()


def _smtp(home: Home, lines: str) -> None:
    path = home.watch / "watch.toml"
    text = path.read_text(encoding="utf-8")
    server = f'[smtp]\nhost = "mail.example.org"\nsender = "a@example.org"\n{lines}\n'
    path.write_text(f"{text}\n{server}", encoding="utf-8")


def _open_password(home: Home) -> None:
    _smtp(home, 'user = "veille"')
    home.smtp_password_file.write_text("improbable", encoding="utf-8")
    home.smtp_password_file.chmod(0o644)


def _letter(home: Home, status: str, made_at: str) -> None:
    db = open_database(home.database)
    letter = Letter(key="brief/2026-11-20/1", kind="brief", subject="Revue", text="Bonjour", made_by="nuit")
    queue_letter(db, letter, ["direction@example.org"])
    db.execute("update letters set made_at = :at", {"at": made_at})
    db.execute("update deliveries set status = :status, said = 'pas de connexion'", {"status": status})
    db.conn.commit()
    db.close()


@pytest.mark.parametrize(
    ("spoil", "what", "mend"),
    [
        (_no_database, "Il n’y a pas de base", "vigie restore vigie-2026-11-22.db"),
        (_damaged, "La base est abîmée", "vigie restore vigie-2026-11-22.db"),
        (lambda home: home.database.write_bytes(b"rien" * 999), "La base est abîmée", "vigie restore"),
        (_broken_link, "1 ligne de la base renvoie", "vigie restore"),
        (_old_schema, "plus ancienne", "vigie init"),
        (lambda home: _sql(home, "insert into _sqlite_migrations(migration_set, name, applied_at) "
                           "values ('vigie', 'm0999_future', '')"), "plus récente", "installez"),
        (_long_log, "Mo", "vigie backup"),
        (_interrupted, "« crawl » a été interrompu", "vigie nightly"),
        (lambda home: home.key_file.unlink(), "Il manque la clé", "chmod 600"),
        (lambda home: home.key_file.write_text("pas une clé", encoding="utf-8"), "pas lisible", "chmod 600"),
        (lambda home: home.key_file.chmod(0o644), "D’autres comptes peuvent lire la clé", "chmod 600"),
        (lambda home: home.key_file.write_text("ab" * 32, encoding="ascii"), "n’est pas celle", "la clé d’origine"),
        (lambda home: home.folder.chmod(0o755), "D’autres comptes de la machine", "chmod go-rwx"),
        (lambda home: (home.watch / "watch.toml").write_text("id = 3", encoding="utf-8"), "watch.toml", "nano"),
        (lambda home: (home.sources / "cassee.toml").write_text("id = ["), "cassee.toml", "sources check"),
        (_no_model, "model.onnx", 'stance = "shipped"'),
        (_no_french, "fr_absent", 'spacy = "shipped"'),
        (_old_fact, "1 fait de la veille", "checked_on"),
        (_silent_source, "La Muette (muette)", "vigie crawl --source muette"),
        (_broken_source, "Belvedere (belvedere) est en panne", "vigie crawl --source belvedere"),
        (lambda home: (home.backups / "vigie-2026-11-22.db").rename(home.backups / "vigie-2026-11-10.db"),
         "10 nov. 2026", "vigie backup"),
        (lambda home: _smtp(home, 'user = "veille"'), "mot de passe d’envoi absent", "chmod 600"),
        (_open_password, "peut être lu par d’autres", "chmod 600"),
        (lambda home: _smtp(home, 'ca_file = "/nulle/part.pem"'), "/nulle/part.pem", "ca_file"),
        (lambda home: _smtp(home, ""), "personne à qui écrire", "recipients"),
        (lambda home: _letter(home, "doubt", "2026-11-22T05:00:00+00:00"), "1 message n’est peut-être pas arrivé",
         "Revue de presse"),
        (lambda home: _letter(home, "waiting", "2026-11-20T05:00:00+00:00"), "1 message attend", "vigie work"),
        (_lost_tombstone, "1 empreinte", "vigie backup"),
        (lambda home: home.tombstones.write_text("?", encoding="utf-8"), "ligne 1", "vigie backup"),
    ],
)  # fmt: skip
def test_every_ill_is_named_with_what_mends_it(
    home: Home, spoil: Callable[[Home], object], what: str, mend: str
) -> None:
    spoil(home)
    problems = [
        problem
        for problem in examine(home)
        if what.replace(" ", "") in problem.what.replace("\u00a0", "").replace(" ", "")
    ]
    assert problems and all(mend in problem.mend for problem in problems), told(home)


def test_a_late_night_and_a_clock_that_is_behind_are_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_NOW", "2026-11-23T22:00:00+01:00")
    assert "plus de 36 heures" in told(home)
    monkeypatch.setenv("VIGIE_NOW", "2026-11-20T08:30:00+01:00")
    assert "L’horloge retarde" in told(home)


def test_a_full_disk_is_said(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home.folder)
    monkeypatch.setattr("vigie.doctor.safety.LEAST_FREE_MB", usage.free / 1_000_000 + 1_000)
    assert "presque plein" in told(home) and "vigie purge" in told(home)


def test_a_lock_whose_holder_is_dead_is_said_and_a_living_one_is_not(home: Home) -> None:
    with hold_lock(home.lock_file):
        assert told(home) == ""
    dead = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(dead, 0)
    with home.lock_file.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(dead))
        file.flush()
        assert f"processus {dead}" in told(home) and "fuser" in told(home)


def test_a_run_under_way_is_no_interrupted_one(home: Home) -> None:
    with hold_lock(home.lock_file):
        _interrupted(home)
        assert told(home) == ""


def test_a_check_that_breaks_is_named_and_the_others_go_on(home: Home) -> None:
    def broken(subject: Subject) -> list[Problem]:
        raise KeyError("inattendu")

    def ill(subject: Subject) -> list[Problem]:
        return [Problem(what="Un mal.", mend="un remède")]

    found = run_checks(Subject(home=home, db=None), [Check(name="cassé", find=broken), Check(name="bon", find=ill)])
    assert ["cassé" in found[0].what, found[1].what] == [True, "Un mal."]


def test_a_folder_without_anything_is_explained_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_NOW", NOW)
    home = Home(tmp_path / "rien")
    done = rights_homes.vigie(home, "doctor")
    assert done.returncode == 1 and "vigie init" in done.stdout and "Traceback" not in done.stderr
    assert not home.folder.exists()


def test_check_names_are_unique() -> None:
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names) == len(command.CHECKS)
