"""One evaluation: every layer of a gold set, both sides of it, beside the baselines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.evaluation.agreement import Agreement, measure_agreement
from nlp.evaluation.answers import EvaluationError, Said
from nlp.evaluation.baselines import BaselineError, tfidf
from nlp.evaluation.calibration import Calibration, Risk, measure_calibration, measure_risk
from nlp.evaluation.faithfulness import Faithfulness, measure_faithfulness
from nlp.evaluation.gold_sets import GoldSet
from nlp.evaluation.lines import RAW, SHOWN, Answers, Line, ask_all, passage_lines
from nlp.evaluation.public import public_lines
from nlp.evaluation.scoring import Difference, Score, compare
from nlp.evaluation.slices import (
    Matrix,
    Slice,
    off_topic_scores,
    relevance_matrix,
    slice_scores,
    stance_matrix,
    tone_matrix,
    use_matrix,
)
from nlp.evaluation.spans import Component, read_spans, span_lines
from nlp.evaluation.systems import weights_hash
from nlp.evaluation.thread_lines import article_passages, comment_passages, thread_lines
from nlp.evaluation.threads import read_through_store
from nlp.pipeline import Pipeline
from nlp.training.gold import GOLD, GoldPassage, read_gold
from nlp.training.sources import DataError
from store.clock import today

BOTH = ""
_COMPONENTS: tuple[Component, ...] = ("quotes", "figures")
Learnt = tuple[Sequence[Said], Sequence[Said], Sequence[Said]]


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Everything measured in one run.

    `lines` bear the floors; `spans` holds the lines of each span file by (component, folder), `BOTH` for all together;
    `n_learnt` counts the passages that the baselines learn from; `slices` and `matrices` go by their side or French
    title. `missing` says in French what could not be measured.
    """

    gold: GoldSet
    measured_on: str
    weights: str
    n_learnt: int
    lines: Sequence[Line] = ()
    spans: Mapping[tuple[Component, str], Sequence[Line]]
    n_spans: Mapping[Component, int]
    slices: Mapping[str, Sequence[Slice]]
    off_topic: Mapping[str, Mapping[str, Score]]
    matrices: Mapping[str, Matrix]
    coverage: float
    calibration: Sequence[Calibration]
    risk: Sequence[Risk]
    faithfulness: Sequence[Faithfulness]
    agreement: Agreement | None
    missing: Sequence[str] = ()

    def of(self, side: str, layer: str) -> list[Line]:
        """The lines of one layer on one side."""
        return [line for line in self.lines if (line.side, line.layer) == (side, layer)]


def evaluate(gold: GoldSet, pipeline: Pipeline, *, with_tfidf: bool = True, with_public: bool = True) -> Evaluation:
    """Measures everything that the gold set allows; what is missing is named, never guessed."""
    learning = read_gold(GOLD / "train")
    if not learning:
        message = "nlp/gold/train : aucune phrase d’apprentissage, les points de comparaison manquent."
        raise EvaluationError(message, code=3)
    missing: list[str] = []
    learnt = _learn(gold, learning, missing) if with_tfidf else None
    answers = ask_all(pipeline, gold.passages, learning, tfidf=learnt[0] if learnt else None)
    spans = _span_lines(gold)
    threads = read_through_store(gold.threads, pipeline)
    lines = [
        *passage_lines(gold.passages, answers),
        *(line for component in _COMPONENTS for line in spans.get((component, BOTH), ())),
        *thread_lines(threads, pipeline, learning, (learnt[1], learnt[2]) if learnt else None),
        *(_public(pipeline, learning, missing, with_tfidf=learnt is not None) if with_public else ()),
    ]
    return Evaluation(
        gold=gold,
        measured_on=today().isoformat(),
        weights=weights_hash(pipeline),
        n_learnt=len(learning),
        lines=lines,
        spans=spans,
        n_spans={one: len(_read_all_spans(gold, one)) for one in _COMPONENTS},
        slices=_slices(gold.passages, answers),
        off_topic=_off_topic(gold.passages, answers),
        matrices=_matrices(gold.passages, answers),
        coverage=_coverage(answers.ours[SHOWN]),
        calibration=measure_calibration(pipeline, gold.passages),
        risk=measure_risk(pipeline, gold.passages),
        faithfulness=measure_faithfulness(pipeline, gold.passages),
        agreement=measure_agreement(gold.twice_read, dict(gold.second_pass)),
        missing=missing + _absent(gold),
    )


def differences(one: Evaluation, other: Evaluation) -> dict[str, Difference]:
    """Line key → how much higher the F1 of `one` is than that of `other`, on the same items."""
    others = {line.key: line.tally for line in other.lines}
    return {
        line.key: compare(line.tally, before)
        for line in one.lines
        if line.tally is not None and (before := others.get(line.key)) is not None
    }


def _learn(gold: GoldSet, learning: Sequence[GoldPassage], missing: list[str]) -> Learnt | None:
    """What TF-IDF, fitted once, says of the passages, of the comments of threads and of their articles."""
    parts = [list(gold.passages), comment_passages(gold.threads), article_passages(gold.threads)]
    try:
        said = tfidf(learning, [passage for part in parts for passage in part])
    except BaselineError as error:
        missing.append(f"Colonne TF-IDF absente : {error}.")
        return None
    first, second = len(parts[0]), len(parts[0]) + len(parts[1])
    return said[:first], said[first:second], said[second:]


def _span_lines(gold: GoldSet) -> dict[tuple[Component, str], list[Line]]:
    found = {}
    for component in _COMPONENTS:
        if gold.spans:
            found[component, BOTH] = span_lines(component, _read_all_spans(gold, component))
        for name, folder in gold.spans.items() if len(gold.spans) > 1 else ():
            found[component, name] = span_lines(component, read_spans(folder / f"{component}.jsonl"))
    return found


def _read_all_spans(gold: GoldSet, component: Component) -> list[Mapping[str, object]]:
    return [one for folder in gold.spans.values() for one in read_spans(folder / f"{component}.jsonl")]


def _public(pipeline: Pipeline, learning: Sequence[GoldPassage], missing: list[str], *, with_tfidf: bool) -> list[Line]:
    try:
        return public_lines(pipeline, learning, with_tfidf=with_tfidf)
    except DataError:
        missing.append(
            "Corpus publics absents : VIGIE_DATA ne nomme pas leur dossier, ni tweets ni consultations ne sont mesurés."
        )
        return []


def _slices(passages: Sequence[GoldPassage], answers: Answers) -> dict[str, Sequence[Slice]]:
    return {side: slice_scores(passages, said) for side, said in answers.ours.items()} if passages else {}


def _off_topic(passages: Sequence[GoldPassage], answers: Answers) -> dict[str, Mapping[str, Score]]:
    """Shares kept out by the product, by its lexicon alone, by TF-IDF."""
    systems = {"produit": answers.ours[SHOWN], "lexique seul": answers.cues, "TF-IDF": answers.tfidf}
    return {name: off_topic_scores(passages, said) for name, said in systems.items() if said is not None}


def _matrices(passages: Sequence[GoldPassage], answers: Answers) -> dict[str, Matrix]:
    seen, alone = answers.ours[SHOWN], answers.ours[RAW]
    return {
        "Position, cible donnée : ce que la nuit montre": stance_matrix(passages, seen),
        "Position, cible donnée : modèle brut": stance_matrix(passages, alone),
        "Ton": tone_matrix(passages, seen),
        "Emploi des arguments trouvés à raison": use_matrix(passages, seen),
        "Pertinence": relevance_matrix(passages, seen),
    }


def _coverage(said: Sequence[Said]) -> float:
    """Among the targets that the product names, the share with a side or a neutral stance, not `unclear`."""
    named = [value for one in said for value in (one.stance or {}).values()]
    return sum(value != "unclear" for value in named) / max(1, len(named))


def _absent(gold: GoldSet) -> list[str]:
    absent = []
    if not gold.threads:
        absent.append("Fils entiers : aucun fil annoté n’est mesuré ici.")
    if not gold.spans:
        absent.append("Citations et chiffres : aucun jeu annoté n’est mesuré ici.")
    if not gold.second_pass:
        absent.append("Auto-cohérence : aucune seconde lecture pour l’instant (nlp/gold/second-pass est vide).")
    return absent
