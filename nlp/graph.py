"""The shipped graph: passages in, logits of every head out; each passage is encoded once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from nlp.assent import follow, read_assent
from nlp.inputs import Encoded, PassageInput, collate, encode, overlap
from nlp.model_store import STANCE_FOLDER, Pieces, Settings, open_graph, read_settings
from nlp.replies import ReplyReader, answered, features
from store.fold import fold_words

BATCH = 32
N_STANCES = 3
Array = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class TargetText:
    """A proposition to judge: a known one is recognised by its id or its text, any other is read through its text."""

    id: str
    text: str


@dataclass(frozen=True)
class Asked:
    """Targets as the graph takes them: the column of each known one (-1 for any other), its text, its thresholds."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    columns: tuple[int, ...]
    presence: Array
    decided_unseen: float


@dataclass(frozen=True, kw_only=True)
class Logits:
    """Of n passages toward M targets: presence (n, M), stance (n, M, 3), sentiment (n, 3), arguments (n, A),
    uses (n, 3), relevance (n, 1)."""

    presence: Array
    stance: Array
    sentiment: Array
    arguments: Array
    uses: Array
    relevance: Array


class PassageGraph:
    """The graph of a model folder, open for reading. Safe to call from one thread at a time.

    Where the folder holds a graph of second readings, the sides of replies are read again: see `nlp.replies`.
    """

    def __init__(
        self, session: onnxruntime.InferenceSession, pieces: Pieces, settings: Settings,
        replies: ReplyReader | None = None,
    ) -> None:  # fmt: skip
        self._session, self._pieces, self.settings, self._replies = session, pieces, settings, replies
        self._pad = pieces.special("[PAD]")
        self._outputs = [output.name for output in session.get_outputs()]
        self._by_text = {fold_words(text): key for key, text in settings.known.items()}

    @classmethod
    def load(cls, folder: Path = STANCE_FOLDER) -> Self:
        """The graph of `folder`; raises `ModelError` where a file is missing or belongs to another version."""
        session = open_graph(folder)
        return cls(session, Pieces(folder / "tokenizer.json"), read_settings(folder), ReplyReader.load(folder))

    def ask(self, targets: Sequence[TargetText]) -> Asked:
        """The targets as the graph takes them, with the thresholds that decide of each."""
        settings, names = self.settings, list(self.settings.known)
        keys = [t.id if t.id in settings.known else self._by_text.get(fold_words(t.text)) for t in targets]
        return Asked(
            ids=tuple(target.id for target in targets),
            texts=tuple(settings.known[key] if key else t.text for key, t in zip(keys, targets, strict=True)),
            columns=tuple(names.index(key) if key else -1 for key in keys),
            presence=_column(settings.presence[key] if key else settings.presence_unseen for key in keys),
            decided_unseen=settings.decided_unseen,
        )

    def run(self, inputs: Sequence[PassageInput], asked: Asked, *, with_pieces: bool = True) -> Logits:
        """Logits in the order given; passages of about one length are read together.

        An unseen proposition is spoken of as far as its words are met: see `nlp.inputs.overlap`. Without pieces the
        logits serve only to be compared with each other: the n-grams alone tell them apart.
        """
        items = self._encode(inputs, with_pieces=with_pieces)
        found = self._read(items, with_pieces=with_pieces)
        if self._replies and any(column >= 0 for column in asked.columns):
            self._reread(self._replies, inputs, items, found, with_pieces=with_pieces)
        polarity = found.pop("polarity") * np.array([0.5, -0.5, 0.0], np.float32)
        presence, stance = found.pop("presence"), found.pop("stance")
        columns = list(enumerate(asked.columns))
        return Logits(
            presence=_stack(
                [presence[:, at] if at >= 0 else _met(inputs, asked.texts[t]) for t, at in columns], (len(items), 0)
            ),
            stance=_stack([stance[:, at] if at >= 0 else polarity for _, at in columns], (len(items), 0, N_STANCES)),
            **found,
        )

    def _read(self, items: Sequence[Encoded], *, with_pieces: bool = True) -> dict[str, Array]:
        order = sorted(range(len(items)), key=lambda row: len(items[row].ids if with_pieces else items[row].around))
        parts: dict[str, list[Array]] = {name: [] for name in self._outputs}
        for start in range(0, len(order), BATCH):
            arrays = collate([items[row] for row in order[start : start + BATCH]], self._pad)
            for name, values in zip(self._outputs, self._session.run(None, arrays), strict=True):
                parts[name].append(values)
        back = np.argsort(order)
        return {name: np.concatenate(values)[back] for name, values in parts.items()}

    def _encode(self, inputs: Sequence[PassageInput], *, with_pieces: bool) -> list[Encoded]:
        return [encode(self._pieces, item, with_pieces=with_pieces) for item in inputs]

    def _reread(
        self, replies: ReplyReader, inputs: Sequence[PassageInput], items: Sequence[Encoded], found: dict[str, Array],
        *, with_pieces: bool,
    ) -> None:  # fmt: skip
        """Puts second readings in the rows of `found["stance"]` that answer a comment; bare replies follow it."""
        rows, parents, owners = answered(inputs)
        above = self._read(self._encode(parents, with_pieces=with_pieces), with_pieces=with_pieces) if rows else {}
        for start in range(0, len(rows), BATCH):
            held, under = rows[start : start + BATCH], owners[start : start + BATCH]
            known = features(found["stance"][held], above["presence"][under], above["stance"][under])
            arrays = collate([items[row] for row in held], self._pad)
            found["stance"][held] = replies.sides(arrays["grams"], arrays["counts"], known)
        for row, owner in zip(rows, owners, strict=True):
            assent = read_assent(inputs[row].text)
            if assent:
                found["presence"][row] = above["presence"][owner]
                found["stance"][row] = follow(assent, above["stance"][owner])


def _stack(parts: Sequence[Array], empty: tuple[int, ...]) -> Array:
    return np.stack(parts, axis=1) if parts else np.zeros(empty, np.float32)


def _met(inputs: Sequence[PassageInput], text: str) -> Array:
    """How far the words of an unseen proposition are met in each passage, as logits."""
    shares = np.array([overlap(item, text) for item in inputs], np.float32)
    return np.asarray(np.log(shares + 1e-6) - np.log(1.0 - shares + 1e-6), np.float32)


def _column(values: Iterable[float]) -> Array:
    return np.array(list(values), np.float32)
