"""Pieces of a Word document that python-docx has no single call for."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from dashboard.theme import ACCENT, MUTED

# The zip format begins in 1980: one date for every part, so that equal reviews are equal files.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Words of a table's cell, bold or linked."""

    text: str
    href: str | None = None
    bold: bool = False


def colour(value: str) -> RGBColor:
    """A colour of the theme (« #16263c »)."""
    return RGBColor.from_string(value.removeprefix("#").upper())


def add_table(document: Document, columns: Sequence[str], lines: Sequence[Sequence[Sequence[Piece]]]) -> None:
    """A table whose first row is a header that each page repeats; a cell is a run of pieces."""
    table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for cell, name in zip(table.rows[0].cells, columns, strict=True):
        add_text(cell.paragraphs[0], name, bold=True)
    for line in lines:
        for cell, pieces in zip(table.add_row().cells, line, strict=True):
            for piece in pieces:
                add_link(cell.paragraphs[0], piece.text, piece.href, bold=piece.bold)


def add_text(paragraph: Paragraph, text: str, *, bold: bool = False) -> None:
    """A run of text."""
    paragraph.add_run(text).bold = bold or None


def add_quiet(paragraph: Paragraph, text: str) -> None:
    """A run in small grey letters."""
    run = paragraph.add_run(text)
    run.font.size = Pt(9.5)
    run.font.color.rgb = colour(MUTED)


def add_link(paragraph: Paragraph, text: str, href: str | None, *, bold: bool = False) -> None:
    """A link to another site, or the bare text."""
    if not href:
        add_text(paragraph, text, bold=bold)
        return
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)
    run.bold, run.underline = bold or None, True
    run.font.color.rgb = colour(ACCENT)
    anchor.append(run._r)
    paragraph._p.append(anchor)


def without_dates(packed: bytes) -> bytes:
    """The same package with one date on every part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return file.getvalue()
