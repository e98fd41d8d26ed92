"""The model card is written from what was measured, in both languages, and says nothing that was not."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.evaluation.card import write_card
from nlp.evaluation.evaluate import Evaluation, evaluate
from nlp.evaluation.french import typeset
from nlp.evaluation.gold_sets import read_dev
from nlp.evaluation.systems import open_pipeline
from nlp.model_store import STANCE_FOLDER, read_card, read_settings
from nlp.pipeline import Pipeline


@pytest.fixture(scope="module")
def measured() -> tuple[Evaluation, Pipeline]:
    pipeline, dev = open_pipeline(), read_dev()
    some = replace(dev, passages=dev.passages[:120])
    return evaluate(some, pipeline, with_tfidf=False, with_public=False), pipeline


def test_a_card_names_its_weights_its_data_and_scores(measured: tuple[Evaluation, Pipeline], tmp_path: Path) -> None:
    found, pipeline = measured
    shutil.copytree(STANCE_FOLDER, tmp_path / "modele")
    write_card(tmp_path / "modele", found, pipeline)
    card = read_card(tmp_path / "modele")
    french, english = card.split("\n---\n")
    for part in (french, english):
        assert found.weights[:12] in part and read_settings(STANCE_FOLDER).trained_on in part
        assert "raw-plfss-amendements" in part and "Licence Ouverte" in part
        assert not {"{", "}"} & set(part)
    (pairs,) = [line for line in found.of("shown", "pairs") if line.group == "all"]
    assert f"{pairs.score.f1:.3f}".replace(".", ",") in french
    assert "une mesure de mise au point" in french and "a development measure" in english


def test_known_failures_are_our_own_texts(measured: tuple[Evaluation, Pipeline], tmp_path: Path) -> None:
    found, pipeline = measured
    shutil.copytree(STANCE_FOLDER, tmp_path / "modele")
    write_card(tmp_path / "modele", found, pipeline)
    failures = [line for line in read_card(tmp_path / "modele").splitlines() if line.startswith("- «")]
    texts = {typeset(" ".join(one.text.split())) for one in read_dev().passages}
    assert len(failures) == 8
    assert all(any(text[:20] in line for text in texts) for line in failures)


def test_the_shipped_card_is_that_of_the_shipped_weights() -> None:
    assert open_pipeline().fingerprint[:12] in read_card()
