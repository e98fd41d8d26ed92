"""Where a text gives a person a role, or a body its kind: « Luc Tavernost, le maire », « le syndicat UPSL »."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.capitalised import CAPITALISED, NAME, PARTICLE, is_person, trim_person
from nlp.first_names import TITLE, Gender, find_gender
from nlp.role_nouns import stems, taken_up
from store.fold import fold

# What ends the nouns of an apposition; « Luc Quentin, selon le maire, … » gives him no role.
_AFTER_ROLE = re.compile(
    r"\b(?:de|du|des|d['’]|à|au|aux|en|qui|que|dans|chez|selon|pour|par|avec|contre|mais|où|dont|comme|est|sont"
    r"|était|a|ont"
    r"|avait)(?:\s|(?<=['’])|$)",
    re.IGNORECASE,
)
_TWO_NAMES = (
    rf"(?:(?:{TITLE})\s+)?(?!{TITLE}\s){CAPITALISED}[^\S\n]+(?:{PARTICLE}[^\S\n]?)?{CAPITALISED}"
    rf"(?:[^\S\n]+{CAPITALISED})?"
)
# « Luc Tavernost, (le) maire de …, »: what follows a name up to the next comma.
_NAME_THEN_ROLE = re.compile(
    rf"(?P<name>{NAME})\s?(?:,|\()\s*(?:\d\d ans,\s+)?"
    rf"(?:(?:(?P<det>[Ll]e|[Ll]a|une?)\s|(?:[Ll]['’]|son|sa|ancien(?:ne)?)\s?))*(?P<role>[^,.;:!?()«»\"\n]{{3,90}})"
)
# « le maire, Luc Tavernost », « la présidente de l'UPSL, Delphine Roquebert », « le généraliste parisien Luc Quentin ».
_ROLE_THEN_NAME = re.compile(
    rf"\b(?P<det>[Ll]e|[Ll]a|[Ll]['’]|[Uu]ne?|[Ss]on|[Ss]a|[Dd]u|[Aa]u)(?:(?<=['’])|\s+)"
    rf"(?P<role>[^\W\d_][\w'’-]*(?:\s(?!{TITLE}\s)[\w'’()/-]+){{0,9}}?),?\s+(?P<name>{_TWO_NAMES})(?![\w-])"
)
# « le docteur Loiseleur »: a family name after a role, whose full form stands elsewhere in the text.
_ROLE_THEN_SURNAME = re.compile(
    rf"\b(?P<det>[Ll]e|[Ll]a|[Ll]['’])(?:(?<=['’])|\s+)(?P<role>(?:docteure?|maire|professeure?|ministre|députée?"
    rf"|sénateur|sénatrice|avocate?|préfète?|président|présidente|généraliste))\s+(?P<name>{CAPITALISED})(?!\s[A-ZÀ-Ý])"
)
_IN_A_LIST = re.compile(rf"{_TWO_NAMES},\s$")
_PRESIDES = re.compile(rf"(?P<name>{NAME}),?\s+qui\s+(?P<verb>préside|dirige)\b")
_TITLES = {"dr": "médecin", "dre": "médecin", "docteur": "médecin", "docteure": "médecin", "me": "avocat",
           "maître": "avocat", "pr": "professeur", "pre": "professeur", "professeur": "professeur"}  # fmt: skip
_PARTY = (
    r"(?:syndicat|intersyndicale|union|association|collectif|fédération|confédération|comité|mouvement|institut|agence"
    r"|organisation|parti|coordination|observatoire|ordre|mutuelle|société|fondation|caisse)"
)
# « l'Union des praticiens libres (UPL) »: a body, its kind, its acronym.
_BODY_AND_ACRONYM = re.compile(
    rf"\b(?:[Ll]e|[Ll]a|[Ll]['’]|du|des|de la|de l['’]|au|à l['’])(?:(?<=['’])|\s+)"
    rf"(?P<full>(?:{_PARTY}\s+)?[A-ZÀ-Ý][^.,;:!?()«»\"\n]{{6,90}}?)\s+\((?P<acronym>[A-Z][A-Za-z0-9-]{{1,11}})\)"
)
_BODY_NAMED = re.compile(
    rf"\b(?P<kind>(?i:{_PARTY}))\s+(?:(?:des|de|du)\s+)?(?P<full>{CAPITALISED}(?:[^\S\n]+(?:(?:pour|et|de|du|des|la"
    rf"|sans)[^\S\n]+)*[A-Za-zà-ÿ][\w-]+)??"
    rf"(?:\s(?:aux?|à la|pour|sans|contre)\s(?!sa\b|son\b|lui\b|elle\b)[a-zà-ÿ][\w-]+)?)(?=[\s,.;:!?)»])"
)


@dataclass(frozen=True, kw_only=True)
class Introduction:
    """Somebody named at `position` with roles, and the words around that a complement may take up."""

    position: int
    name: str
    roles: frozenset[str]
    words: frozenset[str]
    gender: Gender | None


def find_introduced(text: str) -> Iterator[Introduction]:
    """Each place where a text gives a person a role or a title."""
    yield from _beside_names(text)
    for match in _PRESIDES.finditer(text):
        yield from _introduction(text, match, "président" if match["verb"] == "préside" else "directeur")
    for match in _ROLE_THEN_SURNAME.finditer(text):
        name = _full(text, match["name"])
        if name:
            yield Introduction(
                position=match.start("name"), name=name, roles=frozenset(_roles(match["role"])), words=frozenset(),
                gender=find_gender(name) or role_gender(match, match["role"]),
            )  # fmt: skip
    for match in re.finditer(
        rf"(?P<name>(?P<title>{TITLE})\s+{CAPITALISED}(?:[^\S\n]+(?:{PARTICLE}[^\S\n]?)?{CAPITALISED})*)", text
    ):
        role = _TITLES.get(match["title"].lower().rstrip("."))
        if role:
            yield from _introduction(text, match, role)


def _beside_names(text: str) -> Iterator[Introduction]:
    for match in _NAME_THEN_ROLE.finditer(text):
        yield from _introduction(text, match, match["role"])
    for match in _ROLE_THEN_NAME.finditer(text):
        if not _is_of_name_before(text, match):
            yield from _introduction(text, match, match["role"])


def _is_of_name_before(text: str, match: re.Match[str]) -> bool:
    """« Luc Quentin, le maire, Lise Aubert, présidente du club »: the role is that of the name before it."""
    listed = _IN_A_LIST.search(text, max(0, match.start() - 60), match.start())
    return listed is not None and text[match.end() : match.end() + 1] == ","


def _full(text: str, family: str) -> str | None:
    """The only full name of that family in the text."""
    pattern = rf"(?!{TITLE}\s){CAPITALISED}\s{re.escape(family)}(?![\w-])"
    names = {match.group() for match in re.finditer(pattern, text)}
    return names.pop() if len(names) == 1 else None


def _introduction(text: str, match: re.Match[str], role: str) -> Iterator[Introduction]:
    name = trim_person(match["name"])
    # « ministre sous la présidence de Luc Quentin »: the name completes another noun.
    if re.search(r"(?:\b(?:de|du|des|à|au|aux|par|pour|avec|contre|selon|que|et|comme|chez)|d['’])\s*$", role):
        return
    roles = frozenset(_roles(role))
    if not roles or (not is_person(name) and " " not in name):
        return
    gender = find_gender(name) or role_gender(match, role)
    around = text[max(0, match.start() - 60) : match.end() + 60]
    yield Introduction(position=match.start("name"), name=name, roles=roles, words=content_words(around), gender=gender)


def role_gender(match: re.Match[str], role: str) -> Gender | None:
    """The gender shown by the determiner of a match (group `det`, if it has one), else by the ending of the role."""
    det = (match.groupdict().get("det") or "").lower()
    if det in {"le", "du", "au"} and re.match(r"(?:docteur|dr|professeur|pr|maître)\b", role.strip(), re.IGNORECASE):
        # « le docteur Sow » may be a woman.
        return None
    if det in {"le", "du", "au", "un", "son"}:
        return "m"
    if det in {"la", "une", "sa"}:
        return "f"
    feminine = re.match(r"\w*(?:trice|euse|ière|ienne|ente|ante|ée|esse|enne)\b", role.strip())
    return "f" if feminine else None


def _roles(written: str) -> Iterator[str]:
    """The roles named by the first nouns of an apposition, before any « de » that opens a complement."""
    head = _AFTER_ROLE.split(written.strip(), maxsplit=1)[0]
    for word in re.findall(r"[^\W\d_][\w-]*", head)[:6]:
        yield from stems(word)


def find_acronyms(text: str) -> dict[str, str]:
    """The acronyms that a text explains, each with the full name of its body."""
    return {match["acronym"]: match["full"] for match in _BODY_AND_ACRONYM.finditer(text) if _spells(match)}


def _spells(match: re.Match[str]) -> bool:
    """Whether an acronym takes the letters of the words before it, in order."""
    words = re.findall(r"[^\W\d_]+", fold(match["full"]))
    wanted = [char for char in fold(match["acronym"]) if char.isalpha()]
    position = 0
    for word in words:
        if position < len(wanted) and word[0] == wanted[position]:
            position += 1
    if position >= max(2, len(wanted) - 1):
        return True
    # « Syndicat national des médecins (SYNAMED) »: syllables, each from the start of a word.
    return "".join(wanted[:2]) == words[0][:2] and _syllables("".join(wanted), words)


def _syllables(acronym: str, words: list[str]) -> bool:
    """Whether an acronym is made of the beginnings of words, in order, some words left out."""
    if not acronym:
        return True
    for index, word in enumerate(words):
        for size in range(min(len(word), len(acronym), _MAX_SYLLABLE), 0, -1):
            if word[:size] == acronym[:size] and _syllables(acronym[size:], words[index + 1 :]):
                return True
    return False


_MAX_SYLLABLE = 4


def find_bodies(text: str, acronyms: dict[str, str]) -> Iterator[Introduction]:
    """Each place where a text names a body, by an explained acronym or after its kind: « le syndicat UPSL »."""
    for acronym, full in acronyms.items():
        for at in re.finditer(rf"(?<![\w-]){re.escape(acronym)}(?![\w-])", text):
            yield _body(at.start(), full, fold(full.split()[0]))
    for match in _BODY_NAMED.finditer(text):
        yield _body(match.start(), acronyms.get(match["full"], match["full"]), fold(match["kind"]))


def _body(position: int, name: str, kind: str) -> Introduction:
    return Introduction(position=position, name=name, roles=frozenset({kind}), words=content_words(name), gender=None)


def content_words(written: str) -> frozenset[str]:
    """The folded words of three letters or more that mean something."""
    return frozenset(word for word in re.findall(r"[^\W\d_]{3,}", fold(written)) if word not in _EMPTY)


_EMPTY = frozenset(
    ("les", "des", "une", "aux", "son", "ses", "sur", "par", "pour", "dans", "avec", "lui", "elle", "meme")
)


_HEADS = frozenset(("president", "vice-president", "directeur", "patron", "fondateur", "secretaire", "porte-parole"))
_TITLED = frozenset(("professeur", "medecin", "docteur"))


def is_compatible(known: frozenset[str], wanted: frozenset[str]) -> bool:
    """Whether somebody of these roles may have one that is wanted: a doctor may be « ce chirurgien »."""
    if wanted and wanted <= _HEADS:
        # « le Dr Luc Quentin » may be « le patron du syndicat ».
        known = known - _TITLED
    # « le Pr Luc Quentin », « la Dre Lise Quentin »: a title leaves every trade open.
    if any(
        re.fullmatch(r"\w+(?:logue|iatre|iste)|doyen|chef|chercheur|universitaire|interne", role) for role in wanted
    ):
        known = known - _TITLED
    return not known or bool(known & wanted) or any(wanted & set(taken_up().get(role, ())) for role in known)


def agrees(det: str, noun: str, one: Introduction) -> bool:
    """Whether a phrase has the gender of the person: « la praticienne » is never a man."""
    lowered = det.lower()
    gender: Gender | None = {"le": "m", "ce": "m", "cet": "m", "la": "f", "cette": "f"}.get(lowered)  # type: ignore[assignment]  # literals
    if gender is None:
        if re.search(r"(?:trice|euse|ère|ienne|ée|ente|ante)$", noun):
            gender = "f"
        elif re.search(r"(?:eur|é|ant|ien)$", noun):
            gender = "m"
    return gender is None or one.gender is None or gender == one.gender
