"""`python -m bench.actors [--half dev]`: mentions of the watch's actors found in annotated sentences."""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from nlp.actors import find_actors
from nlp.evaluation.naive import naive_actors
from nlp.evaluation.scoring import Tally, score
from store.watch import Watch, load_watch, packaged_watch

GOLD = Path(__file__).parents[2] / "nlp" / "gold" / "actors"
Line = dict[str, Any]


def main() -> None:
    """Prints precision, recall and F1 with intervals, beside exact names alone; with `--errors`, what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", default="held-out", choices=("held-out", "dev"))
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args()
    watch, lines = load_watch(packaged_watch()), read_gold(asked.half)
    found = [[(one.start, one.end, str(one.actor)) for one in _found(line, watch)] for line in lines]
    measured = score(Tally(group="all", counts=_counts(lines, found)))
    print(
        f"{len(lines)} texts, {measured.n} mentions: precision {measured.precision:.3f}, recall {measured.recall:.3f}, "
        f"F1 {measured.f1:.3f} ({measured.low:.3f}–{measured.high:.3f})"
    )
    expected = [{one["actor"] for one in line["mentions"]} for line in lines]
    naive = [set(naive_actors(line["text"], watch)) for line in lines]
    shared = sum(len(one & other) for one, other in zip(expected, naive, strict=True))
    print(f"actors by text, exact names alone: F1 {2 * shared / max(1, sum(map(len, [*expected, *naive]))):.3f}")
    for line, said in zip(lines, found, strict=True):
        if asked.errors and _hits(line, said) != (len(said), len(line["mentions"])):
            print(line["id"], line["text"], [(line["text"][a:b], slug) for a, b, slug in said])


def read_gold(half: str) -> list[Line]:
    """The lines of one half: id, text, context, mentions (start, end, actor)."""
    return [json.loads(line) for line in (GOLD / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()]


def measure_f1(half: str) -> float:
    """F1 of the mentions of one half."""
    watch, lines = load_watch(packaged_watch()), read_gold(half)
    found = [[(one.start, one.end, str(one.actor)) for one in _found(line, watch)] for line in lines]
    return float(score(Tally(group="all", counts=_counts(lines, found))).f1)


def _found(line: Line, watch: Watch) -> Any:
    return find_actors(line["text"], watch=watch, context=line["context"] or "")


def _hits(line: Line, said: list[tuple[int, int, str]]) -> tuple[int, int]:
    """Mentions found that are right, and expected ones that are found: same actor, spans that touch."""
    right = sum(any(_same(one, other) for other in line["mentions"]) for one in said)
    met = sum(any(_same(one, other) for one in said) for other in line["mentions"])
    return right, met


def _same(one: tuple[int, int, str], other: Line) -> bool:
    return one[2] == other["actor"] and one[0] < other["end"] and other["start"] < one[1]


def _counts(lines: list[Line], found: list[list[tuple[int, int, str]]]) -> np.ndarray:
    counts: np.ndarray = np.array(
        [[[min(_hits(line, said)), len(said), len(line["mentions"])]] for line, said in zip(lines, found, strict=True)],
        dtype=np.float64,
    )
    return counts


if __name__ == "__main__":
    main()
