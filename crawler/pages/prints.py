"""Printed lines of a PDF with the size of their letters, and where each article of a press panorama begins.

A panorama prints its clippings one after the other, each from the top of a page: a title in larger letters than the
text, and a date of its own beside it. A lone article of many pages has one such page.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawler.dates import find_date
from crawler.pages.lines import tidy
from store.fold import fold_words

_LARGER = 1.3  # a title's letters, in those of the text
_SAME_SIZE = 1.15
_MOST_TOP_LINES, _LINES_AROUND = 12, 5
_TITLE = (12, 220)
_LONGEST_DATED = 120
_FEWEST_OF_A_HEADER = 3


@dataclass(frozen=True)
class PrintedLine:
    """One printed line and the size of most of its letters, 0 where it is not known."""

    text: str
    size: float


class LineReader:
    """Takes the runs of text that pypdf meets on a page, with their sizes."""

    def __init__(self) -> None:
        """Nothing was met."""
        self._lines: list[list[tuple[str, float]]] = [[]]

    def take(self, text: str, page: Sequence[float], own: Sequence[float], _font: Any, size: float) -> None:
        """One run, in the order of the page; runs of several words in other letters are lines of their own."""
        actual = abs(size) * _scale(own) * _scale(page)
        for index, part in enumerate(text.split("\n")):
            if index or self._is_other(part, actual):
                self._lines.append([])
            if part:
                self._lines[-1].append((part, actual))

    def _is_other(self, part: str, size: float) -> bool:
        before = self._lines[-1]
        if not before or len(part.split()) < 2 or sum(len(text.split()) for text, _ in before) < 2:
            return False
        return _differ(before[-1][1], size)

    def lines(self) -> list[PrintedLine]:
        """The lines met, empty ones too."""
        return [PrintedLine(tidy("".join(text for text, _ in runs)), _size_of(runs)) for runs in self._lines]


def split_articles(pages: Sequence[Sequence[PrintedLine]], *, fetched_at: datetime) -> list[list[PrintedLine]]:
    """The lines of each article: one, unless two pages at least begin like a clipping.

    A summary that names what follows is left out.
    """
    usual, headers = _usual_size(pages), _running_lines(pages)
    titles = [_opening(page, usual, headers, fetched_at) for page in pages]
    starts = [index for index, title in enumerate(titles) if title]
    if len(starts) < 2:
        return [[line for page in pages for line in [*page, PrintedLine("", 0.0)]]]
    ends = [*starts[1:], len(pages)]
    parts = [pages[start:end] for start, end in zip(starts, ends, strict=True)]
    if starts[0] and not _is_summary(pages[: starts[0]], [title for title in titles if title]):
        parts.insert(0, pages[: starts[0]])
    return [
        [line for page in part for line in [*page, PrintedLine("", 0.0)] if _masked(line) not in headers]
        for part in parts
    ]


def is_larger(line: PrintedLine, usual: float) -> bool:
    """Whether a line is printed like a title, in letters larger than the text's."""
    return bool(usual) and line.size >= _LARGER * usual


def usual_size(lines: Sequence[PrintedLine]) -> float:
    """The size of most letters."""
    return _usual_size([lines])


def differ(one: PrintedLine, other: PrintedLine) -> bool:
    """Whether two lines are printed in letters of other sizes."""
    return bool(one.size and other.size) and _differ(one.size, other.size)


def _differ(one: float, other: float) -> bool:
    return max(one, other) > _SAME_SIZE * min(one, other)


def _scale(matrix: Sequence[float]) -> float:
    return max(abs(matrix[3]), abs(matrix[1])) or 1.0


def _size_of(runs: Sequence[tuple[str, float]]) -> float:
    sizes: Counter[float] = Counter()
    for text, size in runs:
        sizes[size] += len(text.strip())
    return max(sizes, key=lambda size: sizes[size]) if sizes else 0.0


def _usual_size(pages: Sequence[Sequence[PrintedLine]]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[round(line.size, 1)] += len(line.text)
    return max(sizes, key=lambda size: sizes[size]) if sizes else 0.0


def _masked(line: PrintedLine) -> str:
    return re.sub(r"\d+", "0", fold_words(line.text))


def _running_lines(pages: Sequence[Sequence[PrintedLine]]) -> set[str]:
    """The lines that most pages print, numbers aside: heads and feet of the whole."""
    counts = Counter(mask for page in pages for mask in {_masked(line) for line in page if line.text})
    return {mask for mask, n in counts.items() if n >= _FEWEST_OF_A_HEADER and 2 * n > len(pages)}


def _opening(page: Sequence[PrintedLine], usual: float, headers: set[str], fetched_at: datetime) -> str | None:
    """The title of the clipping that begins on a page, `None` where none does."""
    top = [line for line in page if line.text and _masked(line) not in headers][:_MOST_TOP_LINES]
    at = next((index for index, line in enumerate(top) if is_larger(line, usual)), None)
    if at is None:
        return None
    title = [line.text for line in top[at:] if is_larger(line, usual)]
    near = [line.text for line in top[: at + len(title) + _LINES_AROUND] if not is_larger(line, usual)]
    is_dated = any(len(text) <= _LONGEST_DATED and find_date(text, fetched_at=fetched_at) for text in near)
    found = " ".join(title)
    return found if is_dated and _TITLE[0] <= len(found) <= _TITLE[1] else None


def _is_summary(pages: Sequence[Sequence[PrintedLine]], titles: Sequence[str]) -> bool:
    told = fold_words(" ".join(line.text for page in pages for line in page))
    return 2 * sum(fold_words(title)[:40] in told for title in titles) >= len(titles)
