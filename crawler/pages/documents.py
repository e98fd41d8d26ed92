"""PDF files: their text as paragraphs."""

import io
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from crawler.dates import find_date
from crawler.pages.errors import PageError
from crawler.pages.lines import has_final_stop
from crawler.pages.pasted import read_pasted
from crawler.pages.people import is_person_name
from crawler.pages.prints import LineReader, PrintedLine, differ, is_larger, split_articles, usual_size
from store.fold import fold_words
from store.records import Article

_WRAPPED = 0.6
_LEAST_TEXT = 40
_NEAR, _LONGEST_BESIDE, _LONGEST_OUTLET = 16, 120, 60
_PLACE = re.compile(
    r",\s*(?:le|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s*$", re.IGNORECASE
)  # « Lyon, le 3 mai »
_NO_OUTLET = re.compile(
    r"(?:(?:re)?publie|paru|mise?|mis a jour|actualise|modifie|date|page|(?:par|le|du|au)$|revue|panorama|dossier|"
    r"sommaire|communique|edition|compte|proces|reunion|note)(?!\w)"
)
_SIGNED = re.compile(r"^(?:par|by)\s+", re.IGNORECASE)


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
        return (_read_clipping(parts[0], url=url, fetched_at=fetched_at),)
    found: list[Article] = []
    for part in parts:
        with suppress(PageError):  # a cover, a blank page
            found.append(_read_clipping(part, url=None, fetched_at=fetched_at))
    found = [article for article in found if article.blocks or article.standfirst]
    if not found:
        raise PageError(f"{name} : PDF sans phrase lisible ; collez son texte")
    return tuple(found)


def _read_clipping(lines: Sequence[PrintedLine], *, url: str | None, fetched_at: datetime) -> Article:
    """One article of a PDF, with the outlet, day and signature of the line beside its title.

    Raises:
        PageError: nothing can be read in it.
    """
    at = next((index for index, line in enumerate(lines[:_NEAR]) if _is_beside(line, fetched_at)), None)
    if at is None:
        return read_pasted(unwrap(lines), url=url, fetched_at=fetched_at)
    told, others = lines[at].text, [*lines[:at], PrintedLine("", 0.0), *lines[at + 1 :]]
    article = read_pasted(unwrap(others), url=url, fetched_at=fetched_at)
    found = find_date(told, fetched_at=fetched_at)
    assert found is not None
    before, after = (part.strip("•–—-|:,()[]/ ") for part in (told[: found.start], told[found.end :]))
    before = re.sub(r"\s*[,|–—-]?\s*(?:publié|paru|édition)?\s*(?:le|du|à)?$", "", before, flags=re.IGNORECASE)
    names = tuple(name for name in re.split(r",|\bet\b", _SIGNED.sub("", after)) if is_person_name(name.strip()))
    day = found.date
    return replace(
        article, site=article.site or (before if _is_outlet(before) else None),
        byline=article.byline or tuple(name.strip() for name in names),
        published_at=day.moment, date_source=day.source, date_precision=day.precision,
        provenance={**article.provenance, "published_at": "text"},
    )  # fmt: skip


def _is_beside(line: PrintedLine, fetched_at: datetime) -> bool:
    """Whether a line is the one beside a clipping's title: an outlet's name or nothing, then a day, no sentence."""
    text = line.text
    if not text or len(text) > _LONGEST_BESIDE or has_final_stop(text):
        return False
    found = find_date(text, fetched_at=fetched_at)
    if found is None or found.date.precision in ("year", "month"):
        return False
    before = text[: found.start]
    if _PLACE.search(before):
        return False
    return _is_outlet(before.strip("•–—-|:,()[]/ "))


def _is_outlet(text: str) -> bool:
    is_short = len(text) <= _LONGEST_OUTLET and len(text.split()) <= 7
    return is_short and text[:1].isupper() and not _NO_OUTLET.match(fold_words(text))


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
