"""Which quantity each telling of a figure belongs to: by the watch, its noun, its value, or what it is opposed to."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter

from store.fold import fold_words
from store.oddities import say_denied
from store.quantities import Quantity
from store.tellings import SMALLEST_COUNT, Telling

# Neighbours further apart than this count different things under one noun.
MAX_RATIO = 5.0
# From this many figures that are not zero on, a value is rare enough to name its quantity by itself (1 347, not 1 000).
MIN_DIGITS = 3
# Chains of oppositions are short: « 927, 1 038 et 1 347 ».
MAX_STEPS = 6
# Figures as close as this in a sentence are rivals without a word between: « 927 (caisse), 1 347 (syndicat) ».
MAX_BETWEEN = 25
_AGAINST = re.compile(
    r"\b(?:mais|contre|et non|au lieu|plutôt que|selon|tandis|alors que)\b|\bd['’]après\b", re.IGNORECASE
)
_COMPARABLE = frozenset(("count", "money", "percent", "fraction", "rate", "duration"))
_EMPTY_NOUNS = frozenset(("foi", "an", "moi", "jour", "semaine", "minute", "heure", "point", "chose", "part"))


def group_tellings(tellings: Sequence[Telling], quantities: Sequence[Quantity]) -> Mapping[str, list[Telling]]:
    """The tellings of each quantity, by its slug; those of none are left out."""
    by_slug = {quantity.slug: quantity for quantity in quantities}
    groups: defaultdict[str, list[Telling]] = defaultdict(list)
    waiting: list[Telling] = []
    for one in tellings:
        slug = _named(one, quantities)
        if slug is not None:
            groups[slug].append(one)
        else:
            waiting.append(one)
    # « 1 347 médecins » in a sentence that says no more follows its value into the quantity of the watch.
    waiting = _settle(groups, waiting, by_slug)
    loose: list[Telling] = []
    nouns: dict[str, str] = {}
    for one in waiting:
        slug = _noun_key(one, nouns)
        if slug is not None:
            groups[slug].append(one)
        else:
            loose.append(one)
    _settle(groups, loose, by_slug)
    return groups


def _settle(
    groups: dict[str, list[Telling]], waiting: Sequence[Telling], quantities: Mapping[str, Quantity]
) -> list[Telling]:
    """Moves into the groups what shares a rare value or an opposition with a member, until nothing moves; the rest."""
    left = list(waiting)
    for _ in range(MAX_STEPS if groups else 0):
        by_value, by_sentence = _by_value(groups, left), _by_sentence(groups, left)
        stay: list[Telling] = []
        for one in left:
            slug = by_value.get(_value_key(one)) or _opposed(one, by_sentence)
            if slug is not None and _admits(quantities.get(slug), one):
                groups[slug].append(one)
            else:
                stay.append(one)
        is_done = len(stay) in (0, len(left))
        left = stay
        if is_done:
            break
    return left


def _admits(quantity: Quantity | None, one: Telling) -> bool:
    """Whether a figure tied to a quantity may enter it: within its bounds, and counting nothing else by name."""
    if quantity is None:
        return one.counts is None
    if one.kind != quantity.kind or not quantity.least <= one.low <= one.high <= quantity.most:
        return False
    return one.counts is None or quantity.noun_pattern.search(fold_words(one.counts)) is not None


def _named(one: Telling, quantities: Sequence[Quantity]) -> str | None:
    for quantity in quantities:
        if one.kind != quantity.kind or not quantity.least <= one.low <= one.high <= quantity.most:
            continue
        counted, sentence = fold_words(one.counts or ""), fold_words(one.sentence)
        clause = fold_words(f"{one.counts or ''} {one.clause}")
        if quantity.unless_pattern and quantity.unless_pattern.search(clause):
            continue
        noun = quantity.noun_pattern.search(counted or sentence)
        if noun and quantity.near_pattern.search(f"{counted} {sentence}"):
            return quantity.slug
    return None


def _noun_key(one: Telling, nouns: dict[str, str]) -> str | None:
    """Kind, unit and counted noun without accents or plural; None where the figure counts nothing named.

    `nouns` remembers how each noun is written so: ten thousand figures count a few hundred things.
    """
    counts = one.counts
    if not counts or one.kind not in _COMPARABLE or (one.kind == "count" and one.high < SMALLEST_COUNT):
        return None
    noun = nouns.get(counts)
    if noun is None:
        noun = nouns[counts] = "-".join(word.rstrip("sx") or word for word in fold_words(counts).split())
    if not noun or noun in _EMPTY_NOUNS:
        return None
    return "-".join(filter(None, (one.kind, (one.unit or "").lower().replace(" ", "-"), noun)))


_value_key = attrgetter("kind", "unit", "low", "high")


def _by_value(
    groups: Mapping[str, list[Telling]], waiting: Sequence[Telling]
) -> dict[tuple[str, str | None, float, float], str]:  # fmt: skip
    """The quantity of each rare value that waits and stands in one quantity only."""
    wanted = {_value_key(one) for one in waiting if _is_rare(one)}
    found: defaultdict[tuple[str, str | None, float, float], set[str]] = defaultdict(set)
    for slug, members in groups.items():
        for key in wanted.intersection(map(_value_key, members)):
            found[key].add(slug)
    return {key: next(iter(slugs)) for key, slugs in found.items() if len(slugs) == 1}


def _is_rare(one: Telling) -> bool:
    digits = f"{one.low:.10g}".replace(".", "").strip("0")
    return len(digits) >= MIN_DIGITS


def _by_sentence(
    groups: Mapping[str, list[Telling]], waiting: Sequence[Telling]
) -> dict[tuple[str, str], list[tuple[str, Telling]]]:  # fmt: skip
    """The members that stand in the sentences of what waits."""
    owners = {one.owner_id for one in waiting}
    found: defaultdict[tuple[str, str], list[tuple[str, Telling]]] = defaultdict(list)
    for slug, members in groups.items():
        for one in members:
            if one.owner_id in owners:
                found[(one.owner_id, one.sentence)].append((slug, one))
    return found


def _opposed(one: Telling, index: Mapping[tuple[str, str], list[tuple[str, Telling]]]) -> str | None:
    """The quantity of another figure of the same sentence, kind and size: « pas 927 mais 1 347 »."""
    for slug, other in index.get((one.owner_id, one.sentence), ()):
        same = (one.kind, one.unit) == (other.kind, other.unit)
        if same and near(one.high, other.high) and _value_key(one) != _value_key(other) and _facing(one, other):
            return slug
    return None


def _facing(one: Telling, other: Telling) -> bool:
    """Whether a sentence sets two of its figures against each other."""
    first, second = sorted((one, other), key=lambda told: told.place)
    between = one.sentence[first.place + len(first.text) : second.place]
    return len(between) <= MAX_BETWEEN or say_denied(first.sentence, first.place) or bool(_AGAINST.search(between))


def near(one: float, other: float) -> bool:
    """Whether two values may count the same thing."""
    return max(one, other) <= MAX_RATIO * max(min(one, other), 1e-12)
