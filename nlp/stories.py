"""Grouping near-duplicates: a wire copy and its reprises are one story, first published by one site.

MinHash over word 5-grams with locality-sensitive hashing (Broder 1997; library datasketch), then confirmed by the
containment of the shorter text in the longer: a reprise is often cut.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from datasketch import MinHash, MinHashLSH
from sqlite_utils import Database

from store.database import Row, rows
from store.fences import fence
from store.fold import fold_words
from store.writes import save_stories

SHINGLE_WORDS = 5
N_PERMUTATIONS = 128
LSH_JACCARD = 0.3
MIN_CONTAINMENT = 0.6
MIN_SHINGLES = 20
WINDOW_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class StorySummary:
    """How many articles were looked at and how many are reprises of another."""

    n_articles: int
    n_reprises: int


def group_stories(db: Database) -> StorySummary:
    """Groups all articles and writes what changed; the earliest dated article of a story is its first publication."""
    articles = rows(db, "select id, body, blocks, published_at, published_on from articles order by id")
    stories = assign_stories(articles)
    save_stories(db, stories)
    fence("stories-grouped")
    return StorySummary(n_articles=len(articles), n_reprises=sum(not first for _, first in stories.values()))


def assign_stories(articles: list[Row]) -> dict[str, tuple[str, bool]]:
    """Article id → (story id, is the first publication), from rows id, body, published_at, published_on.

    A story's id is the id of its first publication.
    """
    shingles = {row["id"]: _shingles(row["body"]) for row in articles}
    parents = {row["id"]: row["id"] for row in articles}
    days = {row["id"]: row["published_on"] for row in articles}
    for one, other in _candidates(shingles):
        if _are_close(days[one], days[other]) and _containment(shingles[one], shingles[other]) >= MIN_CONTAINMENT:
            parents[_root(parents, one)] = _root(parents, other)
    members: defaultdict[str, list[Row]] = defaultdict(list)
    for row in articles:
        members[_root(parents, row["id"])].append(row)
    assigned = {}
    for group in members.values():
        group.sort(key=lambda row: (row["published_at"] is None, row["published_at"] or "", row["id"]))
        for row in group:
            assigned[row["id"]] = (group[0]["id"], row is group[0])
    return assigned


def _shingles(body: str) -> set[str]:
    words = fold_words(body).split()
    return {" ".join(words[index : index + SHINGLE_WORDS]) for index in range(len(words) - SHINGLE_WORDS + 1)}


def _candidates(shingles: dict[str, set[str]]) -> list[tuple[str, str]]:
    index = MinHashLSH(threshold=LSH_JACCARD, num_perm=N_PERMUTATIONS)
    pairs = []
    for article_id, found in shingles.items():
        if len(found) < MIN_SHINGLES:
            continue
        sketch = MinHash(num_perm=N_PERMUTATIONS, seed=1)
        sketch.update_batch([shingle.encode() for shingle in sorted(found)])
        pairs += [(article_id, other) for other in sorted(index.query(sketch))]
        index.insert(article_id, sketch)
    return pairs


def _containment(one: set[str], other: set[str]) -> float:
    return len(one & other) / min(len(one), len(other))


def _are_close(one: str | None, other: str | None) -> bool:
    """Within a week of each other; an undated article may be the copy of any."""
    if one is None or other is None:
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= WINDOW_DAYS


def _root(parents: dict[str, str], one: str) -> str:
    path = [one]
    while parents[path[-1]] != path[-1]:
        path.append(parents[path[-1]])
    for child, _ in pairwise(path):
        parents[child] = path[-1]
    return path[-1]
