"""Who a sentence is about: the speaker of the words between marks that follow it."""

import re
from dataclasses import replace

from nlp.capitalised import is_person
from nlp.clauses import Attribution
from nlp.leads import OPENING
from nlp.noun_phrases import Phrase, parse_phrase
from nlp.parsed_subjects import find_main_subject
from nlp.role_nouns import takes_up_person
from nlp.role_words import names_role
from nlp.speakers import can_speak

_SEVERAL = re.compile(r"(?:les|des|ses|leurs|plusieurs|certain|deux|trois|quatre|cinq|six|quelques)", re.IGNORECASE)
_OTHERS = re.compile(r"(?:les|des|ses|leurs|plusieurs|certain|une?\s)", re.IGNORECASE)
_APART = re.compile(r",\s(?:eux|elles|pour leur part|de leur côté)\b")
_WE = re.compile(r"\b(?:on|nous|notre|nos)\b", re.IGNORECASE)


def find_topic(text: str, begin: int, end: int, *, said: str = "") -> Attribution | None:
    """Who the sentence `text[begin:end]` is about, as a speaker without cue: a person that opens it, or « elle ».

    Several people can be who says « nous » or « on » in the words `said` that follow.
    """
    last = text.rfind(";", begin, end) + 1
    if last and parse_phrase(text, last + len(text[last:end]) - len(text[last:end].lstrip())):
        # « La première montre une cicatrice ; la seconde lit un texte. « … » »
        begin = last
    opening = OPENING.match(text, begin, end)
    at = opening.end() if opening else begin
    pronoun = re.match(r"(?P<p>il|elle)\s", text[at:end], re.IGNORECASE) or re.search(
        r"-(?P<p>il|elle)\b[^?]*\?\s*$", text[begin:end]
    )
    if pronoun:
        return Attribution(start=begin, end=end, speaker=None, pronoun=pronoun["p"].lower())
    phrase = parse_phrase(text, at)
    if phrase is None or phrase.end > end:
        return _acts(text, begin, end)
    written = text[phrase.start : phrase.end]
    several = _SEVERAL.match(written) and can_speak(written) and (_APART.match(text, phrase.end) or _WE.search(said))
    if not several and not _is_somebody(text, phrase):
        return None if _OTHERS.match(written) else _acts(text, begin, end)
    return Attribution(start=begin, end=end, speaker=phrase.speaker, gender=phrase.gender)


def _acts(text: str, begin: int, end: int) -> Attribution | None:
    """« Venue en voisine, la doctoresse a calmé les ardeurs »: the one person who is the main verb's subject."""
    found = find_main_subject(text, begin, end)
    if found is None or found.pronoun:
        return replace(found, start=begin, end=end, cue=None) if found and found.pronoun in {"il", "elle"} else None
    speaker = found.speaker or ""
    one = is_person(speaker) or names_role(speaker, alone=False)
    if not one or re.match(r"(?:les|des|ses|leurs|une?)\s", speaker):
        return None
    return replace(found, start=begin, end=end, cue=None)


def _is_somebody(text: str, phrase: Phrase) -> bool:
    """A person by name, or one person by role: never a body, a place or several people."""
    written = text[phrase.start : phrase.end]
    if _OTHERS.match(written):
        return False
    if re.match(r"(?:le|la|l['’])\s?(?:premi(?:er|ère)|seconde?|deuxième|troisième|autre|derni(?:er|ère))$", written):
        return True
    two_names = bool(re.fullmatch(r"[A-ZÀ-Ý][\w’'-]+(?:\s[A-ZÀ-Ý][\w’'-]+){1,2}", phrase.speaker))
    return is_person(phrase.speaker) or two_names or names_role(written, alone=False) or takes_up_person(written)
