"""Names made whole and pronouns given back to their person, over one article."""

import re
from collections.abc import Iterable

from nlp.called_alone import find_alone
from nlp.capitalised import CAPITALISED, FIRST_NAME, NAME, PARTICLE, find_name_matches, is_person, trim_person
from nlp.first_names import TITLE, Gender, find_gender, first_names
from nlp.lines import start_of_line
from nlp.openers import THING, find_groups, find_openers
from nlp.role_nouns import describes_person
from nlp.role_words import names_in, names_role
from nlp.roles import RoleBook
from nlp.speakers import can_speak
from nlp.subject_names import find_families, is_subject, opens_sentence, place
from nlp.subjects import place_of_on

_PRONOUNS: dict[str, Gender] = {"il": "m", "elle": "f"}
_PLURAL = re.compile(r"(?:les|des|ses|ces|leurs|plusieurs|certaine?s|deux|trois|nos)\s")


class NameBook:
    """Fullest forms of the names seen in one article, and the persons a pronoun may stand for.

    `speakers` are names known besides the text, as the speakers of an interview's turns.
    """

    def __init__(self, text: str, speakers: Iterable[str] = ()) -> None:
        self._text = "\n".join([text, *speakers])
        self._known: dict[str, str] = {}
        named = [one for one in find_name_matches(text) if " " in one.group()]
        named = sorted([*named, *find_alone(text)], key=lambda one: one.start())
        self._persons = [place(match) for match in named if is_subject(text, match)]
        self._objects = [place(match) for match in named if _is_personal(match.group())]
        self._persons += [*find_openers(text), *find_families(text, [one.group() for one in named])]
        self._groups = find_groups(text)
        self._said: list[tuple[int, str, Gender | None]] = []
        self._roles = RoleBook(text)
        # Who answers is « vous » or « je » in an interview's turns: no role and no « il » is theirs there.
        self.addressed: frozenset[str] = frozenset()
        self._persons = [(at, name, gender or self._roles.genders.get(name)) for at, name, gender in self._persons]

    def full_name(self, speaker: str, position: int) -> tuple[str, Gender | None]:
        """The fullest name of who « le Dr Quentin », « l'édile » or « l'UPL » is at `position`, and its gender."""
        rank = RANK.fullmatch(speaker)
        if rank and (ranked := self.nth(rank["rank"], position)):
            return ranked, find_gender(ranked)
        role = self._roles.resolve(speaker, position)
        if role is not None and self.complete(role.name) not in self.addressed:
            return self.complete(role.name), role.gender
        if _BODY_AGAIN.fullmatch(speaker) and (heard := self._body_heard(position)):
            return heard, None
        by_role = _ROLE_AND_FAMILY.fullmatch(speaker)
        if by_role and " " in (name := self.complete(by_role["family"])):
            return name, find_gender(name)
        return self.complete(self._roles.acronyms.get(speaker, speaker)), None

    def _body_heard(self, position: int) -> str | None:
        """« l'association » for the body heard last in the lines just before, which the text gives no kind."""
        begin = start_of_line(self._text, position, back=1)
        heard = [one for one in self._said if begin < one[0] < position]
        name = max(heard, key=lambda one: one[0])[1] if heard else ""
        return name if name[:1].isupper() and not is_person(name) and can_speak(f"le {name.lower()}") else None

    def complete(self, speaker: str) -> str:
        """The fullest name of the same person in the text: « Dr Quentin » as « Dr Alix Quentin »."""
        if speaker not in self._known:
            self._known[speaker] = self._complete(speaker)
        return self._known[speaker]

    def _complete(self, speaker: str) -> str:
        if re.fullmatch(rf"{TITLE}\s[A-ZÀ-Ý]", speaker) and f"{speaker}." in self._text:
            # « M. R. », as doctors call a patient: the point is the initial's.
            return f"{speaker}."
        title = re.match(rf"({TITLE})\s+(?=[A-ZÀ-Ý])", speaker)
        bare = speaker[title.end() :] if title else speaker
        if not bare or not bare[0].isupper() or (not title and (" " in bare or bare.isupper())):
            return self._titled(speaker, bare) if " " in bare else speaker
        given = rf"{FIRST_NAME}[^\S\n]+(?:{CAPITALISED}[^\S\n]+){{0,2}}(?:{PARTICLE}[^\S\n]?)?"
        pattern = rf"(?<![\w-])(?P<first>{given}){re.escape(bare)}(?![\w-])"
        names = {m["first"] + bare for m in re.finditer(pattern, self._text)}
        names = {trim_person(name) for name in names}
        names = {name for name in names if is_person(name)} or (names if title else set())
        if not names and not title and bare in first_names():
            # « Victoire » where the text names « Victoire Chassagne ».
            names = {one for _, one in names_in(self._text) if one.split()[0] == bare}
            return self._titled(speaker, names.pop()) if len(names) == 1 else speaker
        # Two people of one family name: a short form cannot say which.
        if len({name.split()[0] for name in names}) != 1:
            return speaker
        return self._titled(speaker, max(names, key=len))

    def _titled(self, speaker: str, bare: str) -> str:
        """The name with its medical or academic title where the text gives one."""
        own = re.match(r"((?:Dr|Pr|Me|Docteure?|Professeure?|Maître)\.?)\s", speaker)
        bare = re.sub(rf"^{TITLE}\s+", "", bare)
        first, _, family = bare.partition(" ")
        seen = re.search(rf"\b((?:Dr|Pr|Me)\.?)\s+(?:{re.escape(first)}\s+)?{re.escape(family)}(?![\w-])", self._text)
        title = own or (seen if family else None)
        return f"{title[1]} {bare}" if title else bare

    def said(self, position: int, speaker: str, gender: Gender | None) -> None:
        """Remember that `speaker` was heard at `position`, for the pronouns after it."""
        self._said = [entry for entry in self._said if entry[0] != position]
        self._said.append((position, speaker, gender or find_gender(speaker) or self._roles.genders.get(speaker)))

    def nth(self, rank: str, position: int) -> str | None:
        """« La première », « le second »: one of the two persons last named together, « X et Y »."""
        pairs = [match for match in _PAIR.finditer(self._text) if match.start() < position]
        if not pairs or not any(is_person(pairs[-1][one]) for one in ("one", "two")):
            return self._nth_named(rank, position)
        return self.complete(pairs[-1]["one" if rank.lower().startswith("prem") else "two"])

    def _pairs(self) -> list[tuple[int, str, Gender | None]]:
        """« Armelle et Jacques rêvent d'un voilier »: two persons that open a sentence together, for « ils »."""
        pairs = (match for match in _PAIR.finditer(self._text) if is_person(match["one"]) and is_person(match["two"]))
        return [(one.start(), one.group(), None) for one in pairs if opens_sentence(self._text, one.start())]

    def _nth_named(self, rank: str, position: int) -> str | None:
        """« Lui, Malo Quentin, est médecin ; elle, Inès Quentin, sage-femme. « … », dit le premier »."""
        line = start_of_line(self._text, position)
        named = {at: self.complete(trim_person(name)) for at, name, _ in self._named_persons() if line < at < position}
        two = list(dict.fromkeys(named[at] for at in sorted(named)))
        if len(two) != 2:
            return None
        return two[0] if rank.lower().startswith("prem") else two[1]

    def last(self, position: int, *, since: int = 0) -> str | None:
        """Who was heard last before `position`, from `since` on: « Et d'ajouter : « … » »."""
        before = [entry for entry in self._said if since <= entry[0] < position]
        return max(before, key=lambda entry: entry[0])[1] if before else None

    def protagonist(self, position: int) -> str | None:
        """The person whom the text speaks of at `position`: the last one heard or met as a subject before it."""
        before = [entry for entry in self._persons + self._said if entry[0] < position]
        single = [entry for entry in before if not _PLURAL.match(entry[1]) and (entry[2] or _is_personal(entry[1]))]
        # « Son client, à l'entendre, … »: hers is another.
        apart = [one for one in single if _THEIRS.match(one[1]) and _INSERTED.fullmatch(self._text, one[0], position)]
        single = [entry for entry in single if entry not in apart] or single
        return self.complete(max(single, key=lambda entry: entry[0])[1]) if single else None

    def last_named(self, position: int, wanted: Gender | None) -> str | None:
        """« la loi de Lise Quentin … Son autrice … »: the person named last in the lines just before."""
        begin = start_of_line(self._text, position, back=1)
        named = [one for one in self._named_persons() if begin < one[0] < position and " " in one[1]]
        fitting = [one for one in named if wanted is None or find_gender(one[1]) in {wanted, None}]
        return self.complete(trim_person(max(fitting)[1])) if fitting else None

    def other(self, peer: str, position: int) -> str | None:
        """« Son confrère », « son opposante »: the other of the two persons heard or named last."""
        wanted = find_gender(peer)
        known = [entry for entry in self._said + self._persons if entry[0] < position and " " in entry[1]]
        known = [entry for entry in known if is_person(entry[1]) or (entry[2] and _is_personal(entry[1]))]
        known = [entry for entry in known if not re.match(r"(?:les?|la|l['’]|une?|son|sa|des)\b", entry[1])]
        names: list[str] = []
        for _, name, _ in sorted(known, key=lambda entry: -entry[0]):
            full = self.complete(trim_person(name))
            if full not in names:
                names.append(full)
        last = self.last(position)
        names = [name for name in names if name != last][:2] if last else names[1:2]
        fitting = [name for name in names if find_gender(name) in {wanted, None} or wanted is None]
        return fitting[0] if fitting else None

    def _place_of_on(self, position: int) -> str | None:
        """« À la mairie, on temporise. « … », y répète-t-on »: the body that « on » spoke for in the paragraph."""
        begin = start_of_line(self._text, position) + 1
        for match in reversed(list(_ON.finditer(self._text, begin, position))):
            stop = re.compile(r",\s(?:l['’])?on\s").search(self._text, match.end())
            where = place_of_on(self._text, match.end(), stop.start()) if stop else None
            if where:
                return where.speaker
        return None

    def alone_in(self, start: int, end: int) -> str | None:
        """The only person named between two positions, in full; None where there are several or none."""
        named = {self.complete(trim_person(name)) for at, name, _ in self._named_persons() if start <= at < end}
        return named.pop() if len(named) == 1 else None

    def _named_persons(self) -> list[tuple[int, str, Gender | None]]:
        known = {name for _, name, _ in self._said + self._persons} | set(self._roles.genders)
        return [one for one in self._objects if is_person(one[1]) or one[2] or one[1] in known]

    def ahead(self, wanted: str | None, position: int) -> str | None:
        """« Le système tient », glisse-t-elle. … Fatou Diarra venait …: who the paragraph names after the pronoun."""
        end = self._text.find("\n", position)
        found = [one for one in self._named_persons() if position < one[0] < (end if end >= 0 else len(self._text))]
        names = {self.complete(trim_person(one[1])) for one in found if wanted is None or one[2] in {wanted, None}}
        return names.pop() if len(names) == 1 else None

    def resolve(self, pronoun: str, position: int) -> str | None:
        """The last person before `position` whom « il » or « elle » can stand for; None where nobody fits.

        « ils » and « elles » stand for the last plural speaker (« les élus de la vallée »).
        """
        if pronoun.lower() in {"ils", "elles"}:
            several = [entry for entry in self._said if entry[0] < position and _PLURAL.match(entry[1])]
            # Several people named in another paragraph may be anybody: « ils » is theirs in its own only.
            line = start_of_line(self._text, position)
            several += [entry for entry in self._groups if line < entry[0] < position]
            several += [entry for entry in self._pairs() if line < entry[0] < position]
            return max(several, key=lambda entry: entry[0])[1] if several else None
        if pronoun.lower() == "on":
            return self._place_of_on(position)
        wanted = _PRONOUNS.get(pronoun.lower())
        if wanted is None:
            return None
        fits = {wanted, None}
        heard = [at for at, name, gender in self._said if at < position and gender in fits and not _PLURAL.match(name)]
        # After somebody spoke, « il » goes on with them unless another person opens a sentence.
        since = max((at for at, name, _ in self._said if at in heard and not _is_body(name)), default=-1)
        persons = [entry for entry in self._persons if entry[0] < since or opens_sentence(self._text, entry[0])]
        before = [entry for entry in persons + self._said if entry[0] < position]
        fitting = [entry for entry in before if entry[2] in fits and not _PLURAL.match(entry[1])]
        # « il » is no agency, no channel and no document.
        fitting = [entry for entry in fitting if entry[2] or _is_personal(entry[1])]
        fitting = [entry for entry in fitting if not THING.match(entry[1])]
        # « sa mère » is who speaks for her paragraph only: below, « elle » is again who the text is about.
        line = start_of_line(self._text, position)
        above = start_of_line(self._text, position, back=1)
        near = [
            entry
            for entry in fitting
            if entry[0] > line or not (_THEIRS.match(entry[1]) or (_ANYBODY.match(entry[1]) and entry[0] < above))
        ]
        fitting = near or fitting
        # « elle » is a body in its own paragraph only, where a person can be meant.
        persons = [entry for entry in fitting if entry[0] > line or not _is_body(entry[1])]
        fitting = persons or fitting
        fitting = [entry for entry in fitting if self.complete(entry[1]) not in self.addressed]
        # « C'est le cas de Lise Quentin. « … », dit-elle »: where nobody is a subject, the last one named.
        fitting = fitting or [entry for entry in self._objects if entry[0] < position and entry[2] in fits]
        if not fitting:
            return self.ahead(wanted, position)
        passing = [entry for entry in fitting if self._in_passing(entry, line, position)]
        fitting = [entry for entry in fitting if entry not in passing] or fitting
        return self._last_of(fitting, wanted)

    def _in_passing(self, entry: tuple[int, str, Gender | None], line: int, position: int) -> bool:
        """« … », raconte Monique. A paragraph on, « elle » is again who the text is about, met more often in full."""
        if entry[0] > line or " " in entry[1] or not is_person(entry[1]):
            return False
        word = re.compile(rf"(?<![\w-]){re.escape(entry[1])}(?![\w-])")
        return self.complete(entry[1]) == entry[1] and len(word.findall(self._text, 0, position)) == 1

    def _last_of(self, fitting: list[tuple[int, str, Gender | None]], wanted: Gender) -> str:
        """The last of these, but those whose role is a person's of the other gender."""
        latest = sorted(fitting, key=lambda entry: -entry[0])
        for at, name, _ in latest:
            # « Luc Quentin se lève. Le prévenu nie. Selon lui, … »: the role stands for its person where it stands.
            if not _DEFINITE.match(name):
                return self.complete(name)
            full, gender = self.full_name(name, at)
            if gender in {wanted, None}:
                return full
        return self.complete(latest[0][1])


RANK = re.compile(r"(?:le|la|l['’])\s?(?P<rank>premi(?:er|ère)|seconde?|deuxième|autre)", re.IGNORECASE)
# « le docteur Duval », « la sénatrice Quentin »
_ROLE_AND_FAMILY = re.compile(rf"(?:[Ll]e|[Ll]a|[Ll]['’])\s?[a-zà-ÿ][\w-]+\s(?P<family>{CAPITALISED})")
_DEFINITE = re.compile(r"(?:le|la|cet?|cette)\s|l['’]")
_BODY_AGAIN = re.compile(
    r"(?:l['’](?:association|organisation|institution|instance|organisme|établissement|entreprise)"
    r"|le (?:syndicat|groupe|collectif)"
    r"|la (?:structure|société|fédération|confédération))"
)
_INSERTED = re.compile(r"[^,.:;!?\n]+,\s[^,.:;!?\n]+,\s")
_ANYBODY = re.compile(r"une?\s", re.IGNORECASE)
_THEIRS = re.compile(r"(?:son|sa|leur)\s", re.IGNORECASE)
_ON = re.compile(r"(?:^|(?<=[.!?»”\"\n]))\s*(?=[^.!?\n,]{2,90},\s(?:l['’])?on\s)")
_PAIR = re.compile(rf"(?P<one>{NAME})\s(?:et|puis)\s(?:(?:le|la)\s)?(?P<two>{NAME})")
_BODY = re.compile(
    r"[A-ZÀ-Ý0-9-]{2,}(?![a-zà-ÿ])|(?:Le|La|Les|L['’])\s?[A-ZÀ-Ý]|(?:France|Europe|Radio|Agence|Ouest|Sud|Nord|Météo"
    r"|Nice|Santé)\b"
)


def _is_personal(name: str) -> bool:
    """Whether a name can be a person's: a role, or capitals and particles only, and no known channel."""
    if re.match(r"(?:le|la|l['’]|une?|son|sa|mon|ma|ce|cette|cet)(?:\s|(?<=['’]))", name):
        return True
    plain = re.search(r"(?<!\S)(?!(?:de|du|des|la|le|van|von|el|al|ben)\b)[a-zà-ÿ]{2,}", name)
    return not _BODY.match(name) and not plain


_NOUN = re.compile(r"(?:[^\W\d_]+\s|[ldLD]['’])(?:premi(?:er|ère)\s)?(?P<noun>[^\W\d_][\w-]*)")


def _is_body(name: str) -> bool:
    """Whether a name or a phrase is a body's: it can speak and is no person."""
    if name[:1].isupper():
        return not is_person(name) and can_speak(f"le {name.lower()}")
    noun = _NOUN.match(name)
    return not (names_role(name, alone=False) or (noun and describes_person(noun["noun"])))
