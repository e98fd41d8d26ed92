"""Real French annotated by reference: where each passage stands in the corpora, never its text."""

import json
import lzma
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlp.training.gold import GOLD, GoldPassage, parse_passage
from nlp.training.sources import DataError, read_jsonl

REFERENCES = GOLD / "references"


def read_references(split: str, root: Path) -> list[GoldPassage]:
    """The annotated passages of `split` (train or dev), their texts read from the corpora under `root`.

    Offsets of quotes and figures, in the lines that hold some, count characters of the passage.

    Raises:
        DataError: a corpus is missing or shorter than the reference says.
    """
    path = REFERENCES / f"{split}.jsonl"
    passages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        row: dict[str, Any] = json.loads(line)
        passages.append(parse_passage(row | {"text": _text(row["source"], root)}, f"{path.name}:{number}"))
    return passages


def count_references(split: str) -> int:
    """How many passages are annotated by reference, whether their corpora are here or not."""
    return len((REFERENCES / f"{split}.jsonl").read_text(encoding="utf-8").splitlines())


def _text(source: dict[str, Any], root: Path) -> str:
    path = root / source["folder"] / source["file"]
    records = _records(path)
    if source["record"] >= len(records):
        raise DataError(f"{path}: record {source['record']} is beyond its {len(records)} records")
    record = records[source["record"]]
    whole = record if isinstance(record, str) else record[source["field"]]
    text = str(whole)[source["start"] : source["end"]]
    if not text:
        raise DataError(f"{path}: record {source['record']} is shorter than the reference says")
    return text


@lru_cache(maxsize=8)
def _records(path: Path) -> list[Any]:
    """The lines of a text file, the objects of a JSON Lines one."""
    if not path.is_file():
        raise DataError(f"{path}: missing, named by the references of nlp/gold")
    if ".jsonl" in path.name:
        return list(read_jsonl(path))
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return lines.read().split("\n")
