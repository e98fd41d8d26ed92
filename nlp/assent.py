"""Bare replies: « Tout à fait. », « Je ne suis pas d'accord » say of the comment answered that it is right or wrong.

They hold no word of their own subject: what they speak of, and the side that they take, are those of what they answer.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from store.fold import fold

FORMULAS = Path(__file__).with_name("assent.toml")
Assent = Literal[-1, 0, 1]
MOST_WORDS = 12
_WORD = re.compile(r"[a-z0-9]+")
# A question asks; laughter and its like turn a formula round.
_NOT_MEANT = re.compile("[?😂🤣😅🙄🤡😏😜😉]|\\b(?:mdr|lol|ptdr)\\b", re.IGNORECASE)
# How sure a bare formula is, chosen, not measured: some are meant the other way, or answer something else.
MEANT = 0.92
# The sides in the order of the model (favour, against, neutral), as one who refuses turns them.
_TURNED = (1, 0, 2)
Array = NDArray[np.float32]


def read_assent(text: str) -> Assent:
    """1 where a reply says that what it answers is right, and no more; -1 that it is wrong; 0 for any other text."""
    found = _WORD.findall(fold(text))
    if not 0 < len(found) <= MOST_WORDS or _NOT_MEANT.search(text):
        return 0
    agree, refuse = _patterns()
    words = " ".join(found)
    if agree.fullmatch(words):
        return 1
    return -1 if refuse.fullmatch(words) else 0


def follow(assent: Assent, parent: Array) -> Array:
    """The logits of the sides (M, 3) of a bare reply, from those of the comment that it answers."""
    shares = np.exp(parent - parent.max(axis=-1, keepdims=True))
    shares = shares / shares.sum(axis=-1, keepdims=True)
    said = shares if assent > 0 else shares[:, _TURNED]
    logits: Array = np.log(MEANT * said + (1.0 - MEANT) / len(_TURNED)).astype(np.float32)
    return logits


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists: dict[str, list[str]] = tomllib.loads(FORMULAS.read_text(encoding="utf-8"))
    words = {name: f"(?:{'|'.join(lists[name])})" for name in ("fully", "not", "whom")}
    before, after = f"(?:(?:{'|'.join(lists['before'])}) )*", f"(?: (?:{'|'.join(lists['after'])}))*"

    def whole(formulas: list[str]) -> re.Pattern[str]:
        one = "|".join(formulas)
        for name, found in words.items():
            one = one.replace(f"{{{name}}}", found)
        return re.compile(f"{before}(?:{one}){after}(?: {before}(?:{one}){after})*")

    return whole(lists["agree"]), whole(lists["refuse"])
