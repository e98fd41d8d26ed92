"""Whether a probability means what it says: Brier skill, reliability, and what abstaining buys."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.evaluation.scoring import BOUNDS, resamples, widen
from nlp.evaluation.systems import read_probabilities
from nlp.pipeline import Pipeline
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, GoldPassage

N_BINS = 10
COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Probabilities and outcomes of one layer: `probs` and `outcomes` (n, k), `passages` (n,) the row of each.

    k is 1 for yes-or-no answers, else the number of classes; the outcome is one-hot. `labels` (n,) tells apart the
    answers that have a base rate of their own: a target, an argument.
    """

    layer: str
    probs: Floats
    outcomes: Floats
    passages: NDArray[np.int64]
    labels: NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Answers said with about one probability: how many, the mean said, the share right with its 95 % interval."""

    n: int
    said: float
    right: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """One layer: mean Brier score, that of the base rates of the same texts, and the skill 1 - ratio (Brier 1950;
    Murphy 1973), with a 95 % interval by passages drawn whole; reliability by tenths of the probability said."""

    layer: str
    n: int
    brier: float
    base: float
    skill: float
    low: float
    high: float
    bins: Sequence[Bin]


@dataclass(frozen=True, kw_only=True)
class Risk:
    """The sides named when only the surest share is kept: how sure the least of them is, the share that is wrong."""

    coverage: float
    least: float
    n: int
    wrong: float
    low: float
    high: float


def measure_calibration(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Calibration]:
    """Every layer that says a probability; one without any answer is left out."""
    return [_measure(one) for one in gather(pipeline, passages) if len(one.probs)]


def measure_risk(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Risk]:
    """The risk-coverage curve (El-Yaniv and Wiener 2010) of the sides, where a known target is spoken of.

    A side is right when the passage speaks of the target and takes that side. The surest go first: presence times
    side, the number that the watch's tolerance cuts.
    """
    found = read_probabilities(pipeline, passages)
    named = found.presence >= np.array([pipeline.model.settings.presence[target] for target in TARGETS])
    best = found.stance.argmax(axis=2)
    sure = found.presence * found.stance.max(axis=2)
    right = np.array(
        [[p.stance.get(t) == STANCES[side] for t, side in zip(TARGETS, row, strict=True)]
         for p, row in zip(passages, best, strict=True)]
    ).reshape(sure.shape)  # fmt: skip
    order = np.argsort(-sure[named], kind="stable")
    sorted_sure, wrong = sure[named][order], ~right[named][order]
    points = []
    for coverage in COVERAGES if len(order) else ():
        n = max(1, round(coverage * len(order)))
        share = float(wrong[:n].mean())
        low, high = widen((share, share), share, n)
        points.append(Risk(coverage=coverage, least=float(sorted_sure[n - 1]), n=n, wrong=share,
                           low=float(low), high=float(high)))  # fmt: skip
    return points


def gather(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Judged]:
    """What was said and what was true, layer by layer."""
    found = read_probabilities(pipeline, passages)
    present = np.array([[t in p.stance for t in TARGETS] for p in passages], float).reshape(-1, len(TARGETS))
    pleaded = np.array([[a in p.arguments for a in ARGUMENTS] for p in passages], float).reshape(-1, len(ARGUMENTS))
    judged = [(row, TARGETS.index(t), STANCES.index(s)) for row, p in enumerate(passages) for t, s in p.stance.items()]
    rows, targets, sides = (np.array([one[at] for one in judged], np.int64) for at in range(3))
    tones = np.array([SENTIMENTS.index(p.sentiment) for p in passages], np.int64)
    relevant = np.array([[float(p.relevant)] for p in passages]).reshape(-1, 1)
    return [
        _yes_or_no("relevance", found.relevance[:, None], relevant),
        _yes_or_no("presence", found.presence, present),
        Judged(layer="stance", probs=found.stance[rows, targets].astype(float), outcomes=np.eye(len(STANCES))[sides],
               passages=rows, labels=targets),
        _yes_or_no("arguments", found.arguments, pleaded),
        Judged(layer="tone", probs=found.tone.astype(float), outcomes=np.eye(len(SENTIMENTS))[tones],
               passages=np.arange(len(passages)), labels=np.zeros(len(passages), np.int64)),
    ]  # fmt: skip


def _yes_or_no(layer: str, probs: NDArray[np.float32], outcomes: Floats) -> Judged:
    n, width = outcomes.shape
    return Judged(
        layer=layer, probs=probs.reshape(-1, 1).astype(float), outcomes=outcomes.reshape(-1, 1),
        passages=np.repeat(np.arange(n), width), labels=np.tile(np.arange(width), n),
    )  # fmt: skip


def _measure(judged: Judged) -> Calibration:
    errors = ((judged.probs - judged.outcomes) ** 2).sum(axis=1)
    base = ((_base_rates(judged) - judged.outcomes) ** 2).sum(axis=1)
    n_passages = int(judged.passages.max()) + 1
    sums = np.zeros((n_passages, 2))
    np.add.at(sums, judged.passages, np.stack([errors, base], axis=1))
    drawn = resamples(n_passages) @ sums
    skills = 1.0 - drawn[:, 0] / np.maximum(drawn[:, 1], 1e-9)
    low, high = np.quantile(skills, BOUNDS)
    skill = 1.0 - errors.sum() / max(base.sum(), 1e-9)
    return Calibration(
        layer=judged.layer, n=len(errors), brier=float(errors.mean()), base=float(base.mean()), skill=float(skill),
        low=float(low), high=float(high), bins=_bins(judged),
    )  # fmt: skip


def _base_rates(judged: Judged) -> Floats:
    """What somebody who knows nothing but how often each answer is true would say."""
    means = np.zeros((int(judged.labels.max()) + 1, judged.outcomes.shape[1]))
    for label in np.unique(judged.labels):
        means[label] = judged.outcomes[judged.labels == label].mean(axis=0)
    return np.asarray(means[judged.labels])


def _bins(judged: Judged) -> list[Bin]:
    """By tenths; where there are classes, the probability is that of the class chosen."""
    if judged.probs.shape[1] == 1:
        said, right = judged.probs[:, 0], judged.outcomes[:, 0]
    else:
        best = judged.probs.argmax(axis=1)
        rows = np.arange(len(best))
        said, right = judged.probs[rows, best], judged.outcomes[rows, best]
    places = np.minimum((said * N_BINS).astype(int), N_BINS - 1)
    bins = []
    for place in np.unique(places):
        held = places == place
        share, n = float(right[held].mean()), int(held.sum())
        low, high = widen((share, share), share, n)
        bins.append(Bin(n=n, said=float(said[held].mean()), right=share, low=float(low), high=float(high)))
    return bins
