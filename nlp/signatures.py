"""What two texts are compared by: runs of words of each sentence, as numbers; people's words apart."""

import json
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from store.database import Row
from store.fold import fold_words
from store.texts import SEPARATOR

Runs = NDArray[np.uint64]
RUN_WORDS = 3
# What is seen in a site's articles on that many of its days is printed under each of them: it says nothing of one.
BOILERPLATE_DAYS = 3
BOILERPLATE_SHARE = 0.3
# What an editor writes anew, or repeats, on another site's text.
_LEFT_OUT = {"title", "standfirst", "heading", "caption", "poll", "pull-quote"}
_QUOTED = re.compile(r"[«“\"]([^«»“”\"]{12,600})[»”\"]")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\u00a0\u202f]+(?=[A-ZÀ-ÖØ-ÝŒ«“\"\d(])|\n+")
_WORD = re.compile(r"[^\W_]+")
_THOUSANDS = re.compile(r"(?<=\d)[ .](?=\d{3}(?!\d))")
_PLAIN_SPACES = str.maketrans("\u00a0\u202f\u2009", "   ")
# A number, or a word with a capital that opens no sentence.
_ANCHOR = re.compile(
    r"\d+(?:[.,]\d+)?|(?<=[a-zà-ÿœ0-9,;:’'(-] )[A-ZÀ-ÖØ-ÝŒ][\w-]{2,}|(?<=\b[dlDL][’'])[A-ZÀ-ÖØ-ÝŒ][\w-]{2,}"
)
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


@dataclass(frozen=True)
class Signature:
    """The runs of words of a text, each once, sorted: all of them, those outside quotes, and sentence by sentence.

    `anchors` are its numbers and names: what a copy keeps, and what two texts written on one pattern do not share.
    """

    runs: Runs
    own: Runs
    sentences: tuple[Runs, ...]
    anchors: frozenset[str]

    def without(self, runs: Runs, anchors: frozenset[str]) -> "Signature":
        """The same without these runs and anchors, and without the sentences that lose half of theirs.

        A text that would lose most of its runs keeps them: it is no page with something printed under it.
        """
        left = np.setdiff1d(self.runs, runs, assume_unique=True)
        if len(left) * 3 < len(self.runs):
            return replace(self, anchors=self.anchors - anchors)
        kept = [(one, np.setdiff1d(one, runs, assume_unique=True)) for one in self.sentences]
        return Signature(
            runs=left, own=np.setdiff1d(self.own, runs, assume_unique=True),
            sentences=tuple(rest for one, rest in kept if len(rest) * 2 > len(one)), anchors=self.anchors - anchors,
        )  # fmt: skip


def sign_articles(articles: Sequence[Row]) -> dict[str, Signature]:
    """The signature of each article by id, from rows id, body, and where known blocks, source_id, site, published_on.

    What a site prints under all of its articles is left out.
    """
    signatures = {row["id"]: sign_text(read_own_text(row)) for row in articles}
    by_site: defaultdict[str, list[Row]] = defaultdict(list)
    for row in articles:
        if site := row.get("source_id") or row.get("site"):
            by_site[site].append(row)
    for own in by_site.values():
        common, anchors = _find_boilerplate(own, signatures)
        signatures.update((row["id"], signatures[row["id"]].without(common, anchors)) for row in own)
    return signatures


def read_own_text(row: Mapping[str, Any]) -> str:
    """The paragraphs and answers of an article, one a line; its whole body where its blocks are not known."""
    blocks, body = row.get("blocks"), str(row["body"])
    placed = json.loads(blocks) if isinstance(blocks, str) else blocks
    kept = [body[one["start"] : one["end"]] for one in placed or () if one["kind"] not in _LEFT_OUT]
    return "\n".join(kept) if kept else body.replace(SEPARATOR, "\n")


def sign_text(text: str) -> Signature:
    """The signature of a text."""
    parts = _sign_sentences(text)
    runs = _union(parts)
    unquoted = _QUOTED.sub(" ", text)
    own = runs if unquoted == text else _union(_sign_sentences(unquoted))
    return Signature(runs=runs, own=own, sentences=tuple(parts), anchors=_find_anchors(text))


def _sign_sentences(text: str) -> list[Runs]:
    found = (_runs(one) for one in split_roughly(text))
    return [one for one in found if len(one)]


def _find_anchors(text: str) -> frozenset[str]:
    joined = _THOUSANDS.sub("", text.translate(_PLAIN_SPACES))
    return frozenset(fold_words(match.group()) for match in _ANCHOR.finditer(joined))


def split_roughly(text: str) -> list[str]:
    """Sentences by their final signs: the same text cut into other paragraphs gives the same sentences."""
    return [one for one in _SENTENCE_END.split(text) if one.strip()]


def _runs(text: str) -> Runs:
    words = _WORD.findall(_THOUSANDS.sub("", fold_words(text)))
    if len(words) < RUN_WORDS:
        return np.zeros(0, dtype=np.uint64)
    codes = np.array([_code(word) for word in words], dtype=np.uint64)
    one, two, three = _FACTORS
    mixed: Runs = codes[:-2] * one + codes[1:-1] * two + codes[2:] * three
    return np.unique(mixed ^ (mixed >> np.uint64(29)))


@lru_cache(maxsize=200_000)
def _code(word: str) -> int:
    return zlib.crc32(word.encode()) + 1


def _union(parts: Sequence[Runs]) -> Runs:
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.uint64)


def _find_boilerplate(articles: Sequence[Row], signatures: Mapping[str, Signature]) -> tuple[Runs, frozenset[str]]:
    """Runs and anchors that a site's articles hold on many of its days."""
    by_day: defaultdict[str, list[Signature]] = defaultdict(list)
    for row in articles:
        by_day[row.get("published_on") or ""].append(signatures[row["id"]])
    if len(by_day) < BOILERPLATE_DAYS:
        return np.zeros(0, dtype=np.uint64), frozenset()
    least = max(BOILERPLATE_DAYS, BOILERPLATE_SHARE * len(by_day))
    days = [_union([one.runs for one in found]) for found in by_day.values()]
    runs, n_days = np.unique(np.concatenate(days), return_counts=True)
    named = Counter(
        anchor for found in by_day.values() for anchor in frozenset[str]().union(*(one.anchors for one in found))
    )
    return runs[n_days >= least], frozenset(anchor for anchor, n in named.items() if n >= least)
