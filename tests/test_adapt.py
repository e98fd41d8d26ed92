"""Corrections teach what they say, move little else, and never name a side that nobody gave."""

from pathlib import Path

import numpy as np
import pytest

from nlp.adapt import Correction, adapt
from nlp.model_store import STANCE_FOLDER, ModelError, read_card
from nlp.stance import PassageStance, StanceModel
from nlp.tables import pack, unpack

T1, T2 = "deremb-prescriptions", "exercice-hors-convention"
# Invented words all of them, so that no weights know better than another what they say.
TAUGHT = [
    "Le flouzage tramoline zandique.", "Ce flouzage est une bribonde.", "Grimoul au flouzage !",
    "Plarquer le flouzage, vrindèle.", "Zoubrir le flouzage en crampelle.", "Qui trabourde le flouzage ?",
    "Encore un glapon de flouzage.", "Flouzage : la mirloute.",
]  # fmt: skip
UNSEEN = "Vlomir dranque que le flouzage pirdole."
ELSEWHERE = [
    "Il faut obliger les médecins à s’installer dans les déserts.", "Le secteur 3, c’est la liberté de soigner.",
    "Merci pour cet article.", "Rembourser ces ordonnances serait injuste pour ceux qui cotisent.",
]  # fmt: skip


def of(said: PassageStance, target: str) -> tuple[float, str]:
    one = next(one for one in said.targets if one.target == target)
    return one.presence, max(one.probs, key=one.probs.__getitem__)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[StanceModel, Path]:
    out = tmp_path_factory.mktemp("modele") / "candidat"
    adapted = adapt(STANCE_FOLDER, [Correction(text=text, stances={T1: "against", T2: ""}) for text in TAUGHT], out)
    assert (adapted.n, adapted.n_answers) == (8, 16)
    assert adapted.right_after > adapted.right_before
    return StanceModel.load(out), out


def test_a_word_that_people_corrected_is_read_in_texts_that_nobody_read(taught: tuple[StanceModel, Path]) -> None:
    before, after = (model.score([UNSEEN], model.known_targets())[0] for model in (StanceModel.load(), taught[0]))
    least = taught[0].settings.presence[T1]
    assert of(before, T1)[0] < least
    assert of(after, T1)[0] > max(least, of(before, T1)[0] + 0.2)
    assert of(after, T1)[1] == "against"


def test_what_nobody_corrected_stays(taught: tuple[StanceModel, Path]) -> None:
    before, after = (model.score(ELSEWHERE, model.known_targets()) for model in (StanceModel.load(), taught[0]))
    for one, other in zip(before, after, strict=True):
        assert one.arguments == pytest.approx(other.arguments, abs=1e-4)
        assert one.sentiment_probs == pytest.approx(other.sentiment_probs, abs=1e-4)
        for place, target in enumerate(one.targets):
            assert other.targets[place].presence == pytest.approx(target.presence, abs=0.08)


def test_the_card_and_the_version_say_that_it_was_adapted(taught: tuple[StanceModel, Path]) -> None:
    assert taught[0].settings.version.endswith("+8")
    assert read_card(taught[1]).startswith("> Modèle adapté le ") and "8 corrections" in read_card(taught[1])


def test_without_a_lesson_the_answers_are_the_same(tmp_path: Path) -> None:
    adapted = adapt(STANCE_FOLDER, [Correction(text="Bonjour.", stances={"autre-cible": "favour"})], tmp_path / "vide")
    assert (adapted.n, adapted.right_after) == (0, 0)
    before, after = (model.score(ELSEWHERE, model.known_targets()) for model in (
        StanceModel.load(), StanceModel.load(tmp_path / "vide")))  # fmt: skip
    assert before == after


def test_a_folder_without_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"settings\.json: missing"):
        adapt(tmp_path, [], tmp_path / "candidat")


def test_packed_weights_keep_their_size_and_sign() -> None:
    weights = np.random.default_rng(3).normal(size=(500, 4)) * np.array([1.0, 10.0, 0.01, 0.0])
    kept = unpack(*pack(weights))
    assert np.abs(kept - weights).max(axis=0) == pytest.approx(np.abs(weights).max(axis=0) * 0.008, rel=1.0)
    assert (np.sign(kept) * np.sign(weights) >= 0).all()
