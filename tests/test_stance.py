"""The shipped stance model, loaded as a user's machine loads it."""

import subprocess
import sys
import time

import pytest

from nlp.evidence import clauses, without
from nlp.inputs import PassageInput, collate, encode, with_context
from nlp.model_store import MAX_FILE_MB, STANCE_FOLDER, ModelError, Pieces, read_card, read_settings
from nlp.ngrams import BUCKETS, count_grams, folded_words
from nlp.stance import StanceModel, TargetText, as_tags

AGAINST = "C'est honteux : on veut dérembourser les ordonnances des médecins non conventionnés, le patient est puni."
CONTEXT = {"title": "Les prescriptions des médecins déconventionnés ne seront plus remboursées", "parent": None}
NEW_TARGET = TargetText(id="cantine", text="Rendre la cantine scolaire gratuite pour tous les élèves.")
FILLER = "Le marché du samedi se tiendra cette semaine sur la place de la gare, devant la halle."


@pytest.fixture(scope="module")
def model() -> StanceModel:
    return StanceModel.load(STANCE_FOLDER)


def test_a_plain_protest_is_against_the_measure_and_negative(model: StanceModel) -> None:
    result = model.score([AGAINST], model.known_targets(), [CONTEXT])[0]

    by_target = {item.target: item for item in result.targets}
    assert by_target["deremb-prescriptions"].value == "against"
    assert result.sentiment == "negative"


def test_a_text_about_something_else_names_no_target(model: StanceModel) -> None:
    result = model.score([FILLER], model.known_targets())[0]

    assert [item.target for item in result.targets if item.value is not None] == []


def test_results_come_in_the_order_asked_whatever_the_lengths(model: StanceModel) -> None:
    texts = [FILLER * 5, AGAINST, "Non.", FILLER]
    together = model.score(texts, model.known_targets())
    alone = [model.score([text], model.known_targets())[0] for text in texts]

    for one, other in zip(together, alone, strict=True):
        for left, right in zip(one.targets, other.targets, strict=True):
            assert left.presence == pytest.approx(right.presence, abs=0.05)


def test_probabilities_are_shares(model: StanceModel) -> None:
    result = model.score([AGAINST], [*model.known_targets(), NEW_TARGET])[0]

    assert len(result.targets) == 7
    for item in result.targets:
        assert 0.0 <= item.presence <= 1.0
        assert sum(item.probs.values()) == pytest.approx(1.0, abs=1e-4)
    assert sum(result.sentiment_probs.values()) == pytest.approx(1.0, abs=1e-4)


def test_a_known_target_is_recognised_by_its_text(model: StanceModel) -> None:
    known = model.known_targets()[0]
    renamed = TargetText(id="autre-nom", text=known.text.upper())

    first, second = model.score([AGAINST], [known, renamed])[0].targets

    assert second.target == "autre-nom"
    assert second.presence == pytest.approx(first.presence, abs=1e-5)


def test_evidence_lies_inside_the_passage_and_only_where_a_side_is_taken(model: StanceModel) -> None:
    texts = [AGAINST, FILLER, "Quel est le tarif d'autorité ?"]
    for text, result in zip(texts, model.score(texts, model.known_targets()), strict=True):
        for item in result.targets:
            assert bool(item.evidence) == (item.value in ("favour", "against"))
            assert len(item.evidence) <= 2
            for start, end in item.evidence:
                assert 0 <= start < end <= len(text)
                assert text[start:end] == text[start:end].strip()


def test_tags_hold_the_targets_spoken_of_and_one_sentiment(model: StanceModel) -> None:
    result = model.score([AGAINST], model.known_targets(), [CONTEXT])[0]

    tags = as_tags(result)

    assert [tag.key for tag in tags if tag.kind == "stance"] == [t.target for t in result.targets if t.value]
    assert [tag.value for tag in tags if tag.kind == "sentiment"] == [result.sentiment]
    assert all(0.0 <= tag.score <= 1.0 for tag in tags)


@pytest.mark.parametrize("text", ["", " ", "!!!", "😡😡", "a" * 5000, "mot " * 2000, "ﬁnance\u0000\u200b"])
def test_odd_texts_are_scored_without_error(model: StanceModel, text: str) -> None:
    assert len(model.score([text], model.known_targets())) == 1


def test_no_text_gives_no_result_and_no_target_gives_sentiment_only(model: StanceModel) -> None:
    assert model.score([], model.known_targets()) == []
    assert model.score([AGAINST], [])[0].targets == ()


def test_accents_and_capitals_do_not_change_the_answer(model: StanceModel) -> None:
    plain = "CEST HONTEUX DE DEREMBOURSER LES ORDONNANCES DES MEDECINS NON CONVENTIONNES"
    accented = "cest honteux de dérembourser les ordonnances des médecins non conventionnés"

    first, second = model.score([plain, accented], model.known_targets())

    assert [item.value for item in first.targets] == [item.value for item in second.targets]


def test_a_hundred_passages_a_second_on_six_targets(model: StanceModel) -> None:
    texts = [f"{AGAINST} {FILLER} {index}" for index in range(200)]
    started = time.process_time()
    model.score(texts, model.known_targets(), [CONTEXT] * len(texts))
    # Processor time of both threads: two busy cores for two seconds at most.
    assert time.process_time() - started < 4.0


def test_torch_is_never_imported() -> None:
    code = (
        "import sys; from nlp.stance import StanceModel; model = StanceModel.load();"
        "model.score(['Bonjour.'], model.known_targets()); assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_missing_folder_says_what_to_do(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ModelError, match=r"settings\.json|model\.onnx"):
        StanceModel.load(tmp_path)


def test_every_file_of_the_model_is_small_and_described() -> None:
    sizes = [path.stat().st_size for path in STANCE_FOLDER.iterdir()]

    assert sum(sizes) <= MAX_FILE_MB * 1_000_000
    card = read_card()
    assert "modèle de départ" in card and "Licence" in card
    assert len(read_settings(STANCE_FOLDER).known) == 6


def test_clauses_cover_the_words_and_keep_their_offsets() -> None:
    text = "Je comprends la colère, mais cette mesure punit les malades. Elle ne ramènera personne !"

    found = [text[start:end] for start, end in clauses(text)]

    assert found == ["Je comprends la colère", "mais cette mesure punit les malades", "Elle ne ramènera personne"]
    assert without(text, clauses(text)[1]) == "Je comprends la colère,  . Elle ne ramènera personne !"


def test_clauses_of_nothing_are_none() -> None:
    assert clauses("") == []
    assert clauses("... !") == []
    assert len(clauses("Non.")) == 1


def test_grams_ignore_accents_and_case_and_stay_in_their_buckets() -> None:
    assert count_grams("L'ÉTÉ coûte cher") == count_grams("l'ete coute cher")
    assert all(0 <= bucket < BUCKETS for bucket in count_grams("Un cœur à 0,61 € !"))
    assert folded_words("Cœur à 0,61 € !") == ["coeur", "a", "0", "61", "€", "!"]


def test_context_is_read_after_the_passage_and_marked_as_context() -> None:
    pieces = Pieces(STANCE_FOLDER / "tokenizer.json")
    item = encode(pieces, PassageInput(text="Je suis d'accord.", title="Un titre", parent="Un avis"))

    assert item.roles == sorted(item.roles)
    assert set(item.roles) == {1, 2}
    assert item.ids.count(pieces.special("[TITLE]")) == 1
    assert with_context(PassageInput(text="a", parent="b")) == "a . b"
    arrays = collate([item, encode(pieces, PassageInput(text="Oui."))], pieces.special("[PAD]"))
    assert arrays["ids"].shape == arrays["roles"].shape
    assert arrays["roles"][1].min() == 0
