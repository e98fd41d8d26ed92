"""`vigie analyse` as a function: one line of JSON in, one out, nothing stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.pipeline import Pipeline, read_figures
from nlp.quotes import find_quotes
from nlp.relevance import Context, Relevance
from nlp.stance import PassageStance, TargetStance, TargetText
from store.records import Figure, Mention, PassageKind, Quote, Tag

LINES_A_BATCH = 256
MAX_CHARACTERS = 100_000


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class AskedTarget(_Frozen):
    """A proposition to judge instead of the watch's."""

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)


class AskedContext(_Frozen):
    """What the passage answers."""

    title: str | None = None
    parent: str | None = None


class Asked(_Frozen):
    """One line of the input; unknown keys are ignored, so that annotated lines can be piped as they are."""

    id: str | int
    text: str = Field(max_length=MAX_CHARACTERS)
    kind: PassageKind | None = None
    speaker: str | None = None
    context: AskedContext | None = None
    targets: tuple[AskedTarget, ...] | None = None


_REASONS = {
    "json_invalid": "ce n’est pas un objet JSON lisible",
    "model_type": "ce n’est pas un objet JSON",
    "missing": "champ obligatoire absent",
    "string_type": "il faut du texte",
    "string_too_short": "texte vide",
    "string_too_long": f"plus de {MAX_CHARACTERS} caractères",
    "literal_error": "valeur inconnue ; voir « vigie analyse --help »",
}


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What the model and the rules say of one line."""

    stance: PassageStance
    relevance: Relevance
    arguments: Sequence[Tag]
    mentions: Sequence[Mention] = ()


class _Bad(BaseModel):
    line: int
    error: str


def analyse_lines(lines: Iterable[str], pipeline: Pipeline) -> Iterator[dict[str, Any]]:
    """One result a line, in order; a line that cannot be read gives `{"line", "error"}`. Blank lines are skipped."""
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while batch := list(islice(numbered, LINES_A_BATCH)):
        yield from _analyse_batch([_read(number, line) for number, line in batch], pipeline)


def _read(number: int, line: str) -> Asked | _Bad:
    try:
        return Asked.model_validate_json(line.encode("utf-8", "replace"))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "ligne"
        return _Bad(line=number, error=f"{place} : {_REASONS.get(first['type'], 'valeur refusée')}")


def _analyse_batch(batch: Sequence[Asked | _Bad], pipeline: Pipeline) -> Iterator[dict[str, Any]]:
    read = _read_batch(batch, pipeline)
    for position, asked in enumerate(batch):
        if isinstance(asked, _Bad):
            yield asked.model_dump()
        else:
            yield _result(asked, read[position], pipeline)


def _read_batch(batch: Sequence[Asked | _Bad], pipeline: Pipeline) -> dict[int, _Read]:
    """What is said of each line by its position; lines that ask the same targets are read together."""
    by_targets: dict[tuple[TargetText, ...] | None, list[int]] = {}
    for position, asked in enumerate(batch):
        if isinstance(asked, Asked):
            wanted = tuple(TargetText(id=one.id, text=one.text) for one in asked.targets) if asked.targets else None
            by_targets.setdefault(wanted, []).append(position)
    found: dict[int, _Read] = {}
    for wanted, positions in by_targets.items():
        held = [one for one in (batch[position] for position in positions) if isinstance(one, Asked)]
        found.update(zip(positions, _read_lines(held, wanted, pipeline), strict=True))
    return found


def judge_texts(lines: Sequence[Asked], pipeline: Pipeline) -> list[dict[str, Any]]:
    """Relevance, stance toward the watch's targets, tone and arguments of each line, as `vigie analyse` prints them."""
    return [_judged(asked, read) for asked, read in zip(lines, _judge_lines(lines, None, pipeline), strict=True)]


def _read_lines(lines: Sequence[Asked], wanted: tuple[TargetText, ...] | None, pipeline: Pipeline) -> Iterator[_Read]:
    """What is said of lines that ask the same targets, with the names that they hold."""
    judged = _judge_lines(lines, wanted, pipeline)
    for read, found in zip(judged, pipeline.entities([one.text for one in lines]), strict=True):
        yield replace(read, mentions=found)


def _judge_lines(lines: Sequence[Asked], wanted: tuple[TargetText, ...] | None, pipeline: Pipeline) -> list[_Read]:
    """Stance, relevance and arguments of lines that ask the same targets, evidence included."""
    texts = [one.text for one in lines]
    contexts = [one.context.model_dump() if one.context else None for one in lines]
    said = pipeline.score(texts, contexts, wanted)
    verdicts = [
        pipeline.relevance(one.text, Context(**one.context.model_dump()) if one.context else None, [of])
        for one, of in zip(lines, said, strict=True)
    ]
    named = [
        pipeline.arguments(one.text, one.kind, of) if verdict.relevant else []
        for one, of, verdict in zip(lines, said, verdicts, strict=True)
    ]
    explained, arguments = pipeline.explain(texts, contexts, said, named, wanted)
    return [
        _Read(stance=stance, relevance=verdict, arguments=tags)
        for verdict, stance, tags in zip(verdicts, explained, arguments, strict=True)
    ]


def _result(asked: Asked, read: _Read, pipeline: Pipeline) -> dict[str, Any]:
    quotes = find_quotes(asked.text, speaker=asked.speaker, kind=asked.kind)
    return {
        "id": asked.id,
        **_judged(asked, read),
        "quotes": [_quote(one) for one in quotes],
        "figures": [_figure(one) for one in read_figures(asked.text, quotes=quotes, speaker=asked.speaker)],
        "entities": [_mention(one) for one in read.mentions],
    }


def _judged(asked: Asked, read: _Read) -> dict[str, Any]:
    in_debate, stance = read.relevance.relevant, read.stance
    # Other propositions than the watch's are judged whatever the debate.
    judged = stance.targets if asked.targets or in_debate else ()
    return {
        "relevant": in_debate,
        "relevance": round(read.relevance.score, 4),
        "stance": [_stance(one) for one in judged if one.value is not None],
        "sentiment": {
            "label": stance.sentiment, "score": round(stance.sentiment_probs[stance.sentiment], 4),
        },
        "arguments": [_argument(one) for one in read.arguments],
    }  # fmt: skip


def _stance(one: TargetStance) -> dict[str, Any]:
    probs = {name: round(value, 4) for name, value in one.probs.items()}
    return {
        "target": one.target, "label": one.value, "score": max(probs.values()), "probs": probs,
        "evidence": _spans(one.evidence),
    }  # fmt: skip


def _argument(tag: Tag) -> dict[str, Any]:
    return {
        "id": tag.key, "score": round(tag.score, 4), "use": tag.value, "target": tag.target,
        "evidence": _spans(tag.evidence),
    }  # fmt: skip


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "text": quote.text, "start": quote.start, "end": quote.end, "speaker": quote.speaker, "cue": quote.cue,
        "kind": quote.kind, "attitude": quote.attitude,
    }  # fmt: skip


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "text": figure.text, "start": figure.start, "end": figure.end, "value": _number(figure.value),
        "unit": figure.unit, "kind": figure.kind, "comparator": figure.comparator, "counts": figure.counts,
        "said_by": figure.said_by,
    }  # fmt: skip


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "text": mention.text, "start": mention.start, "end": mention.end, "kind": mention.kind,
        "actor": mention.actor,
    }  # fmt: skip


def _number(value: float | tuple[float, float]) -> float | list[float]:
    return list(value) if isinstance(value, tuple) else value


def _spans(spans: Sequence[tuple[int, int]]) -> list[list[int]]:
    return [[start, end] for start, end in spans]
