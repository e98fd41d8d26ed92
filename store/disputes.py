"""Figures that circulate: the same quantity told by different people with different values, and who told it first.

Pure functions over the rows of `store.queries.figures`. Nothing is chosen or corrected: values stand side by side with
their sentences, their sources and their dates, and what looks odd in one is said.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from store.database import Row
from store.fold import fold_words
from store.oddities import list_oddities, say_denied
from store.quantities import Quantity
from store.records import Comparator
from store.tellings import SMALLEST_COUNT, Telling, read_telling

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
_COMPARABLE = ("count", "money", "percent", "fraction", "rate", "duration")
_EMPTY_NOUNS = frozenset(("foi", "an", "moi", "jour", "semaine", "minute", "heure", "point", "chose", "part"))


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a quantity with everybody who tells it, first said first; undated tellings come last."""

    low: float
    high: float
    comparator: Comparator
    tellings: tuple[Telling, ...]

    @property
    def key(self) -> str:
        """A name for addresses, stable while the value is told."""
        sign = {"more-than": "plus-", "less-than": "moins-", "approx": "environ-"}.get(self.comparator, "")
        return sign + (f"{self.low:g}" if self.low == self.high else f"{self.low:g}-{self.high:g}")

    @property
    def first(self) -> Telling:
        """Who said it first, as far as what was collected tells."""
        return self.tellings[0]

    @cached_property
    def n_articles(self) -> int:
        """Articles that tell it, reprises counted once."""
        return len({one.story for one in self.tellings if one.owner_kind == "article"})

    @cached_property
    def n_comments(self) -> int:
        """Comments that tell it."""
        return len({one.owner_id for one in self.tellings if one.owner_kind == "comment"})

    @cached_property
    def sayers(self) -> tuple[str, ...]:
        """Who is given as its source, most often first."""
        said: defaultdict[str, int] = defaultdict(int)
        for one in self.tellings:
            # Who denies a value is not its source; whom they take it from is.
            if one.said_by and not (one.is_denied and one.said_by == one.carrier):
                said[one.said_by] += 1
        return tuple(sorted(said, key=lambda name: (-said[name], name)))

    @cached_property
    def oddities(self) -> tuple[str, ...]:
        """What looks odd in it, in French, each once."""
        return tuple(dict.fromkeys(odd for one in self.tellings for odd in one.oddities))

    @cached_property
    def deniers(self) -> tuple[str, ...]:
        """Who tells it only to say that it is wrong."""
        return tuple(dict.fromkeys(one.carrier or one.source for one in self.tellings if one.is_denied))


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """One quantity and its values, the most told first; with one value it is no quarrel, only a figure that is told."""

    slug: str
    name: str
    kind: str
    unit: str | None
    values: tuple[Value, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether several texts give different values."""
        return len(self.values) > 1 and self.n_texts > 1

    @cached_property
    def n_texts(self) -> int:
        """Articles and comments that tell one of its values."""
        return len({one.owner_id for value in self.values for one in value.tellings})


def find_disputes(rows: Iterable[Row], quantities: Sequence[Quantity] = ()) -> list[Dispute]:
    """The quantities that several texts tell or whose values differ: the watch's first, then the most told.

    A figure goes to a quantity of the watch by its noun and its sentence; else by its own noun. One without a noun
    follows its value (a rare one: 1 347) or the figure that it is opposed to in its sentence (« pas 927 mais 1 347 »).
    """
    return compare([read_telling(row) for row in rows], quantities)


def compare(tellings: Sequence[Telling], quantities: Sequence[Quantity] = ()) -> list[Dispute]:
    """The same from tellings."""
    groups = _grouped(tellings, quantities)
    names = {quantity.slug: quantity.name for quantity in quantities}
    order = {quantity.slug: place for place, quantity in enumerate(quantities)}
    disputes = [
        _dispute(slug, names.get(slug), part, place)
        for slug, members in groups.items()
        for place, part in enumerate(_parted(members, whole=slug in names))
    ]
    told = [one for one in disputes if one.n_texts > 1 or one.slug in order]
    return sorted(told, key=lambda one: (order.get(one.slug, len(order)), not one.is_disputed, -one.n_texts, one.slug))


def list_odd(rows: Iterable[Row]) -> list[Telling]:
    """The figures that look odd by themselves, newest first: letters for zeros, centimes, ratios called percentages."""
    return pick_odd([read_telling(row) for row in rows])


def pick_odd(tellings: Iterable[Telling]) -> list[Telling]:
    """The same from tellings."""
    found = ((one, list_oddities(one, {})) for one in tellings)
    odd = [replace(one, oddities=oddities) for one, oddities in found if oddities]
    return sorted(odd, key=lambda one: one.at or "", reverse=True)


def _grouped(tellings: Sequence[Telling], quantities: Sequence[Quantity]) -> Mapping[str, list[Telling]]:
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
    for one in waiting:
        slug = _noun_key(one)
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
    for _ in range(MAX_STEPS):
        by_value, by_sentence = _by_value(groups), _by_sentence(groups)
        stay: list[Telling] = []
        for one in left:
            slug = by_value.get(_value_key(one)) or _opposed(one, by_sentence)
            if slug is not None and _admits(quantities.get(slug), one):
                groups[slug].append(one)
            else:
                stay.append(one)
        if len(stay) == len(left):
            break
        left = stay
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


def _noun_key(one: Telling) -> str | None:
    """Kind, unit and counted noun without accents or plural; None where the figure counts nothing named."""
    noun = "-".join(word.rstrip("sx") or word for word in fold_words(one.counts or "").split())
    if one.kind not in _COMPARABLE or not noun or noun in _EMPTY_NOUNS:
        return None
    if one.kind == "count" and one.high < SMALLEST_COUNT:
        return None
    return "-".join(filter(None, (one.kind, (one.unit or "").lower().replace(" ", "-"), noun)))


def _value_key(one: Telling) -> tuple[str, str | None, float, float]:
    return one.kind, one.unit, one.low, one.high


def _by_value(groups: Mapping[str, list[Telling]]) -> dict[tuple[str, str | None, float, float], str]:
    """The quantity of each rare value that stands in one quantity only."""
    found: defaultdict[tuple[str, str | None, float, float], set[str]] = defaultdict(set)
    for slug, members in groups.items():
        for one in members:
            if _is_rare(one):
                found[_value_key(one)].add(slug)
    return {key: next(iter(slugs)) for key, slugs in found.items() if len(slugs) == 1}


def _is_rare(one: Telling) -> bool:
    digits = f"{one.low:.10g}".replace(".", "").strip("0")
    return len(digits) >= MIN_DIGITS


def _by_sentence(groups: Mapping[str, list[Telling]]) -> dict[tuple[str, str], list[tuple[str, Telling]]]:
    found: defaultdict[tuple[str, str], list[tuple[str, Telling]]] = defaultdict(list)
    for slug, members in groups.items():
        for one in members:
            found[(one.owner_id, one.sentence)].append((slug, one))
    return found


def _opposed(one: Telling, index: Mapping[tuple[str, str], list[tuple[str, Telling]]]) -> str | None:
    """The quantity of another figure of the same sentence, kind and size: « pas 927 mais 1 347 »."""
    for slug, other in index.get((one.owner_id, one.sentence), ()):
        same = (one.kind, one.unit) == (other.kind, other.unit)
        if same and _near(one.high, other.high) and _value_key(one) != _value_key(other) and _facing(one, other):
            return slug
    return None


def _facing(one: Telling, other: Telling) -> bool:
    """Whether a sentence sets two of its figures against each other."""
    first, second = sorted((one, other), key=lambda told: told.place)
    between = one.sentence[first.place + len(first.text) : second.place]
    return len(between) <= MAX_BETWEEN or say_denied(first.sentence, first.place) or bool(_AGAINST.search(between))


def _near(one: float, other: float) -> bool:
    return max(one, other) <= MAX_RATIO * max(min(one, other), 1e-12)


def _parted(members: Sequence[Telling], *, whole: bool) -> list[list[Telling]]:
    """The members as lists of comparable values; a quantity that the watch bounds stays whole."""
    if whole:
        return [list(members)]
    parts: list[list[Telling]] = []
    for one in sorted(members, key=lambda one: (one.high, one.low)):
        if parts and _near(one.high, parts[-1][-1].high):
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts


def _dispute(slug: str, name: str | None, members: Sequence[Telling], place: int) -> Dispute:
    by_value: defaultdict[tuple[float, float, Comparator], list[Telling]] = defaultdict(list)
    for one in _with_oddities(members):
        by_value[(one.low, one.high, one.comparator)].append(one)
    values = [
        Value(low=low, high=high, comparator=comparator, tellings=tuple(sorted(told, key=Telling.order)))
        for (low, high, comparator), told in by_value.items()
    ]
    values.sort(key=lambda value: (-value.n_articles - value.n_comments, value.first.order()))
    nouns = [one.counts for one in members if one.counts]
    shown = name or (max(sorted(set(nouns)), key=nouns.count) if nouns else members[0].text)
    return Dispute(
        slug=slug if not place else f"{slug}-{place + 1}", name=shown, kind=members[0].kind, unit=members[0].unit,
        values=tuple(values),
    )  # fmt: skip


def _with_oddities(members: Sequence[Telling]) -> list[Telling]:
    """The tellings with what looks odd in them beside the others, and whether they are told to be denied."""
    told: defaultdict[float, set[str]] = defaultdict(set)
    for one in members:
        if one.low == one.high:
            told[one.low].add(one.owner_id)
    counts = {value: len(owners) for value, owners in told.items()}
    found = ((one, list_oddities(one, counts), say_denied(one.sentence, one.place)) for one in members)
    # Most figures are neither odd nor denied: they stay the record that they are.
    return [
        replace(one, oddities=odd, is_denied=denied) if odd or denied else one for one, odd, denied in found
    ]  # fmt: skip
