"""The model card, in French then English, written from what was measured: by a training run, then by each release."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from nlp.evaluation.evaluate import Evaluation
from nlp.evaluation.french import between, name_group, number, rate, typeset
from nlp.evaluation.gold_sets import TEST
from nlp.evaluation.layers import ALL, MACRO
from nlp.evaluation.lines import RAW, SHOWN, Line
from nlp.evaluation.systems import read_probabilities
from nlp.evaluation.tables import table
from nlp.model_store import CARD, GRAPH
from nlp.pipeline import Pipeline
from nlp.training.gold import ABSENT, GOLD, STANCES, TARGETS, GoldPassage, read_gold
from nlp.training.references import count_references
from nlp.training.sources import LIST

N_FAILURES = 8
_LONGEST = 260
# French name of a slice → English one.
_SLICES = {
    "presse": "press", "commentaires": "comments", "réponses": "replies", "ironie": "irony",
    "concession": "concession", "négation": "negation", "propos rapportés": "reported speech",
    "plusieurs cibles": "several targets", "fautes et SMS": "spelling mistakes", "sans titre": "without title",
    "court (au plus 12 mots)": "at most 12 words", "long (au moins 110 mots)": "at least 110 words",
}  # fmt: skip
_COLUMNS = (
    ("couche", "n", "précision", "rappel", "F1", "intervalle", "TF-IDF"),
    ("layer", "n", "precision", "recall", "F1", "interval", "TF-IDF"),
)
# French name, English name, side, layer, group.
_SCORES = (
    ("Positions nommées (cible et côté)", "Stances named (target and side)", SHOWN, "pairs", ALL),
    ("Positions, modèle sans abstention", "Stances, model without abstention", RAW, "pairs", ALL),
    ("Cible évoquée", "Target spoken of", SHOWN, "presence", ALL),
    ("Côté, cible donnée (macro)", "Side given the target (macro)", RAW, "stance", MACRO),
    ("Arguments", "Arguments", SHOWN, "arguments", ALL),
    ("Ton (macro)", "Tone (macro)", SHOWN, "tone", MACRO),
    ("Pertinence", "Relevance", SHOWN, "relevance", ALL),
    ("Hors sujet (rappel : part écartée)", "Off topic (recall: share kept out)", SHOWN, "relevance", "no"),
    ("Commentaires entiers, dans leurs fils", "Whole comments, in their threads", SHOWN, "verdicts", ALL),
)


def write_card(folder: Path, found: Evaluation, pipeline: Pipeline) -> None:
    """Writes the card of the model in `folder` from one evaluation of it.

    Failures are shown on the development passages alone: those of the test set are read by nobody.
    """
    values = _values(folder, found, pipeline)
    french, english = (
        Path(__file__).with_name(f"card.{language}.md").read_text(encoding="utf-8").format(**values)
        for language in ("fr", "en")
    )
    (folder / CARD).write_text(f"{typeset(french)}\n---\n\n{english}", encoding="utf-8")


def _values(folder: Path, found: Evaluation, pipeline: Pipeline) -> dict[str, object]:
    settings, is_test = pipeline.model.settings, found.gold.name == TEST
    slices = {one.name: one.scores["pairs"] for one in found.slices.get(SHOWN, ()) if "pairs" in one.scores}
    dev = read_gold(GOLD / "dev")
    return {
        "day": found.measured_on, "weights": found.weights[:12], "trained_on": settings.trained_on,
        "version": settings.version, "n_arguments": len(settings.arguments), "n_targets": len(settings.known),
        "size_mb": f"{(folder / GRAPH).stat().st_size / 1e6:.1f}", "n_train": number(found.n_learnt),
        "n_lines": number(len(read_gold(GOLD / "lines"))), "n_references": number(count_references("train")),
        "n_dev": number(len(dev)), "gold": found.gold.name, "n_gold": number(len(found.gold.passages)),
        "dev_note": "" if is_test else ", mais qui ont choisi les seuils : une mesure de mise au point",
        "dev_note_en": "" if is_test else " but used to choose thresholds: a development measure",
        "data_fr": "\n".join(_data("licence :")), "data_en": "\n".join(_data("licence:")),
        "scores_fr": "\n".join(_score_table(found, 0)),
        "scores_en": "\n".join(_score_table(found, 1)),
        "slices_fr": "\n".join(table(["tranche", "n", "F1", "intervalle"], [
            [name, slices[name].n, rate(slices[name].f1), between(slices[name].low, slices[name].high)]
            for name in _SLICES if name in slices and slices[name].n])),
        "slices_en": ", ".join(
            f"{english} {slices[name].f1:.2f} (n = {slices[name].n})"
            for name, english in _SLICES.items() if name in slices and slices[name].n),
        "failures_fr": "\n".join(_failures(pipeline, dev)),
    }  # fmt: skip


def _data(word: str) -> Iterator[str]:
    for entry in tomllib.loads(LIST.read_text(encoding="utf-8"))["source"]:
        if entry["weights_learn_from_it"] and {"tokenizer", "pretrain", "stance"} & set(entry["use"]):
            yield f"- `{entry['folder']}` : {entry['origin']} ; {word} {entry['licence']}."


def _score_table(found: Evaluation, language: int) -> list[str]:
    by_key = {line.key: line for line in found.lines}
    rows = []
    for *names, side, layer, group in _SCORES:
        line: Line | None = by_key.get(f"{side}/{layer}/{group}")
        if line is not None:
            one = line.score
            rows.append([names[language], one.n, rate(one.precision), rate(one.recall), f"**{rate(one.f1)}**",
                         between(one.low, one.high), rate(line.tfidf)])  # fmt: skip
    return table(_COLUMNS[language], rows)


def _failures(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> Iterator[str]:
    """The wrong sides that the model is surest of, one a passage, in passages short enough to be read."""
    shown: set[int] = set()
    for sure, row, target, said in sorted(_wrong_sides(pipeline, passages), reverse=True):
        passage = passages[row]
        if row in shown or len(shown) == N_FAILURES or len(passage.text) > _LONGEST:
            continue
        shown.add(row)
        groups = (said, target, passage.stance.get(target, "unnamed"))
        read, name, truth = (name_group("pairs", group, pipeline.watch) for group in groups)
        title = f" (sous « {passage.title} »)" if passage.title else ""
        text = " ".join(passage.text.split())
        yield f"- « {text} »{title} : lu « {read} » sur « {name} » ({100 * sure:.0f} %), c’est « {truth} »."


def _wrong_sides(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> Iterator[tuple[float, int, str, str]]:
    """How sure, in which passage, on which target, which side: those that no careful annotator would give."""
    found = read_probabilities(pipeline, passages)
    for row, passage in enumerate(passages):
        for column, target in enumerate(TARGETS):
            sides = found.stance[row, column]
            said = STANCES[int(sides.argmax())]
            sure = float(found.presence[row, column] * sides.max())
            admitted = {passage.stance.get(target, ABSENT), *passage.acceptable_stance.get(target, ())}
            if said not in admitted and sure >= 1.0 - pipeline.watch.model.tolerance:
                yield sure, row, target, said
