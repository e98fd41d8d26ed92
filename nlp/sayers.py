"""Who gives a figure in its own sentence: « la caisse en recense 927 », « 1 347 (syndicat) », « comme l'écrit X »."""

import re
from collections.abc import Sequence

from nlp.clauses import SPACE, read_reporting, read_source
from nlp.first_names import find_gender
from nlp.leads import MAX_LEAD_CHARS
from nlp.lemmas import is_common, is_only_verb
from nlp.noun_phrases import parse_phrase
from nlp.role_words import names_role
from nlp.speakers import can_speak, strip_article
from nlp.speaking import is_mute, nouns
from nlp.verb_leads import find_led
from nlp.verbs import VerbForm, find_form
from store.fold import fold
from store.records import Figure

# Verbs that give a number to somebody who answers for it; « compter » does only with « en » (« elle en compte 927 »).
_COUNTING = re.compile(
    r"(?:revendiqu|recens|dénombr|chiffr|évalu|estim|annon[cç]|avan[cç]|affich|comptabilis|tabl|cit|mentionn|indiqu"
    r"|évoqu"
    r"|publi|communiqu|réclam|demand|promet|promi|retien|retenu|relèv|relev|not|calcul|rapport|ramèn|décompt)\w*",
    re.IGNORECASE,
)
_SPEAKING_OF = re.compile(
    rf"\b(?:parl\w*|fai\w+|fait){SPACE}+(?:(?:état|mention){SPACE}+)?d(?:e|es|['’]){SPACE}*$", re.IGNORECASE
)
_OF_THEM = re.compile(
    rf"\ben{SPACE}+(?P<verb>compt\w+|voi\w+|dénombr\w+|recens\w+|trouv\w+){SPACE}+(?:que{SPACE}+)?$", re.IGNORECASE
)
# Between the verb and its number: articles, « plus de », « à », « le chiffre de », a short noun.
_UP_TO_NUMBER = re.compile(
    rf"(?:{SPACE}|\b(?:à|de|des|du|les?|la|l['’]|d['’]|un|une|chiffre|nombre|coût|total|effectif|montant|facture"
    rf"|préjudice|gain|pertes?"
    rf"|hausse|baisse|taux|part|somme|près|plus|moins|environ|quelque|presque|au|aux|entre|jusqu['’]à|peu|sur|pour"
    rf"|que|leur|son|sa"
    rf"|seulement|désormais|déjà|économies|dépense|soit)\b|['’])*",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(
    r"\((?P<who>(?:source|sources|chiffres?)?\s*:?\s*[^()\d]{2,40}?)(?:,?\s+(?:\w+\s+)?\d{4})?\)\s*$", re.IGNORECASE
)
_BRACKETS_AFTER = re.compile(
    rf"(?:{SPACE}+[\w’'-]+){{0,4}}{SPACE}*\((?:sources?\s*:?\s*)?(?P<who>[^()\d]{{2,40}}?)(?:,?\s*\d{{4}})?\)"
)
_AS_SAID = re.compile(rf"[^.;:!?]{{0,40}}?,?{SPACE}+comme{SPACE}+(?:l['’]|le{SPACE}+)(?=\w)", re.IGNORECASE)
_GIVEN_BY = re.compile(
    rf"[^.;:!?,]{{0,60}}?\b(?:avanc|cit|donn|annonc|communiqu|recens|dénombr|évoqu|revendiqu|publi|calcul"
    rf"|estim)\w*{SPACE}+par{SPACE}+",
    re.IGNORECASE,
)
_SOURCE_NEAR = re.compile(
    rf"(?:{SPACE}+(?!selon\b|d['’]après\b)[\w’'-]+){{0,5}},?{SPACE}+(?=selon\b|d['’]après\b)", re.IGNORECASE
)
_FOR = re.compile(rf"(?:{SPACE}+[\w’'-]+){{0,3}}{SPACE}+pour{SPACE}+", re.IGNORECASE)
_BODY = re.compile(
    r"(?:la|le|les|l['’])\s?(?:préfecture|police|gendarmerie|syndicats?|organisateurs?|organisatrices?|ministère"
    r"|caisse|gouvernement|direction"
    r"|mairie|ordre|intersyndicale|rectorat|associations?)\b",
    re.IGNORECASE,
)
# « le ministère en compte 1 038, le syndicat 1 512 »: the verb of the first number is understood.
_ELLIPSIS = re.compile(rf"[,;]{SPACE}+(?:et{SPACE}+|mais{SPACE}+)?$")


def find_sayer(text: str, figure: Figure, before: Sequence[Figure] = (), *, heard: Sequence[str] = ()) -> str | None:
    """Who gives the figure by the words of its sentence, as written there; None where the sentence does not say.

    `before` are the figures of the same text read so far, for « le ministère en compte 1 038, le syndicat 1 512 »;
    `heard`, those who spoke before the figure, the last one first, for « elle chiffre le gain à … ».
    """
    begin, end = _sentence(text, figure)
    return (
        _in_brackets(text, figure)
        or _somebody(_by_clause_after(text, figure, end))
        or _somebody(_by_verb_before(text, begin, figure, heard))
        or _by_ellipsis(text, begin, figure, before)
    )


_HEAD = re.compile(
    r"(?:les?|la|l['’]|une?|des|son|sa|ses|leurs?|cette|cet?|ces|notre|nos|mon|ma|mes)\s?(?P<noun>[a-zà-ÿ][\w-]+)"
)
# Places and houses that count and promise as those who run them do.
_HOUSES = frozenset(
    (
        "region", "departement", "ville", "commune", "metropole", "etat", "hopital", "clinique", "centre",
        "banque",
        "gendarmerie", "prefecture", "laboratoire", "secu", "securite", "chaine", "quotidien", "journal",
        "note",
    )
)  # fmt: skip


def _somebody(speaker: str | None) -> str | None:
    """A speaker that is a person, a body, a role or a text that tells; « quinze lignes » is none."""
    if speaker is None:
        return None
    who = _before_verb(speaker)
    if not who[:1].islower():
        return who
    head = _HEAD.match(who)
    noun = fold(head["noun"]) if head else ""
    known = {noun, noun.removesuffix("s")} & (nouns("bodies") | nouns("documents") | nouns("ruling") | _HOUSES)
    spoken = known or can_speak(who) or names_role(who, alone=False) or (head is None and can_speak(f"le {who}"))
    return who if spoken and (known or not is_mute(who)) and not _RANKED.match(who) else None


_RANKED = re.compile(r"(?:le|la|l['’])\s?(?:premi(?:er|ère)|seconde?|deuxième|derni(?:er|ère)|autre)\b")


def _before_verb(speaker: str) -> str:
    """« le maire dit avoir » as « le maire »: what a phrase holds before its verb."""
    words = list(re.finditer(r"[\w’'-]+", speaker))
    for word in words[2 if speaker[0].islower() and " " in speaker[: words[0].end() + 1] else 1 :]:
        form = find_form(word.group())
        said = form is not None and form.finite and not form.past and not is_common(word.group() + "s")
        if said or is_only_verb(word.group()) or word.group() in {"dit", "a", "ont", "est", "avait", "avoir", "être"}:
            return speaker[: word.start()].rstrip()
    return speaker


def _sentence(text: str, figure: Figure) -> tuple[int, int]:
    ends = [match.end() for match in re.finditer(r"[.!?…»]\s+|\n", text[: figure.start])]
    stop = re.search(r"[.!?…](?:\s|$)|\n", text[figure.end :])
    return (ends[-1] if ends else 0), figure.end + (stop.start() if stop else len(text) - figure.end)


def _in_brackets(text: str, figure: Figure) -> str | None:
    found = _IN_BRACKETS.search(text[max(0, figure.start - 60) : figure.start]) or _BRACKETS_AFTER.match(
        text, figure.end
    )
    named = found is not None and "source" in found.group().lower()
    who = re.sub(r"^(?:sources?|chiffres?)\s*:?\s*", "", found["who"].strip(), flags=re.IGNORECASE) if found else ""
    who = re.sub(
        r"\s+(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)$",
        "",
        who,
        flags=re.I,
    )
    is_source = (
        bool(re.fullmatch(r"[A-ZÀ-Ý][A-Z0-9-]{2,}[\w-]*", who))
        or can_speak(f"le {who.lower()}")
        or can_speak(f"la {who.lower()}")
    )
    return who if who and (is_source or named) else None


def _by_clause_after(text: str, figure: Figure, end: int) -> str | None:
    said = _AS_SAID.match(text, figure.end, end)
    if said:
        found = read_reporting(text, said.end())
        if found and found.speaker:
            return found.speaker
        verb = re.compile(rf"\w+{SPACE}+").match(text, said.end(), end)
        phrase = parse_phrase(text, verb.end()) if verb else None
        return phrase.speaker if phrase else None
    source = _SOURCE_NEAR.match(text, figure.end, end)
    found = read_source(text, source.end()) if source else None
    if found and found.speaker:
        return found.speaker
    given = _GIVEN_BY.match(text, figure.end, end)
    phrase = parse_phrase(text, given.end()) if given else None
    if phrase:
        return phrase.speaker
    apart = _FOR.match(text, figure.end, end)
    body = _BODY.match(text, apart.end(), end) if apart else None
    return strip_article(body.group()) if body else None


def _by_verb_before(text: str, begin: int, figure: Figure, heard: Sequence[str]) -> str | None:
    """The subject of the verb that gives the number: « le syndicat revendique 130 adhérents »."""
    begin = max(begin, figure.start - MAX_LEAD_CHARS)
    lead = text[begin : figure.start]
    of_them, speaking = _OF_THEM.search(lead), _SPEAKING_OF.search(lead)
    if of_them or speaking:
        found = of_them or speaking
        at = begin + (found.start() if found else 0)
        return _subject(text, begin, at, at + 4, figure.start, heard)
    for word in reversed(list(re.finditer(r"[^\W\d_]+", lead))[-8:]):
        if _COUNTING.fullmatch(word.group()) and _UP_TO_NUMBER.fullmatch(lead, word.end()):
            subject = _subject(text, begin, begin + word.start(), begin + word.end(), figure.start, heard)
            if subject is not None:
                return subject
    return None


def _subject(text: str, begin: int, start: int, end: int, position: int, heard: Sequence[str]) -> str | None:
    form = find_form(text[start:end]) or VerbForm(attitude="neutral", finite=True, past=True, gerund=False)
    led = find_led(text, begin, start, end, form, position)
    if led and led.pronoun in _GENDERS and led.speaker is None:
        return next((name for name in heard if find_gender(name) in {_GENDERS[led.pronoun], None}), None)
    return led.speaker if led else None


_GENDERS: dict[str | None, str] = {"il": "m", "elle": "f"}


def _by_ellipsis(text: str, begin: int, figure: Figure, before: Sequence[Figure]) -> str | None:
    last = before[-1] if before else None
    if last is None or last.start < begin or last.said_by is None:
        return None
    between = text[last.end : figure.start]
    joint = re.match(rf"(?:{SPACE}+[\w’'-]+){{0,3}}?[,;]{SPACE}+(?:et{SPACE}+|mais{SPACE}+)?", between)
    phrase = parse_phrase(text, last.end + joint.end(), end=figure.start) if joint else None
    return phrase.speaker if phrase and can_speak(text[phrase.start : phrase.end]) else None
