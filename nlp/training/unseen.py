"""For or against a proposition never met: one column of the table, learnt from other people's debates."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack

from nlp.bags import count_matrix, weigh
from nlp.ngrams import count_grams
from nlp.training.sources import Argument
from nlp.training.wide import COLUMNS, WideTable, fit_binary

STRENGTH = 2.0
# An explained vote beside an argument of a consultation; both sides of the votes weigh the same in all.
VOTE_IMPORTANCE = 0.2


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Texts for or against something: their n-grams (n, BUCKETS), and whether each is for it (n)."""

    counts: csr_matrix
    favours: np.ndarray


def judge(arguments: Sequence[Argument]) -> Judged:
    """The n-grams of arguments and their sides."""
    return Judged(
        counts=count_matrix([count_grams(argument.text) for argument in arguments]),
        favours=np.array([argument.stance == "favour" for argument in arguments]),
    )


def learn_unseen(table: WideTable, consult: Judged, votes: Judged) -> None:
    """Fits the column of `table` that says favour minus against, on arguments of consultations and explained votes."""
    share = votes.favours.mean()
    importance = np.where(votes.favours, 0.5 / share, 0.5 / (1.0 - share)) * VOTE_IMPORTANCE
    weights, bias = fit_binary(
        vstack([weigh(consult.counts, table.idf), weigh(votes.counts, table.idf)], format="csr"),
        np.concatenate([consult.favours, votes.favours]).tolist(), STRENGTH,
        importance=np.concatenate([np.ones(len(consult.favours)), importance]),
    )  # fmt: skip
    table.alone.weights[:, COLUMNS.consult], table.alone.bias[COLUMNS.consult] = weights[:, None], bias
