"""Grouping near-duplicates: a wire copy and its reprises are one story, first published by one site.

Sentences that look alike are found by MinHash and locality-sensitive hashing (Broder 1997; library datasketch), so
that a copy cut to a few lines meets the text it comes from; a pair is confirmed by how much of the shorter text, and of
its numbers and names, stands in the longer. People's words are looked at apart: two articles of one event quote the
same persons without being copies.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from datasketch import MinHash, MinHashLSH
from sqlite_utils import Database

from nlp.signatures import Runs, Signature, sign_articles
from store.database import Row
from store.fences import fence
from store.queries.stories import list_to_group
from store.writes import save_stories

N_PERMUTATIONS = 32
LSH_JACCARD = 0.4
MIN_SENTENCE_RUNS = 4
MIN_RUNS = 20
# How much of the shorter text stands in the longer, quotes included and left out.
MIN_CONTAINMENT = 0.5
# How many of the shorter text's numbers and names the longer has.
MIN_SHARED_ANCHORS = 0.6
# Where one of the two has neither number nor name.
MIN_WITHOUT_ANCHORS = 0.75
WINDOW_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class StorySummary:
    """How many articles were looked at and how many are reprises of another."""

    n_articles: int
    n_reprises: int


def group_stories(db: Database) -> StorySummary:
    """Groups what is new with all that may be its copy, and writes what changed.

    The earliest dated article of a story is its first publication.
    """
    articles = list_to_group(db)
    stories = assign_stories(articles)
    save_stories(db, stories)
    fence("stories-grouped")
    return StorySummary(n_articles=len(articles), n_reprises=sum(not first for _, first in stories.values()))


def assign_stories(articles: Sequence[Row]) -> dict[str, tuple[str, bool]]:
    """Article id → (story id, is the first publication), from rows id, body, published_at, published_on.

    `blocks`, `source_id` and `site` are read where the rows have them. A story's id is the id of its first publication.
    An article that was emptied (`purged_on`) keeps those that were grouped with it: their number was repeated.
    """
    signatures = sign_articles(articles)
    links: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in [*_kept_pairs(articles), *_copies(articles, signatures)]:
        links[one].add(other)
        links[other].add(one)
    assigned = {}
    for group in _gather(articles, links):
        group.sort(key=_publication_order)
        assigned.update({row["id"]: (group[0]["id"], row is group[0]) for row in group})
    return assigned


def _kept_pairs(articles: Sequence[Row]) -> list[tuple[str, str]]:
    """Emptied first publications with what was grouped with them."""
    emptied = {row["id"] for row in articles if row.get("purged_on")}
    return [(row["id"], row["story_id"]) for row in articles if row.get("story_id") in emptied - {row["id"]}]


def _copies(articles: Sequence[Row], signatures: Mapping[str, Signature]) -> Iterator[tuple[str, str]]:
    for one, other in _candidates(articles, signatures):
        if is_copy(signatures[one], signatures[other]):
            yield one, other


def _gather(articles: Sequence[Row], links: Mapping[str, set[str]]) -> Iterator[list[Row]]:
    """Each article with its copies, the one that has most of them first.

    Copies of a copy do not follow: two texts that share their beginning and two that share their end would otherwise
    make one story of everything between.
    """
    by_id = {row["id"]: row for row in articles}
    waiting = dict.fromkeys(
        sorted(by_id, key=lambda name: (-len(links.get(name, ())), _publication_order(by_id[name])))
    )
    while waiting:
        hub = next(iter(waiting))
        group = [hub, *sorted(links.get(hub, set()) & waiting.keys())]
        for name in group:
            del waiting[name]
        yield [by_id[name] for name in group]


def _publication_order(row: Row) -> tuple[bool, str, str]:
    return row["published_at"] is None, row["published_at"] or "", row["id"]


def is_copy(one: Signature, other: Signature) -> bool:
    """Whether most of the shorter text stands in the longer, most of what is outside quotes too, and the same facts."""
    if min(len(one.runs), len(other.runs)) < MIN_RUNS:
        return False
    fewest = min(len(one.anchors), len(other.anchors))
    if len(one.anchors & other.anchors) < MIN_SHARED_ANCHORS * fewest:
        return False
    least = MIN_CONTAINMENT if fewest else MIN_WITHOUT_ANCHORS
    has_own = min(len(one.own), len(other.own)) >= MIN_RUNS
    return contain(one.runs, other.runs) >= least and (not has_own or contain(one.own, other.own) >= least)


def contain(one: Runs, other: Runs) -> float:
    """The share of the smaller set that the other holds."""
    return len(np.intersect1d(one, other, assume_unique=True)) / min(len(one), len(other))


def _candidates(articles: Sequence[Row], signatures: Mapping[str, Signature]) -> Iterator[tuple[str, str]]:
    """Pairs that share a sentence, or nearly, within a week; an undated article may be the copy of any.

    The index holds a week at a time, however long the past.
    """
    index = MinHashLSH(threshold=LSH_JACCARD, num_perm=N_PERMUTATIONS)
    held: deque[tuple[date, list[str]]] = deque()
    for row in sorted(articles, key=lambda row: (row["published_on"] or "", row["id"])):
        day = date.fromisoformat(row["published_on"]) if row["published_on"] else None
        while day and held and held[0][0] < day - timedelta(days=WINDOW_DAYS):
            for key in held.popleft()[1]:
                index.remove(key)
        sketches = [_sketch(one) for one in signatures[row["id"]].sentences if len(one) >= MIN_SENTENCE_RUNS]
        met = {key.rpartition(" ")[0] for sketch in sketches for key in index.query(sketch)}
        yield from ((row["id"], other) for other in sorted(met))
        keys = [f"{row['id']} {place}" for place in range(len(sketches))]
        for key, sketch in zip(keys, sketches, strict=True):
            index.insert(key, sketch)
        if day:
            held.append((day, keys))


def _sketch(runs: Runs) -> MinHash:
    sketch = _EMPTY.copy()
    sketch.update_batch((runs & _LOW_BITS).tolist())
    return sketch


def _as_is(run: int) -> int:
    return run


_LOW_BITS = np.uint64(0xFFFFFFFF)
# Copied, since a new one draws its permutations, which costs more than the sketch.
_EMPTY = MinHash(num_perm=N_PERMUTATIONS, seed=1, hashfunc=_as_is)
