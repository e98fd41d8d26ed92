"""Words reported without marks, found by the grammar of the sentence: « les économistes ont calculé que … ».

Any verb of saying or thinking that governs « que » or an infinitive reports the words of its subject, where the subject
can speak. The rules of `nlp.reported` are asked first; this reads the sentences where they see nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.around import Reported
from nlp.clauses import Attribution
from nlp.ends import end_of_words
from nlp.grammar import Sentence, Word, children, is_finite, is_reflexive, read_sentence
from nlp.parsed_subjects import blank_marked, find_speaker
from nlp.speakers import can_speak
from nlp.speaking import may_announce, may_report, nouns, small, verbs
from store.fold import fold

MIN_WORDS = 2
# « que » may stand so many words after its verb: a hearer, a day, a place in between.
MAX_BETWEEN = 14
_DEPENDENT = frozenset(("acl", "advcl", "ccomp", "csubj"))
_COLON = re.compile(r"[\s\u00a0\u202f]?:\s+(?=[^\W\d_]|\d)")


def find_told(text: str, begin: int, end: int, held: Sequence[Reported] = ()) -> Iterator[Reported]:
    """Reported clauses of the sentence `text[begin:end]`, those over the spans `held` left out."""
    colon = None if held else _find_colon(text, begin, end)
    free = (at for at in may_report(text, begin, end) if not any(one.start - 2 <= at <= one.end for one, _ in held))
    if colon is None and next(free, None) is None:
        return
    words = read_sentence(blank_marked(text[begin:end]))
    if colon and (told := _announced(words, text, begin, colon)):
        yield replace(told, start=colon.end(), end=end), "indirect"
        return
    reached = begin
    for verb in words:
        start = _said_from(words, verb)
        if start is None or begin + start < reached:
            continue
        led = find_speaker(words, verb, text, begin) if verb.is_verb else _holder(words, verb, text, begin)
        if led is None or _is_denied(words, verb):
            continue
        stop = end_of_words(text, begin + start, end)
        if any(one.start < stop and begin + start < one.end for one, _ in held):
            continue
        if len(text[begin + start : stop].split()) >= MIN_WORDS:
            reached = stop
            yield replace(led, start=begin + start, end=stop), "indirect"


def _find_colon(text: str, begin: int, end: int) -> re.Match[str] | None:
    """The colon that a word of saying or a state of mind leads to."""
    colon = _COLON.search(text, begin, end)
    return colon if colon and may_announce(text, begin, colon.start()) else None


def _announced(words: Sentence, text: str, begin: int, colon: re.Match[str]) -> Attribution | None:
    """Who announces the clause after a colon: « Son négociateur s'étonne : l'offre était sur la table »."""
    after = [word for word in words if word.start >= colon.end() - begin]
    if len(after) < MIN_WORDS or not any(word.is_verb and is_finite(words, word) for word in after):
        return None
    for verb in words:
        if not verb.is_verb or begin + verb.start > colon.start() or not is_finite(words, verb):
            continue
        # « est formel »: the subject is that of the adjective.
        told = words[verb.head] if verb.link == "cop" else verb
        if told.link.split(":")[0] in _DEPENDENT or not _announces(words, verb, colon.start() - begin):
            continue
        led = find_speaker(words, told, text, begin)
        if led is not None and (led.pronoun or can_speak(led.speaker or "") or (led.speaker or "")[:1].isupper()):
            return replace(led, cue=text[begin + verb.start : begin + verb.end])
    return None


def _announces(words: Sentence, verb: Word, end: int) -> bool:
    """Whether a verb, or the state that it gives its subject, leads to words: « est formel : … »."""
    if any(fold(one.text) in {"que", "qu'"} for one in words if verb.start < one.start < end):
        return False
    if is_reflexive(words, verb):
        if verb.lemma in verbs("reflexive_clause") | verbs("announcing"):
            return True
    elif verb.lemma in verbs("brief") | verbs("announcing"):
        return True
    states = {verb.lemma} | {one.lemma for one in words if verb.start < one.start < end and one.sort == "ADJ"}
    return bool(states & nouns("states"))


def _said_from(words: Sentence, verb: Word) -> int | None:
    """Where the words start that a verb or « sa conviction » reports, in the sentence; None where it reports none."""
    if not verb.is_verb:
        held = verb.index and fold(words[verb.index - 1].text) in {"son", "sa"} and verb.lemma in nouns("saying")
        return _that_after(words, verb, near=True) if held else None
    reflexive = is_reflexive(words, verb)
    clause = verbs("reflexive_clause") if reflexive else verbs("clause")
    finite = is_finite(words, verb) or "Tense=Pres" in verb.traits or _shares_auxiliary(words, verb)
    if not finite and "VerbForm=Inf" not in verb.traits:
        return None
    if verb.lemma in clause:
        that = _that_after(words, verb)
        if that is not None:
            return that
    if finite and verb.lemma in verbs("reflexive_infinitive" if reflexive else "infinitive"):
        return _infinitive_after(words, verb)
    return None


def _shares_auxiliary(words: Sentence, verb: Word) -> bool:
    """« La direction a ouvert une enquête et assuré que … »: the auxiliary of the verb before."""
    return verb.link == "conj" and "Tense=Past" in verb.traits and is_finite(words, words[verb.head])


def _holder(words: Sentence, noun: Word, text: str, begin: int) -> Attribution | None:
    """Who holds « sa conviction que … »: the subject of the verb above it."""
    word = noun
    for _ in range(3):
        word = words[word.head]
        if word.is_verb:
            return find_speaker(words, word, text, begin)
    return None


def _that_after(words: Sentence, verb: Word, *, near: bool = False) -> int | None:
    """Where the clause starts after the « que » that completes the verb: no other verb stands in between."""
    for word in words[verb.index + 1 : verb.index + (2 if near else 1 + MAX_BETWEEN)]:
        before = words[word.index - 1]
        if word.sort in {"NOUN", "PROPN"} and word.link == "obj" and word.head == verb.index:
            return None
        if fold(word.text).replace("’", "'") in {"que", "qu'"}:
            if (
                word.sort == "PRON"
                or before.lemma in small("comparing")
                or fold(before.text).rstrip("'’") in small("joined")
            ):
                return None
            governed = words[word.head]
            return word.end + (word.text.lower() == "que") if governed.index > word.index else None
        if word.text in {":", ";", "«", "»", '"', "(", "“", "”"} or (word.is_verb and word.sort == "VERB"):
            return None
    return None


def _infinitive_after(words: Sentence, verb: Word) -> int | None:
    """Where the infinitive starts that says what the verb reports: « (de) n'avoir rien vu »."""
    heard = False
    for word in words[verb.index + 1 : verb.index + 9]:
        if "VerbForm=Inf" in word.traits:
            first = word.index
            while first - 1 > verb.index and (
                words[first - 1].sort in {"PRON", "ADV"} or fold(words[first - 1].text) in {"n'", "ne", "s'", "se"}
            ):
                first -= 1
            linked = words[first - 1] if first - 1 > verb.index else None
            if linked is not None and fold(linked.text) not in {"de", "d'", "d’"}:
                return None
            return words[first].start
        heard = heard or (word.sort == "ADP" and fold(word.text) in {"a", "au", "aux", "devant"})
        if word.sort not in {"PRON", "ADV", "ADP"} and not (heard and word.sort in {"DET", "NOUN", "PROPN", "ADJ"}):
            return None
    return None


def _is_denied(words: Sentence, verb: Word) -> bool:
    """Whether the subject does not say it: « il ne dit pas que … », unless the verb says by being denied."""
    around = {fold(one.text) for one in (*children(words, verb.index), *words[verb.index : verb.index + 4])}
    if not around & {"ne", "n'", "n’"}:
        return verb.lemma in verbs("denied")
    return bool(around & small("denying")) and verb.lemma not in verbs("denied")
