"""Probabilities that mean what they say, abstention that buys precision, evidence that carries the answer."""

from dataclasses import replace

import numpy as np
import pytest

from nlp.evaluation import calibration
from nlp.evaluation.calibration import Judged, measure_calibration, measure_risk
from nlp.evaluation.faithfulness import CUES, OURS, RANDOM, measure_faithfulness
from nlp.evaluation.systems import Probabilities, open_pipeline
from nlp.pipeline import Pipeline
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, GoldPassage


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return open_pipeline()


def passage(number: int, text: str, **changed: object) -> GoldPassage:
    values: dict[str, object] = {
        "id": f"x-{number}", "text": text, "kind": "comment", "title": None, "parent": None, "relevant": True,
        "stance": {}, "sentiment": "negative",
    }  # fmt: skip
    return GoldPassage(**{**values, **changed})  # type: ignore[arg-type]


def judged(said: list[float], true: list[int]) -> Judged:
    n = len(said)
    return Judged(
        layer="presence", probs=np.array(said).reshape(-1, 1), outcomes=np.array(true, float).reshape(-1, 1),
        passages=np.arange(n), labels=np.zeros(n, np.int64),
    )  # fmt: skip


def test_who_is_always_sure_and_right_has_a_skill_of_one() -> None:
    found = calibration._measure(judged([1.0, 0.0] * 20, [1, 0] * 20))
    assert (found.brier, found.skill) == (0.0, 1.0)
    assert found.base == pytest.approx(0.25)


def test_who_only_knows_how_often_has_no_skill_and_who_is_sure_and_wrong_less_than_none() -> None:
    assert calibration._measure(judged([0.25] * 40, [1, 0, 0, 0] * 10)).skill == pytest.approx(0.0)
    assert calibration._measure(judged([1.0, 0.0] * 20, [0, 1] * 20)).skill == pytest.approx(-3.0)


def test_a_tenth_says_how_many_were_right_with_an_interval() -> None:
    (low, high) = calibration._measure(judged([0.12] * 10 + [0.95] * 10, [0] * 9 + [1] * 11)).bins
    assert (low.n, low.said, low.right) == (10, pytest.approx(0.12), pytest.approx(0.1))
    assert low.low < 0.1 < low.high and high.right == 1.0 and high.low < 0.8


def test_the_surest_sides_are_kept_first(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    n = 20
    passages = [passage(row, "Texte.", stance={TARGETS[0]: "favour"} if row % 2 else {}) for row in range(n)]
    presence = np.zeros((n, len(TARGETS)), np.float32)
    presence[:, 0] = [0.9 if row % 2 else 0.6 for row in range(n)]
    stance = np.zeros((n, len(TARGETS), len(STANCES)), np.float32)
    stance[:, :, 0] = 1.0
    said = Probabilities(
        relevance=np.ones(n, np.float32), presence=presence, stance=stance,
        arguments=np.zeros((n, len(ARGUMENTS)), np.float32),
        tone=np.tile(np.eye(len(SENTIMENTS), dtype=np.float32)[0], (n, 1)),
    )  # fmt: skip
    monkeypatch.setattr(calibration, "read_probabilities", lambda pipeline, passages: said)

    points = {point.coverage: point for point in measure_risk(pipeline, passages)}

    assert (points[1.0].n, points[1.0].wrong) == (20, 0.5)
    assert (points[0.5].n, points[0.5].wrong, points[0.5].least) == (10, 0.0, pytest.approx(0.9))
    assert points[0.5].high > 0.2  # ten are few
    tone = next(one for one in measure_calibration(pipeline, passages) if one.layer == "tone")
    assert tone.brier == 0.0


def test_our_evidence_carries_more_than_words_at_random(pipeline: Pipeline) -> None:
    texts = [
        "Hier il pleuvait encore sur la côte. Dérembourser les ordonnances des médecins hors convention, c’est punir "
        "les patients. Bonne soirée à tous.",
        "Mon fils a repris le foot. Il faut obliger les médecins à s’installer dans les déserts, point final. "
        "Et la mairie a rouvert la piscine.",
        "J’ai relu cet article deux fois. Le secteur 3 crée une médecine à deux vitesses, celle des riches et l’autre. "
        "Merci au journal.",
    ]
    found = measure_faithfulness(pipeline, [passage(number, text) for number, text in enumerate(texts)])
    by = {(one.layer, one.method): one for one in found}
    for layer in {one.layer for one in found}:
        ours, chance = by[layer, OURS], by[layer, RANDOM]
        assert ours.comprehensiveness.value > chance.comprehensiveness.value
        assert ours.sufficiency.value < chance.sufficiency.value
        assert chance.gain is not None and chance.gain.value > 0 and by[layer, CUES].gain is not None
        assert ours.words == pytest.approx(chance.words, abs=0.02)
    assert found


def test_a_short_passage_is_its_own_evidence(pipeline: Pipeline) -> None:
    short = passage(1, "Une honte pour les patients.")
    assert measure_faithfulness(pipeline, [short, replace(short, id="x-2")]) == []
