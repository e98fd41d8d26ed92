"""A page as lines: the common ground of saved HTML and of text that a person copied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from store.fold import fold_words

_SOFT_HYPHEN = "\u00ad"
# A single plain space stays as it is, and most are: only what changes is matched.
_SPACES = re.compile(
    r"[\t\r\n\f\v\u200b\ufeff\u2028][ \t\r\n\f\v\u200b\ufeff\u2028]*| [ \t\r\n\f\v\u200b\ufeff\u2028]+"
)
_EDGES = " \t\r\n\f\v\u00a0\u202f\u2009\u200b\ufeff\u00ad"
_STOPS = ".!?…"
_CLOSERS = "\"'»”’)] \u00a0\u202f"
STRONG_GAP = 2
PARAGRAPH_LENGTH = 120


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line or block element.

    `gap` is 0 when it follows the line above, 1 after an empty line, 2 after a wider break (an empty paragraph).
    `tag` is the HTML element it comes from, "" for copied text. `bold` says that all of it is bold. `indent` counts
    the columns before copied text; `columns` are its parts where tabs or wide spaces separate them, else empty.
    `boxed` says that it stands in a box set beside the text (« Repères », « Ce que dit la caisse »).
    """

    text: str
    gap: int = 0
    tag: str = ""
    bold: bool = False
    noise: bool = False
    indent: int = 0
    columns: tuple[str, ...] = ()
    boxed: bool = False

    @cached_property
    def folded(self) -> str:
        """The text folded, runs of spaces made one."""
        return fold_words(self.text)

    @cached_property
    def plain(self) -> str:
        """The text folded, without pictograms and bullets at its ends."""
        return self.folded.strip(" 👍👎❤️▲▼↑↓•·|›»>-–—*+")

    @property
    def is_paragraph(self) -> bool:
        """Whether it reads as running text: long, and closed by a stop."""
        return len(self.text) >= PARAGRAPH_LENGTH and has_final_stop(self.text)


_SHORT, _LONGEST_KEPT = 300, 3000


def is_plain(text: str) -> bool:
    """Whether nothing in a text is to be tidied: no two spaces in a row, no tab, break or invisible character."""
    return "  " not in text and text.replace("\u00a0", "").replace("\u202f", "").isprintable()


def tidy(text: str) -> str:
    """`text` on one line, without spaces at its ends; soft hyphens go, no-break spaces inside stay as printed."""
    if len(text) <= _SHORT:
        return _tidied(text)
    return _paragraph_tidied(text) if len(text) <= _LONGEST_KEPT else _tidy(text)


def _tidy(text: str) -> str:
    if is_plain(text):
        return text.strip(_EDGES)
    return _SPACES.sub(" ", text.replace(_SOFT_HYPHEN, "")).strip(_EDGES)


# A page is walked several times, and a site prints the same menus on every page.
_tidied = lru_cache(maxsize=8192)(_tidy)
_paragraph_tidied = lru_cache(maxsize=128)(_tidy)


def with_noise(line: Line, is_noise: bool) -> Line:
    """The line, marked as noise where it is; what it is already stays the same object, with all that it worked out."""
    return replace(line, noise=True) if is_noise and not line.noise else line


def has_final_stop(text: str) -> bool:
    """Whether the text ends with a full stop, a question or exclamation mark or an ellipsis, quotes aside."""
    return text.rstrip(_CLOSERS).endswith(tuple(_STOPS)) if text else False


def ends_asking(text: str) -> bool:
    """Whether the text ends with a question mark, closing quotes aside."""
    return text.rstrip(_CLOSERS).endswith("?")


def read_lines(text: str) -> list[Line]:
    """The non-empty lines of copied text, each with the width of the break above it."""
    lines: list[Line] = []
    n_empty, wide = 0, False
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        content = tidy(raw)
        if not content:
            n_empty += 1
            wide = wide or "\u00a0" in raw
            continue
        gap = 0 if n_empty == 0 else STRONG_GAP if wide or n_empty >= 3 else 1
        lines.append(Line(text=content, gap=gap, indent=_indent(raw), columns=_columns(raw)))
        n_empty, wide = 0, False
    return lines


def _indent(raw: str) -> int:
    expanded = raw.replace("\ufeff", "").expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" \u00a0"))


def _columns(raw: str) -> tuple[str, ...]:
    """The parts of a printed line that a tab or several spaces keep apart; running text has none."""
    parts = tuple(tidy(part) for part in re.split(r"\t+|(?<![.!?…:]) {2,}", raw.strip(_EDGES)) if tidy(part))
    return parts if len(parts) > 1 and all(len(part) <= 60 for part in parts) else ()


def without_noise(lines: Sequence[Line]) -> list[Line]:
    """`lines` without those marked as noise, their breaks kept."""
    return without(lines, {index for index, line in enumerate(lines) if line.noise})


def without(lines: Sequence[Line], dropped: set[int]) -> list[Line]:
    """`lines` without those at the dropped positions; a break above a dropped line is kept by the next one."""
    kept: list[Line] = []
    gap = 0
    for index, line in enumerate(lines):
        gap = max(gap, line.gap)
        if index in dropped:
            continue
        kept.append(line if line.gap == gap else replace(line, gap=gap))
        gap = 0
    return kept
