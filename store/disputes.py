"""Figures that circulate: the same quantity told by different people with different values, and who told it first.

Pure functions over the rows of `store.queries.figures`. Nothing is chosen or corrected: values stand side by side with
their sentences, their sources and their dates, and what looks odd in one is said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from store.database import Row
from store.groups import group_tellings, near
from store.oddities import list_own_oddities, say_denied, say_slip
from store.quantities import Quantity
from store.records import Comparator
from store.tellings import Telling, in_order, order_key, read_telling


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
    return compare(note_oddities(read_telling(row) for row in rows), quantities)


def note_oddities(tellings: Iterable[Telling]) -> list[Telling]:
    """The tellings, those that look odd by themselves saying so."""
    found = ((one, list_own_oddities(one)) for one in tellings)
    # Most figures are not odd: they stay the record that they are.
    return [one._replace(oddities=tuple(odd)) if odd else one for one, odd in found]


def compare(tellings: Sequence[Telling], quantities: Sequence[Quantity] = ()) -> list[Dispute]:
    """The same from tellings whose oddities are noted."""
    groups = group_tellings(tellings, quantities)
    names = {quantity.slug: quantity.name for quantity in quantities}
    order = {quantity.slug: place for place, quantity in enumerate(quantities)}
    told = [
        _dispute(slug, names.get(slug), part, place)
        for slug, members in groups.items()
        for place, part in enumerate(_parted(members, whole=slug in names))
        # Most parts are told by one text: nothing is worked out of those.
        if slug in order or len({one.owner_id for one in part}) > 1
    ]
    return sorted(told, key=lambda one: (order.get(one.slug, len(order)), not one.is_disputed, -one.n_texts, one.slug))


def list_odd(rows: Iterable[Row]) -> list[Telling]:
    """The figures that look odd by themselves, newest first: letters for zeros, centimes, ratios called percentages."""
    return pick_odd(note_oddities(read_telling(row) for row in rows))


def pick_odd(tellings: Iterable[Telling]) -> list[Telling]:
    """The same from tellings whose oddities are noted."""
    return sorted((one for one in tellings if one.oddities), key=lambda one: one.at or "", reverse=True)


def _parted(members: Sequence[Telling], *, whole: bool) -> list[list[Telling]]:
    """The members as lists of comparable values; a quantity that the watch bounds stays whole."""
    if whole:
        return [list(members)]
    parts: list[list[Telling]] = []
    for one in sorted(members, key=lambda one: (one.high, one.low)):
        if parts and near(one.high, parts[-1][-1].high):
            parts[-1].append(one)
        else:
            parts.append([one])
    return parts


def _dispute(slug: str, name: str | None, members: Sequence[Telling], place: int) -> Dispute:
    by_value: defaultdict[tuple[float, float, Comparator], list[Telling]] = defaultdict(list)
    for one in _with_oddities(members):
        by_value[(one.low, one.high, one.comparator)].append(one)
    values = [
        Value(low=low, high=high, comparator=comparator, tellings=in_order(told))
        for (low, high, comparator), told in by_value.items()
    ]
    values.sort(key=lambda value: (-value.n_articles - value.n_comments, order_key(value.first)))
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
    slips = {value: say_slip(value, counts) for value in counts}
    found = []
    for one in members:
        slip = slips.get(one.low) if one.low == one.high else None
        odd = (*one.oddities, slip) if slip else one.oddities
        denied = say_denied(one.sentence, one.place)
        found.append(one._replace(oddities=odd, is_denied=denied) if slip or denied else one)
    return found
