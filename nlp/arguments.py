"""Arguments found by cues: the « modèle de départ », before anything is learnt from annotated passages."""

import re
from functools import lru_cache

from nlp.matcher import CueMatcher, Match, Tokens, ends_sentence, overlaps, tokenise
from store.records import ArgumentUse, Tag
from store.watch import Watch

VERSION = "1"
ONE_CUE = 0.6
SEVERAL_CUES = 0.75
MAX_ARGUMENTS = 4
_REACH = 8
_MISS = "near-miss:"
_REFUTES = (
    "(faux|mensonge|mensonger|mythe|fable|cliché|légende|caricature|fantasme|fallacieux|bidon)", "c'est faux", "argument* (bidon|fallacieux|usé|facile)",
    "(ce|ça|cela) (n'est|n'a|ne) (pas|rien|jamais|aucun*)", "(c'est|est|était) pas (un|une|le|la|les|des|du|de|en|pour|qu)", "il n'y a (pas|aucun*|jamais|plus) (de|d'|eu|)", "y a pas (de|d')", "n'est pas (un|une|le|la|les|des|du|de|en|pour)", "ne (sont|suis|sommes|vend*) pas",
    "(arrêt*|cess*) (de|avec|d') … (dire|crier|parler|raconter|seriner|répéter|bassiner)", "(arrêtez|cessez|assez|marre) (de|avec|d')", "rien à voir avec", "qu'on (arrête|cesse)", "(non|erreur) , ", "(soi disant|prétendu*|pseudo)", "où (est|sont|voyez vous) (la|le|les|une|un|l'|cette)", "(démenti*|dément*|réfut*|contest*|rejett*|récus*|balaie|balaient)", "loin (de|d'être)", "ne (tient|tiennent) pas (debout|la route|)",
)  # fmt: skip
_REPORTS = (
    "(selon|d'après|dixit|pour) (lui|elle|eux|le|la|les|l'|un|une|son|ses|ces|ce|nos|m|mme)", "selon", "d'après", "(estime*|affirm*|dénonc*|déplor*|redout*|crain*|craign*|accus*|soutien*|souten*|plaid*|invoqu*|rappel*|expliqu*|fustig*|regrett*|réclam*|promet*|annonc*|ironis*|lanc*|assur*|martèl*|martel*|soulign*|prévien*|préven*|juge|jugent|jugé|évoqu*|avance*|défend*|résum*|argument*|argu*|insist*|soupir*|lâch*|tonn*|raill*|peste|confi*|reproch*|jur*|gliss*|alert*|s'alarm*|s'inquièt*|s'indign*|pointe*|répèt*|répond*|répliqu*|rétorqu*|appell*|parle de|parlent de|voit|voient|a dit|ont dit|a déclaré|déclar*)",
    "on (nous|m'|me|vous) (dit|explique|répète|parle|raconte|serine|ressort|oppose|rabâche|bassine)", "(certains|d'autres|les uns|beaucoup) (disent|parlent|crient|pensent|estiment|y voient)", "il paraît que", "paraît il", "(dit|disent|disait|dis|écrit|écrivent) (que|qu'|l'article|le maire|le ministre)",
)  # fmt: skip
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")


@lru_cache(maxsize=8)
def _matcher(watch: Watch) -> CueMatcher:
    cues = {argument.slug: argument.cues for argument in watch.arguments}
    misses = {_MISS + argument.slug: argument.near_misses for argument in watch.arguments}
    return CueMatcher(cues | misses)


@lru_cache(maxsize=1)
def _uses() -> CueMatcher:
    return CueMatcher({"refutes": _REFUTES, "reports": _REPORTS})


def find_arguments(text: str, *, watch: Watch) -> list[Tag]:
    """Arguments of a passage, at most `MAX_ARGUMENTS`, the best supported first, with the cues as evidence.

    The score is a prior, not a probability learnt: 0.6 for one cue, 0.75 for several. The target is named only
    where the watch knows one side of one target for the argument.
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
    marks = _uses().find(tokens)
    tags = [_tag(slug, found, text, tokens, marks, watch) for slug, found in kept.items()]
    return sorted(tags, key=lambda tag: (-tag.score, -len(tag.evidence), tag.evidence[0]))[:MAX_ARGUMENTS]


def _separate(found: list[Match]) -> list[Match]:
    """Matches that share no word, the longest kept."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda match: (match.first - match.last, match.first)):
        if not overlaps(match, kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.first)


def _tag(slug: str, found: list[Match], text: str, tokens: Tokens, marks: list[Match], watch: Watch) -> Tag:
    argument = watch.argument(slug)
    sides = dict(argument.usual_side) if argument else {}
    return Tag(
        kind="argument",
        key=slug,
        value=_use(found[0], text, tokens, marks),
        score=SEVERAL_CUES if len(found) > 1 else ONE_CUE,
        evidence=tuple((match.start, match.end) for match in found),
        target=next(iter(sides)) if len(sides) == 1 else None,
    )


def _use(match: Match, text: str, tokens: Tokens, marks: list[Match]) -> ArgumentUse:
    """Refuted by a denial just before, reported by a verb of saying or quotation marks in the sentence, else asserted."""
    first, last = _sentence(match, tokens)
    near = [mark for mark in marks if first <= mark.first and mark.last <= last and not overlaps(mark, [match])]
    if any(mark.key == "refutes" and match.first - _REACH <= mark.first < match.first for mark in near):
        return "refutes"
    if any(mark.key == "reports" for mark in near):
        return "reports"
    quoted = any(quote.start() <= match.start and match.end <= quote.end() for quote in _QUOTED.finditer(text))
    return "reports" if quoted else "asserts"


def _sentence(match: Match, tokens: Tokens) -> tuple[int, int]:
    """Words of the sentence around a match: the first and the last."""
    first, last = match.first, match.last
    while first > 0 and not ends_sentence(tokens.words[first - 1]):
        first -= 1
    while last + 1 < len(tokens.words) and not ends_sentence(tokens.words[last + 1]):
        last += 1
    return first, last
