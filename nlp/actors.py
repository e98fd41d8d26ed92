"""Actors of the watch named in a text: a gazetteer of aliases, with the traps that each one carries.

Persons are also known by their initials (« K. Dadsetan ») and, once the text or what it answers names them whole, by
their title and family name or the family name alone; another first name before it, or a street, is somebody else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.matcher import CueMatcher, Match, overlaps, tokenise
from nlp.persons import Sighting, holds_office, is_explicit, see_persons
from store.fold import fold_words
from store.records import Mention
from store.watch import Actor, Part, Watch

READS: tuple[Part, ...] = ("actors",)
_FORMS = ("aliases", "exact", "guarded")
_TRAPS = ("only_near", "unless_near", "near_misses")
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,}(?:[A-Z0-9](?![\w.]))?(?:-[A-Z])?|(?<![\w.])(?:[A-Z0-9]\.){2,}")


@lru_cache(maxsize=8)
def _forms(watch: Watch) -> CueMatcher:
    cues = {f"{form} {actor.slug}": getattr(actor, form) for actor in watch.actors for form in _FORMS}
    return CueMatcher(cues, inflect=False, longest=True)


@lru_cache(maxsize=8)
def _traps(watch: Watch) -> CueMatcher:
    return CueMatcher({f"{trap} {actor.slug}": getattr(actor, trap) for actor in watch.actors for trap in _TRAPS})


@lru_cache(maxsize=8)
def _by_slug(watch: Watch) -> dict[str, Actor]:
    return {actor.slug: actor for actor in watch.actors}


@lru_cache(maxsize=8)
def _acronyms(watch: Watch) -> dict[str, str]:
    """Letters of an acronym → slug, for acronyms of three letters or more that one body only has."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for actor in watch.actors:
        for form in (*actor.aliases, *actor.exact):
            letters = re.sub(r"[^A-Z0-9]", "", form)
            if actor.kind == "ORG" and len(letters) >= 3 and len(letters) == len(re.sub(r"[\s-]", "", form)):
                found[letters].add(actor.slug)
            elif actor.kind == "ORG" and re.fullmatch(r"[A-Z][a-z]{2,4}", form):
                found[form.upper()].add(actor.slug)
    return {letters: min(slugs) for letters, slugs in found.items() if len(slugs) == 1}


def find_actors(text: str, *, watch: Watch, context: str = "") -> list[Mention]:
    """Mentions of the watch's actors in reading order, without overlap; of two that overlap, the longer is kept.

    `context` (the title, the comment answered, the article around a speaker's name) is read to know who is meant.
    """
    sought = _Sought.read(text, watch, context)
    found = [*sought.aliases(), *sought.persons(), *_dotted(text, watch)]
    kept: list[Mention] = []
    for one in sorted(found, key=lambda mention: (mention.start - mention.end, mention.start)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda mention: mention.start)


def link_speaker(speaker: str, *, watch: Watch, context: str) -> str | None:
    """The actor that a speaker's name, as an article gives it, means; a person rather than the body they speak for."""
    found = find_actors(speaker, watch=watch, context=context)
    persons = [mention.actor for mention in found if mention.kind == "PER"]
    return next(iter(persons or [mention.actor for mention in found]), None)


@dataclass(frozen=True, kw_only=True)
class _Around:
    """What a context holds."""

    actors: frozenset[str]
    traps: frozenset[str]
    sightings: Sequence[Sighting]


@lru_cache(maxsize=32)  # one article stands around each of its comments and speakers
def _read_around(watch: Watch, context: str) -> _Around:
    tokens = tokenise(context)
    return _Around(
        actors=frozenset(_slug(match) for match in _forms(watch).find(tokens)),
        traps=frozenset(match.key for match in _traps(watch).find(tokens)),
        sightings=see_persons(context, tokens, watch),
    )


@dataclass(frozen=True, kw_only=True)
class _Sought:
    """One text with all that was found in it and in its context."""

    text: str
    actors: dict[str, Actor]
    matches: Sequence[Match]
    traps: dict[str, list[Match]]
    around: frozenset[str]  # keys of the traps met in the context
    sightings: Sequence[Sighting]
    whole: frozenset[str]  # persons named with their first name, here or in the context
    doubtful: frozenset[str]  # persons whose family name is somebody else's too, in this text
    bodies: frozenset[str]

    @classmethod
    def read(cls, text: str, watch: Watch, context: str) -> "_Sought":
        tokens = tokenise(text)
        matches = _forms(watch).find(tokens)
        sightings = see_persons(text, tokens, watch)
        traps: defaultdict[str, list[Match]] = defaultdict(list)
        for match in _traps(watch).find(tokens) if matches or sightings else ():
            traps[match.key].append(match)
        around = _read_around(watch, context if matches or sightings else "")
        seen = [*sightings, *around.sightings]
        actors = _by_slug(watch)
        named = (*(_slug(match) for match in matches), *around.actors)
        return cls(
            text=text, actors=actors, matches=matches, traps=traps, sightings=sightings, around=around.traps,
            whole=frozenset(one.slug for one in seen if one.manner == "full"),
            doubtful=frozenset(one.slug for one in seen if one.manner == "other" and not one.title),
            bodies=frozenset(slug for slug in named if actors[slug].kind == "ORG"),
        )  # fmt: skip

    def aliases(self) -> Iterable[Mention]:
        """Forms that the watch lists and that mean their actor here."""
        kept: list[Match] = []
        for match in sorted(self.matches, key=lambda match: (match.start - match.end, match.start)):
            if not overlaps(match, kept) and self._holds(match) and self._is_the_person(match):
                kept.append(match)
        return [self._mention(match.start, match.end, _slug(match)) for match in kept]

    def persons(self) -> Iterable[Mention]:
        """Persons by initials, title or family name, where the text or its context tells who they are."""
        return [self._mention(one.start, one.end, one.slug) for one in self.sightings if self._is_known(one)]

    def _mention(self, start: int, end: int, slug: str) -> Mention:
        return Mention(text=self.text[start:end], start=start, end=end, kind=self.actors[slug].kind, actor=slug)

    def _holds(self, match: Match) -> bool:
        """Whether a form means its actor here: no trap, capitals for an `exact` form, company for a `guarded` one."""
        actor = self.actors[_slug(match)]
        misses = [miss for miss in self.traps.get(f"near_misses {actor.slug}", ()) if not _inside(miss, match)]
        if f"unless_near {actor.slug}" in self.traps or overlaps(match, misses):
            return False
        if match.key.startswith("exact"):
            written = self.text[match.start : match.end]
            return _capitals(written) in map(_capitals, actor.exact) and not _only_opens(self.text, match, written)
        if match.key.startswith("guarded"):
            near = self.traps.get(f"only_near {actor.slug}", ())
            return f"only_near {actor.slug}" in self.around or any(not overlaps(one, [match]) for one in near)
        return True

    def _is_the_person(self, match: Match) -> bool:
        """Whether no sighting says that the family name in a form is somebody else's."""
        slug = _slug(match)
        own = [one for one in self.sightings if one.slug == slug and match.start <= one.family_start < match.end]
        if any(one.manner == "thing" for one in own) or "-" in self._joint(match):
            return False
        # A form with a first name is listed as it is, « Frank » too.
        bare = [one for one in own if one.family_start == match.start or one.title]
        if any(one.manner == "other" for one in bare):
            return False
        return not (slug in self.doubtful and any(one.manner == "alone" for one in bare))

    def _joint(self, match: Match) -> str:
        """What joins first and family name in a form: « Jérôme-Marty » is a school."""
        actor = self.actors[_slug(match)]
        if actor.kind != "PER" or len(actor.name.split()) < 2:
            return ""
        written = self.text[match.start : match.end]
        first = actor.name.split()[0]
        folded, wanted = fold_words(written), fold_words(first)
        place = folded.find(wanted)
        return written[place + len(first) : place + len(first) + 1] if place >= 0 else ""

    def _is_known(self, one: Sighting) -> bool:
        actor = self.actors[one.slug]
        if one.manner == "full":
            return True
        if one.manner in ("other", "thing") or f"unless_near {one.slug}" in self.traps:
            return False
        if any(miss.start < one.end and one.start < miss.end for miss in self.traps.get(f"near_misses {one.slug}", ())):
            return False
        if one.manner == "alone":
            return one.slug in self.whole and one.slug not in self.doubtful
        return one.slug in self.whole or is_explicit(one, actor) or holds_office(one, actor) or self._has_company(actor)

    def _has_company(self, actor: Actor) -> bool:
        """Whether the text names the body of which the actor's role speaks."""
        role = fold_words(actor.role)
        forms = (form for slug in self.bodies for form in (*self.actors[slug].aliases, *self.actors[slug].exact))
        return any(re.search(rf"(?<!\w){re.escape(fold_words(form))}(?!\w)", role) for form in forms)


def _dotted(text: str, watch: Watch) -> Iterable[Mention]:
    """Acronyms written with points: « C.S.M.F. »."""
    for match in _DOTTED.finditer(text):
        slug = _acronyms(watch).get(re.sub(r"[^A-Z0-9]", "", match.group()))
        if slug:
            yield Mention(text=match.group(), start=match.start(), end=match.end(), kind="ORG", actor=slug)


_SENTENCE_OPENS = re.compile(r"(?:^|[.!?…:\n]\s*|[–—]\s+)$")


def _only_opens(text: str, match: Match, written: str) -> bool:
    """« Médecins secteur 3 : qui sont-ils ? »: words whose one capital is that of their sentence name no body."""
    return sum(_capitals(written)) == 1 and " " in written and bool(_SENTENCE_OPENS.search(text, 0, match.start))


def _slug(match: Match) -> str:
    return match.key.split()[1]


def _inside(inner: Match, outer: Match) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _capitals(written: str) -> list[bool]:
    return [char.isupper() for char in written if char.isalnum()]
