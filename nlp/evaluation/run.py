"""`vigie evaluate`: measures, prints, checks the floors, and writes what the screen reads when asked."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp.evaluation.answers import EvaluationError
from nlp.evaluation.baselines import BaselineError
from nlp.evaluation.card import write_card
from nlp.evaluation.curve import learning_curve
from nlp.evaluation.evaluate import Evaluation, differences, evaluate
from nlp.evaluation.floors import Floor, lower_floor, raise_floors, read_floors, under_floors, write_floors
from nlp.evaluation.french import number, typeset
from nlp.evaluation.gold_sets import TEST, GoldSet, open_gold
from nlp.evaluation.report import kept_curve, render, render_curve, say_under
from nlp.evaluation.scoring import Difference
from nlp.evaluation.screen import SCORES, screen_rows
from nlp.evaluation.systems import open_pipeline
from nlp.pipeline import Pipeline
from nlp.training.gold import GOLD, GoldError, read_gold

REPORT = Path(__file__).resolve().parents[1] / "report.md"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the command line asks; `lower` holds keys of floors, `why` their reason."""

    folder: Path | None = None
    reason: str | None = None
    update: bool = False
    against: Path | None = None
    with_curve: bool = False
    lower: Sequence[str] = ()
    why: str = ""


def run_evaluation(asked: Asked) -> int:
    """Prints the report; the exit code: 1 under a floor, 2 when asked what cannot be, 3 when nothing can be measured.

    With `update`, raises the floors and writes `report.md` and `scores.json`, unless a score is under its floor.
    """
    try:
        return _run(asked)
    except EvaluationError as error:
        return _refuse(str(error), error.code)
    except GoldError as error:
        return _refuse(f"phrases annotées illisibles : {error}.", 3)


def _run(asked: Asked) -> int:
    _check(asked)
    pipeline = open_pipeline()
    other = open_pipeline(asked.against) if asked.against else None
    gold = open_gold(asked.folder, [pipeline, other] if other else [pipeline], reason=asked.reason)
    _check_set(asked, gold)
    _say(gold.sentence or f"Mesure sur « {gold.name} », {number(len(gold.passages))} phrases.")
    found = evaluate(gold, pipeline)
    against = differences(found, evaluate(gold, other, with_tfidf=False)) if other else None
    return _conclude(asked, found, pipeline, _lowered(asked, found), against)


def _conclude(
    asked: Asked, found: Evaluation, pipeline: Pipeline, floors: dict[str, Floor],
    against: Mapping[str, Difference] | None,
) -> int:  # fmt: skip
    """Prints, checks and writes; the exit code."""
    watch = pipeline.watch
    curve = _curve(asked, found)
    failures = under_floors(found.lines, floors) if found.gold.bears_floors else []
    if asked.update and not failures:
        floors = raise_floors(found.lines, floors)
    shown = floors if found.gold.bears_floors else {}
    sys.stdout.write(render(found, watch, floors=shown, against=against, curve=curve))
    for line in failures:
        _say(say_under(line, floors[line.key]))
    if asked.lower or (asked.update and not failures):
        write_floors(floors)
    if asked.update and not failures:
        REPORT.write_text(render(found, watch, floors=floors, curve=curve), encoding="utf-8")
        content = json.dumps(screen_rows(found), ensure_ascii=False, indent=1, sort_keys=True)
        SCORES.write_text(content + "\n", encoding="utf-8")
        write_card(pipeline.model_folder, found, pipeline)
        _say("Planchers relevés ; nlp/report.md, nlp/scores.json et la fiche du modèle écrits.")
    return 1 if failures else 0


def _check(asked: Asked) -> None:
    """Raises `EvaluationError` where options do not go together."""
    ours = asked.folder is None or asked.folder.resolve() in (GOLD, GOLD / "test")
    if asked.lower and not asked.why.strip():
        raise EvaluationError("un plancher ne s’abaisse qu’avec une raison : --why « … ».")
    if asked.why and not asked.lower:
        raise EvaluationError("--why donne la raison d’un plancher abaissé : il faut aussi --lower.")
    if (asked.update or asked.lower or asked.reason is not None) and not ours:
        raise EvaluationError("les planchers, le rapport et les ouvertures ne valent que pour les phrases de Vigie.")
    if asked.against is not None and not asked.against.is_dir():
        raise EvaluationError(f"{asked.against} : ce dossier de modèle n’existe pas.")


def _check_set(asked: Asked, gold: GoldSet) -> None:
    if (asked.update or asked.lower) and gold.name != TEST:
        raise EvaluationError(
            "les planchers et le rapport se mesurent sur « test », que ces poids n’ont pas ouvert : "
            "ajoutez --open « … »."
        )


def _lowered(asked: Asked, found: Evaluation) -> dict[str, Floor]:
    floors = read_floors()
    for key in asked.lower:
        floors = lower_floor(key, asked.why, found.lines, floors)
    return floors


def _curve(asked: Asked, found: Evaluation) -> str:
    """The section of the learning curve: measured if asked, else as the last report holds it."""
    if asked.with_curve:
        try:
            points = learning_curve(read_gold(GOLD / "train"), found.gold.passages)
            return render_curve(points, found.gold.name, found.measured_on)
        except BaselineError as error:
            _say(f"Courbe d’apprentissage absente : {error}.")
    return kept_curve(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else ""


def _refuse(message: str, code: int) -> int:
    sys.stderr.write(typeset(f"vigie evaluate : {message}") + "\n")
    return code


def _say(sentence: str) -> None:
    sys.stdout.write(typeset(sentence) + "\n")
