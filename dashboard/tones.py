"""The tone of an article or comment, and of an outlet, from the tones of its sentences."""

from collections.abc import Sequence

from dashboard.intervals import Share, measure_shares
from store.database import Row

TONES = ("negative", "neutral", "positive")
# One sentence in three must take that tone, and more of them than the other: news is mostly told evenly.
LEAST = 1 / 3


def tone_of(row: Row) -> str:
    """The tone of one row of `count_tones`."""
    negative, positive, n = row["n_negative"], row["n_positive"], row["n"]
    if negative > positive and negative >= LEAST * n:
        return "negative"
    return "positive" if positive > negative and positive >= LEAST * n else "neutral"


def measure_tones(rows: Sequence[Row]) -> list[Share]:
    """The shares of the three tones among articles or comments, in the order of `TONES`, none under 30 of them."""
    return measure_shares([{"thread_id": row["thread_id"], "stance": tone_of(row), "n": 1} for row in rows], TONES)
