"""Words spoken in the lines of a dialogue, after dashes: « — Combien ? — Soixante-cinq, plaisante Fernand. »"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.after import find_after
from nlp.attributing import Page, resolve
from nlp.clauses import Attribution
from nlp.marks import Marked
from store.records import Quote

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
        for start, end, attribution in _by_turns(lines):
            short = len(page.text[start:end].split()) <= MAX_UNCUED_WORDS
            if attribution is not None or (short and page.text[start:end].endswith(("?", "!", ".", "…"))):
                yield start, end, attribution


def _by_turns(lines: list[Line]) -> Iterator[Line]:
    """The lines, one without a clause given to who spoke before last, where two people answer each other."""
    heard: list[Attribution | None] = []
    for start, end, attribution in lines:
        if attribution is None and len(heard) > 1 and _are_two(heard[-2], heard[-1]):
            last = heard[-2]
            attribution = replace(last, start=start, end=end, cue=None, attitude="neutral") if last else None
        heard.append(attribution)
        yield start, end, attribution


def _are_two(one: Attribution | None, other: Attribution | None) -> bool:
    return bool(one and other and one.speaker and other.speaker and one.speaker != other.speaker)


def is_line(text: str) -> bool:
    """Whether a paragraph opens with the dash of a dialogue and is short enough to be one line of it."""
    return bool(_OPENS.match(text)) and len(text.split()) <= MAX_UNCUED_WORDS and text.rstrip()[-1:] in {*"?!.…"}


def read_turn(text: str, start: int, earlier: Sequence[Quote]) -> Quote | None:
    """The words of a line that stands as a paragraph of its own, at `start`, as those of who spoke before last.

    `earlier` are the quotes of the lines before it.
    """
    opening = _OPENS.match(text)
    said = text[opening.end() :].rstrip() if opening else ""
    if opening is None or len(earlier) < 2 or not said:
        return None
    one, other = earlier[-2].speaker, earlier[-1].speaker
    first = start + opening.end()
    return Quote(
        text=said, start=first, end=first + len(said), speaker=one if other and one != other else None, cue=None,
        kind="direct",
    )  # fmt: skip


_OPENS = re.compile(r"\s*[–—-][ \t\u00a0\u202f]+")


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
