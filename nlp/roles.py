"""People and bodies that a text calls by what they are: « l'édile », « la praticienne », « le syndicat ».

A role is read where the text introduces somebody (« Luc Tavernost, le maire », « la présidente de l'UPSL, Delphine
Roquebert », « Dr Sarrazin »); a later phrase made of such a role and nothing else stands for the last person met who
has it. Nobody is guessed: without an introduction the phrase stays as it is written.
"""

import re

from nlp.called_alone import list_called_alone
from nlp.capitalised import find_name_matches, is_person, trim_person
from nlp.first_names import Gender, find_gender
from nlp.introductions import Introduction, content_words, find_acronyms, find_bodies, find_introduced, role_gender
from nlp.role_nouns import RELATIVES, body_nouns, stems, stems_of, taken_up
from nlp.speaking import is_mute
from store.fold import fold

_DEFINITE = r"(?:[Ll]e|[Ll]a|[Ll]['’]|[Cc]e|[Cc]et|[Cc]ette)"
_ANAPHOR = re.compile(
    rf"(?P<det>{_DEFINITE})(?:(?<=['’])|\s+)(?:(?:jeune|vieux|vieil|vieille|petite?|grande?|premier|première|ancien"
    rf"|ancienne|dernier|dernière|nouveau|nouvelle|future?)\s+)?(?P<noun>[^\W\d_][\w-]*)(?P<rest>.*)",
    re.DOTALL,
)
_ANY_ROLE = re.compile(
    r"(?:[Ll]e|[Ll]a|[Ll]['’]|[Uu]ne?|[Ss]on|[Ss]a|[Mm]on|[Mm]a|[Cc]ett?e?)(?:(?<=['’])"
    r"|\s+)(?:(?:jeune|vieux|vieil|vieille|premi(?:er|ère)|seconde?|ancien(?:ne)?|nouveau|nouvelle"
    r"|futur[e]?)\s+)?(?P<noun>[^\W\d_][\w-]*)(?P<rest>.*)",
    re.DOTALL,
)
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
# « le Premier ministre » loses its article as a name does.
_FIRST_MINISTER = re.compile(r"premi(?P<f>ère)?(?:er)? ministre", re.IGNORECASE)
_FIRST_MAGISTRATE = re.compile(r"\bpremi(?:er|ère) magistrate?\b", re.IGNORECASE)
_OFFICES = frozenset(
    (
        "maire", "president", "vice-president", "directeur", "ministre", "prefet", "sous-prefet", "patron",
        "secretaire", "chef", "porte-parole", "depute", "senateur", "doyen", "procureur", "elu", "delegue",
        "conseiller", "adjoint", "responsable", "dirigeant", "rapporteur", "recteur", "representant", "tresorier",
    )
)  # fmt: skip
# « le conseil de l'Ordre » is a body, « le conseil du prévenu » a lawyer.
_BOARD = re.compile(
    r"(?:de l['’]Ordre|de l['’]ordre|municipal|départemental|régional"
    r"|national|d['’]administration|de surveillance)"
)
# « la benjamine de l'assemblée »: what comes after tells among whom.
_SUPERLATIVE = re.compile(r"benjamine?|aînée?|cadette?|vétérane?", re.IGNORECASE)
_TITLED = frozenset(("professeur", "medecin", "docteur"))
_OF_BODY = re.compile(r"(?:de la|de l['’]|du|des|d['’]|de)\s?(?P<body>.+)", re.DOTALL)
_BY_ROLE = re.compile(r"\b(?P<det>[Ll]e|[Ll]a|[Ll]['’])(?:(?<=['’])|\s+)(?P<noun>[^\W\d_][\w-]*)")


class RoleBook:
    """Who has which role in one text, and which full name an acronym stands for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.acronyms = find_acronyms(text)
        self._persons = sorted(find_introduced(text), key=lambda one: one.position)
        self.genders = {one.name: one.gender for one in self._persons if one.gender}
        self._named = sorted(
            [*((at, name) for at, name in names_in(text) if is_person(name)), *list_called_alone(text)]
        )
        self.genders |= {name: told for _, name in self._named if (told := self._told_gender(name))}
        self._bodies = sorted(find_bodies(text, self.acronyms), key=lambda one: one.position)

    def _told_gender(self, name: str) -> Gender | None:
        """What the text tells of a person whose first name does not: « Mme Garnier », « … Ludmila Garnier. Elle »."""
        if find_gender(name) or name in self.genders or " " not in name:
            return None
        civil = re.search(rf"\b(?P<f>Mme|Madame)?(?:M\.|Monsieur)?\s{re.escape(name.split()[-1])}\b", self._text)
        if civil and civil.group().strip() != name.split()[-1]:
            return "f" if civil["f"] else "m"
        after = re.search(rf"{re.escape(name)}\b[^.!?\n]*[.!?]\s+(?P<p>Elle|Il)\s(?!y\b|faut\b|s['’]agit)", self._text)
        return None if after is None else "f" if after["p"] == "Elle" else "m"

    def resolve(self, phrase: str, position: int) -> Introduction | None:
        """Who « l'édile » or « le syndicat » stands for at `position`; None where nobody fits."""
        match = _ANAPHOR.fullmatch(_FIRST_MINISTER.sub(_with_article, phrase))
        if match is None:
            return None
        noun, rest = match["noun"].lower().removeprefix("ex-"), match["rest"].strip()
        if noun == "conseil" and _BOARD.match(rest):
            return None
        kinds = ("maire",) if _FIRST_MAGISTRATE.search(phrase) else taken_up().get(fold(noun))
        if kinds is None and match["det"][:1] in "cC" and not is_mute(phrase):
            return self._last_in_line(match["det"], noun, position)
        if kinds is None:
            return None if rest and not _SUPERLATIVE.fullmatch(noun) else self._described(match["det"], noun, position)
        wanted = frozenset(kinds)
        bodies = fold(noun) in body_nouns()
        words = content_words(rest)
        fitting = [
            one
            for one in (self._bodies if bodies else self._persons)
            if one.roles & wanted
            and (words <= one.words or self._is_last(one, noun, position))
            and (bodies or _agrees(match["det"], noun, one))
        ]
        found = self._nearest(fitting, position)
        if found is None and _FIRST_MAGISTRATE.search(phrase):
            return None
        if found is None and not bodies and not (match["det"][:1] in "lL" and self._is_other(noun, rest, position)):
            found = self._just_named(match["det"], noun, wanted, position, rest)
        if found is None and not bodies and not rest:
            found = self._unnamed(match["det"], noun, wanted, position)
        return found

    def _is_other(self, noun: str, rest: str, position: int) -> bool:
        """Whether « le patron de la Fédération » names a body that the lines before do not: somebody new."""
        of_body = _OF_BODY.match(rest)
        if not stems_of(noun) & _OFFICES:
            # « le pharmacien de Péronne » describes; « le maire d'Aubrac » is one among maires.
            return False
        begin = self._text.rfind("\n", 0, max(0, self._text.rfind("\n", 0, position)))
        return of_body is not None and not content_words(of_body["body"]) & content_words(
            self._text[max(begin, 0) : position]
        )

    def _described(self, det: str, noun: str, position: int) -> Introduction | None:
        """« le prévenu », « l'institutrice »: a description not met before is of the last person named it can fit."""
        if not _DESCRIBES.fullmatch(noun) or self._met(noun, position):
            return None
        begin = self._text.rfind("\n", 0, max(0, self._text.rfind("\n", 0, position)))
        found: Introduction | None = None
        for at, name in self._named:
            if max(begin, 0) <= at < position:
                gender = find_gender(name) or self.genders.get(name)
                one = Introduction(position=at, name=name, roles=frozenset(), words=frozenset(), gender=gender)
                found = one if _agrees(det, noun, one) else found
        return found

    def _last_in_line(self, det: str, noun: str, position: int) -> Introduction | None:
        """« cet ancien cheminot »: the person named last in the same paragraph."""
        line = self._text.rfind("\n", 0, position)
        before = [name for at, name in self._named if line < at < position]
        if not before:
            return None
        gender = find_gender(before[-1]) or self.genders.get(before[-1])
        one = Introduction(position=position, name=before[-1], roles=frozenset(), words=frozenset(), gender=gender)
        return one if _agrees(det, noun, one) else None

    def _met(self, noun: str, position: int) -> bool:
        """Whether a noun was already used of somebody, in the text before its phrase."""
        word = re.compile(rf"\b(?:(?:une?|le|la|les|des|du|au|cett?e?)\s|l['’]){re.escape(noun)}s?\b", re.IGNORECASE)
        found = [match.end() for match in word.finditer(self._text, 0, max(0, position))]
        if found and not re.search(r"[.!?\n]", self._text[found[-1] : position]):
            # The phrase itself, before the words that it reports.
            found.pop()
        return bool(found)

    def _unnamed(self, det: str, noun: str, wanted: frozenset[str], position: int) -> Introduction | None:
        """« le magistrat » after « le procureur »: somebody who has a role and no name in the lines just before."""
        if self._met(noun, position):
            return None
        begin = self._text.rfind("\n", 0, max(0, self._text.rfind("\n", 0, position)))
        found = None
        for match in _BY_ROLE.finditer(self._text, max(begin, 0), max(0, position)):
            roles = frozenset(stems(match["noun"].lower()))
            gender = role_gender(match, match["noun"])
            name = re.sub(r"^L", "l", match.group())
            one = Introduction(position=match.start(), name=name, roles=roles, words=frozenset(), gender=gender)
            if roles & wanted and fold(noun) not in roles and _agrees(det, noun, one):
                found = one
        return found

    def _just_named(self, det: str, noun: str, wanted: frozenset[str], position: int, rest: str) -> Introduction | None:
        """The only person named in the lines just before: « Luc Quentin. « … », peste le maire » tells his role."""
        if stems_of(noun) & RELATIVES:
            return None
        line = self._text.rfind("\n", 0, position)
        # « le directeur de l'établissement » opens a new subject where « le directeur » would go on with an old one.
        begin = line if _OF_BODY.match(rest) else self._text.rfind("\n", 0, max(0, line))
        lines = self._text[max(begin, 0) : position]
        names = {name for _, name in (*names_in(lines), *list_called_alone(lines))}
        names = {name for name in names if is_person(name) or not re.search(r"\s(?:de|du|des|la|le)\s", name)}
        earlier = {name for at, name in self._named if at < position}
        # A headline names nobody: whoever the text names below.
        heads = "\n" in self._text[position:] and "\n" not in self._text[:position]
        others = earlier or ({name for _, name in self._named} if heads else set())
        found = self._only(names, det, noun, wanted, position)
        return found if found or _OF_BODY.match(rest) else self._only(others, det, noun, wanted, position)

    def _only(self, names: set[str], det: str, noun: str, wanted: frozenset[str], position: int) -> Introduction | None:
        """The one of these persons who may have a role that is wanted, whatever else is known of the others."""
        known = {one.name: one.roles for one in self._persons}
        fitting = []
        for name in names:
            gender = find_gender(name) or self.genders.get(name)
            one = Introduction(position=position, name=name, roles=wanted, words=frozenset(), gender=gender)
            if _compatible(known.get(name, frozenset()), wanted) and _agrees(det, noun, one):
                fitting.append(one)
        return fitting[0] if len(fitting) == 1 else None

    def _is_last(self, one: Introduction, noun: str, position: int) -> bool:
        """Whether « l'élu du Gers » follows the senator named in the same lines: such words tell more of him."""
        taking_up = fold(noun) not in one.roles
        start = self._text.rfind("\n", 0, position)
        return taking_up and self._text.find(one.name.split()[-1], max(start, 0), position) >= 0

    def _nearest(self, fitting: list[Introduction], position: int) -> Introduction | None:
        """The last one met before `position`; one who is only met later must be the only one."""
        last: dict[str, tuple[int, Introduction]] = {}
        for one in fitting:
            at = self._last_mention(one, position)
            if at is not None and at >= last.get(one.name, (-1, one))[0]:
                last[one.name] = (at, one)
        if last:
            return max(last.values(), key=lambda entry: entry[0])[1]
        names = {one.name for one in fitting}
        return fitting[0] if len(names) == 1 else None

    def _last_mention(self, one: Introduction, position: int) -> int | None:
        at = self._text.rfind(one.name.split()[-1], 0, position)
        return at if at >= 0 and one.position < position else None


def _with_article(title: re.Match[str]) -> str:
    return (
        f"{'la' if title['f'] else 'le'} {title.group().lower()}"
        if title.span() == (0, len(title.string))
        else title.group()
    )


def names_role(phrase: str, *, alone: bool = True) -> bool:
    """Whether a phrase calls one person by a role: « le maire », « la praticienne »; « sa mère » unless `alone`."""
    match = (_ANAPHOR if alone else _ANY_ROLE).fullmatch(phrase)
    noun = fold(match["noun"].lower()) if match else ""
    return noun in taken_up() and noun not in body_nouns()


def names_in(text: str) -> list[tuple[int, str]]:
    """Names of two words or more in a text with their place, acronyms left out."""
    named = [(one.start(), trim_person(one.group())) for one in find_name_matches(text)]
    return [(at, name) for at, name in named if " " in name and not name.split()[0].isupper()]


def _compatible(known: frozenset[str], wanted: frozenset[str]) -> bool:
    """Whether somebody of these roles may have one that is wanted: a doctor may be « ce chirurgien »."""
    # « le Pr Luc Quentin », « la Dre Lise Quentin »: a title leaves every trade open.
    if any(
        re.fullmatch(r"\w+(?:logue|iatre|iste)|doyen|chef|chercheur|universitaire|interne", role) for role in wanted
    ):
        known = known - _TITLED
    return not known or bool(known & wanted) or any(wanted & set(taken_up().get(role, ())) for role in known)


def _agrees(det: str, noun: str, one: Introduction) -> bool:
    """Whether a phrase has the gender of the person: « la praticienne » is never a man."""
    lowered = det.lower()
    gender: Gender | None = {"le": "m", "ce": "m", "cet": "m", "la": "f", "cette": "f"}.get(lowered)  # type: ignore[assignment]  # literals
    if gender is None:
        if re.search(r"(?:trice|euse|ère|ienne|ée|ente|ante)$", noun):
            gender = "f"
        elif re.search(r"(?:eur|é|ant|ien)$", noun):
            gender = "m"
    return gender is None or one.gender is None or gender == one.gender
