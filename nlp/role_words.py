"""How a text words a role: « l'édile », « le conseiller santé du ministre », « l'ex-facteur »; offices and names."""

import re

from nlp.capitalised import find_name_matches, trim_person
from nlp.role_nouns import body_nouns, names_person, taken_up
from store.fold import fold

_DEFINITE = r"(?:[Ll]e|[Ll]a|[Ll]['’]|[Cc]e|[Cc]et|[Cc]ette)"
ANAPHOR = re.compile(
    rf"(?P<det>{_DEFINITE})(?:(?<=['’])|\s+)(?:(?:jeune|vieux|vieil|vieille|petite?|grande?|premier|première|ancien"
    rf"|ancienne|dernier|dernière|nouveau|nouvelle|future?|haute?)\s+)?(?P<noun>[^\W\d_][\w-]*)(?P<rest>.*)",
    re.DOTALL,
)
_ANY_ROLE = re.compile(
    r"(?:[Ll]e|[Ll]a|[Ll]['’]|[Uu]ne?|[Ss]on|[Ss]a|[Mm]on|[Mm]a|[Cc]ett?e?)(?:(?<=['’])"
    r"|\s+)(?:(?:jeune|vieux|vieil|vieille|premi(?:er|ère)|seconde?|ancien(?:ne)?|nouveau|nouvelle"
    r"|futur[e]?)\s+)?(?P<noun>[^\W\d_][\w-]*)(?P<rest>.*)",
    re.DOTALL,
)
# « le Premier ministre » loses its article as a name does.
FIRST_MINISTER = re.compile(r"premi(?P<f>ère)?(?:er)? ministre", re.IGNORECASE)
FIRST_MAGISTRATE = re.compile(r"\bpremi(?:er|ère) magistrate?\b", re.IGNORECASE)
OFFICES = frozenset(
    (
        "maire", "president", "vice-president", "directeur", "ministre", "prefet", "sous-prefet", "patron",
        "secretaire", "chef", "porte-parole", "depute", "senateur", "doyen", "procureur", "elu", "delegue",
        "conseiller", "adjoint", "responsable", "dirigeant", "rapporteur", "recteur", "representant", "tresorier",
    )
)  # fmt: skip
# Offices that somebody holds besides a trade.
OF_UNIONS = frozenset(
    ("president", "vice-president", "secretaire", "porte-parole", "delegue", "responsable", "tresorier", "fondateur")
)
# « le professeur Haquin » names somebody.
NAMED = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)?$")
# « l'élu du Rhône » says more of somebody just named.
TAKING_UP = frozenset(("elu",))
# « le conseil de l'Ordre » is a body, « le conseil du prévenu » a lawyer.
BOARD = re.compile(
    r"(?:de l['’]Ordre|de l['’]ordre|municipal|départemental|régional"
    r"|national|d['’]administration|de surveillance)"
)
# « la benjamine de l'assemblée »: what comes after tells among whom.
SUPERLATIVE = re.compile(r"benjamine?|aînée?|cadette?|vétérane?", re.IGNORECASE)
# « le conseiller santé du ministre »: a word may stand before the complement.
OF_BODY = re.compile(r"(?:[a-zà-ÿ][\w-]+\s){0,2}?(?:de la|de l['’]|du|des|d['’]|de)\s?(?P<body>.+)", re.DOTALL)
OPENS_COMPLEMENT = re.compile(r"d(?:e|u|es)\s|d['’]")
BY_ROLE = re.compile(r"\b(?P<det>[Ll]e|[Ll]a|[Ll]['’])(?:(?<=['’])|\s+)(?P<noun>[^\W\d_][\w-]*)")


def with_article(title: re.Match[str]) -> str:
    """« Premier ministre » alone with the article that a name loses."""
    return (
        f"{'la' if title['f'] else 'le'} {title.group().lower()}"
        if title.span() == (0, len(title.string))
        else title.group()
    )


def names_role(phrase: str, *, alone: bool = True) -> bool:
    """Whether a phrase calls one person by a role: « le maire », « la praticienne »; « sa mère » unless `alone`."""
    match = (ANAPHOR if alone else _ANY_ROLE).fullmatch(phrase)
    noun = fold(match["noun"].lower()) if match else ""
    return (noun in taken_up() or names_person(noun)) and noun not in body_nouns()


def names_in(text: str) -> list[tuple[int, str]]:
    """Names of two words or more in a text with their place, acronyms left out."""
    named = [(one.start(), trim_person(one.group())) for one in find_name_matches(text)]
    return [(at, name) for at, name in named if " " in name and not name.split()[0].isupper()]
