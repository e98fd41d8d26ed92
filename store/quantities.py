"""Quantities that a watch follows by name: what is counted, in which words, so that rival figures stand together."""

import re
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from store.fold import fold_words
from store.us import Model, Slug, Text


def _check_word(word: str) -> str:
    if not re.fullmatch(r"[^*]+\*?", word):
        raise ValueError("des mots, avec au plus une étoile, à la fin")
    return word


Word = Annotated[Text, AfterValidator(_check_word)]


class Quantity(Model):
    """One `[[quantities]]` of watch.toml: « les médecins hors convention », « le tarif d'autorité ».

    A figure belongs to it when what it counts holds one of `nouns` and its sentence one of `near` (without `near`,
    nouns suffice), within `least` and `most`. Words are whole; a star ends a stem (« déconvention* »).
    """

    slug: Slug
    name: Text
    kind: Literal["count", "money", "percent", "fraction", "duration", "rate"] = "count"
    nouns: tuple[Word, ...] = Field(min_length=1)
    near: tuple[Word, ...] = ()
    unless: tuple[Word, ...] = ()
    least: float = 0.0
    most: float = 1e15

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.least > self.most:
            raise ValueError("« least » dépasse « most »")
        return self

    @cached_property
    def noun_pattern(self) -> re.Pattern[str]:
        """Finds one of the nouns in folded words."""
        return words_pattern(self.nouns)

    @cached_property
    def near_pattern(self) -> re.Pattern[str]:
        """Finds one of the words near in folded words."""
        return words_pattern(self.near or self.nouns)

    @cached_property
    def unless_pattern(self) -> re.Pattern[str] | None:
        """Finds what sets a figure apart in folded words."""
        return words_pattern(self.unless) if self.unless else None


def words_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern over folded text for whole words, starred ones as stems, longest first."""
    folded = sorted({fold_words(word.rstrip("*")) + ("*" if word.endswith("*") else "") for word in words}, key=len)
    written = "|".join(re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in folded[::-1])
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)")
