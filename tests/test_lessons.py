"""What a model may learn from people, and what must keep measuring it."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from store.clock import NOW_VARIABLE
from store.database import open_database, rows
from store.desk import correct_tag
from store.home import Home
from store.lessons import take_lessons
from store.queries.audits import list_judgements, list_to_check, quarter_of
from store.sampling import Said, answer_item, draw_sample
from tests.dashboard_homes import TARGET, fill_large, make_home
from vigie.cli import cli

AUTUMN, WINTER = date(2026, 11, 22), date(2027, 1, 4)


@pytest.fixture
def home(tmp_path: Path, fixed_clock: str) -> Home:
    """Four threads, of which every third comment was corrected, then five texts drawn and judged, in November."""
    made = make_home(tmp_path / "home")
    fill_large(made, n_threads=4, n_comments=6)
    db = open_database(made.database)
    for row in rows(db, "select id from passages where owner_kind = 'comment' order by id")[::3]:
        correct_tag(db, passage_id=row["id"], kind="stance", key=TARGET, value="favour", made_by="Camille")
    draw_sample(db, AUTUMN)
    for item in list_to_check(db):
        answer_item(db, item["id"], Said(is_relevant=True, stances={TARGET: "against"}), made_by="Camille")
    db.close()
    return made


def test_nothing_is_taught_in_the_quarter_in_which_it_was_said(home: Home) -> None:
    db = open_database(home.database)
    assert take_lessons(db, AUTUMN) == [] and take_lessons(db, date(2026, 12, 31)) == []
    assert len(take_lessons(db, WINTER)) >= 8
    db.close()


def test_what_was_drawn_this_quarter_is_never_taught_however_old_its_correction(home: Home) -> None:
    db = open_database(home.database)
    for day in range(6):
        draw_sample(db, WINTER - timedelta(days=day) if day == 0 else WINTER + timedelta(days=day))
    drawn = {
        row["owner_id"]
        for row in rows(
            db, "select owner_id from sample_items i join sample_draws d on d.id = i.draw_id where d.on_day >= '2027'"
        )
    }
    corrected = {
        row["owner_id"]
        for row in rows(db, "select p.owner_id from desk_corrections d join passages p on p.id = d.passage_id")
    }
    assert drawn & corrected
    taught = {one.owner_id for one in take_lessons(db, WINTER + timedelta(days=10))}
    assert taught and not taught & drawn and taught >= corrected - drawn
    db.close()


def test_what_was_taught_measures_nothing_and_is_drawn_no_more(home: Home) -> None:
    db = open_database(home.database)
    assert len(list_judgements(db)) == 5
    taught = {one.owner_id for one in take_lessons(db, WINTER)}
    assert list_judgements(db) == []
    for day in range(20):
        draw_sample(db, WINTER + timedelta(days=day))
    drawn = {
        row["owner_id"]
        for row in rows(
            db, "select owner_id from sample_items i join sample_draws d on d.id = i.draw_id where d.on_day >= '2027'"
        )
    }
    assert drawn and not drawn & taught
    db.close()


def test_the_command_gives_lessons_as_json_lines(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = tmp_path / "lessons.jsonl"
    none = CliRunner().invoke(cli, ["lessons", "--home", str(home.folder), "--out", str(out)])
    assert none.exit_code == 3 and not out.exists()
    monkeypatch.setenv(NOW_VARIABLE, "2027-01-04T08:30:00+01:00")
    assert CliRunner().invoke(cli, ["lessons", "--home", str(home.folder), "--out", str(out)]).exit_code == 0
    lessons = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {TARGET} == {target for one in lessons for target in one["stances"]} and all(one["text"] for one in lessons)


def test_quarters_follow_the_calendar() -> None:
    assert quarter_of(date(2026, 12, 31)) == (2026, 4) < quarter_of(date(2027, 1, 1)) == (2027, 1)
