"""What guards a release: openings of the test set, floors, the rows of the screen, the shipped model."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from nlp.commands import evaluate as evaluate_command
from nlp.evaluation.answers import EvaluationError
from nlp.evaluation.evaluate import evaluate
from nlp.evaluation.floors import FLOORS, Floor, lower_floor, raise_floors, read_floors, under_floors, write_floors
from nlp.evaluation.gold_sets import DEV, TEST, open_gold, read_folder
from nlp.evaluation.lines import Line
from nlp.evaluation.openings import OPENINGS, hash_held_out, is_opened, log_opening, read_openings
from nlp.evaluation.report import kept_curve, render, render_curve, say_under
from nlp.evaluation.scoring import Score
from nlp.evaluation.screen import SCORES, screen_rows
from nlp.evaluation.systems import open_pipeline, rules_hash, weights_hash
from nlp.training.gold import GOLD, TARGETS, read_gold

KEY = "shown/pairs/all"
SCORE_COLUMNS = {
    "layer", "label", "n", "precision", "recall", "f1", "f1_low", "f1_high", "precision_low", "precision_high",
    "measured_on", "wording",
}  # fmt: skip
PASSAGE = {
    "id": "x-1", "text": "Dérembourser les ordonnances du secteur 3, c’est punir le malade.", "kind": "comment",
    "context": {"title": None, "parent": None}, "relevant": True, "stance": {TARGETS[0]: "against"},
    "arguments": [{"id": "patient-penalty", "use": "asserts"}], "sentiment": "negative",
}  # fmt: skip


def line(f1: float, *, group: str = "all", n: int = 50) -> Line:
    score = Score(
        group=group, n=n, precision=f1, recall=f1, f1=f1, low=f1, high=f1, precision_low=f1, precision_high=f1
    )
    return Line(side="shown", layer="pairs", score=score)


def gold_folder(folder: Path, name: str = ".") -> Path:
    (folder / name).mkdir(parents=True, exist_ok=True)
    other = PASSAGE | {"id": "x-2", "text": "Belle recette de tarte.", "relevant": False, "stance": {}, "arguments": []}
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (PASSAGE, other))
    (folder / name / "a.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_floors_only_rise_and_stay_two_points_under() -> None:
    floors = raise_floors([line(0.6)], {})

    assert floors == {KEY: {"floor": 0.58}}
    assert raise_floors([line(0.5)], floors) == floors
    assert raise_floors([line(0.7)], floors) == {KEY: {"floor": 0.68}}
    assert under_floors([line(0.58)], floors) == []
    assert "F1 0,500, le plancher est 0,580" in say_under(under_floors([line(0.5)], floors)[0], floors[KEY])


def test_a_floor_stands_on_groups_of_enough_labels() -> None:
    assert raise_floors([line(0.6, group="macro"), line(0.6, group="against"), line(0.6, n=12)], {}) == {}


def test_a_lowered_floor_needs_a_reason_and_keeps_it(tmp_path: Path) -> None:
    floors: dict[str, Floor] = {KEY: {"floor": 0.58}}

    with pytest.raises(EvaluationError, match="raison"):
        lower_floor(KEY, "  ", [line(0.5)], floors)
    with pytest.raises(EvaluationError, match="aucun plancher"):
        lower_floor("shown/tone/all", "jeu plus dur", [line(0.5)], floors)
    with pytest.raises(EvaluationError, match="ne demande pas"):
        lower_floor(KEY, "jeu plus dur", [line(0.7)], floors)
    write_floors(lower_floor(KEY, "jeu plus dur", [line(0.5)], floors), tmp_path / "floors.json")
    assert read_floors(tmp_path / "floors.json") == {KEY: {"floor": 0.48, "why": "jeu plus dur"}}
    assert raise_floors([line(0.7)], read_floors(tmp_path / "floors.json")) == {KEY: {"floor": 0.68}}


def test_an_opening_is_logged_once(tmp_path: Path) -> None:
    log, measured = tmp_path / "openings.jsonl", ("poids", "phrases", "règles")

    assert not is_opened(measured, log)
    assert log_opening(measured, "première version", log)
    assert not log_opening(measured, "encore", log)
    assert [one.reason for one in read_openings(log)] == ["première version"]
    assert is_opened(measured, log) and not is_opened(("autres poids", "phrases", "règles"), log)


def test_a_changed_test_file_is_another_test(tmp_path: Path) -> None:
    before = hash_held_out(gold_folder(tmp_path, "test"))
    (tmp_path / "test" / "a.jsonl").write_text("", encoding="utf-8")

    assert hash_held_out(tmp_path) != before


def test_new_weights_are_measured_on_dev_until_the_test_is_opened(tmp_path: Path) -> None:
    pipeline, log = open_pipeline(), tmp_path / "openings.jsonl"

    closed = open_gold(None, [pipeline], openings=log)
    with pytest.raises(EvaluationError, match="raison"):
        open_gold(None, [pipeline], reason=" ", openings=log)
    opened = open_gold(None, [pipeline], reason="première version", openings=log)
    again = open_gold(None, [pipeline], openings=log)

    assert (closed.name, closed.bears_floors, closed.threads) == (DEV, False, ())
    assert closed.sentence and "vigie evaluate --open" in closed.sentence
    assert (opened.name, again.name, len(read_openings(log))) == (TEST, TEST, 1)


def test_our_test_set_is_not_opened_by_naming_its_folder(tmp_path: Path) -> None:
    log = tmp_path / "openings.jsonl"

    assert open_gold(GOLD, [open_pipeline()], openings=log).name == DEV
    assert open_gold(GOLD / "test", [open_pipeline()], openings=log).name == DEV


@pytest.mark.parametrize("name", [".", "test"])
def test_any_folder_is_measured_and_nothing_is_logged(tmp_path: Path, name: str) -> None:
    log = tmp_path / "openings.jsonl"

    gold = open_gold(gold_folder(tmp_path / "gold", name), [open_pipeline()], openings=log)

    assert len(gold.passages) == 2 and gold.bears_floors
    assert not log.exists()


def test_a_small_folder_gives_a_whole_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIGIE_DATA", raising=False)
    pipeline = open_pipeline()

    found = evaluate(read_folder(gold_folder(tmp_path)), pipeline, with_tfidf=False)
    text = render(found, pipeline.watch, floors={})

    away = [row.split("|")[2].strip() for row in text.splitlines() if row.startswith("| hors sujet (")]
    assert away == ["1", "1"]  # the product's, and the model's own
    for title in ("## Ce que la nuit montre", "## Le modèle brut, sans abstention", "## Par tranche", "VIGIE_DATA",
                  "## Matrices de confusion", "## Auto-cohérence"):  # fmt: skip
        assert title in text
    assert " :" not in text and "« " not in text


def test_options_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    folder = str(gold_folder(tmp_path))
    for given, said in (
        (["--lower", KEY], "raison"),
        (["--why", "parce que"], "--lower"),
        (["--gold", folder, "--update"], "phrases de Vigie"),
        (["--against", str(tmp_path / "none")], "n’existe pas"),
    ):
        result = CliRunner().invoke(evaluate_command, given)
        assert (result.exit_code, said in result.output) == (2, True), result.output


def test_an_empty_folder_is_nothing_to_measure(tmp_path: Path) -> None:
    result = CliRunner().invoke(evaluate_command, ["--gold", str(tmp_path)])

    assert (result.exit_code, "aucune phrase annotée" in result.output) == (3, True), result.output


def test_the_curve_of_an_earlier_report_is_kept() -> None:
    curve = render_curve([], "test", "2026-11-25")

    assert kept_curve(f"# Scores\n\n{curve}\n") == curve
    assert kept_curve("# Scores\n") == ""


def test_the_shipped_model_stands_above_its_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIGIE_DATA", raising=False)
    pipeline = open_pipeline()
    key = (weights_hash(pipeline), hash_held_out(), rules_hash(pipeline))
    assert is_opened(key, OPENINGS), "these weights and rules were never measured on test: vigie evaluate --open"

    # Whole threads take half a minute: `vigie evaluate` alone checks their floors.
    gold = replace(open_gold(None, [pipeline]), threads=())
    found = evaluate(gold, pipeline, with_tfidf=False)

    floors = read_floors(FLOORS)
    assert floors and [say_under(one, floors[one.key]) for one in under_floors(found.lines, floors)] == []
    assert any("VIGIE_DATA" in one for one in found.missing)
    assert all(set(row) == SCORE_COLUMNS for rows in screen_rows(found).values() for row in rows)


def test_scores_shown_by_the_dashboard_have_their_interval_and_wording() -> None:
    measured = json.loads(SCORES.read_text(encoding="utf-8"))

    assert set(measured) - {"actors"} == {"stance", "relevance", "arguments", "quotes", "figures"}
    for rows in measured.values():
        assert [row["layer"] for row in rows if not row["label"]]
        for row in rows:
            assert set(row) == SCORE_COLUMNS
            assert row["wording"].startswith(("mesurée sur ", "relue à l’aveugle sur ")) and row["n"] > 0
            assert row["precision_low"] <= row["precision"] <= row["precision_high"]
            assert row["f1"] is None or row["f1_low"] <= row["f1"] <= row["f1_high"]


def test_no_passage_is_in_two_splits() -> None:
    splits = [{item.text for item in read_gold(GOLD / name)} for name in ("train", "dev", "test")]

    assert all(splits)
    assert not (splits[0] & splits[1] or splits[0] & splits[2] or splits[1] & splits[2])
