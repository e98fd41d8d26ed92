"""What a reprise changed of the text it takes up: title, standfirst, sentences kept, rewritten, cut, added."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.french import NO_BREAK, counted, percent
from store.fold import fold_words

# Two sentences of which that share of words agree are one sentence rewritten.
ALIKE = 0.6
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Text:
    """An article's title and standfirst, and the sentences of its paragraphs."""

    title: str
    standfirst: str
    sentences: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What differs; sentences are given as each text writes them."""

    new_title: bool
    new_standfirst: bool
    n_kept: int
    rewritten: tuple[tuple[str, str], ...]
    cut: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def kept_share(self) -> float:
        """The share of the first text's sentences that stand in the reprise, rewritten or not."""
        taken = self.n_kept + len(self.rewritten)
        return taken / max(1, taken + len(self.cut))

    def say(self) -> str:
        """« autre titre, 40 % des phrases coupées, 2 phrases ajoutées »."""
        pieces = ["autre titre" if self.new_title else "même titre"]
        if self.new_standfirst:
            pieces.append("autre chapô")
        if self.cut:
            pieces.append(f"{percent(1 - self.kept_share)} des phrases coupées")
        if self.rewritten:
            pieces.append(counted(len(self.rewritten), "phrase récrite", "phrases récrites"))
        if self.added:
            pieces.append(counted(len(self.added), "phrase ajoutée", "phrases ajoutées"))
        if not (self.cut or self.rewritten or self.added):
            pieces.append("texte repris tel quel")
        return ", ".join(pieces).replace(" %", f"{NO_BREAK}%")


def compare(first: Text, copy: Text) -> Changes:
    """What `copy` changed of `first`: equal sentences are met first, then those that are most alike."""
    left, right = list(first.sentences), list(copy.sentences)
    bags_left, bags_right = [_words(one) for one in left], [_words(one) for one in right]
    waiting = set(range(len(right)))
    met: dict[int, int] = {}
    for place, bag in enumerate(bags_left):
        same = next((other for other in sorted(waiting) if bags_right[other] == bag), None)
        if same is not None:
            met[place] = same
            waiting.discard(same)
    n_kept = len(met)
    rewritten = []
    for place, bag in enumerate(bags_left):
        if place in met:
            continue
        best = max(sorted(waiting), key=lambda other: _alike(bag, bags_right[other]), default=None)
        if best is not None and _alike(bag, bags_right[best]) >= ALIKE:
            met[place] = best
            waiting.discard(best)
            rewritten.append((left[place], right[best]))
    return Changes(
        new_title=_words(first.title) != _words(copy.title),
        new_standfirst=_words(first.standfirst) != _words(copy.standfirst), n_kept=n_kept, rewritten=tuple(rewritten),
        cut=tuple(one for place, one in enumerate(left) if place not in met),
        added=tuple(right[place] for place in sorted(waiting)),
    )  # fmt: skip


def _words(text: str) -> list[str]:
    return _WORD.findall(fold_words(text))


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    """Shared words among all of both, each once."""
    first, second = set(one), set(other)
    return len(first & second) / max(1, len(first | second))
