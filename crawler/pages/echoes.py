"""How much of a short line is said again in a longer text: the way to tell a pull-quote from a heading."""

import re
from collections.abc import Sequence
from functools import lru_cache

from store.fold import fold_words

_STEM_LENGTH = 5
_PARAGRAPHS_KEPT = 1024
_EMPTY = frozenset({
    "avec", "dans", "pour", "sans", "sous", "vers", "chez", "mais", "donc", "nous", "vous", "leur", "leurs", "elle",
    "elles", "cette", "cela", "ceux", "celle", "celui", "etre", "avoir", "tout", "tous", "toute", "toutes", "plus",
    "moins", "aussi", "bien", "tres", "comme", "quand", "dont", "meme", "entre", "depuis", "alors", "encore",
    "ainsi", "fait", "faire", "sont", "sera", "ont", "ete", "aura", "votre", "notre", "quel", "quelle", "quels",
    "quelles", "parce", "autre", "autres",
})  # fmt: skip
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=_PARAGRAPHS_KEPT)
def stems(text: str) -> frozenset[str]:
    """The first five letters of each full word of `text`, and its numbers."""
    found = set()
    for word in _WORD.findall(fold_words(text)):
        if word.isdigit() or (len(word) >= 4 and word not in _EMPTY):
            found.add(word[:_STEM_LENGTH])
    return frozenset(found)


def echo_share(line: str, paragraph: str) -> float:
    """The share of the line's full words that the paragraph also holds, 0 when the line has fewer than two."""
    wanted = stems(line)
    return len(wanted & stems(paragraph)) / len(wanted) if len(wanted) >= 2 else 0.0


def is_verbatim(line: str, paragraph: str) -> bool:
    """Whether the line stands word for word in the paragraph, or a run of six of its words that is most of it."""
    needle, hay = _words(line), " ".join(_words(paragraph))
    if len(needle) < 4:
        return False
    size = max(6, round(len(needle) * 0.7)) if len(needle) > 6 else len(needle)
    return any(" ".join(needle[i : i + size]) in hay for i in range(len(needle) - size + 1))


def best_echo(line: str, paragraphs: Sequence[str]) -> float:
    """The greatest echo share among the paragraphs; 1 for words repeated verbatim."""
    shares = (1.0 if is_verbatim(line, paragraph) else echo_share(line, paragraph) for paragraph in paragraphs)
    return max(shares, default=0.0)


@lru_cache(maxsize=_PARAGRAPHS_KEPT)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold_words(text)))
