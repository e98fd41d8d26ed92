"""Words of earlier comments that a comment repeats before its own: « Untel a écrit : … »."""

import re
from collections.abc import Sequence

from store.fold import fold_words

_SHORTEST = 20
_SAID = re.compile(
    r"(?:(?:citation(?: de)?|cite|quote|en reponse a|reponse a|re)\b.{0,60}|"
    r".{1,60}? (?:a ecrit|a dit|ecrivait|disait|ecrit|dit|wrote|said|schrieb)(?: (?:le|a|on|am)\b.{0,40})?)\s*:?"
)


def cut_quotes(lines: Sequence[str], earlier: Sequence[Sequence[str]]) -> tuple[list[str], int | None]:
    """The lines without runs taken word for word from an earlier comment, and the place of the first one quoted.

    A run counts from its first long line on, with the short lines that follow it there too, and with the line above
    that names who is quoted. A comment that holds nothing else stays as it is.
    """
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
        dropped |= set(range(at, at + n)) | ({at - 1} if at and _SAID.fullmatch(folded[at - 1]) else set())
        first = place if first is None else first
        at += n
    kept = [line for index, line in enumerate(lines) if index not in dropped]
    return (kept, first) if dropped and kept else (list(lines), None)


def _longest_run(lines: Sequence[str], at: int, others: Sequence[Sequence[str]]) -> tuple[int | None, int]:
    """The latest earlier comment that holds the most lines from `at` on, and how many; none below a long line."""
    best: tuple[int | None, int] = (None, 0)
    is_named = at > 0 and bool(_SAID.fullmatch(lines[at - 1]))
    if len(lines[at]) < (_SHORTEST // 2 if is_named else _SHORTEST):
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
