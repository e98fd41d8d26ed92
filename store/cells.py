"""Texts as cells of a spreadsheet: nothing is computed, nothing is longer than Excel holds.

A text that a spreadsheet would take for a formula is written as text: with an apostrophe in front in csv, as a cell
of text in xlsx. Numbers are numbers, a negative one too.
"""

import unicodedata
from dataclasses import dataclass

from store.texts import printable

EXCEL_CELL = 32_767  # UTF-16 units, the way Excel counts
CUT_MARK = " … [coupé]"
APOSTROPHE = "'"
# What begins a formula, in the ordinary and in the full width that some locales read alike.
_TRIGGERS = "=+-@＝＋－＠"
_TRIGGERS_AT_ONCE = "\t\n"  # carriage returns are line feeds by then
# Blank signs that Unicode does not count as spaces: fillers of Hangul, the empty Braille cell.
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"


@dataclass(kw_only=True)
class Cut:
    """How many texts were too long for a cell."""

    n: int = 0


def is_computed(text: str) -> bool:
    """Whether a spreadsheet might compute a text: a formula sign at its start, or after blanks and invisible signs."""
    start = text[:1]
    if start.isascii() and start.isalnum():
        return False
    if start and start in _TRIGGERS_AT_ONCE:
        return True
    first = next((char for char in text if not _is_unseen(char)), "")
    return first != "" and first in _TRIGGERS


def clean_cell(text: str, cut: Cut, *, room: int = 0) -> str:
    """`text` without control characters and lone surrogates, cut to what a cell holds less `room`."""
    kept = printable(text)
    if _units(kept) <= EXCEL_CELL - room:
        return kept
    cut.n += 1
    units = kept.encode("utf-16-le")[: (EXCEL_CELL - room - len(CUT_MARK)) * 2]
    return units.decode("utf-16-le", "ignore") + CUT_MARK


def csv_cell(value: str | int | float | None, cut: Cut) -> str:
    """A value as a field of csv: a decimal comma, nothing for `None`, no formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        guard = APOSTROPHE if is_computed(printable(value)) else ""
        return guard + clean_cell(value, cut, room=len(guard))
    return number_cell(value)


def number_cell(value: int | float) -> str:
    """A number with a decimal comma; a whole one without decimals."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value).replace(".", ",")


def _is_unseen(char: str) -> bool:
    return char.isspace() or char in _BLANKS or unicodedata.category(char) in ("Cf", "Cc", "Mn", "Zs")


def _units(text: str) -> int:
    return len(text) if len(text) * 2 <= EXCEL_CELL else len(text.encode("utf-16-le")) // 2
