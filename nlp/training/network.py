"""The network: one encoding of a passage, read by every target through its text, beside a wide table of n-grams."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from transformers import ModernBertModel

from nlp.ngrams import WORD_BUCKETS
from nlp.training.gold import SENTIMENTS, STANCES, TARGETS
from nlp.training.wide import N_PRESENCE, N_STANCE, WideTable

WIDTH = 256
HIDDEN = 192
N_ARGUMENTS = 26
DROPOUT = 0.3


@dataclass
class Scores:
    """Logits of a batch: presence (B, M), stance (B, M, 3), sentiment (B, 3), arguments (B, 26), vector (B, WIDTH)."""

    presence: Tensor
    stance: Tensor
    sentiment: Tensor
    arguments: Tensor
    vector: Tensor


class DeepPath(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Encoder and heads. `roles` says what each position is: 0 padding, 1 passage, 2 context."""

    def __init__(self, encoder: ModernBertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.state_norm = nn.LayerNorm(2 * WIDTH)
        self.to_vector = nn.Sequential(
            nn.LayerNorm(4 * WIDTH), nn.Dropout(DROPOUT), nn.Linear(4 * WIDTH, WIDTH), nn.GELU()
        )
        self.to_query = nn.Linear(WIDTH, WIDTH)
        self.to_key = nn.Linear(2 * WIDTH, WIDTH)
        self.to_value = nn.Linear(2 * WIDTH, WIDTH)
        self.own_query = nn.Parameter(torch.zeros(len(TARGETS), WIDTH))
        self.context_bias = nn.Parameter(torch.tensor(-1.0))
        self.pair = nn.Sequential(
            nn.LayerNorm(3 * WIDTH), nn.Dropout(DROPOUT), nn.Linear(3 * WIDTH, HIDDEN), nn.GELU(), nn.Dropout(DROPOUT)
        )
        self.presence = nn.Linear(HIDDEN, 1)
        self.stance = nn.Linear(HIDDEN, len(STANCES))
        self.sentiment = nn.Linear(WIDTH, len(SENTIMENTS))
        self.arguments = nn.Linear(WIDTH, N_ARGUMENTS)

    def read(self, ids: Tensor, roles: Tensor) -> tuple[Tensor, Tensor]:
        """(states of the positions (B, T, 2·WIDTH), vector of the passage (B, WIDTH))."""
        embedded = self.encoder.embeddings(input_ids=ids)
        allowed = torch.where(roles > 0, 0.0, -1e4).unsqueeze(1).unsqueeze(2)
        hidden = embedded
        angles = self.encoder.rotary_emb(hidden, torch.arange(ids.shape[1]).unsqueeze(0), "full_attention")
        for layer in self.encoder.layers:
            hidden = layer(hidden, attention_mask=allowed, position_embeddings=angles)
        hidden = self.encoder.final_norm(hidden)
        passage = (roles == 1).unsqueeze(2).to(hidden.dtype)
        length = passage.sum(dim=1).clamp(min=1.0)
        highest = (hidden - 1e4 * (1.0 - passage)).amax(dim=1)
        pooled = [(embedded * passage).sum(dim=1) / length, (hidden * passage).sum(dim=1) / length, highest]
        pooled.append((embedded - 1e4 * (1.0 - passage)).amax(dim=1))
        return self.state_norm(torch.cat([embedded, hidden], dim=2)), self.to_vector(torch.cat(pooled, dim=1))

    def forward(self, ids: Tensor, roles: Tensor, targets: Tensor, known: Tensor) -> Scores:
        """`targets` (M, WIDTH) are vectors of target texts; `known` (M, 6) marks those with a query of their own."""
        states, vector = self.read(ids, roles)
        query = self.to_query(targets) + known @ self.own_query
        found = self.to_key(states) @ query.transpose(0, 1) / WIDTH**0.5
        found = found + torch.where(roles == 2, self.context_bias, 0.0).unsqueeze(2)
        found = found + torch.where(roles > 0, 0.0, -1e4).unsqueeze(2)
        heard = torch.softmax(found, dim=1).transpose(1, 2) @ self.to_value(states)
        n_targets = targets.shape[0]
        spread = vector.unsqueeze(1).expand(-1, n_targets, -1)
        pair = self.pair(torch.cat([heard, spread, heard * query.unsqueeze(0)], dim=2))
        return Scores(
            presence=self.presence(pair).squeeze(2),
            stance=self.stance(pair),
            sentiment=self.sentiment(vector),
            arguments=self.arguments(vector),
            vector=vector,
        )


class WidePath(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """The table of n-gram weights, kept as int8 with one scale per column."""

    def __init__(self, table: WideTable) -> None:
        super().__init__()
        scale = np.maximum(np.abs(table.weights).max(axis=0), 1e-6) / 127.0
        quantized = np.vstack([np.round(table.weights / scale), np.zeros(table.weights.shape[1])]).astype(np.int8)
        self.register_buffer("around_table", torch.from_numpy(np.ascontiguousarray(quantized[:, :N_PRESENCE])))
        self.register_buffer("table", torch.from_numpy(np.ascontiguousarray(quantized[:, N_PRESENCE:])))
        self.register_buffer("scale", torch.from_numpy(scale.astype(np.float32)))
        self.register_buffer("bias", torch.from_numpy(table.bias))
        self.register_buffer("idf", torch.from_numpy(np.append(table.idf, 0.0).astype(np.float32)))

    def forward(self, grams: Tensor, counts: Tensor, around: Tensor, around_counts: Tensor) -> Tensor:
        """Logits (B, columns); `grams` and `around` (B, K) are buckets, padded with the last one."""
        presence = self._sum(self.around_table, around, around_counts)
        rest = self._sum(self.table, grams, counts)
        return torch.cat([presence, rest], dim=1) * self.scale + self.bias

    def _sum(self, table: Tensor, buckets: Tensor, counts: Tensor) -> Tensor:
        weight = (1.0 + torch.log(counts)) * self.idf[buckets]
        is_word = (buckets < WORD_BUCKETS).to(weight.dtype)
        unit = _unit(weight * is_word) + _unit(weight * (1.0 - is_word))
        return (unit.unsqueeze(1) @ table[buckets].to(weight.dtype)).squeeze(1)


@dataclass(frozen=True, kw_only=True)
class Shares:
    """How much of each path enters each decision; chosen on passages that neither path learnt from."""

    presence: tuple[float, float, float] = (1.0, 1.0, 0.0)
    stance: tuple[float, float] = (1.0, 1.0)
    sentiment: tuple[float, float] = (1.0, 1.0)
    unseen: tuple[float, float] = (1.0, 0.0)


class StanceNetwork(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Both paths summed; what is exported."""

    def __init__(self, deep: DeepPath, wide: WidePath, shares: Shares) -> None:
        super().__init__()
        self.deep, self.wide, self.shares = deep, wide, shares

    def forward(  # noqa: PLR0913  the inputs of the graph, one name each
        self,
        ids: Tensor,
        roles: Tensor,
        grams: Tensor,
        counts: Tensor,
        around: Tensor,
        around_counts: Tensor,
        targets: Tensor,
        known: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """(presence (B, M), stance (B, M, 3), sentiment (B, 3), vector (B, WIDTH)); the first three are logits."""
        scores = self.deep(ids, roles, targets, known)
        table = self.wide(grams, counts, around, around_counts)
        by_target = table[:, N_PRESENCE : N_PRESENCE + N_STANCE].reshape(-1, len(TARGETS), len(STANCES))
        is_known = known.sum(dim=1)
        shares = self.shares
        own_presence = (
            shares.presence[0] * (table[:, :N_PRESENCE] @ known.transpose(0, 1))
            + shares.presence[1] * scores.presence
            + shares.presence[2]
        )
        presence = torch.where(is_known > 0, own_presence, scores.presence)
        polarity = table[:, -1:].unsqueeze(2) * torch.tensor([0.5, -0.5, 0.0])
        weight = torch.where(is_known > 0, shares.stance[1], shares.unseen[1]).unsqueeze(0).unsqueeze(2)
        stance = (
            shares.stance[0] * torch.einsum("bks,mk->bms", by_target, known)
            + shares.unseen[0] * polarity * (1.0 - is_known).unsqueeze(0).unsqueeze(2)
            + weight * scores.stance
        )
        sentiment = shares.sentiment[0] * table[:, N_PRESENCE + N_STANCE : -1] + shares.sentiment[1] * scores.sentiment
        return presence, stance, sentiment, scores.vector


def _unit(weight: Tensor) -> Tensor:
    return weight / (weight * weight).sum(dim=1, keepdim=True).sqrt().clamp(min=1e-6)
