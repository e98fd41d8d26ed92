"""Texts of others made harmless before they enter a press review: nothing in them acts, hides or turns direction."""

import re
import unicodedata
from urllib.parse import quote, urlsplit

# Letters and marks of an address that stay as they are; everything else is percent-encoded.
_KEPT_IN_ADDRESS = "%/:=&?~#+!,;@.-_[]"
_MAX_MARKS = 2
_JOINER = "\u200d"  # holds emoji together
_SPACES = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")

# Nearly all that French writes: printed, assigned, and no mark that combines. What is left is read letter by letter.
_HARMLESS = re.compile(r"[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u202f-\u205e\u20ac]*")


def plain(text: str | None) -> str:
    """`text` on one line, without control, direction, invisible, private or unassigned characters.

    Letters, punctuation and no-break spaces stay as they are; of combining marks stacked on one letter, two stay.
    """
    spaced = _SPACES.sub(" ", text or "")
    if _HARMLESS.fullmatch(spaced):
        return spaced.strip(" ")
    kept: list[str] = []
    n_marks = 0
    for char in spaced:
        category = unicodedata.category(char)
        if (category[0] == "C" and char != _JOINER) or category in ("Zl", "Zp"):
            continue
        n_marks = n_marks + 1 if category in ("Mn", "Me") else 0
        if n_marks <= _MAX_MARKS:
            kept.append(char)
    return _SPACES.sub(" ", "".join(kept)).strip(" ")


def header_line(text: str | None) -> str:
    """`text` as a header of a mail may hold it: one line, and no encoded word, which libraries decode into lines."""
    return plain(text).replace("=?", "= ?")


def web_address(url: str | None) -> str | None:
    """`url` when it leads to a site over HTTP, its unusual characters percent-encoded; else `None`."""
    stripped = (url or "").strip()
    try:
        parts = urlsplit(stripped)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not host or "\\" in parts.netloc or "@" in parts.netloc:
        return None
    if any(unicodedata.category(char)[0] in "CZ" for char in parts.netloc):
        return None
    return quote(stripped.encode("utf-8", "ignore"), safe=_KEPT_IN_ADDRESS)
