"""The network: one encoding of a passage under every head, beside a wide table of n-grams."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from transformers import ModernBertModel

from nlp.ngrams import WORD_BUCKETS
from nlp.tables import pack
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, USES
from nlp.training.wide import COLUMNS, Half, WideTable

WIDTH = 256
N_POOLED = 4 * WIDTH
DROPOUT = 0.1


@dataclass
class Scores:
    """Logits of a batch: presence (B, 6), stance (B, 6, 3), sentiment (B, 3), arguments (B, 26), uses of arguments
    (B, 3), relevance (B, 1)."""

    presence: Tensor
    stance: Tensor
    sentiment: Tensor
    arguments: Tensor
    uses: Tensor
    relevance: Tensor


class DeepPath(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Encoder, pooled and standardised, under one linear head a decision.

    `roles` says what each position is: 0 padding, 1 passage, 2 context. Presence and relevance read the passage and its
    context, the others the passage alone. Without the standardisation the heads learn next to nothing in the epochs
    that a few thousand passages allow.
    """

    def __init__(self, encoder: ModernBertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.register_buffer("mean", torch.zeros(2 * N_POOLED))
        self.register_buffer("scale", torch.ones(2 * N_POOLED))
        self.dropout = nn.Dropout(DROPOUT)
        self.presence = nn.Linear(2 * N_POOLED, len(TARGETS))
        self.relevance = nn.Linear(2 * N_POOLED, 1)
        self.stance = nn.Linear(N_POOLED, len(TARGETS) * len(STANCES))
        self.sentiment = nn.Linear(N_POOLED, len(SENTIMENTS))
        self.arguments = nn.Linear(N_POOLED, len(ARGUMENTS))
        self.uses = nn.Linear(N_POOLED, len(USES))

    def pool(self, ids: Tensor, roles: Tensor) -> Tensor:
        """Mean and maximum of embeddings and last states, of the passage, then with its context; (B, 2 · N_POOLED)."""
        embedded = self.encoder.embeddings(input_ids=ids)
        allowed = torch.where(roles > 0, 0.0, -1e4).unsqueeze(1).unsqueeze(2)
        hidden = embedded
        angles = self.encoder.rotary_emb(hidden, torch.arange(ids.shape[1]).unsqueeze(0), "full_attention")
        for layer in self.encoder.layers:
            hidden = layer(hidden, attention_mask=allowed, position_embeddings=angles)
        states = torch.cat([embedded, self.encoder.final_norm(hidden)], dim=2)
        return torch.cat([_pool(states, roles == 1), _pool(states, roles > 0)], dim=1)

    def forward(self, ids: Tensor, roles: Tensor) -> Scores:
        """The logits of a batch of ids and roles (B, T)."""
        both = self.dropout((self.pool(ids, roles) - self.mean) * self.scale)
        passage = both[:, :N_POOLED]
        return Scores(
            presence=self.presence(both),
            stance=self.stance(passage).reshape(-1, len(TARGETS), len(STANCES)),
            sentiment=self.sentiment(passage),
            arguments=self.arguments(passage),
            uses=self.uses(passage),
            relevance=self.relevance(both),
        )


def _pool(states: Tensor, mask: Tensor) -> Tensor:
    """Mean and maximum of the states where the mask holds, (B, 2 · width)."""
    kept = mask.unsqueeze(2).to(states.dtype)
    mean = (states * kept).sum(dim=1) / kept.sum(dim=1).clamp(min=1.0)
    return torch.cat([mean, (states - 1e4 * (1.0 - kept)).amax(dim=1)], dim=1)


class Table(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """One half of the table of n-gram weights, kept as `nlp.tables` packs them."""

    def __init__(self, half: Half) -> None:
        super().__init__()
        roots, scale = pack(half.weights)
        self.register_buffer("table", torch.from_numpy(np.vstack([roots, np.zeros((1, roots.shape[1]), np.int8)])))
        self.register_buffer("scale", torch.from_numpy(scale))
        self.register_buffer("bias", torch.from_numpy(half.bias))

    def forward(self, buckets: Tensor, unit: Tensor) -> Tensor:
        """Logits (B, columns) of buckets (B, K) of weights `unit` (B, K)."""
        roots = self.table[buckets].to(unit.dtype)
        return (unit.unsqueeze(1) @ (roots * roots.abs())).squeeze(1) * self.scale + self.bias


class WidePath(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Both halves of the table."""

    def __init__(self, table: WideTable) -> None:
        super().__init__()
        self.around, self.alone = Table(table.around), Table(table.alone)
        self.register_buffer("idf", torch.from_numpy(np.append(table.idf, 0.0).astype(np.float32)))

    def forward(self, grams: Tensor, counts: Tensor, around: Tensor, around_counts: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the half read with the context, then of the passage alone; buckets are padded with the last one."""
        return self.around(around, self.weigh(around, around_counts)), self.alone(grams, self.weigh(grams, counts))

    def weigh(self, buckets: Tensor, counts: Tensor) -> Tensor:
        """Sublinear tf-idf (B, K) of padded buckets and counts, words and characters each of norm one."""
        weight = (1.0 + torch.log(counts)) * self.idf[buckets]
        is_word = (buckets < WORD_BUCKETS).to(weight.dtype)
        return _unit(weight * is_word) + _unit(weight * (1.0 - is_word))


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of each path enters each decision (wide, deep, constant), chosen on passages neither learnt from."""

    presence: tuple[float, float, float] = (1.0, 1.0, 0.0)
    stance: tuple[float, float] = (1.0, 1.0)
    sentiment: tuple[float, float] = (1.0, 1.0)
    arguments: tuple[float, float, float] = (1.0, 1.0, 0.0)
    uses: tuple[float, float] = (1.0, 1.0)
    relevance: tuple[float, float, float] = (1.0, 1.0, 0.0)


class StanceNetwork(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Both paths summed; what is exported."""

    def __init__(self, deep: DeepPath, wide: WidePath, shares: Shares) -> None:
        super().__init__()
        self.deep, self.wide, self.shares = deep, wide, shares

    def forward(
        self, ids: Tensor, roles: Tensor, grams: Tensor, counts: Tensor, around: Tensor, around_counts: Tensor
    ) -> tuple[Tensor, ...]:
        """Logits: presence (B, 6), stance (B, 6, 3), sentiment (B, 3), arguments (B, 26), uses (B, 3), relevance (B, 1)
        and favour rather than against toward a proposition never seen (B, 1), which the wide path alone tells."""
        deep, shares = self.deep(ids, roles), self.shares
        wide_around, wide_alone = self.wide(grams, counts, around, around_counts)
        presence = wide_around[:, COLUMNS.around_presence] + wide_alone[:, COLUMNS.alone_presence]
        stance = wide_alone[:, COLUMNS.stance].reshape(-1, len(TARGETS), len(STANCES))
        return (
            _mix(shares.presence, presence, deep.presence),
            _mix((*shares.stance, 0.0), stance, deep.stance),
            _mix((*shares.sentiment, 0.0), wide_alone[:, COLUMNS.sentiment], deep.sentiment),
            _mix(shares.arguments, wide_alone[:, COLUMNS.arguments], deep.arguments),
            _mix((*shares.uses, 0.0), wide_alone[:, COLUMNS.uses], deep.uses),
            _mix(shares.relevance, wide_around[:, COLUMNS.relevance], deep.relevance),
            wide_alone[:, COLUMNS.consult],
        )


def _mix(shares: tuple[float, float, float], wide: Tensor, deep: Tensor) -> Tensor:
    return shares[0] * wide + shares[1] * deep + shares[2]


def _unit(weight: Tensor) -> Tensor:
    return weight / (weight * weight).sum(dim=1, keepdim=True).sqrt().clamp(min=1e-6)
