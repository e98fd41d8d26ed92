"""What a regular expression finds: the least that our quotes, figures and actors must do better than."""

import re
from collections.abc import Iterable

from store.fold import fold_words
from store.records import Figure, Quote
from store.watch import Watch

_BETWEEN_MARKS = re.compile(r"«\s*([^»]+?)\s*»|“\s*([^”]+?)\s*”|\"\s*([^\"]+?)\s*\"")
_DIGITS = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?")
_LEAST_WORDS = 2


def naive_quotes(text: str) -> list[Quote]:
    """Everything between quotation marks that holds two words, said by nobody."""
    found = []
    for match in _BETWEEN_MARKS.finditer(text):
        index = match.lastindex or 1
        if len(match[index].split()) >= _LEAST_WORDS:
            start, end = match.span(index)
            found.append(Quote(text=match[index], start=start, end=end, speaker=None, cue=None, kind="direct"))
    return found


def naive_figures(text: str) -> list[Figure]:
    """Every number written in digits, as a count without unit."""
    return [
        Figure(
            text=match[0], start=match.start(), end=match.end(), value=_number(match[0]), unit=None, kind="count"
        )
        for match in _DIGITS.finditer(text)
    ]  # fmt: skip


def naive_actors(text: str, watch: Watch) -> Iterable[str]:
    """The actors whose whole name stands in the text, whatever the case."""
    folded = f" {fold_words(text)} "
    return {actor.slug for actor in watch.actors if f" {fold_words(actor.name)} " in folded}


def _number(digits: str) -> float:
    return float(re.sub(r"\s", "", digits).replace(",", "."))
