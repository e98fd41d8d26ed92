"""Names of persons, bodies and places in a text, as the French pipeline reads them, and of laws, beside the actors."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import get_args

from spacy.tokens import Doc

from nlp.first_names import TITLE
from nlp.french import load_french, read_batches
from nlp.laws import find_laws
from store.records import EntityKind, Mention

# What a pipeline of another maker may call the same kinds.
_ALIASES: dict[str, EntityKind] = {"PERSON": "PER", "GPE": "LOC", "ORGANIZATION": "ORG"}
# Components that names do not need, in any French pipeline of spaCy.
_NOT_FOR_NAMES = (
    "morphologizer", "tagger", "parser", "senter", "lemmatizer", "trainable_lemmatizer", "attribute_ruler",
    "vigie_lemmas",
)  # fmt: skip
_TITLE = re.compile(rf"(?:{TITLE}|(?i:dre?s?|pre?s?|mme|docteure?|professeure?))\.?\s+")
_CAPITAL_INSIDE = re.compile(r"(?<![.!?…»\"“”\n:\-–—•])[ \u00a0\u202f’'(](?![A-ZÀ-Ý]\b[^.])[A-ZÀ-ÝŒ]\w")
_ANY_TITLE = re.compile(r"\b(?:dr|docteure?|pr|professeure?|mme|madame|monsieur)\s\w", re.IGNORECASE)
_REST = re.compile(r"\w+(?:-\w+)*|(?:-\w+)+")
_EDGE = re.compile(r"^[\s«»\"“”'’().,;:!?#@-]+|[\s«»\"“”'’(.,;:!?-]+$")


def find_names(texts: Sequence[str], chosen: str = "shipped") -> list[list[Mention]]:
    """Names of each text, in reading order, without overlap; titles (« Dr ») and marks are left out.

    A text without a capital inside a sentence or a title is read for laws only: on the dev sentences nothing was lost
    by it. « La loi Garot » names a law, not the person.

    Raises:
        PipelineError: the pipeline that the watch names cannot be loaded.
    """
    reader = load_french(chosen)
    disabled = [name for name in _NOT_FOR_NAMES if name in reader.pipe_names]
    with reader.select_pipes(disable=disabled):
        read = read_batches(reader, [text for text in texts if may_name(text)], keep=_spans)
        found = [next(read) if may_name(text) else [] for text in texts]
    return [
        merge(find_laws(text), _with_bodies(text, _mentions(text, spans)))
        for text, spans in zip(texts, found, strict=True)
    ]


def may_name(text: str) -> bool:
    """Whether a text may name somebody: a capital inside a sentence, or a title."""
    return bool(_CAPITAL_INSIDE.search(text) or _ANY_TITLE.search(text))


def _with_bodies(text: str, names: list[Mention]) -> list[Mention]:
    """The names with the well-known bodies, which win over what overlaps them unless it holds them whole."""
    bodies = [
        Mention(text=match.group(), start=match.start(), end=match.end(), kind="ORG")
        for match in _bodies().finditer(text)
        if not any(name.start <= match.start() and match.end() <= name.end != match.end() for name in names)
    ]
    return merge(bodies, names) if bodies else names


@cache
def _bodies() -> re.Pattern[str]:
    listed = tomllib.loads(files("nlp").joinpath("bodies.toml").read_text(encoding="utf-8"))
    forms = sorted({form for group in listed.values() for form in group}, key=len, reverse=True)
    written = "|".join(re.escape(form).replace("’", "['’]") for form in forms)
    return re.compile(rf"(?<![\w-])(?:{written})(?![\w-])")


def _spans(doc: Doc) -> list[tuple[int, int, str]]:
    return [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents]


def _mentions(text: str, spans: Sequence[tuple[int, int, str]]) -> list[Mention]:
    mentions = []
    for start, end, named in spans:
        kind = _kind(named)
        start, end = _trimmed(text, start, _whole(text, end))
        if kind and any(char.isalpha() for char in text[start:end]):
            mentions.append(Mention(text=text[start:end], start=start, end=end, kind=kind))
    return mentions


def _kind(named: str) -> EntityKind | None:
    return next((kind for kind in get_args(EntityKind) if kind == named), _ALIASES.get(named))


def _whole(text: str, end: int) -> int:
    """The end of the word that a name stops inside: « Belkacem|-Roy »."""
    rest = _REST.match(text, end)
    return rest.end() if rest else end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    for _ in range(2):
        edges = _EDGE.sub(lambda match: " " * len(match.group()), text[start:end])
        start, end = start + len(edges) - len(edges.lstrip()), end - len(edges) + len(edges.rstrip())
        if title := _TITLE.match(text, start, end):
            start = title.end()
    return start, max(start, end)


def merge(actors: Sequence[Mention], names: Sequence[Mention]) -> list[Mention]:
    """Actors of the watch, or laws, with other names in reading order; where they overlap, the first are kept."""
    free = [name for name in names if not any(name.start < one.end and one.start < name.end for one in actors)]
    return sorted([*actors, *free], key=lambda mention: (mention.start, mention.end))
