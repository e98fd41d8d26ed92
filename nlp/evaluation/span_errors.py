"""The errors of quotes and figures by cause, for who mends the rules: `python -m nlp.evaluation.span_errors`."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from nlp.evaluation.spans import CHECKS, Component, Finder, Passage, Read, our_finder, read_all, read_spans
from nlp.training.gold import GOLD


def list_errors(component: Component, gold: Sequence[Passage], find: Finder) -> dict[str, list[str]]:
    """One line per error under its cause: missed and invented items by kind, then each field that is wrong."""
    errors: dict[str, list[str]] = {}
    for read in read_all(component, gold, find):
        for cause, line in [*_unmatched(read), *_wrong_fields(component, read)]:
            errors.setdefault(cause, []).append(f"{read.passage['id']}: {line}")
    return errors


def _unmatched(read: Read) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(read.expected):
        if index not in read.pairs:
            yield f"missed {item['kind']}", item["text"]
    for index, found in enumerate(read.found):
        if index not in read.pairs.values():
            yield f"invented {found.kind}", found.text


def _wrong_fields(component: Component, read: Read) -> Iterator[tuple[str, str]]:
    for item, found in read.matched():
        for field, same in CHECKS[component].items():
            if field in item and not same(item, found):
                yield f"wrong {field}", f"{item['text']} → {getattr(found, field)!r}, expected {item[field]!r}"


def main() -> int:
    """Prints the errors of a development set, never of a held-out one; articles are read whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, default=GOLD / "spans", help="folder of quotes.jsonl and figures.jsonl")
    folder = parser.parse_args().gold
    if folder.name.startswith("held-out"):
        parser.error("errors of a held-out set are not read: it would stop being one")
    for component in get_args(Component):
        gold = read_spans(folder / f"{component}.jsonl")
        errors = list_errors(component, gold, our_finder(component, gold))
        for cause, lines in sorted(errors.items()):
            sys.stdout.write(f"\n{component}, {cause}: {len(lines)}\n" + "".join(f"  {line}\n" for line in lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
