"""From tagged passages to one verdict a unit and target.

Units: a reader is one comment; the press is one article (its journalist's own words); a quoted speaker is
one name in one article. Passages are evidence, never denominators.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from store.database import Row

Voice = Literal["reader", "press", "speaker"]
WINNING_SHARE = 2 / 3
_OPINIONS = ("favour", "against")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """The stance that one passage takes on one target; `is_confirmed` when a person decided it."""

    value: str
    score: float
    is_confirmed: bool = False


@dataclass(kw_only=True)
class Unit:
    """What one unit says: its passages' stances by target and arguments by (slug, use)."""

    voice: Voice
    speaker: str = ""
    stances: dict[str, list[Judged]] = field(default_factory=lambda: defaultdict(list))
    arguments: dict[tuple[str, str], float] = field(default_factory=dict)


def combine(judged: Sequence[Judged]) -> tuple[str, float]:
    """One stance and its score from the passages of a unit that speak of a target.

    Passages that a person decided stand alone when there are any. Opinions weigh by their score: the side with at
    least two thirds of the opinion mass wins with its mean score; without a winner the unit is `unclear`. No
    opinion: `neutral` when a passage is neutral, else `unclear`.
    """
    confirmed = [one for one in judged if one.is_confirmed]
    heard = confirmed or list(judged)
    opinions = [one for one in heard if one.value in _OPINIONS]
    if not opinions:
        neutrals = [one.score for one in heard if one.value == "neutral"]
        if neutrals:
            return "neutral", sum(neutrals) / len(neutrals)
        return "unclear", max((one.score for one in heard), default=0.0)
    mass = {side: sum(one.score for one in opinions if one.value == side) for side in _OPINIONS}
    side = max(_OPINIONS, key=lambda name: mass[name])
    scores = [one.score for one in opinions if one.value == side]
    if mass[side] < WINNING_SHARE * sum(mass.values()):
        return "unclear", sum(scores) / len(scores)
    return side, sum(scores) / len(scores)


def gather_units(passages: Iterable[Row], tags: Iterable[Row], quotes: Sequence[Row]) -> dict[tuple[str, str], Unit]:
    """The units of one owner by (voice, speaker), from rows of `passages`, `effective_tags` and `quotes`.

    Pull-quotes repeat words that stand elsewhere and are left out.
    """
    units: dict[tuple[str, str], Unit] = {}
    by_passage: dict[str, Unit] = {}
    for passage in passages:
        if passage["kind"] == "pull-quote":
            continue
        voice, speaker = voice_of(passage, quotes)
        unit = units.setdefault((voice, speaker), Unit(voice=voice, speaker=speaker))
        by_passage[passage["id"]] = unit
    for tag in tags:
        found = by_passage.get(tag["passage_id"])
        if found is None:
            continue
        if tag["kind"] == "stance":
            judged = Judged(value=tag["value"], score=tag["score"], is_confirmed=tag["status"] == "confirmed")
            found.stances[tag["key"]].append(judged)
        elif tag["kind"] == "argument":
            slot = (tag["key"], tag["value"])
            found.arguments[slot] = max(found.arguments.get(slot, 0.0), tag["score"])
    return units


def voice_of(passage: Row, quotes: Sequence[Row]) -> tuple[Voice, str]:
    """Whose words a passage is: a reader's, a named speaker's (interview turn, or at least half of it quoted),
    or the journalist's."""
    if passage["owner_kind"] == "comment":
        return "reader", ""
    if passage["speaker"] and passage["kind"] not in ("question", "title", "standfirst"):
        return "speaker", passage["speaker"]
    length = max(1, passage["end"] - passage["start"])
    for quote in quotes:
        shared = min(quote["end"], passage["end"]) - max(quote["start"], passage["start"])
        if shared * 2 >= length:
            return "speaker", quote["speaker"] or ""
    return "press", ""
