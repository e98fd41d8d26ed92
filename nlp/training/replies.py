"""The second reading of replies, learnt from first readings of passages that their table never saw."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from torch import Tensor, nn

from nlp.bags import count_matrix, weigh
from nlp.inputs import with_context
from nlp.ngrams import BUCKETS, PADDING, count_grams
from nlp.replies import LEAN, N_FEATURES, features
from nlp.training.calibrate import PathLogits
from nlp.training.gold import STANCES, TARGETS, GoldPassage
from nlp.training.network import Table, WidePath
from nlp.training.wanted import as_input
from nlp.training.wide import GoldCounts, Half, WideTable, fit_sides

N_FOLDS = 4
N_PROCESSES = 2
# Chosen by folds of writers on 3,764 sides of replies: 0.721 right at first, 0.737 by the features alone, 0.749 so.
STRENGTH = 0.3
FEATURE_SCALE = 3.0
GRAM_SCALE = 4.0
LEAST_REPLIES = 5  # replies that hold an n-gram before it has a weight
OPSET = 17


@dataclass(frozen=True, kw_only=True)
class ReplyTable:
    """Weights of the second reading: of the features (5, 3), and of n-grams (BUCKETS, 3) times the comment's side."""

    known: np.ndarray
    bias: np.ndarray
    grams: np.ndarray
    idf: np.ndarray

    @classmethod
    def load(cls, path: Path) -> "ReplyTable":
        """The table of a file that `save` wrote."""
        return cls(**np.load(path))

    def save(self, path: Path) -> None:
        """Writes the table as one file of arrays."""
        np.savez(path, **vars(self))

    def logits(self, known: np.ndarray, weighed: csr_matrix) -> np.ndarray:
        """Logits (n, M, 3) of features (n, M, 5) and weighed n-grams (n, BUCKETS) of replies."""
        turned = np.asarray(weighed @ self.grams)
        read: np.ndarray = known @ self.known + self.bias + known[..., LEAN : LEAN + 1] * turned[:, None, :]
        return read


def replies_of(passages: Sequence[GoldPassage]) -> list[GoldPassage]:
    """The passages that answer a comment."""
    return [passage for passage in passages if passage.parent]


def as_parents(replies: Sequence[GoldPassage]) -> list[GoldPassage]:
    """The comments answered, under their article's title; nothing is annotated of them."""
    return [replace(reply, text=reply.parent or "", parent=None, stance={}, arguments={}) for reply in replies]


def read_unseen(gold: GoldCounts) -> tuple[PathLogits, PathLogits]:
    """First readings of the replies of `gold`, and of the comments that they answer.

    Each is read by a table that learnt from other files than its own: a file is one writer's, with whole threads.
    One-line passages are learnt from by all.
    """
    short = np.flatnonzero(gold.is_short)
    whole = np.flatnonzero(~gold.is_short)
    rows = np.array([row for row in whole.tolist() if gold.passages[row].parent])
    parents = as_parents([gold.passages[row] for row in rows.tolist()])
    around = count_matrix([count_grams(with_context(as_input(parent))) for parent in parents])
    alone = count_matrix([count_grams(parent.text) for parent in parents])
    groups = [gold.passages[row].batch for row in whole.tolist()]
    folds = list(GroupKFold(N_FOLDS).split(whole, groups=groups))
    tables = Parallel(n_jobs=N_PROCESSES)(
        delayed(fit_sides)(gold.rows(np.concatenate([whole[learnt], short]))) for learnt, _ in folds
    )
    own, above = _blank(len(rows)), _blank(len(rows))
    for table, (_, left) in zip(tables, folds, strict=True):
        at = np.flatnonzero(np.isin(rows, whole[left]))
        _fill(own, at, table, gold.with_context[rows[at]], gold.alone[rows[at]])
        _fill(above, at, table, around[at], alone[at])
    return own, above


def fit_replies(table: WideTable, replies: Sequence[GoldPassage], own: PathLogits, above: PathLogits) -> ReplyTable:
    """The second reading learnt from the replies and from the first readings of them and of what they answer."""
    weighed = weigh(count_matrix([count_grams(reply.text) for reply in replies]), table.idf)
    kept = np.flatnonzero(np.asarray((weighed > 0).sum(axis=0)).ravel() >= LEAST_REPLIES)
    known = features(own.stance, above.presence, above.stance)
    judged = [
        (row, TARGETS.index(t), STANCES.index(v)) for row, one in enumerate(replies) for t, v in one.stance.items()
    ]
    rows, targets, sides = (np.array(column) for column in zip(*judged, strict=True))
    held = known[rows, targets]
    turned = diags(GRAM_SCALE * held[:, LEAN]) @ weighed[rows][:, kept]
    model = LogisticRegression(C=STRENGTH, max_iter=1000)
    model.fit(hstack([csr_matrix(FEATURE_SCALE * held), turned], format="csr"), sides)
    grams = np.zeros((BUCKETS, len(STANCES)), np.float32)
    grams[kept] = GRAM_SCALE * model.coef_[:, N_FEATURES:].T
    return ReplyTable(
        known=(FEATURE_SCALE * model.coef_[:, :N_FEATURES].T).astype(np.float32),
        bias=model.intercept_.astype(np.float32), grams=grams, idf=table.idf,
    )  # fmt: skip


def reread(table: ReplyTable, passages: Sequence[GoldPassage], own: PathLogits, above: PathLogits) -> PathLogits:
    """The logits of `passages`, whose replies are read again; `above` are those of what they answer, in their order."""
    rows = [row for row, passage in enumerate(passages) if passage.parent]
    weighed = weigh(count_matrix([count_grams(passages[row].text) for row in rows]), table.idf)
    stance = own.stance.copy()
    stance[rows] = table.logits(features(own.stance[rows], above.presence, above.stance), weighed)
    return replace(own, stance=stance)


class ReplyNetwork(nn.Module):  # type: ignore[misc, unused-ignore]  # torch may be absent where types are checked
    """The second reading as it is exported; its n-grams are weighed as those of the wide path."""

    def __init__(self, table: ReplyTable, wide: WidePath) -> None:
        super().__init__()
        self.wide = wide
        self.turn = Table(Half(weights=table.grams, bias=np.zeros(len(STANCES), np.float32)))
        self.register_buffer("known", torch.from_numpy(table.known))
        self.register_buffer("bias", torch.from_numpy(table.bias))

    def forward(self, grams: Tensor, counts: Tensor, known: Tensor) -> Tensor:
        """Logits (B, M, 3) of padded buckets and counts (B, K) and features (B, M, 5)."""
        turned = self.turn(grams, self.wide.weigh(grams, counts))
        return known @ self.known + self.bias + known[:, :, LEAN : LEAN + 1] * turned.unsqueeze(1)


def export_replies(network: ReplyNetwork, out: Path) -> None:
    """Writes the graph of second readings."""
    network.eval()
    grams = torch.full((2, 7), PADDING, dtype=torch.int64)
    known = torch.zeros((2, len(TARGETS), N_FEATURES))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, (grams, torch.ones((2, 7)), known), str(out), input_names=["grams", "counts", "features"],
            output_names=["stance"], opset_version=OPSET, dynamo=False,
            dynamic_axes={"grams": {0: "replies", 1: "grams"}, "counts": {0: "replies", 1: "grams"},
                          "features": {0: "replies"}, "stance": {0: "replies"}},
        )  # fmt: skip


def _blank(n: int) -> PathLogits:
    shapes = {"stance": (n, len(TARGETS), len(STANCES)), "presence": (n, len(TARGETS))}
    return PathLogits(**{part.name: np.zeros(shapes.get(part.name, (n, 0))) for part in fields(PathLogits)})


def _fill(found: PathLogits, rows: np.ndarray, table: WideTable, around: csr_matrix, alone: csr_matrix) -> None:
    found.presence[rows], found.stance[rows] = table.sides(weigh(around, table.idf), weigh(alone, table.idf))
