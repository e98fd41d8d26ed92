"""The network: convolutions over a passage under every head, beside a wide table of n-grams."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from nlp.ngrams import WORD_BUCKETS
from nlp.tables import pack
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, USES
from nlp.training.wide import COLUMNS, Half, WideTable

WIDTH = 256  # of the vectors of `nlp.training.vectors`
RUNS = (1, 2, 3)  # pieces in a row that a filter reads
N_FILTERS = 160  # a length of run
N_STATES = len(RUNS) * N_FILTERS
N_ROLES = 3
DROPOUT, VECTOR_DROPOUT = 0.4, 0.2
VECTOR_SCALE = 4.0  # the vectors are of deviation 0.05
HEAD_DEVIATION = 0.02
# Both paths tell as much of an unseen proposition; so summed, they are no surer than the wide path was alone.
POLARITY_SHARE = 0.7


class Labels(NamedTuple):
    """How many logits each decision takes, in the order of `Scores`."""

    presence: int
    stance: int
    sentiment: int
    arguments: int
    uses: int
    relevance: int
    polarity: int


LABELS = Labels(len(TARGETS), len(TARGETS) * len(STANCES), len(SENTIMENTS), len(ARGUMENTS), len(USES), 1, 1)


@dataclass
class Scores:
    """Logits of a batch: presence (B, 6), stance (B, 6, 3), sentiment (B, 3), arguments (B, 26), uses of arguments
    (B, 3), relevance (B, 1), favour rather than against toward a proposition never seen (B, 1)."""

    presence: Tensor
    stance: Tensor
    sentiment: Tensor
    arguments: Tensor
    uses: Tensor
    relevance: Tensor
    polarity: Tensor


class LabelReader(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """One logit a decision from the states of some positions: their highest values, and the mean of what each says of
    the decision, weighed by an attention of the decision's own (Mullenbach et al. 2018)."""

    def __init__(self, n_labels: int) -> None:
        super().__init__()
        self.attention = nn.Linear(N_STATES, n_labels)
        self.said = nn.Linear(N_STATES, n_labels, bias=False)
        self.highest = nn.Linear(N_STATES, n_labels)
        self.dropout = nn.Dropout(DROPOUT)
        nn.init.zeros_(self.attention.weight)
        for head in (self.said, self.highest):
            nn.init.normal_(head.weight, std=HEAD_DEVIATION)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Logits (B, n_labels) of states (B, T, N_STATES), none of them negative, where `mask` (B, T) holds."""
        kept = mask.unsqueeze(2).to(states.dtype)
        highest = (states * kept).amax(dim=1)
        weights = torch.softmax(self.attention(states).float() + torch.where(mask, 0.0, -1e4).unsqueeze(2), dim=1)
        seen = states
        if self.training:  # the same states are left out at every position: cheaper
            seen = states * self.dropout(torch.ones_like(states[:, :1]))
        told = (weights * self.said(seen).float()).sum(dim=1)
        logits: Tensor = told + self.highest(self.dropout(highest)).float()
        return logits


class PhrasePath(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Convolutions over the vectors of one, two and three pieces in a row (Kim 2014), read by one head a decision.

    `roles` says what each position is: 0 padding, 1 passage, 2 context. Every decision reads the passage; presence and
    relevance read its context too, apart. Untrained, its vectors are `vectors` (V, WIDTH).
    """

    def __init__(self, vectors: np.ndarray) -> None:
        super().__init__()
        self.vectors = nn.Embedding.from_pretrained(torch.from_numpy(vectors * VECTOR_SCALE), freeze=False)
        self.roles = nn.Embedding(N_ROLES, WIDTH)
        nn.init.zeros_(self.roles.weight)
        self.filters = nn.Linear(WIDTH, sum(RUNS) * N_FILTERS, bias=False)
        self.bias = nn.Parameter(torch.zeros(N_STATES))
        self.passage, self.context = LabelReader(sum(LABELS)), LabelReader(LABELS.presence + LABELS.relevance)
        self.dropout = nn.Dropout(VECTOR_DROPOUT)

    def states(self, ids: Tensor, roles: Tensor) -> Tensor:
        """What each filter finds at each position, (B, T, N_STATES); nothing is seen of the padding.

        One product gives all filters at all places of a run; the places are then shifted and summed.
        """
        seen = self.dropout(self.vectors(ids) + self.roles(roles)) * (roles > 0).unsqueeze(2)
        products = self.filters(nn.functional.pad(seen, (0, 0, 1, 1))).split(N_FILTERS, dim=2)
        at = [(products[0], 0), (products[1], 0), (products[2], 1), *zip(products[3:], (-1, 0, 1), strict=True)]
        shifted = [_shift(product, offset) for product, offset in at]
        found = (shifted[0], shifted[1] + shifted[2], shifted[3] + shifted[4] + shifted[5])
        return torch.relu(torch.cat(found, dim=2) + self.bias)

    def forward(self, ids: Tensor, roles: Tensor) -> Scores:
        """The logits of a batch of ids and roles (B, T)."""
        states = self.states(ids, roles)
        in_context = roles == 2
        told = self.passage(states, roles == 1).split(list(LABELS), dim=1)
        has_context = in_context.any(dim=1, keepdim=True).to(told[0].dtype)
        around = self.context(states, in_context) * has_context
        return Scores(
            presence=told[0] + around[:, : LABELS.presence],
            stance=told[1].reshape(-1, len(TARGETS), len(STANCES)),
            sentiment=told[2],
            arguments=told[3],
            uses=told[4],
            relevance=told[5] + around[:, LABELS.presence :],
            polarity=told[6],
        )


def _shift(product: Tensor, offset: int) -> Tensor:
    """Each position's value `offset` places later, of products (B, T + 2, n) of passages with one place at each end."""
    return product[:, 1 + offset : product.shape[1] - 1 + offset]


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
    """How much of each path enters each decision (wide, phrases, constant), chosen on passages neither learnt from."""

    presence: tuple[float, float, float] = (1.0, 1.0, 0.0)
    stance: tuple[float, float] = (1.0, 1.0)
    sentiment: tuple[float, float] = (1.0, 1.0)
    arguments: tuple[float, float, float] = (1.0, 1.0, 0.0)
    uses: tuple[float, float] = (1.0, 1.0)
    relevance: tuple[float, float, float] = (1.0, 1.0, 0.0)


class StanceNetwork(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """Both paths summed; what is exported."""

    def __init__(self, phrases: PhrasePath, wide: WidePath, shares: Shares) -> None:
        super().__init__()
        self.phrases, self.wide, self.shares = phrases, wide, shares

    def forward(
        self, ids: Tensor, roles: Tensor, grams: Tensor, counts: Tensor, around: Tensor, around_counts: Tensor
    ) -> tuple[Tensor, ...]:
        """Logits: presence (B, 6), stance (B, 6, 3), sentiment (B, 3), arguments (B, 26), uses (B, 3), relevance (B, 1)
        and favour rather than against toward a proposition never seen (B, 1)."""
        told, shares = self.phrases(ids, roles), self.shares
        wide_around, wide_alone = self.wide(grams, counts, around, around_counts)
        presence = wide_around[:, COLUMNS.around_presence] + wide_alone[:, COLUMNS.alone_presence]
        stance = wide_alone[:, COLUMNS.stance].reshape(-1, len(TARGETS), len(STANCES))
        return (
            _mix(shares.presence, presence, told.presence),
            _mix((*shares.stance, 0.0), stance, told.stance),
            _mix((*shares.sentiment, 0.0), wide_alone[:, COLUMNS.sentiment], told.sentiment),
            _mix(shares.arguments, wide_alone[:, COLUMNS.arguments], told.arguments),
            _mix((*shares.uses, 0.0), wide_alone[:, COLUMNS.uses], told.uses),
            _mix(shares.relevance, wide_around[:, COLUMNS.relevance], told.relevance),
            POLARITY_SHARE * (wide_alone[:, COLUMNS.consult] + told.polarity),
        )


def _mix(shares: tuple[float, float, float], wide: Tensor, phrases: Tensor) -> Tensor:
    return shares[0] * wide + shares[1] * phrases + shares[2]


def _unit(weight: Tensor) -> Tensor:
    return weight / (weight * weight).sum(dim=1, keepdim=True).sqrt().clamp(min=1e-6)
