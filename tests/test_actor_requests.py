"""Unknown speakers: approved into actors.toml without touching the rest, or refused for good."""

import shutil
import tomllib
from pathlib import Path

import pytest
from sqlite_utils import Database

from nlp.pipeline import Pipeline
from nlp.tag import tag_stale
from store.access import NotAllowedError, Person, open_desk
from store.actor_requests import (
    ActorEntry,
    add_actor,
    add_alias,
    has_waiting_actors,
    list_decisions,
    list_requests,
    refuse_speaker,
    reopen_speaker,
    request_actor,
    request_alias,
    speaker_key,
    write_actors,
)
from store.database import open_database, rows
from store.records import Block
from store.watch import WatchError, load_watch, packaged_watch
from store.writes import save_article, start_run
from tests.builders import CRAWL, KEY, article

ENTRY = ActorEntry(name="Maud Escarvel", kind="PER", camp="syndicats-medecins", role="présidente d’un collectif",
                   forms=("Dre Maud Escarvel", "Dre Escarvel"))  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A watch of an installation, with a comment that a person wrote in its file of actors."""
    copied = tmp_path / "watch"
    shutil.copytree(packaged_watch(), copied)
    path = copied / "actors.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# À revoir en janvier.\n", encoding="utf-8")
    return copied


def test_an_approved_actor_is_written_and_nothing_else_changes(folder: Path) -> None:
    before = (folder / "actors.toml").read_text(encoding="utf-8")
    assert add_actor(folder, ENTRY) == "maud-escarvel"
    after = (folder / "actors.toml").read_text(encoding="utf-8")
    old, new = (tomllib.loads(text)["actors"] for text in (before, after))
    assert new[:-1] == old and new[-1]["camp"] == "syndicats-medecins"
    assert set(before.splitlines()) <= set(after.splitlines()) and "# À revoir en janvier." in after
    assert load_watch(folder).actor("maud-escarvel") is not None


def test_the_same_actor_is_written_once(folder: Path) -> None:
    assert add_actor(folder, ENTRY) == add_actor(folder, ENTRY)
    assert len([one for one in load_watch(folder).actors if one.slug.startswith("maud")]) == 1


def test_a_name_with_quotes_and_new_lines_cannot_break_the_file(fresh_db: Database, folder: Path) -> None:
    entry = ActorEntry(name='Le "Front"\n[[actors]]', kind="ORG", camp="elus", role='chef = "x" \\ ]')
    request_actor(fresh_db, "Le Front", entry, made_by="Camille")
    assert write_actors(fresh_db, folder) == (1, 0)
    assert load_watch(folder).actors[-1].name == 'Le "Front" [[actors]]'


def test_another_name_of_a_known_actor_is_added_to_it(folder: Path) -> None:
    add_alias(folder, "csmf", "Confédération des syndicats")
    add_alias(folder, "csmf", "CSMF75")
    found = load_watch(folder).actor("csmf")
    assert found and "Confédération des syndicats" in found.aliases and "CSMF75" in found.exact


def test_a_watch_that_does_not_read_is_left_as_it_is(fresh_db: Database, folder: Path) -> None:
    path = folder / "actors.toml"
    path.write_text("[[actors]\n", encoding="utf-8")
    request_actor(fresh_db, "Maud Escarvel", ENTRY, made_by="Camille")
    assert write_actors(fresh_db, folder) == (0, 1)
    assert path.read_text(encoding="utf-8") == "[[actors]\n"
    assert list_requests(fresh_db)[0]["answer"].startswith("Non écrit : actors.toml")


def test_an_unknown_actor_takes_no_name(folder: Path) -> None:
    with pytest.raises(WatchError, match="personne-ici"):
        add_alias(folder, "personne-ici", "X Y")


def test_a_request_is_one_while_it_waits_and_says_what_is_missing(fresh_db: Database) -> None:
    assert request_actor(fresh_db, "Dre Maud Escarvel", ENTRY, made_by="Camille") == request_alias(
        fresh_db, "maud escarvel", "csmf", made_by="Dominique"
    )
    assert has_waiting_actors(fresh_db)
    with pytest.raises(ValueError, match="fonction"):
        request_actor(fresh_db, "X", ActorEntry(name="X", kind="PER", camp="elus", role=" "), made_by="Camille")
    with pytest.raises(ValueError, match="camp"):
        request_actor(fresh_db, "X", ActorEntry(name="X", kind="PER", camp="Élus", role="maire"), made_by="Camille")


def test_who_is_refused_stays_refused_without_a_name(fresh_db: Database) -> None:
    refuse_speaker(fresh_db, "Mme Odile Passante", made_by="Camille")
    assert list_decisions(fresh_db)[speaker_key("Odile Passante")]["decision"] == "refused"
    assert "assante" not in str(rows(fresh_db, "select * from desk_actors")) + str(
        rows(fresh_db, "select * from audit")
    )
    reopen_speaker(fresh_db, "Odile Passante", made_by="Camille")
    assert list_decisions(fresh_db)[speaker_key("Mme Odile Passante")]["decision"] == "reopened"


def test_only_who_may_approve_decides(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    open_database(path).close()
    desk = open_desk(path, Person(name="Camille", role="analyste", via="proxy"))
    with pytest.raises(NotAllowedError):
        refuse_speaker(desk, "Odile Passante", made_by="")
    desk.close()


def test_the_quotes_of_a_new_actor_are_theirs_after_the_next_tagging(fresh_db: Database, folder: Path) -> None:
    said = Block(kind="paragraph", text="« La convention nous étouffe tous », explique Maud Escarvel, médecin.")
    saved = save_article(fresh_db, article(blocks=(said,)), origin=CRAWL, key=KEY)
    run = start_run(fresh_db, "nightly")
    tag_stale(fresh_db, load_watch(folder), run_id=run)
    assert [row["actor"] for row in quotes(fresh_db)] == [None]
    request_actor(fresh_db, "Maud Escarvel", ENTRY, made_by="Camille")
    write_actors(fresh_db, folder)
    tag_stale(fresh_db, load_watch(folder), run_id=run)
    assert [row["actor"] for row in quotes(fresh_db)] == ["maud-escarvel"]
    found = rows(fresh_db, "select actor from mentions where owner_id = :id", {"id": saved.article_id})
    assert {"actor": "maud-escarvel"} in found
    assert Pipeline(load_watch(folder)).mentions("Dr Escarvel")[0].actor == "maud-escarvel"


def quotes(db: Database) -> list[dict[str, str | None]]:
    return rows(db, "select speaker, actor from quotes order by start")
