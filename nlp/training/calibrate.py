"""Shares of the two paths and thresholds, chosen on the dev passages, which neither path learnt from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from nlp.training.finetune import gold_arrays
from nlp.training.gold import STANCES, TARGETS, GoldPassage
from nlp.training.network import Shares

THRESHOLDS = np.arange(0.15, 0.75, 0.025)
LEAST_STANCE = (0.4, 0.45, 0.5, 0.55, 0.6)
# A wrong side repeated to a journalist costs more than a side not named.
PRICE_OF_DOUBT = 0.04
LEAST_COVERAGE = 0.7
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
    """The presence threshold of best F1 over (target, stance) pairs, then the strictest abstention that costs little.

    Abstaining may cost `PRICE_OF_DOUBT` of F1, and at least `LEAST_COVERAGE` of the pairs keep a side.
    """
    expected = np.array([[p.stance.get(t) == s for t in TARGETS for s in STANCES] for p in passages])
    presence = 1.0 / (1.0 + np.exp(-mixed.presence))
    probs = softmax(mixed.stance)
    chosen = probs == probs.max(axis=2, keepdims=True)

    def f1(least_presence: float, least_stance: float) -> float:
        named = (presence >= least_presence) & (probs.max(axis=2) >= least_stance)
        found = (named[:, :, None] & chosen).reshape(expected.shape)
        return float(2 * (found & expected).sum() / max(1, found.sum() + expected.sum()))

    least_presence = max(THRESHOLDS, key=lambda value: f1(value, 0.0))
    spoken = presence >= least_presence
    best, decided = f1(least_presence, 0.0), 0.0
    for value in LEAST_STANCE:
        coverage = (probs.max(axis=2)[spoken] >= value).mean() if spoken.any() else 1.0
        if f1(least_presence, value) >= best - PRICE_OF_DOUBT and coverage >= LEAST_COVERAGE:
            decided = value
    return Thresholds(presence=round(float(least_presence), 3), decided=decided)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Shares over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: np.ndarray = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares


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
