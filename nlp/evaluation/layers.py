"""The layers read on single passages: which labels each one expects and finds, and how they are grouped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.evaluation.answers import Said
from nlp.evaluation.scoring import Tally
from nlp.training.gold import ARGUMENTS, SENTIMENTS, STANCES, TARGETS, USES, GoldPassage

ALL, MACRO, SECOND = "all", "macro", "second-choice"
RELEVANCE = ("yes", "no")
# Layers in which a second careful annotator may have said something else.
OPEN_LAYERS = ("pairs", "arguments", "tone")
Marks = NDArray[np.bool_]
Columns = Mapping[str, Sequence[int]]
_PAIRS = [(target, stance) for target in TARGETS for stance in STANCES]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Labels expected and found, shape (n_passages, n_labels); `groups` names sets of columns counted together.

    `macro` holds the columns of each class whose F1 enters the mean.
    """

    expected: Marks
    found: Marks
    groups: Columns
    macro: Sequence[Sequence[int]]


def tallies(layer: str, passages: Sequence[GoldPassage], said: Sequence[Said]) -> list[Tally]:
    """The tallies of a layer, the whole first; none where the system does not read it."""
    if any(_read(layer, one) is None for one in said) or not passages:
        return []
    grid = _GRIDS[layer](passages, said)
    found = []
    for name, columns in grid.groups.items():
        if name == ALL or grid.expected[:, columns].any():
            found.append(Tally(group=name, counts=_counts(grid, [columns])))
        used = [columns for columns in grid.macro if grid.expected[:, columns].any()]
        if name == ALL and used:
            found.append(Tally(group=MACRO, counts=_counts(grid, used)))
    return found


def _read(layer: str, said: Said) -> object | None:
    return {
        "presence": said.stance, "pairs": said.stance, "stance": said.given, "tone": said.tone,
        "arguments": said.arguments, "use": said.arguments, "relevance": said.relevant,
    }[layer]  # fmt: skip


def _counts(grid: Grid, classes: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    hits = grid.expected & grid.found
    parts = [
        np.stack([marks[:, list(columns)].sum(axis=1) for marks in (hits, grid.found, grid.expected)], axis=-1)
        for columns in classes
    ]
    return np.stack(parts, axis=1).astype(np.float64) if parts else np.zeros((len(hits), 0, 3))


def _presence(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Grid:
    expected = [[target in passage.stance for target in TARGETS] for passage in passages]
    found = [[target in (one.stance or {}) for target in TARGETS] for one in said]
    return _by_class(expected, found, TARGETS)


def _pairs(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Grid:
    expected = [[passage.stance.get(t) == s for t, s in _PAIRS] for passage in passages]
    found = [[(one.stance or {}).get(t) == s for t, s in _PAIRS] for one in said]
    return _paired(expected, found, [[column] for column in range(len(_PAIRS))])


def _stance(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Grid:
    """Stance where the target is known to be spoken of: nothing is asked of the other targets."""
    expected = [[passage.stance.get(t) == s for t, s in _PAIRS] for passage in passages]
    found = [
        [t in passage.stance and (one.given or {}).get(t) == s for t, s in _PAIRS]
        for passage, one in zip(passages, said, strict=True)
    ]
    return _paired(expected, found, [_columns(stance=stance) for stance in STANCES])


def _arguments(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Grid:
    expected = [[argument in passage.arguments for argument in ARGUMENTS] for passage in passages]
    found = [[argument in (one.arguments or {}) for argument in ARGUMENTS] for one in said]
    return _by_class(expected, found, ARGUMENTS)


def _use(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Grid:
    """Use of the arguments rightly found."""
    expected, found = [], []
    for passage, one in zip(passages, said, strict=True):
        right = [argument for argument in ARGUMENTS if argument in passage.arguments]
        answers = one.arguments or {}
        held = {argument: passage.arguments[argument] for argument in right if argument in answers}
        expected.append([held.get(argument) == use for argument in ARGUMENTS for use in USES])
        found.append(
            [argument in held and answers[argument] == use for argument in ARGUMENTS for use in USES]
        )  # fmt: skip
    by_use: dict[str, Sequence[int]] = {
        use: range(index, len(ARGUMENTS) * len(USES), len(USES)) for index, use in enumerate(USES)
    }
    whole: dict[str, Sequence[int]] = {ALL: range(len(ARGUMENTS) * len(USES))}
    return Grid(expected=_marks(expected), found=_marks(found), groups=whole | by_use, macro=list(by_use.values()))


def _tone(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Grid:
    expected = [[passage.sentiment == tone for tone in SENTIMENTS] for passage in passages]
    return _by_class(expected, [[one.tone == tone for tone in SENTIMENTS] for one in said], SENTIMENTS)


def _relevance(passages: Sequence[GoldPassage], said: Sequence[Said]) -> Grid:
    """The relevant, then the off topic: the recall of the second is the share kept out."""
    expected = [[passage.relevant, not passage.relevant] for passage in passages]
    found = [[bool(one.relevant), not one.relevant] for one in said]
    return Grid(expected=_marks(expected), found=_marks(found), groups={ALL: [0], "no": [1]}, macro=())


def _by_class(expected: Sequence[Sequence[bool]], found: Sequence[Sequence[bool]], names: Sequence[str]) -> Grid:
    singles: dict[str, Sequence[int]] = {name: [index] for index, name in enumerate(names)}
    whole: dict[str, Sequence[int]] = {ALL: range(len(names))}
    return Grid(expected=_marks(expected), found=_marks(found), groups=whole | singles, macro=list(singles.values()))


def _paired(
    expected: Sequence[Sequence[bool]], found: Sequence[Sequence[bool]], macro: Sequence[Sequence[int]]
) -> Grid:
    groups: dict[str, Sequence[int]] = {ALL: range(len(_PAIRS))}
    groups |= {target: _columns(target=target) for target in TARGETS}
    groups |= {stance: _columns(stance=stance) for stance in STANCES}
    return Grid(expected=_marks(expected), found=_marks(found), groups=groups, macro=macro)


def _columns(*, target: str | None = None, stance: str | None = None) -> list[int]:
    return [index for index, (t, s) in enumerate(_PAIRS) if target in (None, t) and stance in (None, s)]


def _marks(values: Sequence[Sequence[bool]]) -> Marks:
    return np.array(values, dtype=bool)


_GRIDS: dict[str, Callable[[Sequence[GoldPassage], Sequence[Said]], Grid]] = {
    "presence": _presence, "pairs": _pairs, "stance": _stance, "arguments": _arguments, "use": _use, "tone": _tone,
    "relevance": _relevance,
}  # fmt: skip
LAYERS = tuple(_GRIDS)
