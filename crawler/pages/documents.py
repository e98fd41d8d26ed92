"""PDF files: their text as paragraphs."""

import io
import re
from datetime import datetime

from crawler.pages.errors import PageError
from crawler.pages.lines import has_final_stop, tidy
from crawler.pages.pasted import read_pasted
from store.records import Article

_WRAPPED = 0.6


def read_pdf(name: str, body: bytes, *, url: str | None, fetched_at: datetime) -> Article:
    """The article of a PDF with a text layer.

    Raises:
        PageError: the file is damaged, locked, or holds pictures of text.
    """
    # Loaded when a PDF comes: each process that reads pages would spend half a second on it.
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        pages = [page.extract_text() or "" for page in PdfReader(io.BytesIO(body)).pages]
    except (PyPdfError, ValueError, KeyError, OSError) as error:
        raise PageError(
            f"{name} : PDF illisible ({type(error).__name__}) ; ouvrez-le et collez son texte dans un fichier .txt"
        ) from error
    text = unwrap("\n\n".join(pages))
    if len(text.strip()) < 40:
        raise PageError(
            f"{name} : PDF sans texte (pages scannées ?) ; passez-le à la reconnaissance de caractères ou collez "
            f"son texte"
        )
    return read_pasted(text, url=url, fetched_at=fetched_at)


def unwrap(text: str) -> str:
    """Printed lines joined into paragraphs: a full line that ends without stop goes on in the next one."""
    lines = [tidy(line) for line in text.split("\n")]
    widths = sorted(len(line) for line in lines if line)
    full = widths[int(len(widths) * 0.9)] * _WRAPPED if widths else 0
    joined: list[str] = []
    for line in lines:
        previous = joined[-1] if joined else ""
        if previous and line and _runs_on(previous.rsplit("\n", 1)[-1], line, full):
            glue = "" if re.search(r"[^\W\d_]-$", previous) and line[:1].islower() else " "
            joined[-1] = (previous[:-1] if not glue else previous) + glue + line
        else:
            joined.append(line)
    return "\n".join(joined)


def _runs_on(previous: str, line: str, full: float) -> bool:
    long_enough = len(previous) >= full
    return (
        long_enough and (line[:1].islower() or not has_final_stop(previous)) and not line.startswith(("•", "- ", "– "))
    )
