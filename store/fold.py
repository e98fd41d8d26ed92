"""Folding of French text for search and matching."""

import re
import unicodedata
from functools import lru_cache

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2002\u2003\t\r\n\u200b\ufeff"), " ")
_MARKS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss"}


@lru_cache(maxsize=4096)  # a text has few different characters, and many of each
def fold_char(char: str) -> str:
    """One character lower-cased, without accent, ligatures opened, apostrophes and spaces plain."""
    lowered = char.translate(_SPACES).translate(_MARKS).lower()
    opened = "".join(_LIGATURES.get(piece, piece) for piece in lowered)
    decomposed = unicodedata.normalize("NFKD", opened)
    return "".join(piece for piece in decomposed if not unicodedata.combining(piece))


class _Folds(dict[int, str]):
    """The folded form of each code point, found when it is first met: what `str.translate` asks."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_char(chr(code))
        return folded


_FOLDS = _Folds()


# Scripts in which a letter's lower case may depend on its neighbours, or its folded form be a capital (ℌ).
_OTHER_SCRIPTS = re.compile("[^\0-\u024f\u2000-\u206f€]")
_FOLDED = re.compile("[^\0-\x7f]|[\t\r\n`]")


def fold(text: str) -> str:
    """`text` folded character by character; its length may differ from the original's."""
    if text.isascii():
        return text.lower() if text.isalnum() else text.lower().translate(_FOLDS)
    try:
        # Several times faster for French text: each of its characters is one byte there, and most fold to one.
        folded = text.encode("cp1252").translate(_WESTERN)
    except UnicodeEncodeError:
        return _fold_any(text)
    return folded.decode("ascii") if folded.isascii() else _OPENED.sub(_fold_match, folded.decode("cp1252"))


def _fold_any(text: str) -> str:
    if _OTHER_SCRIPTS.search(text):
        return text.translate(_FOLDS)
    return _FOLDED.sub(_fold_match, text.lower())


def _fold_match(match: re.Match[str]) -> str:
    return fold_char(match[0])


def _western_byte(code: int) -> int:
    """The byte of a folded western character, its own where the fold is not one such character (œ, …, ½)."""
    folded = fold_char(bytes([code]).decode("cp1252", "ignore") or "\0").encode("cp1252", "replace")
    return folded[0] if len(folded) == 1 and folded != b"?" else code


_WESTERN = bytes(map(_western_byte, range(256)))
_OPENED_ONES = "".join(
    char for char in bytes(range(128, 256)).decode("cp1252", "ignore")
    if len(folded := fold_char(char)) != 1 or folded.encode("cp1252", "ignore") == b""
)  # fmt: skip
_OPENED = re.compile(f"[{re.escape(_OPENED_ONES)}]")


# What French is written with, where it folds character by character: most texts are told at once.
_PLAIN_ONES = "".join(chr(code) for code in (*range(0x180), *range(0x2000, 0x2040)) if len(fold_char(chr(code))) == 1)
_ONE_TO_ONE = re.compile(f"[{re.escape(_PLAIN_ONES)}]*")


def squeeze(text: str) -> bytes:
    """The folded letters of `text` with its spaces left out, for a first look at a whole page.

    What it holds not, no fold of a part of the text holds; it is a hundred times faster. Only western letters.
    """
    kept = text.replace("\u2010", "-").replace("\u2011", "-").encode("cp1252", "ignore")
    return kept.translate(_SQUEEZED, _LEFT_OUT)


def _squeezed_byte(code: int) -> int:
    folded = fold_char(bytes([code]).decode("cp1252", "ignore") or " ")
    return ord(folded[0]) if folded and folded.isascii() else code


_SQUEEZED = bytes(map(_squeezed_byte, range(256)))
_LEFT_OUT = b" \t\n\r\f\v\xa0\xad"


def fold_aligned(text: str) -> tuple[str, list[int]]:
    """`text` folded, and for each folded character the position it comes from in `text` (plus the end).

    A match at folded[i:j] is text[positions[i]:positions[j - 1] + 1]. Combining marks of decomposed
    text belong to the letter before them.
    """
    if _ONE_TO_ONE.fullmatch(text) or all(len(fold_char(char)) == 1 for char in set(text)):
        return fold(text), list(range(len(text) + 1))
    pieces: list[str] = []
    positions: list[int] = []
    for index, char in enumerate(text):
        piece = fold_char(char)
        pieces.append(piece)
        positions.extend([index] * len(piece))
    positions.append(len(text))
    return "".join(pieces), positions


def fold_words(text: str) -> str:
    """`text` folded with runs of spaces made one: the form under which two texts count as equal."""
    return _folded_words(text) if len(text) <= _MOST_KEPT else " ".join(fold(text).split())


_MOST_KEPT = 1000  # characters


@lru_cache(maxsize=2048)  # a line of a page is asked for by several readers, and a menu stands on every page
def _folded_words(text: str) -> str:
    return " ".join(fold(text).split())
