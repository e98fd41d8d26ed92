"""Bags of hashed n-grams as sparse rows, weighed as the graph weighs them."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack

from nlp.ngrams import BUCKETS, WORD_BUCKETS


def count_matrix(grams: Sequence[dict[int, int]]) -> csr_matrix:
    """Counts of buckets, shape (n, BUCKETS), float32."""
    rows = np.repeat(np.arange(len(grams)), [len(item) for item in grams])
    columns = np.fromiter((bucket for item in grams for bucket in item), np.int64)
    values = np.fromiter((count for item in grams for count in item.values()), np.float32)
    return csr_matrix((values, (rows, columns)), shape=(len(grams), BUCKETS))


def learn_idf(counts: csr_matrix) -> np.ndarray:
    """Smoothed inverse document frequency of each bucket, zero for buckets never met."""
    document_counts = np.asarray((counts > 0).sum(axis=0)).ravel()
    idf = np.log((1 + counts.shape[0]) / (1 + document_counts)) + 1
    return np.where(document_counts > 0, idf, 0.0).astype(np.float32)


def weigh(counts: csr_matrix, idf: np.ndarray) -> csr_matrix:
    """Sublinear tf-idf, words and characters each of norm one, as the graph computes it."""
    weighted = counts.copy()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    return hstack([_unit(weighted[:, :WORD_BUCKETS]), _unit(weighted[:, WORD_BUCKETS:])], format="csr")


def _unit(block: csr_matrix) -> csr_matrix:
    norms = np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel())
    return diags(1.0 / np.maximum(norms, 1e-6)) @ block
