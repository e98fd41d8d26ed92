"""How right the machine is, measured on what was drawn at random: scores shaped as those of trial passages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from store.database import Row
from store.queries.audits import Judgement

# The screen shows the precision of audits once that many texts were judged, of a group once it was named that often.
LEAST_AUDITS = 100
LEAST_NAMED = 30
_Z95 = 1.959964
_SIDES = ("favour", "against", "neutral")


@dataclass(frozen=True, kw_only=True)
class Call:
    """One word of the machine that a person judged, with the weight of its text and the machine's score."""

    thread_id: str
    weight: float
    is_right: bool
    score: float = 1.0


def score_audits(judgements: Sequence[Judgement]) -> list[Row]:
    """Rows as `scores` holds them, without `tagger_id`, once `LEAST_AUDITS` readers' comments were judged; else none.

    Precision is weighted by the chance to be drawn, its interval by thread; a comment's verdict is judged, not its
    passages.
    """
    readers = [one for one in judgements if one.stratum == "readers"]
    if len(readers) < LEAST_AUDITS:
        return []
    groups = {("stance", ""): list_stance_calls(readers), ("argument", ""): list_argument_calls(readers)}
    groups["relevance", "yes"] = [
        Call(thread_id=one.thread_id, weight=one.weight, is_right=one.is_relevant) for one in readers
    ]
    for target in sorted({target for one in readers for target in one.machine}):
        groups["stance", target] = list_stance_calls(readers, target=target)
    for side in _SIDES:
        groups["stance", side] = list_stance_calls(readers, side=side)
    for slug in sorted({name.split("/")[0] for one in readers for name in one.arguments}):
        groups["argument", slug] = list_argument_calls(readers, slug=slug)
    measured_on = max(one.made_on for one in readers)
    return [
        _row(layer, label, calls, len(readers), measured_on)
        for (layer, label), calls in groups.items()
        if len(calls) >= LEAST_NAMED
    ]


def list_stance_calls(judgements: Iterable[Judgement], *, target: str = "", side: str = "") -> list[Call]:
    """What the machine said of targets where it named a side, of one target or one side when given."""
    return [
        Call(thread_id=one.thread_id, weight=one.weight, is_right=one.person.get(slug, "") == stance, score=score)
        for one in judgements
        for slug, (stance, score) in one.machine.items()
        if stance in _SIDES and target in ("", slug) and side in ("", stance)
    ]


def list_argument_calls(judgements: Iterable[Judgement], *, slug: str = "") -> list[Call]:
    """The arguments that the machine saw and a person looked for, one of them when given."""
    return [
        Call(thread_id=one.thread_id, weight=one.weight, is_right=is_there, score=one.scores[name])
        for one in judgements
        for name, is_there in one.arguments.items()
        if slug in ("", name.split("/")[0])
    ]


def measure_calls(calls: Sequence[Call]) -> tuple[float, float, float]:
    """The weighted share of right calls and its 95 % interval: by thread, and never inside Wilson's for as many calls.

    Source: Cochran, Sampling Techniques (1977), chapter 6, for the ratio; Wilson (1927).
    """
    total = sum(one.weight for one in calls)
    share = sum(one.weight for one in calls if one.is_right) / total
    parts: defaultdict[str, float] = defaultdict(float)
    for one in calls:
        parts[one.thread_id] += one.weight * (one.is_right - share) / total
    n_threads = len(parts)
    spread = sqrt(n_threads / max(1, n_threads - 1) * sum(part**2 for part in parts.values()))
    low, high = _wilson(share, len(calls))
    return share, max(0.0, min(low, share - _Z95 * spread)), min(1.0, max(high, share + _Z95 * spread))


def _wilson(share: float, n: int) -> tuple[float, float]:
    centre = (share + _Z95**2 / (2 * n)) / (1 + _Z95**2 / n)
    half = _Z95 * sqrt(share * (1 - share) / n + _Z95**2 / (4 * n**2)) / (1 + _Z95**2 / n)
    return centre - half, centre + half


def _row(layer: str, label: str, calls: Sequence[Call], n_audits: int, measured_on: str) -> Row:
    precision, low, high = measure_calls(calls)
    return {
        "layer": layer, "label": label, "n": len(calls), "precision": precision, "recall": None, "f1": None,
        "f1_low": None, "f1_high": None, "precision_low": low, "precision_high": high, "measured_on": measured_on,
        "wording": f"mesurée par l’audit de {n_audits} commentaires tirés au hasard",
    }  # fmt: skip
