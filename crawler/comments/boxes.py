"""From marks to boxes: which part of the page belongs to each mark, and which box answers which.

A list is an element whose children hold marks alike; a box is one such child. What a box holds beside its first
mark, in children unlike it, are the boxes that answer it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from lxml.html import HtmlElement

_Marks = Sequence[HtmlElement]
_MOST_WORDS_OF_A_HEAD = 6


@dataclass(frozen=True, eq=False, kw_only=True)
class Box:
    """One repeated block: its mark, the siblings it is made of, and the index of the box that it answers."""

    mark: HtmlElement
    roots: tuple[HtmlElement, ...]
    parent: int | None = None


def place_boxes(marks: _Marks, within: HtmlElement | None = None) -> list[Box]:
    """The boxes of some marks in reading order, nested ones after the box that they answer.

    `within` is the largest element that a single mark may own.
    """
    found: list[Box] = []
    if marks:
        _Placer(found).place(list(marks), None, within)
    return found


def levels_above(element: HtmlElement, count: int) -> list[HtmlElement]:
    """So many elements around one, below the body; those that only wrap a single element are given but not counted."""
    found: list[HtmlElement] = []
    for one in element.iterancestors():
        if one.tag in ("body", "html") or count == 0:
            break
        found.append(one)
        count -= len(one) > 1
    return found


def main_list(marks: _Marks) -> HtmlElement:
    """The element whose children hold most of the marks alike: the list among them, strangers left out."""
    node = shared_ancestor(marks)
    inside = list(marks)
    while True:
        branches = _branches(node, inside)
        if len(branches) < 2:
            return node
        largest = max(branches, key=lambda branch: len(branch[1]))
        alike = [branch for branch in branches if _alike(branches[0][0], branch[0], branches[0][1], branch[1])]
        holds_most = len(largest[1]) > max(2, 0.6 * len(inside))
        if node in inside or not holds_most or len(alike) >= 0.6 * len(branches) or _answers(branches, largest):
            return node
        inside = largest[1]
        node = shared_ancestor(inside)


def _answers(
    branches: Sequence[tuple[HtmlElement, list[HtmlElement]]], largest: tuple[HtmlElement, list[HtmlElement]]
) -> bool:
    """Whether the largest branch holds what answers the one before it: blocks like that one, a level further in."""
    before = next((one for one, after in pairwise(branches) if after[0] is largest[0]), None)
    if before is None:
        return False
    inner = _branches(shared_ancestor(largest[1]), largest[1])
    return any(_alike(before[0], child, before[1], held) for child, held in inner)


def marks_inside(node: HtmlElement, marks: _Marks) -> list[HtmlElement]:
    """The marks that an element holds, in order."""
    inside = set(node.iter())
    return [mark for mark in marks if mark in inside]


def shared_ancestor(elements: _Marks) -> HtmlElement:
    """The deepest element that holds them all; itself for a single one."""
    paths = [[*reversed(list(one.iterancestors())), one] for one in (elements[0], elements[-1], *elements)]
    shared = paths[0]
    for path in paths[1:]:
        size = next((at for at, (a, b) in enumerate(zip(shared, path, strict=False)) if a is not b), None)
        shared = shared[: min(len(shared), len(path)) if size is None else size]
    return shared[-1]


def owners(boxes: Sequence[Box]) -> Mapping[HtmlElement, int]:
    """For each element inside a box, the index of the innermost box that it belongs to."""
    roots = {root: index for index, box in enumerate(boxes) for root in box.roots}
    found: dict[HtmlElement, int] = {}
    for index, box in enumerate(boxes):
        for root in box.roots:
            if root not in found:
                _own(root, index, roots, found)
    return found


def _own(element: HtmlElement, owner: int, roots: Mapping[HtmlElement, int], found: dict[HtmlElement, int]) -> None:
    stack = [(element, owner)]
    while stack:
        one, above = stack.pop()
        own = roots.get(one, above)
        found[one] = own
        stack.extend((child, own) for child in one if isinstance(child.tag, str))


class _Placer:
    """Places marks one list after the other; `found` grows as it goes."""

    def __init__(self, found: list[Box]) -> None:
        self.found = found
        self.names: frozenset[str] | None = None

    def place(self, marks: list[HtmlElement], parent: int | None, within: HtmlElement | None) -> None:
        if len(marks) == 1:
            root = within if within is not None else marks[0]
            self.found.append(Box(mark=marks[0], roots=(root,), parent=parent))
            return
        node = shared_ancestor(marks)
        if node is marks[0]:
            self._branch(node, marks, parent)
            return
        branches = _branches(node, marks)
        first, held = branches[0]
        if self.names is None:
            self.names = _common_names([child for child, _ in branches])
        alike = [child for child, inside in branches if self._similar(first, child, held, inside)]
        if len(alike) == 1 and len(branches) > 1 and _is_bare(first, held[0]):
            # The list is one block with what answers it: its head stands alone in a child of the block.
            self._branch(node, marks, parent)
            return
        last = parent
        for child, inside in branches:
            if self._similar(first, child, held, inside):
                last = len(self.found)
                self._branch(child, inside, parent)
            else:
                self.place(inside, last, child)

    def _branch(self, child: HtmlElement, marks: list[HtmlElement], parent: int | None) -> None:
        """One box with what answers it, or, where the child only wraps a list, the boxes of that list."""
        if len(marks) > 1:
            node = shared_ancestor(marks)
            if node is not marks[0]:
                branches = _branches(node, marks)
                if len(branches) > 1 and self._similar(branches[0][0], branches[1][0], branches[0][1], branches[1][1]):
                    self.place(marks, parent, child)
                    return
        own = len(self.found)
        self.found.append(Box(mark=marks[0], roots=(child,), parent=parent))
        rest = marks[1:]
        if not rest:
            return
        holder = shared_ancestor(marks)
        groups = _branches(holder, rest) if holder is not rest[0] else [(rest[0], rest)]
        for inner, inside in groups:
            self.place(inside, own, inner)

    def _similar(self, a: HtmlElement, b: HtmlElement, in_a: _Marks, in_b: _Marks) -> bool:
        if self.names and self._is_box(a) != self._is_box(b):
            return False
        return _alike(a, b, in_a, in_b)

    def _is_box(self, element: HtmlElement) -> bool:
        names = self.names or frozenset()
        return any(names <= _names(one) for one in chain_of(element))


def _is_bare(child: HtmlElement, mark: HtmlElement) -> bool:
    """Whether a child holds little beside its mark."""
    return len("".join(child.itertext()).split()) <= len("".join(mark.itertext()).split()) + _MOST_WORDS_OF_A_HEAD


def _branches(node: HtmlElement, marks: _Marks) -> list[tuple[HtmlElement, list[HtmlElement]]]:
    """The children of an element that hold marks, each with those it holds."""
    found: dict[HtmlElement, list[HtmlElement]] = {}
    for mark in marks:
        if mark is node:
            continue
        child = mark
        for above in mark.iterancestors():
            if above is node:
                break
            child = above
        found.setdefault(child, []).append(mark)
    return list(found.items())


def chain_of(element: HtmlElement) -> list[HtmlElement]:
    """An element and what it only wraps."""
    found = [element]
    while len(found[-1]) == 1 and not (found[-1].text or "").strip() and isinstance(found[-1][0].tag, str):
        if (found[-1][0].tail or "").strip():
            break
        found.append(found[-1][0])
    return found


def _names(element: HtmlElement) -> frozenset[str]:
    """The classes of an element but those that number it or tell odd from even."""
    return _lasting(element.get("class") or "")


@lru_cache(maxsize=4096)  # a thread writes the same classes on each of its blocks
def _lasting(classes: str) -> frozenset[str]:
    tokens = classes.split()
    return frozenset(one for one in tokens if not re.search(r"[-_]\d+$|(?:^|-)(?:odd|even|alt|first|last)$", one))


def _common_names(children: Sequence[HtmlElement]) -> frozenset[str]:
    if len(children) < 2:
        return frozenset()
    shared = [_names(child) for child in children]
    return frozenset.intersection(*shared)


def _alike(a: HtmlElement, b: HtmlElement, in_a: _Marks, in_b: _Marks) -> bool:
    """Whether two children of one element look like two blocks of one list."""
    if a is b:
        return True
    chain_a, chain_b = chain_of(a), chain_of(b)
    if not {one.tag for one in chain_a} & {one.tag for one in chain_b}:
        return False
    if _n_listed(chain_a) != _n_listed(chain_b):
        return False
    head_a, head_b = _head_names(chain_a), _head_names(chain_b)
    if head_a & head_b:
        return True
    named = {_n_named(chain_a), _n_named(chain_b)}
    return (len(named) == 1 or 0 in named) and _depth(a, in_a[0]) == _depth(b, in_b[0])


def _head_names(chain: Sequence[HtmlElement]) -> frozenset[str]:
    """The names of the outermost named element of a chain."""
    return next((names for one in chain if (names := _names(one))), frozenset())


def _n_listed(chain: Sequence[HtmlElement]) -> int:
    return sum(one.tag in ("ul", "ol", "li", "dl") for one in chain)


def _n_named(chain: Sequence[HtmlElement]) -> int:
    return sum(bool(_names(one)) for one in chain)


def _depth(child: HtmlElement, mark: HtmlElement) -> int:
    """The number of levels from a child down to its first mark, those that wrap a single element left out."""
    depth, one = 0, mark
    while one is not child and one is not None:
        one = one.getparent()
        if one is not None and (len(one) > 1 or (one.text or "").strip()):
            depth += 1
    return depth
