"""Headers of mails in clear, whatever their encoding, and however broken they are."""

from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from crawler.pages.lines import tidy


def header_of(message: Message, name: str) -> str:
    """A header in clear; one that is broken is given as it stands."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(raw)))).split())
    except (HeaderParseError, LookupError, ValueError):
        return " ".join(str(raw).encode("utf-8", "replace").decode("utf-8").split())


def file_name_of(part: Message) -> str | None:
    """The name of an attached file in clear, without folders; `None` when it has none."""
    try:
        name = part.get_filename()
    except (LookupError, ValueError, TypeError):
        return None
    if not name:
        return None
    try:
        shown = str(make_header(decode_header(name)))
    except (HeaderParseError, LookupError, ValueError):
        shown = name
    return tidy(shown.replace("/", "_"))[:120] or None
