"""Persons whom a text calls by a first name alone: « Éliane, 66 ans », « c'est Yvonne qui … »."""

import re
from collections.abc import Iterator

from nlp.capitalised import find_name_matches
from nlp.first_names import first_names
from nlp.lemmas import is_common

_PART_OF_NAME = re.compile(r"[^\S\n]+(?:\d|[A-ZÀ-Ý][\w’'-]*[^\S\n]*(?=[,.:;»]))|[-’'][A-ZÀ-Ý]")
_OPENS = re.compile(r"(?:^|[.!?…:»”\"«“\n\]])\s*$")
_FEASTS = frozenset(("Noël", "Pascal", "Toussaint"))
_AGED = re.compile(r",\s\d\d\sans\b")
# « à Laurent », « le docteur Laurent », « rue Simone »: a place, or a family name.
_PLACED_OR_BORNE = re.compile(
    r"(?:(?<![\w'’])[A-ZÀ-Ý][\w-]+\.?|\b(?:à|de|rue|avenue|place|docteure?|Dr|maire|saint|sainte|cette|le|la))[\s-]$"
)


def find_alone(text: str) -> list[re.Match[str]]:
    """Persons called by a first name alone: « Éliane, 66 ans », « c'est Yvonne qui … »."""
    found = []
    for match in find_name_matches(text):
        name = match.group()
        if (
            " " in name
            or not {name, name.split("-")[0]} & first_names().keys()
            or _PART_OF_NAME.match(text, match.end())
        ):
            continue
        opens = _OPENS.search(text[max(0, match.start() - 4) : match.start()])
        aged = _AGED.match(text, match.end())
        if aged or not (name in _FEASTS or (is_common(name.lower()) and opens)):
            found.append(match)
    return found


def list_called_alone(text: str) -> Iterator[tuple[int, str]]:
    """The same with their places, what may be a place or a family name left out."""
    for match in find_alone(text):
        before = text[max(0, match.start() - 40) : match.start()]
        if _PLACED_OR_BORNE.search(before):
            continue
        yield match.start(), match.group()
