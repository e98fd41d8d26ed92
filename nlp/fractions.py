"""Shares in words and bars: « deux tiers », « la moitié », « un médecin sur dix », « un quart d'heure »."""

import re
from collections.abc import Iterable

from nlp.comparators import find_comparator, make_figure
from nlp.counted import find_counted
from nlp.numbers import find_numbers
from nlp.units import OPTIONAL_SPACE, SPACE
from store.records import Figure

_FRACTION = re.compile(
    rf"(?P<half>(?i:(?:\bla|\bune){SPACE}(?:petite{SPACE}|bonne{SPACE})?moitié\b))"
    rf"|(?P<numerator>\b(?i:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|\d){SPACE})(?P<part>(?i:demi|tiers"
    rf"|quarts?|cinquièmes?|sixièmes?"
    rf"|septièmes?|huitièmes?|neuvièmes?|dixièmes?|centièmes?|millièmes?))\b(?![ -](?:payant|de confiance"
    rf"|d['’]heure|temps|siècle|finale?))"
    rf"|(?<![\d/,.\w])(?P<top>[1-9])/(?P<bottom>[2-9]|10)(?![\d/\w])"
    rf"|(?P<some>\b(?i:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|\d{{1,3}}))(?P<noun>(?:{SPACE}[^\W\d_]+){{0,3}}?)"
    rf"{SPACE}(?:sur|(?<=[a-zà-ÿ]{SPACE})/){SPACE}(?P<all>(?i:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|cent|mille)\b"
    rf"|\d{{1,4}}(?![\d,.]))"
)

_PARTS = {"demi": 2, "tiers": 3, "quart": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9,
          "dixième": 10, "centième": 100, "millième": 1000}  # fmt: skip

_QUARTER_HOUR = re.compile(
    rf"(?P<n>(?i:un|trois)){SPACE}quarts?{SPACE}d['’]heure|(?i:une{SPACE}demi-?{OPTIONAL_SPACE}heure)"
)


def find_quarters(text: str) -> Iterable[Figure]:
    for match in _QUARTER_HOUR.finditer(text):
        minutes = 30.0 if match["n"] is None else (15.0 if match["n"].lower() == "un" else 45.0)
        comparator = find_comparator(text, match.start(), match.end())
        yield make_figure(text, match.span(), minutes, kind="duration", unit="minute", comparator=comparator)


def find_fractions(text: str) -> Iterable[Figure]:
    for match in _FRACTION.finditer(text):
        value = _fraction_value(text, match)
        if value is None:
            continue
        after = match["noun"] if match["some"] else None
        counted = (
            after.strip() if after and after.strip() else find_counted(text, match.end(), plural=False, linked=True)
        )
        end = match.end()
        comparator = find_comparator(text, match.start(), end)
        yield make_figure(
            text, (match.start(), end), value, kind="fraction", comparator=comparator, counts=counted or None
        )


def _fraction_value(text: str, match: re.Match[str]) -> float | None:
    if match["half"]:
        return 0.5
    if match["top"]:
        return round(int(match["top"]) / int(match["bottom"]), 4)
    if match["part"]:
        part = match["part"].lower()
        alone = match["numerator"].strip().lower() == "un" and part == "tiers"
        if part == "demi" or (alone and not _is_third(text, match)):
            return None
        return round(_small(match["numerator"]) / (_PARTS.get(part) or _PARTS[part.rstrip("s")]), 4)
    some, every = _small(match["some"]), _small(match["all"])
    after_zero = every in {2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000}
    return round(some / every, 4) if after_zero and 0 < some < every else None


def _is_third(text: str, match: re.Match[str]) -> bool:
    """Whether « un tiers » is a share, not a third party."""
    if re.match(rf"{SPACE}(?:de|des|du|d['’])\b", text[match.end() : match.end() + 6]):
        return not re.match(rf"{SPACE}de confiance", text[match.end() : match.end() + 14])
    said = re.match(rf"\s*,?{SPACE}(?:c['’]est|seulement|ont|sont)\b", text[match.end() : match.end() + 14])
    return said is not None or find_comparator(text, match.start(), match.end()) != "exact"


def _small(written: str) -> float:
    found = find_numbers(written.strip())
    return found[0].value if found else 0.0
