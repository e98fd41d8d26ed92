"""Annotated passages: our own, as the files of `nlp/gold/<split>/` hold them, and real ones known by reference."""

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
ARGUMENTS = (
    "patient-penalty", "equality-before-law", "compulsory-contributions", "unconstitutional", "eu-law-monopoly",
    "access-to-care", "care-renunciation", "two-tier-medicine", "cost-savings", "burnout",
    "long-consultations-quality", "freedom-to-practise", "solidarity-contract", "negligible-minority",
    "loss-of-doctors", "coercive-convention", "undervalued-fees", "teaching-msu", "on-call-duty", "union-conflict",
    "hostage-taking", "doctor-responsibility", "greed-rent", "debt-to-society", "parliament-out-of-touch",
    "slippery-slope",
)  # fmt: skip
STANCES = ("favour", "against", "neutral")
SENTIMENTS = ("negative", "neutral", "positive")
USES = ("asserts", "refutes", "reports")
ABSENT = "absent"


class GoldError(ValueError):
    """A line of a gold file breaks its format."""


@dataclass(frozen=True, kw_only=True)
class GoldPassage:
    """One annotated passage; a target that it does not speak of is not in `stance`.

    `arguments` maps each argument to its use (asserts, refutes, reports). `near` are arguments whose words stand in
    the text with another idea. What a second careful annotator could also say stands in the `acceptable_…` fields.
    """

    id: str
    text: str
    kind: str
    title: str | None
    parent: str | None
    relevant: bool
    stance: Mapping[str, str]
    sentiment: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    near: tuple[str, ...] = ()
    acceptable_arguments: tuple[str, ...] = ()
    acceptable_stance: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    acceptable_sentiment: tuple[str, ...] = ()
    phenomena: tuple[str, ...] = ()
    difficulty: str = "medium"
    register: str = "courant"
    speaker_type: str = "anonyme"
    batch: str = ""


def read_gold(folder: Path) -> list[GoldPassage]:
    """The passages of every .jsonl file of `folder`, by file name then line; raises `GoldError` on a bad line."""
    passages: list[GoldPassage] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                passages.append(parse_passage(_load(line, f"{path.name}:{number}"), f"{path.name}:{number}"))
    return passages


def _load(line: str, where: str) -> dict[str, Any]:
    try:
        row: dict[str, Any] = json.loads(line)
    except json.JSONDecodeError as error:
        raise GoldError(f"{where}: {error!r}") from error
    return row


def parse_passage(row: dict[str, Any], where: str) -> GoldPassage:
    """The passage of one line; raises `GoldError`, which names `where`, when it breaks the format."""
    try:
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
            arguments={argument["id"]: argument["use"] for argument in row["arguments"]},
            near=tuple(row.get("near") or ()),
            acceptable_arguments=tuple(acceptable.get("arguments") or ()),
            acceptable_stance={key: tuple(values) for key, values in (acceptable.get("stance") or {}).items()},
            acceptable_sentiment=tuple(acceptable.get("sentiment") or ()),
            phenomena=tuple(row.get("phenomena") or ()),
            difficulty=row.get("difficulty", "medium"),
            register=row.get("register", "courant"),
            speaker_type=row.get("speaker_type", "anonyme"),
            batch=row.get("batch", ""),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{where}: {error!r}") from error
    _check(passage, where)
    return passage


def _check(passage: GoldPassage, where: str) -> None:
    for target, value in passage.stance.items():
        if target not in TARGETS or value not in STANCES:
            raise GoldError(f"{where}: stance {target!r} = {value!r}")
    if passage.sentiment not in SENTIMENTS:
        raise GoldError(f"{where}: sentiment {passage.sentiment!r}")
    for argument, use in passage.arguments.items():
        if argument not in ARGUMENTS or use not in USES or argument in passage.near:
            raise GoldError(f"{where}: argument {argument!r} = {use!r}")
