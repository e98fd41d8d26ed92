"""What stands beside a name, whatever the noun: « Octave Lamarque, 77 ans, ancien facteur »."""

import re
from collections.abc import Iterator, Sequence

from nlp.role_nouns import root_of

# A shorter root is shared by nouns that have nothing in common.
_MIN_ROOT = 4
_FORMER = re.compile(r"\b(?:ancien(?:ne)?\b|ex-)", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:,|\s\()\s*(?:\d\d ans,\s+)?(?P<nouns>(?:(?:l['’]|[\w-]+\s)(?!de\b|du\b|des\b)){0,3}[^\W\d_][\w-]+)"
)
_WORD = re.compile(r"[^\W\d_][\w-]+")


def is_former(phrase: str) -> bool:
    """Whether a phrase opens by « l'ancien » or « l'ex- »."""
    return _FORMER.search(phrase) is not None


def find_beside(
    text: str, named: Sequence[tuple[int, str]], noun: str, position: int, *, former: bool
) -> Iterator[tuple[int, str]]:
    """The names of `named` before `position` that have a form of the noun beside them; with « ancien » if `former`."""
    root = root_of(noun)
    if len(root) < _MIN_ROOT:
        return
    for at, name in named:
        beside = _BESIDE.match(text, at + len(name)) if at < position else None
        if beside is None or (former and not is_former(beside["nouns"])):
            continue
        if any(root_of(word) == root for word in _WORD.findall(beside["nouns"])):
            yield at, name
