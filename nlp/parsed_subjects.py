"""The subject of a verb, as the parser reads its sentence, and whether it can speak."""

import re

from nlp.clauses import Attribution, attribute_to
from nlp.grammar import MAX_CHARS, Sentence, Word, find_subject_word, left_edge, read_sentence
from nlp.noun_phrases import Phrase, parse_phrase
from nlp.role_nouns import names_person
from nlp.speakers import can_speak
from nlp.speaking import nouns, small, verbs
from nlp.subjects import find_antecedent, place_of_on
from nlp.verbs import find_form
from store.fold import fold
from store.records import Attitude

_DOTS = re.compile(r"·+")
_PRONOUNS = frozenset(("il", "elle", "ils", "elles"))


def blank_marked(sentence: str) -> str:
    """The sentence with a word in the place of the words between marks, of the same length."""
    return _DOTS.sub(lambda dots: "x" * len(dots.group()), sentence)


def find_subject_at(text: str, begin: int, verb: int, end: int) -> Attribution | None:
    """The attribution of the verb that starts at `text[verb]` to its subject, in the sentence `text[begin:end]`."""
    if end - begin > MAX_CHARS:
        return None
    words = read_sentence(blank_marked(text[begin:end]))
    found = next((word for word in words if begin + word.start <= verb < begin + word.end and word.is_verb), None)
    return find_speaker(words, found, text, begin) if found else None


def is_somebody(speaker: str) -> bool:
    """Whether a speaker is a person or a body by its name or its noun: « une plainte » is neither."""
    noun = _NOUN.match(speaker)
    return speaker[:1].isupper() or can_speak(speaker) or bool(noun and names_person(noun["noun"]))


_NOUN = re.compile(r"(?:[^\W\d_]+\s|[ldLD]['’])(?P<noun>[^\W\d_][\w-]*)")


def find_main_subject(text: str, begin: int, end: int) -> Attribution | None:
    """The attribution of the main verb of the sentence `text[begin:end]` to its subject."""
    words = read_sentence(blank_marked(text[begin:end])) if end - begin <= MAX_CHARS else ()
    root = next((word for word in words if word.head == word.index and word.sort not in {"PUNCT", "SPACE"}), None)
    if root is None or not (root.is_verb or any(one.link == "cop" and one.head == root.index for one in words)):
        return None
    return find_speaker(words, root, text, begin)


def find_speaker(words: Sentence, verb: Word, text: str, begin: int) -> Attribution | None:
    """The attribution of a verb to its subject, where that one can speak; `text[begin:]` starts with the sentence."""
    subject = find_subject_word(words, verb)
    return find_word_speaker(words, verb, subject, text, begin) if subject else None


def find_word_speaker(words: Sentence, verb: Word, subject: Word, text: str, begin: int) -> Attribution | None:
    """The attribution of a verb to the word that is its subject or its agent."""
    cue = text[begin + verb.start : begin + verb.end]
    written = fold(subject.text).replace("’", "'").lstrip("-").removeprefix("t-")
    start, end = begin + verb.start, begin + verb.end
    attitude = attitude_of(cue)
    if written in _PRONOUNS:
        if written == "il" and (subject.link.startswith("expl") or words[subject.head].lemma in small("impersonal")):
            return None
        return Attribution(start=start, end=end, speaker=None, pronoun=written, cue=cue, attitude=attitude)
    if written in {"tous", "toutes"}:
        # « Trois salariés témoignent. Tous décrivent … »
        taken = "ils" if written == "tous" else "elles"
        return Attribution(start=start, end=end, speaker=None, pronoun=taken, cue=cue, attitude=attitude)
    if written == "on":
        body = _body_of_on(text, begin, begin + subject.start)
        return attribute_to(body, start, end, cue, attitude) if body else None
    if written in small("nobody") or not may_speak(words, subject, verb):
        return None
    phrase = _phrase(words, verb, subject, text, begin)
    return attribute_to(phrase, start, end, cue, attitude) if phrase else None


def _body_of_on(text: str, begin: int, position: int) -> Phrase | None:
    """The body that « on » speaks for: « À la mairie, on … », « à la direction, où l'on … »."""
    where = re.search(r",?\s+où\s+(?:l['’])?$", text[begin:position])
    if where:
        return find_antecedent(text, begin, begin + where.start())
    return place_of_on(text, begin, position)


def _phrase(words: Sentence, verb: Word, subject: Word, text: str, begin: int) -> Phrase | None:
    """The noun phrase of a subject, cut before the verb or its auxiliary where it stands before them."""
    inner = [one.start for one in words[subject.index + 1 : verb.index + 1] if one.is_verb and one.sort != "X"]
    limit = begin + inner[0] if inner and subject.index < verb.index else len(text)
    for first in (words[left_edge(words, subject.index)], subject):
        phrase = parse_phrase(text[:limit], begin + first.start)
        if phrase and phrase.start <= begin + subject.start and phrase.end >= begin + subject.end:
            after = parse_phrase(text, begin + first.start)
            return after if after and after.end == phrase.end else phrase
    return None


def may_speak(words: Sentence, subject: Word, verb: Word) -> bool:
    """Whether a subject is somebody, a body or a text that tells; laws rule, facts and measures are mute."""
    lemma = subject.lemma
    if subject.sort == "PROPN":
        return True
    if subject.sort == "PRON":
        return lemma in {
            "tout",
            "tous",
            "certains",
            "certain",
            "plusieurs",
            "autre",
            "beaucoup",
            "celui-ci",
            "celle-ci",
            "un",
            "aucun",
        }
    if lemma in nouns("mute"):
        return False
    if lemma in nouns("ruling"):
        return verb.lemma not in nouns("ruling_verbs")
    if verb.lemma in verbs("implying") and not is_somebody(f"le {subject.text}"):
        return False
    if verb.lemma in verbs("showing"):
        return lemma in nouns("documents") or can_speak("le " + subject.text) or can_speak("la " + subject.text)
    return subject.sort in {"NOUN", "ADJ"}


def attitude_of(form: str) -> Attitude:
    """The attitude that the list of reporting verbs gives to a form; neutral for the others."""
    found = find_form(form)
    return found.attitude if found else "neutral"
