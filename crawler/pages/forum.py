"""Forums: posts whose author's profile stands above them, and posts that quote another."""

import re
from collections.abc import Sequence

from crawler.pages.lines import Line
from store.fold import fold_words

_PROFILE = re.compile(
    r"(?:messages?|inscription|inscrite? le|localisation|age|a remercie|remercie|statut|profession|posts?|joined)"
    r"\s*:.{0,60}|re\s*:.{2,200}|haut|sujet du message.{0,120}"
)
_QUOTE = re.compile(r"(?P<name>.{1,45}?)\s+(?:a écrit|wrote)\s*:\s*(?:↑.*)?", re.IGNORECASE)
_MOST_LINES = 8


def post_start(lines: Sequence[Line], at: int, name: str) -> int:
    """Where a post begins: above its head, with the profile (« Messages : 214 ») and the name printed there."""
    start = at
    wanted = fold_words(name)
    for index in range(at - 1, max(at - _MOST_LINES, -1), -1):
        if lines[index].folded == wanted:
            return index
        if not _PROFILE.fullmatch(lines[index].folded) and index != at - 1:
            break
    return start


def without_quote(lines: Sequence[Line]) -> tuple[str | None, list[Line]]:
    """Whom a post quotes, and its lines without the quotation, which ends at the next empty line."""
    quoted: str | None = None
    kept: list[Line] = []
    inside = False
    for line in lines:
        match = _QUOTE.fullmatch(line.text)
        if match:
            quoted, inside = match["name"], True
            continue
        inside = inside and line.gap == 0
        if not inside:
            kept.append(line)
    return quoted, kept
