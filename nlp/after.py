"""Reporting clauses after words or inside them: « … », dénonce X; « …, a-t-il dit, … »."""

import re
from dataclasses import replace

from nlp.capitalised import is_person
from nlp.clauses import AFTER_LEAD, SPACE, Attribution, attribute_to, read_inverted, read_reporting, read_source
from nlp.lemmas import is_common, is_only_verb
from nlp.noun_phrases import Phrase, parse_phrase
from nlp.role_words import names_role
from nlp.speakers import can_speak
from nlp.verbs import find_form


def find_after(text: str, position: int, *, headline: bool) -> Attribution | None:
    """The clause that follows a quote ending at `position`: « », dénonce X », « », a-t-il dit », « », selon X »."""
    lead = AFTER_LEAD.match(text, position)
    start = lead.end() if lead else position
    found = read_reporting(text, start) or read_source(text, start) or read_inverted(text, start)
    found = found or _any_verb(text, position, start)
    if found is None and headline:
        colon = re.match(rf"{SPACE}*[:,–—-]{SPACE}*", text[position : position + 6])
        phrase = _named_after(text, position + colon.end()) if colon and colon.group().strip() else None
        if phrase:
            return attribute_to(phrase, position, phrase.end, ":", "neutral")
    return found


# « une expression jugée « maladroite » par Lise Quentin »
_PASSIVE = re.compile(rf"(?P<verb>\w+(?:é|u|i|it)e?s?){SPACE}+(?:comme{SPACE}+|de{SPACE}+|d['’])?[«\"“]?{SPACE}*$")
_BY = re.compile(rf"{SPACE}*[»\"”]?{SPACE}+par{SPACE}+")


def find_agent(text: str, begin: int, start: int, end: int) -> Attribution | None:
    """Who a passive before the words names after them: « jugée « maladroite » par X »."""
    by = _BY.match(text, end)
    said = _PASSIVE.search(text, begin, start) if by else None
    form = find_form(re.sub(r"(?<=[éui])e?s?$", "", said["verb"])) if said else None
    phrase = parse_phrase(text, by.end()) if by and said and form and form.past else None
    if phrase is None or not (is_person(phrase.speaker) or can_speak(text[phrase.start : phrase.end])):
        return None
    return attribute_to(phrase, end, phrase.end, said["verb"] if said else "", "neutral")


# « …, tempère X, qui a dirigé l'étude. … », « …, raconte X, encore sous le choc. … »: more of who speaks.
_TOLD_OF = re.compile(
    rf",{SPACE}+(?:qui|dont|encore|visiblement|toujours|très|un peu|à peine|déjà|lui-même"
    rf"|elle-même){SPACE}[^.;:!?…«»\"]{{2,160}}(?=[.;]{SPACE}+[A-ZÀ-Ý])"
)
# « … », ose le sénateur; « … », a tranché Lise Quentin: right after words, any verb with somebody behind it reports.
_VERB_FIRST = re.compile(
    rf"(?:(?:s|l)['’]|se{SPACE})?(?:(?P<aux>a|ont|est|avait){SPACE}+(?P<past>[a-zà-ÿ]{{2,}}(?:é|i|u|is|it|ert)e?s?)"
    rf"|(?P<verb>[a-zà-ÿ]{{3,}}(?:e|ent|it|ait|aient|oit|end)))"
    rf"(?:{SPACE}+(?:à|au|aux|devant|sur|dans|en){SPACE}+[^,.;:!?«»]{{2,40}}?)?{SPACE}+(?=\w)"
)


def _any_verb(text: str, position: int, start: int) -> Attribution | None:
    """The person right after a verb that follows the words, whatever the verb says."""
    if not re.search(r"[,!?…]", text[max(0, position - 3) : start]):
        return None
    match = _VERB_FIRST.match(text, start)
    # What the treebanks never show (« décode », « philosophe ») is a verb there too.
    if match is None or not (match["aux"] or is_only_verb(match["verb"]) or not is_common(match["verb"])):
        return None
    phrase = parse_phrase(text, match.end())
    written = text[phrase.start : phrase.end] if phrase else ""
    if phrase is None or not (is_person(phrase.speaker) or names_role(written, alone=False)):
        return None
    return attribute_to(phrase, start, phrase.end, match["past"] or match["verb"], "neutral")


_ELSEWHERE = re.compile(r"(?:à|en|dans|chez|au|aux|après|depuis|sur|face à)\s[^,:;.!?«»]{2,50},\s+", re.IGNORECASE)


def _named_after(text: str, at: int) -> Phrase | None:
    """Who a headline gives its quote to: « … » : Lise Quentin, « … » : à Corvigny, les soignants de nuit …"""
    place = _ELSEWHERE.match(text, at)
    phrase = parse_phrase(text, place.end() if place else at)
    if phrase is None:
        return None
    named = can_speak(text[phrase.start : phrase.end]) or can_speak(phrase.speaker)
    return phrase if named or phrase.speaker.isupper() else None


def find_later(text: str, position: int, end: int) -> Attribution | None:
    """The clause after a comma further on in the sentence: « Il serait « … » par exemple, a expliqué X »."""
    for comma in re.finditer(rf",{SPACE}+", text[position:end]):
        at = position + comma.end()
        found = read_reporting(text, at)
        if found is not None and found.end <= end:
            return found
    return None


def find_inserted(text: str, start: int, end: int) -> Attribution | None:
    """The reporting clause inside a quote, commas included: « La mesure, assure le Dr X, ne changera rien »."""
    for comma in re.finditer(r"[,!?…]\s", text[start:end]):
        at = start + comma.end()
        found = read_reporting(text, at) or _any_inserted(text, at)
        if found is None or found.end > end or not _may_insert(text[at : found.end], found):
            continue
        found = _with_apposed(text, found)
        found = replace(found, end=_told_of(text, found, end))
        close = re.match(r"[^,.;:!?…«»]{0,60}?(?:\s*[,.:;]|$)", text[found.end : end])
        if close:
            first = at - 2 if text[at - 2] == "," else at
            return Attribution(
                start=first, end=found.end + close.end(), speaker=found.speaker, pronoun=found.pronoun,
                gender=found.gender, cue=found.cue, attitude=found.attitude,
            )  # fmt: skip
    return None


def _any_inserted(text: str, at: int) -> Attribution | None:
    """« …, calcule-t-elle. … »: inside words too, any verb before « il » or « elle », but those that ask."""
    found = read_inverted(text, at) if text[at - 2] == "," else None
    return None if found is None or _ASKS.fullmatch(found.cue or "") else found


_ASKS = re.compile(
    r"faut|est|sera|serait|peut|pourra|a|aura|va|doit|devra|reste|existe|vaut|fait|semble|veut", re.IGNORECASE
)
# « …, souffle un père, sa fille sur les épaules. … », « …, dit X, généraliste à Y. … »: no verb acts there.
_APART = re.compile(
    rf",{SPACE}+(?P<aside>(?:(?:sa|son|ses|les?|la|l['’]|une?"
    rf"|leurs?){SPACE}?)?(?P<noun>[a-zà-ÿ][\w-]+){SPACE}[^.;:!?…«»\"]{{2,120}})"
    rf"(?=[.;]{SPACE}+[A-ZÀ-Ý])"
)
_ACTING = re.compile(
    r"\b(?:je|tu|il|elle|on|nous|vous|ils|elles|ça|ce|qui|est|sont|a|ont|sera|était|peut|doit|faut|va|vont)\b|[cjn]['’]"
)


def _told_of(text: str, found: Attribution, end: int) -> int:
    """Where a clause inside words ends, with what it tells of who speaks."""
    if found.speaker is None:
        return found.end
    told = _TOLD_OF.match(text, found.end, end)
    if told:
        return told.end()
    apart = _APART.match(text, found.end, end)
    if (
        apart is None
        or _ACTING.search(apart["aside"])
        or any(
            is_only_verb(word) and not word.endswith(("é", "ée", "és", "ées"))
            for word in apart["aside"].lower().split()
        )
    ):
        return found.end
    return apart.end()


def _may_insert(clause: str, found: Attribution) -> bool:
    """Whether who speaks inside a quote is somebody: « …, développe des complications, … » inserts nothing."""
    vague = (found.speaker or "").startswith(("des ", "de ")) and re.search(r"\s(?:des|de)\s", clause)
    return not vague or can_speak(found.speaker or "")


def _with_apposed(text: str, found: Attribution) -> Attribution:
    """The clause with the name after its role: « commente sa déléguée, Lise Quentin. … »."""
    name = re.escape(found.speaker) if found.speaker else ""
    named = re.match(rf",\s+(?:le\s|la\s|l['’])?{name}", text[found.end : found.end + 80]) if name else None
    return replace(found, end=found.end + named.end()) if named else found
