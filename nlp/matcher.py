"""Cues in a text: words, prefixes and phrases with gaps, found whatever the accents, the case or the typography.

A cue is written as a person would write it:

    reste à charge          words in a row; hyphens, apostrophes and accents do not count
    cotis*                  any word with this beginning
    (prendre|pris) … otage  alternatives (one word each, possibly none), then at most `GAP` words in between
    =SAS                    this exact word, without plural or gender

A plain word also stands for its plural, its feminine and, from `MIN_SOUND` letters, for a spelling that sounds the
same (« convensioné »). A gap never crosses the end of a sentence.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from store.fold import fold_aligned, fold_char

GAP = 5
MIN_SOUND = 6
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?!\w)|\w+|[€%]|[!?;…\n]|(?<!\b\w)(?<!\bdr)(?<!\bart)\.(?=\s+[^\d\s])|\.$|:(?=\s)")
_STEP = re.compile(r"=?[\w€%.,]*[\w€%]\*?|…")
_ALTERNATIVES = re.compile(r"\(([^()]*)\)")
_STOP = frozenset("!?;….:\n")
_SOUNDS = ((re.compile(r"(.)\1+"), r"\1"), (re.compile("qu|k"), "c"), (re.compile("ph"), "f"), (re.compile("y"), "i"),
           (re.compile("[tc]ion"), "sion"), (re.compile("m(?=[bp])"), "n"), (re.compile("h"), ""))  # fmt: skip


class _FoldTable(dict[int, str]):
    """`str.translate` table that folds as `store.fold.fold_char` does, each character worked out once."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        piece = fold_char(chr(code))
        if len(piece) != 1:
            self.uneven.add(chr(code))
        self[code] = piece
        return piece


_TABLE = _FoldTable()


def fold_fast(text: str) -> tuple[str, list[int] | range]:
    """What `store.fold.fold_aligned` gives, about ten times faster on ordinary French."""
    folded = text.translate(_TABLE)
    if _TABLE.uneven.isdisjoint(text):
        return folded, range(len(text) + 1)
    return fold_aligned(text)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A folded word without its marks of plural and feminine; words of three letters or fewer stay whole."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("aux") and len(word) > 5:
        return word[:-2] + "l"
    bare = word[:-1] if word.endswith(("s", "ux")) else word
    return bare.rstrip("e") if len(bare.rstrip("e")) >= 3 else bare


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """A folded word as it roughly sounds: doubled letters made one, k for qu, -sion for -tion, no h."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words of a text in folded form, and where each starts and ends in the original."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def tokenise(text: str) -> Tokens:
    """The words, numbers, € and % of `text`, and its ends of sentence as words of their own."""
    folded, positions = fold_fast(text)
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(folded):
        words.append(match.group())
        spans.append((positions[match.start()], _end_of(text, positions[match.end() - 1])))
    return Tokens(tuple(words), tuple(spans))


def _end_of(text: str, last: int) -> int:
    """The position after character `last` and the combining marks that belong to it."""
    end = last + 1
    while end < len(text) and not text[end].isascii() and not text[end].isalnum() and fold_char(text[end]) == "":
        end += 1
    return end


def ends_sentence(word: str) -> bool:
    """Whether a word given by `tokenise` is an end of sentence."""
    return word in _STOP


@dataclass(frozen=True, slots=True)
class Match:
    """One cue found: who owns it, how it is written, its words [first, last] and its characters [start, end)."""

    key: str
    cue: str
    first: int
    last: int
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """A step of the cues read so far: what may follow at once, what may follow after a gap, whose cues end here."""

    next: dict[int, "_Node"] = field(default_factory=dict)
    later: dict[int, "_Node"] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Vocabulary:
    """Which numbered word patterns (symbols) a word satisfies."""

    inflect: bool
    symbols: dict[str, int] = field(default_factory=dict)
    exact: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    sounds: dict[str, int] = field(default_factory=dict)
    prefixes: dict[int, dict[str, int]] = field(default_factory=dict)
    seen: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def add(self, step: str) -> int:
        number = self.symbols.setdefault(step, len(self.symbols))
        if step.endswith("*"):
            self.prefixes.setdefault(len(step) - 1, {})[step[:-1]] = number
        elif step.startswith("=") or not self.inflect:
            self.exact[step.removeprefix("=")] = number
        else:
            number = self.symbols[step] = self.stems.setdefault(stem(step), number)
            if len(step) >= MIN_SOUND:
                self.sounds.setdefault(sound(stem(step)), number)
        return number

    def of(self, word: str) -> tuple[int, ...]:
        """Symbols of a word, remembered; the memory is emptied when it holds 200,000 words."""
        known = self.seen.get(word)
        if known is None:
            if len(self.seen) >= 200_000:
                self.seen.clear()
            known = self.seen[word] = self._look_up(word)
        return known

    def _look_up(self, word: str) -> tuple[int, ...]:
        found = [self.exact.get(word), self.stems.get(stem(word))]
        found += [table.get(word[:length]) for length, table in self.prefixes.items() if len(word) >= length]
        if len(word) >= MIN_SOUND and all(number is None for number in found):
            found.append(self.sounds.get(sound(stem(word))))
        return tuple(number for number in found if number is not None)


class CueError(ValueError):
    """A cue that cannot be read; the message says which and why."""


def read_cue(cue: str) -> list[tuple[str, ...]]:
    """The sequences of steps a cue stands for, alternatives written out.

    Raises:
        CueError: the cue holds no word, starts or ends with a gap, or has a lone bracket.
    """
    return [_steps(written, cue) for written in _write_out(cue)]


def _write_out(cue: str) -> list[str]:
    group = _ALTERNATIVES.search(cue)
    if group is None:
        return [cue]
    return [
        written
        for choice in group[1].split("|")
        for written in _write_out(f"{cue[: group.start()]}{choice}{cue[group.end() :]}")
    ]


def _steps(written: str, cue: str) -> tuple[str, ...]:
    if "(" in written or ")" in written:
        raise CueError(f"{cue!r}: lone bracket")
    pieces = (fold_fast(piece)[0] for piece in written.replace("...", "…").split("…"))
    steps = tuple(_STEP.findall(" … ".join(pieces)))
    if not steps or steps[0] == "…" or steps[-1] == "…":
        raise CueError(f"{cue!r}: it needs words, and a word on each side of a gap")
    return steps


class CueMatcher:
    """All cues of all keys, compiled once; `find` costs a dictionary look-up per word where nothing matches."""

    def __init__(self, cues: Mapping[str, Iterable[str]], *, inflect: bool = True, longest: bool = False) -> None:
        self._vocabulary = _Vocabulary(inflect=inflect)
        self._longest = longest
        self._root = _Node()
        for key, texts in cues.items():
            for cue in texts:
                for steps in read_cue(cue):
                    self._add(key, cue, steps)

    def _add(self, key: str, cue: str, steps: tuple[str, ...]) -> None:
        node, after_gap = self._root, False
        for step in steps:
            if step == "…":
                after_gap = True
                continue
            branch = node.later if after_gap else node.next
            node = branch.setdefault(self._vocabulary.add(step), _Node())
            after_gap = False
        node.ends.setdefault(key, cue)

    def find(self, tokens: Tokens) -> list[Match]:
        """Every match by first word; of those that a key has from one word, the shortest (the longest if `longest`)."""
        row = [self._vocabulary.of(word) for word in tokens.words]
        found: list[Match] = []
        for first, symbols in enumerate(row):
            ends: dict[str, tuple[int, str]] = {}
            for symbol in symbols:
                if symbol in self._root.next:
                    self._follow(self._root.next[symbol], first, row, tokens.words, ends)
            start = tokens.spans[first][0]
            found += [Match(key, cue, first, last, start, tokens.spans[last][1]) for key, (last, cue) in ends.items()]
        return found

    def _follow(
        self, node: _Node, at: int, row: list[tuple[int, ...]], words: tuple[str, ...], ends: dict[str, tuple[int, str]]
    ) -> None:
        """Notes in `ends` the word at which each key has a whole cue, from `node` on, reached at word `at`."""
        for key, cue in node.ends.items():
            if key not in ends or (at > ends[key][0] if self._longest else at < ends[key][0]):
                ends[key] = (at, cue)
        reach = GAP + 1 if node.later else 1 if node.next else 0
        for step in range(at + 1, min(at + 1 + reach, len(row))):
            if words[step] in _STOP:
                return
            for symbol in row[step]:
                if step == at + 1 and symbol in node.next:
                    self._follow(node.next[symbol], step, row, words, ends)
                if symbol in node.later:
                    self._follow(node.later[symbol], step, row, words, ends)


def overlaps(match: Match, others: Iterable[Match]) -> bool:
    """Whether a word of `match` belongs to one of the others."""
    return any(match.first <= other.last and other.first <= match.last for other in others)
