"""Writing rows as csv, xlsx or JSON Lines, one at a time."""

import csv
import io
import json
import math
import tempfile
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO, Literal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from store.cells import Cut, clean_cell, csv_cell, is_computed
from store.clock import now
from store.database import Row
from store.watch import Watch
from vigie.export.columns import Column, Value

Format = Literal["csv", "xlsx", "jsonl"]
Writer = Callable[[BinaryIO, Sequence[Column], Iterable[Row], Watch], int]
EXCEL_ROWS = 1_048_576
_WIDE = ("title", "standfirst", "text", "context", "stances", "arguments")
_LARGEST_EXACT = 1e15  # digits beyond are lost in a cell


def write_csv(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], watch: Watch) -> int:
    """RFC 4180 in UTF-8 with its mark, fields apart by `;` as a French spreadsheet expects; the number of texts cut."""
    cut = Cut()
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerow([column.header for column in columns])
    for row in rows:
        out.writerow([csv_cell(column.written(row, watch), cut) for column in columns])
    text.flush()
    text.detach()
    return cut.n


def write_jsonl(file: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], watch: Watch) -> int:
    """One JSON object a line, keys and slugs stable, texts whole; the number of texts cut, which is none."""
    for row in rows:
        line = json.dumps({column.key: column.kept(row) for column in columns}, ensure_ascii=False, allow_nan=False)
        # A lone surrogate of a text from elsewhere has no UTF-8 form.
        file.write(line.encode("utf-8", "replace") + b"\n")
    return 0


def write_xlsx(
    file: BinaryIO, columns: Sequence[Column], rows: Iterable[Row], watch: Watch, *, sheet_rows: int = EXCEL_ROWS
) -> int:
    """One sheet, or several where one is full, each with its headers; the number of texts cut."""
    cut = Cut()
    with tempfile.TemporaryDirectory(prefix="vigie-") as folder:
        options = {
            "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "use_zip64": True,
        }  # fmt: skip
        book = xlsxwriter.Workbook(file, options)
        book.set_properties({"created": now().replace(tzinfo=None)})
        bold, guarded = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
        sheet = _new_sheet(book, 1, columns, bold)
        line = n_sheets = 1
        for row in rows:
            if line == sheet_rows:
                n_sheets, line = n_sheets + 1, 1
                sheet = _new_sheet(book, n_sheets, columns, bold)
            for place, column in enumerate(columns):
                _write_cell(sheet, line, place, column.written(row, watch), cut, guarded)
            line += 1
        book.close()
    return cut.n


def _new_sheet(book: xlsxwriter.Workbook, number: int, columns: Sequence[Column], bold: object) -> Worksheet:
    sheet = book.add_worksheet(f"Vigie {number}")
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 50 if column.key in _WIDE else 16)
        sheet.write_string(0, place, column.header, bold)
    return sheet


def _write_cell(sheet: Worksheet, line: int, place: int, value: Value, cut: Cut, guarded: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        text = clean_cell(value, cut)
        # A string cell is not computed; the mark keeps it so when a person edits it.
        sheet.write_string(line, place, text, guarded if is_computed(text) else None)
    elif math.isfinite(value) and abs(value) < _LARGEST_EXACT:
        sheet.write_number(line, place, value)
    else:
        sheet.write_string(line, place, str(value))


WRITERS: dict[Format, Writer] = {"csv": write_csv, "xlsx": write_xlsx, "jsonl": write_jsonl}
