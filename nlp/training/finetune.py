"""The deep path learnt from annotated passages: linear heads on the frozen encoder first, then all of it together.

Source of the order: linear probing then fine-tuning (Kumar et al. 2022), which keeps what the language model learnt.
"""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from nlp.inputs import Encoded, PassageInput, PieceReader, collate, encode
from nlp.training.augment import drop_pieces, noisy
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, USES, GoldPassage
from nlp.training.network import N_POOLED, DeepPath, Scores

log = logging.getLogger("train")
LOG_EVERY = 50
BATCH = 24
READ_BATCH = 64
N_SORTED_TOGETHER = 16
ENCODER_RATE = 2e-4
HEAD_RATE = 2e-4
ACCEPTABLE_MASS = 0.25
PROBE_C, PROBE_STEPS = 0.01, 80


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many times the annotated passages are read once the heads stand, and from which random state."""

    epochs: int = 3
    seed: int = 0


def as_input(passage: GoldPassage) -> PassageInput:
    """What the model reads of an annotated passage."""
    return PassageInput(text=passage.text, title=passage.title, parent=passage.parent)


class Wanted(NamedTuple):
    """What `gold_arrays` gives, as tensors."""

    presence: Tensor
    stance: Tensor
    sentiment: Tensor
    arguments: Tensor
    uses: Tensor
    relevance: Tensor


class Tuner:
    """Holds the network, the tokenizer and the random state of one training."""

    def __init__(self, deep: DeepPath, reader: PieceReader, plan: Plan) -> None:
        self.deep, self.reader, self.plan = deep, reader, plan
        self.rng = random.Random(plan.seed)
        torch.manual_seed(plan.seed)

    def scores(self, items: Sequence[Encoded]) -> Scores:
        """The logits of encoded passages."""
        scores: Scores = self.deep(*self._tensors(items))
        return scores

    def probe(self, passages: Sequence[GoldPassage]) -> None:
        """Sets the standardisation and every linear head by regressions on the pooled states of the frozen encoder."""
        features = self._pooled(passages)
        self.deep.mean.copy_(torch.from_numpy(features.mean(axis=0)))
        self.deep.scale.copy_(torch.from_numpy(1.0 / np.maximum(features.std(axis=0), 1e-4)))
        both = (features - features.mean(axis=0)) / np.maximum(features.std(axis=0), 1e-4)
        alone = both[:, :N_POOLED]
        for column, target in enumerate(TARGETS):
            _set_binary(self.deep.presence, column, both, [target in p.stance for p in passages])
            rows = [row for row, p in enumerate(passages) if target in p.stance]
            values = [passages[row].stance[target] for row in rows]
            _set_classes(self.deep.stance, column * len(STANCES), alone[rows], values, STANCES)
        for column, argument in enumerate(ARGUMENTS):
            _set_binary(self.deep.arguments, column, alone, [argument in p.arguments for p in passages], "balanced")
        _set_binary(self.deep.relevance, 0, both, [p.relevant for p in passages], "balanced")
        _set_classes(self.deep.sentiment, 0, alone, [p.sentiment for p in passages], SENTIMENTS)
        pleading = [row for row, p in enumerate(passages) if p.arguments]
        uses = [next(iter(passages[row].arguments.values())) for row in pleading]
        _set_classes(self.deep.uses, 0, alone[pleading], uses, USES)

    def run(self, passages: Sequence[GoldPassage]) -> None:
        """Trains everything for the epochs of the plan; the network is left in evaluation mode."""
        batches = [batch for _ in range(self.plan.epochs) for batch in deal(passages, self.rng)]
        optimizer = torch.optim.AdamW(self._groups(), weight_decay=0.05, betas=(0.9, 0.98))
        rates = [group["lr"] for group in optimizer.param_groups]
        self.deep.train()
        for step, batch in enumerate(batches):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * (1.0 - step / len(batches)) * min(1.0, (step + 1) / 30)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = self.loss([passages[index] for index in batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.deep.parameters(), 1.0)
            optimizer.step()
            if step % LOG_EVERY == 0:
                log.info("step=%d of=%d loss=%.3f", step, len(batches), loss.item())
        self.deep.eval()

    def loss(self, batch: Sequence[GoldPassage]) -> Tensor:
        """Presence and stance toward the targets, sentiment, arguments and their use, relevance, of noisy passages."""
        noised = [noisy(as_input(item), self.rng) for item in batch]
        scores = self.scores([drop_pieces(encode(self.reader, item), self.rng) for item in noised])
        wanted = Wanted(*(torch.from_numpy(part) for part in gold_arrays(batch)))
        binary = nn.functional.binary_cross_entropy_with_logits
        return (
            binary(scores.presence, wanted.presence) * 2.0
            + _share_loss(scores.stance, wanted.stance)
            + _share_loss(scores.sentiment, wanted.sentiment)
            + binary(scores.arguments, wanted.arguments) * 4.0
            + _share_loss(scores.uses, wanted.uses) * 0.3
            + binary(scores.relevance, wanted.relevance) * 0.5
        )

    def _pooled(self, passages: Sequence[GoldPassage]) -> np.ndarray:
        self.deep.eval()
        items = [encode(self.reader, as_input(passage)) for passage in passages]
        order = sorted(range(len(items)), key=lambda row: len(items[row].ids))
        found = np.zeros((len(items), 2 * N_POOLED), np.float32)
        with torch.no_grad():
            for start in range(0, len(order), READ_BATCH):
                rows = order[start : start + READ_BATCH]
                found[rows] = self.deep.pool(*self._tensors([items[row] for row in rows])).numpy()
        return found

    def _tensors(self, items: Sequence[Encoded]) -> tuple[Tensor, Tensor]:
        arrays = collate(items, self.reader.special("[PAD]"))
        return torch.from_numpy(arrays["ids"]), torch.from_numpy(arrays["roles"])

    def _groups(self) -> list[dict[str, object]]:
        inside = {id(parameter) for parameter in self.deep.encoder.parameters()}
        heads = [parameter for parameter in self.deep.parameters() if id(parameter) not in inside]
        return [
            {"params": list(self.deep.encoder.parameters()), "lr": ENCODER_RATE},
            {"params": heads, "lr": HEAD_RATE},
        ]


def deal(passages: Sequence[GoldPassage], rng: random.Random) -> list[list[int]]:
    """One epoch of batches in random order, each of passages of about one length, so that little is padding."""
    order = rng.sample(range(len(passages)), len(passages))
    batches: list[list[int]] = []
    for start in range(0, len(order), BATCH * N_SORTED_TOGETHER):
        near = sorted(order[start : start + BATCH * N_SORTED_TOGETHER], key=lambda row: _length(passages[row]))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    rng.shuffle(batches)
    return batches


def gold_arrays(batch: Sequence[GoldPassage]) -> tuple[np.ndarray, ...]:
    """Presence (n, 6), stance (n, 6, 3), sentiment (n, 3), arguments (n, 26), uses (n, 3), relevance (n, 1).

    Stance, sentiment and uses are shares: an acceptable second choice gets a quarter. A row of stance or of uses
    without target or argument is zero. An acceptable argument counts a quarter.
    """
    n = len(batch)
    present, stance = np.zeros((n, len(TARGETS)), np.float32), np.zeros((n, len(TARGETS), len(STANCES)), np.float32)
    sentiment, uses = np.zeros((n, len(SENTIMENTS)), np.float32), np.zeros((n, len(USES)), np.float32)
    arguments = np.zeros((n, len(ARGUMENTS)), np.float32)
    for row, passage in enumerate(batch):
        sentiment[row] = _shares(passage.sentiment, passage.acceptable_sentiment, SENTIMENTS)
        for target, value in passage.stance.items():
            column = TARGETS.index(target)
            present[row, column] = 1.0
            stance[row, column] = _shares(value, passage.acceptable_stance.get(target, ()), STANCES)
        for argument in passage.acceptable_arguments:
            arguments[row, ARGUMENTS.index(argument)] = ACCEPTABLE_MASS
        for argument, use in passage.arguments.items():
            arguments[row, ARGUMENTS.index(argument)] = 1.0
            uses[row, USES.index(use)] += 1.0 / len(passage.arguments)
    relevance = np.array([[passage.relevant] for passage in batch], np.float32)
    return present, stance, sentiment, arguments, uses, relevance


def _set_binary(
    head: nn.Linear, column: int, features: np.ndarray, expected: Sequence[bool], weight: str | None = None
) -> None:
    if any(expected) and not all(expected):
        model = LogisticRegression(C=PROBE_C, max_iter=PROBE_STEPS, class_weight=weight).fit(features, expected)
        with torch.no_grad():
            head.weight[column] = torch.from_numpy(model.coef_[0])
            head.bias[column] = float(model.intercept_[0])


def _set_classes(
    head: nn.Linear, first: int, features: np.ndarray, values: Sequence[str], classes: Sequence[str]
) -> None:
    if set(values) != set(classes):
        return
    model = LogisticRegression(C=PROBE_C, max_iter=PROBE_STEPS, class_weight="balanced").fit(features, values)
    rows = [first + classes.index(str(value)) for value in model.classes_]
    with torch.no_grad():
        head.weight[rows] = torch.from_numpy(model.coef_).float()
        head.bias[rows] = torch.from_numpy(model.intercept_).float()


def _length(passage: GoldPassage) -> int:
    return sum(len(part or "") for part in (passage.text, passage.title, passage.parent))


def _share_loss(logits: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy against shares over the last axis; rows of zeros count for nothing."""
    return -(torch.log_softmax(logits, dim=-1) * shares).sum() / shares.sum().clamp(min=1.0)


def _shares(value: str, others: Sequence[str], values: Sequence[str]) -> np.ndarray:
    shares = np.zeros(len(values), np.float32)
    others = [other for other in others if other in values and other != value]
    for other in others:
        shares[values.index(other)] = ACCEPTABLE_MASS / len(others)
    shares[values.index(value)] = 1.0 - shares.sum()
    return shares
