"""Share of voice: how much of what the press quotes each camp says, and where it is named."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboard.intervals import ENOUGH, bound_shares
from store.database import Row
from store.watch import Watch

NOBODY = ""  # the camp of speakers that the watch does not know


@dataclass(kw_only=True)
class Voice:
    """One camp or actor: its quotes and their words, the articles that quote or name it, by place, and comments.

    `low` and `high` bound its share of the words quoted (0–1), `None` when there are too few quotes.
    """

    slug: str
    n_quotes: int = 0
    n_unique: int = 0
    n_words: int = 0
    quoting: set[str] = field(default_factory=set)
    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    n_comments: int = 0
    n_comments_unique: int = 0
    share: float | None = None
    low: float | None = None
    high: float | None = None


def camp_of(watch: Watch, actor: str) -> str:
    """The camp of an actor's slug, `NOBODY` for one that the watch does not know (any more)."""
    found = watch.actor(actor) if actor else None
    return found.camp if found else NOBODY


def gather_press(quotes: Sequence[Row], named: Sequence[Row], slug_of: Callable[[str], str]) -> dict[str, Voice]:
    """The voices of the press by `slug_of(actor)`, most words first, from rows of `count_quotes` and `count_named`."""
    voices: dict[str, Voice] = {}
    words: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in quotes:
        one = voices.setdefault(slug_of(row["actor"]), Voice(slug=slug_of(row["actor"])))
        one.n_quotes += row["n"]
        one.n_unique += row["n"] * row["is_unique"]
        one.n_words += row["n_words"]
        one.quoting.add(row["thread_id"])
        words[one.slug][row["thread_id"]] += row["n_words"]
    for row in named:
        one = voices.setdefault(slug_of(row["actor"]), Voice(slug=slug_of(row["actor"])))
        one.named[row["place"]].add(row["thread_id"])
    if sum(one.n_quotes for one in voices.values()) >= ENOUGH:
        _measure(voices, words)
    return dict(sorted(voices.items(), key=lambda item: (item[0] == NOBODY, -item[1].n_words, item[0])))


def gather_readers(named: Sequence[Row], slug_of: Callable[[str], str]) -> dict[str, Voice]:
    """Whom readers name by `slug_of(actor)`, most named first, from rows of `count_named_by_readers`."""
    voices: dict[str, Voice] = {}
    for row in named:
        one = voices.setdefault(slug_of(row["actor"]), Voice(slug=slug_of(row["actor"])))
        one.n_comments += row["n"]
        one.n_comments_unique += row["n_unique"]
    return dict(sorted(voices.items(), key=lambda item: (-item[1].n_comments, item[0])))


def _measure(voices: Mapping[str, Voice], words: Mapping[str, Mapping[str, int]]) -> None:
    """Fills the shares of words with their intervals: whole articles are drawn, since one of them quotes at length.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    threads = sorted({thread for by_thread in words.values() for thread in by_thread})
    counts = np.array([[words[slug].get(thread, 0) for slug in voices] for thread in threads], dtype=np.int64)
    low, high = bound_shares(counts, counts.sum(axis=1))
    total = max(1, int(counts.sum()))
    for place, one in enumerate(voices.values()):
        one.share = one.n_words / total
        one.low, one.high = min(float(low[place]), one.share), max(float(high[place]), one.share)
