"""People and bodies that a text calls by what they are: « l'édile », « la praticienne », « le syndicat ».

A role is read where the text introduces somebody (« Luc Tavernost, le maire », « la présidente de l'UPSL, Delphine
Roquebert », « Dr Sarrazin »); a later phrase made of such a role and nothing else stands for the last person met who
has it. Nobody is guessed: without an introduction the phrase stays as it is written.
"""

import re

from nlp.beside import find_beside, is_former
from nlp.called_alone import list_called_alone
from nlp.capitalised import is_person
from nlp.first_names import Gender, find_gender
from nlp.introductions import (
    Introduction,
    agrees,
    content_words,
    find_acronyms,
    find_bodies,
    find_introduced,
    is_compatible,
    role_gender,
)
from nlp.lines import start_of_line
from nlp.role_nouns import RELATIVES, body_nouns, describes_person, root_of, stems, stems_of, taken_up
from nlp.role_words import (
    ANAPHOR,
    BOARD,
    BY_ROLE,
    FIRST_MAGISTRATE,
    FIRST_MINISTER,
    NAMED,
    OF_BODY,
    OF_UNIONS,
    OFFICES,
    OPENS_COMPLEMENT,
    SUPERLATIVE,
    TAKING_UP,
    names_in,
    with_article,
)  # fmt: skip
from nlp.speaking import is_mute
from nlp.unintroduced import People
from store.fold import fold


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
        self._people = People(text=text, named=self._named, given=self._persons, genders=self.genders)
        self._taken: list[tuple[int, str, frozenset[str], Introduction]] = []
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
        """Who « l'édile » or « le syndicat » stands for at `position`; None where nobody fits.

        A noun that stood for somebody does again.
        """
        match = ANAPHOR.fullmatch(FIRST_MINISTER.sub(with_article, phrase))
        root = root_of(match["noun"].lower()) if match else ""
        found = self._again(match, root, position) if match and not self._is_given(match["noun"]) else None
        found = found or self._resolve(phrase, position)
        found = found or (self._introduced_beside(match, position) if match else None)
        if found and match:
            self._taken.append((position, root, content_words(phrase), found))
        return found

    @staticmethod
    def _stem(noun: str) -> tuple[str, ...] | None:
        """« la rapporteure », « la cheffe »: a feminine form that no rule makes of the masculine one."""
        return tuple(stem for stem in stems(noun) if stem != "medecin") or None

    def _is_given(self, noun: str) -> bool:
        return any(stems_of(noun.lower()) & one.roles for one in self._persons)

    def _again(self, match: re.Match[str], root: str, position: int) -> Introduction | None:
        """Who was called by that noun before; « le ministre » of one body is not that of another."""
        if stems_of(match["noun"].lower()) & OFFICES:
            return None
        words = content_words(match["rest"])
        before = [entry for entry in self._taken if entry[1] == root and entry[0] < position and words <= entry[2]]
        return max(before, key=lambda entry: entry[0])[3] if before else None

    def _introduced_beside(self, match: re.Match[str], position: int) -> Introduction | None:
        """The person named without a role whom a role before or after introduces."""
        noun = match["noun"].lower().removeprefix("ex-")
        if match["det"][:1] in "cC" or fold(noun) in body_nouns() or stems_of(noun) & RELATIVES:
            return None
        if NAMED.match(match["rest"].strip()) or FIRST_MAGISTRATE.search(match.group()):
            return None
        if not describes_person(noun) or is_mute(match.group()) or self._met(noun, position):
            return None
        name = self._people.beside(match["det"], noun, match["rest"].strip(), position)
        return self._people.person(name, position) if name else None

    def _resolve(self, phrase: str, position: int) -> Introduction | None:
        match = ANAPHOR.fullmatch(FIRST_MINISTER.sub(with_article, phrase))
        if match is None:
            return None
        noun, rest = match["noun"].lower().removeprefix("ex-"), match["rest"].strip()
        if (noun == "conseil" and BOARD.match(rest)) or (NAMED.match(rest) and fold(noun) not in body_nouns()):
            return None
        kinds = ("maire",) if FIRST_MAGISTRATE.search(phrase) else taken_up().get(fold(noun), self._stem(noun))
        if told := self._formerly(phrase, match, kinds is None, position):
            return told
        if kinds is None and match["det"][:1] in "cC" and not is_mute(phrase):
            return self._last_in_line(match["det"], noun, position)
        if kinds is None:
            return self._described(match["det"], noun, position, rest=rest)
        wanted = frozenset(kinds)
        bodies = fold(noun) in body_nouns()
        words = content_words(rest)
        fitting = [
            one
            for one in (self._bodies if bodies else self._persons)
            if one.roles & wanted
            and (words <= one.words or self._is_last(one, noun, position))
            and (bodies or agrees(match["det"], noun, one))
        ]
        found = self._nearest(fitting, position)
        if found and found.position > position and not rest and not bodies:
            # « Le président » is who was just named sooner than a president met further on.
            found = self._just_named(match["det"], noun, wanted, position, rest) or found
        if found or bodies or FIRST_MAGISTRATE.search(phrase):
            return found
        return self._guessed(match["det"], noun, wanted, position, rest)

    def _guessed(self, det: str, noun: str, wanted: frozenset[str], position: int, rest: str) -> Introduction | None:
        """Who may have a role that the text never gave: the only person just named, or described so."""
        is_other = det[:1] in "lL" and self._is_other(noun, rest, position)
        found = None if is_other else self._just_named(det, noun, wanted, position, rest)
        if found or rest:
            return found
        found = self._unnamed(det, noun, wanted, position)
        if found or (stems_of(noun) & (OFFICES | RELATIVES) and det[:1] not in "cC"):
            return found
        return self._described(det, noun, position, wanted=wanted)

    def _formerly(self, phrase: str, match: re.Match[str], unknown: bool, position: int) -> Introduction | None:
        """Who was given the very noun of the phrase, or « ancien » with it: « l'ancien maire » is seldom the maire."""
        noun = match["noun"].lower().removeprefix("ex-")
        former = is_former(phrase[: match.start("noun") + 3])
        called = self._called(match["det"], noun, position, former=former) if former or unknown else None
        return called or (self._last_in_line(match["det"], noun, position) if former else None)

    def _called(self, det: str, noun: str, position: int, *, former: bool) -> Introduction | None:
        """« l'ex-facteur » after « Octave Lamarque, 77 ans, ancien facteur »: beside one name before, the same noun."""
        fitting = {}
        for at, name in find_beside(self._text, self._named, noun, position, former=former):
            gender = find_gender(name) or self.genders.get(name)
            one = Introduction(position=at, name=name, roles=frozenset(), words=frozenset(), gender=gender)
            if agrees(det, noun, one):
                fitting[name] = one
        return next(iter(fitting.values())) if len(fitting) == 1 else None

    def _is_other(self, noun: str, rest: str, position: int) -> bool:
        """Whether « le patron de la Fédération » names a body that the lines before do not: somebody new."""
        of_body = OF_BODY.match(rest) if OPENS_COMPLEMENT.match(rest) else None
        place = bool(re.search(r"[A-ZÀ-Ý]", rest)) and bool(stems_of(noun) & TAKING_UP)
        if place or not stems_of(noun) & OFFICES:
            # « le pharmacien de Péronne » describes; « le maire d'Aubrac » is one among maires.
            return False
        begin = start_of_line(self._text, position, back=1)
        return of_body is not None and not content_words(of_body["body"]) & content_words(
            self._text[max(begin, 0) : position]
        )

    def _described(
        self, det: str, noun: str, position: int, *, rest: str = "", wanted: frozenset[str] = frozenset()
    ) -> Introduction | None:
        """« le prévenu », « la socialiste »: a description not met before is of the last person named it can fit.

        With a complement (« le numéro deux du mouvement ») it must be the only one of its paragraph.
        """
        if not describes_person(noun) or self._met(noun, position):
            return None
        line = start_of_line(self._text, position)
        if rest and not SUPERLATIVE.fullmatch(noun):
            before = {name for at, name in self._named if line < at < position}
            return self._last_in_line(det, noun, position) if len(before) == 1 else None
        begin = start_of_line(self._text, position, back=1)
        known = {one.name: one.roles for one in self._persons} if wanted else {}
        found: Introduction | None = None
        for at, name in self._named:
            if max(begin, 0) <= at < position:
                gender = find_gender(name) or self.genders.get(name)
                one = Introduction(position=at, name=name, roles=frozenset(), words=frozenset(), gender=gender)
                fits = agrees(det, noun, one) and is_compatible(known.get(name, frozenset()) - OFFICES, wanted)
                found = one if fits else found
        return found

    def _last_in_line(self, det: str, noun: str, position: int) -> Introduction | None:
        """« cet ancien cheminot »: the person named last in the same paragraph."""
        line = start_of_line(self._text, position)
        before = [name for at, name in self._named if line < at < position]
        if not before:
            return None
        gender = find_gender(before[-1]) or self.genders.get(before[-1])
        one = Introduction(position=position, name=before[-1], roles=frozenset(), words=frozenset(), gender=gender)
        return one if agrees(det, noun, one) else None

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
        begin = start_of_line(self._text, position, back=1)
        found = None
        for match in BY_ROLE.finditer(self._text, max(begin, 0), max(0, position)):
            roles = frozenset(stems(match["noun"].lower()))
            gender = role_gender(match, match["noun"])
            name = re.sub(r"^L", "l", match.group())
            one = Introduction(position=match.start(), name=name, roles=roles, words=frozenset(), gender=gender)
            if roles & wanted and fold(noun) not in roles and agrees(det, noun, one):
                found = one
        return found

    def _just_named(self, det: str, noun: str, wanted: frozenset[str], position: int, rest: str) -> Introduction | None:
        """The only person named in the lines just before: « Luc Quentin. « … », peste le maire » tells his role."""
        if stems_of(noun) & RELATIVES:
            return None
        line = start_of_line(self._text, position)
        # « le directeur de l'établissement » opens a new subject where « le directeur » would go on with an old one.
        begin = line if OF_BODY.match(rest) else start_of_line(self._text, position, back=1)
        for since in dict.fromkeys((line, begin)):
            if found := self._only(self._named_between(since, position), det, noun, wanted, position):
                return found
        earlier = {name for at, name in self._named if at < position}
        # A headline names nobody: whoever the text names below.
        heads = "\n" in self._text[position:] and "\n" not in self._text[:position]
        others = earlier or ({name for _, name in self._named} if heads else set())
        return None if OF_BODY.match(rest) else self._only(others, det, noun, wanted, position)

    def _named_between(self, begin: int, end: int) -> set[str]:
        lines = self._text[max(begin, 0) : end]
        names = {name for _, name in (*names_in(lines), *list_called_alone(lines))}
        return {name for name in names if is_person(name) or not re.search(r"\s(?:de|du|des|la|le)\s", name)}

    def _only(self, names: set[str], det: str, noun: str, wanted: frozenset[str], position: int) -> Introduction | None:
        """The one of these persons who may have a role that is wanted, whatever else is known of the others."""
        known = {one.name: one.roles for one in self._persons}
        fitting = []
        for name in names:
            gender = find_gender(name) or self.genders.get(name)
            one = Introduction(position=position, name=name, roles=wanted, words=frozenset(), gender=gender)
            # « cet ancien vétérinaire » and « la gériatre » may preside.
            besides = OFFICES if det[:1] in "cC" else OF_UNIONS if not stems_of(noun) & OFFICES else frozenset()
            if is_compatible(known.get(name, frozenset()) - besides, wanted) and agrees(det, noun, one):
                fitting.append(one)
        return fitting[0] if len(fitting) == 1 else None

    def _is_last(self, one: Introduction, noun: str, position: int) -> bool:
        """Whether « l'élu du Gers » follows the senator named in the same lines: such words tell more of him."""
        taking_up = fold(noun) not in one.roles
        start = start_of_line(self._text, position)
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
