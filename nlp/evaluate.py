"""Scores of the stance model on annotated passages, beside majority and TF-IDF, against floors that only rise."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import floor
from pathlib import Path

import numpy as np

from nlp.baselines import BaselineError, Predictions, majority, tfidf, tfidf_consult
from nlp.inputs import PassageInput
from nlp.model_store import STANCE_FOLDER
from nlp.scoring import Score, one_hot, score_classes
from nlp.stance import StanceModel, TargetText
from nlp.training.gold import GOLD, SENTIMENTS, STANCES, TARGETS, GoldPassage, read_gold
from nlp.training.sources import Argument, consult_arguments

FLOORS = Path(__file__).with_name("floors.json")
OURS, MAJORITY, TFIDF = "modèle", "majorité", "TF-IDF + LR"
FLOOR_MARGIN = 0.02
UNSEEN = "proposition jamais vue"
PAIRS = tuple(f"{target}/{stance}" for target in TARGETS for stance in STANCES)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One score of one system; `layer` is what is measured, `group` which part of it."""

    layer: str
    system: str
    score: Score


@dataclass(frozen=True, kw_only=True)
class Report:
    """All rows of one evaluation, the day, the folder measured, and what could not be computed and why."""

    rows: tuple[Row, ...]
    measured_on: str
    n_passages: int
    gold: str
    coverage: float
    missing: tuple[str, ...] = ()

    def of(self, system: str) -> list[Row]:
        """Rows of one system, in the order of the report."""
        return [row for row in self.rows if row.system == system]


def evaluate(gold_dir: Path = GOLD / "test", model_dir: Path = STANCE_FOLDER) -> Report:
    """Scores of the model of `model_dir` and of the baselines on the passages of `gold_dir`.

    Baselines learn on `nlp/gold/train`; without scikit-learn, or without VIGIE_DATA for the consultations, the report
    says which column is missing. Raises `GoldError` where the folder holds no passage.
    """
    model = StanceModel.load(model_dir)
    passages, learning = read_gold(gold_dir), read_gold(GOLD / "train")
    systems = {OURS: predict(model, passages), MAJORITY: majority(learning, len(passages))}
    missing: list[str] = []
    try:
        systems[TFIDF] = tfidf(learning, passages)
    except BaselineError as error:
        missing.append(str(error))
    rows = [row for name, found in systems.items() for row in score_system(name, passages, found)]
    rows += _unseen_rows(model, missing)
    named = systems[OURS].presence
    return Report(
        rows=tuple(rows),
        measured_on=datetime.now(UTC).date().isoformat(),
        n_passages=len(passages),
        gold=gold_dir.name,
        coverage=float(systems[OURS].pairs.sum() / max(1, named.sum())),
        missing=tuple(missing),
    )


def predict(model: StanceModel, passages: Sequence[GoldPassage]) -> Predictions:
    """What the model says of annotated passages; `unclear` names no pair, and `given` is its best guess regardless."""
    contexts = [{"title": passage.title, "parent": passage.parent} for passage in passages]
    targets = [target for target in model.known_targets() if target.id in TARGETS]
    results = model.score([p.text for p in passages], targets, contexts, with_evidence=False)
    values = [{item.target: item for item in result.targets} for result in results]
    return Predictions(
        presence=np.array([[row[target].value is not None for target in TARGETS] for row in values]),
        pairs=np.array([[row[t].value == s for t in TARGETS for s in STANCES] for row in values]),
        given=[{t: max(row[t].probs, key=row[t].probs.__getitem__) for t in TARGETS} for row in values],
        sentiment=[result.sentiment for result in results],
    )


def score_system(name: str, passages: Sequence[GoldPassage], found: Predictions) -> list[Row]:
    """Rows of one system: (target, stance) pairs, presence, stance given the target, sentiment."""
    expected = np.array([[p.stance.get(t) == s for t in TARGETS for s in STANCES] for p in passages])
    present = np.array([[target in p.stance for target in TARGETS] for p in passages])
    judged = [(row, t) for row, p in enumerate(passages) for t in TARGETS if t in p.stance]
    given = one_hot([found.given[row][t] for row, t in judged], STANCES)
    wanted = one_hot([passages[row].stance[t] for row, t in judged], STANCES)
    sentiment = one_hot([p.sentiment for p in passages], SENTIMENTS)
    layers = {
        "position par cible": score_classes("couples", expected, found.pairs, PAIRS),
        "cible évoquée": score_classes("cibles", present, found.presence, TARGETS),
        "position, cible donnée": score_classes("positions", wanted, given, STANCES),
        "tonalité": score_classes("tonalités", sentiment, one_hot(found.sentiment, SENTIMENTS), SENTIMENTS),
    }
    layers["position par cible"] += _by_target(expected, found.pairs)
    layers["position par cible"].append(_lenient(passages, expected, found))
    return [Row(layer=layer, system=name, score=score) for layer, scores in layers.items() for score in scores]


def check_floors(report: Report, path: Path = FLOORS) -> list[str]:
    """One sentence for each score of the model under its floor; empty where all stand."""
    floors: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    measured = {_key(row): row.score.f1 for row in report.of(OURS)}
    return [
        f"{key}: F1 {measured[key]:.3f}, le plancher est {least:.3f}"
        for key, least in floors.items()
        if key in measured and measured[key] < least
    ]


def raise_floors(report: Report, path: Path = FLOORS) -> None:
    """Raises the floors of micro and macro scores to two points under what was measured; none falls."""
    floors: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for row in report.of(OURS):
        if row.score.group.endswith((" micro", " macro")):
            reached = floor(1000 * (row.score.f1 - FLOOR_MARGIN)) / 1000
            floors[_key(row)] = max(floors.get(_key(row), 0.0), reached)
    path.write_text(json.dumps(floors, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def render(report: Report) -> str:
    """The report as Markdown, in French: one table per layer, our model beside the baselines."""
    lines = [
        "# Scores du modèle de position et de tonalité",
        "",
        f"Mesuré le {report.measured_on} sur {report.n_passages} phrases écrites pour l'essai (« {report.gold} »), "
        "jamais vues à l'entraînement. Intervalles à 95 % par rééchantillonnage des phrases.",
        f"Quand le modèle juge qu'une cible est évoquée, il nomme une position dans {report.coverage:.0%} des cas ; "
        "sinon il répond « unclear ».",
        "",
        *(f"Colonne absente : {reason}" for reason in report.missing),
    ]
    others = {(row.layer, row.score.group, row.system): row.score.f1 for row in report.rows}
    for layer in dict.fromkeys(row.layer for row in report.rows):
        lines += ["", f"## {layer.capitalize()}", ""]
        lines.append(f"| groupe | n | précision | rappel | F1 | intervalle | {MAJORITY} | {TFIDF} |")
        lines.append("|---|---|---|---|---|---|---|---|")
        for row in report.of(OURS):
            if row.layer == layer:
                beside = [others.get((layer, row.score.group, name)) for name in (MAJORITY, TFIDF)]
                lines.append(_line(row.score, beside))
    return "\n".join(lines) + "\n"


def _unseen_rows(model: StanceModel, missing: list[str]) -> list[Row]:
    """For or against propositions never seen: the valid part of the consultations, never trained on."""
    if not os.environ.get("VIGIE_DATA"):
        missing.append("consultations : VIGIE_DATA n'est pas défini, « proposition jamais vue » n'est pas mesurée")
        return []
    root = Path(os.environ["VIGIE_DATA"])
    arguments = consult_arguments(root, "valid")
    wanted = one_hot([argument.stance for argument in arguments], STANCES[:2])
    systems = {OURS: _sides(model, arguments), MAJORITY: ["against"] * len(arguments)}
    try:
        systems[TFIDF] = tfidf_consult(consult_arguments(root, "train"), arguments)
    except BaselineError:
        missing.append("consultations : la colonne TF-IDF demande scikit-learn")
    return [
        Row(layer=UNSEEN, system=name, score=score)
        for name, values in systems.items()
        for score in score_classes("pour ou contre", wanted, one_hot(values, STANCES[:2]), STANCES[:2])
    ]


def _sides(model: StanceModel, arguments: Sequence[Argument]) -> list[str]:
    sides = []
    for argument in arguments:
        target = TargetText(id="proposition", text=f"{argument.target}. {argument.target_body}"[:200])
        _, stance, _ = model.logits([PassageInput(text=argument.text)], [target])
        sides.append("favour" if stance[0, 0, 0] > stance[0, 0, 1] else "against")
    return sides


def _by_target(expected: np.ndarray, found: np.ndarray) -> list[Score]:
    scores = []
    for index, target in enumerate(TARGETS):
        columns = slice(index * len(STANCES), (index + 1) * len(STANCES))
        if expected[:, columns].any():
            scores.append(score_classes(target, expected[:, columns], found[:, columns], STANCES)[0])
    return scores


def _lenient(passages: Sequence[GoldPassage], expected: np.ndarray, found: Predictions) -> Score:
    """Pairs, taking for right what a second careful annotator could also choose."""
    widened = expected.copy()
    for row, passage in enumerate(passages):
        for target, others in passage.acceptable_stance.items():
            for other in others:
                if other in STANCES and found.pairs[row, PAIRS.index(f"{target}/{other}")]:
                    widened[row, [PAIRS.index(f"{target}/{stance}") for stance in STANCES]] = False
                    widened[row, PAIRS.index(f"{target}/{other}")] = True
    return score_classes("couples, second choix admis", widened, found.pairs, PAIRS)[0]


def _line(score: Score, beside: Sequence[float | None]) -> str:
    cells = [f"{score.precision:.3f}", f"{score.recall:.3f}", f"**{score.f1:.3f}**"]
    cells.append(f"{score.low:.3f} – {score.high:.3f}")
    cells += ["–" if value is None else f"{value:.3f}" for value in beside]
    return f"| {score.group} | {score.n} | {' | '.join(cells)} |"


def _key(row: Row) -> str:
    return f"{row.layer} / {row.score.group}"
