"""Words of earlier comments that a comment repeats before its own: « Untel a écrit : … »."""

import re
from collections.abc import Sequence

from store.fold import fold_words

_SHORTEST = 10
_SAID = re.compile(
    r"(?:(?:citation(?: de)?|cite|quote|en reponse a|reponse a|re)\b.{0,60}|"
    r".{1,60}? (?:a ecrit|a dit|ecrivait|disait|ecrit|dit|wrote|said|schrieb)(?: (?:le|a|on|am)\b.{0,40})?)\s*:?"
)


def cut_quotes(lines: Sequence[str], earlier: Sequence[Sequence[str]]) -> tuple[list[str], int | None]:
    """The lines without runs taken word for word from an earlier comment, and the place of the first one quoted.

    A run counts below a line that says who is quoted, and goes with it; what a reader repeats without saying so stays
    as it is printed, and so does a comment that holds nothing else.
    """
    given, lines = lines, _parted(lines)
    folded = [_bare(line) for line in lines]
    others = [[_bare(line) for line in other] for other in earlier]
    dropped: set[int] = set()
    first = None
    at = 0
    while at < len(lines):
        place, n = _longest_run(folded, at, others)
        if place is None:
            at += 1
            continue
        dropped |= set(range(at - 1, at + n))
        first = place if first is None else first
        at += n
    kept = [line for index, line in enumerate(lines) if index not in dropped]
    return (kept, first) if dropped and kept else (list(given), None)


def _parted(lines: Sequence[str]) -> list[str]:
    """The lines, one that says who is quoted and goes on with the words parted at its colon."""
    found: list[str] = []
    for line in lines:
        head, colon, rest = line.partition(" : ")
        is_said = bool(colon and rest.strip()) and _SAID.fullmatch(_bare(head)) is not None
        found += [f"{head} :", rest] if is_said else [line]
    return found


def _longest_run(lines: Sequence[str], at: int, others: Sequence[Sequence[str]]) -> tuple[int | None, int]:
    """The latest earlier comment that holds the most lines from `at` on, and how many; none below a long line."""
    best: tuple[int | None, int] = (None, 0)
    if not at or len(lines[at]) < _SHORTEST or not _SAID.fullmatch(lines[at - 1]):
        return best
    for place, other in enumerate(others):
        for start, line in enumerate(other):
            if line != lines[at]:
                continue
            n = 1
            while at + n < len(lines) and start + n < len(other) and lines[at + n] == other[start + n]:
                n += 1
            if n >= best[1]:
                best = (place, n)
    return best


def _bare(line: str) -> str:
    return fold_words(line).strip(' >"«»“”')
