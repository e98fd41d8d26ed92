"""The press review as PDF, printed from its page; WeasyPrint is an extra."""

import sys
from typing import Any

from dashboard.brief.as_html import render_html
from dashboard.brief.frozen import thaw
from dashboard.brief.records import Brief

INSTALL = (
    "PDF : WeasyPrint n’est pas installé ; lancez « pip install 'vigie[pdf]' » et « apt-get install libpango-1.0-0 "
    "libpangoft2-1.0-0 », puis recommencez"
)
_PRINT = """
@page { size: A4; margin: 12mm 12mm 14mm;
  @bottom-center { content: counter(page) " / " counter(pages); font: 9pt sans-serif } }
body, table { background: white !important; max-width: none !important; border: none !important }
body > table > tbody > tr > td, body > table > tr > td { padding: 0 !important }
p { orphans: 3; widows: 3 }
h2, h3, tr.with-next { break-after: avoid }
thead ~ tbody tr { break-inside: avoid }
"""


class PdfMissingError(RuntimeError):
    """WeasyPrint, or the Pango that it needs, is not there; the message says in French what to install."""


def can_print() -> bool:
    """Whether WeasyPrint and Pango are there."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def render_pdf(brief: Brief) -> bytes:
    """The pages; nothing is fetched, from the network or from the disk.

    Raises:
        PdfMissingError: the extra `[pdf]` is not installed.
    """
    return print_page(render_html(brief).decode(), _PRINT)


def print_page(page: str, style: str = "") -> bytes:
    """A page on paper, with a style sheet more; what it would fetch is refused.

    Raises:
        PdfMissingError: the extra `[pdf]` is not installed.
    """
    printed: bytes = _lay_out(page, style).write_pdf()
    return printed


def count_pages(page: str) -> int:
    """How many sheets a page takes.

    Raises:
        PdfMissingError: the extra `[pdf]` is not installed.
    """
    return len(_lay_out(page).pages)


def _lay_out(page: str, style: str = "") -> Any:
    try:
        from weasyprint import CSS, HTML
    except (ImportError, OSError):
        # OSError: the package is there, the Pango library is not.
        raise PdfMissingError(INSTALL) from None
    sheets = [CSS(string=style)] if style else []
    return HTML(string=page, url_fetcher=_refuse).render(stylesheets=sheets)


def _refuse(url: str, *args: object, **kwargs: object) -> None:
    raise ValueError(f"{url} n’est pas lu : une revue de presse ne charge rien")


def main() -> None:
    """Prints the review whose record stands on standard input."""
    brief = thaw(sys.stdin.read())
    if brief is None:
        raise SystemExit("as_pdf: the record cannot be read")
    sys.stdout.buffer.write(render_pdf(brief))


if __name__ == "__main__":
    main()
