"""The rows that the screen reads (`nlp/scores.json`): what is shown, layer by layer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.evaluation.evaluate import BOTH, Evaluation
from nlp.evaluation.french import number
from nlp.evaluation.layers import ALL
from nlp.evaluation.lines import SHOWN, Line
from nlp.evaluation.spans import FOUND
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS

SCORES = Path(__file__).resolve().parents[1] / "scores.json"
ScoreRow = dict[str, Any]


def screen_rows(found: Evaluation) -> dict[str, list[ScoreRow]]:
    """Component → rows of the `scores` table; the label '' stands for a whole layer.

    The first precision of a stance is that of whole comments in whole threads, which is what the screen counts.
    """
    words = f"{number(len(found.gold.passages))} phrases écrites"
    n_comments = sum(len(thread.comments) for thread in found.gold.threads)
    in_threads = f"{number(n_comments)} commentaires de fils entiers écrits"
    stances = _rows(found, "pairs", "stance-trial", (*STANCES, *TARGETS), words)
    stances += _rows(found, "verdicts", "stance", (*STANCES, *TARGETS), in_threads)
    in_articles = f"{number(len(found.gold.threads))} articles écrits"
    stances += _rows(found, "press-verdicts", "stance-press", (), in_articles)
    stances += _rows(found, "speaker-verdicts", "stance-speaker", (), in_articles)
    whole_relevance = _rows(found, "relevance", "relevance", ("no",), words)
    yes = [row | {"label": "yes"} for row in whole_relevance if not row["label"]]
    rows = {
        "stance": [*stances, *_rows(found, "tone", "sentiment", SENTIMENTS, words)],
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
