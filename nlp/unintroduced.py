"""Whom a role introduces in the sentence beside a bare name: « Luc Quentin s'étrangle. Le patron des libéraux … ».

Press names somebody in one sentence and says who that is in the next one, or the other way round. A full name that the
text gave no role so far needs one: the first role of its gender that follows nearby is its own.
"""

import re
from collections.abc import Callable, Sequence

from nlp.lines import start_of_line
from nlp.role_nouns import names_person

# So many paragraphs above are looked at, where those between name nobody.
MAX_PARAGRAPHS_BACK = 3
_ENDS = re.compile(r"[.!?…]\s*[»”\"]?\s+(?=[A-ZÀ-Ý«“\"])|\n")

_ROLE_OPENS = re.compile(r"(?:^|[.!?…»\n]\s*)(?P<noun>[A-ZÀ-Ý][a-zà-ÿ-]+)\s[^.!?…»\n,]{2,90},\s$")

Named = Sequence[tuple[int, str]]
Fits = Callable[[str, int], bool]


def window_before(text: str, named: Named, position: int) -> list[str]:
    """The persons named in the paragraph before `position`, else in the nearest one above that names any, in order."""
    begin, end = start_of_line(text, position), position
    for _ in range(MAX_PARAGRAPHS_BACK):
        found = [name for at, name in named if begin < at < end]
        if found or begin < 0:
            return found
        begin, end = start_of_line(text, begin), begin
    return []


def find_bare_before(text: str, named: Named, position: int, *, near: bool, fits: Fits, may_be: Fits) -> str | None:
    """The only person whom a role at `position` may introduce: of the last sentence, then, unless `near`, above."""
    line = start_of_line(text, position)
    sentence = max((one.end() for one in _ENDS.finditer(text, line + 1, position)), default=line + 1)
    before = max((one.end() for one in _ENDS.finditer(text, line + 1, max(line + 1, sentence - 2))), default=line + 1)
    there = {name: at for at, name in named if before <= at < position}
    names = {name for name, at in there.items() if fits(name, at)}
    if near and sum(may_be(name, at) for name, at in there.items()) > 1:
        # « X a vu Y. … », résume le patron du club: nothing says which of the two.
        return None
    if not near:
        names = names or {name for name in window_before(text, named, position) if fits(name, position)}
    return names.pop() if len(names) == 1 else None


def is_apposed(text: str, at: int) -> bool:
    """« Chef de file de l'opposition, Luc Quentin … »: a name with its role before it, without an article."""
    opening = _ROLE_OPENS.search(text, max(0, at - 120), at)
    return opening is not None and names_person(opening["noun"])


def find_bare_after(text: str, named: Named, position: int, *, fits: Fits) -> str | None:
    """The person whose bare name opens a sentence soon after a role that nobody has yet."""
    end = text.find("\n", position)
    end = text.find("\n", end + 1) if end >= 0 else -1
    end = len(text) if end < 0 else end
    starts = {one.end() for one in _ENDS.finditer(text, position, end)}
    following = [(at, name) for at, name in named if position < at < end]
    if not following:
        return None
    at, name = following[0]
    acts = re.match(r"(?:,\s(?:elle|lui),)?\s[a-zà-ÿ]", text[at + len(name) : at + len(name) + 8])
    return name if at in starts and acts and fits(name, at) else None
