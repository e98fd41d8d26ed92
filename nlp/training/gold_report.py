"""What the annotated passages are made of: `python -m nlp.training.gold_report` writes `nlp/gold/report.md`.

Counts against the quotas, diversity of the wording, near-duplicates, and the hashes that freeze each file.
"""

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from nlp.arguments import find_arguments
from nlp.training.gold import ARGUMENTS, GOLD, STANCES, TARGETS, GoldPassage, read_gold
from store.fold import fold_words
from store.watch import load_watch, packaged_watch

SPLITS = ("train", "lines", "dev", "test")
FROZEN, REPORT = GOLD / "frozen.json", GOLD / "report.md"
# Two passages are near-duplicates when they share half of their runs of three words (Broder 1997, estimated).
SHINGLE, N_PERMUTATIONS, NEAR = 3, 128, 0.5
_PRESS = {"title", "standfirst", "question", "answer", "paragraph", "pull-quote", "heading", "caption"}


def near_duplicates(passages: Sequence[GoldPassage]) -> list[tuple[str, str]]:
    """Ids of the pairs of passages whose estimated Jaccard similarity is `NEAR` or more, the earlier one second."""
    index = MinHashLSH(threshold=NEAR, num_perm=N_PERMUTATIONS)
    pairs = []
    for passage in passages:
        sketch = _sketch(passage.text)
        pairs += [(passage.id, str(other)) for other in index.query(sketch)]
        index.insert(passage.id, sketch)
    return pairs


def file_hashes() -> dict[str, str]:
    """sha256 of every annotated file of the splits, by its name under `nlp/gold`."""
    paths = sorted(path for split in SPLITS for path in (GOLD / split).glob("*.jsonl"))
    return {path.relative_to(GOLD).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def render(splits: dict[str, list[GoldPassage]]) -> str:
    """The report, in English, as Markdown."""
    everything = [passage for passages in splits.values() for passage in passages]
    pairs = near_duplicates(everything)
    split_of = {passage.id: name for name, passages in splits.items() for passage in passages}
    across = [pair for pair in pairs if split_of[pair[0]] != split_of[pair[1]]]
    lines = ["# The annotated passages", "", "Made by `python -m nlp.training.gold_report`.", ""]
    lines += _overview(splits)
    lines += ["", "## Diversity", ""]
    lines += _diversity(splits)
    lines.append(
        f"\nNear-duplicates (Jaccard of runs of {SHINGLE} words ≥ {NEAR}): {len(pairs)} pairs among "
        f"{len(everything)} passages ({len(pairs) / len(everything):.2%}); {len(across)} of them across splits."
    )
    lines += ["", "## Stances", "", "| target | favour | against | neutral |", "|---|---|---|---|"]
    stances = Counter((target, value) for passage in everything for target, value in passage.stance.items())
    lines += [
        f"| {target} | " + " | ".join(str(stances[target, value]) for value in STANCES) + " |" for target in TARGETS
    ]
    lines += ["", "## Arguments", "", *_arguments(everything)]
    lines += ["", "## Phenomena", "", _listed(Counter(p for passage in everything for p in passage.phenomena))]
    return "\n".join(lines) + "\n"


def _overview(splits: dict[str, list[GoldPassage]]) -> Iterable[str]:
    yield "| split | passages | press | off topic | no target | median words | longest | batches |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, passages in splits.items():
        lengths = sorted(len(passage.text.split()) for passage in passages)
        press = sum(passage.kind in _PRESS for passage in passages) / len(passages)
        away = sum(not passage.relevant for passage in passages) / len(passages)
        silent = sum(passage.relevant and not passage.stance for passage in passages) / len(passages)
        batches = len({passage.batch for passage in passages})
        yield (
            f"| {name} | {len(passages)} | {press:.0%} | {away:.0%} | {silent:.0%} | {lengths[len(lengths) // 2]} "
            f"| {lengths[-1]} | {batches} |"
        )


def _diversity(splits: dict[str, list[GoldPassage]]) -> Iterable[str]:
    yield "| split | words | distinct | distinct among the first 10,000 | most frequent runs of four words |"
    yield "|---|---|---|---|---|"
    for name, passages in splits.items():
        words = [word for passage in passages for word in fold_words(passage.text).split()]
        runs = Counter(run for passage in passages for run in set(_runs(passage.text, 4)))
        worn = ", ".join(f"« {run} » {n}" for run, n in runs.most_common(6))
        yield f"| {name} | {len(words)} | {len(set(words))} | {len(set(words[:10_000]))} | {worn} |"


def _arguments(passages: Sequence[GoldPassage]) -> Iterable[str]:
    """One line an argument: positives, how many of them hold none of its cues, refuted, hard near-misses."""
    watch = load_watch(packaged_watch())
    cued: Counter[str] = Counter()
    for passage in passages:
        met = {tag.key for tag in find_arguments(passage.text, watch=watch)}
        cued.update(met & set(passage.arguments))
    held = Counter(argument for passage in passages for argument in passage.arguments)
    uses = Counter((argument, use) for passage in passages for argument, use in passage.arguments.items())
    near = Counter(argument for passage in passages for argument in passage.near)
    yield "| argument | positives | without any cue | refuted | reported | near-misses |"
    yield "|---|---|---|---|---|---|"
    for argument in ARGUMENTS:
        bare = 1 - cued[argument] / max(1, held[argument])
        yield (
            f"| {argument} | {held[argument]} | {bare:.0%} | {uses[argument, 'refutes']} "
            f"| {uses[argument, 'reports']} | {near[argument]} |"
        )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.most_common())


def _runs(text: str, size: int) -> list[str]:
    words = re.findall(r"\w+", fold_words(text))
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)] or [" ".join(words)]


def _sketch(text: str) -> MinHash:
    sketch = MinHash(num_perm=N_PERMUTATIONS)
    sketch.update_batch([run.encode() for run in _runs(text, SHINGLE)])
    return sketch


def main() -> None:
    """Writes the report; `--freeze` writes the hashes too, `--show N` prints N random passages of each split."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--freeze", action="store_true", help="write nlp/gold/frozen.json")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N random passages of each split")
    given = parser.parse_args()
    splits = {name: read_gold(GOLD / name) for name in SPLITS}
    for name, passages in splits.items() if given.show else ():
        for passage in random.Random(given.show).sample(passages, given.show):
            sides = " ".join(f"{target}={value}" for target, value in passage.stance.items()) or "-"
            uses = " ".join(f"{argument}:{use}" for argument, use in passage.arguments.items()) or "-"
            sys.stdout.write(f"[{name}] {passage.id} {passage.sentiment} | {sides} | {uses}\n    {passage.text}\n")
    Path(REPORT).write_text(render(splits), encoding="utf-8")
    if given.freeze:
        FROZEN.write_text(json.dumps(file_hashes(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
