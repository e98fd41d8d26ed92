"""The annotated passages: frozen, apart from each other, and enough of each kind."""

import json
from collections import Counter

import pytest

from nlp.training.gold import ARGUMENTS, GOLD, STANCES, TARGETS, GoldError, GoldPassage, parse_passage, read_gold
from nlp.training.gold_report import FROZEN, SPLITS, file_hashes, near_duplicates, render
from store.fold import fold_words


@pytest.fixture(scope="module")
def splits() -> dict[str, list[GoldPassage]]:
    return {name: read_gold(GOLD / name) for name in SPLITS}


def test_every_file_is_the_one_that_was_frozen() -> None:
    assert file_hashes() == json.loads(FROZEN.read_text(encoding="utf-8"))


def test_an_id_names_one_passage(splits: dict[str, list[GoldPassage]]) -> None:
    names = Counter(passage.id for passages in splits.values() for passage in passages)
    assert [name for name, n in names.items() if n > 1] == []


def test_no_passage_to_learn_from_is_nearly_one_to_measure_on(splits: dict[str, list[GoldPassage]]) -> None:
    split_of = {passage.id: name for name, passages in splits.items() for passage in passages}
    pairs = near_duplicates([passage for passages in splits.values() for passage in passages])
    assert [pair for pair in pairs if split_of[pair[0]] != split_of[pair[1]]] == []


def test_a_writer_s_batch_is_in_one_split(splits: dict[str, list[GoldPassage]]) -> None:
    homes: dict[str, set[str]] = {}
    for name, passages in splits.items():
        for passage in passages:
            homes.setdefault(passage.batch, set()).add(name)
    assert [batch for batch, names in homes.items() if len(names) > 1] == []


def test_there_are_enough_passages_of_each_kind(splits: dict[str, list[GoldPassage]]) -> None:
    everything = [passage for name in ("train", "dev", "test") for passage in splits[name]]
    stances = Counter((target, value) for passage in everything for target, value in passage.stance.items())
    arguments = Counter(argument for passage in everything for argument in passage.arguments)
    near = Counter(argument for passage in everything for argument in passage.near)
    phenomena = Counter(phenomenon for passage in everything for phenomenon in passage.phenomena)
    assert len(everything) >= 6000 and len(splits["test"]) >= 900
    assert min(stances[target, value] for target in TARGETS for value in STANCES) >= 250
    assert min(arguments[argument] for argument in ARGUMENTS) >= 150
    assert min(near[argument] for argument in ARGUMENTS) >= 50
    wanted = ("irony", "concession", "negation", "reported", "several-targets", "refutation")
    assert min(phenomena[name] for name in wanted) >= 250
    assert sum(not passage.relevant for passage in everything) >= 0.15 * len(everything)


def passage(text: str, name: str = "a-1") -> GoldPassage:
    row = {"id": name, "text": text, "kind": "comment", "relevant": True, "stance": {}, "arguments": [],
           "sentiment": "neutral"}  # fmt: skip
    return parse_passage(row, "a.jsonl:1")


def test_near_duplicates_are_found_whatever_accents_and_capitals() -> None:
    first = passage("Le dernier médecin du canton quitte la convention au mois de juin prochain.")
    second = passage("LE DERNIER MEDECIN du canton quitte la convention au mois de juin dernier.", "a-2")
    other = passage("La pharmacie rouvre lundi, avec un nouveau comptoir et deux chaises.", "a-3")
    assert fold_words(first.text) != fold_words(second.text)
    assert near_duplicates([first, other, second]) == [("a-2", "a-1")]


@pytest.mark.parametrize(
    "change",
    [{"stance": {"x": "favour"}}, {"sentiment": "angry"}, {"arguments": [{"id": "burnout", "use": "shouts"}]},
     {"arguments": [{"id": "burnout", "use": "asserts"}], "near": ["burnout"]}, {"arguments": [{"id": "x"}]}],
)  # fmt: skip
def test_a_line_that_breaks_the_format_is_named(change: dict[str, object]) -> None:
    row = {"id": "a-1", "text": "t", "kind": "comment", "relevant": True, "stance": {}, "arguments": [],
           "sentiment": "neutral"}  # fmt: skip
    with pytest.raises(GoldError, match=r"a\.jsonl:3"):
        parse_passage(row | change, "a.jsonl:3")


def test_the_report_counts_what_is_there() -> None:
    split = [passage("Un mot de trop, ici même."), passage("Un tout autre mot, et là-bas.", "a-2")]
    alone = {name: [passage(f"Un mot pour {name}.", name)] for name in ("lines", "dev", "test")}
    text = render({"train": split} | alone)
    assert "| train | 2 |" in text and "| deremb-prescriptions | 0 | 0 | 0 |" in text
