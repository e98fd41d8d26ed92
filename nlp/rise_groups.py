"""Phrases that rose together made one: nested ones, pieces of one slogan, near synonyms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.french import load_french
from nlp.novelty import Risen

# Shared units over the smaller, for a phrase within another; over both, for two that overlap or stand apart.
NESTED, TOGETHER = 0.5, 0.6
ALIKE = 0.8
# A longer form is shown when it holds most of what its group counts.
COVERS = 0.7
Vector = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Phrases counted as one; `shown` stands for them all."""

    shown: Risen
    members: tuple[Risen, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its members, in order."""
        return tuple(sorted(one.key for one in self.members))

    @property
    def units(self) -> frozenset[str]:
        """Every unit that uses one of them."""
        return frozenset[str]().union(*(one.units for one in self.members))


def group_risen(risen: Sequence[Risen], surfaces: Mapping[str, str]) -> list[Group]:
    """The groups, strongest first; `surfaces` gives each key as it is written, for what words mean."""
    groups: list[list[Risen]] = []
    for one in sorted(risen, key=lambda one: (-len(one.units), -len(one.key.split()), one.key)):
        near = [group for group in groups if any(_is_same(one, other, surfaces) for other in group)]
        merged = [one, *(other for group in near for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append(merged)
    made = [Group(shown=_choose(group), members=tuple(sorted(group, key=lambda one: one.key))) for group in groups]
    return sorted(made, key=lambda group: (-group.shown.strength, group.shown.key))


def _is_same(one: Risen, other: Risen, surfaces: Mapping[str, str]) -> bool:
    shared = len(one.units & other.units)
    words, others = set(one.key.split()), set(other.key.split())
    if words <= others or others <= words:
        return shared >= NESTED * min(len(one.units), len(other.units))
    if shared >= TOGETHER * len(one.units | other.units):
        return True
    if not words & others:
        return False
    return shared >= NESTED * min(len(one.units), len(other.units)) or _are_alike(
        surfaces[one.key], surfaces[other.key]
    )


def _choose(group: Sequence[Risen]) -> Risen:
    """The longest phrase that most of the group's units use, a bare word only for want of better."""
    most = max(len(one.units) for one in group)
    wide = [one for one in group if len(one.units) >= COVERS * most]
    return max(wide, key=lambda one: (len(one.key.split()), len(one.units), one.strength, one.key))


def _are_alike(one: str, other: str) -> bool:
    left, right = _meaning(one), _meaning(other)
    length = float(np.linalg.norm(left) * np.linalg.norm(right))
    return length > 0 and float(left @ right) / length >= ALIKE


@lru_cache(maxsize=4096)
def _meaning(text: str) -> Vector:
    """The mean direction of a text's words of four letters and more."""
    vocab = load_french().vocab
    found = [
        np.asarray(vocab.get_vector(word), np.float32)
        for word in text.lower().replace("’", " ").replace("'", " ").split()
        if len(word) > 3
    ]
    if not found:
        return np.zeros(1, np.float32)
    total: Vector = np.sum([one / max(float(np.linalg.norm(one)), 1e-9) for one in found], axis=0)
    return total
