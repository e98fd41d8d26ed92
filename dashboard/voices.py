"""Share of voice: how much of what the press quotes each camp says, and where it is named."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlite_utils import Database

from dashboard.intervals import ENOUGH, bound_shares
from store.database import Row
from store.queries.filters import Filters
from store.queries.voices import PressNaming, PressQuotes, count_named, count_quotes
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


def find_press(
    db: Database, filters: Filters, *, camps: Sequence[tuple[str, str]]
) -> tuple[dict[str, Voice], dict[str, Voice]]:
    """The voices of the press over a period, by camp then by actor; `camps` gives the camp of each actor that the watch
    knows. Asked as one query, so that what is kept is the voices, not their quotes."""
    quotes, named, camp_by_actor = count_quotes(db, filters), count_named(db, filters), dict(camps)
    return gather_press(quotes, named, lambda actor: camp_by_actor.get(actor, NOBODY)), gather_press(quotes, named, str)


def gather_press(
    quotes: Sequence[PressQuotes], named: Sequence[PressNaming], slug_of: Callable[[str], str]
) -> dict[str, Voice]:  # fmt: skip
    """The voices of the press by `slug_of(actor)`, most words first."""
    voices: dict[str, Voice] = {}
    words: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    slugs = {actor: slug_of(actor) for actor in {one.actor for one in quotes} | {one.actor for one in named}}
    for actor, thread_id, _, is_unique, n, n_words in quotes:
        one = _voice_of(voices, slugs[actor])
        one.n_quotes += n
        one.n_unique += n * is_unique
        one.n_words += n_words
        one.quoting.add(thread_id)
        words[one.slug][thread_id] += n_words
    for actor, place, thread_id, _ in named:
        _voice_of(voices, slugs[actor]).named[place].add(thread_id)
    if sum(one.n_quotes for one in voices.values()) >= ENOUGH:
        _measure(voices, words)
    return dict(sorted(voices.items(), key=lambda item: (item[0] == NOBODY, -item[1].n_words, item[0])))


def _voice_of(voices: dict[str, Voice], slug: str) -> Voice:
    found = voices.get(slug)
    if found is None:
        found = voices[slug] = Voice(slug=slug)
    return found


def gather_readers(named: Sequence[Row], slug_of: Callable[[str], str]) -> dict[str, Voice]:
    """Whom readers name by `slug_of(actor)`, most named first, from rows of `count_named_by_readers`."""
    voices: dict[str, Voice] = {}
    for row in named:
        one = _voice_of(voices, slug_of(row["actor"]))
        one.n_comments += row["n"]
        one.n_comments_unique += row["n_unique"]
    return dict(sorted(voices.items(), key=lambda item: (-item[1].n_comments, item[0])))


def _measure(voices: Mapping[str, Voice], words: Mapping[str, Mapping[str, int]]) -> None:
    """Fills the shares of words with their intervals: whole articles are drawn, since one of them quotes at length.

    Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13.
    """
    threads = sorted({thread for by_thread in words.values() for thread in by_thread})
    lines = {thread: line for line, thread in enumerate(threads)}
    counts = np.zeros((len(threads), len(voices)), dtype=np.int64)
    for place, slug in enumerate(voices):
        by_thread = words.get(slug, {})
        counts[[lines[thread] for thread in by_thread], place] = list(by_thread.values())
    low, high = bound_shares(counts, counts.sum(axis=1))
    total = max(1, int(counts.sum()))
    for place, one in enumerate(voices.values()):
        one.share = one.n_words / total
        one.low, one.high = min(float(low[place]), one.share), max(float(high[place]), one.share)
