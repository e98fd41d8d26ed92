"""Floors under the scores: they rise with what is measured, and fall only with a reason written beside them."""

import json
from collections.abc import Iterable, Sequence
from math import floor
from pathlib import Path
from typing import TypedDict

from nlp.evaluation.answers import EvaluationError
from nlp.evaluation.layers import ALL, SECOND
from nlp.evaluation.lines import RAW, Line
from nlp.training.gold import TARGETS

FLOORS = Path(__file__).resolve().parents[1] / "floors.json"
MARGIN = 0.02
# A group with fewer expected labels swings too much to bear a floor.
LEAST_EXPECTED = 30


class Floor(TypedDict, total=False):
    """The least F1 of one line, and why it once fell, if it did."""

    floor: float
    why: str


def read_floors(path: Path = FLOORS) -> dict[str, Floor]:
    """Line key → floor; empty where none was ever set."""
    found: dict[str, Floor] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def under_floors(lines: Sequence[Line], floors: dict[str, Floor]) -> list[Line]:
    """The lines whose F1 is under their floor."""
    return [line for line in lines if line.key in floors and line.score.f1 < floors[line.key]["floor"]]


def raise_floors(lines: Iterable[Line], floors: dict[str, Floor]) -> dict[str, Floor]:
    """The floors, those of micro scores raised to two points under what was measured; none falls."""
    raised = dict(floors)
    for line in lines:
        reached = _reached(line)
        if bears_floor(line) and reached > floors.get(line.key, Floor(floor=0.0))["floor"]:
            raised[line.key] = Floor(floor=reached)
    return raised


def lower_floor(key: str, why: str, lines: Sequence[Line], floors: dict[str, Floor]) -> dict[str, Floor]:
    """The floors, one of them lowered to two points under what was measured, with the reason.

    Raises:
        EvaluationError: no reason, no such floor, nothing measured under that name, or nothing to lower.
    """
    line = next((one for one in lines if one.key == key), None)
    if not why.strip():
        raise EvaluationError("un plancher ne s’abaisse qu’avec une raison : --why « … ».")
    if key not in floors or line is None:
        raise EvaluationError(f"« {key} » : aucun plancher mesuré de ce nom ; voir nlp/floors.json.")
    reached = _reached(line)
    if reached >= floors[key]["floor"]:
        raise EvaluationError(f"« {key} » : la mesure ne demande pas d’abaisser ce plancher.")
    return floors | {key: Floor(floor=reached, why=why.strip())}


def write_floors(floors: dict[str, Floor], path: Path = FLOORS) -> None:
    """Writes the floors, sorted by key."""
    path.write_text(json.dumps(floors, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def bears_floor(line: Line) -> bool:
    """Micro scores of a whole layer, and of a target's stances, where enough labels are expected."""
    is_whole = line.group in (ALL, SECOND)
    is_target = line.side == RAW and line.layer == "pairs" and line.group in TARGETS
    return (is_whole or is_target) and line.score.n >= LEAST_EXPECTED


def _reached(line: Line) -> float:
    return max(0.0, floor(round(1000 * (line.score.f1 - MARGIN), 6)) / 1000)
