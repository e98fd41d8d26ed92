"""The wide path: logistic regressions over hashed n-grams, fitted to convergence, then kept as one table."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from nlp.ngrams import BUCKETS, WORD_BUCKETS
from nlp.training.gold import SENTIMENTS, STANCES, TARGETS, GoldPassage
from nlp.training.plain import PLAIN_ID

PRESENCE_C = 10.0
STANCE_C = 3.0
SENTIMENT_C = 6.0
CONSULT_C = 2.0
OWN_WEIGHT = 1.5
PLAIN_IMPORTANCE = 0.5
N_TARGETS = len(TARGETS)
N_PRESENCE = N_TARGETS
N_STANCE = N_TARGETS * len(STANCES)
N_COLUMNS = N_PRESENCE + N_STANCE + len(SENTIMENTS) + 1


@dataclass(frozen=True, kw_only=True)
class WideTable:
    """Weights of the wide path: idf per bucket, `weights` (BUCKETS, N_COLUMNS), `bias` (N_COLUMNS).

    Columns: presence per target (read on the passage and its context), then, read on the passage alone, stance per
    target (favour, against, neutral), sentiment, and favour minus against toward a proposition never seen.
    """

    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True, kw_only=True)
class GoldCounts:
    """Counts of buckets of annotated passages, alone and with their context."""

    alone: csr_matrix
    with_context: csr_matrix
    passages: Sequence[GoldPassage]


def count_matrix(grams: Sequence[dict[int, int]]) -> csr_matrix:
    """Counts of buckets, shape (n, BUCKETS), float32."""
    rows = np.repeat(np.arange(len(grams)), [len(item) for item in grams])
    columns = np.fromiter((bucket for item in grams for bucket in item), np.int64)
    values = np.fromiter((count for item in grams for count in item.values()), np.float32)
    return csr_matrix((values, (rows, columns)), shape=(len(grams), BUCKETS))


def learn_idf(counts: csr_matrix) -> np.ndarray:
    """Smoothed inverse document frequency of each bucket, zero for buckets never met."""
    document_counts = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.log((1 + counts.shape[0]) / (1 + document_counts)) + 1
    return np.where(document_counts > 0, idf, 0.0).astype(np.float32)


def weigh(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Sublinear tf-idf, words and characters each of norm one, as the graph computes it."""
    weighted = counts.copy()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    return hstack([_unit(weighted[:, :WORD_BUCKETS]), _unit(weighted[:, WORD_BUCKETS:])], format="csr")


def fit_wide(gold: GoldCounts, consult_counts: csr_matrix, consult_stances: Sequence[str]) -> WideTable:
    """The table fitted on annotated passages (known targets, sentiment) and on consultations (unseen propositions)."""
    gold_idf = learn_idf(gold.with_context)
    # One idf serves the whole table: buckets met only in consultations take theirs from there.
    idf = np.where(gold_idf > 0, gold_idf, learn_idf(consult_counts)).astype(np.float32)
    weights = np.zeros((BUCKETS, N_COLUMNS), np.float32)
    bias = np.zeros(N_COLUMNS, np.float32)
    _fit_presence(weigh(gold.with_context, idf), gold.passages, weights, bias)
    alone = weigh(gold.alone, idf)
    _fit_stance(alone, gold.passages, weights, bias)
    _fit_sentiment(alone, gold.passages, weights, bias)
    model = LogisticRegression(C=CONSULT_C, solver="liblinear").fit(weigh(consult_counts, idf), list(consult_stances))
    sign = 1.0 if model.classes_[1] == "favour" else -1.0
    weights[:, -1], bias[-1] = sign * model.coef_[0], sign * model.intercept_[0]
    return WideTable(idf=idf, weights=weights, bias=bias)


def side_signs(passages: Sequence[GoldPassage]) -> np.ndarray:
    """+1 or -1 per target: whether favour toward it goes with favour toward the first target.

    Passages that judge two targets tell which ones stand on the same side; with none, the sign is +1.
    """
    values = {"favour": 1.0, "against": -1.0, "neutral": 0.0}
    agree = np.zeros((N_TARGETS, N_TARGETS))
    for passage in passages:
        vector = np.array([values[passage.stance.get(target, "neutral")] for target in TARGETS])
        agree += np.outer(vector, vector)
    np.fill_diagonal(agree, 0.0)
    _, vectors = np.linalg.eigh(agree)
    first = vectors[:, -1]
    return np.where(first * (first[0] or 1.0) < 0, -1.0, 1.0)


class KernelRegression:
    """Logistic regression through the products of its rows: the exact solution, in a space of as many axes as rows."""

    def __init__(self, products: np.ndarray, importance: np.ndarray) -> None:
        self._importance = importance
        values, self._axes = np.linalg.eigh(products.astype(np.float64))
        kept = values > 1e-7 * values[-1]
        self._axes, self._scale = self._axes[:, kept], np.sqrt(values[kept])

    def fit(
        self, expected: Sequence[object], strength: float, weight: str | None = None
    ) -> tuple[list[object], np.ndarray, np.ndarray]:
        """(classes, share of each row in each class's weights (n, n_classes), bias (n_classes)).

        Two classes give one column, that of the second class; `weight` "balanced" makes rare classes count as much.
        """
        model = LogisticRegression(C=strength, max_iter=500, class_weight=weight)
        model.fit(self._axes * self._scale, np.array(expected), sample_weight=self._importance)
        return list(model.classes_), (self._axes / self._scale) @ model.coef_.T, model.intercept_


def _unit(block: csr_matrix) -> csr_matrix:
    norms = np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel())
    scale = csr_matrix((1.0 / np.maximum(norms, 1e-6), (range(len(norms)), range(len(norms)))))
    return scale @ block


def _fit_presence(features: csr_matrix, passages: Sequence[GoldPassage], weights: np.ndarray, bias: np.ndarray) -> None:
    regression = KernelRegression((features @ features.T).toarray(), _importance(passages))
    for column, target in enumerate(TARGETS):
        present = [target in passage.stance for passage in passages]
        if any(present) and not all(present):
            _, shares, intercept = regression.fit(present, PRESENCE_C)
            weights[:, column], bias[column] = features.T @ shares[:, 0], intercept[0]


def _fit_stance(features: csr_matrix, passages: Sequence[GoldPassage], weights: np.ndarray, bias: np.ndarray) -> None:
    """One regression for all targets: shared weights on the side taken, plus smaller weights of each target's own."""
    signs = side_signs(passages)
    judged = [(row, TARGETS.index(t), value) for row, p in enumerate(passages) for t, value in p.stance.items()]
    rows, targets = np.array([item[0] for item in judged]), np.array([item[1] for item in judged])
    held = features[rows]
    same = (targets[:, None] == targets[None, :]).astype(np.float64)
    products = (held @ held.T).toarray() * (1.0 + OWN_WEIGHT**2 * same) + same
    sides = [_side(value, signs[target]) for _, target, value in judged]
    classes, shares, intercept = KernelRegression(products, _importance(passages)[rows]).fit(
        sides, STANCE_C, "balanced"
    )
    shared = held.T @ shares
    for target in range(N_TARGETS):
        chosen = shares * (targets == target)[:, None]
        own = shared + OWN_WEIGHT**2 * (held.T @ chosen)
        for position, value in enumerate(STANCES):
            source = classes.index(_side(value, signs[target]))
            column = N_PRESENCE + target * len(STANCES) + position
            weights[:, column] = own[:, source]
            bias[column] = intercept[source] + chosen[:, source].sum()


def _fit_sentiment(
    features: csr_matrix, passages: Sequence[GoldPassage], weights: np.ndarray, bias: np.ndarray
) -> None:
    regression = KernelRegression((features @ features.T).toarray(), _importance(passages))
    classes, shares, intercept = regression.fit([passage.sentiment for passage in passages], SENTIMENT_C, "balanced")
    for source, value in enumerate(classes):
        column = N_PRESENCE + N_STANCE + SENTIMENTS.index(str(value))
        weights[:, column], bias[column] = features.T @ shares[:, source], intercept[source]


def _importance(passages: Sequence[GoldPassage]) -> np.ndarray:
    return np.array([PLAIN_IMPORTANCE if passage.id == PLAIN_ID else 1.0 for passage in passages])


def _side(value: str, sign: float) -> str:
    if sign > 0 or value == "neutral":
        return value
    return "against" if value == "favour" else "favour"
