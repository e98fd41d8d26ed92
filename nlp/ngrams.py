"""Hashed n-grams of a passage: the wide path of the stance model, computed without any table."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from store.fold import fold_char

WORD_BUCKETS = 1 << 16
CHAR_BUCKETS = 1 << 17
BUCKETS = WORD_BUCKETS + CHAR_BUCKETS
PADDING = BUCKETS
_WORD = re.compile(r"[^\W\d_]+|\d+|[!?€%]")
_fold_char = lru_cache(maxsize=4096)(fold_char)


def count_grams(text: str) -> dict[int, int]:
    """Buckets met in `text` and how often: word 1-2-grams and within-word character 3-5-grams of the folded text.

    Buckets of words are in [0, WORD_BUCKETS), those of characters in [WORD_BUCKETS, BUCKETS).
    """
    words = folded_words(text)
    counts = Counter(_word_bucket(word) for word in words)
    counts.update(_word_bucket(f"{left} {right}") for left, right in pairwise(words))
    for word in words:
        counts.update(_char_buckets(word))
    return counts


def folded_words(text: str) -> list[str]:
    """Words, numbers and the signs ! ? € % of `text`, lower-cased and without accents."""
    return _WORD.findall("".join(map(_fold_char, text)))


@lru_cache(maxsize=200_000)
def _word_bucket(gram: str) -> int:
    return crc32(gram.encode()) % WORD_BUCKETS


@lru_cache(maxsize=100_000)
def _char_buckets(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    grams = [padded[start : start + size] for size in (3, 4, 5) for start in range(len(padded) - size + 1)]
    return tuple(WORD_BUCKETS + crc32(gram.encode()) % CHAR_BUCKETS for gram in grams)
