"""The text that is stored: one body an owner, in which every passage is a span."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any

from store.fold import fold_words
from store.records import Article

SEPARATOR = "\n\n"
# Control characters but tab and line feed, lone surrogates, and the code points that XML refuses.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """`text` without NUL characters and lone surrogates, which SQLite and JSON cannot carry, and stripped."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()


def printable(text: str) -> str:
    """`text` as a terminal or a spreadsheet may be given it: lines end in a line feed, control characters
    (escape sequences of a terminal among them) and lone surrogates are gone."""
    if text.isprintable():  # most texts; asking is several times faster than removing nothing
        return text
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def body_hash(text: str) -> str:
    """Hash of a folded body: equal for texts that differ by case, accents or spaces only."""
    return hashlib.sha256(fold_words(text).encode()).hexdigest()[:20]


def compose_body(article: Article) -> tuple[str, list[dict[str, Any]]]:
    """The stored body (title, standfirst, blocks, one empty line between) and its blocks as spans.

    Each block is `{"kind", "speaker", "start", "end"}`; empty ones are left out.
    """
    parts: list[tuple[str, str | None, str | None]] = [
        ("title", None, article.title),
        ("standfirst", None, article.standfirst),
    ]
    parts += [(block.kind, block.speaker, block.text) for block in article.blocks]
    return compose_parts(parts)


def compose_parts(parts: Sequence[tuple[str, str | None, str | None]]) -> tuple[str, list[dict[str, Any]]]:
    """The body and blocks of (kind, speaker, text) in reading order."""
    pieces: list[str] = []
    placed: list[dict[str, Any]] = []
    position = 0
    for kind, speaker, text in parts:
        cleaned = clean(text or "")
        if not cleaned:
            continue
        placed.append({"kind": kind, "speaker": speaker, "start": position, "end": position + len(cleaned)})
        pieces.append(cleaned)
        position += len(cleaned) + len(SEPARATOR)
    return SEPARATOR.join(pieces), placed


def as_json(value: Any) -> str:
    """Compact JSON with sorted keys: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
