"""Sentences of a comment whose writer typed no full stop: the rules first, then the parser where they see no end."""

import re
from itertools import pairwise

from spacy.tokens import Doc

from nlp.french import load_french, replace_surrogates
from nlp.sentences import find_sentences

# A sentence of fewer words is left as the rules cut it, and no piece has fewer than two.
MIN_WORDS = 9
MIN_PIECE_WORDS = 2
_NOT_FOR_SENTENCES = ("morphologizer", "vigie_lemmas", "ner")
_WORD = re.compile(r"\w+")


def find_comment_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a comment, trimmed of spaces, in order; nothing but spaces lies between them."""
    spans = []
    for start, end in find_sentences(text):
        cuts = [start, *(start + cut for cut in _find_cuts(text[start:end])), end]
        for first, last in pairwise(cuts):
            spans.append((first, first + len(text[first:last].rstrip())))
    return spans


def _find_cuts(sentence: str) -> list[int]:
    """Where the parser starts a new sentence after a word, a mark of suspense or an emoji; never after other marks."""
    if len(_WORD.findall(sentence)) < MIN_WORDS:
        return []
    reader = load_french()
    with reader.select_pipes(disable=_NOT_FOR_SENTENCES):
        doc = reader(replace_surrogates(sentence))
    cuts: list[int] = []
    for found in doc.sents:
        cut = _first_word(doc, found.start)
        previous = cuts[-1] if cuts else 0
        if cut is None or not _may_cut(sentence, cut):
            continue
        if min(_n_words(sentence[previous:cut]), _n_words(sentence[cut:])) >= MIN_PIECE_WORDS:
            cuts.append(cut)
    return cuts


def _first_word(doc: Doc, position: int) -> int | None:
    """Offset of the first word from a token on: an emoji belongs to what it follows."""
    while position < len(doc) and not doc[position].text[0].isalnum():
        if doc[position].is_punct:
            return None
        position += 1
    return doc[position].idx if position < len(doc) else None


def _may_cut(sentence: str, cut: int) -> bool:
    before = sentence[:cut].rstrip()
    return len(before) < cut and (before.endswith(("…", "...")) or not _is_mark(before[-1:]))


def _is_mark(char: str) -> bool:
    return char in ",;:.!?()[]«»\"“”'’-–—/"


def _n_words(text: str) -> int:
    return len(_WORD.findall(text))
