"""Quarrels of figures summed up for a screen: each value with its counts and who tells it first, without all the rest.

Ten thousand tellings are compared (`store.disputes`); a page shows a few of them, and keeps no more in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from store.disputes import Dispute, Value
from store.records import Comparator
from store.tellings import Telling


@dataclass(frozen=True, kw_only=True)
class ValueSum:
    """One value of a quantity: as `Value`, with its first telling in place of all."""

    key: str
    comparator: Comparator
    first: Telling
    n_articles: int
    n_comments: int
    sayers: tuple[str, ...]
    oddities: tuple[str, ...]
    deniers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Quarrel:
    """One quantity: as `Dispute`, with what its table says of all its tellings."""

    slug: str
    name: str
    values: tuple[ValueSum, ...]  # the most told
    n_values: int
    n_texts: int
    sources: tuple[str, ...]
    days: tuple[str, ...]  # the first and the last dated one; empty when none is dated


@dataclass(frozen=True, kw_only=True)
class Quarrels:
    """What a screen shows first: quantities in quarrel and told alike, and figures that look odd by themselves."""

    n_disputed: int
    n_told: int
    disputed: tuple[Quarrel, ...]
    repeated: tuple[Quarrel, ...]
    n_repeated_texts: int
    odd: tuple[Telling, ...]


@dataclass(frozen=True, kw_only=True)
class Most:
    """How many of each a screen shows: quantities in quarrel, told alike, odd figures, values of one quantity (`None`:
    all)."""

    disputed: int
    repeated: int
    odd: int
    values: int | None = None


def sum_up(dispute: Dispute, *, most_values: int | None) -> Quarrel:
    """A quantity without its tellings, and so many of its values; all for none."""
    told = [one for value in dispute.values for one in value.tellings]
    dated = [one.day for one in told if one.day]
    return Quarrel(
        slug=dispute.slug, name=dispute.name, values=tuple(map(_sum_up_value, dispute.values[:most_values])),
        n_values=len(dispute.values), n_texts=dispute.n_texts, sources=tuple(sorted({one.source for one in told})),
        days=(min(dated), max(dated)) if dated else (),
    )  # fmt: skip


def sum_up_all(disputes: Sequence[Dispute], odd: Sequence[Telling], most: Most) -> Quarrels:
    """So many of each kind, in the order of `find_disputes`."""
    disputed = [one for one in disputes if one.is_disputed]
    repeated = [one for one in disputes if not one.is_disputed][: most.repeated]
    owners = {one.owner_id for dispute in repeated for value in dispute.values for one in value.tellings}
    return Quarrels(
        n_disputed=len(disputed), n_told=len(disputes),
        disputed=tuple(sum_up(one, most_values=most.values) for one in disputed[: most.disputed]),
        repeated=tuple(sum_up(one, most_values=most.values) for one in repeated),
        n_repeated_texts=len(owners), odd=tuple(odd[: most.odd]),
    )  # fmt: skip


def _sum_up_value(value: Value) -> ValueSum:
    return ValueSum(
        key=value.key, comparator=value.comparator, first=value.first, n_articles=value.n_articles,
        n_comments=value.n_comments, sayers=value.sayers, oddities=value.oddities, deniers=value.deniers,
    )  # fmt: skip
