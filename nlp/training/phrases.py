"""The path of phrases learnt from annotated passages, misspelt and cut a little otherwise at each reading."""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor, nn

from nlp.inputs import Encoded, PieceReader, collate, encode
from nlp.training.augment import drop_pieces, noisy
from nlp.training.calibrate import PathLogits
from nlp.training.gold import GoldPassage
from nlp.training.network import PhrasePath
from nlp.training.sources import Argument
from nlp.training.wanted import as_input, gold_arrays
from nlp.training.wide import SHORT_IMPORTANCE

log = logging.getLogger("train")
LOG_EVERY = 100
BATCH = 64
READ_BATCH = 128
N_SORTED_TOGETHER = 128
RATE, VECTOR_RATE = 2e-3, 1e-3
WARMUP_STEPS = 100
DECAY = 0.02
MOST_GRADIENT = 2.0
USE_WEIGHT = 0.3
POLARITY_WEIGHT = 0.5
# Texts of other debates teach relevance alone: so many at each reading, and what one of them weighs.
N_ELSEWHERE, ELSEWHERE_IMPORTANCE = 4000, 0.3


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How many times the annotated passages are read, and from which random state."""

    epochs: int = 4
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """Passages and what each weighs (n, 4): in sides and tone, in arguments and their uses, in relevance, in polarity.

    `favours` (n) says which arguments of consultations are for their proposition. The rows from `first_elsewhere` on
    are texts of other debates.
    """

    passages: Sequence[GoldPassage]
    weights: np.ndarray
    favours: np.ndarray
    first_elsewhere: int

    @classmethod
    def of(
        cls, passages: Sequence[GoldPassage], is_short: np.ndarray, consult: Sequence[Argument],
        elsewhere: Sequence[str],
    ) -> "Lessons":  # fmt: skip
        """One-line passages weigh less and teach no argument, as in the wide path."""
        side = np.where(is_short, SHORT_IMPORTANCE, 1.0)
        known = np.column_stack([side, np.where(is_short, 0.0, 1.0), side, np.zeros(len(passages))])
        judged = np.tile([0.0, 0.0, 0.0, 1.0], (len(consult), 1))
        others = np.tile([0.0, 0.0, ELSEWHERE_IMPORTANCE, 0.0], (len(elsewhere), 1))
        first_judged, first_elsewhere = len(passages), len(passages) + len(consult)
        favours = np.zeros(first_elsewhere + len(elsewhere), np.float32)
        favours[first_judged:first_elsewhere] = [argument.stance == "favour" for argument in consult]
        return cls(
            passages=[*passages, *map(_unread, [*(argument.text for argument in consult), *elsewhere])],
            weights=np.concatenate([known, judged, others]).astype(np.float32),
            favours=favours,
            first_elsewhere=first_elsewhere,
        )

    def draw(self, rng: random.Random) -> list[int]:
        """The rows of one reading, in random order: everything, but only some of the texts of other debates."""
        others = range(self.first_elsewhere, len(self.passages))
        rows = [*range(self.first_elsewhere), *rng.sample(others, min(N_ELSEWHERE, len(others)))]
        rng.shuffle(rows)
        return rows


class Learner:
    """Holds the path, the tokenizer and the random state of one training."""

    def __init__(self, path: PhrasePath, reader: PieceReader, plan: Plan) -> None:
        self.path, self.reader, self.plan = path, reader, plan
        self.rng = random.Random(plan.seed)  # nosec B311 # a training
        torch.manual_seed(plan.seed)

    def run(self, lessons: Lessons) -> None:
        """Trains everything for the epochs of the plan; the path is left in evaluation mode."""
        batches = [batch for _ in range(self.plan.epochs) for batch in self._deal(lessons)]
        optimizer = torch.optim.AdamW(self._groups(), weight_decay=DECAY, betas=(0.9, 0.99), fused=True)
        rates = [group["lr"] for group in optimizer.param_groups]
        self.path.train()
        for step, batch in enumerate(batches):
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * (1.0 - step / len(batches)) * min(1.0, (step + 1) / WARMUP_STEPS)
            loss = self.loss(lessons, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.path.parameters(), MOST_GRADIENT)
            optimizer.step()
            if step % LOG_EVERY == 0:
                log.info("step=%d of=%d loss=%.3f", step, len(batches), loss.item())
        self.path.eval()

    def loss(self, lessons: Lessons, batch: Sequence[int]) -> Tensor:
        """All decisions together, on passages made noisy."""
        passages = [lessons.passages[row] for row in batch]
        items = [encode(self.reader, noisy(as_input(one), self.rng), with_grams=False) for one in passages]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = self.path(*self._tensors([drop_pieces(item, self.rng) for item in items]))
        presence, stance, sentiment, arguments, uses, relevance = map(torch.from_numpy, gold_arrays(passages))
        sides, pleas, debate, judged = torch.from_numpy(lessons.weights[batch]).unbind(dim=1)
        favours = torch.from_numpy(lessons.favours[batch]).unsqueeze(1)
        return (
            _binary_loss(scores.presence, presence, sides)
            + _share_loss(scores.stance, stance, sides.unsqueeze(1))
            + _share_loss(scores.sentiment, sentiment, sides)
            + _binary_loss(scores.arguments, arguments, pleas)
            + _share_loss(scores.uses, uses, pleas) * USE_WEIGHT
            + _binary_loss(scores.relevance, relevance, debate)
            + _binary_loss(scores.polarity, favours, judged) * judged.mean() * POLARITY_WEIGHT
        )

    def logits(self, passages: Sequence[GoldPassage]) -> PathLogits:
        """What the path says of passages, in their order."""
        items = [encode(self.reader, as_input(passage), with_grams=False) for passage in passages]
        order = sorted(range(len(items)), key=lambda row: len(items[row].ids))
        parts: dict[str, list[np.ndarray]] = {field.name: [] for field in fields(PathLogits)}
        with torch.no_grad():
            for start in range(0, len(order), READ_BATCH):
                scores = self.path(*self._tensors([items[row] for row in order[start : start + READ_BATCH]]))
                for name, part in parts.items():
                    part.append(getattr(scores, name).numpy())
        back = np.argsort(order)
        return PathLogits(**{name: np.concatenate(part)[back] for name, part in parts.items()})

    def _deal(self, lessons: Lessons) -> list[list[int]]:
        """One reading in batches in random order, each of passages of about one length, so that little is padding."""
        order = lessons.draw(self.rng)
        batches: list[list[int]] = []
        for start in range(0, len(order), BATCH * N_SORTED_TOGETHER):
            together = order[start : start + BATCH * N_SORTED_TOGETHER]
            near = sorted(together, key=lambda row: _length(lessons.passages[row]))
            batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
        self.rng.shuffle(batches)
        return batches

    def _tensors(self, items: Sequence[Encoded]) -> tuple[Tensor, Tensor]:
        arrays = collate(items, self.reader.special("[PAD]"))
        return torch.from_numpy(arrays["ids"]), torch.from_numpy(arrays["roles"])

    def _groups(self) -> list[dict[str, object]]:
        vectors = self.path.vectors.weight
        others = [parameter for parameter in self.path.parameters() if parameter is not vectors]
        return [{"params": [vectors], "lr": VECTOR_RATE, "weight_decay": 0.0}, {"params": others, "lr": RATE}]


def _unread(text: str) -> GoldPassage:
    """A text that nobody annotated."""
    return GoldPassage(
        id="", text=text, kind="paragraph", title=None, parent=None, relevant=False, stance={}, sentiment="neutral"
    )


def _length(passage: GoldPassage) -> int:
    return sum(len(part or "") for part in (passage.text, passage.title, passage.parent))


def _binary_loss(logits: Tensor, expected: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy of yes-or-no decisions, summed over a passage's, averaged over the passages by their weights."""
    losses = nn.functional.binary_cross_entropy_with_logits(logits, expected, reduction="none").sum(dim=1)
    return (losses * weights).sum() / weights.sum().clamp(min=1.0)


def _share_loss(logits: Tensor, shares: Tensor, weights: Tensor) -> Tensor:
    """Cross-entropy against shares over the last axis; rows of zeros count for nothing."""
    losses = -(torch.log_softmax(logits, dim=-1) * shares).sum(dim=-1)
    return (losses * weights).sum() / (shares.sum(dim=-1) * weights).sum().clamp(min=1.0)
