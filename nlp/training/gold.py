"""Our own annotated passages, as the files of `nlp/gold/<split>/` hold them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

GOLD = Path(__file__).resolve().parents[1] / "gold"
TARGETS = (
    "deremb-prescriptions",
    "exercice-hors-convention",
    "convention-actuelle",
    "regulation-installation",
    "tarif-autorite",
    "restrictions-secteur-3",
)
STANCES = ("favour", "against", "neutral")
SENTIMENTS = ("negative", "neutral", "positive")
ABSENT = "absent"


class GoldError(ValueError):
    """A line of a gold file breaks its format."""


@dataclass(frozen=True, kw_only=True)
class GoldPassage:
    """One annotated passage; a target that it does not speak of is not in `stance`."""

    id: str
    text: str
    kind: str
    title: str | None
    parent: str | None
    relevant: bool
    stance: Mapping[str, str]
    sentiment: str
    arguments: tuple[str, ...] = ()
    acceptable_stance: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acceptable_sentiment: tuple[str, ...] = ()
    phenomena: tuple[str, ...] = ()
    difficulty: str = "medium"


def read_gold(folder: Path) -> list[GoldPassage]:
    """The passages of every .jsonl file of `folder`, by file name then line; raises `GoldError` on a bad line."""
    passages: list[GoldPassage] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                passages.append(_parse(line, f"{path.name}:{number}"))
    return passages


def _parse(line: str, where: str) -> GoldPassage:
    try:
        row: dict[str, Any] = json.loads(line)
        context, acceptable = row.get("context") or {}, row.get("acceptable") or {}
        passage = GoldPassage(
            id=row["id"],
            text=row["text"],
            kind=row["kind"],
            title=context.get("title"),
            parent=context.get("parent"),
            relevant=row["relevant"],
            stance=row["stance"],
            sentiment=row["sentiment"],
            arguments=tuple(argument["id"] for argument in row["arguments"]),
            acceptable_stance={key: tuple(values) for key, values in (acceptable.get("stance") or {}).items()},
            acceptable_sentiment=tuple(acceptable.get("sentiment") or ()),
            phenomena=tuple(row.get("phenomena") or ()),
            difficulty=row.get("difficulty", "medium"),
        )
    except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise GoldError(f"{where}: {error!r}") from error
    _check(passage, where)
    return passage


def _check(passage: GoldPassage, where: str) -> None:
    for target, value in passage.stance.items():
        if target not in TARGETS or value not in STANCES:
            raise GoldError(f"{where}: stance {target!r} = {value!r}")
    if passage.sentiment not in SENTIMENTS:
        raise GoldError(f"{where}: sentiment {passage.sentiment!r}")
