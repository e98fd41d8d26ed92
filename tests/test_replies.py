"""Replies are read again once the side of the comment that they answer is known."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from nlp.graph import PassageGraph
from nlp.inputs import PassageInput
from nlp.model_store import GRAPH, SETTINGS, STANCE_FOLDER, TOKENIZER
from nlp.replies import N_FEATURES, answered, features
from nlp.stance import StanceModel

TITLE = "Les prescriptions des médecins déconventionnés ne seront plus remboursées"
TARGET = "deremb-prescriptions"
FOR = "Très bonne mesure, il est normal de ne plus rembourser les ordonnances de ceux qui quittent la convention."
AGAINST = "C'est honteux de dérembourser les ordonnances, c'est le patient qui est puni alors qu'il cotise."
AGREEING = ["Exactement.", "Entièrement d'accord avec vous.", "Bien dit !", "+1"]


@pytest.fixture(scope="module")
def model() -> StanceModel:
    return StanceModel.load(STANCE_FOLDER)


def _lean(model: StanceModel, text: str, parent: str | None) -> float:
    """Probability of favour minus that of against."""
    result = model.score([text], model.known_targets(), [{"title": TITLE, "parent": parent}], with_evidence=False)[0]
    probs = next(item.probs for item in result.targets if item.target == TARGET)
    return probs["favour"] - probs["against"]


@pytest.mark.parametrize("text", AGREEING)
def test_who_agrees_leans_to_the_side_of_what_he_answers(model: StanceModel, text: str) -> None:
    assert _lean(model, text, FOR) > _lean(model, text, AGAINST)


@pytest.mark.parametrize("text", ["N'importe quoi.", "Non, pas du tout d'accord."])
def test_who_protests_leans_away_from_what_he_answers(model: StanceModel, text: str) -> None:
    assert _lean(model, text, FOR) < _lean(model, text, AGAINST)


def test_a_comment_that_answers_nobody_is_read_once(tmp_path: Path) -> None:
    for name in (GRAPH, TOKENIZER, SETTINGS):
        shutil.copy(STANCE_FOLDER / name, tmp_path / name)
    once, twice = PassageGraph.load(tmp_path), PassageGraph.load(STANCE_FOLDER)
    asked = twice.ask(StanceModel(twice).known_targets())
    alone, reply = (
        PassageInput(text=AGAINST, title=TITLE),
        PassageInput(text="Exactement, et tous.", title=TITLE, parent=FOR),
    )

    before, after = once.run([alone, reply], asked), twice.run([alone, reply], asked)

    assert before.stance[0] == pytest.approx(after.stance[0], abs=1e-4)
    assert not np.allclose(before.stance[1], after.stance[1], atol=1e-2)
    assert before.presence == pytest.approx(after.presence, abs=0.05)


def test_replies_of_many_threads_keep_their_order(model: StanceModel) -> None:
    texts = [text for text in AGREEING for _ in (FOR, AGAINST)] * 6
    contexts = [{"title": TITLE, "parent": parent} for _ in AGREEING for parent in (FOR, AGAINST)] * 6

    together = model.score(texts, model.known_targets(), contexts, with_evidence=False)

    for text, context, result in list(zip(texts, contexts, together, strict=True))[-8:]:
        probs = next(item.probs for item in result.targets if item.target == TARGET)
        expected = _lean(model, text, context["parent"])
        assert probs["favour"] - probs["against"] == pytest.approx(expected, abs=0.03)


def test_each_comment_answered_is_read_once() -> None:
    inputs = [
        PassageInput(text="Non."),
        PassageInput(text="Oui.", parent="a"),
        PassageInput(text="Si.", parent="b"),
        PassageInput(text="Bof.", parent="a"),
        PassageInput(text="Ah.", parent=" "),
    ]

    rows, parents, owners = answered(inputs)

    assert rows == [1, 2, 3]
    assert [parent.text for parent in parents] == ["a", "b"]
    assert owners == [0, 1, 0]


def test_features_tell_the_side_of_the_comment_as_far_as_it_speaks_of_the_target() -> None:
    own, parent = np.zeros((1, 2, 3), np.float32), np.array([[[4.0, -4.0, -4.0], [4.0, -4.0, -4.0]]], np.float32)
    presence = np.array([[8.0, -8.0]], np.float32)

    known = features(own, presence, parent)

    assert known.shape == (1, 2, N_FEATURES)
    assert known[0, 0, 2] == pytest.approx(1.0, abs=0.01)
    assert known[0, 1, 2] == pytest.approx(0.0, abs=0.01)
