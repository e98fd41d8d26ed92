"""Reporting clauses before words: « X affirme que la loi est « … » », « X : « … » »."""

import re

from nlp.bare_leads import find_pronoun_lead, find_reported_by
from nlp.capitalised import is_person
from nlp.clauses import INVERTED, LAST_HEARD, Attribution, attribute_to, form_at
from nlp.lemmas import is_common
from nlp.noun_phrases import Phrase, parse_contracted, parse_phrase
from nlp.speakers import can_speak
from nlp.speaking import is_mute, nouns
from nlp.subjects import find_phrase_ending, find_subject
from nlp.verb_leads import find_led
from store.fold import fold

# A subject is looked for no further back than this from its verb or its words.
MAX_LEAD_CHARS = 500
# « X a reçu ce mot : « … » » gives the words of another.
_RECEIVING = re.compile(
    r"\b(?:reçoi\w*|reçu\w*|lu|lit|lisai\w*|découv\w*|entend\w*(?!\sparler)|trouv\w*"
    r"|tomb\w*)\b",
    re.IGNORECASE,
)
# « Réponse de la rapporteure, Lise Quentin : « … » », « par la voix de son président Luc Quentin : « … » ».
_VOICE_OF = re.compile(
    r"(?:\b(?:réponse|réplique|réaction|verdict|commentaire|explication|mise en garde|phrase|mot|formule|slogan"
    r"|cri|conviction"
    r"|avis|constat|témoignage|message|leitmotiv|credo|consigne|promesse|remarque|boutade|aveu|analyse"
    r"|diagnostic|conclusion"
    r"|sentence|avertissement|bilan|résumé|lecture|version|refrain|conseil|mantra|devise|tweet|confidence)s?"
    r"\s+(?:de\s+|d['’]|du\s+|des\s+)|\bpar la voix (?:de\s+|du\s+))"
    r"(?=\w)",
    re.IGNORECASE,
)
OPENING = re.compile(
    r"\s*(?:[-–—]\s+)?(?:(?:dans|à|au|aux|en|sur|lors|depuis|après|avant|pour|malgré|devant|face|hier|aujourd['’]hui"
    r"|interrog\w+|sollicit\w+|contact\w+|joint\w*|de son côté|quant)\b[^,:;.!?«»]{0,80},\s+)?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def find_before(text: str, begin: int, position: int) -> Attribution | None:
    """The clause of the sentence from `begin` that leads to a quote opening at `position`, nearest verb first.

    « X affirme que la mesure est « … » », « X : « … » », « dénoncée par X comme « … » ».
    """
    begin = max(begin, position - MAX_LEAD_CHARS, text.rfind(";", begin, position) + 1)
    lead = text[begin:position]
    colon = re.search(r":\s*$", lead)
    for word in reversed(list(_WORDS.finditer(lead))):
        form = form_at(text, word.group(), begin + word.end())
        if form is None:
            if inverted := _by_inversion(text, begin + word.start(), position):
                return inverted
            continue
        if _INSIDE_THAT.search(text, begin, begin + word.start()):
            # « a prévenu qu'on observait une « … » »: who warned speaks.
            continue
        found = find_led(text, begin, begin + word.start(), begin + word.end(), form, position)
        if found is not None:
            return found
    return _before_colon(text, begin, begin + colon.start(), position) if colon else None


# « Et d'enfoncer le clou : « … » »: whoever spoke last, whatever the verb.
_AND_TO = re.compile(
    r"\s*(?:et|puis)\s(?:de\s|d['’])(?:se\s|s['’])?\w+(?:er|ir|re|oir)\b[^.;:!?«»]{0,60}\s*", re.IGNORECASE
)


# « qu'on observe », « que nous disons »: nobody's words by themselves.
_INSIDE_THAT = re.compile(r"\bqu['’]on\s(?:(?:ne|n['’]|y|en|le|la|l['’])\s?)*$", re.IGNORECASE)


def _by_inversion(text: str, start: int, position: int) -> Attribution | None:
    """« Tout juste concède-t-il « … » »: the verb before its pronoun, then the words."""
    match = INVERTED.match(text, start, position)
    form = form_at(text, match["verb2"], match.end()) if match and match["verb2"] else None
    if match is None or form is None or not re.fullmatch(r"\s*(?:[\w’']+\s){0,3}\W*", text[match.end() : position]):
        return None
    who, cue = match["pron2"].lower(), match["verb2"]
    return Attribution(start=start, end=position, speaker=None, pronoun=who, cue=cue, attitude=form.attitude)


def _before_colon(text: str, begin: int, end: int, position: int) -> Attribution | None:
    """« X : « … » », « X (le syndicat) : « … » », « X ne décolère pas : « … » ».

    « …, il lève le mystère : « … » » names no speaker: the phrase opens its line, or is one that can speak.
    """
    voice = _VOICE_OF.search(text, begin, end)
    phrase = parse_contracted(text, voice.end()) if voice else None
    if phrase and phrase.end <= end and _may_answer(phrase.speaker):
        return attribute_to(phrase, begin, position, ":", "neutral")
    if _AND_TO.fullmatch(text, begin, end):
        return Attribution(start=begin, end=position, speaker=None, pronoun=LAST_HEARD, cue=":", attitude="neutral")
    phrase = find_phrase_ending(text, begin, end)
    if phrase is None and text[:end].endswith(")"):
        phrase = find_subject(text, begin, end)
    if phrase and not re.search(r"[^\W_]", text[begin : phrase.start]) and not _is_label(text, phrase):
        return attribute_to(phrase, begin, position, ":", "neutral")
    opening = OPENING.match(text, begin, end)
    phrase = parse_phrase(text, opening.end()) if opening else None
    if phrase is None or phrase.end > end or not _may_lead(text, phrase, end):
        return find_reported_by(text, begin, end) or find_pronoun_lead(text, begin, end)
    return attribute_to(phrase, begin, position, ":", "neutral")


def _is_label(text: str, phrase: Phrase) -> bool:
    """« Tribune : « … » », « Edit : … »: one word with its sentence's capital, a name nowhere else."""
    word = phrase.speaker
    if " " in word or not word[:1].isupper() or word.isupper() or is_person(word) or can_speak(f"le {word.lower()}"):
        return False
    known = is_common(word.lower()) or word.lower() in nouns("genres")
    return known and not re.search(rf"[a-zà-ÿ,]\s{re.escape(word)}\b", text)


def _may_answer(speaker: str) -> bool:
    """Whether an answer or a phrase can be somebody's: a contract or a survey has none."""
    if speaker[:1].isupper() or can_speak(speaker):
        return True
    noun = re.match(r"(?:\w+\s|\w['’])(?P<noun>[\w-]+)", speaker)
    silent = nouns("ruling") | nouns("documents")
    return not is_mute(speaker) and noun is not None and fold(noun["noun"]) not in silent


def _may_lead(text: str, phrase: Phrase, end: int) -> bool:
    spoken = can_speak(text[phrase.start : phrase.end]) or can_speak(phrase.speaker)
    return spoken and not _RECEIVING.search(text, phrase.end, end)
