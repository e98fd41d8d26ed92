"""The path of phrases: what it reads, how its lessons weigh, and that the exported graph says the same."""

import random
from pathlib import Path

import numpy as np
import pytest

from nlp.inputs import PassageInput, encode

torch = pytest.importorskip("torch", reason="training needs torch, which the program does without")
pytest.importorskip("sklearn")

from nlp.ngrams import BUCKETS  # noqa: E402 # after what may be absent
from nlp.training.calibrate import highest_within  # noqa: E402
from nlp.training.export import count_flips, export_graph  # noqa: E402
from nlp.training.gold import GoldPassage  # noqa: E402
from nlp.training.network import WIDTH, PhrasePath, Shares, StanceNetwork, WidePath  # noqa: E402
from nlp.training.phrases import N_ELSEWHERE, Learner, Lessons, Plan  # noqa: E402
from nlp.training.sources import Argument  # noqa: E402
from nlp.training.wide import N_ALONE, N_AROUND, Half, WideTable  # noqa: E402

N_VOCABULARY = 40
SIDES = ("favour", "against")


class Letters:
    """A tokenizer whose pieces are letters."""

    def pieces(self, text: str) -> list[int]:
        return [7 + ord(letter) % (N_VOCABULARY - 7) for letter in text]

    def special(self, name: str) -> int:
        return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[TITLE]", "[PARENT]"].index(name)


def new_path() -> PhrasePath:
    torch.manual_seed(3)
    vectors = np.random.default_rng(3).normal(0.0, 0.05, (N_VOCABULARY, WIDTH)).astype(np.float32)
    path = PhrasePath(vectors)
    torch.nn.init.normal_(path.passage.attention.weight, std=0.1)
    torch.nn.init.normal_(path.context.attention.weight, std=0.1)
    path.eval()
    return path


def passage(text: str, side: str | None = None, title: str | None = None) -> GoldPassage:
    stance = {"tarif-autorite": side} if side else {}
    return GoldPassage(
        id=text, text=text, kind="comment", title=title, parent=None, relevant=bool(side), stance=stance,
        sentiment="neutral",
    )  # fmt: skip


def test_what_is_said_of_a_passage_does_not_depend_on_those_read_with_it() -> None:
    learner = Learner(new_path(), Letters(), Plan())
    long = passage("une phrase bien plus longue que la première, lue en même temps", title="Un titre")
    alone = learner.logits([passage("court")])
    beside = learner.logits([passage("court"), long])
    for name in ("presence", "stance", "sentiment", "arguments", "uses", "relevance"):
        np.testing.assert_allclose(getattr(beside, name)[:1], getattr(alone, name), atol=1e-5)


def test_the_title_tells_of_presence_and_relevance_alone() -> None:
    learner = Learner(new_path(), Letters(), Plan())
    bare, under = (learner.logits([passage("oui", title=title)]) for title in (None, "xyzzy kwak"))
    assert np.abs(bare.presence - under.presence).max() > 1e-3
    assert np.abs(bare.relevance - under.relevance).max() > 1e-3
    # The filters of three pieces see one piece past the end of the passage: little, never the words of the title.
    assert np.abs(bare.arguments - under.arguments).max() < np.abs(bare.presence - under.presence).max()


def test_the_order_of_words_is_read() -> None:
    learner = Learner(new_path(), Letters(), Plan())
    one, other = learner.logits([passage("ab cd"), passage("cd ab")]).stance
    assert np.abs(one - other).max() > 1e-4


def test_a_text_of_another_debate_teaches_relevance_alone_and_a_line_no_argument() -> None:
    lessons = Lessons.of([passage("a", "favour"), passage("b", "against")], np.array([False, True]), [], ["c"] * 5)
    assert lessons.weights[0].tolist() == [1.0, 1.0, 1.0, 0.0]
    assert lessons.weights[1, 1] == 0.0 < lessons.weights[1, 0] < 1.0
    assert lessons.weights[2, [0, 1, 3]].tolist() == [0.0, 0.0, 0.0] and lessons.weights[2, 2] > 0.0
    assert not lessons.passages[2].relevant


def test_an_argument_of_a_consultation_teaches_polarity_alone() -> None:
    judged = [Argument(target_id="p", target="", target_body="", text=side, stance=side) for side in SIDES]
    lessons = Lessons.of([passage("a", "favour")], np.array([False]), judged, ["c"])
    assert lessons.weights[1:3].tolist() == [[0.0, 0.0, 0.0, 1.0]] * 2
    assert lessons.favours.tolist() == [0.0, 1.0, 0.0, 0.0] and lessons.first_elsewhere == 3


def test_each_reading_holds_every_annotated_passage_and_some_of_the_others() -> None:
    lessons = Lessons.of([passage("a")] * 3, np.zeros(3, bool), [], ["c"] * (N_ELSEWHERE + 10))
    rows = lessons.draw(random.Random(1))
    assert {0, 1, 2} <= set(rows) and len(rows) == len(set(rows)) == 3 + N_ELSEWHERE


def test_a_side_told_by_the_order_of_words_is_learnt() -> None:
    told = [passage(text, side) for text, side in (("ab cd", "favour"), ("cd ab", "against"))] * 64
    learner = Learner(new_path(), Letters(), Plan(epochs=40))
    learner.run(Lessons.of(told, np.zeros(len(told), bool), [], []))
    sides = learner.logits(told[:2]).stance[:, 4].argmax(axis=1)
    assert sides.tolist() == [0, 1]


def test_the_exported_graph_decides_as_the_path(tmp_path: Path) -> None:
    idf = np.ones(BUCKETS, np.float32)
    table = WideTable(idf=idf, around=Half.empty(N_AROUND), alone=Half.empty(N_ALONE))
    network = StanceNetwork(new_path(), WidePath(table), Shares())
    items = [encode(Letters(), PassageInput(text="phrase " * n, title="titre")) for n in range(1, 9)]
    plain = export_graph(network, items[:3], 0, tmp_path / "model.onnx")
    flips = count_flips(plain, tmp_path / "model.onnx", items, 0)
    assert flips.n == 8 and max(flips.presence, flips.arguments, flips.relevance) <= 0.05


def test_of_thresholds_about_as_good_the_one_that_names_fewest_is_kept() -> None:
    scores = {0.3: 0.694, 0.35: 0.690, 0.4: 0.692, 0.45: 0.689, 0.5: 0.681}
    assert highest_within(scores, 0.0) == 0.3
    assert highest_within(scores, 0.005) == 0.45
