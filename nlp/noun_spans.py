"""The noun phrase that a speaker is, as the parser tags its sentence: « le maire | dit avoir », « la mairie | oui »."""

import re

from nlp.grammar import Sentence, Word, read_sentence
from store.fold import fold

# Fewer words are a noun and its determiner.
MIN_WORDS = 3
_NOUNS = frozenset(("NOUN", "PROPN"))
_CLITICS = frozenset(
    ("me", "m'", "te", "t'", "se", "s'", "y", "en", "nous", "vous", "lui", "leur", "je", "j'", "tu", "il", "elle", "on")
)
# « la juriste de plus », « un élu en tout cas »: an adverb at the end is none of the noun's.
_LOOSE = frozenset(("ADV", "ADP", "CCONJ", "SCONJ", "DET", "PRON", "PUNCT", "INTJ"))
_DOTS = re.compile(r"·+")


def trim_to_noun(speaker: str, text: str, begin: int, end: int) -> str:
    """`speaker` without what its sentence `text[begin:end]` says after its noun: verbs, clitics, interjections."""
    if len(speaker.split()) < MIN_WORDS or not speaker[:1].islower():
        return speaker
    sentence = _DOTS.sub(lambda dots: "x" * len(dots.group()), text[begin:end])
    at = sentence.lower().find(speaker.lower())
    if at < 0:
        return speaker
    words = [word for word in read_sentence(sentence) if at <= word.start < at + len(speaker)]
    head = next((one for one in words if one.sort in _NOUNS), None)
    if head is None:
        return speaker
    kept = _noun_words(tuple(words), head)
    while len(kept) > 1 and kept[-1].sort in _LOOSE and kept[-1] is not head:
        kept.pop()
    return speaker if len(kept) == len(words) else speaker[: kept[-1].end - at]


def _noun_words(words: Sentence, head: Word) -> list[Word]:
    """The words up to the first one, after the head, that no noun phrase holds."""
    kept: list[Word] = []
    for word in words:
        # « la femme | hausse le ton »: what governs the noun as its subject is the verb, whatever its tag.
        acts = head.link.startswith("nsubj") and word.index == head.head
        if word.start > head.start and (acts or _ends_noun(word, kept[-1])):
            break
        kept.append(word)
    return kept


def _ends_noun(word: Word, before: Word) -> bool:
    if word.sort == "INTJ":
        return True
    if word.is_verb:
        return "VerbForm=Fin" in word.traits or (word.sort == "AUX" and "VerbForm=Inf" in word.traits)
    written = fold(word.text).replace("’", "'")
    return word.sort == "PRON" and written in _CLITICS and before.sort != "ADP"
