"""How many of a page's comments were found, whole, in their place and with their date.

A predicted comment is a gold one if the first 40 normalised characters are equal, or if the words of both agree
(F1 of 0.9 or more); each is used once. Gold holds hashes of words, no text.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from store.clock import PARIS
from store.records import Comment

_ENOUGH = 0.9
Gold = Mapping[str, Any]


@dataclass
class Tally:
    """Counts of one page or of several added up."""

    counts: Counter[str] = field(default_factory=Counter)

    def share(self, part: str, whole: str) -> float | None:
        """A share between 0 and 1, `None` where there is nothing to count."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else None


def score_page(gold: Sequence[Gold], pings: Sequence[Gold], found: Sequence[Comment]) -> Counter[str]:
    """The counts of one page."""
    pairs = match(gold, found)
    counts = Counter(gold=len(gold), found=len(found), right=len(pairs), pages=1)
    counts["pings"] = sum(
        any(_same(ping, comment) for ping in pings) for at, comment in enumerate(found) if at not in pairs.values()
    )
    counts["empty_pages"], counts["clean_pages"] = int(not gold), int(not gold and not found)
    counts["invented"] = 0 if gold else len(found)
    places = {comment.id or f"#{at}": at for at, comment in enumerate(found)}
    back = {at: index for index, at in pairs.items()}
    for index, at in pairs.items():
        one, comment = gold[index], found[at]
        counts["whole"] += _agreement(one, comment) >= _ENOUGH or not one["tok"]
        above = back.get(places.get(comment.reply_to or "", -1), -1) if comment.reply_to else None
        counts["places"] += above == one["parent_index"]
        if one["parent_index"] is not None:
            counts["replies"] += 1
            counts["replies_right"] += above == one["parent_index"]
        counts += _dates(one, comment)
    return counts


def match(gold: Sequence[Gold], found: Sequence[Comment]) -> dict[int, int]:
    """For each gold comment found, the place of its prediction: the best agreement first, then the nearest."""
    candidates = [
        (-_agreement(one, comment), abs(index - at), index, at)
        for index, one in enumerate(gold) for at, comment in enumerate(found) if _same(one, comment)
    ]  # fmt: skip
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, _, index, at in sorted(candidates):
        if index not in pairs and at not in used:
            pairs[index] = at
            used.add(at)
    return pairs


def words_of(text: str) -> list[str]:
    """The words that are compared."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).lower())


def start_of(text: str) -> str:
    """The first 40 normalised characters; those of a text without words as they stand."""
    return (" ".join(words_of(text)) or re.sub(r"[\s\u200b\ufeff\u00ad]+", " ", text).strip())[:40]


def _forms(one: Gold) -> list[tuple[str, Counter[str]]]:
    return [(form["start40"], Counter(form["tok"].split())) for form in (one, *one.get("alt", []))]


def _same(one: Gold, comment: Comment) -> bool:
    start = start_of(comment.text)
    return any(start and start == known for known, _ in _forms(one)) or _agreement(one, comment) >= _ENOUGH


def _agreement(one: Gold, comment: Comment) -> float:
    bag = Counter(hashlib.sha1(word.encode()).hexdigest()[:4] for word in words_of(comment.text))
    return max(_f1(known, bag) for _, known in _forms(one))


def _f1(a: Counter[str], b: Counter[str]) -> float:
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if a and b else 0.0


def _dates(one: Gold, comment: Comment) -> Counter[str]:
    """Whether the day is right; a date counted back from the visit cannot be judged on a saved page."""
    known = [value for value in (one.get("posted_at"), one.get("posted_at_alt")) if value]
    counts: Counter[str] = Counter()
    if not known:
        counts["dates_invented"] = int(comment.posted_at is not None and comment.date_source != "relative")
        return counts
    counts["dates"] = 1
    if comment.posted_at is not None:
        counts["dates_right"] = int(any(_is_day(value, one.get("tz"), comment.posted_at) for value in known))
        counts["dates_wrong"] = 1 - counts["dates_right"]
    return counts


def _is_day(value: str, offset: str | None, moment: datetime) -> bool:
    known = datetime.fromisoformat(f"{value}{offset}" if offset and "T" in value else value)
    local = moment.astimezone(known.tzinfo or PARIS)
    return local.date() == known.date() or (known.tzinfo is not None and abs(moment - known) < timedelta(minutes=1))
