"""Readable French phrases of a text: whole noun phrases, and verbs with what they bear on.

« une prime de départ », « les primes de départ » and « prime au départ » have one key: the stems of their words that
mean something, without articles and prepositions. What is shown is always taken from a text as it stands.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from nlp.french import load_french, read_batches
from store.fold import fold
from store.masks import MASK

VERSION = "1"
MOST_WORDS = 5
_NOT_READ = ("parser", "ner")
_MEANS = {"NOUN", "PROPN", "ADJ", "VERB", "NUM"}
_LINKS = {"DET", "ADP"}
_QUOTES = set('«»“”"')
_HELD = re.compile(r"[^\W\d_]", re.UNICODE)
_ENDING = re.compile(r"(?:er|ir|ee|es|e|s)$")
_NEGATIONS = {"pas", "plus", "jamais"}
_SHORTEST_ALONE = 5
# Words that carry no subject of their own: alone, or with a verb only, they are never news.
_LIGHT = frozenset(
    (
        "chose", "fois", "jour", "an", "annee", "mois", "semaine", "heure", "temps", "gens", "personne", "fait", "cas",
        "exemple", "article", "commentaire", "question", "probleme", "point", "part", "suite", "sujet", "moment", "fin",
        "debut", "monsieur", "madame", "lecteur", "euro", "centime", "nombre", "avoir", "etre", "faire", "aller",
        "pouvoir", "vouloir", "devoir", "falloir", "dire", "voir", "savoir", "mettre", "prendre",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a text: the key under which its forms count as one, and where it stands, article included."""

    key: str
    start: int
    end: int


def read_phrases(texts: Sequence[str]) -> Iterator[list[Phrase]]:
    """The phrases of each text in order, each key once, at its first place.

    Only words and their sorts are read: the shipped pipeline without its parser, whatever the watch names.
    """
    reader = load_french()
    with reader.select_pipes(disable=[name for name in _NOT_READ if name in reader.pipe_names]):
        yield from read_batches(reader, texts, keep=find_phrases)


def find_phrases(doc: Doc) -> list[Phrase]:
    """The phrases of a text whose words have their part of speech and lemma."""
    found: dict[str, Phrase] = {}
    for chunk in _chunks(doc):
        places = [place for place, token in enumerate(chunk) if _means(token)]
        for first in range(len(places)):
            for last in range(first, min(first + MOST_WORDS, len(places))):
                words = [chunk[place] for place in places[first : last + 1]]
                if _is_whole(words, chunk[places[first] : places[last] + 1]) and not _is_cut(chunk, places[last]):
                    begin = _with_article(chunk, places[first])
                    phrase = Phrase(key_of(words), begin, words[-1].idx + len(words[-1].text))
                    found.setdefault(phrase.key, phrase)
    return list(found.values())


def key_of(words: Sequence[Token]) -> str:
    """The stems of words, in order."""
    return " ".join(stem(word.text if _is_participle(word) else word.lemma_ or word.text) for word in words)


def stem(word: str) -> str:
    """A word without accents and without the endings that number, gender and infinitives change."""
    folded = fold(word)
    return _ENDING.sub("", folded) if len(folded) > 4 else folded


def _chunks(doc: Doc) -> Iterator[list[Token]]:
    """Runs of words that can form a phrase: cut at signs, pronouns, conjunctions, and before each governing verb."""
    run: list[Token] = []
    for token in doc:
        if token.text in _QUOTES:
            continue
        if not (_means(token) or token.pos_ in _LINKS or (run and _is_negation(token))):
            yield run
            run = []
            continue
        if token.pos_ == "VERB" and not _is_inside(token, run):
            yield run
            run = []
        run.append(token)
    yield run


def _means(token: Token) -> bool:
    return token.pos_ in _MEANS and token.text not in MASK and bool(_HELD.search(token.text) or token.pos_ == "NUM")


def _is_participle(token: Token) -> bool:
    """A participle is also read as an adjective, whose lemma is its own form."""
    return token.pos_ == "VERB" and "Part" in token.morph.get("VerbForm", [])


def _is_negation(token: Token) -> bool:
    return fold(token.text) in _NEGATIONS


def _is_inside(verb: Token, run: Sequence[Token]) -> bool:
    """Whether a verb belongs to the noun before it: « médecins installés », « prime pour partir »."""
    if not run:
        return False
    return _is_participle(verb) or run[-1].pos_ == "ADP"


def _is_whole(words: Sequence[Token], span: Sequence[Token]) -> bool:
    """Whether the words from the first to the last make one phrase that can be read alone."""
    first, last = words[0], words[-1]
    if len(words) == 1:
        alone = first.pos_ == "NOUN" and len(first.text) >= _SHORTEST_ALONE
        return alone and fold(first.lemma_) not in _LIGHT
    if first.pos_ in ("ADJ", "NUM") and span[1] is not words[1]:
        return False
    if _is_participle(first):
        return False
    if last.pos_ == "NUM" or (last.pos_ == "VERB" and not {"Part", "Inf"} & set(last.morph.get("VerbForm", []))):
        return False
    nouns = [word for word in words if word.pos_ == "NOUN" and fold(word.lemma_) not in _LIGHT]
    if first.pos_ == "VERB":
        return bool(nouns)
    return bool(nouns) and first.pos_ in ("NOUN", "PROPN", "ADJ", "NUM")


def _is_cut(chunk: Sequence[Token], place: int) -> bool:
    """Whether a phrase that ends there leaves the noun of its last adjective out: « prime pour les jeunes »."""
    if chunk[place].pos_ not in ("ADJ", "NUM") or place + 1 == len(chunk) or chunk[place - 1].pos_ not in _LINKS:
        return False
    return _means(chunk[place + 1])


def _with_article(chunk: Sequence[Token], place: int) -> int:
    """Where a phrase begins: at the article, possessive or demonstrative before its first word."""
    while place and chunk[place - 1].pos_ == "DET" and chunk[place].pos_ != "VERB":
        place -= 1
    return int(chunk[place].idx)
