"""What the product and its model say: the one module of the evaluation that calls them."""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from nlp.analyse import analyse_lines
from nlp.arguments import find_arguments
from nlp.evaluation.answers import EvaluationError, Said
from nlp.figures import find_figures
from nlp.heads import sigmoid
from nlp.inputs import PassageInput
from nlp.model_store import ModelError, Settings
from nlp.pipeline import Pipeline, read_figures, read_quotes
from nlp.quotes import find_quotes
from nlp.relevance import Context, judge_relevance
from nlp.split import PlacedBlock
from nlp.stance import SENTIMENTS, STANCES, PassageStance, TargetText
from nlp.stories import group_stories
from nlp.tag import tag_stale
from nlp.training.gold import ARGUMENTS, TARGETS, GoldPassage
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
    return pipeline.fingerprint


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


@dataclass(frozen=True, kw_only=True)
class Probabilities:
    """What is said of n passages before any threshold: relevance (n,), presence (n, 6), stance (n, 6, 3), arguments
    (n, 26), tone (n, 3); cues and lexicon are counted in, as the night counts them."""

    relevance: NDArray[np.float32]
    presence: NDArray[np.float32]
    stance: NDArray[np.float32]
    arguments: NDArray[np.float32]
    tone: NDArray[np.float32]


def read_probabilities(pipeline: Pipeline, passages: Sequence[GoldPassage]) -> Probabilities:
    """The probabilities of every layer toward the targets and arguments of the gold."""
    said = _stances(pipeline, passages)
    relevance, arguments = [], []
    for passage, one in zip(passages, said, strict=True):
        context = Context(title=passage.title, parent=passage.parent)
        relevance.append(pipeline.relevance(passage.text, context, [one]).score)
        met = {tag.key for tag in find_arguments(passage.text, watch=pipeline.watch)}
        cue = pipeline.model.settings.cue
        arguments.append([sigmoid(one.arguments[key] + cue * (key in met)) for key in ARGUMENTS])
    targets = [{one.target: one for one in of.targets} for of in said]
    return Probabilities(
        relevance=np.array(relevance, np.float32),
        presence=_grid([[of[t].presence for t in TARGETS] for of in targets], (len(TARGETS),)),
        stance=_grid([[[of[t].probs[s] for s in STANCES] for t in TARGETS] for of in targets],
                     (len(TARGETS), len(STANCES))),
        arguments=_grid(arguments, (len(ARGUMENTS),)),
        tone=_grid([[of.sentiment_probs[tone] for tone in SENTIMENTS] for of in said], (len(SENTIMENTS),)),
    )  # fmt: skip


def _grid(values: Sequence[object], shape: tuple[int, ...]) -> NDArray[np.float32]:
    return np.array(values, np.float32).reshape(len(values), *shape)


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


def article_quotes(passages: Sequence[Any]) -> list[list[Quote]]:
    """What our rules quote in the passages of one article or comment, each passage with its own offsets."""
    body, blocks = _laid_out(passages)
    if len(passages) == 1 and passages[0]["kind"] == "comment":
        return [read_quotes(body, [])]
    return [_inside(read_quotes(body, blocks), block) for block in blocks]


def article_figures(passages: Sequence[Any]) -> list[list[Figure]]:
    """What our rules count in the passages of one article or comment, with who says it."""
    body, blocks = _laid_out(passages)
    quotes = read_quotes(body, [] if passages[0]["kind"] == "comment" else blocks)
    return [
        _inside(read_figures(body[one.start : one.end], start=one.start, quotes=quotes, speaker=one.speaker), one)
        for one in blocks
    ]


def _laid_out(passages: Sequence[Any]) -> tuple[str, list[PlacedBlock]]:
    body, blocks = "", []
    for passage in passages:
        start = len(body)
        body += passage["text"] + "\n"
        blocks.append(
            PlacedBlock(kind=passage["kind"], speaker=passage["speaker"], start=start, end=start + len(passage["text"]))
        )
    return body, blocks


def _inside(items: Sequence[Any], block: PlacedBlock) -> list[Any]:
    return [
        replace(item, start=item.start - block.start, end=item.end - block.start)
        for item in items
        if block.start <= item.start and item.end <= block.end
    ]


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
