"""What is right in a reading of a page: paragraphs by the words that they share with the gold, fields by value."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from bench.articles.gold import GoldPage, sha_of, words_of

FIELDS = ("title", "standfirst", "byline", "date", "paywall", "language")
BODY = ("precision", "recall", "f1")
_GRAM = 3
_WHOLE = 0.9
_LABEL = re.compile(r"^.{2,45}?\s?:\s+(?=\S)")
_DRAWS = 2000
Scores = dict[str, float]


def score_page(page: GoldPage, reading: Mapping[str, Any]) -> Scores:
    """The scores of a reading, each from 0 to 1; a field that the gold does not judge is left out."""
    facts = page.facts
    scores = score_body(page, reading.get("paragraphs") or [])
    scores["title"] = float(words_of(reading.get("title") or "") == words_of(facts["title"]))
    scores["standfirst"] = float(_same_text(facts["standfirst"], reading.get("standfirst")))
    scores["byline"] = float(_same_names(facts["byline"], reading.get("byline") or []))
    day = facts["published_on"]
    scores["date"] = float(reading.get("published_on") in (day if isinstance(day, list) else [day]))
    if facts["paywall"] is not None:
        scores["paywall"] = float(reading.get("paywall") == facts["paywall"])
    scores["language"] = float(reading.get("language") == facts["language"])
    return scores


def score_body(page: GoldPage, paragraphs: Sequence[str]) -> Scores:
    """Precision, recall and F1 of a body.

    A paragraph of the gold is found when nine of its words in ten stand in the reading in runs of three; the name of
    who speaks may be cut from its front. A paragraph of the reading is right when nine of its words in ten stand so in
    the gold, however the reading was cut; standfirst, captions, pull-quotes and notes count for nothing.
    """
    read = [words for words in map(words_of, paragraphs) if words]
    gold = page.paragraphs
    if not gold:
        clean = float(not [words for words in read if not _is_beside(words, page)])
        return dict.fromkeys(BODY, clean)
    found = sum(_stands_in(words, read) or _stands_in(bare, read) for words, bare in zip(gold, _bare(page),
                                                                                         strict=True))  # fmt: skip
    judged = [words for words in read if _stands_in(words, gold) or not _is_beside(words, page)]
    right = sum(_stands_in(words, [*gold, *page.beside]) for words in judged)
    precision, recall = right / len(judged) if judged else 0.0, found / len(gold)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean, by drawing pages again."""
    draw = random.Random(5)
    means = sorted(sum(draw.choices(values, k=len(values))) / len(values) for _ in range(_DRAWS))
    return means[int(0.025 * _DRAWS)], means[int(0.975 * _DRAWS)]


def _bare(page: GoldPage) -> list[list[str]]:
    return [words_of(_LABEL.sub("", text)) for text in page.facts["body"]]


def _is_beside(words: list[str], page: GoldPage) -> bool:
    return _stands_in(words, [*page.beside, words_of(page.facts["title"]), words_of(page.facts["standfirst"] or "")])


def _stands_in(words: list[str], texts: Sequence[list[str]]) -> bool:
    """Whether nine words in ten are covered by runs that one of the texts holds; a short text is one run."""
    size = min(_GRAM, len(words))
    if not size:
        return False
    known = {tuple(text[at : at + size]) for text in texts for at in range(len(text) - size + 1)}
    covered: set[int] = set()
    for at in range(len(words) - size + 1):
        if tuple(words[at : at + size]) in known:
            covered.update(range(at, at + size))
    return len(covered) >= _WHOLE * len(words)


def _same_text(gold: str | None, read: str | None) -> bool:
    if gold is None or not read:
        return gold is None and not read
    return _stands_in(words_of(gold), [words_of(read)]) and _stands_in(words_of(read), [words_of(gold)])


def _same_names(gold: Sequence[str], read: Sequence[str]) -> bool:
    """Whether the names are the same, in any order; the gold of a saved page holds the hash of a name."""
    names = [words_of(name) for name in read]
    told = sorted(" ".join(words_of(name)) for name in gold)
    return told in (sorted(" ".join(name) for name in names), sorted(sha_of(name) for name in names))
