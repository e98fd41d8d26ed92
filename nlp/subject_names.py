"""Which names a text makes its subjects, for « il » and « elle » to take up."""

import re
from collections.abc import Iterable

from nlp.capitalised import find_name_matches, is_person
from nlp.first_names import TITLE, Gender, find_gender
from nlp.lemmas import is_common

# A role may stand before the name that opens a sentence: « La présidente du conseil départemental Lise Quentin ».
MAX_WORDS_BEFORE_TOPIC = 10


def place(match: re.Match[str]) -> tuple[int, str, Gender | None]:
    """Where a name stands, the name, and the gender it shows."""
    return match.start(), match.group(), find_gender(match.group())


_SUBORDINATE = re.compile(
    r"\s*(?:alors qu|si\s|s['’]il|quand\s|lorsqu|après\s|avant\s|depuis\s|pendant\s|dans\s|à\s|au\s|en\s|sur\s"
    r"|interrog|invité|contacté"
    r"|joint|hier|ce\s(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|matin)|malgré|face\s|comme\s|parce qu"
    r"|puisqu|bien qu|même si)",
    re.IGNORECASE,
)


def opens_sentence(text: str, start: int) -> bool:
    """Whether a name is the first of its sentence, at most a role before it: « Le maire sortant, Luc Quentin »."""
    before = re.split(r"[.!?»”\"\n]", text[max(0, start - 260) : start])[-1]
    if before.endswith(", ") and (_SUBORDINATE.match(before) or re.match(r"\s*[A-ZÀ-Ý]\w+ée?s?\b", before)):
        # « Alors que la caisse a perdu, Lise Quentin, qui … »: the main clause opens there.
        return True
    before = before[-80:]
    return len(before.split()) <= MAX_WORDS_BEFORE_TOPIC and not re.search(
        r"\b(?:avec|et|contre|par|chez|comme|que|devant|dont|qui)\b", before, re.IGNORECASE
    )


def is_subject(text: str, match: re.Match[str]) -> bool:
    """Whether a name can be taken up by « il »: a person's, or any two capitals that open a sentence."""
    opens = bool(re.search(r"(?:^|[.!?»”\"\n])\s*$", text[max(0, match.start() - 3) : match.start()]))
    acronym = match.group().split()[0].isupper()
    free = not _governed(text, match.start())
    acts = bool(re.match(r",|\s(?:[a-zà-ÿ]|\()", text[match.end() : match.end() + 3]))
    if not is_person(match.group()) and (
        is_common(match.group().split()[0].lower()) or len(match.group().split()[-1]) == 1
    ):
        # « Colonne C. Ce qui reste … »: the capital is that of the sentence.
        return False
    return (free and (is_person(match.group()) or (acts and not acronym))) or (opens and not acronym)


def find_families(text: str, names: Iterable[str]) -> list[tuple[int, str, Gender | None]]:
    """Persons called by their family name alone as subjects: « Quentin a refusé », « la présidente Quentin »."""
    full: dict[str, set[str]] = {}
    for name in names:
        if is_person(name) and " " in name:
            full.setdefault(name.split()[-1], set()).add(re.sub(rf"^{TITLE}\s+", "", name))
    found = []
    for match in find_name_matches(text):
        known = [name for name in full.get(match.group(), ()) if " " in name]
        if len(known) == 1 and not _governed(text, match.start()):
            found.append((match.start(), known[0], find_gender(known[0])))
    return found


def _governed(text: str, start: int) -> bool:
    """Whether a preposition before a name makes it an object, which « il » seldom takes up."""
    before = text[max(0, start - 8) : start]
    return bool(re.search(r"\b(?:de|du|des|d['’]|à|avec|contre|pour|chez|sur|et|par|entre|que)\s?$", before))
