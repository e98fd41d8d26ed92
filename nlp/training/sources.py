"""Texts that the model learns from, as `data.toml` lists them; files are found through VIGIE_DATA."""

import gzip
import hashlib
import json
import lzma
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIST = Path(__file__).with_name("data.toml")
MIN_CHARS = 200
EUROPARL_LINES = 40
EUROPARL_KEEP_ONE_IN = 7


class DataError(Exception):
    """A listed file is missing or is not the one that was listed."""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One argument of a consultation: the box its author ticked toward a proposition."""

    target_id: str
    target: str
    target_body: str
    text: str
    stance: str


def data_root() -> Path:
    """The folder named by VIGIE_DATA; raises `DataError` where it is unset or absent."""
    value = os.environ.get("VIGIE_DATA")
    if not value or not Path(value).is_dir():
        raise DataError(f"VIGIE_DATA is {value!r}: name the folder that holds the sources of {LIST.name}")
    return Path(value)


def listed(use: str) -> list[dict[str, Any]]:
    """The entries of `data.toml` that serve `use`, in the order of the file."""
    entries = tomllib.loads(LIST.read_text(encoding="utf-8"))["source"]
    return [entry for entry in entries if use in entry["use"]]


def verify(root: Path) -> None:
    """Raises `DataError` where a listed file is missing or has another sha256."""
    for entry in tomllib.loads(LIST.read_text(encoding="utf-8"))["source"]:
        for name, expected in entry.get("sha256", {}).items():
            path = root / entry["folder"] / name
            if not path.is_file():
                raise DataError(f"{path}: missing, listed in {LIST.name}")
            if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
                raise DataError(f"{path}: sha256 differs from {LIST.name}")


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, plain, gzip or xz by its suffix."""
    openers: dict[str, Any] = {".gz": gzip.open, ".xz": lzma.open}
    with openers.get(path.suffix, open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def consult_arguments(root: Path, split: str) -> list[Argument]:
    """The arguments of `split` (train or valid), stance as favour or against."""
    values = {"FAVOR": "favour", "AGAINST": "against"}
    rows = read_jsonl(root / "stance-consult-fr" / f"{split}.jsonl.gz")
    return [
        Argument(
            target_id=row["target_id"],
            target=row["target"] or "",
            target_body=row["target_body"] or "",
            text=row["text"],
            stance=values[row["label"]],
        )
        for row in rows
    ]


def documents(root: Path, use: str = "pretrain") -> Iterator[tuple[str, str]]:
    """(folder, text) of each document for language modelling; short ones are dropped."""
    readers = {
        "stance-consult-fr": _consult_documents,
        "orangesum-press": _press_documents,
        "raw-plfss-amendements": _amendment_documents,
        "raw-europarl-fr": _europarl_documents,
    }
    for entry in listed(use):
        reader = readers.get(entry["folder"], _plain_documents)
        for name in entry["sha256"]:
            for text in reader(root / entry["folder"] / name):
                if len(text) >= MIN_CHARS:
                    yield entry["folder"], text


def _consult_documents(path: Path) -> Iterator[str]:
    seen: set[str] = set()
    for row in read_jsonl(path):
        if row["target_id"] not in seen:
            seen.add(row["target_id"])
            yield f"{row['target']}. {row['target_body']}"
        yield row["text"]


def _press_documents(path: Path) -> Iterator[str]:
    for row in read_jsonl(path):
        yield "\n".join(filter(None, (row["title"], row["heading"], row["article"])))


def _amendment_documents(path: Path) -> Iterator[str]:
    for row in read_jsonl(path):
        yield row["expose"] or ""


def _plain_documents(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from _grouped(lines)


def _europarl_documents(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for index, text in enumerate(_grouped(lines)):
            if index % EUROPARL_KEEP_ONE_IN == 0:
                yield text


def _grouped(lines: Iterator[str]) -> Iterator[str]:
    group: list[str] = []
    for line in lines:
        if line.strip():
            group.append(line.strip())
        if len(group) == EUROPARL_LINES:
            yield "\n".join(group)
            group = []
    if group:
        yield "\n".join(group)
