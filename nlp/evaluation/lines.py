"""The one table: a line for each side, layer and group, beside two baselines on the same items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.evaluation.answers import Said, admit_all
from nlp.evaluation.baselines import majority, usual_use
from nlp.evaluation.layers import ALL, LAYERS, OPEN_LAYERS, SECOND, tallies
from nlp.evaluation.scoring import Score, Tally, score
from nlp.evaluation.systems import cues, raw, shown
from nlp.pipeline import Pipeline
from nlp.training.gold import GoldPassage

SHOWN, RAW = "shown", "raw"
SIDES = (SHOWN, RAW)
_BY_CUES = ("arguments", "relevance")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One measured group with the F1 of the first baseline (majority or cues) and of TF-IDF; None is « – ».

    `tally` is None where the measure is not made of hits and misses (stories).
    """

    side: str
    layer: str
    score: Score
    tally: Tally | None = None
    simple: float | None = None
    tfidf: float | None = None

    @property
    def group(self) -> str:
        """The group of labels that is measured."""
        return self.score.group

    @property
    def key(self) -> str:
        """The name under which floors know this line."""
        return f"{self.side}/{self.layer}/{self.group}"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What each system says of the same passages; `tfidf` is None where scikit-learn is not installed."""

    ours: Mapping[str, Sequence[Said]]
    majority: Sequence[Said]
    cues: Sequence[Said]
    uses: Sequence[Said]
    tfidf: Sequence[Said] | None


def ask_all(
    pipeline: Pipeline,
    passages: Sequence[GoldPassage],
    learning: Sequence[GoldPassage],
    *,
    tfidf: Sequence[Said] | None,
) -> Answers:
    """What the product, its model and the plain baselines say, beside what TF-IDF said if it was asked."""
    ours = {SHOWN: shown(pipeline, passages), RAW: raw(pipeline, passages)}
    return Answers(
        ours=ours,
        majority=majority(learning, len(passages)),
        cues=cues(pipeline, passages),
        uses=usual_use(learning, ours[SHOWN]),
        tfidf=tfidf,
    )


def passage_lines(passages: Sequence[GoldPassage], answers: Answers) -> list[Line]:
    """The lines of every layer read on single passages, both sides; second choices admitted in a line of their own."""
    lines = []
    for side, said in answers.ours.items():
        for layer in LAYERS:
            beside = [_f1s(layer, passages, one) for one in _baselines(layer, answers)]
            lines += [
                Line(side=side, layer=layer, score=score(one), tally=one,
                     simple=beside[0].get(one.group), tfidf=beside[1].get(one.group))
                for one in _all_tallies(layer, passages, said)
            ]  # fmt: skip
    return lines


def _baselines(layer: str, answers: Answers) -> tuple[Sequence[Said] | None, Sequence[Said] | None]:
    if layer == "use":
        return answers.uses, None
    return (answers.cues if layer in _BY_CUES else answers.majority), answers.tfidf


def _f1s(layer: str, passages: Sequence[GoldPassage], said: Sequence[Said] | None) -> dict[str, float]:
    return {} if said is None else {one.group: score(one).f1 for one in _all_tallies(layer, passages, said)}


def _all_tallies(layer: str, passages: Sequence[GoldPassage], said: Sequence[Said]) -> list[Tally]:
    found = tallies(layer, passages, said)
    if found and layer in OPEN_LAYERS:
        admitted = tallies(layer, admit_all(passages, said), said)
        found += [Tally(group=SECOND, counts=one.counts) for one in admitted if one.group == ALL]
    return found
