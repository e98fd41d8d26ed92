"""Who sentences open with: one person by what they are, or several people together."""

import re

from nlp.first_names import Gender, find_gender
from nlp.noun_phrases import parse_phrase
from nlp.role_nouns import takes_up_person
from nlp.role_words import names_role
from nlp.speakers import can_speak, strip_article
from nlp.verbs import find_form

_ONE_OPENS = re.compile(
    r"(?:^|(?<=[.!?»”\"\n\]]))\s*(?:(?:[Dd]ans|À|Au|Aux|En|Sur|Lors|Depuis|Après|Avant|Malgré|Devant|Face|De|Du"
    r"|Quant|Jointe?s?|[A-ZÀ-Ý][a-zà-ÿ]+ée?s?)"
    r"(?:\s[^,:;.!?«»\n]{2,70})?,\s+)?(?=(?:[Ll][ea]|[Ll]['’]|[Uu]ne?|[Ss]on|[Ss]a|Mon|Ma|[Cc]et?"
    r"|[Cc]ette)(?:\s|(?<=['’])))"
)
_SEVERAL_OPEN = re.compile(
    r"(?:^|(?<=[.!?»”\"\n\]]))\s*(?:(?:Dans|À|Au|Aux|En|Sur|Lors|Depuis|Après|Avant|De|Du"
    r"|Quant)\s[^,:;.!?«»\n]{2,70},\s+)?"
    r"(?=(?:[Ll]es|[Dd]es|[Ss]es|[Cc]es|[Ll]eurs|[Pp]lusieurs|[Cc]ertaine?s|[Dd]eux|[Tt]rois|[Qq]uatre|[Cc]inq"
    r"|[Ss]ix|[Qq]uelques)\s)"
)


def find_groups(text: str) -> list[tuple[int, str, Gender | None]]:
    """People that sentences open with together: « Les deux élus », « Trois salariés », for « ils »."""
    found: list[tuple[int, str, Gender | None]] = []
    for match in _SEVERAL_OPEN.finditer(text):
        phrase = parse_phrase(text, match.end(), end=_before_verb(text, match.end()))
        if phrase and can_speak(text[phrase.start : phrase.end]):
            found.append((phrase.start, phrase.speaker, phrase.gender))
    return found


_ROLE_OPENS = re.compile(
    r"(?P<who>(?:[Ll][ea]|[Ll]['’]|[Uu]ne?|[Ss]on|[Ss]a|Mon|Ma|[Cc]et?|[Cc]ette)(?:\s"
    r"|(?<=['’]))(?:(?:premi(?:er|ère)|ancien(?:ne)?|nouve(?:au|lle)|jeune|future?)\s)?"
    r"[^\W\d_][\w-]*(?:\s(?:de|du|d['’])\s?[A-ZÀ-Ý][\w-]+)?)(?=[,\s])"
)
# What can be said to speak without being anybody: « il » and « elle » seldom take it up.
THING = re.compile(
    r"(?:les?|la|l['’]|une?|cet?|cette)\s?(?:rapports?|études?|enquêtes?|sondages?|lettres?|affiches?|tracts?"
    r"|communiqués?"
    r"|pétitions?|textes?|lois?|notes?|documents?|chiffres?)\b",
    re.IGNORECASE,
)


def find_openers(text: str) -> list[tuple[int, str, Gender | None]]:
    """People that sentences open with by what they are: « La mère de la patiente », « Le maire »."""
    found: list[tuple[int, str, Gender | None]] = []
    for match in _ONE_OPENS.finditer(text):
        phrase = parse_phrase(text, match.end(), end=_before_verb(text, match.end()))
        written = text[phrase.start : phrase.end] if phrase else ""
        if takes_up_person(written):
            continue
        if phrase and (names_role(written, alone=False) or can_speak(written)) and not THING.match(written):
            found.append((phrase.start, phrase.speaker, phrase.gender))
            continue
        # « Son adjointe se montre plus prudente »: one person by role, whatever the verb.
        role = _ROLE_OPENS.match(text, match.end())
        if role and names_role(re.sub(r"\s(?:de|du|d['’])\s?[A-ZÀ-Ý].*", "", role["who"]), alone=False):
            found.append((match.end(), strip_article(role["who"]), find_gender(role["who"])))
    return found


_CLITICS = re.compile(r"(?:\b(?:ne|se|y|en|le|la|les|lui|leur|n['’]|s['’]|l['’])\s*)+$")


def _before_verb(text: str, start: int) -> int | None:
    """Where a phrase at `start` ends if a reporting verb follows its noun: « Le rectorat | reconnaît … »."""
    comma = text.find(",", start, start + 90)
    for word in list(re.compile(r"[^\W\d_][\w-]*").finditer(text, start, comma if comma > 0 else start + 90))[2:6]:
        form = find_form(word.group())
        if form and form.finite:
            return start + len(_CLITICS.sub("", text[start : word.start()]))
    return None
