"""Whether the evidence shown carries the answer: what is left of it without those words, and with them alone.

Comprehensiveness is how much of the probability goes when the evidence is removed, sufficiency how much goes when the
rest is (DeYoung et al. 2020, ERASER): the first should be high, the second low. Beside it stand as many words in a row
taken at random, and the words of the watch's cues.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.arguments import find_arguments
from nlp.evaluation.scoring import BOUNDS, SEED, resamples
from nlp.heads import sigmoid
from nlp.pipeline import Pipeline, SaidIn
from nlp.stance import PassageStance
from nlp.training.gold import GoldPassage

OURS, RANDOM, CUES = "ours", "random", "cues"
LEAST_WORDS = 8  # a shorter passage is its own evidence
N_RANDOM = 3
_WORD = re.compile(r"\w+")
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A mean with its 95 % interval, passages drawn whole."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Faithfulness:
    """One kind of evidence for one layer: over `n` answers, the share of words it takes, and how it carries them.

    `gain` is how much more comprehensive ours is than this one, on the same answers.
    """

    layer: str
    method: str
    n: int
    words: float
    comprehensiveness: Measure
    sufficiency: Measure
    gain: Measure | None = None


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """One answer of the model: in which passage, how sure, and how sure it is after a cut."""

    layer: str
    row: int
    read: Callable[[PassageStance], float]
    evidence: Spans
    cues: Spans


@dataclass(frozen=True, kw_only=True)
class _Trial:
    """The answers on some passages; by method, `chosen` holds the draws of words of each, `left` how sure each still is
    without those words and with them alone (n, 2)."""

    passages: Sequence[GoldPassage]
    whole: Sequence[PassageStance]
    answers: Sequence[_Answer]
    chosen: Mapping[str, Sequence[Sequence[Spans]]]
    left: Mapping[str, NDArray[np.float64]]


def measure_faithfulness(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Faithfulness]:
    """Sides taken and arguments named, in passages of `LEAST_WORDS` words at least."""
    contexts: list[SaidIn] = [{"title": passage.title, "parent": passage.parent} for passage in passages]
    whole = pipeline.model.score([passage.text for passage in passages], pipeline.targets, contexts)
    answers = [
        answer
        for row, (passage, said) in enumerate(zip(passages, whole, strict=True))
        if _share_of_words(passage.text, [(0, len(passage.text))])[1] >= LEAST_WORDS
        for answer in _answers(pipeline, row, passage, said)
    ]
    chosen = {name: _choose(name, answers, passages) for name in (OURS, RANDOM, CUES)}
    left = {name: _what_is_left(pipeline, answers, draws, passages, contexts) for name, draws in chosen.items()}
    trial = _Trial(passages=passages, whole=whole, answers=answers, chosen=chosen, left=left)
    layers = [layer for layer in ("pairs", "arguments") if any(answer.layer == layer for answer in answers)]
    return [_measure(trial, layer, name) for layer in layers for name in (OURS, RANDOM, CUES)]


def _answers(pipeline: Pipeline, row: int, passage: GoldPassage, said: PassageStance) -> list[_Answer]:
    cues = {tag.key: tag.evidence for tag in find_arguments(passage.text, watch=pipeline.watch)}
    every = [span for spans in cues.values() for span in spans]
    found = []
    for column, one in enumerate(said.targets):
        if one.value in ("favour", "against"):
            found.append(_Answer(layer="pairs", row=row, read=_side_reader(column, one.value), evidence=one.evidence,
                                 cues=every))  # fmt: skip
    for key, spans in said.pleas.items():
        found.append(_Answer(layer="arguments", row=row, read=_argument_reader(key), evidence=spans,
                             cues=cues.get(key, ())))  # fmt: skip
    return found


def _side_reader(column: int, value: str) -> Callable[[PassageStance], float]:
    return lambda said: said.targets[column].presence * said.targets[column].probs[value]


def _argument_reader(key: str) -> Callable[[PassageStance], float]:
    return lambda said: sigmoid(said.arguments[key])


def _choose(name: str, answers: Sequence[_Answer], passages: Sequence[GoldPassage]) -> list[list[Spans]]:
    """The words that each answer is tried on: one draw, or several at random."""
    if name == OURS:
        return [[answer.evidence] for answer in answers]
    if name == CUES:
        return [[answer.cues] for answer in answers]
    rng = random.Random(SEED)
    return [
        [_random_spans(passages[answer.row].text, answer.evidence, rng) for _ in range(N_RANDOM)] for answer in answers
    ]


def _random_spans(text: str, like: Spans, rng: random.Random) -> Spans:
    """As many words in a row, anywhere."""
    words = [found.span() for found in _WORD.finditer(text)]
    n = min(_n_words(text, like), len(words))
    if n == 0:
        return []
    first = rng.randrange(len(words) - n + 1)
    return [(words[first][0], words[first + n - 1][1])]


def _what_is_left(
    pipeline: Pipeline, answers: Sequence[_Answer], chosen: Sequence[Sequence[Spans]],
    passages: Sequence[GoldPassage], contexts: Sequence[SaidIn],
) -> NDArray[np.float64]:  # fmt: skip
    """How sure each answer still is without the words chosen, and with them alone: (n, 2), draws averaged."""
    texts, rows, owners = [], [], []
    for place, (answer, draws) in enumerate(zip(answers, chosen, strict=True)):
        for spans in draws:
            text = passages[answer.row].text
            texts += [_without(text, spans), " ".join(text[start:end] for start, end in sorted(spans))]
            rows += [answer.row] * 2
            owners.append(place)
    said = pipeline.model.score(texts, pipeline.targets, [contexts[row] for row in rows], with_evidence=False)
    left, counts = np.zeros((len(answers), 2)), np.zeros((len(answers), 1))
    for draw, place in enumerate(owners):
        left[place] += [answers[place].read(one) for one in said[2 * draw : 2 * draw + 2]]
        counts[place] += 1
    return left / np.maximum(counts, 1)


def _without(text: str, spans: Spans) -> str:
    kept, at = [], 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = max(at, end)
    return " ".join([*kept, text[at:]]).strip()


def _measure(trial: _Trial, layer: str, name: str) -> Faithfulness:
    held = [place for place, answer in enumerate(trial.answers) if answer.layer == layer]
    rows = np.array([trial.answers[place].row for place in held])
    sure = np.array([trial.answers[place].read(trial.whole[trial.answers[place].row]) for place in held])
    drops = sure[:, None] - trial.left[name][held]
    ours = sure - trial.left[OURS][held, 0]
    words = [
        _share_of_words(trial.passages[trial.answers[place].row].text, spans)[0]
        for place in held
        for spans in trial.chosen[name][place]
    ]
    return Faithfulness(
        layer=layer, method=name, n=len(held), words=float(np.mean(words)),
        comprehensiveness=_mean(drops[:, 0], rows), sufficiency=_mean(drops[:, 1], rows),
        gain=None if name == OURS else _mean(ours - drops[:, 0], rows),
    )  # fmt: skip


def _mean(values: NDArray[np.float64], rows: NDArray[np.int64]) -> Measure:
    _, units = np.unique(rows, return_inverse=True)
    sums = np.zeros((int(units.max()) + 1, 2))
    np.add.at(sums, units, np.stack([values, np.ones(len(values))], axis=1))
    drawn = resamples(len(sums)) @ sums
    low, high = np.quantile(drawn[:, 0] / np.maximum(drawn[:, 1], 1e-9), BOUNDS)
    return Measure(value=float(values.mean()), low=float(low), high=float(high))


def _n_words(text: str, spans: Spans) -> int:
    return sum(len(_WORD.findall(text[start:end])) for start, end in spans)


def _share_of_words(text: str, spans: Spans) -> tuple[float, int]:
    """The share of the words of a text that spans take, and how many it has."""
    n = len(_WORD.findall(text))
    return _n_words(text, spans) / max(1, n), n
