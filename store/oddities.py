"""What looks odd in a figure as it is written: said beside it, never corrected."""

import re
from collections.abc import Iterator, Mapping

from store.tellings import Telling

_LETTER_O = re.compile(r"\dO|O[\s,.]*[O\d]")
_DENIED = re.compile(
    r"(?:\bn['’]|\bne\s)(?:[\w’'-]+\s+){1,3}?(?:pas|jamais|plus)\s+(?:(?:du tout|que|les?|de|à)\s+)*$"
    r"|\b(?:et\s+)?(?:non(?:\s+pas)?|pas)\s+(?:les?\s+|de\s+)?$|\b(?:faux|fantaisiste|erroné)\w*\W+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
# A ratio of two numbers of the same text may differ from a written share by this much.
SAME_RATIO = 0.03
# In three digits, one that differs makes another number often enough.
MIN_SLIP_DIGITS = 4


def list_own_oddities(one: Telling) -> list[str]:
    """What a reader should know of a figure by itself, in French."""
    found = []
    if "O" in one.text and _LETTER_O.search(one.text):
        found.append("écrit avec la lettre O à la place du zéro")
    if one.unit == "centime":
        found.append("écrit en centimes : sans doute des euros")
    if one.kind == "percent" and _is_ratio(one):
        found.append("c’est le rapport, non le pourcentage : les nombres du même texte donnent cent fois plus")
    return found


def say_slip(value: float, told: Mapping[float, int]) -> str | None:
    """That one digit of a value differs, or two are exchanged, from one that more texts tell; `told` says how many
    tell each value of the quantity."""
    near = _slip_of(value, told)
    return None if near is None else f"à un chiffre près de {near}, plus repris : coquille possible"


def _is_ratio(one: Telling) -> bool:
    """Whether a written percentage is the bare ratio of two numbers told in the same text."""
    beside = [float(value) for value in one.beside.split("|") if value]
    pairs = ((low, high) for low in beside for high in beside if 0 < low < high)
    return one.low > 0 and any(abs(low / high - one.low) <= SAME_RATIO * one.low for low, high in pairs)


def _slip_of(value: float, told: Mapping[float, int]) -> str | None:
    if not value.is_integer() or value < 100:
        return None
    own = told.get(value, 0)
    rivals = [(told[other], other) for other in _slips(f"{value:.0f}") if told.get(other, 0) > own]
    return f"{int(max(rivals)[1]):,}".replace(",", "\u202f") if rivals else None


def _slips(written: str) -> Iterator[float]:
    """The numbers one wrong digit or one exchange away; a first digit makes another number, not a slip."""
    if len(written) >= MIN_SLIP_DIGITS:
        for place in range(1, len(written)):
            for digit in "0123456789":
                if digit != written[place]:
                    yield float(written[:place] + digit + written[place + 1 :])
    for place in range(len(written) - 1):
        first, second = written[place], written[place + 1]
        if first != second and (place or second != "0"):
            yield float(written[:place] + second + first + written[place + 2 :])


def say_denied(sentence: str, place: int) -> bool:
    """Whether the figure at `place` of its sentence is told only to be denied: « on n'est pas 927 »."""
    return _DENIED.search(sentence[max(0, place - 60) : place]) is not None
