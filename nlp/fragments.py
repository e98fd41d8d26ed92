"""Who says a fragment between marks inside the writer's sentence, by grammar: « le ministère invite chacun à « … » ».

The words between marks hang on the verb that governs them, at once or over complements; where that verb says, asks or
judges and its subject can speak, the words are the subject's. Longer fragments are quoted from whoever acts in the
sentence; a word or two that nothing of the kind governs is a distance taken by the writer.
"""

import re
from dataclasses import replace

from nlp.clauses import Attribution
from nlp.grammar import Sentence, Word, children, is_finite, is_reflexive, left_edge, read_sentence
from nlp.parsed_subjects import find_speaker, find_word_speaker, is_somebody
from nlp.speakers import can_speak
from nlp.speaking import verbs

# A word or two must hang on the verb itself, or on its complement, to be its subject's words.
MAX_SHORT_WORDS = 2
_MAX_STEPS = 6
_SHORT_STEPS = 2
# « faire état de », « faire part de »
_MADE = frozenset(("etat", "part", "mention", "allusion", "reference"))
_NAMING = frozenset(("intituler", "baptiser", "surnommer", "nommer", "denommer", "rebaptiser", "titrer", "appeler"))
_CALLED = re.compile(
    r"\b(?:dit|dite|dits|dites|dénommée?s?|surnommée?s?|appelée?s?|alias|mot|mots|expression|terme|formule)\s*$", re.I
)


_CHAINED = frozenset(("xcomp", "ccomp", "aux", "cop"))


def find_governing(text: str, begin: int, end: int, span: tuple[int, int]) -> Attribution | None:
    """Who says the fragment `text[span]`, marks included, of the sentence `text[begin:end]`; None: the writer."""
    if _CALLED.search(text, begin, span[0]):
        return None
    words = read_sentence(text[begin:end])
    start, stop = span[0] - begin, span[1] - begin
    inside = {word.index for word in words if start <= word.start < stop and word.sort not in {"PUNCT", "SPACE"}}
    tops = [words[index] for index in sorted(inside) if words[index].head not in inside or words[index].head == index]
    if len(inside) == 1 and tops and tops[0].sort == "ADV":
        return None
    short = len(text[span[0] : span[1]].strip(' «»"“”\u00a0\u202f').split()) <= MAX_SHORT_WORDS
    for top in tops[:2]:
        found = _own_subject(words, top, inside, text, begin) or _climb(words, top, inside, text, begin, short=short)
        if found is not None:
            return found
    return None if short else _set_off(words, text, begin, span[0])


def find_leading(text: str, begin: int, position: int) -> Attribution | None:
    """« Présidente du club, Lise Quentin n'a pas de mots assez durs : « … » »: who acts before a colon."""
    words = read_sentence(text[begin:position])
    finite = [one for one in words if one.is_verb and is_finite(words, one)]
    # « Une visite dont le fils ne veut pas : « … » »: no main verb, the relative's subject speaks.
    acting = [one for one in finite if one.link in _MAIN] or [one for one in finite if one.link.startswith("acl")]
    for verb in reversed(acting):
        told = words[verb.head] if verb.link == "cop" else verb
        found = find_speaker(words, told, text, begin)
        if found is not None and (found.pronoun or is_somebody(found.speaker or "")):
            return replace(found, start=begin, end=position, cue=":", attitude="neutral")
    return None


_MAIN = frozenset(("ROOT", "conj", "parataxis", "cop"))


def _set_off(words: Sentence, text: str, begin: int, start: int) -> Attribution | None:
    """« Il a posé sa plaque un 14 juillet, « pour le symbole » »: set off by a comma, the words of who acts."""
    if not text[begin:start].rstrip().endswith(","):
        return None
    for verb in words:
        if verb.is_verb and verb.head == verb.index and begin + verb.start < start:
            found = find_speaker(words, verb, text, begin)
            if found is not None and (found.pronoun or can_speak(found.speaker or "")):
                return found
    return None


def _own_subject(words: Sentence, top: Word, inside: set[int], text: str, begin: int) -> Attribution | None:
    """« Si la fédération « se réjouit » de l'effort … »: the subject of a verb that opens the fragment."""
    if not top.is_verb or top.link.split(":")[0] in {"ccomp", "acl"} or not is_finite(words, top):
        return None
    if "VerbForm=Fin" not in top.traits and not any(
        one.index in inside for one in children(words, top.index) if one.is_verb
    ):
        # « ces patients sont « conventionnés » de force »: the writer acts, the mark is a distance.
        return None
    subject = next((one for one in children(words, top.index) if one.link == "nsubj"), None)
    if subject is None or subject.index in inside or subject.index > top.index:
        return None
    written = text[begin + words[left_edge(words, subject.index)].start : begin + subject.end]
    if subject.sort == "NOUN" and not can_speak(written):
        return None
    return find_word_speaker(words, top, subject, text, begin)


def _climb(words: Sentence, top: Word, inside: set[int], text: str, begin: int, *, short: bool) -> Attribution | None:
    """The nearest verb above the fragment that says, asks or judges, with its subject."""
    word = top
    if short and top.link.split(":")[0] in {"nsubj", "parataxis", "conj"}:
        return None
    steps = _SHORT_STEPS if short else _MAX_STEPS
    while steps > 0 and word.head != word.index:
        # « avoue avoir été « poussé » »: a chain of verbs is one step.
        steps -= word.link.split(":")[0] not in _CHAINED
        word = words[word.head]
        if word.index in inside or not word.is_verb or not _governs(words, word, short=short):
            continue
        agent = next((one for one in children(words, word.index) if one.link == "obl:agent"), None)
        if agent is not None:
            return find_word_speaker(words, word, agent, text, begin)
        found = find_speaker(words, word, text, begin)
        if found is not None and (not short or found.pronoun or _is_somebody(found.speaker or "")):
            return found
    return None


def _is_somebody(speaker: str) -> bool:
    """Whether a word or two can be a subject's: a person, a body, a name."""
    return speaker[:1].isupper() or can_speak(speaker)


def _governs(words: Sentence, verb: Word, *, short: bool) -> bool:
    """Whether words may be the subject's because they hang on that verb."""
    if verb.lemma in _NAMING and not _has_subject(words, verb):
        return False
    if is_reflexive(words, verb):
        return verb.lemma in verbs("reflexive_clause") | verbs("reflexive_infinitive")
    if verb.lemma == "faire" and any(one.lemma in _MADE for one in children(words, verb.index)):
        return True
    if short:
        return verb.lemma in verbs("brief")
    return any(verb.lemma in verbs(kind) for kind in ("judging", "asking", "clause", "infinitive"))


def _has_subject(words: Sentence, verb: Word) -> bool:
    return any(one.link == "nsubj" for one in children(words, verb.index))
