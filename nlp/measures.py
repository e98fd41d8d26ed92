"""Every layer measured in one run: what `vigie evaluate` prints, checks against floors and leaves for the screen."""

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.evaluate import PAIRS, Report, check_floors, evaluate, raise_floors, render
from nlp.evaluate_spans import measure_figures, measure_quotes, read_spans
from nlp.pipeline import Pipeline, be_cautious
from nlp.relevance import Context
from nlp.scoring import Score, one_hot, score_classes, score_pooled, widen
from nlp.training.gold import GOLD, SENTIMENTS, STANCES, TARGETS, GoldPassage, read_gold
from store.clock import today
from store.records import PassageKind
from store.watch import load_watch, packaged_watch

HERE = Path(__file__).parent
REPORT, SCORES, FLOORS = HERE / "report.md", HERE / "scores.json", HERE / "floors.json"
FLOOR_MARGIN = 0.02
# A target needs this many audited positions to have a precision of its own.
LEAST_AUDITED = 30
AUDITED_ON = "2026-11-22"
# What stands for a whole layer: a quote found whole, a figure found with its value.
_WHOLE = {"quotes": "span", "figures": "value"}
ScoreRow = dict[str, Any]


def run_evaluation(folder: str | None, *, update: bool) -> int:
    """Measures on `folder`/test and `folder`/spans/held-out-2 and prints the report; the exit code.

    1 when a score is under its floor, and nothing is then written. With `update`, raises the floors and writes
    `report.md` and `scores.json`.
    """
    gold = Path(folder) if folder else GOLD
    passages = read_gold(gold / "test")
    pipeline = Pipeline(load_watch(packaged_watch()))
    report = evaluate(gold / "test")
    measured = {
        "stance": _stance_rows(pipeline, passages) + _audit_rows(gold / "audit" / "readers.jsonl"),
        "relevance": _rows("relevance", _relevance_scores(pipeline, passages), len(passages)),
        "arguments": _rows("argument", _argument_scores(pipeline, passages), len(passages)),
        **_span_rows(gold / "spans" / "held-out-2"),
    }
    text = render(report) + _render_rules(measured)
    sys.stdout.write(text)
    failures = check_floors(report) + _under_floors(measured)
    sys.stdout.write("".join(f"SOUS LE PLANCHER — {line}\n" for line in failures))
    if failures:
        return 1
    if update:
        _write(report, measured, text)
    return 0


def _stance_rows(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[ScoreRow]:
    """What is shown, as the night tags it: stances over all targets, by value, by target; then the tone."""
    contexts = [{"title": p.title, "parent": p.parent} for p in passages]
    results = pipeline.stances([p.text for p in passages], contexts)
    shown = []
    for passage, result in zip(passages, results, strict=True):
        relevance = pipeline.relevance(passage.text, Context(title=passage.title, parent=passage.parent))
        judged = be_cautious(result, relevance).targets if relevance.relevant else ()
        shown.append({one.target: one.value for one in judged})
    expected = np.array([[p.stance.get(t) == s for t in TARGETS for s in STANCES] for p in passages])
    found = np.array([[said.get(t) == s for t in TARGETS for s in STANCES] for said in shown])
    columns = {pair: index for index, pair in enumerate(PAIRS)}
    groups = {"": list(columns.values())}
    groups |= {stance: [columns[f"{target}/{stance}"] for target in TARGETS] for stance in STANCES}
    groups |= {target: [columns[f"{target}/{stance}"] for stance in STANCES] for target in TARGETS}
    tones = one_hot([p.sentiment for p in passages], SENTIMENTS)
    said_tones = one_hot([result.sentiment for result in results], SENTIMENTS)
    tone_groups = {"": range(len(SENTIMENTS))} | {name: [index] for index, name in enumerate(SENTIMENTS)}
    n = len(passages)
    return _rows("stance-trial", score_pooled(expected, found, groups), n) + _rows(
        "sentiment", score_pooled(tones, said_tones, tone_groups), n
    )


def _audit_rows(path: Path) -> list[ScoreRow]:
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
            low, high = widen(np.array([1.0, 0.0]), right / len(read), len(read))
            rows.append(
                {
                    "layer": "stance", "label": label, "n": len(read), "precision": right / len(read), "recall": None,
                    "f1": None, "f1_low": None, "f1_high": None, "precision_low": low, "precision_high": high,
                    "measured_on": AUDITED_ON, "wording": wording,
                }
            )  # fmt: skip
    return rows


def _relevance_scores(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Score]:
    said = [pipeline.relevance(p.text, Context(title=p.title, parent=p.parent)).relevant for p in passages]
    names = ("yes", "no")
    expected = one_hot(["yes" if p.relevant else "no" for p in passages], names)
    return score_pooled(
        expected, one_hot(["yes" if one else "no" for one in said], names), {"": [0], "yes": [0], "no": [1]}
    )


def _argument_scores(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Score]:
    """Arguments where the passage is judged relevant, as the night tags them; second choices count as errors."""
    slugs = [argument.slug for argument in pipeline.watch.arguments]
    expected = np.array([[slug in p.arguments for slug in slugs] for p in passages])
    found = np.zeros_like(expected)
    for row, passage in enumerate(passages):
        if pipeline.relevance(passage.text, Context(title=passage.title, parent=passage.parent)).relevant:
            kind: PassageKind = passage.kind  # type: ignore[assignment]  # the gold's kinds are the records'
            said = {tag.key for tag in pipeline.arguments(passage.text, kind)}
            found[row] = [slug in said for slug in slugs]
    pooled = score_pooled(expected, found, {"": range(len(slugs))})
    return pooled + [score for score in score_classes("arguments", expected, found, slugs) if score.group in slugs]


def _span_rows(folder: Path) -> dict[str, list[ScoreRow]]:
    """Quotes and figures: the whole layer (label ''), its kinds by name, then its fields by name."""
    quotes, figures = read_spans(folder / "quotes.jsonl"), read_spans(folder / "figures.jsonl")
    found = {"quotes": (measure_quotes(quotes), len(quotes)), "figures": (measure_figures(figures), len(figures))}
    measured: dict[str, list[ScoreRow]] = {}
    for component, (rows, n_passages) in found.items():
        kept = []
        for row in rows:
            label = _span_label(component, row)
            if label is not None:
                values = {name: row[name] for name in row if name not in ("component", "layer", "label")}
                kept.append({"layer": component, "label": label} | values | _dated(n_passages))
        measured[component] = kept
    return measured


def _span_label(component: str, row: ScoreRow) -> str | None:
    """'' for the whole layer, else the kind or the field measured; None for a row that another one says better."""
    if row["label"] == "all":
        return "" if row["layer"] == _WHOLE[component] else None
    return str(row["layer"] if row["label"] in ("among matched", "passages without any") else row["label"])


def _rows(layer: str, scores: Iterable[Score], n_passages: int) -> list[ScoreRow]:
    return [
        {
            "layer": layer, "label": one.group, "n": one.n, "precision": one.precision, "recall": one.recall,
            "f1": one.f1, "f1_low": one.low, "f1_high": one.high,
            "precision_low": one.precision_low, "precision_high": one.precision_high,
        } | _dated(n_passages)
        for one in scores
    ]  # fmt: skip


def _dated(n_passages: int) -> ScoreRow:
    return {"measured_on": today().isoformat(), "wording": f"mesurée sur {n_passages} phrases écrites pour l’essai"}


def _render_rules(measured: dict[str, list[ScoreRow]]) -> str:
    lines = ["", "# Ce que l'écran montre, couche par couche", ""]
    lines += ["| couche | étiquette | n | précision | intervalle | rappel | F1 | intervalle |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    for rows in measured.values():
        for row in rows:
            spans = [f"{_share(row[f'{name}_low'])} – {_share(row[f'{name}_high'])}" for name in ("precision", "f1")]
            lines.append(
                f"| {row['layer']} | {row['label'] or 'ensemble'} | {row['n']} | {_share(row['precision'])} "
                f"| {spans[0]} | {_share(row['recall'])} | {_share(row['f1'])} | {spans[1]} |"
            )
    return "\n".join(lines) + "\n"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _under_floors(measured: dict[str, list[ScoreRow]]) -> list[str]:
    floors = _read_floors()
    return [
        f"{key}: F1 {f1:.3f}, le plancher est {floors[key]:.3f}"
        for key, f1 in _whole_layers(measured).items()
        if f1 < floors.get(key, 0.0)
    ]


def _whole_layers(measured: dict[str, list[ScoreRow]]) -> dict[str, float]:
    whole = [row for rows in measured.values() for row in rows if not row["label"] and row["f1"] is not None]
    return {f"{row['layer']} / ensemble": row["f1"] for row in whole}


def _read_floors() -> dict[str, float]:
    found: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    return found


def _write(report: Report, measured: dict[str, list[ScoreRow]], text: str) -> None:
    raise_floors(report)
    floors = _read_floors()
    for key, f1 in _whole_layers(measured).items():
        floors[key] = max(floors.get(key, 0.0), round(f1 - FLOOR_MARGIN - 0.0005, 3))
    _write_json(FLOORS, floors)
    _write_json(SCORES, measured)
    REPORT.write_text(text, encoding="utf-8")


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
