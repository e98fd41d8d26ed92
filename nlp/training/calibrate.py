"""Shares of the two paths and thresholds, chosen on the dev passages, which neither path learnt from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from nlp.training.gold import STANCES, TARGETS, GoldPassage
from nlp.training.network import Shares
from nlp.training.wanted import gold_arrays

THRESHOLDS = np.arange(0.1, 0.9, 0.025)
RELEVANCE_COST = 0.002
# The F1 of arguments is flat around its best: two trainings alike chose 0.3 and 0.4, six points of precision apart.
ARGUMENT_COST = 0.005
MOST_SHARPENING = 3.0


@dataclass(frozen=True, kw_only=True)
class PathLogits:
    """Logits of one path on the same passages: presence (n, 6), stance (n, 6, 3), sentiment (n, 3), arguments (n, 26),
    uses (n, 3), relevance (n, 1)."""

    presence: np.ndarray
    stance: np.ndarray
    sentiment: np.ndarray
    arguments: np.ndarray
    uses: np.ndarray
    relevance: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Least probability for a target to be spoken of, for an argument to be named and for a text to be in the debate;
    what a cue adds to the logit of an argument; weights of rule, model and constant in relevance.
    """

    presence: float
    argument: float
    cue: float
    relevance: tuple[float, float, float]
    relevant: float


@dataclass(frozen=True, kw_only=True)
class RuleLogits:
    """What the rules say of the same passages: arguments met by a cue (n, 26, boolean), relevance as a logit (n, 1)."""

    cues: np.ndarray
    relevance: np.ndarray


def choose_shares(wide: PathLogits, phrases: PathLogits, passages: Sequence[GoldPassage]) -> Shares:
    """The weights of both paths that make the dev passages most probable; none is negative."""
    present, stance, sentiment, arguments, uses, relevance = gold_arrays(passages)
    judged, pleaded = present > 0, uses.sum(axis=1) > 0
    return Shares(
        presence=_least_binary_loss(wide.presence, phrases.presence, present),
        stance=_least_loss(wide.stance[judged], phrases.stance[judged], stance[judged]),
        sentiment=_least_loss(wide.sentiment, phrases.sentiment, sentiment),
        arguments=_least_binary_loss(wide.arguments, phrases.arguments, arguments),
        uses=_least_loss(wide.uses[pleaded], phrases.uses[pleaded], uses[pleaded]),
        relevance=_least_binary_loss(wide.relevance, phrases.relevance, relevance),
    )


def mix(wide: PathLogits, phrases: PathLogits, shares: Shares) -> PathLogits:
    """Both paths summed by their shares, as the graph does for the known targets."""
    mixed = {}
    for name in ("presence", "stance", "sentiment", "arguments", "uses", "relevance"):
        share = (*getattr(shares, name), 0.0)
        mixed[name] = share[0] * getattr(wide, name) + share[1] * getattr(phrases, name) + share[2]
    return PathLogits(**mixed)


def choose_thresholds(mixed: PathLogits, rules: RuleLogits, passages: Sequence[GoldPassage]) -> Thresholds:
    """The threshold of best F1 over (target, stance) pairs; of arguments and relevance, the highest near the best."""
    expected = np.array([[p.stance.get(t) == s for t in TARGETS for s in STANCES] for p in passages])
    presence = sigmoid(mixed.presence)
    probs = softmax(mixed.stance)
    chosen = probs == probs.max(axis=2, keepdims=True)

    def pairs_f1(least: float) -> float:
        return f1(((presence >= least)[:, :, None] & chosen).reshape(expected.shape), expected)

    least_presence = max(THRESHOLDS, key=pairs_f1)
    arguments, _, relevance = gold_arrays(passages)[3:]
    cue = _least_cue_loss(mixed.arguments, rules.cues, arguments)
    pleaded = sigmoid(mixed.arguments + cue * rules.cues)
    argument = highest_within({least: f1(pleaded >= least, arguments >= 1.0) for least in THRESHOLDS}, ARGUMENT_COST)
    shares = _least_binary_loss(rules.relevance, mixed.relevance, relevance)
    in_debate = sigmoid(shares[0] * rules.relevance + shares[1] * mixed.relevance + shares[2])
    return Thresholds(
        presence=round(float(least_presence), 3), argument=argument, cue=cue, relevance=shares,
        relevant=choose_relevant(in_debate, relevance > 0),
    )  # fmt: skip


def choose_relevant(probs: np.ndarray, expected: np.ndarray) -> float:
    """The highest threshold whose F1 is within a fifth of a point of the best: what left it is kept out at that cost.

    A share counted among texts of another debate is wrong for everybody; a text missed makes its interval wider.
    """
    return highest_within({least: f1(probs >= least, expected) for least in THRESHOLDS if least >= 0.5}, RELEVANCE_COST)


def highest_within(scores: Mapping[float, float], cost: float) -> float:
    """The highest threshold whose score is within `cost` of the best: as good, and it names fewer."""
    best = max(scores.values())
    return round(float(max(least for least, score in scores.items() if score >= best - cost)), 3)


def f1(found: np.ndarray, expected: np.ndarray) -> float:
    """F1 of boolean arrays, all labels counted together."""
    return float(2 * (found & expected).sum() / max(1, found.sum() + expected.sum()))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Probabilities of yes."""
    shares: np.ndarray = 1.0 / (1.0 + np.exp(-logits))
    return shares


def softmax(logits: np.ndarray) -> np.ndarray:
    """Shares over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: np.ndarray = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares


def _least_cue_loss(logits: np.ndarray, cues: np.ndarray, expected: np.ndarray) -> float:
    def loss(weight: np.ndarray) -> float:
        shifted = logits + weight[0] * cues
        return float((np.logaddexp(0.0, shifted) - expected * shifted).mean())

    return float(minimize(loss, (0.5,), bounds=[(0.0, MOST_SHARPENING)]).x[0])


def _least_loss(wide: np.ndarray, phrases: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    def loss(shares: np.ndarray) -> float:
        logits = shares[0] * wide + shares[1] * phrases
        top = logits.max(axis=-1, keepdims=True)
        log_sum = top + np.log(np.exp(logits - top).sum(axis=-1, keepdims=True))
        return float(-(expected * (logits - log_sum)).sum(axis=-1).mean())

    found = minimize(loss, (0.7, 0.7), bounds=[(0.0, MOST_SHARPENING)] * 2).x
    return float(found[0]), float(found[1])


def _least_binary_loss(wide: np.ndarray, phrases: np.ndarray, expected: np.ndarray) -> tuple[float, float, float]:
    wide, phrases, expected = wide.ravel(), phrases.ravel(), expected.ravel()

    def loss(shares: np.ndarray) -> float:
        logits = shares[0] * wide + shares[1] * phrases + shares[2]
        return float((np.logaddexp(0.0, logits) - expected * logits).mean())

    found = minimize(loss, (0.7, 0.7, 0.0), bounds=[(0.0, MOST_SHARPENING)] * 2 + [(-3.0, 3.0)]).x
    return float(found[0]), float(found[1]), float(found[2])
