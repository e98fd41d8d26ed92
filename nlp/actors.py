"""Actors of the watch named in a text: a gazetteer of aliases, with the traps that each one carries."""

from functools import lru_cache

from nlp.matcher import CueMatcher, Match, overlaps, tokenise
from store.records import Mention
from store.watch import Actor, Part, Watch

VERSION = "1"
READS: tuple[Part, ...] = ("actors",)
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
    actors = _by_slug(watch)
    kept: list[Match] = []
    for match in sorted(candidates, key=lambda match: (match.start - match.end, match.start)):
        if not overlaps(match, kept) and _holds(match, text, actors[_slug(match)], traps):
            kept.append(match)
    return [_mention(match, text, actors) for match in sorted(kept, key=lambda match: match.start)]


def _mention(match: Match, text: str, actors: dict[str, Actor]) -> Mention:
    actor = actors[_slug(match)]
    written = text[match.start : match.end]
    return Mention(text=written, start=match.start, end=match.end, kind=actor.kind, actor=actor.slug)


def _slug(match: Match) -> str:
    return match.key.split()[1]


def _holds(match: Match, text: str, actor: Actor, traps: dict[str, list[Match]]) -> bool:
    """Whether a form means its actor here: no trap, capitals for an `exact` form, company for a `guarded` one."""
    misses = [miss for miss in traps.get(f"near_misses {actor.slug}", ()) if not _inside(miss, match)]
    if f"unless_near {actor.slug}" in traps or overlaps(match, misses):
        return False
    if match.key.startswith("exact"):
        return _capitals(text[match.start : match.end]) in map(_capitals, actor.exact)
    if match.key.startswith("guarded"):
        return any(not overlaps(near, [match]) for near in traps.get(f"only_near {actor.slug}", ()))
    return True


def _inside(inner: Match, outer: Match) -> bool:
    return outer.first <= inner.first and inner.last <= outer.last


def _capitals(written: str) -> list[bool]:
    return [char.isupper() for char in written if char.isalnum()]
