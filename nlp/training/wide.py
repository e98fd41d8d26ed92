"""The wide path: logistic regressions over hashed n-grams, fitted to convergence, then kept as one table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sklearn.linear_model import LogisticRegression

from nlp.bags import learn_idf, weigh
from nlp.ngrams import BUCKETS
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, USES, GoldPassage

PRESENCE_C = 10.0
STANCE_C = 3.0
SENTIMENT_C = 5.0
ARGUMENT_C = 10.0
MOST_RATIO = 4.0
# Stopped early, the regressions of rare arguments are better on dev (0.649 to 0.665) and ten times faster.
ARGUMENT_TOLERANCE = 1e-2
CONSULT_C = 2.0
OWN_WEIGHT = 1.0
SHORT_IMPORTANCE = 0.3
# Texts of other debates weigh so much in relevance: there are as many of them as annotated passages.
ELSEWHERE_IMPORTANCE = 0.1
# With a looser tolerance than the default, weighted rows made the solver stop after seven steps.
MOST_STEPS = 400
N_TARGETS = len(TARGETS)
N_STANCE = N_TARGETS * len(STANCES)


class Columns(NamedTuple):
    """Where each decision stands in the two halves of the table: what the context says too, and the passage alone."""

    around_presence: slice
    relevance: slice
    alone_presence: slice
    stance: slice
    sentiment: slice
    arguments: slice
    uses: slice
    consult: slice


def _slices(*sizes: int) -> list[slice]:
    ends = np.cumsum(sizes).tolist()
    return [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]


COLUMNS = Columns(*_slices(N_TARGETS, 1), *_slices(N_TARGETS, N_STANCE, len(SENTIMENTS), len(ARGUMENTS), len(USES), 1))
N_AROUND, N_ALONE = COLUMNS.relevance.stop, COLUMNS.consult.stop


@dataclass(frozen=True, kw_only=True)
class Half:
    """Weights (BUCKETS, n) and bias (n) of one reading of the n-grams."""

    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def empty(cls, n_columns: int) -> "Half":
        """All zero."""
        return cls(weights=np.zeros((BUCKETS, n_columns), np.float32), bias=np.zeros(n_columns, np.float32))

    def logits(self, features: csr_matrix) -> np.ndarray:
        """Logits (n_passages, n)."""
        return np.asarray(features @ self.weights + self.bias)


@dataclass(frozen=True, kw_only=True)
class WideTable:
    """Weights of the wide path: idf per bucket, `around` read with the context, `alone` on the passage.

    Presence of a target is the sum of both; `COLUMNS` names the columns.
    """

    idf: np.ndarray
    around: Half
    alone: Half

    @classmethod
    def load(cls, path: Path) -> "WideTable":
        """The table of a file that `save` wrote."""
        kept = np.load(path)
        around, alone = (
            Half(weights=kept[f"{name}_weights"], bias=kept[f"{name}_bias"]) for name in ("around", "alone")
        )
        return cls(idf=kept["idf"], around=around, alone=alone)

    def save(self, path: Path) -> None:
        """Writes the table as one file of arrays."""
        np.savez(
            path, idf=self.idf, around_weights=self.around.weights, around_bias=self.around.bias,
            alone_weights=self.alone.weights, alone_bias=self.alone.bias,
        )  # fmt: skip

    def sides(self, around: csr_matrix, alone: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
        """Logits of presence (n, 6) and stance (n, 6, 3) of weighed n-grams, with the context and without."""
        in_context, by_itself = self.around.logits(around), self.alone.logits(alone)
        presence = in_context[:, COLUMNS.around_presence] + by_itself[:, COLUMNS.alone_presence]
        return presence, by_itself[:, COLUMNS.stance].reshape(-1, N_TARGETS, len(STANCES))


@dataclass(frozen=True, kw_only=True)
class GoldCounts:
    """Counts of buckets of annotated passages, alone and with their context.

    `is_short` marks the one-line passages, which weigh less, and teach no argument: learnt with the others, they made
    arguments worse on the dev passages.
    """

    alone: csr_matrix
    with_context: csr_matrix
    passages: Sequence[GoldPassage]
    is_short: np.ndarray

    def rows(self, kept: np.ndarray) -> "GoldCounts":
        """The passages of those rows."""
        return GoldCounts(
            alone=self.alone[kept],
            with_context=self.with_context[kept],
            passages=[self.passages[row] for row in kept.tolist()],
            is_short=self.is_short[kept],
        )


def fit_wide(
    gold: GoldCounts, consult_counts: csr_matrix, consult_stances: Sequence[str], elsewhere: csr_matrix
) -> WideTable:  # fmt: skip
    """The table fitted on annotated passages (known targets, sentiment), on consultations (unseen propositions) and,
    for relevance, on the counts of texts of other debates, `elsewhere`."""
    gold_idf = learn_idf(gold.with_context)
    # One idf serves the whole table: buckets met only in consultations take theirs from there.
    idf = np.where(gold_idf > 0, gold_idf, learn_idf(consult_counts)).astype(np.float32)
    around, alone = Half.empty(N_AROUND), Half.empty(N_ALONE)
    passages = gold.passages
    importance = np.where(gold.is_short, SHORT_IMPORTANCE, 1.0)
    in_context, by_itself = weigh(gold.with_context, idf), weigh(gold.alone, idf)
    _fit_presence(in_context, by_itself, passages, importance, around, alone)
    _fit_relevance(in_context, passages, importance, weigh(elsewhere, idf), around)
    _fit_stance(by_itself, passages, importance, alone)
    _fit_sentiment(by_itself, passages, importance, alone)
    rows = [row for row, is_short in enumerate(gold.is_short) if not is_short]
    _fit_arguments(by_itself[rows], [passages[row] for row in rows], alone)
    _fit_consult(weigh(consult_counts, idf), consult_stances, alone)
    return WideTable(idf=idf, around=around, alone=alone)


def fit_sides(gold: GoldCounts) -> WideTable:
    """A table that knows presence and stance only, for reading passages that it did not learn from."""
    idf = learn_idf(gold.with_context)
    around, alone = Half.empty(N_AROUND), Half.empty(N_ALONE)
    importance = np.where(gold.is_short, SHORT_IMPORTANCE, 1.0)
    by_itself = weigh(gold.alone, idf)
    _fit_presence(weigh(gold.with_context, idf), by_itself, gold.passages, importance, around, alone)
    _fit_stance(by_itself, gold.passages, importance, alone)
    return WideTable(idf=idf, around=around, alone=alone)


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


def log_ratio(features: csr_matrix, held: np.ndarray) -> np.ndarray:
    """How far each bucket tells the passages that hold something from the others, shape (BUCKETS,).

    Absolute logarithm of the ratio of its smoothed shares of passages (naive Bayes), at most `MOST_RATIO`.
    """
    met = features > 0
    shares = [(np.asarray(met[rows].sum(axis=0)).ravel() + 1.0) / (rows.sum() + 2.0) for rows in (held, ~held)]
    ratio: np.ndarray = np.minimum(np.abs(np.log(shares[0] / shares[1])), MOST_RATIO).astype(np.float32)
    return ratio


def _binary(
    features: csr_matrix, expected: Sequence[bool], strength: float, *, weight: str | None = None,
    importance: np.ndarray | None = None, tolerance: float = 1e-4,
) -> tuple[np.ndarray, float]:  # fmt: skip
    """Weights and bias of one yes-or-no regression."""
    model = LogisticRegression(C=strength, solver="liblinear", class_weight=weight, tol=tolerance)
    model.fit(features, np.array(expected), sample_weight=importance)
    return model.coef_[0], float(model.intercept_[0])


def _fit_presence(
    in_context: csr_matrix, by_itself: csr_matrix, passages: Sequence[GoldPassage], importance: np.ndarray,
    around: Half, alone: Half,
) -> None:  # fmt: skip
    features = hstack([in_context, by_itself], format="csr")
    for column, target in enumerate(TARGETS):
        present = [target in passage.stance for passage in passages]
        if any(present) and not all(present):
            weights, bias = _binary(features, present, PRESENCE_C, importance=importance)
            around.weights[:, column], alone.weights[:, column] = weights[:BUCKETS], weights[BUCKETS:]
            around.bias[column] = bias


def _fit_relevance(
    features: csr_matrix, passages: Sequence[GoldPassage], importance: np.ndarray, elsewhere: csr_matrix, around: Half
) -> None:  # fmt: skip
    relevant = [passage.relevant for passage in passages] + [False] * elsewhere.shape[0]
    if any(relevant) and not all(relevant):
        every = vstack([features, elsewhere], format="csr")
        weight = np.concatenate([importance, np.full(elsewhere.shape[0], ELSEWHERE_IMPORTANCE)])
        weights, bias = _binary(every, relevant, PRESENCE_C, weight="balanced", importance=weight)
        around.weights[:, COLUMNS.relevance], around.bias[COLUMNS.relevance] = weights[:, None], bias


def _fit_stance(features: csr_matrix, passages: Sequence[GoldPassage], importance: np.ndarray, alone: Half) -> None:
    """One regression for all targets: shared weights on the side taken, plus smaller weights of each target's own."""
    signs = side_signs(passages)
    judged = [(row, TARGETS.index(t), value) for row, p in enumerate(passages) for t, value in p.stance.items()]
    rows, targets = np.array([item[0] for item in judged]), np.array([item[1] for item in judged])
    held = features[rows]
    marks = [diags(OWN_WEIGHT * (targets == target)) for target in range(N_TARGETS)]
    bias_of_target = csr_matrix(np.eye(N_TARGETS)[targets])
    blocks = [held, *(mark @ held for mark in marks), bias_of_target]
    sides = [_side(value, signs[target]) for _, target, value in judged]
    model = LogisticRegression(C=STANCE_C, max_iter=MOST_STEPS, class_weight="balanced")
    model.fit(hstack(blocks, format="csr"), np.array(sides), sample_weight=importance[rows])
    classes = list(model.classes_)
    for target in range(N_TARGETS):
        own = slice(BUCKETS * (1 + target), BUCKETS * (2 + target))
        for position, value in enumerate(STANCES):
            source = classes.index(_side(value, signs[target]))
            column = COLUMNS.stance.start + target * len(STANCES) + position
            coefficients = model.coef_[source]
            alone.weights[:, column] = coefficients[:BUCKETS] + OWN_WEIGHT * coefficients[own]
            alone.bias[column] = model.intercept_[source] + coefficients[BUCKETS * (1 + N_TARGETS) + target]


def _fit_sentiment(features: csr_matrix, passages: Sequence[GoldPassage], importance: np.ndarray, alone: Half) -> None:
    tones = [passage.sentiment for passage in passages]
    _fit_classes(features, tones, importance, alone, COLUMNS.sentiment, SENTIMENTS)


def _fit_classes(
    features: csr_matrix,
    values: Sequence[str],
    importance: np.ndarray,
    alone: Half,
    columns: slice,
    classes: Sequence[str],
) -> None:
    model = LogisticRegression(C=SENTIMENT_C, max_iter=MOST_STEPS, class_weight="balanced")
    model.fit(features, np.array(values), sample_weight=importance)
    for source, value in enumerate(model.classes_):
        column = columns.start + classes.index(str(value))
        alone.weights[:, column], alone.bias[column] = model.coef_[source], model.intercept_[source]


def _fit_arguments(features: csr_matrix, passages: Sequence[GoldPassage], alone: Half) -> None:
    """Two regressions an argument, averaged, then one for how the passage uses those that it holds.

    The second reads each n-gram as far as it tells the argument (Wang and Manning 2012); both are linear, so that
    their mean is one column of the table.
    """
    for index, argument in enumerate(ARGUMENTS):
        held = [argument in passage.arguments for passage in passages]
        if any(held) and not all(held):
            ratio = log_ratio(features, np.array(held))
            plain, bias = _binary(features, held, ARGUMENT_C, weight="balanced", tolerance=ARGUMENT_TOLERANCE)
            told, told_bias = _binary(
                features @ diags(ratio), held, ARGUMENT_C, weight="balanced", tolerance=ARGUMENT_TOLERANCE
            )
            column = COLUMNS.arguments.start + index
            alone.weights[:, column], alone.bias[column] = (plain + ratio * told) / 2, (bias + told_bias) / 2
    rows = [row for row, passage in enumerate(passages) if passage.arguments]
    uses = [next(iter(passages[row].arguments.values())) for row in rows]
    if len(set(uses)) == len(USES):
        _fit_classes(features[rows], uses, np.ones(len(rows)), alone, COLUMNS.uses, USES)


def _fit_consult(features: csr_matrix, stances: Sequence[str], alone: Half) -> None:
    """Favour minus against toward a proposition never seen."""
    weights, bias = _binary(features, [stance == "favour" for stance in stances], CONSULT_C)
    alone.weights[:, COLUMNS.consult], alone.bias[COLUMNS.consult] = weights[:, None], bias


def _side(value: str, sign: float) -> str:
    if sign > 0 or value == "neutral":
        return value
    return "against" if value == "favour" else "favour"
