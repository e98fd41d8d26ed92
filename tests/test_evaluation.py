"""Measuring: the arithmetic of scores, the layers, and the answers of an invented annotator."""

import json
from pathlib import Path

import numpy as np
import pytest

from nlp.evaluation.agreement import measure_agreement, read_second_pass
from nlp.evaluation.answers import Said
from nlp.evaluation.baselines import majority, tfidf, usual_use
from nlp.evaluation.curve import learning_curve
from nlp.evaluation.layers import tallies
from nlp.evaluation.lines import Answers, Line, passage_lines
from nlp.evaluation.public import class_lines
from nlp.evaluation.scoring import Score, Tally, compare, kappa, pool, score
from nlp.evaluation.slices import off_topic_scores, slice_scores, stance_matrix, use_matrix
from nlp.training.gold import TARGETS, GoldError, GoldPassage, read_gold

ONE, TWO = TARGETS[:2]


def passage(**changed: object) -> GoldPassage:
    values: dict[str, object] = {
        "id": "x-1", "text": "Texte.", "kind": "comment", "title": None, "parent": None, "relevant": True,
        "stance": {ONE: "against"}, "sentiment": "negative", "arguments": {"burnout": "asserts"},
    }  # fmt: skip
    return GoldPassage(**{**values, **changed})  # type: ignore[arg-type]


def right(one: GoldPassage) -> Said:
    return Said(relevant=one.relevant, stance=one.stance, given=one.stance, tone=one.sentiment, arguments=one.arguments)


def answer(**changed: object) -> Said:
    values = {**vars(right(passage())), **changed}
    return Said(**values)  # type: ignore[arg-type]


def by_group(layer: str, passages: list[GoldPassage], said: list[Said]) -> dict[str, Score]:
    return {one.group: score(one) for one in tallies(layer, passages, said)}


def counted(hits: list[int], found: list[int], expected: list[int]) -> Tally:
    return Tally(group="all", counts=np.array([hits, found, expected], dtype=np.float64).T.reshape(-1, 1, 3))


def test_a_known_confusion_gives_a_known_f1() -> None:
    passages = [passage(sentiment=tone) for tone in ("negative", "negative", "neutral", "neutral")]
    said = [answer(tone=tone) for tone in ("negative", "neutral", "neutral", "none")]

    found = by_group("tone", passages, said)

    assert (found["all"].n, found["all"].precision, found["all"].recall) == (4, pytest.approx(2 / 3), 0.5)
    assert found["negative"].f1 == pytest.approx(2 / 3)
    assert found["neutral"].f1 == pytest.approx(0.5)
    assert found["macro"].f1 == pytest.approx((2 / 3 + 0.5) / 2)
    assert found["all"].low <= found["all"].f1 <= found["all"].high


def test_the_interval_covers_the_truth_nineteen_times_in_twenty() -> None:
    rng, n_covered = np.random.default_rng(3), 0
    for _ in range(200):
        hits = [int(one) for one in rng.random(80) < 0.7]
        found = score(counted(hits, [1] * 80, [1] * 80))
        n_covered += found.low <= 0.7 <= found.high

    assert n_covered >= 182


def test_texts_of_one_thread_are_drawn_together() -> None:
    alike = counted([1] * 10 + [0] * 10, [1] * 20, [1] * 20)

    single, threaded = score(alike), score(pool(alike, [0] * 10 + [1] * 10))

    assert single.f1 == threaded.f1 == 0.5
    assert threaded.high - threaded.low > 2 * (single.high - single.low)


def test_two_systems_are_compared_on_the_same_items() -> None:
    better, worse = counted([1] * 30, [1] * 30, [1] * 30), counted([1] * 15 + [0] * 15, [1] * 30, [1] * 30)

    difference, nothing = compare(better, worse), compare(better, better)

    assert difference.value == 0.5 and 0 < difference.low < 0.5 < difference.high
    assert (nothing.value, nothing.low, nothing.high) == (0.0, 0.0, 0.0)


def test_agreement_by_chance_is_no_agreement() -> None:
    assert kappa([("a", "a"), ("b", "b")] * 20)[0] == 1.0
    assert kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")] * 10)[0] == pytest.approx(0.0)


def test_a_right_pair_asks_for_the_target_and_the_side() -> None:
    wrong_side = answer(stance={ONE: "favour"})

    assert by_group("presence", [passage()], [wrong_side])["all"].f1 == 1.0
    assert by_group("pairs", [passage()], [wrong_side])["all"].f1 == 0.0
    assert by_group("pairs", [passage()], [answer(stance={ONE: "unclear"})])["all"].precision == 0.0


def test_the_use_of_an_argument_is_judged_where_the_argument_is_right() -> None:
    passages = [passage(arguments={"burnout": "refutes", "greed-rent": "asserts"})]
    said = [answer(arguments={"burnout": "asserts", "slippery-slope": "asserts"})]

    assert by_group("use", passages, said)["all"].n == 1
    assert by_group("use", passages, said)["all"].f1 == 0.0
    assert use_matrix(passages, said)["refutes"] == {"asserts": 1, "refutes": 0, "reports": 0}


def test_the_share_of_off_topic_kept_out_is_the_recall_of_no() -> None:
    passages = [passage(relevant=False, stance={}, phenomena=("false-friend",))] * 3 + [passage()]
    said = [answer(relevant=False), answer(relevant=False), answer(relevant=True), answer(relevant=True)]

    assert by_group("relevance", passages, said)["no"].recall == pytest.approx(2 / 3)
    kept_out = off_topic_scores(passages, said)
    assert {name: one.n for name, one in kept_out.items()} == {
        "tout ce qui est hors sujet": 3, "faux amis (mêmes mots, autre sujet)": 3
    }  # fmt: skip


def test_an_acceptable_second_choice_counts_only_in_its_own_line() -> None:
    doubtful = passage(
        acceptable_stance={ONE: ("neutral",), TWO: ("favour",)}, acceptable_sentiment=("neutral",),
        acceptable_arguments=("greed-rent",),
    )  # fmt: skip
    second = answer(
        stance={ONE: "neutral", TWO: "favour"}, tone="neutral",
        arguments={"burnout": "asserts", "greed-rent": "asserts"},
    )  # fmt: skip
    answers = Answers(ours={"shown": [second]}, majority=[second], cues=[second], uses=[second], tfidf=None)

    f1 = {(line.layer, line.group): line.score.f1 for line in passage_lines([doubtful], answers)}

    assert (f1["pairs", "all"], f1["pairs", "second-choice"]) == (0.0, 1.0)
    assert (f1["tone", "all"], f1["tone", "second-choice"]) == (0.0, 1.0)
    assert (f1["arguments", "all"], f1["arguments", "second-choice"]) == (pytest.approx(2 / 3), 1.0)


def test_each_line_stands_beside_two_baselines_or_says_that_there_is_none() -> None:
    passages = [passage(), passage(stance={TWO: "favour"}, arguments={"burnout": "refutes"})]
    said = [right(one) for one in passages]
    plain = majority(passages, 2)
    cues = [Said(relevant=True, arguments={"burnout": "asserts"}), Said(relevant=False, arguments={})]
    answers = Answers(ours={"shown": said}, majority=plain, cues=cues, uses=usual_use(passages, said), tfidf=said)

    lines = {(line.layer, line.group): line for line in passage_lines(passages, answers)}

    assert {line.score.f1 for line in lines.values()} == {1.0}
    assert (lines["pairs", "all"].simple, lines["pairs", "all"].tfidf) == (0.5, 1.0)
    assert lines["arguments", "all"].simple == pytest.approx(2 / 3)
    assert (lines["use", "all"].simple, lines["use", "all"].tfidf) == (0.5, None)


def test_the_majority_says_the_most_frequent_pair_stance_and_tone() -> None:
    learning = [passage(), passage(), passage(stance={TWO: "favour"}, sentiment="neutral")]

    first, second = majority(learning, 2)

    assert first == second
    assert (first.stance, first.tone, (first.given or {})[TWO]) == ({ONE: "against"}, "negative", "against")


def test_a_slice_holds_the_passages_of_its_name() -> None:
    passages = [
        passage(kind="reply", phenomena=("irony",), title="Titre"),
        passage(kind="title", register="presse", text="mot " * 120),
    ]

    slices = {one.name: one for one in slice_scores(passages, [right(one) for one in passages])}

    assert {name for name, one in slices.items() if one.n_passages == 1} >= {
        "presse", "réponses", "registre presse", "ironie", "sans titre", "court (au plus 12 mots)",
        "long (au moins 110 mots)",
    }  # fmt: skip
    assert "commentaires" not in slices
    assert slices["ironie"].scores["pairs"].f1 == 1.0


def test_the_matrix_of_stances_counts_what_is_unclear_or_not_named() -> None:
    passages = [passage(stance={ONE: "against", TWO: "favour"})]
    said = [answer(given={ONE: "unclear"})]

    matrix = stance_matrix(passages, said)

    assert matrix["against"]["unclear"] == matrix["favour"]["unnamed"] == 1
    assert sum(sum(row.values()) for row in matrix.values()) == 2


def test_a_second_pass_is_compared_with_the_first(tmp_path: Path) -> None:
    row = {"id": "x-1", "relevant": True, "stance": {ONE: "against"}, "arguments": [], "sentiment": "neutral"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")

    found = measure_agreement([passage(), passage(id="x-2")], read_second_pass(tmp_path))

    assert found is not None and found.n_passages == 1
    assert found.scores["pairs", "all"].f1 == 1.0
    assert found.scores["arguments", "all"].f1 == found.scores["tone", "macro"].f1 == 0.0
    assert measure_agreement([passage()], read_second_pass(tmp_path / "none")) is None


def test_a_bad_line_of_the_second_pass_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x-1"}\n', encoding="utf-8")

    with pytest.raises(GoldError, match=r"a\.jsonl:1"):
        read_second_pass(tmp_path)


def test_a_public_test_is_scored_class_by_class() -> None:
    lines = class_lines("tweets", ("a", "b"), ["a", "a", "b"], ["a", "b", "b"], {"simple": ["a"] * 3, "tfidf": None})

    found: dict[str, Line] = {line.group: line for line in lines}
    assert found["all"].score.f1 == pytest.approx(2 / 3)
    assert (found["all"].simple, found["all"].tfidf) == (pytest.approx(2 / 3), None)
    assert found["b"].score.precision == 0.5


def test_tfidf_learns_a_word_and_gains_with_passages() -> None:
    tired = [passage(id=f"a{n}", text=f"je suis épuisé {n}", sentiment="negative") for n in range(8)]
    glad = [
        passage(id=f"b{n}", text=f"bravo merci {n}", stance={TWO: "favour"}, arguments={}, sentiment="positive")
        for n in range(8)
    ]
    asked = [passage(text="encore épuisé ce soir"), passage(text="merci et bravo")]

    first, second = tfidf([*tired, *glad], asked)

    assert (first.tone, first.stance, first.arguments) == ("negative", {ONE: "against"}, {"burnout": "asserts"})
    assert (second.tone, second.stance, second.arguments) == ("positive", {TWO: "favour"}, {})
    points = learning_curve([*tired, *glad], asked, sizes=(4,))
    assert [(one.n_passages, one.n_draws) for one in points] == [(4, 3), (16, 1)]


def test_a_bad_gold_line_is_named_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a-1"}\n', encoding="utf-8")

    with pytest.raises(GoldError, match=r"a\.jsonl:1"):
        read_gold(tmp_path)
