"""Bare replies follow, or refuse, the comment that they answer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.assent import MEANT, follow, read_assent
from nlp.graph import PassageGraph
from nlp.inputs import PassageInput
from nlp.stance import StanceModel

TITLE = "Les prescriptions des médecins déconventionnés ne seront plus remboursées"
FOR = "Très bonne mesure, il est normal de ne plus rembourser les ordonnances de ceux qui quittent la convention."
WORDS = st.sampled_from(["oui", "pas", "d'accord", "tout à fait", "faux", ","])
ELSEWHERE = "Quelqu’un sait-il si la ligne 12 roule demain ?"


@pytest.mark.parametrize(
    "text",
    ["Tout à fait", "+1", "100 % d’accord !", "Oui, entièrement d'accord avec vous, bien dit !", "Vous avez raison",
     "pas faux", "C'est exactement ça 👍", "Très juste, enfin quelqu’un qui le dit.", "Je plussoie, cher confrère !",
     "TOUT A FAIT !!!", "Vous n'avez pas tort", "Idem."],
)  # fmt: skip
def test_formulas_of_agreement(text: str) -> None:
    assert read_assent(text) == 1


@pytest.mark.parametrize(
    "text",
    ["Je ne suis pas d’accord avec vous.", "Pas du tout d'accord", "Vous avez tort.", "Faux !", "Faux et archi-faux.",
     "C'est l'inverse", "N’importe quoi.", "Absolument pas", "Non, et non.", "Bien au contraire", "Mais non, voyons !",
     "Ça ne tient pas debout"],
)  # fmt: skip
def test_formulas_of_refusal(text: str) -> None:
    assert read_assent(text) == -1


@pytest.mark.parametrize(
    "text",
    ["", "Oui", "Vous avez raison, mais les patients ?", "D’accord ?", "Tout à fait 😂",
     "C'est ça, et le Père Noël existe",
     "Faux, elle exerce en secteur 2.", "Je suis d'accord pour dire que la convention est morte", "Absurde.",
     "Exactement la question que je pose", "Parano.", "Bravo"],
)  # fmt: skip
def test_what_says_more_or_may_mean_something_else_is_no_formula(text: str) -> None:
    assert read_assent(text) == 0


@settings(max_examples=200, deadline=500)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["oui", "pas", "d'accord", "tout à fait", "faux", ","])).map(" ".join)
)
def test_any_text_is_read_at_once(text: str) -> None:
    assert read_assent(text) in (-1, 0, 1)


def test_who_agrees_takes_the_side_and_who_refuses_the_other() -> None:
    parent = np.log(np.array([[0.9, 0.05, 0.05], [0.1, 0.1, 0.8]], np.float32))
    agrees, refuses = np.exp(follow(1, parent)), np.exp(follow(-1, parent))
    assert agrees.sum(axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)
    assert agrees[0] == pytest.approx(MEANT * np.exp(parent[0]) + (1 - MEANT) / 3, abs=1e-5)
    assert refuses[0] == pytest.approx(agrees[0][[1, 0, 2]], abs=1e-5)
    assert refuses[1].argmax() == agrees[1].argmax() == 2  # what takes no side is neither followed nor refused


def test_a_bare_reply_speaks_of_what_it_answers_and_of_nothing_else() -> None:
    graph = PassageGraph.load()
    asked = graph.ask(StanceModel(graph).known_targets())
    remarks = [PassageInput(text=text, title=TITLE) for text in (FOR, ELSEWHERE)]
    replies = [PassageInput(text="Tout à fait.", title=TITLE, parent=text) for text in (FOR, ELSEWHERE)]
    found = graph.run([*remarks, *replies], asked)
    assert found.presence[2:] == pytest.approx(found.presence[:2], abs=0.1)
    assert (found.stance[2].argmax(axis=1) == found.stance[0].argmax(axis=1)).all()
