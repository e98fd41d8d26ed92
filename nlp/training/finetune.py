"""Fine-tuning of the deep path: consultations for any proposition, then our own passages for the known targets."""

import logging
import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from nlp.inputs import Encoded, PassageInput, PieceReader, collate, encode
from nlp.training.augment import drop_pieces, noisy
from nlp.training.gold import SENTIMENTS, STANCES, TARGETS, GoldPassage
from nlp.training.network import N_ARGUMENTS, DeepPath, Scores
from nlp.training.sources import Argument

log = logging.getLogger("train")
LOG_EVERY = 50
TARGET_FILE = Path(__file__).with_name("targets.toml")
CONSULT_BATCH = 24
GOLD_BATCH = 24
ENCODER_RATE = 2e-4
HEAD_RATE = 1e-3
ACCEPTABLE_MASS = 0.25
UNKNOWN_SHARE = 0.3
CONSULT_SHARE = 0.12
CONSULT_TARGET_CHARS = 200
CONSULT_TEXT_CHARS = 420


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Lengths of the two phases, in epochs of their own data."""

    consult_epochs: float = 1.0
    gold_epochs: int = 12
    seed: int = 0


def known_texts() -> list[str]:
    """The texts of the known targets, in the order of `TARGETS`."""
    entries = tomllib.loads(TARGET_FILE.read_text(encoding="utf-8"))["target"]
    by_id = {entry["id"]: entry["text"] for entry in entries}
    return [by_id[target] for target in TARGETS]


def as_input(passage: GoldPassage) -> PassageInput:
    """What the model reads of an annotated passage."""
    return PassageInput(text=passage.text, title=passage.title, parent=passage.parent)


class Tuner:
    """Holds the network, the tokenizer and the random state of one fine-tuning."""

    def __init__(self, deep: DeepPath, reader: PieceReader, plan: Plan) -> None:
        self.deep, self.reader, self.plan = deep, reader, plan
        self.rng = random.Random(plan.seed)
        self.deck: list[int] = []
        torch.manual_seed(plan.seed)
        self.known = [encode(reader, PassageInput(text=text)) for text in known_texts()]

    def vectors(self, items: Sequence[Encoded]) -> Tensor:
        """Vectors of target texts, shape (n, WIDTH)."""
        arrays = collate(items, self.reader.special("[PAD]"))
        return self.deep.read(torch.from_numpy(arrays["ids"]), torch.from_numpy(arrays["roles"]))[1]

    def scores(self, items: Sequence[Encoded], targets: Tensor, known: Tensor) -> Scores:
        arrays = collate(items, self.reader.special("[PAD]"))
        scores: Scores = self.deep(torch.from_numpy(arrays["ids"]), torch.from_numpy(arrays["roles"]), targets, known)
        return scores

    def noisy_items(self, inputs: Sequence[PassageInput]) -> list[Encoded]:
        return [drop_pieces(encode(self.reader, noisy(item, self.rng)), self.rng) for item in inputs]

    def consult_loss(self, batch: Sequence[Argument]) -> Tensor:
        """Stance toward one's own proposition; presence of it against the other propositions of the batch."""
        ids = sorted({argument.target_id for argument in batch})
        texts = {argument.target_id: f"{argument.target}. {argument.target_body}" for argument in batch}
        items = [encode(self.reader, PassageInput(text=texts[key][:CONSULT_TARGET_CHARS])) for key in ids]
        targets = self.vectors(items)
        passages = self.noisy_items([PassageInput(text=argument.text[:CONSULT_TEXT_CHARS]) for argument in batch])
        scores = self.scores(passages, targets, torch.zeros(len(ids), len(TARGETS)))
        own = torch.tensor([ids.index(argument.target_id) for argument in batch])
        values = torch.tensor([STANCES.index(argument.stance) for argument in batch])
        present = nn.functional.one_hot(own, len(ids)).float()
        stance = scores.stance[torch.arange(len(batch)), own]
        weight = torch.where(present > 0, 1.0, 3.0 / max(1, len(ids) - 1))
        presence = nn.functional.binary_cross_entropy_with_logits(scores.presence, present, weight=weight)
        return nn.functional.cross_entropy(stance, values) + 0.5 * presence

    def gold_loss(self, batch: Sequence[GoldPassage], arguments: Tensor) -> Tensor:
        """Presence and stance toward the known targets, sentiment, arguments."""
        known = torch.eye(len(TARGETS)) * float(self.rng.random() >= UNKNOWN_SHARE)
        scores = self.scores(self.noisy_items([as_input(item) for item in batch]), self.vectors(self.known), known)
        present, stance, sentiment = (torch.from_numpy(part) for part in gold_arrays(batch))
        loss = nn.functional.binary_cross_entropy_with_logits(scores.presence, present) * 2.0
        log_stance = torch.log_softmax(scores.stance, dim=2)
        loss = loss - (log_stance * stance).sum() / stance.sum().clamp(min=1.0)
        loss = loss - (torch.log_softmax(scores.sentiment, dim=1) * sentiment).sum(dim=1).mean()
        return loss + nn.functional.binary_cross_entropy_with_logits(scores.arguments, arguments)

    def run(self, passages: Sequence[GoldPassage], consult: Sequence[Argument]) -> None:
        """Both phases; the network is left in evaluation mode."""
        rows = torch.from_numpy(argument_rows(passages))
        n_first = int(self.plan.consult_epochs * len(consult) / CONSULT_BATCH)
        n_gold = self.plan.gold_epochs * max(1, len(passages) // GOLD_BATCH)
        optimizer = torch.optim.AdamW(self._groups(), weight_decay=0.05, betas=(0.9, 0.98))
        rates = [group["lr"] for group in optimizer.param_groups]
        steps = [True] * n_first + [False] * n_gold
        self.deep.train()
        for step, only_consult in enumerate(steps):
            share = step / n_first * 0.5 if only_consult else (step - n_first) / n_gold
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * (1.0 - share) * min(1.0, (step + 1) / 30)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = self._step_loss(passages, rows, consult, only_consult=only_consult)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.deep.parameters(), 1.0)
            optimizer.step()
            if step % LOG_EVERY == 0:
                log.info("step=%d of=%d consult=%s loss=%.3f", step, len(steps), only_consult, loss.item())
        self.deep.eval()

    def _step_loss(
        self, passages: Sequence[GoldPassage], rows: Tensor, consult: Sequence[Argument], *, only_consult: bool
    ) -> Tensor:
        loss = torch.zeros(())
        if only_consult or (consult and self.rng.random() < CONSULT_SHARE):
            loss = loss + self.consult_loss(self.rng.sample(list(consult), CONSULT_BATCH))
        if not only_consult:
            if len(self.deck) < GOLD_BATCH:
                self.deck = self.rng.sample(range(len(passages)), len(passages))
            picked, self.deck = self.deck[:GOLD_BATCH], self.deck[GOLD_BATCH:]
            loss = loss + self.gold_loss([passages[index] for index in picked], rows[picked])
        return loss

    def _groups(self) -> list[dict[str, object]]:
        inside = {id(parameter) for parameter in self.deep.encoder.parameters()}
        heads = [parameter for parameter in self.deep.parameters() if id(parameter) not in inside]
        return [
            {"params": list(self.deep.encoder.parameters()), "lr": ENCODER_RATE},
            {"params": heads, "lr": HEAD_RATE},
        ]


def argument_rows(passages: Sequence[GoldPassage]) -> np.ndarray:
    """Which arguments each passage holds, shape (n, N_ARGUMENTS): a help to the encoder, not kept in the graph."""
    names = sorted({name for passage in passages for name in passage.arguments})
    rows = np.zeros((len(passages), N_ARGUMENTS), np.float32)
    for row, passage in enumerate(passages):
        for name in passage.arguments:
            rows[row, names.index(name)] = 1.0
    return rows


def gold_arrays(batch: Sequence[GoldPassage]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Presence (n, 6), stance (n, 6, 3) and sentiment (n, 3) as shares; an acceptable second choice gets a quarter."""
    present = np.zeros((len(batch), len(TARGETS)), np.float32)
    stance = np.zeros((len(batch), len(TARGETS), len(STANCES)), np.float32)
    sentiment = np.zeros((len(batch), len(SENTIMENTS)), np.float32)
    for row, passage in enumerate(batch):
        sentiment[row] = _shares(passage.sentiment, passage.acceptable_sentiment, SENTIMENTS)
        for target, value in passage.stance.items():
            column = TARGETS.index(target)
            present[row, column] = 1.0
            stance[row, column] = _shares(value, passage.acceptable_stance.get(target, ()), STANCES)
    return present, stance, sentiment


def _shares(value: str, others: Sequence[str], values: Sequence[str]) -> np.ndarray:
    shares = np.zeros(len(values), np.float32)
    others = [other for other in others if other in values and other != value]
    for other in others:
        shares[values.index(other)] = ACCEPTABLE_MASS / len(others)
    shares[values.index(value)] = 1.0 - shares.sum()
    return shares
