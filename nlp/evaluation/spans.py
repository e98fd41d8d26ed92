"""Quotes and figures found in annotated passages: which found span answers for which annotated one, and the lines.

Quotes match where the spans share at least 80 % of their characters (Jaccard), figures where they overlap;
one found item answers for one annotated item, but pieces of one speaker around an inserted clause answer together
for a quote annotated in one piece. Passages with an `owner` are read in their whole article, so that speakers are
resolved across it. Passages are resampled whole for the intervals.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from typing import Any, Literal

import numpy as np

from nlp.evaluation.layers import ALL
from nlp.evaluation.lines import SHOWN, Line
from nlp.evaluation.naive import naive_figures, naive_quotes
from nlp.evaluation.scoring import Tally, score
from nlp.evaluation.systems import article_figures, article_quotes, passage_figures, passage_quotes
from nlp.training.gold import GoldError
from store.fold import fold_words
from store.records import Figure, Quote

Component = Literal["quotes", "figures"]
MIN_SHARED = 0.8
FOUND, SILENCE = "found", "silence"

# One line of a gold file, and what finds spans in it.
Passage = Mapping[str, Any]
Finder = Callable[[Passage], Sequence[Quote | Figure]]
Check = Callable[[Mapping[str, Any], Any], bool]


@dataclass(frozen=True, kw_only=True)
class Read:
    """One passage with its annotated items, the items found, and which found item answers for which."""

    passage: Passage
    expected: Sequence[Mapping[str, Any]]
    found: Sequence[Any]
    pairs: Mapping[int, int]

    def matched(self) -> list[tuple[Mapping[str, Any], Any]]:
        """The annotated items found, each with what was found."""
        return [(self.expected[one], self.found[other]) for one, other in self.pairs.items()]


def read_spans(path: Path) -> list[Passage]:
    """The annotated passages of one file; raises `GoldError` where an item is not at its offsets."""
    passages: list[Passage] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        passage: Passage = json.loads(line)
        for item in passage.get("quotes") or passage.get("figures") or ():
            if passage["text"][item["start"] : item["end"]] != item["text"]:
                raise GoldError(f"{path.name}:{number}: « {item['text']} » is not at {item['start']}")
        passages.append(passage)
    return passages


def span_lines(component: Component, gold: Sequence[Passage], find: Finder | None = None) -> list[Line]:
    """The lines of quotes or figures, beside a naive regular expression: the whole, kinds, fields, silence.

    The whole asks for a quote's span, for a figure's value; `found` for an overlap alone. A field is judged among the
    items found. `silence` is the share of passages without any item where none is found.
    """
    beside = {tally.group: score(tally).f1 for tally in span_tallies(component, gold, _NAIVE[component])}
    return [
        Line(side=SHOWN, layer=component, score=score(tally), tally=tally, simple=beside.get(tally.group))
        for tally in span_tallies(component, gold, find or our_finder(component, gold))
    ]


def span_tallies(component: Component, gold: Sequence[Passage], find: Finder) -> list[Tally]:
    """The tallies behind `span_lines`, passage by passage."""
    reads = read_all(component, gold, find)
    whole = reads if component == "quotes" else [_keep(read, _same_value) for read in reads]
    kinds = sorted({str(item["kind"]) for read in reads for item in read.expected})
    counts = {ALL: _count(whole)} | {kind: _count(whole, kind) for kind in kinds}
    if component == "figures":
        counts[FOUND] = _count(reads)
    annotated = {field for read in reads for item in read.expected for field in item}
    for field, check in CHECKS[component].items():
        if field not in annotated:
            continue
        asked = [[pair for pair in read.matched() if field in pair[0]] for read in reads]
        counts[field] = [[sum(check(*pair) for pair in pairs), len(pairs), len(pairs)] for pairs in asked]
    counts[SILENCE] = [[not read.found, 1, 1] if not read.expected else [0, 0, 0] for read in reads]
    return [
        Tally(group=group, counts=np.array(values, dtype=np.float64).reshape(-1, 1, 3))
        for group, values in counts.items()
    ]


def read_all(component: Component, gold: Sequence[Passage], find: Finder) -> list[Read]:
    """Each passage with its matches, the closest spans first."""
    similarity, least = (_shared, MIN_SHARED) if component == "quotes" else (_overlap, 0.0)
    reads = []
    for passage in gold:
        expected, found = passage[component], find(passage)
        if component == "quotes":
            found = _whole(expected, found)  # type: ignore[arg-type]  # quotes by the component
        close = [
            (similarity(item, other), one, two) for one, item in enumerate(expected) for two, other in enumerate(found)
        ]
        pairs: dict[int, int] = {}
        for value, one, two in sorted(close, key=lambda entry: (-entry[0], entry[1], entry[2])):
            if value > 0 and value >= least and one not in pairs and two not in pairs.values():
                pairs[one] = two
        reads.append(Read(passage=passage, expected=expected, found=found, pairs=dict(sorted(pairs.items()))))
    return reads


def our_finder(component: Component, gold: Sequence[Passage]) -> Finder:
    """Our rules on each passage, read in its whole article where it names its owner."""
    alone = _OURS[component]
    owners: dict[str, list[Passage]] = {}
    for passage in gold:
        if "owner" in passage:
            owners.setdefault(passage["owner"], []).append(passage)
    found: dict[str, Sequence[Quote | Figure]] = {}
    for passages in owners.values():
        read = article_quotes(passages) if component == "quotes" else article_figures(passages)
        found.update({passage["id"]: items for passage, items in zip(passages, read, strict=True)})
    return lambda passage: found[passage["id"]] if passage["id"] in found else alone(passage)


def _whole(expected: Sequence[Mapping[str, Any]], found: Sequence[Quote]) -> list[Quote]:
    """The found quotes, pieces of one speaker made one where they are annotated as one."""
    whole = list(found)
    for item in expected:
        pieces = [
            one for one in whole if item["start"] <= one.start and one.end <= item["end"] and one.kind == "direct"
        ]
        exact = any((one.start, one.end) == (item["start"], item["end"]) for one in whole)
        if len(pieces) > 1 and not exact and item["kind"] == "direct" and len({one.speaker for one in pieces}) == 1:
            whole = [one for one in whole if one not in pieces]
            whole.append(replace(pieces[0], end=pieces[-1].end))
    return sorted(whole, key=lambda one: (one.start, -one.end))


def same_name(expected: str | None, said: str | None) -> bool:
    """Equality of folded names, or one holding the other: « le Dr Luc Massenot » is « Luc Massenot »."""
    one, other = fold_words(expected or ""), fold_words(said or "")
    return one == other or bool(one and other and (one in other or other in one))


def _same_speaker(item: Mapping[str, Any], found: Quote) -> bool:
    return same_name(item["speaker"], found.speaker)


def _same_value(item: Mapping[str, Any], found: Figure) -> bool:
    """Equality of numbers, or of both ends of ranges; shares are written with four decimals."""
    expected, value = _ends(item["value"]), _ends(found.value)
    return len(expected) == len(value) and all(map(_equal, expected, value))


def _ends(value: float | Sequence[float]) -> tuple[float, ...]:
    return (value,) if isinstance(value, int | float) else tuple(value)


def _equal(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9) or (abs(one) < 1 and isclose(round(one, 4), round(other, 4)))


def _same_sayer(item: Mapping[str, Any], found: Figure) -> bool:
    return same_name(item["said_by"], found.said_by)


def _same(field: str) -> Check:
    return lambda item, found: bool(item[field] == getattr(found, field))


CHECKS: Mapping[Component, Mapping[str, Check]] = {
    "quotes": {"speaker": _same_speaker, "kind": _same("kind"), "attitude": _same("attitude")},
    "figures": {
        "value": _same_value, "kind": _same("kind"), "comparator": _same("comparator"), "unit": _same("unit"),
        "said_by": _same_sayer,
    },
}  # fmt: skip
_OURS: Mapping[Component, Finder] = {"quotes": passage_quotes, "figures": passage_figures}
_NAIVE: Mapping[Component, Finder] = {
    "quotes": lambda passage: naive_quotes(passage["text"]),
    "figures": lambda passage: naive_figures(passage["text"]),
}


def _overlap(item: Mapping[str, Any], found: Quote | Figure) -> float:
    return float(min(item["end"], found.end) - max(item["start"], found.start))


def _shared(item: Mapping[str, Any], found: Quote | Figure) -> float:
    """Characters in both spans over characters in either."""
    return max(0.0, _overlap(item, found)) / float(max(item["end"], found.end) - min(item["start"], found.start))


def _keep(read: Read, check: Check) -> Read:
    pairs = {one: two for one, two in read.pairs.items() if check(read.expected[one], read.found[two])}
    return Read(passage=read.passage, expected=read.expected, found=read.found, pairs=pairs)


def _count(reads: Sequence[Read], kind: str | None = None) -> list[list[int]]:
    """Hits, found and expected items of each passage; of one kind on both sides if given."""
    return [
        [
            sum(kind is None or item["kind"] == found.kind == kind for item, found in read.matched()),
            sum(kind is None or found.kind == kind for found in read.found),
            sum(kind is None or item["kind"] == kind for item in read.expected),
        ]
        for read in reads
    ]
