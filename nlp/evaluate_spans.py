"""Scores of the quotes and figures found in passages annotated by hand, with intervals and the list of errors.

Quotes match where the spans share at least 80 % of their characters (Jaccard), figures where they overlap;
one found item answers for one annotated item. Passages are resampled whole for the intervals.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

import numpy as np

from nlp.figures import find_figures
from nlp.quotes import find_quotes
from nlp.scoring import widen
from nlp.training.gold import GoldError
from store.fold import fold_words
from store.records import Figure, Quote

SPANS = Path(__file__).with_name("gold") / "spans"
MIN_SHARED = 0.8
N_RESAMPLES = 2000
SEED = 20

# One line of a gold file, and one measured number with the names of its columns.
Passage = Mapping[str, Any]
Row = dict[str, Any]
Finder = Callable[[Passage], Sequence[Quote | Figure]]
Similarity = Callable[[Mapping[str, Any], Any], float]
Check = Callable[[Mapping[str, Any], Any], bool]


@dataclass(frozen=True, kw_only=True)
class _Read:
    """One passage with its annotated items, the items found, and which found item answers for which."""

    passage: Passage
    expected: Sequence[Mapping[str, Any]]
    found: Sequence[Any]
    pairs: Mapping[int, int]

    def matched(self) -> list[tuple[Mapping[str, Any], Any]]:
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


def find_passage_quotes(passage: Passage) -> list[Quote]:
    """What our program quotes in a passage, given its kind and speaker."""
    return find_quotes(passage["text"], speaker=passage["speaker"], kind=passage["kind"])


def find_passage_figures(passage: Passage) -> list[Figure]:
    """What our program counts in a passage."""
    return find_figures(passage["text"])


def measure_quotes(gold: Sequence[Passage], find: Finder = find_passage_quotes) -> list[Row]:
    """Rows of the quotes: spans in all and by kind, then speaker, kind and attitude among matched spans.

    A share of matched items has the same precision, recall and F1, and counts the matched items as `n`. `silence`
    is the share of passages without any quote where none is found.
    """
    reads = _read(gold, "quotes", find, _shared, MIN_SHARED)
    shares = _share_rows("quotes", QUOTE_CHECKS, reads)
    return [*_span_rows("quotes", "span", reads), *shares, _silence("quotes", reads)]


def measure_figures(gold: Sequence[Passage], find: Finder = find_passage_figures) -> list[Row]:
    """Rows of the figures: numbers found, numbers found with their value in all and by kind, then each field.

    `found` asks for an overlap, `value` for the value too; fields (among the overlapping) and `silence` are as for
    quotes.
    """
    reads = _read(gold, "figures", find, _overlap, 0.0)
    valued = [_keep(read, _same_value) for read in reads]
    return [
        _row("figures", "found", "all", _count(reads)),
        *_span_rows("figures", "value", valued),
        *_share_rows("figures", FIGURE_CHECKS, reads),
        _silence("figures", reads),
    ]


def list_errors(gold: Sequence[Passage], component: str, find: Finder) -> dict[str, list[str]]:
    """One line per error under its cause: missed and invented items by kind, then each field that is wrong."""
    checks = QUOTE_CHECKS if component == "quotes" else FIGURE_CHECKS
    similarity, least = (_shared, MIN_SHARED) if component == "quotes" else (_overlap, 0.0)
    errors: dict[str, list[str]] = {}
    for read in _read(gold, component, find, similarity, least):
        for cause, line in [*_unmatched(read), *_wrong_fields(read, checks)]:
            errors.setdefault(cause, []).append(f"{read.passage['id']}: {line}")
    return errors


def render(rows: Sequence[Row]) -> str:
    """The rows as one Markdown table."""
    lines = ["| component | layer | label | n | precision | 95 % | recall | F1 | 95 % |", "|---" * 9 + "|"]
    for row in rows:
        precision = f"{row['precision']:.3f} | {row['precision_low']:.3f} – {row['precision_high']:.3f}"
        f1 = f"{row['f1']:.3f} | {row['f1_low']:.3f} – {row['f1_high']:.3f}"
        names = f"{row['component']} | {row['layer']} | {row['label']} | {row['n']}"
        lines.append(f"| {names} | {precision} | {row['recall']:.3f} | {f1} |")
    return "\n".join(lines) + "\n"


def _unmatched(read: _Read) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(read.expected):
        if index not in read.pairs:
            yield f"missed {item['kind']}", item["text"]
    for index, found in enumerate(read.found):
        if index not in read.pairs.values():
            yield f"invented {found.kind}", found.text


def _wrong_fields(read: _Read, checks: Mapping[str, Check]) -> Iterator[tuple[str, str]]:
    for item, found in read.matched():
        for field, same in checks.items():
            if not same(item, found):
                yield f"wrong {field}", f"{item['text']} → {getattr(found, field)!r}, expected {item[field]!r}"


def _same_name(item: Mapping[str, Any], found: Quote) -> bool:
    """Equality of folded names, or one holding the other: « le Dr Luc Massenot » is « Luc Massenot »."""
    expected, said = fold_words(item["speaker"] or ""), fold_words(found.speaker or "")
    return expected == said or bool(expected and said and (expected in said or said in expected))


def _same_value(item: Mapping[str, Any], found: Figure) -> bool:
    """Equality of numbers, or of both ends of ranges; shares are written with four decimals."""
    expected, value = _ends(item["value"]), _ends(found.value)
    return len(expected) == len(value) and all(map(_equal, expected, value))


def _ends(value: float | Sequence[float]) -> tuple[float, ...]:
    return (value,) if isinstance(value, int | float) else tuple(value)


def _equal(one: float, other: float) -> bool:
    return isclose(one, other, rel_tol=1e-9) or (abs(one) < 1 and isclose(round(one, 4), round(other, 4)))


def _same(field: str) -> Check:
    return lambda item, found: bool(item[field] == getattr(found, field))


QUOTE_CHECKS: dict[str, Check] = {"speaker": _same_name, "kind": _same("kind"), "attitude": _same("attitude")}
FIGURE_CHECKS: dict[str, Check] = {
    "value": _same_value, "kind": _same("kind"), "comparator": _same("comparator"), "unit": _same("unit"),
}  # fmt: skip


def _overlap(item: Mapping[str, Any], found: Quote | Figure) -> float:
    return float(min(item["end"], found.end) - max(item["start"], found.start))


def _shared(item: Mapping[str, Any], found: Quote | Figure) -> float:
    """Characters in both spans over characters in either."""
    return max(0.0, _overlap(item, found)) / float(max(item["end"], found.end) - min(item["start"], found.start))


def _read(gold: Sequence[Passage], component: str, find: Finder, similarity: Similarity, least: float) -> list[_Read]:
    """Each passage with its matches, the closest spans first; `least` is the least similarity, over 0 in any case."""
    reads = []
    for passage in gold:
        expected, found = passage[component], find(passage)
        close = [
            (similarity(item, other), one, two) for one, item in enumerate(expected) for two, other in enumerate(found)
        ]
        pairs: dict[int, int] = {}
        for score, one, two in sorted(close, key=lambda entry: (-entry[0], entry[1], entry[2])):
            if score > 0 and score >= least and one not in pairs and two not in pairs.values():
                pairs[one] = two
        reads.append(_Read(passage=passage, expected=expected, found=found, pairs=dict(sorted(pairs.items()))))
    return reads


def _keep(read: _Read, check: Check) -> _Read:
    pairs = {one: two for one, two in read.pairs.items() if check(read.expected[one], read.found[two])}
    return _Read(passage=read.passage, expected=read.expected, found=read.found, pairs=pairs)


def _count(reads: Sequence[_Read], kind: str | None = None) -> np.ndarray:
    """Hits, found and expected items of each passage, shape (n_passages, 3); of one kind on both sides if given."""
    return np.array(
        [
            [
                sum(kind is None or item["kind"] == found.kind == kind for item, found in read.matched()),
                sum(kind is None or found.kind == kind for found in read.found),
                sum(kind is None or item["kind"] == kind for item in read.expected),
            ]
            for read in reads
        ],
        dtype=np.float64,
    ).reshape(-1, 3)


def _span_rows(component: str, layer: str, reads: Sequence[_Read]) -> list[Row]:
    kinds = sorted({str(item["kind"]) for read in reads for item in read.expected})
    rows = [_row(component, layer, "all", _count(reads))]
    return rows + [_row(component, layer, kind, _count(reads, kind)) for kind in kinds]


def _share_rows(component: str, checks: Mapping[str, Check], reads: Sequence[_Read]) -> list[Row]:
    rows = []
    for field, check in checks.items():
        right = [sum(check(*pair) for pair in read.matched()) for read in reads]
        counts = np.array([[n, len(read.pairs), len(read.pairs)] for n, read in zip(right, reads, strict=True)])
        rows.append(_row(component, field, "among matched", counts.reshape(-1, 3)))
    return rows


def _silence(component: str, reads: Sequence[_Read]) -> Row:
    empty = [[float(not read.found), 1.0, 1.0] for read in reads if not read.expected]
    return _row(component, "silence", "passages without any", np.array(empty).reshape(-1, 3))


def _rates(totals: np.ndarray) -> np.ndarray:
    """Precision, recall and F1 from hits, found and expected along the last axis; 0 where nothing is there."""
    hits, found, expected = totals[..., 0], totals[..., 1], totals[..., 2]
    parts = (np.maximum(found, 1e-9), np.maximum(expected, 1e-9), np.maximum((found + expected) / 2, 1e-9))
    return np.stack([hits / part for part in parts], axis=-1)


def _row(component: str, layer: str, label: str, counts: np.ndarray) -> Row:
    n_passages = len(counts)
    totals, rates, low, high = np.zeros(3), np.zeros(3), np.zeros(3), np.zeros(3)
    if n_passages:
        rng = np.random.default_rng(SEED)
        draws = rng.multinomial(n_passages, np.full(n_passages, 1 / n_passages), size=N_RESAMPLES) @ counts
        totals = counts.sum(axis=0)
        rates = _rates(totals)
        low, high = np.quantile(_rates(draws), (0.025, 0.975), axis=0)
    precision = widen(np.array([low[0], high[0]]), float(rates[0]), float(totals[1]))
    f1 = widen(np.array([low[2], high[2]]), float(rates[2]), float(totals[1] + totals[2]) / 2)
    return {
        "component": component, "layer": layer, "label": label, "n": int(totals[2]),
        "precision": float(rates[0]), "precision_low": precision[0], "precision_high": precision[1],
        "recall": float(rates[1]), "f1": float(rates[2]), "f1_low": f1[0], "f1_high": f1[1],
    }  # fmt: skip


def main() -> int:
    """Prints the table, and with --errors what is wrong, by cause."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=SPANS, help="folder of quotes.jsonl and figures.jsonl")
    parser.add_argument("--errors", action="store_true", help="list the errors by cause")
    given = parser.parse_args()
    quotes, figures = read_spans(given.gold / "quotes.jsonl"), read_spans(given.gold / "figures.jsonl")
    sys.stdout.write(render([*measure_quotes(quotes), *measure_figures(figures)]))
    if given.errors:
        _write_errors("quotes", list_errors(quotes, "quotes", find_passage_quotes))
        _write_errors("figures", list_errors(figures, "figures", find_passage_figures))
    return 0


def _write_errors(component: str, errors: Mapping[str, Sequence[str]]) -> None:
    for cause, lines in sorted(errors.items()):
        sys.stdout.write(f"\n{component}, {cause}: {len(lines)}\n" + "".join(f"  {line}\n" for line in lines))


if __name__ == "__main__":
    raise SystemExit(main())
