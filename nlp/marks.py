"""Quotation marks, paired: « … », “ … ”, << … >> and straight ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.verbs import load_cues

# A pair further apart than this is two stray marks.
MAX_QUOTED_CHARS = 4000
MAX_MARKS_WITHIN = 60
MAX_NAME_WORDS = 8

_MARK = re.compile(r'«|»|“|”|„|"|<<|>>|\n\s*\n')
_OPENING = {"«": "»", "<<": ">>"}
# « le présentateur du « Magazine de la santé » »: an article, then capitals without any verb's subject.
_ARTICLES = frozenset(("du", "le", "la", "au", "l'", "l’"))
_TITLE_LIKE = re.compile(
    r"[A-ZÀ-Ý][\w’'-]+(?:\s(?:(?:de|du|des|la|le|les|et|à|au|aux|en|d['’]\w+|l['’]\w+)|[A-ZÀ-Ýa-zà-ÿ][\w’'-]*)){1,5}"
)
# « le mot « déserteur » », « l'expression « avoir le beurre … » »: words as words, said by nobody.
_WORDS_AS_WORDS = re.compile(r"(?:mot|terme|expression|locution|proverbe|dicton|adage|vocable)s?")
_CURLY = "“”„"


@dataclass(frozen=True, kw_only=True)
class Marked:
    """One outermost pair of marks: `text[start:end]` with them, `text[inner_start:inner_end]` without, trimmed."""

    start: int
    end: int
    inner_start: int
    inner_end: int


def find_marked(text: str) -> list[Marked]:
    """Outermost pairs of quotation marks in reading order, never overlapping, never across a blank line.

    Straight marks open and close by the spaces around them (« "mot" » as well as « " mot " »); a mark
    without a partner (inches, a typing slip) is passed over.
    """
    marks = list(_MARK.finditer(text))
    pairs: list[Marked] = []
    index = 0
    while index < len(marks):
        closer = _find_closer(text, marks, index)
        if closer is None:
            index += 1
            continue
        pair = _trimmed(text, marks[index], marks[closer])
        if pair is not None:
            pairs.append(pair)
        index = closer + 1
    return pairs


def find_unclosed(text: str) -> int | None:
    """Position after a « that nothing closes before the end of `text`: a quote that runs into the next paragraph."""
    covered = find_marked(text)
    last = text.rfind("«")
    if last < 0 or any(pair.start <= last < pair.end for pair in covered) or "»" in text[last:]:
        return None
    return last + 1


def blank_quotes(text: str, pairs: Sequence[Marked]) -> str:
    """`text` with what stands between the marks replaced by dots, of the same length."""
    pieces: list[str] = []
    position = 0
    for pair in pairs:
        pieces += [text[position : pair.inner_start], "·" * (pair.inner_end - pair.inner_start)]
        position = pair.inner_end
    return "".join([*pieces, text[position:]])


def is_name(before: str, inner: str) -> bool:
    """Whether marks hold a title or a name: after « le film », « intitulé », « le syndicat » at the end of `before`."""
    word = re.search(r"[\w’'-]+$", before[-40:].rstrip(" \u00a0\u202f"))
    if word and _WORDS_AS_WORDS.fullmatch(re.sub(r"^.*['’]", "", word.group().lower())):
        return True
    if word and word.group().lower() in _ARTICLES and _TITLE_LIKE.fullmatch(inner):
        return True
    if word is None or len(inner.split()) > MAX_NAME_WORDS or not (inner[0].isupper() or inner[0].isdigit()):
        return False
    lowered = re.sub(r"^.*['’]", "", word.group().lower())
    names = load_cues("names")
    return lowered in names or lowered.rstrip("s") in names or re.sub(r"es?$", "", lowered) in names


def _trimmed(text: str, opening: re.Match[str], closing: re.Match[str]) -> Marked | None:
    inner = text[opening.end() : closing.start()]
    if not inner.strip():
        return None
    start = opening.end() + len(inner) - len(inner.lstrip())
    return Marked(start=opening.start(), end=closing.end(), inner_start=start, inner_end=start + len(inner.strip()))


def _find_closer(text: str, marks: list[re.Match[str]], index: int) -> int | None:
    mark = marks[index].group()
    if mark in _OPENING:
        return _find_guillemet(marks, index)
    if mark == '"' or mark in _CURLY:
        return _find_straight(text, marks, index)
    return None


def _near(marks: list[re.Match[str]], index: int) -> range:
    """Indexes after `index` up to a blank line or to the longest quote allowed."""
    stop = index + 1
    limit = marks[index].start() + MAX_QUOTED_CHARS
    last = min(len(marks), index + MAX_MARKS_WITHIN)
    while stop < last and marks[stop].start() < limit and not marks[stop].group().startswith("\n"):
        stop += 1
    return range(index + 1, stop)


def _find_guillemet(marks: list[re.Match[str]], index: int) -> int | None:
    opening = marks[index].group()
    closing = _OPENING[opening]
    depth = 1
    last = None
    for other in _near(marks, index):
        if marks[other].group() == opening:
            depth += 1
        elif marks[other].group() == closing:
            depth -= 1
            last = other
            if depth == 0:
                return other
    # A missing inner » must not lose the whole quote.
    return last


def _find_straight(text: str, marks: list[re.Match[str]], index: int) -> int | None:
    opening = marks[index]
    if opening.group() not in "“„" and not _may_open(text, opening):
        return None
    family = '"' if opening.group() == '"' else _CURLY
    spaced = text[opening.end() : opening.end() + 1].isspace()
    for other in _near(marks, index):
        mark = marks[other]
        if mark.group() not in family:
            continue
        if mark.group() == "“" and opening.group() == "“":
            return None
        return None if not spaced and _only_opens(text, mark) else other
    return None


def _may_open(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark has nothing, a space or a bracket before it, or is glued to the end of a sentence."""
    before = text[mark.start() - 1 : mark.start()]
    after = text[mark.end() : mark.end() + 1]
    if not after.strip():
        return not before.strip() and bool(after)
    return not before.isalnum()


def _only_opens(text: str, mark: re.Match[str]) -> bool:
    before = text[mark.start() - 1 : mark.start()]
    return before.isspace() and text[mark.end() : mark.end() + 1].isalnum()
