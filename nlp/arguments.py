"""Arguments found by cues: the « modèle de départ », before anything is learnt from annotated passages."""

import re
from dataclasses import dataclass
from functools import lru_cache

from nlp.matcher import CueMatcher, Match, Tokens, ends_sentence, overlaps, tokenise
from store.records import ArgumentUse, PassageKind, Tag
from store.watch import Part, Watch

VERSION = "1"
READS: tuple[Part, ...] = ("arguments",)
ONE_CUE = 0.6
SEVERAL_CUES = 0.75
MAX_ARGUMENTS = 4
_REACH = 8
_MISS = "near-miss:"
_PRESS: frozenset[PassageKind] = frozenset(
    ("title", "standfirst", "paragraph", "pull-quote", "heading", "caption", "list-item")
)
_DENIALS = (
    "(faux|mensonge|mensonger|mythe|fable|cliché|légende|caricature|fantasme|fallacieux|bidon|inexact)",
    "argument* (bidon|fallacieux|usé|facile)",
    "(ce|ça|cela) (n'est|n'a|ne) (pas|rien|jamais|aucun*)",
    "(c'est|est|était) (même|) pas (un|une|le|la|les|des|du|de|en|pour|qu)",
    "(c pa|c pas|pas) une question de",
    "(n'est pas|pas) (exact|vrai|sérieux)",
    "il n'y a (pas|aucun*|jamais) (de|d'|eu|)",
    "y a pas (de|d')",
    "(ne|n') … pas … procès",
    "(arrêt*|cess*|marre) (de|avec|d')",
    "stop avec",
    "me fiche (que|qu'|de)",
    "avant de crier",
    "rien à voir avec",
    "(soi disant|prétendu*|pseudo)",
    "(démenti*|dément|démentent|réfut*|récus*|balaie|balaient)",
    "loin (de|d'être)",
)
_DISTANCE = (
    "on (nous|m'|me|vous) (dit|explique|répète|parle|raconte|serine|ressort|oppose|rabâche|bassine)",
    "on (répète|entend|lit) (que|qu'|partout)",
    "je (lis|vois|entends) partout",
    "(l'argument|l'idée|l'objection|l'accusation|le reproche|le procès) (de|du|des|que|qu'|selon)",
)
_SAYING = (
    "selon (lui|elle|eux|le|la|les|l'|un|une|m|mme|dr)",
    "d'après",
    "à l'entendre",
    "(il|elle|ils|elles|maire|député*|sénateur*|sénatrice*|ministre*|syndicat*|président*|article|caisse|association*|"
    "docteur*|médecin*|certains|d'autres) (estime*|affirm*|dénonc*|déplor*|redout*|crain*|accus*|soutien*|plaid*|"
    "invoqu*|rappel*|expliqu*|fustig*|regrett*|réclam*|promet*|annonc*|ironis*|assur*|martèl*|soulign*|prévien*|juge|"
    "jugent|évoqu*|défend*|résum*|insist*|reproch*|alert*|pointe*|répond*|répliqu*|rétorqu*|dit|disent|parlent|parle|"
    "y voit)",
    "(lance|lâche|tonne|peste|soupire|résume|estime|explique|prévient|insiste|ironise|rétorque|assure|dit|raconte|"
    "glisse|répond|tranche|grince) (t il|t elle|t on|le|la|l'|un|une)",
    "il paraît que",
    "paraît il",
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_FIRST_PERSON = re.compile(r"\b(je|j|mon|ma|mes|moi|nous|notre|nos)\b", re.IGNORECASE)


@lru_cache(maxsize=8)
def _matcher(watch: Watch) -> CueMatcher:
    cues = {argument.slug: argument.cues for argument in watch.arguments}
    misses = {_MISS + argument.slug: argument.near_misses for argument in watch.arguments}
    return CueMatcher(cues | misses)


@lru_cache(maxsize=1)
def _uses() -> CueMatcher:
    return CueMatcher({"denial": _DENIALS, "distance": _DISTANCE, "saying": _SAYING})


@dataclass(frozen=True)
class _Speech:
    """A passage, its kind, and the marks of denial, distance and saying found in it."""

    text: str
    kind: PassageKind | None
    tokens: Tokens
    marks: list[Match]

    def use_of(self, match: Match) -> ArgumentUse:
        """Refuted when denied or held at a distance in its sentence, reported when another says it, else asserted."""
        near = {mark.key for mark in self.marks if self._bears_on(mark, match)}
        if near & {"denial", "distance"}:
            return "refutes"
        if self.kind == "question" or "saying" in near:
            return "reports"
        quotes = [quote.span() for quote in _QUOTED.finditer(self.text)]
        if any(start <= match.start and match.end <= end for start, end in quotes):
            return "reports"
        return "reports" if self.kind in _PRESS and not _FIRST_PERSON.search(_QUOTED.sub(" ", self.text)) else "asserts"

    def _bears_on(self, mark: Match, match: Match) -> bool:
        """A mark in the sentence of the cue: anywhere for a verb of saying, at most `_REACH` words away otherwise."""
        between = self.tokens.words[min(mark.last, match.last) : max(mark.first, match.first)]
        if any(map(ends_sentence, between)) or overlaps(mark, [match]):
            return False
        return mark.key == "saying" or len(between) <= _REACH


def find_arguments(text: str, *, watch: Watch, kind: PassageKind | None = None) -> list[Tag]:
    """Arguments of a passage, at most `MAX_ARGUMENTS`, the best supported first, with the cues as evidence.

    The score is a prior, not a probability learnt: 0.6 for one cue, 0.75 for several. The target is named only
    where the watch knows one side of one target for the argument. `kind` helps to tell who speaks: what the press
    writes is reported, what a reader writes is theirs.
    """
    tokens = tokenise(text)
    matches = _matcher(watch).find(tokens)
    kept: dict[str, list[Match]] = {}
    for argument in watch.arguments:
        misses = [match for match in matches if match.key == _MISS + argument.slug]
        found = [match for match in matches if match.key == argument.slug and not overlaps(match, misses)]
        if found:
            kept[argument.slug] = _separate(found)
    if not kept:
        return []
    speech = _Speech(text, kind, tokens, _uses().find(tokens))
    tags = [_tag(slug, found, speech, watch) for slug, found in kept.items()]
    return sorted(tags, key=lambda tag: (-tag.score, -len(tag.evidence), tag.evidence[0]))[:MAX_ARGUMENTS]


def _separate(found: list[Match]) -> list[Match]:
    """Matches that share no word, the longest kept."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda match: (match.first - match.last, match.first)):
        if not overlaps(match, kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.first)


def _tag(slug: str, found: list[Match], speech: _Speech, watch: Watch) -> Tag:
    argument = watch.argument(slug)
    sides = dict(argument.usual_side) if argument else {}
    return Tag(
        kind="argument",
        key=slug,
        value=speech.use_of(found[0]),
        score=SEVERAL_CUES if len(found) > 1 else ONE_CUE,
        evidence=tuple((match.start, match.end) for match in found),
        target=next(iter(sides)) if len(sides) == 1 else None,
    )
