"""Numbers with ranges made one: « 30 à 60 », « entre 800 et 1 347 », « deux ou trois »."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.numbers import Number
from nlp.units import OPTIONAL_SPACE, SPACE

_LINK = re.compile(
    rf"(?P<unit1>{OPTIONAL_SPACE}(?:[%€]|(?:euros?|ans|mois|jours|heures"
    rf"|minutes)\b))?(?P<link>{OPTIONAL_SPACE}(?:-|–|à|ou|et|/){OPTIONAL_SPACE})(?:d['’]|les{SPACE})?"
)

# « Une hausse de 10 à 12 % » has no two states: the noun stands right before its amount.
_AMOUNT = re.compile(
    r"\b(?:hausses?|baisses?|augmentations?|diminutions?|réductions?|progressions?|reculs?|chutes?)\s+(?:de|d['’])\s*$",
    re.IGNORECASE,
)

_CHANGE = re.compile(
    r"(?:pass|augment|baiss|grimp|chut|tomb|recul|progress|port|relev|mont|descend|diminu|évolu|rédui|bond"
    r"|revaloris|hauss)[\wéèê]*"
    r"[^.;:«»]{0,30}\b(?:de|d['’])\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Quantity:
    """A number or a range of numbers, before its unit is read."""

    start: int
    end: int
    value: float | tuple[float, float]
    number: Number

    @property
    def plural(self) -> bool:
        return not isinstance(self.value, float) or self.value >= 2


def join_ranges(text: str, numbers: Sequence[Number]) -> list[Quantity]:
    """Numbers with ranges made one: « 30 à 60 », « entre 800 et 1 347 », « deux ou trois »."""
    quantities: list[Quantity] = []
    starts = [number.start for number in numbers]
    index = 0
    while index < len(numbers):
        first = numbers[index]
        link = _LINK.match(text, first.end)
        following = bisect_right(starts, first.end)
        second = numbers[following] if link and following < len(numbers) else None
        low = _range_low(text, first, second, link) if link and second and second.start == link.end() else None
        if low is not None and second is not None:
            value: float | tuple[float, float] = (low, second.value)
            quantities.append(Quantity(start=first.start, end=second.end, value=value, number=second))
            index += 2
        else:
            quantities.append(Quantity(start=first.start, end=first.end, value=first.value, number=first))
            index += 1
    return quantities


def _is_change(before: str) -> bool:
    return bool(_CHANGE.search(before)) and not _AMOUNT.search(before)


def _range_low(text: str, first: Number, second: Number, link: re.Match[str]) -> float | None:
    """The low end of a range from `first` to `second`, or None where they are two numbers apart."""
    word = link["link"].strip()
    before = text[max(0, first.start - 60) : first.start]
    low = first.value
    if second.magnitude > 1 and first.magnitude == 1 and low < second.value / second.magnitude:
        low = round(low * second.magnitude, 6)
    if low >= second.value or _is_change(before):
        return None
    if word == "/":
        priced = re.match(rf"{OPTIONAL_SPACE}(?:€|euros?\b|balles\b|%)", text[second.end : second.end + 8])
        return low if priced and second.value <= 2 * low else None
    if word == "et":
        return low if re.search(r"\bentre\s+(?:les\s+)?$", before, re.IGNORECASE) else None
    if word == "ou":
        return low if second.value <= 2 * low + 1 else None
    return low
