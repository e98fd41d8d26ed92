"""The rows that the screen reads (`nlp/scores.json`): what is shown, layer by layer, and the blind audit."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.evaluation.evaluate import BOTH, Evaluation
from nlp.evaluation.french import number
from nlp.evaluation.layers import ALL
from nlp.evaluation.lines import SHOWN, Line
from nlp.evaluation.scoring import widen
from nlp.evaluation.spans import FOUND
from nlp.training.gold import ARGUMENTS, GOLD, SENTIMENTS, STANCES, TARGETS

SCORES = Path(__file__).resolve().parents[1] / "scores.json"
AUDIT = GOLD / "audit" / "readers.jsonl"
# A target needs this many audited positions to have a precision of its own.
LEAST_AUDITED = 30
AUDITED_ON = "2026-11-22"
ScoreRow = dict[str, Any]


def screen_rows(found: Evaluation, audit: Path = AUDIT) -> dict[str, list[ScoreRow]]:
    """Component → rows of the `scores` table; the label '' stands for a whole layer."""
    words = f"{number(len(found.gold.passages))} phrases écrites"
    stances = _rows(found, "pairs", "stance-trial", (*STANCES, *TARGETS), words)
    whole_relevance = _rows(found, "relevance", "relevance", ("no",), words)
    yes = [row | {"label": "yes"} for row in whole_relevance if not row["label"]]
    rows = {
        "stance": [*stances, *_rows(found, "tone", "sentiment", SENTIMENTS, words), *audit_rows(audit)],
        "relevance": [*whole_relevance[:1], *yes, *whole_relevance[1:]],
        "arguments": _rows(found, "arguments", "argument", ARGUMENTS, words),
    }
    for component, n_passages in found.n_spans.items():
        lines = [line for line in found.spans.get((component, BOTH), ()) if line.group != FOUND]
        if lines:
            rows[component] = [_row(component, line, f"{number(n_passages)} phrases écrites", found) for line in lines]
    if actors := found.of(SHOWN, "actors"):
        rows["actors"] = [_row("actors", line, f"{len(found.gold.threads)} articles écrits", found) for line in actors]
    return rows


def audit_rows(path: Path) -> list[ScoreRow]:
    """Precision of the sides named in whole threads, as blind readers judged them: what the screen shows first.

    Each line of the audit holds `target`, `said`, `judged` and `also` (what a second reader could say too). An audit
    of what was named says nothing of what was missed: no recall.
    """
    audit = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    by_target = {target: [one for one in audit if one["target"] == target] for target in TARGETS}
    wording = f"relue à l’aveugle sur {len(audit)} positions de lecteurs de la presse de démonstration"
    rows = []
    for label, read in {"": audit, **by_target}.items():
        if not label or len(read) >= LEAST_AUDITED:
            right = sum(one["said"] in (one["judged"], *one["also"]) for one in read)
            low, high = map(float, widen([1.0, 0.0], right / len(read), len(read)))
            rows.append(
                {
                    "layer": "stance", "label": label, "n": len(read), "precision": right / len(read), "recall": None,
                    "f1": None, "f1_low": None, "f1_high": None, "precision_low": low, "precision_high": high,
                    "measured_on": AUDITED_ON, "wording": wording,
                }
            )  # fmt: skip
    return rows


def _rows(found: Evaluation, layer: str, name: str, labels: Sequence[str], words: str) -> list[ScoreRow]:
    wanted = (ALL, *labels)
    return [_row(name, line, words, found) for line in found.of(SHOWN, layer) if line.group in wanted]


def _row(layer: str, line: Line, words: str, found: Evaluation) -> ScoreRow:
    one = line.score
    return {
        "layer": layer, "label": "" if line.group == ALL else line.group, "n": one.n, "precision": one.precision,
        "recall": one.recall, "f1": one.f1, "f1_low": one.low, "f1_high": one.high,
        "precision_low": one.precision_low, "precision_high": one.precision_high,
        "measured_on": found.measured_on, "wording": f"mesurée sur {words} pour l’essai",
    }  # fmt: skip
