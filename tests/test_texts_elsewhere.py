"""Texts of other debates that relevance learns from: none of this debate, none that measures, the same each time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.training import elsewhere

FILLER = "La salle des fêtes rouvre samedi après deux ans de travaux, numéro {} de la gazette du canton."
DEBATE = (
    "Un généraliste sur mille exerce en secteur 3 et ne signe plus rien avec la caisse de son département.",
    "Les médecins du plateau demandent une autre convention, et le préfet les recevra jeudi.",
    "Les ordonnances de ces praticiens ne seraient plus remboursées à partir de janvier prochain.",
)
APART = FILLER.format(7)


@pytest.fixture(autouse=True)
def corpora(monkeypatch: pytest.MonkeyPatch) -> None:
    def documents(root: Path) -> Iterator[tuple[str, str]]:
        for place in range(3 * elsewhere.PER_FOLDER // 2):
            yield "a", "\n".join((FILLER.format(place), DEBATE[place % len(DEBATE)], "Trop court."))
            yield "b", f"Avant. {FILLER.format(place)} Après."

    monkeypatch.setattr(elsewhere, "documents", documents)
    monkeypatch.setattr(elsewhere, "_ONE_IN", 1)


def test_no_text_of_the_debate_is_taken() -> None:
    taken = elsewhere.texts_elsewhere(Path(), [])
    assert len(taken) == 2 * elsewhere.PER_FOLDER
    assert not set(DEBATE) & set(taken) and "Trop court." not in taken


def test_a_text_that_measures_is_not_learnt_from_whole_or_in_part() -> None:
    assert any(APART in text for text in elsewhere.texts_elsewhere(Path(), []))
    assert not any(APART in text for text in elsewhere.texts_elsewhere(Path(), [APART]))


def test_the_same_texts_are_taken_each_time() -> None:
    assert elsewhere.texts_elsewhere(Path(), []) == elsewhere.texts_elsewhere(Path(), [])
