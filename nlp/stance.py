"""What the shipped model says of a passage: stance toward each target, arguments, tone, relevance, with evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Self

import numpy as np

from nlp.evidence import clauses, without
from nlp.graph import Array, Asked, Logits, PassageGraph, TargetText
from nlp.hub import HubGraph
from nlp.inputs import PassageInput
from nlp.model_store import STANCE_FOLDER, Settings
from store.records import ArgumentUse, StanceValue, Tag

__all__ = ["PassageStance", "StanceModel", "TargetStance", "TargetText", "as_tags"]

STANCES: tuple[StanceValue, ...] = ("favour", "against", "neutral")
Sentiment = Literal["negative", "neutral", "positive"]
SENTIMENTS: tuple[Sentiment, ...] = ("negative", "neutral", "positive")
USES: tuple[ArgumentUse, ...] = ("asserts", "refutes", "reports")
TOLERANCE = 0.5
MAX_EVIDENCE = 2
LEAST_DROP = 0.25
Span = tuple[int, int]
_NOTHING: Array = np.zeros(0, np.float32)


@dataclass(frozen=True, kw_only=True)
class TargetStance:
    """What a passage says of one target. `value` is None where the passage does not speak of it.

    `presence` is the probability that it does; `probs` those of favour, against and neutral if it does.
    """

    target: str
    presence: float
    probs: Mapping[str, float]
    value: StanceValue | None
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PassageStance:
    """Everything the model says of one passage; `targets` in the order they were asked.

    `arguments` holds the logit of each argument that the model knows, `uses` the probabilities of how the passage uses
    those that it holds, `relevance` the logit that it is in the debate, `pleas` the evidence of the arguments named.
    """

    targets: tuple[TargetStance, ...]
    sentiment: Sentiment
    sentiment_probs: Mapping[str, float]
    arguments: Mapping[str, float] = field(default_factory=dict)
    uses: Mapping[ArgumentUse, float] = field(default_factory=dict)
    relevance: float = 0.0
    pleas: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


class StanceModel:
    """The graph and its thresholds, open for reading. Safe to call from one thread at a time.

    A side whose expected error is above `tolerance` is given as `unclear`.
    """

    def __init__(self, graph: PassageGraph | HubGraph, *, tolerance: float = TOLERANCE) -> None:
        self._graph, self._tolerance = graph, tolerance

    @property
    def settings(self) -> Settings:
        """The known targets and arguments, and the thresholds."""
        return self._graph.settings

    @classmethod
    def load(cls, folder: Path = STANCE_FOLDER, *, tolerance: float = TOLERANCE) -> Self:
        """The model of `folder`; raises `ModelError` where a file is missing or belongs to another version."""
        return cls(PassageGraph.load(folder), tolerance=tolerance)

    @classmethod
    def load_checkpoint(cls, folder: Path, *, tolerance: float = TOLERANCE) -> Self:
        """The shipped model, whose sides are those of a hub's checkpoint; raises `ModelError` as `HubGraph.load`."""
        return cls(HubGraph.load(PassageGraph.load(), folder), tolerance=tolerance)

    def known_targets(self) -> list[TargetText]:
        """The targets that the model was trained on, with their texts."""
        return [TargetText(id=key, text=text) for key, text in self.settings.known.items()]

    def score(
        self,
        texts: Sequence[str],
        targets: Sequence[TargetText],
        contexts: Sequence[Mapping[str, str | None] | None] | None = None,
        *,
        with_evidence: bool = True,
    ) -> list[PassageStance]:
        """One result per text, in the order given; each passage is encoded once, whatever the number of targets.

        A context may hold `title` and `parent`. Evidence is sought only where a side is taken (favour or against), and
        for the arguments above the model's own threshold.
        """
        inputs = _as_inputs(texts, contexts)
        if not inputs:
            return []
        asked = self._graph.ask(targets)
        results = self._decide(self._graph.run(inputs, asked), asked)
        if not with_evidence:
            return results
        least = self.settings.argument
        named = [[key for key, logit in one.arguments.items() if _sigmoid(logit) >= least] for one in results]
        return self.explain(texts, targets, contexts, results, named)

    def logits(self, inputs: Sequence[PassageInput], targets: Sequence[TargetText]) -> tuple[Array, Array, Array]:
        """Raw presence (n, M), stance (n, M, 3) and sentiment (n, 3), before any threshold: for measuring."""
        raw = self._graph.run(inputs, self._graph.ask(targets))
        return raw.presence, raw.stance, raw.sentiment

    def explain(
        self,
        texts: Sequence[str],
        targets: Sequence[TargetText],
        contexts: Sequence[Mapping[str, str | None] | None] | None,
        results: Sequence[PassageStance],
        named: Sequence[Sequence[str]],
    ) -> list[PassageStance]:
        """The results with evidence: the clauses whose removal lowers most the side taken, or the argument named.

        Two clauses at most per target and per argument; `named` holds the arguments of each passage. What is left
        without a clause is read by the n-grams alone: they carry nearly all of each side, and cost a third.
        """
        inputs, asked = _as_inputs(texts, contexts), self._graph.ask(targets)
        wanted = [_takes_side(result) or bool(held) for result, held in zip(results, named, strict=True)]
        spans = [clauses(item.text) if is_wanted else [] for item, is_wanted in zip(inputs, wanted, strict=True)]
        asks = [
            (row, text)
            for row, found in enumerate(spans)
            if len(found) > 1
            for text in (inputs[row].text, *(without(inputs[row].text, span) for span in found))
        ]
        reduced = [replace(inputs[row], text=text) for row, text in asks]
        raw = self._graph.run(reduced, asked, with_pieces=False) if reduced else None
        owners = np.array([row for row, _ in asks], np.int64)
        explained = []
        for row, result in enumerate(results):
            left = _Left.of(raw, np.flatnonzero(owners == row), self.settings) if raw else _Left()
            explained.append(_with_evidence(result, spans[row], left, named[row]))
        return explained

    def _decide(self, raw: Logits, asked: Asked) -> list[PassageStance]:
        presence, stance = _sigmoids(raw.presence), _softmax(raw.stance)
        sentiment, uses = _softmax(raw.sentiment), _softmax(raw.uses)
        results = []
        for row in range(len(presence)):
            judged = [
                self._judge(asked, column, float(presence[row, column]), stance[row, column])
                for column in range(len(asked.ids))
            ]
            results.append(
                PassageStance(
                    targets=tuple(judged),
                    sentiment=SENTIMENTS[int(np.argmax(sentiment[row]))],
                    sentiment_probs=dict(zip(SENTIMENTS, map(float, sentiment[row]), strict=True)),
                    arguments=dict(zip(self.settings.arguments, map(float, raw.arguments[row]), strict=True)),
                    uses=dict(zip(USES, map(float, uses[row]), strict=True)),
                    relevance=float(raw.relevance[row, 0]),
                )
            )
        return results

    def _judge(self, asked: Asked, column: int, presence: float, probs: Array) -> TargetStance:
        """The side is right as far as the target is spoken of *and* the side is that one: the error expected of naming
        it counts both. How far an unseen proposition is met is no probability, so that its side alone decides."""
        best = int(np.argmax(probs))
        is_known = asked.columns[column] >= 0
        sure, least = (
            (presence * probs[best], 1.0 - self._tolerance) if is_known else (probs[best], asked.decided_unseen)
        )
        value: StanceValue | None = None
        if presence >= asked.presence[column]:
            value = STANCES[best] if sure >= least else "unclear"
        shares: dict[str, float] = dict(zip(STANCES, map(float, probs), strict=True))
        return TargetStance(target=asked.ids[column], presence=presence, probs=shares, value=value)


@dataclass(frozen=True)
class _Left:
    """The strength of a passage's answers whole, then without each of its clauses: of sides (1 + k, M, 3), of arguments
    (1 + k); nothing for a passage of one clause."""

    sides: Array = field(default_factory=lambda: np.zeros((0, 0, len(STANCES)), np.float32))
    arguments: Mapping[str, Array] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: Logits, rows: np.ndarray, settings: Settings) -> "_Left":
        """The rows of one passage."""
        log_presence = -np.logaddexp(0.0, -raw.presence[rows])
        sides: Array = log_presence[:, :, None] + np.log(_softmax(raw.stance[rows]) + 1e-9)
        return cls(sides, dict(zip(settings.arguments, raw.arguments[rows].T, strict=True)))


def as_tags(result: PassageStance) -> list[Tag]:
    """Stance tags of the targets spoken of, then one sentiment tag. Scores are those of the value given."""
    tags = [
        Tag(kind="stance", key=item.target, value=item.value, score=max(item.probs.values()), evidence=item.evidence,
            probs=item.probs)
        for item in result.targets
        if item.value is not None
    ]  # fmt: skip
    probs = result.sentiment_probs
    return [*tags, Tag(kind="sentiment", key="", value=result.sentiment, score=probs[result.sentiment], probs=probs)]


def _as_inputs(texts: Sequence[str], contexts: Sequence[Mapping[str, str | None] | None] | None) -> list[PassageInput]:
    held = [context or {} for context in contexts or [None] * len(texts)]
    return [
        PassageInput(text=text, title=context.get("title"), parent=context.get("parent"))
        for text, context in zip(texts, held, strict=True)
    ]


def _takes_side(result: PassageStance) -> bool:
    return any(item.value in ("favour", "against") for item in result.targets)


def _with_evidence(result: PassageStance, spans: Sequence[Span], left: _Left, named: Sequence[str]) -> PassageStance:
    targets = []
    for column, item in enumerate(result.targets):
        if item.value in ("favour", "against"):
            strengths = left.sides[:, column, STANCES.index(item.value)] if len(left.sides) else _NOTHING
            item = replace(item, evidence=_chosen(spans, _drops(strengths)))
        targets.append(item)
    pleas = {key: _chosen(spans, _drops(left.arguments.get(key, _NOTHING))) for key in named if key in result.arguments}
    return replace(result, targets=tuple(targets), pleas=pleas)


def _drops(strengths: Array) -> list[float]:
    """How much each removal lowers what the whole has."""
    return [float(strengths[0] - value) for value in strengths[1:]]


def _chosen(spans: Sequence[Span], drops: Sequence[float]) -> tuple[Span, ...]:
    if not drops:
        return tuple(spans[:1])
    ranked = sorted(range(len(drops)), key=drops.__getitem__, reverse=True)
    kept = [ranked[0], *(index for index in ranked[1:MAX_EVIDENCE] if drops[index] >= LEAST_DROP)]
    return tuple(spans[index] for index in sorted(kept))


def _sigmoid(logit: float) -> float:
    return float(1.0 / (1.0 + np.exp(-logit)))


def _sigmoids(logits: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-logits)), np.float32)


def _softmax(logits: Array) -> Array:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares
