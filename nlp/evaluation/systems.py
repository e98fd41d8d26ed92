"""What the product and its model say: the one module of the evaluation that calls them."""

import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from nlp.analyse import analyse_lines
from nlp.arguments import find_arguments
from nlp.evaluation.answers import EvaluationError, Said
from nlp.figures import find_figures
from nlp.inputs import PassageInput
from nlp.model_store import ModelError, Settings
from nlp.pipeline import Pipeline, _fingerprint
from nlp.quotes import find_quotes
from nlp.relevance import Context, judge_relevance
from nlp.stance import PassageStance, TargetText
from nlp.stories import group_stories
from nlp.tag import tag_stale
from nlp.training.gold import GoldPassage
from nlp.training.sources import Argument
from store.records import Figure, PassageKind, Quote
from store.watch import Watch, load_watch, packaged_watch
from store.writes import start_run


def open_pipeline(model_dir: Path | None = None, watch: Watch | None = None) -> Pipeline:
    """The taggers of the packaged watch, with the shipped weights or those of `model_dir`.

    Raises:
        EvaluationError: the folder holds no model that this version reads.
    """
    chosen = watch or load_watch(packaged_watch())
    if model_dir is not None:
        chosen = chosen.model_copy(update={"model": chosen.model.model_copy(update={"stance": str(model_dir)})})
    pipeline = Pipeline(chosen)
    try:
        _ = pipeline.model
    except ModelError as error:
        raise EvaluationError(f"{pipeline.model_folder} : modèle illisible ({error}).") from None
    return pipeline


def weights_hash(pipeline: Pipeline) -> str:
    """sha256 of the weights folder."""
    return _fingerprint(pipeline.model_folder)


def rules_hash(pipeline: Pipeline) -> str:
    """sha256 of what the answers depend on beside the weights: versions of the rules, parts of the watch."""
    return hashlib.sha256(json.dumps(pipeline.tagger_ids, sort_keys=True).encode()).hexdigest()


def shown(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Said]:
    """What a person sees: the product's path, as `vigie analyse` runs it, cautious and only in what is relevant."""
    lines = [json.dumps(_asked(passage), ensure_ascii=False) for passage in passages]
    results = list(analyse_lines(lines, pipeline))
    for passage, result in zip(passages, results, strict=True):
        if "error" in result:
            raise EvaluationError(f"{passage.id} : {result['error']}.")
    return [_said(result) for result in results]


def raw(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Said]:
    """The model alone: its best side wherever it sees a target, never `unclear`; neither cues nor lexicon."""
    answers = []
    for result in _stances(pipeline, passages):
        best = {one.target: max(one.probs, key=one.probs.__getitem__) for one in result.targets}
        present = {one.target: best[one.target] for one in result.targets if one.value is not None}
        relevant, arguments = _own_heads(result, pipeline.model.settings)
        answers.append(
            Said(relevant=relevant, stance=present, given=best, tone=result.sentiment, arguments=arguments)
        )  # fmt: skip
    return answers


def cues(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[Said]:
    """What words alone say: arguments by the cues of the watch, relevance by its lexicon; nothing is learnt."""
    answers = []
    for passage in passages:
        kind: PassageKind = passage.kind  # type: ignore[assignment]  # the gold's kinds are the records'
        context = Context(title=passage.title, parent=passage.parent)
        verdict = judge_relevance(passage.text, watch=pipeline.watch, context=context)
        found = find_arguments(passage.text, watch=pipeline.watch, kind=kind)
        answers.append(Said(relevant=verdict.relevant, arguments={tag.key: tag.value for tag in found}))
    return answers


def tones(pipeline: Pipeline, texts: Sequence[str]) -> list[str]:
    """The tone that the model gives to texts without context."""
    return [result.sentiment for result in pipeline.model.score(texts, [], with_evidence=False)]


def sides(pipeline: Pipeline, arguments: Sequence[Argument]) -> list[str]:
    """For or against propositions never seen, read through their text."""
    answers = []
    for argument in arguments:
        target = TargetText(id="proposition", text=f"{argument.target}. {argument.target_body}"[:200])
        stance = pipeline.model.logits([PassageInput(text=argument.text)], [target])[1]
        answers.append("favour" if stance[0, 0, 0] > stance[0, 0, 1] else "against")
    return answers


def passage_quotes(passage: Any) -> list[Quote]:
    """What our rules quote in an annotated passage, given its kind and speaker."""
    return find_quotes(passage["text"], speaker=passage["speaker"], kind=passage["kind"])


def passage_figures(passage: Any) -> list[Figure]:
    """What our rules count in an annotated passage."""
    return find_figures(passage["text"])


def read_stored(db: Database, pipeline: Pipeline) -> None:
    """Groups the stories and tags every article and comment of a database, as the night does.

    Raises:
        EvaluationError: a thread could not be read.
    """
    group_stories(db)
    summary = tag_stale(db, pipeline.watch, run_id=start_run(db, "evaluate"))
    if summary.n_failed:
        raise EvaluationError(f"{summary.n_failed} fil(s) annotés n’ont pas pu être lus : voir « vigie tag ».")


def _asked(passage: GoldPassage) -> dict[str, Any]:
    return {
        "id": passage.id, "text": passage.text, "kind": passage.kind,
        "context": {"title": passage.title, "parent": passage.parent},
    }  # fmt: skip


def _said(result: dict[str, Any]) -> Said:
    stance = {one["target"]: one["label"] for one in result["stance"]}
    return Said(
        relevant=result["relevant"],
        stance=stance,
        given=stance,
        tone=result["sentiment"]["label"],
        arguments={one["id"]: one["use"] for one in result["arguments"]},
    )


def _own_heads(result: PassageStance, settings: Settings) -> tuple[bool, dict[str, str]]:
    """Relevance, and arguments with the passage's use of them, by heads of the model alone."""
    use = max(result.uses, key=result.uses.__getitem__)
    least = math.log(settings.argument / (1.0 - settings.argument))
    return result.relevance >= 0.0, {key: use for key, logit in result.arguments.items() if logit >= least}


def _stances(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> list[PassageStance]:
    contexts = [{"title": passage.title, "parent": passage.parent} for passage in passages]
    texts = [passage.text for passage in passages]
    return pipeline.model.score(texts, pipeline.targets, contexts, with_evidence=False)
