"""Whom a role introduces in the sentence beside a bare name: « Luc Quentin s'étrangle. Le patron des libéraux … ».

Press names somebody in one sentence and says who that is in the next one, or the other way round. A full name that the
text gave no role so far needs one: the first role of its gender that follows nearby is its own.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.first_names import Gender, find_gender
from nlp.introductions import Introduction, agrees, is_compatible
from nlp.lines import start_of_line
from nlp.role_nouns import names_person, stems_of, taken_up
from store.fold import fold

# So many paragraphs above are looked at, where those between name nobody.
MAX_PARAGRAPHS_BACK = 3
_ENDS = re.compile(r"[.!?…]\s*[»”\"]?\s+(?=[A-ZÀ-Ý«“\"])|\n")
# « Chef de file de l'opposition, Luc Quentin … »: a name with its role before it, without an article.
_ROLE_OPENS = re.compile(r"(?:^|[.!?…»\n]\s*)(?P<noun>[A-ZÀ-Ý][a-zà-ÿ-]+)\s[^.!?…»\n,]{2,90},\s$")
_OF_A_BODY = re.compile(r"d(?:e|u|es)\s|d['’]|[^A-ZÀ-Ý]*[A-ZÀ-Ý]")


@dataclass(frozen=True, kw_only=True)
class People:
    """The persons of one text: names with their places in order, roles given, genders that the text tells."""

    text: str
    named: Sequence[tuple[int, str]]
    given: Sequence[Introduction]
    genders: Mapping[str, Gender]

    def person(self, name: str, at: int) -> Introduction:
        """Somebody named at a place, without any role."""
        gender = find_gender(name) or self.genders.get(name)
        return Introduction(position=at, name=name, roles=frozenset(), words=frozenset(), gender=gender)

    def beside(self, det: str, noun: str, rest: str, position: int) -> str | None:
        """The person named without a role whom « le `noun` `rest` » at `position` introduces."""
        called = _Called(people=self, det=det, noun=noun, position=position)
        name = called.before(near=bool(rest))
        if name is None and not any(called.may_be(other, at) for at, other in self.named if at < position):
            name = called.after()
        return name or (None if _OF_A_BODY.match(rest) else self._sole(det, noun))

    def _sole(self, det: str, noun: str) -> str | None:
        """The only woman, or man, whom the text names in full and more than once, where no role of hers forbids it."""
        known = {one.name: one.roles for one in self.given}
        wanted = frozenset(taken_up().get(fold(noun), ())) | stems_of(noun)
        full = {name for _, name in self.named if " " in name}
        found = [name for name in full if agrees(det, noun, self.person(name, 0))]
        if len(found) != 1 or self.text.count(found[0].split()[-1]) < 2:
            return None
        return found[0] if is_compatible(known.get(found[0], frozenset()), wanted) else None

    def above(self, position: int) -> list[str]:
        """The persons named in the paragraph before `position`, else in the nearest one above that names any."""
        begin, end = start_of_line(self.text, position), position
        for _ in range(MAX_PARAGRAPHS_BACK):
            found = [name for at, name in self.named if begin < at < end]
            if found or begin < 0:
                return found
            begin, end = start_of_line(self.text, begin), begin
        return []


@dataclass(frozen=True, kw_only=True)
class _Called:
    """A role at a place of a text, and who may have it."""

    people: People
    det: str
    noun: str
    position: int

    def may_be(self, name: str, at: int) -> bool:
        """Whether a person named in full has the gender of the role."""
        return " " in name and agrees(self.det, self.noun, self.people.person(name, at))

    def fits(self, name: str, at: int) -> bool:
        """The same, where the text has given that person no role."""
        given = any(one.name == name and one.position <= max(at, self.position) for one in self.people.given)
        return self.may_be(name, at) and not given and not _is_apposed(self.people.text, at)

    def before(self, *, near: bool) -> str | None:
        """The only person of the last sentence whom the role may introduce; then, unless `near`, of the lines above."""
        text, position = self.people.text, self.position
        line = start_of_line(text, position) + 1
        sentence = max((one.end() for one in _ENDS.finditer(text, line, position)), default=line)
        begin = max((one.end() for one in _ENDS.finditer(text, line, max(line, sentence - 2))), default=line)
        there = {name: at for at, name in self.people.named if begin <= at < position}
        if near and sum(self.may_be(name, at) for name, at in there.items()) > 1:
            # « X a vu Y. … », résume le patron du club: nothing says which of the two.
            return None
        names = {name for name, at in there.items() if self.fits(name, at)}
        if not near:
            names = names or {name for name in self.people.above(position) if self.fits(name, position)}
        return names.pop() if len(names) == 1 else None

    def after(self) -> str | None:
        """The person whose bare name opens a sentence soon after a role that nobody has yet."""
        text, position = self.people.text, self.position
        end = text.find("\n", position)
        end = text.find("\n", end + 1) if end >= 0 else -1
        end = len(text) if end < 0 else end
        at, name = next(((at, name) for at, name in self.people.named if position < at < end), (-1, ""))
        if at not in {one.end() for one in _ENDS.finditer(text, position, end)}:
            return None
        acts = re.match(r"(?:,\s(?:elle|lui),)?\s[a-zà-ÿ]", text[at + len(name) : at + len(name) + 8])
        return name if acts and self.fits(name, at) else None


def _is_apposed(text: str, at: int) -> bool:
    opening = _ROLE_OPENS.search(text, max(0, at - 120), at)
    return opening is not None and names_person(opening["noun"])
