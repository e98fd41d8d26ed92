"""`vigie train --with-corrections`: a candidate serves only when no score falls under its floor."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nlp.evaluation import candidate
from nlp.evaluation.floors import Floor
from nlp.pipeline import Pipeline
from store.clock import NOW_VARIABLE
from store.database import open_database, rows
from store.desk import correct_tag
from store.home import Home
from store.model_choice import choose_stance
from store.watch import load_watch
from tests.dashboard_homes import TARGET, fill_large, make_home
from vigie.cli import cli

GOLD_LINE = (
    '{"id": "x-1", "text": "Dérembourser leurs ordonnances, c’est punir les patients.", "kind": "comment", '
    '"relevant": true, "stance": {"deremb-prescriptions": "against"}, "sentiment": "negative", "arguments": []}\n'
)


@pytest.fixture
def home(tmp_path: Path, fixed_clock: str, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose comments were corrected last quarter."""
    made = make_home(tmp_path / "home")
    fill_large(made, n_threads=4, n_comments=6)
    db = open_database(made.database)
    for row in rows(db, "select id from passages where owner_kind = 'comment' order by id")[::3]:
        correct_tag(db, passage_id=row["id"], kind="stance", key=TARGET, value="favour", made_by="Camille")
    db.close()
    monkeypatch.setenv(NOW_VARIABLE, "2027-01-04T08:30:00+01:00")
    return made


def train(home: Home) -> Result:
    return CliRunner().invoke(cli, ["train", "--with-corrections", "--home", str(home.folder)])


def chosen(home: Home) -> str:
    return load_watch(home.watch).model.stance


def test_a_candidate_that_holds_its_scores_serves_and_the_watch_keeps_its_words(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (home.watch / "watch.toml").read_text(encoding="utf-8")
    monkeypatch.setattr(candidate, "measure_candidate", lambda folder: [])
    done = train(home)
    assert done.exit_code == 0, done.output
    folder = home.folder / "models" / "candidat-2027-01-04"
    assert chosen(home) == str(folder)
    assert Pipeline(load_watch(home.watch)).model.settings.version.endswith("+8")
    after = (home.watch / "watch.toml").read_text(encoding="utf-8")
    assert after == before.replace('stance = "shipped"', f'stance = "{folder}"', 1)


def test_a_candidate_under_a_floor_stays_beside(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidate, "measure_candidate", lambda folder: ["SOUS LE PLANCHER : shown/pairs/all : F1 0,1."])
    done = train(home)
    assert done.exit_code == 1 and "SOUS LE PLANCHER" in done.output and "Resté candidat" in done.output
    assert chosen(home) == "shipped"


def test_without_a_correction_of_a_past_quarter_nothing_is_learnt(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NOW_VARIABLE, "2026-12-04T08:30:00+01:00")
    done = train(home)
    assert done.exit_code == 3 and "Rien à apprendre" in done.output
    assert not (home.folder / "models").exists()


def test_floors_are_those_of_the_release_and_the_opening_is_noted_beside_the_candidate(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gold" / "test").mkdir(parents=True)
    (tmp_path / "gold" / "test" / "a.jsonl").write_text(GOLD_LINE, encoding="utf-8")
    measure = candidate.measure_candidate
    monkeypatch.setattr(candidate, "measure_candidate", lambda folder: measure(folder, tmp_path / "gold"))
    monkeypatch.setattr(candidate, "read_floors", lambda: {"shown/relevance/all": Floor(floor=0.9)})
    assert train(home).exit_code == 0
    folder = home.folder / "models" / "candidat-2027-01-04"
    assert "un candidat appris" in (folder / "openings.jsonl").read_text(encoding="utf-8")
    monkeypatch.setattr(candidate, "read_floors", lambda: {"shown/relevance/all": Floor(floor=1.1)})
    choose_stance(home.watch, "shipped")
    assert train(home).exit_code == 1
    assert chosen(home) == "shipped"


def test_an_installation_without_the_gold_changes_nothing(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = candidate.measure_candidate
    monkeypatch.setattr(candidate, "measure_candidate", lambda folder: measure(folder, tmp_path / "absent"))
    done = train(home)
    assert done.exit_code == 1 and "Non mesuré" in done.output and chosen(home) == "shipped"


@pytest.mark.parametrize(("text", "expected"), [
    ('[model]\nstance = "shipped"  # livrés\ntolerance = 0.3\n',
     '[model]\nstance = "/un/dossier"  # livrés\ntolerance = 0.3\n'),
    ("[model]\ntolerance = 0.3\n", '[model]\ntolerance = 0.3\nstance = "/un/dossier"\n'),
    ("", '[model]\nstance = "/un/dossier"\n'),
])  # fmt: skip
def test_one_line_of_the_watch_changes(home: Home, text: str, expected: str) -> None:
    path = home.watch / "watch.toml"
    before = path.read_text(encoding="utf-8")
    start = before.index("[model]")
    end = before.index("\n[", start) + 1
    path.write_text(before[:start] + text + before[end:], encoding="utf-8")
    choose_stance(home.watch, "/un/dossier")
    assert expected in path.read_text(encoding="utf-8") and chosen(home) == "/un/dossier"
