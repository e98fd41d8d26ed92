"""The second reading of a reply: its sides again, once those of the comment that it answers are known.

« Exactement », « et les patients alors ? » take their side from what they answer. The first reading counts the words
of both together, without knowing which of them speaks.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from nlp.inputs import PassageInput
from nlp.model_store import open_session

REPLIES = "replies.onnx"
N_FEATURES = 5
LEAN = 2  # the column of features that tells the side of the comment answered
Array = NDArray[np.float32]


def features(own: Array, presence: Array, parent: Array) -> Array:
    """What is known of a reply before its second reading, toward each of M targets: shape (n, M, `N_FEATURES`).

    `own` (n, M, 3) are the logits of the reply's sides; `presence` (n, M) and `parent` (n, M, 3) the logits of the
    comment that it answers. In order: the reply leans to favour, to neutral; the comment leans to favour, to neutral,
    as far as it speaks of the target; whether it does.
    """
    met = 1.0 / (1.0 + np.exp(-presence))
    shares = np.exp(parent - parent.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    sides = own[..., 0] + own[..., 1]
    columns = (
        own[..., 0] - own[..., 1],
        own[..., 2] - sides / 2,
        met * (shares[..., 0] - shares[..., 1]),
        met * shares[..., 2],
        met,
    )
    return np.stack(columns, axis=-1).astype(np.float32)


def answered(inputs: Sequence[PassageInput]) -> tuple[list[int], list[PassageInput], list[int]]:
    """The rows that answer a comment, the comments answered, each once, and which of them each row answers."""
    rows = [row for row, item in enumerate(inputs) if item.parent and item.parent.strip()]
    parents = {(inputs[row].parent or "", inputs[row].title): 0 for row in rows}
    for number, key in enumerate(parents):
        parents[key] = number
    owners = [parents[inputs[row].parent or "", inputs[row].title] for row in rows]
    return rows, [PassageInput(text=text, title=title) for text, title in parents], owners


class ReplyReader:
    """The graph of second readings of a model folder. Safe to call from one thread at a time."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """The reader of `folder`, or none where its model reads a reply once."""
        path = folder / REPLIES
        return cls(open_session(path)) if path.is_file() else None

    def sides(self, grams: NDArray[np.generic], counts: NDArray[np.generic], known: Array) -> Array:
        """The logits of the sides (n, M, 3) of replies, from their padded n-grams (n, K) and `features`."""
        read: Array = self._session.run(["stance"], {"grams": grams, "counts": counts, "features": known})[0]
        return read
