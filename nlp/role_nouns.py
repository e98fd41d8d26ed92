"""The nouns of roles and bodies (`nlp/roles.toml`): which a word names, and which it can take up later."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from store.fold import fold

# Somebody's brother, neighbour or client is another person than the one just named.
RELATIVES = frozenset(
    (
        "mere", "pere", "frere", "soeur", "oncle", "tante", "cousin", "fils", "fille", "mari", "epouse", "grand-pere",
        "grand-mere", "voisin", "collegue", "confrere", "consoeur", "remplacant", "associe", "client", "parent",
        "eleve", "usager", "patient", "locataire", "lecteur", "auditeur", "habitant", "riverain", "employe", "salarie",
        "adherent",
    )
)  # fmt: skip


LAST_ONE = re.compile(r"ce(?P<f>tte)? derni(?:er|ère)|celui-ci|(?P<f2>celle-ci)", re.IGNORECASE)
# What says no more than « il » or « elle »: the person just spoken of.
PERSON_AGAIN = re.compile(
    r"(?:l['’]|le |la |cet |cette |ce )(?:principale? |même |jeune |vieil )?(?:intéressé(?P<f>e)?|homme"
    r"|(?P<f2>femme|jeune femme)"
    r"|jeune homme|(?P<any>(?!partenaire)\w+(?:tenaire|génaire))"
    r"|(?P<f3>(?:jeune )?(?:maman|mère)(?: de famille)?|(?<=cette )mère)|père de famille|(?<=ce )père)",
    re.IGNORECASE,
)


def takes_up_person(phrase: str) -> bool:
    """Whether a phrase says no more than « il » or « elle »: « l'intéressée », « ce dernier »."""
    return bool(LAST_ONE.fullmatch(phrase) or PERSON_AGAIN.fullmatch(phrase))


def stems(word: str) -> Iterator[str]:
    """The role that a noun names in its masculine form, folded: « directrice » is « directeur »."""
    folded = fold(word)
    if folded in known_roles():
        yield folded
        return
    forms = [
        re.sub(r"trice$", "teur", folded), re.sub(r"euse$", "eur", folded), re.sub(r"e$", "", folded),
        re.sub(r"iere$", "ier", folded), re.sub(r"(e|o)nne$", r"\1n", folded), re.sub(r"esse$", "", folded),
        re.sub(r"oresse$", "eur", folded),
    ]  # fmt: skip
    for form in forms:
        if form != folded and form in known_roles():
            yield form
            return
    if re.fullmatch(r"\w{3,}(?:logue|iatre)", folded):
        yield "medecin" if folded not in known_roles() else folded


@cache
def _read() -> dict[str, Any]:
    # `Any`: TOML tables hold lists of strings.
    return tomllib.loads(files("nlp").joinpath("roles.toml").read_text(encoding="utf-8"))


@cache
def taken_up() -> dict[str, tuple[str, ...]]:
    """Noun as a reader writes it, folded → roles it can take up."""
    read = _read()
    known = {fold(noun): tuple(fold(role) for role in roles.split()) for noun, roles in read["takes_up"].items()}
    for role in (*read["roles"]["persons"].split(), *read["roles"]["bodies"].split()):
        for form in _forms(fold(role)):
            known[form] = tuple(dict.fromkeys((fold(role), *known.get(form, ()))))
    return known


def _forms(role: str) -> Iterator[str]:
    yield role
    yield from (
        re.sub(end, new, role)
        for end, new in (
            (r"teur$", "trice"),
            (r"eur$", "euse"),
            (r"(e|o)n$", r"\1nne"),
            (r"er$", "ere"),
            (r"([tdelsn])$", r"\1e"),
        )
        if re.search(end, role)
    )


@cache
def known_roles() -> frozenset[str]:
    return frozenset(fold(role) for role in _read()["roles"]["persons"].split())


@cache
def callings() -> frozenset[str]:
    """Nouns by which press calls persons besides their roles, folded."""
    return frozenset(fold(noun) for noun in _read()["roles"]["callings"].split())


_TRADE = re.compile(r"\w{3,}(?:iste|logue|iatre|enaire|icienne?|euse|trice)|\w{2,}(?<!t)ois(?:e)?")


def names_person(noun: str) -> bool:
    """Whether a common noun calls a person: a role, a calling of press, or a trade by its ending."""
    folded = fold(noun).removeprefix("ex-")
    called = folded in callings() or (folded.endswith("e") and folded[:-1] in callings())
    return called or bool(stems_of(folded) & known_roles()) or bool(_TRADE.fullmatch(folded))


# What somebody is called without having been given it as a role: trades, ages, ranks in a trial.
_DESCRIBES = re.compile(
    r"(?!hebdomadaire|quotidien|constructeur|opérateur|fournisseur|employeur|éditeur|diffuseur|transporteur"
    r"|gestionnaire"
    r"|concessionnaire|assureur|secteur|moteur|ordinateur|facteur|vecteur|compteur|indicateur|papier|dossier"
    r"|quartier|courrier|calendrier|janvier"
    r"|février|chantier|métier|premier|dernière?|première|lumière|manière|rivière|matière|frontière|commentaire|salaire"
    r"|formulaire|honoraire|territoire|affaire|horaire|anniversaire|annuaire|questionnaire|bien|lien|soutien|maintien"
    r"|entretien|liste|piste|valeur|chaleur|douleur|couleur|heure|ampleur|rumeur|erreur|faveur|peur|humeur|majeure"
    r"|prière|carrière|croisière|bannière|ministère|critère|caractère|cimetière|mystère|contraire|scolaire)"
    r"(?:[\w-]*(?:eur|euse|trice|ien|ienne|iste|logue|iatre|ier|ière|aire)|benjamine?|prévenue?|accusée?|suspecte?|victime"
    r"|rescapée?|blessée?|survivante?|démissionnaire|licenciée?|native?|vétérane?|candidate?|requérante?|plaignante?"
    r"|intervenante?|exploitante?|soignante?|enseignante?|aspirante?|combattante?|aînée?|cadette?"
    r"|jeune femme|jeune homme|principale? concernée?|concernée?|maître des lieux)",
    re.IGNORECASE,
)


def describes_person(noun: str) -> bool:
    """Whether a noun may take up a person whom the text did not call so before: « le prévenu », « la socialiste »."""
    return bool(_DESCRIBES.fullmatch(noun)) or names_person(noun)


def root_of(noun: str) -> str:
    """What the forms of a noun share: « boulanger » and « boulangère », « instituteur » and « institutrice »."""
    folded = fold(noun).removeprefix("ex-")
    return re.sub(r"(?:(?<=t)rice|euse|eur|i?ere|i?er|nne|n|ee|e)s?$", "", folded) or folded


@cache
def body_nouns() -> frozenset[str]:
    return frozenset(fold(role) for role in _read()["roles"]["bodies"].split())


def stems_of(noun: str) -> frozenset[str]:
    """The roles that a noun names, folded."""
    return frozenset(stems(noun)) | {fold(noun)}
