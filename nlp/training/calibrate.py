"""Shares of the two paths and thresholds, chosen on the dev passages, which neither path learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from nlp.training.finetune import gold_arrays
from nlp.training.gold import TARGETS, GoldPassage
from nlp.training.network import Shares

THRESHOLDS = np.arange(0.15, 0.75, 0.025)
LEAST_STANCE = (0.0, 0.4, 0.45, 0.5, 0.55, 0.6)
PRECISION_BETA = 0.7
LEAST_COVERAGE = 0.8
MOST_SHARPENING = 3.0


@dataclass(frozen=True, kw_only=True)
class PathLogits:
    """Logits of one path on the same passages: presence (n, 6), stance (n, 6, 3), sentiment (n, 3)."""

    presence: np.ndarray
    stance: np.ndarray
    sentiment: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Least probability for a target to be spoken of, and for a side to be named rather than `unclear`."""

    presence: float
    decided: float


def choose_shares(wide: PathLogits, deep: PathLogits, passages: Sequence[GoldPassage]) -> Shares:
    """The weights of both paths that make the dev passages most probable; none is negative."""
    present, stance, sentiment = gold_arrays(passages)
    judged = present > 0
    presence = _least_binary_loss(wide.presence.ravel(), deep.presence.ravel(), present.ravel())
    return Shares(
        presence=presence,
        stance=_least_loss(wide.stance[judged], deep.stance[judged], stance[judged]),
        sentiment=_least_loss(wide.sentiment, deep.sentiment, sentiment),
    )


def mix(wide: PathLogits, deep: PathLogits, shares: Shares) -> PathLogits:
    """Both paths summed by their shares, as the graph does for the known targets."""
    return PathLogits(
        presence=shares.presence[0] * wide.presence + shares.presence[1] * deep.presence + shares.presence[2],
        stance=shares.stance[0] * wide.stance + shares.stance[1] * deep.stance,
        sentiment=shares.sentiment[0] * wide.sentiment + shares.sentiment[1] * deep.sentiment,
    )


def choose_thresholds(mixed: PathLogits, passages: Sequence[GoldPassage]) -> Thresholds:
    """Thresholds with the best F-measure of (target, stance) pairs, leaning to precision (beta 0.7).

    At least four pairs in five keep a side: abstention is for the doubtful ones.
    """
    presence = 1.0 / (1.0 + np.exp(-mixed.presence))
    probs = softmax(mixed.stance)
    expected = gold_arrays(passages)[1].argmax(axis=2)
    present = np.array([[target in passage.stance for target in TARGETS] for passage in passages])
    best, chosen = -1.0, Thresholds(presence=0.5, decided=0.0)
    for least_presence in THRESHOLDS:
        for least_stance in LEAST_STANCE:
            spoken = presence >= least_presence
            decided = spoken & (probs.max(axis=2) >= least_stance)
            if decided.sum() < LEAST_COVERAGE * spoken.sum():
                continue
            hits = (decided & present & (probs.argmax(axis=2) == expected)).sum()
            value = _f_measure(hits, decided.sum(), present.sum())
            if value > best:
                best, chosen = value, Thresholds(presence=float(least_presence), decided=float(least_stance))
    return chosen


def choose_unseen_threshold(own: np.ndarray, others: np.ndarray) -> float:
    """Least presence probability toward an unseen proposition: best F1 between one's own and others' propositions."""
    own, others = 1.0 / (1.0 + np.exp(-own)), 1.0 / (1.0 + np.exp(-others))
    scores = [2 * (own >= t).sum() / ((own >= t).sum() + (others >= t).sum() + len(own)) for t in THRESHOLDS]
    return float(THRESHOLDS[int(np.argmax(scores))])


def softmax(logits: np.ndarray) -> np.ndarray:
    """Shares over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shifted / shifted.sum(axis=-1, keepdims=True)


def _f_measure(hits: float, found: float, expected: float) -> float:
    weight = PRECISION_BETA**2
    return float((1 + weight) * hits / max(found + weight * expected, 1e-9))


def _least_loss(wide: np.ndarray, deep: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    def loss(shares: np.ndarray) -> float:
        logits = shares[0] * wide + shares[1] * deep
        top = logits.max(axis=-1, keepdims=True)
        log_sum = top + np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))
        return float(-(expected * (logits - log_sum)).sum(axis=-1).mean())

    found = minimize(loss, (0.7, 0.7), bounds=[(0.0, MOST_SHARPENING)] * 2).x
    return float(found[0]), float(found[1])


def _least_binary_loss(wide: np.ndarray, deep: np.ndarray, expected: np.ndarray) -> tuple[float, float, float]:
    def loss(shares: np.ndarray) -> float:
        logits = shares[0] * wide + shares[1] * deep + shares[2]
        return float((np.logaddexp(0.0, logits) - expected * logits).mean())

    found = minimize(loss, (0.7, 0.7, 0.0), bounds=[(0.0, MOST_SHARPENING)] * 2 + [(-3.0, 3.0)]).x
    return float(found[0]), float(found[1]), float(found[2])


