"""Vectors of the vocabulary learnt by co-occurrence: what the path of phrases starts from."""

from pathlib import Path

import numpy as np
from gensim.models import Word2Vec  # type: ignore[import-not-found, import-untyped, unused-ignore]

BLOCK = 256
WIDTH = 256
EPOCHS = 4
START_DEVIATION = 0.05


class _Blocks:
    """The corpus as sentences of pieces, read again at each epoch."""

    def __init__(self, corpus: np.ndarray) -> None:
        self.corpus = corpus

    def __iter__(self):  # type: ignore[no-untyped-def]
        names = [str(index) for index in range(int(self.corpus.max()) + 1)]
        for start in range(0, len(self.corpus) - BLOCK, BLOCK):
            yield [names[index] for index in self.corpus[start : start + BLOCK]]


def learn_vectors(corpus: np.ndarray, n_vocabulary: int, out: Path) -> np.ndarray:
    """CBOW vectors, shape (n_vocabulary, WIDTH), centred, of deviation `START_DEVIATION`; saved to `out`.

    Pieces never met get a small random vector.
    """
    model = Word2Vec(
        _Blocks(corpus), vector_size=WIDTH, window=6, min_count=5, sg=0, negative=8, sample=1e-4, workers=2,
        epochs=EPOCHS, seed=1,
    )  # fmt: skip
    vectors = np.random.default_rng(1).normal(0.0, 1.0, (n_vocabulary, WIDTH)).astype(np.float32)
    known = np.array([int(name) for name in model.wv.index_to_key])
    learnt = model.wv.vectors - model.wv.vectors.mean(axis=0)
    vectors[known] = learnt / np.linalg.norm(learnt, axis=1, keepdims=True) * np.sqrt(WIDTH)
    vectors *= START_DEVIATION
    np.save(out, vectors)
    return vectors
