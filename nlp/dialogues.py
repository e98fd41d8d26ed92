"""Words spoken in the lines of a dialogue, after dashes: « — Combien ? — Soixante-cinq, plaisante Fernand. »"""

import re
from collections.abc import Iterator

from nlp.after import find_after
from nlp.attributing import Page, resolve
from nlp.clauses import Attribution
from nlp.marks import Marked

_DASH = re.compile(
    r"(?:(?:^|\n)[ \t\u00a0]*[–—-]|(?<=[.!?…»])\s[–—])[ \t\u00a0\u202f]*(?P<said>(?:(?!(?<=[.!?…»])\s[–—]\s)[^\n])+)"
)
# After the clause the words go on: « À la fin du mois, répond X, et sans successeur. »
_GOES_ON = re.compile(
    r",\s+(?:et|mais|ou|car|parce|qui|sans|pour|puis|alors|si|quand|où|dont|c['’]est|j['’]|je|on|nous|ils?|elles?|ça"
    r"|vous|tu|pas|non"
    r"|oui|ni|même|après|avant)(?:\s|(?<=['’]))[^.!?…\n«»]{2,}[.!?…]"
)
# A line that nobody is said to speak belongs to the dialogue when it opens like speech and is short.
MAX_UNCUED_WORDS = 30

Line = tuple[int, int, Attribution | None]


def find_dialogue(page: Page) -> Iterator[Line]:
    """Spans of the lines spoken after a dash with who speaks; None is given where no clause says.

    Dashes alone make no dialogue: one line at least has its clause.
    """
    lines = [_read_line(page, match) for match in _DASH.finditer(page.masked)]
    if any(attribution is not None for _, _, attribution in lines):
        for start, end, attribution in lines:
            short = len(page.text[start:end].split()) <= MAX_UNCUED_WORDS
            if attribution is not None or (short and page.text[start:end].endswith(("?", "!", ".", "…"))):
                yield start, end, attribution


def _read_line(page: Page, match: re.Match[str]) -> Line:
    start, end = match.span("said")
    for stop in re.finditer(r"[,!?…]\s+", page.masked[start:end]):
        found = find_after(page.masked, start + stop.start(), headline=False)
        if found is None or (found.speaker is None and found.pronoun is None):
            continue
        pair = Marked(start=start, end=start + stop.end(), inner_start=start, inner_end=start + stop.start())
        last = start + stop.start() + (stop.group()[0] in "!?…")
        goes_on = _GOES_ON.match(page.masked, found.end, end) if stop.group()[0] == "," else None
        return start, goes_on.end() if goes_on else last, resolve(page, found, pair)
    first = re.compile(r"[^.!?…\n]+[.!?…]").match(page.masked, start, end)
    return start, first.end() if first else end, None
