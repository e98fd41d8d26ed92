"""A text as the ideas that its words carry: words of one group of `thesaurus.toml` are one idea."""

import json
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

from store.fold import fold

WEIGHTS = Path(str(files("nlp") / "models" / "messages" / "weights.json"))
_WORD = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"(?:es|s|x|er|ent|e)$")
_EMPTY_WORDS = """
    le la les l un une des du de d au aux a en et ou sur pour par dans ce cet cette ces c son sa ses mon ma mes notre
    nos votre vos leur leurs il elle ils elles on nous vous je j tu que qu qui quoi dont est sont etre avoir ait ont ai
    as avait avec se s y lui si mais donc or car comme tout tous toute toutes bien plus moins tres trop ne n pas jamais
    non ni entre eux celui celle ceux quand faire fait font fera faut selon parce puisque chose cela ca"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


@dataclass(frozen=True)
class Thesaurus:
    """Which group a word belongs to, by whole word or by beginning, and the words that turn what is said."""

    words: Mapping[str, str]
    beginnings: tuple[tuple[str, str], ...]
    turns: tuple[str, ...]

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """The thesaurus of a TOML file; the longest beginning wins."""
        words, beginnings = {}, []
        for place, group in enumerate(content["groups"]):
            for word in group:
                if word.endswith("*"):
                    beginnings.append((word[:-1], f"#{place}"))
                else:
                    words[word] = f"#{place}"
        return cls(words, tuple(sorted(beginnings, key=lambda one: -len(one[0]))), tuple(content["turns"]))

    def idea(self, word: str) -> str | None:
        """The group of a folded word, or its stem; `None` for a word that says nothing by itself."""
        if word in self.words:
            return self.words[word]
        if word in _EMPTY:
            return None
        found = next((group for beginning, group in self.beginnings if word.startswith(beginning)), None)
        return found or (_ENDING.sub("", word) if len(word) > 4 else word)

    def does_turn(self, word: str) -> bool:
        """Whether a folded word denies or doubts."""
        return any(word.startswith(one[:-1]) if one.endswith("*") else word == one for one in self.turns)


@cache
def load_thesaurus() -> Thesaurus:
    """The shipped thesaurus."""
    return Thesaurus.read(tomllib.loads((files("nlp") / "thesaurus.toml").read_text(encoding="utf-8")))


@lru_cache(maxsize=50_000)
def _idea(word: str) -> str | None:
    return load_thesaurus().idea(word)


@lru_cache(maxsize=50_000)
def _does_turn(word: str) -> bool:
    return load_thesaurus().does_turn(word)


def find_ideas(text: str) -> frozenset[str]:
    """The ideas of a text."""
    found = (_idea(word) for word in _WORD.findall(fold(text)))
    return frozenset(idea for idea in found if idea is not None)


def is_turned(text: str) -> bool:
    """Whether a text denies, doubts or blames something."""
    return any(_does_turn(word) for word in _WORD.findall(fold(text)))


@dataclass(frozen=True)
class Rarity:
    """How much each idea tells: the rarer in annotated passages, the more."""

    n: int
    counts: Mapping[str, int]

    def of(self, idea: str) -> float:
        """Inverse document frequency, in nats."""
        return math.log((self.n + 1) / (self.counts.get(idea, 0) + 1))

    def total(self, ideas: frozenset[str]) -> float:
        """Of several ideas."""
        return sum(map(self.of, sorted(ideas)))


@cache
def load_weights() -> dict[str, Any]:
    """What `nlp.training.messages` learnt: counts of ideas, weights of the features, threshold."""
    found: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


@cache
def load_rarity() -> Rarity:
    """The shipped counts."""
    weights = load_weights()
    return Rarity(weights["n"], weights["counts"])
