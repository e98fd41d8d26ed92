"""People as pages print them: the shape of a name, the people a text names, and whose initials letters are."""

import re
from collections.abc import Iterator, Sequence

from crawler.pages.common_words import NOT_FIRST, NOT_IN_NAMES
from store.fold import fold_words

_PARTICLES = frozenset({
    "de", "du", "des", "la", "le", "les", "d", "l", "van", "von", "der", "den", "ben", "el", "al", "da", "di", "dos",
    "et", "y",
})  # fmt: skip
_NAME_WORD = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*|[dl]['’][A-ZÀ-ÖØ-Þ][\w'’.-]*)")
TITLE = re.compile(
    r"^(?:(?:l[ea] )?(?:drs?|dre|prs?|pre|docteure?|professeure?|m|mme|mlle|me|maître|monsieur|madame|mademoiselle)"
    r"(?:\.|\b)\s*)+",
    re.IGNORECASE,
)
INITIALS = re.compile(r"^(?:(?:Dre?|Pre?|M|Mme)\.?\s+)?(?:[A-ZÀ-Þ](?:\.-?|-)?\s?){1,4}$")
_TITLED = r"(?:Dre?|Pre?|[Dd]octeure?|[Pp]rofesseure?|Maître|Mme|[Mm]adame|[Mm]onsieur|M\.)\.?"
_WORD = rf"(?!{_TITLED}\s)(?:[dl]['’])?[A-ZÀ-ÖØ-Þ][\w'’]*[\wà-ÿ](?:-[A-ZÀ-ÖØ-Þ]?[\w'’]+)*"
_GLUE = r"(?:\s+(?:de la|de|du|des|le|la|van|von|ben|el|d['’])){0,1}\s*"
_PRINTED = re.compile(rf"\b(?P<title>{_TITLED}\s+)?(?P<name>{_WORD}(?:{_GLUE}(?<=[\s'’]){_WORD}){{0,3}})")
_PLACE = re.compile(r"^(?:saint|sainte|mont|la|le|les)-|-(?:sur|en|les|le|la|lez|sous|aux|du|de)-")


def is_person_name(text: str) -> bool:
    """Whether a text has the shape of « Prénom Nom », titles and particles allowed."""
    words = text.split()
    if not 2 <= len(words) <= 6 or len(text) > 60 or any(char.isdigit() for char in text):
        return False
    folded = [fold_words(word).strip(".,") for word in words]
    if folded[0] in NOT_FIRST or folded[0].startswith(("l'", "d'", "s'", "j'")) or NOT_IN_NAMES & set(folded):
        return False
    capitals = [word for word in words if _NAME_WORD.fullmatch(word)]
    others = [word for word in words if word not in capitals]
    return len(capitals) >= 2 and all(fold_words(word) in _PARTICLES for word in others) and words[-1] in capitals


def without_title(name: str) -> str:
    """A name without « Dr », « Pre », « Mme » before it."""
    return TITLE.sub("", name).strip()


def find_people(text: str) -> list[str]:
    """The people that a header names, in order, each once and in its longest form, their titles kept.

    A title makes a name of one word a person; without one, two capitalised words are needed, and places and
    institutions are left out by their words.
    """
    people: list[str] = []
    for titled in _printed_names(text):
        known = next((at for at, other in enumerate(people) if same_person(other, titled)), None)
        if known is None:
            people.append(titled)
        elif len(without_title(titled)) > len(without_title(people[known])):
            people[known] = titled
    return people


def _printed_names(text: str) -> Iterator[str]:
    """Every run of capitalised words that may be a person; one that cannot be is tried again without its first word."""
    match = _PRINTED.search(text)
    while match:
        name = " ".join(match["name"].split())
        if match["title"] or _may_be_person(name):
            yield f"{match['title'].strip()} {name}" if match["title"] else name
            match = _PRINTED.search(text, match.end())
        else:
            match = _PRINTED.search(text, match.start() + len(name.split()[0]))


def _may_be_person(name: str) -> bool:
    first, *others = name.split()
    acronym = first.isupper() and not all(word.isupper() for word in others)
    return is_person_name(name) and not acronym and not _PLACE.search(fold_words(first))


def same_person(one: str, other: str) -> bool:
    """Whether two printed names may be one person: equal without titles, or one the family name of the other."""
    short, long = sorted((_words(one), _words(other)), key=len)
    if not short:
        return False
    if short == long or (len(short) == 1 and len(long) > 1 and len(short[0]) > 1 and short[0] == long[-1]):
        return True
    return len(short) == len(long) == 2 and short[1] == long[1] and _is_first_letter(short[0], long[0])


def _is_first_letter(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    return len(short) == 1 and long.startswith(short)


def _words(name: str) -> list[str]:
    return fold_words(without_title(name)).split()


def has_initials(name: str, initials: str) -> bool:
    """Whether letters (« V. A. », « J.-P. D. », « VA ») are the initials of a name, particles counted or not."""
    letters = re.sub(r"[^a-z]", "", fold_words(re.sub(r"^(?:Dre?|Pre?|Mme)\.?\s+(?=\S)", "", initials)))
    parts = [part for part in re.split(r"[\s'’-]+", fold_words(without_title(name))) if part]
    if not letters or not parts:
        return False
    bare = [part for part in parts if part not in _PARTICLES]
    forms = {"".join(part[0] for part in chosen) for chosen in (parts, bare)}
    return letters in forms or (len(letters) == 2 and len(bare) > 2 and letters == bare[0][0] + bare[-1][0])


def resolve_initials(initials: str, names: Sequence[str]) -> str | None:
    """The one name that has these initials; `None` when several have, the letters themselves when none has."""
    matching = [name for name in names if has_initials(name, initials)]
    distinct = [
        name for at, name in enumerate(matching) if not any(same_person(name, other) for other in matching[:at])
    ]
    if not distinct:
        return initials
    return distinct[0] if len(distinct) == 1 else None
