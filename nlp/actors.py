"""Actors of the watch named in a text: a gazetteer of aliases, with the traps that each one carries."""

from functools import lru_cache

from nlp.matcher import CueMatcher, Match, overlaps, tokenise
from store.records import Mention
from store.watch import Actor, Watch

VERSION = "1"
_FORMS = ("aliases", "exact", "guarded")
_TRAPS = ("only_near", "unless_near", "near_misses")


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


def find_actors(text: str, *, watch: Watch) -> list[Mention]:
    """Mentions of the watch's actors in reading order, without overlap; of two that overlap, the longer is kept."""
    tokens = tokenise(text)
    candidates = _forms(watch).find(tokens)
    if not candidates:
        return []
    traps: dict[str, list[Match]] = {}
    for match in _traps(watch).find(tokens):
        traps.setdefault(match.key, []).append(match)
    kept: list[Match] = []
    for match in sorted(candidates, key=lambda match: (match.start - match.end, match.start)):
        if not overlaps(match, kept) and _holds(match, text, traps):
            kept.append(match)
    actors = _by_slug(watch)
    return [_mention(match, text, actors) for match in sorted(kept, key=lambda match: match.start)]


def _mention(match: Match, text: str, actors: dict[str, Actor]) -> Mention:
    actor = actors[match.key.split()[1]]
    written = text[match.start : match.end]
    return Mention(text=written, start=match.start, end=match.end, kind=actor.kind, actor=actor.slug)


def _holds(match: Match, text: str, traps: dict[str, list[Match]]) -> bool:
    """Whether a form found means its actor here: no trap, the capitals of an `exact` form, company for a `guarded` one."""
    form, slug = match.key.split()
    if f"unless_near {slug}" in traps or overlaps(match, traps.get(f"near_misses {slug}", ())):
        return False
    if form == "exact":
        return _capitals(match.cue) == _capitals(text[match.start : match.end])
    if form == "guarded":
        company = traps.get(f"only_near {slug}", ())
        return any(not overlaps(near, [match]) for near in company)
    return True


def _capitals(written: str) -> list[bool]:
    return [char.isupper() for char in written if char.isalnum()]
