"""What leads to words between marks without a verb of saying: « le parquet, lui, « n'exclut rien » »."""

import re

from nlp.clauses import SPACE, Attribution, attribute_to
from nlp.noun_phrases import parse_phrase
from nlp.speakers import can_speak
from nlp.subjects import find_antecedent, find_phrase_ending, find_subject
from nlp.verbs import find_form

_WHO = re.compile(r",?\s+(?P<source>(?:pour|selon|d['’]après|aux yeux de)\s)?qui\s*(?:[«\"“]\s*)?$", re.IGNORECASE)
# « le ministre, pour qui le texte « ira à son terme » »
_TO_WHOM = re.compile(
    r",\s+(?P<source>(?:pour|selon|d['’]après|aux yeux de)\s)qui\s(?:les?|la|l['’]|une?|des|cet?|cette|ces|il"
    r"|elle|on)\b"
    r"[^,.;:!?«»\"“”]{0,60}(?:[«\"“]\s*)?$",
    re.IGNORECASE,
)
_HIMSELF = re.compile(
    r",?\s+(?:lui|elle|eux|elles|de son côté|quant à (?:lui|elle)"
    r"|pour sa part)\s*,?\s*$",
    re.IGNORECASE,
)
# A verb that opens the quoted words: « n'exclut rien », « prend acte », « ne comprend pas ».
_VERB_INSIDE = re.compile(
    r"(?:n['’]|ne\s|s['’]|se\s|est\s|sont\s|a\s|ont\s|va\s)|(?P<verb>[a-zà-ÿ]{3,}(?:e|ent|it"
    r"|ait|oit|end|ond|ôt|et))\s"
)
# « tient à « condamner … » », « espère « rebondir » », « ne promet que « … » »: what somebody wants, in his words.
_WANTING = re.compile(
    rf"(?P<form>\b(?:(?:a|ont|avait)\s(?:tenu|promis|souhaité|voulu|espéré|menacé|proposé|refusé)|tient|tiennent"
    rf"|souhaite\w*|souhaitait|veut|veulent|voulait|vouloir|entend|entendent|compte"
    rf"|comptent|espère|espèrent|espérait|rêve|rêvent|promet|promettent|menace|menacent|refuse|refusent|appelle"
    rf"|appellent|invite|invitent|comprendre|dénoncer|défendre|craindre|prône|prônent))"
    rf"(?:{SPACE}(?:à|de|d['’]|que|qu['’]|pas|plus|donc|aussi))*(?:{SPACE}?(?:une?|le|la|les|des"
    rf"|l['’]))?{SPACE}*(?:[«\"“]\s*)?$",
    re.IGNORECASE,
)
# « se dit « prête » », « la trouve « cohérente » », « se contente d'un « merci » ».
_JUDGING = re.compile(
    rf"(?P<verb>\b(?:se|s['’]|la|le|les|l['’]|me|m['’])\s?(?:(?:est|a|ont|était|avait)\s)?(?P<form>dit|disent|dise"
    rf"|disait|trouve|trouvent|trouvait|trouvé|juge|jugent|jugeait"
    rf"|estime|estiment|veut|voulait|montre|montrent|contente|contentent|contenté|borne|bornent|borné|limite|déclare"
    rf"|proclame|affiche|résume|qualifie|décrit|appelle"
    rf"|voit|voient|sait|sent|considère))(?:{SPACE}(?:aussi|plutôt|toujours|très|presque|simplement|seulement"
    rf"|elle-même|lui-même|volontiers))?"
    rf"(?:{SPACE}(?:de|d['’]|par|à|comme|en))?(?:{SPACE}?(?:une?|le|la|les|des))?{SPACE}*(?:[«\"“]\s*)?$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?P<p>ils?|elles?|on)\s+(?:ne\s|n['’])?$", re.IGNORECASE)
_PRONOUN_OPENS = re.compile(
    r"\s*(?:(?:[A-ZÀ-Ý][^,:;.!?«»]{0,60},\s+)|(?:et|mais|puis|alors|là|ensuite)\s)?(?P<p>il"
    r"|elle)\b(?P<apart>,\s+(?P<who>(?:la|le|l['’])[^,:;]{3,40}),)?",
    re.IGNORECASE,
)
_REPORTED_BY = re.compile(rf"\bqu(?:e{SPACE}|['’])(?P<verb>\w+){SPACE}+", re.IGNORECASE)


def find_bare_lead(text: str, begin: int, position: int, inner: str) -> Attribution | None:
    """Who leads to the words `inner` that open at `position`, in the sentence from `begin`."""
    return (
        _written_in(text, begin, position)
        or _judging(text, begin, position)
        or _subject_alone(text, begin, position, inner)
    )


# « On peut lire dans le rapport que « … » », « le rapport, où il est écrit que « … » ».
_READ = re.compile(
    rf"\b(?:peut{SPACE}(?:y{SPACE})?lire|on{SPACE}(?:y{SPACE})?lit|lit-on|il{SPACE}est{SPACE}(?:écrit|indiqué"
    rf"|précisé)|est-il{SPACE}(?:écrit|indiqué|précisé)){SPACE}+(?:dans|sur|à){SPACE}+",
    re.IGNORECASE,
)
_WHERE = re.compile(
    rf",?{SPACE}+(?:où|dans{SPACE}lequel|dans{SPACE}laquelle|sur{SPACE}laquelle"
    rf"|sur{SPACE}lequel){SPACE}+(?:l['’])?(?:il{SPACE}est{SPACE}(?:écrit|indiqué|précisé)"
    rf"|on{SPACE}(?:peut{SPACE})?li[rt]e?)[^,.;:!?]{{0,30}}$",
    re.IGNORECASE,
)


def _written_in(text: str, begin: int, position: int) -> Attribution | None:
    read, where = _READ.search(text, begin, position), _WHERE.search(text[begin:position].rstrip(' «"“:\u00a0\u202f'))
    phrase = parse_phrase(text, read.end()) if read else None
    if where and not phrase:
        phrase = find_phrase_ending(text, begin, begin + where.start())
    return attribute_to(phrase, begin, position, "écrit", "neutral") if phrase and phrase.end <= position else None


def find_relative(text: str, begin: int, position: int, inner: str) -> Attribution | None:
    """« le rapport de la Cour, qui « regrette … » »."""
    who = _WHO.search(text, begin, position) or _TO_WHOM.search(text, begin, position)
    if who is None or not (who["source"] or _VERB_INSIDE.match(inner)):
        return None
    phrase = find_antecedent(text, begin, who.start())
    cue = (who["source"] or "qui").strip()
    return attribute_to(phrase, begin, position, cue, "neutral") if phrase else None


def _judging(text: str, begin: int, position: int) -> Attribution | None:
    found = _JUDGING.search(text, begin, position) or _WANTING.search(text, begin, position)
    if found is None:
        return None
    cue, stop = found["form"], found.start()
    lead = text[begin:stop].rstrip()
    pronoun = _PRONOUN.search(lead + " ")
    if pronoun:
        return Attribution(start=found.start(), end=position, speaker=None, pronoun=pronoun["p"].lower(), cue=cue)
    stop = begin + len(re.sub(r"\s+(?:ne|n['’])$", "", lead))
    who = re.search(r",?\s+qui$", text[begin:stop])
    phrase = find_antecedent(text, begin, begin + who.start()) if who else find_subject(text, begin, stop)
    if phrase is None or not (can_speak(text[phrase.start : phrase.end]) or phrase.speaker[:1].isupper()):
        return None
    return attribute_to(phrase, begin, position, cue, "neutral")


def _subject_alone(text: str, begin: int, position: int, inner: str) -> Attribution | None:
    """« Le parquet, lui, « n'exclut rien » »: nothing but a subject before words that open by their verb."""
    verb = _VERB_INSIDE.match(inner)
    if verb is None:
        return None
    apart = _HIMSELF.search(text, begin, position)
    stop = apart.start() if apart else begin + len(text[begin:position].rstrip(' «"“\u00a0\u202f'))
    starts = [begin, *(match.end() for match in re.finditer(r"(?:,|\s:)\s+", text[begin:stop]))]
    starts = [begin + one if one != begin else one for one in starts]
    phrase = next((found for at in starts if (found := parse_phrase(text, _first(text, at, stop), end=stop))), None)
    if phrase is None and text[:stop].endswith(","):
        # « le groupe X, exploitant des cliniques, « conteste … » »
        phrase = find_subject(text, begin, stop)
    if phrase is None or (verb["verb"] and not apart and not find_form(verb["verb"])):
        return None
    return attribute_to(phrase, begin, position, "", "neutral") if can_speak(text[phrase.start : phrase.end]) else None


def _first(text: str, start: int, end: int) -> int:
    return start + len(text[start:end]) - len(text[start:end].lstrip())


def find_pronoun_lead(text: str, begin: int, end: int) -> Attribution | None:
    """« Il sort un cahier : « … » », « Elle, la coordinatrice, s'en amuse : « … » »: who opens the sentence speaks."""
    found = _PRONOUN_OPENS.match(text, begin, end)
    if found is None:
        return None
    apart = parse_phrase(text, found.start("who")) if found["who"] else None
    if apart:
        return attribute_to(apart, begin, end, ":", "neutral")
    return Attribution(start=begin, end=end, speaker=None, pronoun=found["p"].lower(), cue=":")


def find_reported_by(text: str, begin: int, end: int) -> Attribution | None:
    """« Un espoir que tempère Lise Quentin : « … » »: the subject follows its verb after « que »."""
    for found in _REPORTED_BY.finditer(text, begin, end):
        form = find_form(found["verb"])
        phrase = parse_phrase(text, found.end()) if form and form.finite else None
        if form and phrase and phrase.end <= end and not re.search(r"\w", text[phrase.end : end]):
            return attribute_to(phrase, begin, end, found["verb"], form.attitude)
    return None
