"""The strongest passages of an argument: clear, sure, varied, and none twice."""

import re
from collections.abc import Sequence

from store.database import Row
from store.fold import fold

# Words of a passage that can be read aloud; shorter says too little, longer loses its listener.
FEWEST_WORDS, MOST_WORDS = 8, 45
LONGEST_WORDS = 90
ALIKE = 0.45
_SAME_THREAD, _SAME_SOURCE, _SAME_VOICE = 0.3, 0.1, 0.05
_WORD = re.compile(r"\w{3,}")
_TIDY = re.compile(r"^[\W_]*[A-ZÀ-ÞŒ0-9].*[.!?…»”\")]\s*$", re.DOTALL)
_UNTIDY = 0.5  # what a newspaper would not print as it stands


def choose_strong(rows: Sequence[Row], n: int) -> list[Row]:
    """At most `n` rows of `list_argument_passages`, the strongest first.

    Strength is the score of the tag, 1 where a person confirmed it, times how clear it is (length, capital, final
    sign); what comes from a thread, a source or a voice already chosen counts less, and what says nearly the same is
    left out.
    """
    words = {row["id"]: frozenset(_WORD.findall(fold(row["text"]))) for row in rows}
    left = [row for row in rows if is_clear(row["text"])]
    chosen: list[Row] = []
    while left and len(chosen) < n:
        best = max(left, key=lambda row: (_strength(row, chosen), row["id"]))
        chosen.append(best)
        left = [row for row in left if row is not best and _alike(words[row["id"]], words[best["id"]]) < ALIKE]
    return chosen


def is_clear(text: str) -> bool:
    """Whether a passage can stand alone: neither too short nor too long, and not shouted."""
    n = len(text.split())
    letters = [char for char in text if char.isalpha()]
    shouted = sum(char.isupper() for char in letters) > 0.6 * max(1, len(letters))
    return FEWEST_WORDS <= n <= LONGEST_WORDS and not shouted


def is_tidy(text: str) -> bool:
    """Whether a passage is written as a sentence: a capital, a final sign."""
    return bool(_TIDY.match(text))


def _strength(row: Row, chosen: Sequence[Row]) -> float:
    n = len(row["text"].split())
    clear = (1.0 if n <= MOST_WORDS else MOST_WORDS / n) * (1.0 if is_tidy(row["text"]) else _UNTIDY)
    strength = (1.0 if row["is_confirmed"] else float(row["score"])) * clear
    strength -= _SAME_THREAD * sum(one["thread_id"] == row["thread_id"] for one in chosen)
    strength -= _SAME_SOURCE * sum(one["source_id"] == row["source_id"] for one in chosen)
    return float(strength - _SAME_VOICE * sum(one["owner_kind"] == row["owner_kind"] for one in chosen))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))
