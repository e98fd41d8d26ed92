"""Names of persons, bodies and places in a text, as the French pipeline reads them, beside the actors of the watch."""

import re
from collections.abc import Sequence
from typing import get_args

from spacy.tokens import Doc

from nlp.french import load_french, read_batches
from nlp.speakers import TITLE
from store.records import EntityKind, Mention

KINDS = frozenset(get_args(EntityKind))
# What a pipeline of another maker may call the same kinds.
_ALIASES: dict[str, EntityKind] = {"PERSON": "PER", "GPE": "LOC", "ORGANIZATION": "ORG"}
# Components that names do not need, in any French pipeline of spaCy.
_NOT_FOR_NAMES = (
    "morphologizer", "tagger", "parser", "senter", "lemmatizer", "trainable_lemmatizer", "attribute_ruler",
    "vigie_lemmas",
)  # fmt: skip
_TITLE = re.compile(rf"(?:{TITLE}|(?i:dre?s?|pre?s?|mme|docteure?|professeure?))\.?\s+")
_EDGE = re.compile(r"^[\s«»\"“”'’().,;:!?#@-]+|[\s«»\"“”'’(.,;:!?-]+$")


def find_names(texts: Sequence[str], chosen: str = "shipped") -> list[list[Mention]]:
    """Names of each text, in reading order, without overlap; titles (« Dr ») and marks are left out.

    Raises:
        PipelineError: the pipeline that the watch names cannot be loaded.
    """
    reader = load_french(chosen)
    disabled = [name for name in _NOT_FOR_NAMES if name in reader.pipe_names]
    with reader.select_pipes(disable=disabled):
        found = list(read_batches(reader, texts, keep=_spans))
    return [_mentions(text, spans) for text, spans in zip(texts, found, strict=True)]


def _spans(doc: Doc) -> list[tuple[int, int, str]]:
    return [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]


def _mentions(text: str, spans: Sequence[tuple[int, int, str]]) -> list[Mention]:
    mentions = []
    for start, end, named in spans:
        kind = _kind(named)
        start, end = _trimmed(text, start, end)
        if kind and any(char.isalpha() for char in text[start:end]):
            mentions.append(Mention(text=text[start:end], start=start, end=end, kind=kind))
    return mentions


def _kind(named: str) -> EntityKind | None:
    return next((kind for kind in get_args(EntityKind) if kind == named), _ALIASES.get(named))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    for _ in range(2):
        edges = _EDGE.sub(lambda match: " " * len(match.group()), text[start:end])
        start, end = start + len(edges) - len(edges.lstrip()), end - len(edges) + len(edges.rstrip())
        if title := _TITLE.match(text, start, end):
            start = title.end()
    return start, max(start, end)


def merge(actors: Sequence[Mention], names: Sequence[Mention]) -> list[Mention]:
    """Actors of the watch and other names in reading order; where they overlap, the actor is kept."""
    free = [name for name in names if not any(name.start < one.end and one.start < name.end for one in actors)]
    return sorted([*actors, *free], key=lambda mention: (mention.start, mention.end))
