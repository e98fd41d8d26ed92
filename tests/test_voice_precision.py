"""Beside the sides of the press and of persons quoted stands what reading those was measured at, not readers'."""

from typing import Any

import pytest

from dashboard.precision import STANCE_LAYERS, find_measure, measure_kind
from dashboard.reliability import say_argument, say_voice, warn_of_sides
from nlp.pipeline import read_scores
from store.verdicts import Voice


def _score(layer: str, precision: float) -> dict[str, Any]:
    return {"layer": layer, "label": "", "precision": precision, "precision_low": precision - 0.1, "recall": 0.5,
            "precision_high": precision + 0.1, "wording": "mesurée sur 40 articles écrits pour l’essai"}  # fmt: skip


def _models(**precisions: float) -> list[dict[str, Any]]:
    scores = [_score(layer.replace("_", "-"), precision) for layer, precision in precisions.items()]
    return [{"component": "stance", "scores": scores}]


def _words(models: list[dict[str, Any]], voice: Voice) -> str:
    return str(say_voice(models, voice)).replace("\u00a0", " ")


def test_a_voice_read_badly_is_not_to_be_cited() -> None:
    models = _models(stance=0.9, stance_press=0.55, stance_speaker=0.8)
    assert "précision mesurée 55 % (45 à 65 %)" in _words(models, "press") and "à ne pas citer" in _words(
        models, "press"
    )
    assert "80 % (70 à 90 %)" in _words(models, "speaker") and "à ne pas citer" not in _words(models, "speaker")


def test_a_voice_never_measured_says_so() -> None:
    assert "jamais mesurée" in _words(_models(stance=0.9), "press")


def test_an_argument_never_measured_does_not_take_the_measure_of_all_for_its_own() -> None:
    scores = [_score("argument", 0.8), _score("argument", 0.5) | {"label": "greed-rent"}]
    models = [{"component": "arguments", "scores": scores}]
    own, other = (str(say_argument(models, one)).replace("\u00a0", " ") for one in ("greed-rent", "ajouté"))
    assert "Cet argument : précision mesurée 50 %" in own and "à ne pas citer" in own
    assert "n’a pas été mesuré" in other and "les arguments réunis : précision mesurée 80 %" in other


@pytest.mark.parametrize("voice", list(STANCE_LAYERS))
def test_each_voice_of_the_shipped_model_was_measured(voice: Voice) -> None:
    models = [{"component": name, "scores": rows} for name, rows in read_scores().items()]
    measure = measure_kind(models, STANCE_LAYERS[voice])
    assert measure is not None and measure["n"] > 0


def test_a_passage_of_the_press_is_not_told_at_the_precision_of_readers() -> None:
    model = _models(stance=0.9, stance_press=0.55)[0]
    model["scores"].append(_score("stance", 0.95) | {"label": "against"})
    tag = {"tag_kind": "stance", "value": "against", "key": "deremb-prescriptions"}
    of_readers, of_press, of_speakers = (find_measure(model, tag, voice) for voice in ("reader", "press", "speaker"))
    assert of_readers is not None and of_readers["precision"] == 0.95
    assert of_press is not None and of_press["precision"] == 0.55
    assert of_speakers is None


def test_a_file_of_a_voice_read_badly_says_that_it_is_not_to_be_cited() -> None:
    models = _models(stance=0.9, stance_press=0.55)
    said = warn_of_sides(models, "press").replace("\u00a0", " ")
    assert "précision mesurée 55 % (45 à 65 %)" in said and said.endswith("À ne pas citer.")
    assert "citer" not in warn_of_sides(models, "reader") and "jamais mesurée" in warn_of_sides(models, "speaker")


def test_a_file_on_one_target_says_that_target_s_precision() -> None:
    models = _models(stance=0.9)
    models[0]["scores"].append(_score("stance", 0.5) | {"label": "tarif-autorite"})
    said = warn_of_sides(models, "reader", "tarif-autorite")
    assert "50\u00a0%" in said and "citer" in said
