"""What the French pipeline finds against treebanks, names and sentence ends, item by item."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from nlp.evaluation.scoring import Tally

Spans = set[tuple[object, ...]]
# What each layer says of the tokens that both sides cut alike.
ATTRIBUTES: dict[str, Callable[[Token], str]] = {
    "pos": lambda token: token.pos_,
    "morph": lambda token: str(token.morph),
    "lemma": lambda token: token.lemma_,
}


def syntax_tallies(pipeline: Language, gold: Sequence[Doc]) -> list[Tally]:
    """Tokens, parts of speech, features, lemmas, edges and sentences; a document is what is resampled.

    Attributes are judged on tokens that both sides cut alike and that gold fills; edges (`uas`, `las`) on every token
    but punctuation, as spaCy does; sentences by both ends.
    """
    names = ("token", *ATTRIBUTES, "uas", "las", "sents")
    rows: dict[str, list[tuple[int, int, int]]] = {name: [] for name in names}
    for expected, found in zip(gold, _read(pipeline, [doc.text for doc in gold]), strict=True):
        rows["token"].append(_count(_tokens(found), _tokens(expected)))
        for name, read in ATTRIBUTES.items():
            rows[name].append(_count_attribute(found, expected, read))
        for name in ("uas", "las"):
            rows[name].append(_count(_edges(found, with_name=name == "las"), _edges(expected, with_name=name == "las")))
        rows["sents"].append(_count(_sentences(found), _sentences(expected)))
    return [as_tally(name, rows[name]) for name in names]


def name_tallies(
    read: Callable[[Sequence[str]], Iterable[set[tuple[int, int, str]]]],
    gold: Sequence[tuple[str, set[tuple[int, int, str]]]],
    kinds: Sequence[str],
) -> list[Tally]:
    """Names found by `read` with their kind and both ends right: all, and kind by kind; a text is what is resampled."""
    found = [{one for one in names if one[2] in kinds} for names in read([text for text, _ in gold])]
    tallies = []
    for group, wanted in [("all", set(kinds)), *((kind, {kind}) for kind in kinds)]:
        rows = [
            _count({one for one in names if one[2] in wanted}, {one for one in expected if one[2] in wanted})
            for names, (_, expected) in zip(found, gold, strict=True)
        ]
        tallies.append(as_tally(group, rows))
    return tallies


def boundary_tally(
    group: str, find: Callable[[str], list[tuple[int, int]]], gold: Sequence[tuple[str, Sequence[tuple[int, int]]]]
) -> Tally:
    """Starts of sentences after the first; a text is what is resampled."""
    return as_tally(group, [_count(_inner(find(text)), _inner(spans)) for text, spans in gold])


def _inner(spans: Sequence[tuple[int, int]]) -> Spans:
    return {(start,) for start, _ in spans[1:]}


def as_tally(group: str, rows: Sequence[tuple[int, int, int]]) -> Tally:
    """Rows of (hits, found, expected) as a tally of one class."""
    return Tally(group=group, counts=np.array(rows, dtype=np.float64).reshape(len(rows), 1, 3))


def _read(pipeline: Language, texts: Sequence[str]) -> Iterable[Doc]:
    return pipeline.pipe(texts, batch_size=64)


def _count(
    found: Spans | set[tuple[int, int, str]], expected: Spans | set[tuple[int, int, str]]
) -> tuple[int, int, int]:
    return len(set(found) & set(expected)), len(found), len(expected)


def _span(token: Token) -> tuple[int, int]:
    return token.idx, token.idx + len(token)


def _tokens(doc: Doc) -> Spans:
    return {_span(token) for token in doc if not token.is_space}


def _count_attribute(found: Doc, expected: Doc, read: Callable[[Token], str]) -> tuple[int, int, int]:
    wanted = {_span(token): read(token) for token in expected if read(token) or read is not ATTRIBUTES["lemma"]}
    said = {_span(token): read(token) for token in found}
    shared = wanted.keys() & said.keys()
    return sum(wanted[span] == said[span] for span in shared), len(shared), len(shared)


def _edges(doc: Doc, *, with_name: bool) -> Spans:
    return {
        (*_span(token), *_span(token.head), token.dep_.lower() if with_name else "")
        for token in doc
        if not token.is_space and token.dep_ not in {"punct", "p"}
    }


def _sentences(doc: Doc) -> Spans:
    return {(sent.start_char, sent.start_char + len(sent.text.rstrip())) for sent in doc.sents}
