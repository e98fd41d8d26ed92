"""PDF files: their text as paragraphs."""

import io
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from crawler.pages.errors import PageError
from crawler.pages.lines import has_final_stop
from crawler.pages.pasted import read_pasted
from crawler.pages.prints import LineReader, PrintedLine, differ, is_larger, split_articles, usual_size
from store.records import Article

_WRAPPED = 0.6
_LEAST_TEXT = 40


def read_pdf(name: str, body: bytes, *, url: str | None, fetched_at: datetime) -> tuple[Article, ...]:
    """The articles of a PDF with a text layer: several of a press panorama, else one; `url` is that of a lone one.

    Raises:
        PageError: the file is damaged, locked, or holds pictures of text.
    """
    # Loaded when a PDF comes: each process that reads pages would spend half a second on it.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [_read_page(page) for page in PdfReader(io.BytesIO(body)).pages]
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise PageError(
            f"{name} : PDF illisible ({type(error).__name__}) ; ouvrez-le et collez son texte dans un fichier .txt"
        ) from error
    if sum(len(line.text) for page in pages for line in page) < _LEAST_TEXT:
        raise PageError(
            f"{name} : PDF sans texte (pages scannées ?) ; passez-le à la reconnaissance de caractères ou collez "
            f"son texte"
        )
    parts = split_articles(pages, fetched_at=fetched_at)
    if len(parts) == 1:
        return (read_pasted(unwrap(parts[0]), url=url, fetched_at=fetched_at),)
    found: list[Article] = []
    for part in parts:
        with suppress(PageError):  # a cover, a blank page
            found.append(read_pasted(unwrap(part), url=None, fetched_at=fetched_at))
    if not found:
        raise PageError(f"{name} : PDF sans phrase lisible ; collez son texte")
    return tuple(found)


def _read_page(page: Any) -> list[PrintedLine]:
    reader = LineReader()
    page.extract_text(visitor_text=reader.take)
    return reader.lines()


def unwrap(lines: Sequence[PrintedLine]) -> str:
    """Printed lines joined into paragraphs: a full line that ends without stop goes on in the next one of its size."""
    usual = usual_size(lines)
    widths = sorted(len(line.text) for line in lines if line.text)
    full = widths[int(len(widths) * 0.9)] * _WRAPPED if widths else 0
    joined: list[str] = []
    before: PrintedLine | None = None
    for line in lines:
        if before is not None and before.text and line.text and _goes_on(before, line, full, usual):
            previous = joined[-1]
            glue = "" if re.search(r"[^\W\d_]-$", previous) and line.text[:1].islower() else " "
            joined[-1] = (previous[:-1] if not glue else previous) + glue + line.text
        else:
            joined.append(line.text)
        before = line
    return "\n".join(joined)


def _goes_on(before: PrintedLine, line: PrintedLine, full: float, usual: float) -> bool:
    if differ(before, line):
        return False
    is_title = is_larger(before, usual) and is_larger(line, usual) and not has_final_stop(before.text)
    return is_title or _runs_on(before.text, line.text, full)


def _runs_on(previous: str, line: str, full: float) -> bool:
    long_enough = len(previous) >= full
    return (
        long_enough and (line[:1].islower() or not has_final_stop(previous)) and not line.startswith(("•", "- ", "– "))
    )
