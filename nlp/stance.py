"""Stance of a passage toward each target, and its sentiment: the shipped transformer, read without torch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from nlp.evidence import clauses, without
from nlp.inputs import Encoded, PassageInput, collate, encode, overlap
from nlp.model_store import STANCE_FOLDER, Pieces, Settings, open_graph, read_settings
from store.fold import fold_words
from store.records import StanceValue, Tag

STANCES: tuple[StanceValue, ...] = ("favour", "against", "neutral")
Sentiment = Literal["negative", "neutral", "positive"]
SENTIMENTS: tuple[Sentiment, ...] = ("negative", "neutral", "positive")
BATCH = 32
MAX_EVIDENCE = 2
LEAST_DROP = 0.25
Span = tuple[int, int]
Array = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class TargetText:
    """A proposition to judge: a known one is recognised by its id or its text, any other is read through its text."""

    id: str
    text: str


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
    """Everything the model says of one passage; `targets` in the order they were asked."""

    targets: tuple[TargetStance, ...]
    sentiment: Sentiment
    sentiment_probs: Mapping[str, float]


@dataclass(frozen=True)
class _Asked:
    """Targets as arrays: vectors (M, width), marks of the known ones (M, n_known), thresholds (M,)."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    vectors: Array
    known: Array
    presence: Array
    decided: Array


@dataclass(frozen=True)
class _Logits:
    presence: Array
    stance: Array
    sentiment: Array


class StanceModel:
    """The encoder and its heads, open for reading. Safe to call from one thread at a time."""

    def __init__(self, session: onnxruntime.InferenceSession, pieces: Pieces, settings: Settings) -> None:
        self._session, self._pieces, self.settings = session, pieces, settings
        self._pad = pieces.special("[PAD]")
        self._width = int(next(item.shape[1] for item in session.get_inputs() if item.name == "targets"))
        self._by_text = {fold_words(text): key for key, text in settings.known.items()}
        self._vector = lru_cache(maxsize=256)(self._read_vector)

    @classmethod
    def load(cls, folder: Path = STANCE_FOLDER) -> Self:
        """The model of `folder`; raises `ModelError` where a file is missing or belongs to another version."""
        return cls(open_graph(folder), Pieces(folder / "tokenizer.json"), read_settings(folder))

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

        A context may hold `title` and `parent`. Evidence is sought only where a side is taken (favour or against).
        """
        held = contexts or [None] * len(texts)
        inputs = [_as_input(text, context) for text, context in zip(texts, held, strict=True)]
        if not inputs:
            return []
        asked = self._ask(targets)
        results = self._decide(self._run(inputs, asked), asked)
        return self._explain(inputs, results, asked) if with_evidence else results

    def logits(self, inputs: Sequence[PassageInput], targets: Sequence[TargetText]) -> tuple[Array, Array, Array]:
        """Raw presence (n, M), stance (n, M, 3) and sentiment (n, 3), before any threshold: for measuring."""
        raw = self._run(inputs, self._ask(targets))
        return raw.presence, raw.stance, raw.sentiment

    def _ask(self, targets: Sequence[TargetText]) -> _Asked:
        settings = self.settings
        names = list(settings.known)
        keys = [t.id if t.id in settings.known else self._by_text.get(fold_words(t.text)) for t in targets]
        known = np.zeros((len(targets), len(names)), np.float32)
        for row, key in enumerate(keys):
            if key is not None:
                known[row, names.index(key)] = 1.0
        read = [settings.known[key] if key else t.text for key, t in zip(keys, targets, strict=True)]
        vectors = np.stack([self._vector(text) for text in read]) if read else np.zeros((0, self._width), np.float32)
        return _Asked(
            ids=tuple(target.id for target in targets),
            texts=tuple(read),
            vectors=vectors,
            known=known,
            presence=_column(settings.presence[key] if key else settings.presence_unseen for key in keys),
            decided=_column(settings.decided if key else settings.decided_unseen for key in keys),
        )

    def _read_vector(self, text: str) -> Array:
        nothing = _Asked(
            (), (), np.zeros((1, self._width), np.float32), self._no_known(), _column([0.0]), _column([0.0])
        )
        vector: Array = self._feed([encode(self._pieces, PassageInput(text=text))], nothing)[3][0]
        return vector

    def _no_known(self) -> Array:
        return np.zeros((1, len(self.settings.known)), np.float32)

    def _run(self, inputs: Sequence[PassageInput], asked: _Asked) -> _Logits:
        items = [encode(self._pieces, item) for item in inputs]
        order = sorted(range(len(items)), key=lambda index: len(items[index].ids))
        presence = np.zeros((len(items), len(asked.ids)), np.float32)
        stance = np.zeros((len(items), len(asked.ids), len(STANCES)), np.float32)
        sentiment = np.zeros((len(items), len(SENTIMENTS)), np.float32)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            presence[rows], stance[rows], sentiment[rows], _ = self._feed([items[row] for row in rows], asked)
        for column in np.flatnonzero(asked.known.sum(axis=1) == 0):
            shares = np.array([overlap(item, asked.texts[column]) for item in inputs])
            presence[:, column] = np.log(shares + 1e-6) - np.log(1.0 - shares + 1e-6)
        return _Logits(presence, stance, sentiment)

    def _feed(self, items: Sequence[Encoded], asked: _Asked) -> tuple[Array, Array, Array, Array]:
        arrays = {**collate(items, self._pad), "targets": asked.vectors, "known": asked.known}
        presence, stance, sentiment, vector = self._session.run(None, arrays)
        return presence, stance, sentiment, vector

    def _decide(self, raw: _Logits, asked: _Asked) -> list[PassageStance]:
        presence, stance = 1.0 / (1.0 + np.exp(-raw.presence)), _softmax(raw.stance)
        sentiment = _softmax(raw.sentiment)
        results = []
        for row in range(len(presence)):
            judged = [
                _judge(asked, column, float(presence[row, column]), stance[row, column])
                for column in range(len(asked.ids))
            ]
            best = SENTIMENTS[int(np.argmax(sentiment[row]))]
            probs: dict[str, float] = dict(zip(SENTIMENTS, map(float, sentiment[row]), strict=True))
            results.append(PassageStance(targets=tuple(judged), sentiment=best, sentiment_probs=probs))
        return results

    def _explain(
        self, inputs: Sequence[PassageInput], results: Sequence[PassageStance], asked: _Asked
    ) -> list[PassageStance]:
        """The results with evidence: the clauses whose removal lowers most the side taken, two at most per target."""
        spans = [
            clauses(item.text) if _takes_side(result) else [] for item, result in zip(inputs, results, strict=True)
        ]
        asks = [(row, span) for row, found in enumerate(spans) if len(found) > 1 for span in found]
        reduced = [replace(inputs[row], text=without(inputs[row].text, span)) for row, span in asks]
        raw = self._run(reduced, asked) if reduced else None
        kept = _side_strength(raw) if raw else np.zeros((0, len(asked.ids), len(STANCES)), np.float32)
        explained = []
        for row, result in enumerate(results):
            rows = [index for index, (owner, _) in enumerate(asks) if owner == row]
            explained.append(_with_evidence(result, spans[row], kept[rows]))
        return explained


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


def _as_input(text: str, context: Mapping[str, str | None] | None) -> PassageInput:
    held = context or {}
    return PassageInput(text=text, title=held.get("title"), parent=held.get("parent"))


def _judge(asked: _Asked, column: int, presence: float, probs: Array) -> TargetStance:
    best = int(np.argmax(probs))
    value: StanceValue | None = None
    if presence >= asked.presence[column]:
        value = STANCES[best] if probs[best] >= asked.decided[column] else "unclear"
    shares: dict[str, float] = dict(zip(STANCES, map(float, probs), strict=True))
    return TargetStance(target=asked.ids[column], presence=presence, probs=shares, value=value)


def _takes_side(result: PassageStance) -> bool:
    return any(item.value in ("favour", "against") for item in result.targets)


def _side_strength(raw: _Logits) -> Array:
    """Log-probability that the target is spoken of and the stance is each of the three, shape (n, M, 3)."""
    log_presence = -np.logaddexp(0.0, -raw.presence)
    strength: Array = log_presence[:, :, None] + np.log(_softmax(raw.stance) + 1e-9)
    return strength


def _with_evidence(result: PassageStance, spans: Sequence[Span], kept: Array) -> PassageStance:
    targets = []
    for column, item in enumerate(result.targets):
        if item.value in ("favour", "against"):
            best = STANCES.index(item.value)
            whole = float(np.log(item.presence + 1e-9) + np.log(item.probs[item.value] + 1e-9))
            drops = [whole - float(kept[index, column, best]) for index in range(len(kept))]
            item = replace(item, evidence=_chosen(spans, drops))
        targets.append(item)
    return replace(result, targets=tuple(targets))


def _chosen(spans: Sequence[Span], drops: Sequence[float]) -> tuple[Span, ...]:
    if not drops:
        return tuple(spans[:1])
    ranked = sorted(range(len(drops)), key=drops.__getitem__, reverse=True)
    kept = [ranked[0], *(index for index in ranked[1:MAX_EVIDENCE] if drops[index] >= LEAST_DROP)]
    return tuple(spans[index] for index in sorted(kept))


def _column(values: Iterable[float]) -> Array:
    return np.array(list(values), np.float32)


def _softmax(logits: Array) -> Array:
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares
