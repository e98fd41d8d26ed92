"""Measuring: the arithmetic of scores, the floors, and the gold files they stand on."""

import json
from pathlib import Path

import numpy as np
import pytest

from nlp.baselines import Predictions, majority
from nlp.evaluate import FLOORS, OURS, Report, Row, check_floors, evaluate, raise_floors, render, score_system
from nlp.measures import SCORES
from nlp.scoring import Score, one_hot, score_classes
from nlp.training.gold import GOLD, STANCES, TARGETS, GoldError, GoldPassage, read_gold


def passage(**changed: object) -> GoldPassage:
    values: dict[str, object] = {
        "id": "x-1", "text": "Texte.", "kind": "comment", "title": None, "parent": None, "relevant": True,
        "stance": {TARGETS[0]: "against"}, "sentiment": "negative",
    }  # fmt: skip
    return GoldPassage(**{**values, **changed})  # type: ignore[arg-type]


def answer(pairs: list[tuple[str, str]], sentiment: str = "negative") -> Predictions:
    return Predictions(
        presence=np.array([[any(t == target for target, _ in pairs) for t in TARGETS]]),
        pairs=np.array([[(t, s) in pairs for t in TARGETS for s in STANCES]]),
        given=[{**dict.fromkeys(TARGETS, "neutral"), **dict(pairs)}],
        sentiment=[sentiment],
    )


def report(f1: float) -> Report:
    score = Score(group="couples micro", n=10, precision=f1, recall=f1, f1=f1, low=f1, high=f1)
    row = Row(layer="position par cible", system=OURS, score=score)
    return Report(rows=(row,), measured_on="2026-11-22", n_passages=10, gold="test", coverage=1.0)


def test_counts_give_precision_recall_and_f1() -> None:
    expected = one_hot(["a", "a", "b", "b"], ["a", "b"])
    found = one_hot(["a", "b", "b", "none"], ["a", "b"])

    micro, macro, first, second = score_classes("x", expected, found, ["a", "b"])

    assert (micro.n, micro.precision, micro.recall) == (4, pytest.approx(2 / 3), 0.5)
    assert first.f1 == pytest.approx(2 / 3)
    assert second.f1 == pytest.approx(0.5)
    assert macro.f1 == pytest.approx((2 / 3 + 0.5) / 2)
    assert micro.low <= micro.f1 <= micro.high


def test_a_perfect_answer_scores_one_everywhere() -> None:
    rows = score_system(OURS, [passage()], answer([(TARGETS[0], "against")]))

    assert {row.score.f1 for row in rows} == {1.0}


def test_an_acceptable_second_choice_counts_only_in_its_own_row() -> None:
    doubtful = passage(acceptable_stance={TARGETS[0]: ("neutral",)})
    rows = {row.score.group: row.score.f1 for row in score_system(OURS, [doubtful], answer([(TARGETS[0], "neutral")]))}

    assert rows["couples micro"] == 0.0
    assert rows["couples, second choix admis micro"] == 1.0


def test_majority_answers_the_most_frequent_pair() -> None:
    learning = [passage(), passage(), passage(stance={TARGETS[1]: "favour"}, sentiment="neutral")]

    found = majority(learning, 2)

    assert found.pairs.sum() == 2
    assert list(found.sentiment) == ["negative", "negative"]


def test_a_score_under_its_floor_is_named_and_floors_only_rise(tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    raise_floors(report(0.6), floors)

    assert check_floors(report(0.6), floors) == []
    assert "0.500" in check_floors(report(0.5), floors)[0]
    raise_floors(report(0.5), floors)
    assert json.loads(floors.read_text()) == {"position par cible / couples micro": 0.58}


def test_a_bad_gold_line_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a-1"}\n', encoding="utf-8")

    with pytest.raises(GoldError, match=r"a\.jsonl:1"):
        read_gold(tmp_path)


def test_no_passage_is_in_two_splits() -> None:
    splits = [{item.text for item in read_gold(GOLD / name)} for name in ("train", "dev", "test")]

    assert all(splits)
    assert not (splits[0] & splits[1] or splits[0] & splits[2] or splits[1] & splits[2])


def test_the_shipped_model_stands_above_its_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIGIE_DATA", raising=False)

    found = evaluate()

    assert json.loads(FLOORS.read_text(encoding="utf-8"))
    assert check_floors(found) == []
    assert any("VIGIE_DATA" in line for line in found.missing)
    assert "| groupe | n |" in render(found)


def test_scores_shown_by_the_dashboard_have_their_interval_and_wording() -> None:
    measured = json.loads(SCORES.read_text(encoding="utf-8"))

    assert set(measured) == {"stance", "relevance", "arguments", "quotes", "figures"}
    for rows in measured.values():
        assert [row["layer"] for row in rows if not row["label"]]
        for row in rows:
            assert row["wording"].startswith(("mesurée sur ", "relue à l’aveugle sur ")) and row["n"] > 0
            assert row["precision_low"] <= row["precision"] <= row["precision_high"]
            assert row["f1"] is None or row["f1_low"] <= row["f1"] <= row["f1_high"]
