"""The file `envois` of the home: what was handed over to a server, kept beside the database.

One restores a copy when the database is lost, and yesterday's copy would send this morning's letters and calls again.
A line is a hash and what happened, never an address or a word of what was sent.
"""

import hashlib
import os
import re
from pathlib import Path

_HANDED, _TAKEN_BACK = b"remis", b"repris"


def name_handing(*parts: str) -> str:
    """What names something that leaves, in the file: 32 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def was_handed(sent_file: Path, name: str) -> bool:
    """Whether the last word on it says that it was handed over; a line that was cut short hides none after it."""
    if not sent_file.exists():
        return False
    words = re.findall(rb"%b (%b|%b)" % (name.encode(), _HANDED, _TAKEN_BACK), sent_file.read_bytes())
    return words[-1:] == [_HANDED]


def note_handed(sent_file: Path, name: str) -> None:
    """Writes down that it is about to be handed over; on the disk when this returns."""
    _note(sent_file, name, _HANDED)


def note_taken_back(sent_file: Path, name: str) -> None:
    """Writes down that it certainly did not arrive, or that a person lets it leave again."""
    _note(sent_file, name, _TAKEN_BACK)


def _note(sent_file: Path, name: str, word: bytes) -> None:
    descriptor = os.open(sent_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, b"%b %b\n" % (name.encode(), word))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
