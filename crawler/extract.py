"""From the bytes of a page or a file to articles: the one door of everything that reads pages."""

import re
from dataclasses import replace
from datetime import datetime

from crawler.pages.documents import read_pdf
from crawler.pages.errors import PageError
from crawler.pages.html_page import read_html
from crawler.pages.html_tree import decode
from crawler.pages.mails import Mail, is_mail, read_mail
from crawler.pages.pasted import read_pasted
from crawler.pages.saved_on import saved_on
from crawler.pages.selected import Selectors
from store.records import Article

__all__ = ["PageError", "extract_file", "extract_html", "extract_text"]

_HTML_OPENS = re.compile(rb"<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<article[\s>]|<meta\s", re.IGNORECASE)
_HTML_TAGS = re.compile(
    rb"</?(?:p|div|a|span|h[1-6]|br|li|ul|table|img|script|strong|em|section)\b[^>]*>", re.IGNORECASE
)
_BINARY = {
    b"PK\x03\x04": "archive ou document Office", b"\x89PNG": "image", b"\xff\xd8\xff": "image", b"GIF8": "image",
    b"\xd0\xcf\x11\xe0": "document Office",
    b"\x1f\x8b": "archive", b"RIFF": "image ou son", b"%!PS": "PostScript", b"ID3": "son", b"SQLite": "base de données",
}  # fmt: skip
_FEWEST_TAGS = 5


def extract_html(body: bytes, *, url: str | None, fetched_at: datetime, selectors: Selectors | None = None) -> Article:
    """The article of an HTML page and the comments that the page holds.

    Each field comes from the first place that says it: JSON-LD, meta elements, selectors, trafilatura, printed lines;
    `Article.provenance` names it. The `selectors` of the page's source come before all. `fetched_at` (aware UTC) is
    what relative dates count back from.

    Raises:
        PageError: a robot check, a consent wall, or no text at all.
    """
    return read_html(body, url=url, fetched_at=fetched_at, selectors=selectors)


def extract_text(text: str, *, url: str | None, fetched_at: datetime) -> Article:
    """The article of a page's text, as copied from a browser.

    Raises:
        PageError: the text holds no sentence.
    """
    return read_pasted(text, url=url, fetched_at=fetched_at)


def extract_file(name: str, body: bytes, *, url: str | None, fetched_at: datetime) -> list[Article]:
    """The articles of a file, told by its content: HTML, PDF, mail, copied text; a newsletter holds several.

    Raises:
        PageError: as `open_file`.
    """
    return list(open_file(name, body, url=url, fetched_at=fetched_at).articles)


def open_file(name: str, body: bytes, *, url: str | None, fetched_at: datetime) -> Mail:
    """The articles of a file and, of a mail, what could not be read beside them.

    Raises:
        PageError: the file is empty, of a kind that is not read, or holds nothing to read.
    """
    if not body.strip():
        raise PageError(f"{name} : fichier vide ; enregistrez de nouveau la page puis recommencez")
    if body.lstrip()[:5] == b"%PDF-":
        return Mail(articles=read_pdf(name, body, url=url, fetched_at=fetched_at))
    kind = next((kind for magic, kind in _BINARY.items() if body.startswith(magic)), None)
    if kind or (b"\x00" in body[:2000] and not body.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise PageError(
            f"{name} : {kind or 'fichier binaire'}, format non lu ; donnez une page HTML, un texte, un PDF ou un .eml"
        )
    try:
        if is_mail(body):
            return read_mail(name, body, url=url, fetched_at=fetched_at)
        if is_html(body):
            article = extract_html(body, url=url, fetched_at=fetched_at)
            return Mail(articles=(replace(article, saved_at=saved_on(body)),))
        return Mail(articles=(extract_text(decode(body), url=url, fetched_at=fetched_at),))
    except PageError as error:
        message = str(error)
        raise PageError(message if name in message else f"{name} : {message}") from error


def is_html(body: bytes) -> bool:
    """Whether the bytes are markup rather than text that mentions a tag."""
    return bool(_HTML_OPENS.search(body[:3000])) or len(_HTML_TAGS.findall(body[:20000])) >= _FEWEST_TAGS
