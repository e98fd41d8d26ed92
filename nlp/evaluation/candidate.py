"""Whether a model made from corrections may take the place of the shipped one: no score under its floor."""

from pathlib import Path

from nlp.evaluation.answers import EvaluationError
from nlp.evaluation.evaluate import evaluate
from nlp.evaluation.floors import read_floors, under_floors
from nlp.evaluation.gold_sets import read_folder
from nlp.evaluation.openings import hash_held_out, log_opening
from nlp.evaluation.report import say_under
from nlp.evaluation.systems import open_pipeline, rules_hash, weights_hash
from nlp.training.gold import GOLD

_NO_GOLD = "Non mesuré : les phrases d’essai ne sont pas dans cette installation ; lancez depuis un clone du projet."


def measure_candidate(folder: Path, gold: Path = GOLD) -> list[str]:
    """One French line for each score under its floor, or for what keeps it from being measured; none: it may serve.

    The opening of the test set is logged in the folder of the candidate, which is not ours to release.
    """
    pipeline = open_pipeline(folder)
    try:
        held = read_folder(gold)
    except EvaluationError:
        return [_NO_GOLD]
    key = (weights_hash(pipeline), hash_held_out(gold), rules_hash(pipeline))
    log_opening(key, "un candidat appris des corrections", folder / "openings.jsonl")
    found = evaluate(held, pipeline, with_tfidf=False, with_public=False)
    floors = read_floors()
    return [say_under(line, floors[line.key]) for line in under_floors(found.lines, floors)]
