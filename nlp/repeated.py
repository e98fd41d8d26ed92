"""Words that a comment repeats from its thread without saying so: they are not its author's, and no side of theirs is.

A reader pastes a sentence of the article or of another comment, then answers it. Systems of quotes mark such words,
most readers do not. What is repeated stays in the text that is shown; it makes no passage of the comment, so that
nothing read in it is counted as the reader's.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.sentences import find_sentences
from store.fold import fold
from store.threads import Standing

Span = tuple[int, int]

# Of 812 saved comments none shares more than six words in a row with another page's, of 555 invented ones on the debate
# none more than nine with another thread's; in one thread nine are still wishes or names, from ten on quotes.
SHORTEST_RUN = 10
# A title of a law, quoted inside a sentence, has sixteen; a longer run needs no sentence of its own.
LONGEST_NAME = 24
_WORD = re.compile(r"\w+")
_BEFORE = " \t\r\n\"'«»“”„‘’>*_([-–—\u00a0\u202f"
_AFTER = " \t\r\n\"'»“”’.,;:!?…)]*_\u00a0\u202f"
_ADDRESSED = re.compile(r"\s*@[\w.-]+[\s,:]*")
_MARKED = re.compile(r"«[^«»]+»|“[^“”]+”|„[^„“”]+[“”]|\"[^\"]+\"")


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """The spans of a comment that repeat other words, and the comment that most of them come from, if one."""

    spans: tuple[Span, ...] = ()
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Text:
    standing: Standing
    words: tuple[str, ...]
    places: tuple[Span, ...]


@dataclass(kw_only=True)
class ThreadWords:
    """The texts of one thread by runs of `SHORTEST_RUN` words; made once, asked for each comment."""

    texts: list[_Text] = field(default_factory=list)
    runs: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    by_id: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, standing: Sequence[Standing]) -> "ThreadWords":
        """The words of what stands in a thread."""
        found = cls()
        for one in standing:
            text = _read(one)
            for at, run in _runs(text.words):
                found.runs[run].append((len(found.texts), at))
            found.by_id[one.owner_id] = len(found.texts)
            found.texts.append(text)
        return found

    def repeated(self, owner_id: str) -> Repeated:
        """What a comment repeats; nothing where it would keep no word of its own, as a comment posted twice."""
        at = self.by_id.get(owner_id)
        if at is None or self.texts[at].standing.is_article:
            return Repeated()
        own = self.texts[at]
        found = list(self._shared(at))
        spans = _joined([span for span, _ in found], own.standing.body)
        if not spans or not own_spans(own.standing.body, spans):
            return Repeated()
        comments = {place for _, place in found if not self.texts[place].standing.is_article}
        source = self.texts[min(comments)].standing.owner_id if len(comments) == 1 else None
        return Repeated(spans=spans, source=source)

    def _shared(self, at: int) -> Iterator[tuple[Span, int]]:
        """The spans of whole sentences, lines or marked words that a source holds word for word, with its place."""
        own, above = self.texts[at], self._ancestors(at)
        may_be: dict[int, bool] = {}
        done, units = 0, None
        for start, run in _runs(own.words):
            met = self.runs[run] if start >= done else []
            for place in {place for place, _ in met} - may_be.keys():
                may_be[place] = self._is_source(at, place, above)
            lengths = [(self._length(own.words, start, place, other), -place) for place, other in met if may_be[place]]
            if lengths:
                length, place = max(lengths)
                done = start + length
                units = _units(own) if units is None else units
                yield from ((span, -place) for span in _whole(own, start, done, units))

    def _is_source(self, at: int, place: int, above: set[int]) -> bool:
        """Whether a comment may repeat a text: the article's, one that it answers, one that stood before.

        Nobody quotes himself: a reader who writes his sentence again means it again.
        """
        own, text = self.texts[at].standing, self.texts[place].standing
        if place == at or (own.author_key and text.author_key == own.author_key):
            return False
        return text.is_article or place in above or _is_before(self.texts[place], self.texts[at])

    def _ancestors(self, at: int) -> set[int]:
        found: set[int] = set()
        above = self.by_id.get(self.texts[at].standing.reply_to or "")
        while above is not None and above not in found:
            found.add(above)
            above = self.by_id.get(self.texts[above].standing.reply_to or "")
        return found

    def _length(self, words: Sequence[str], start: int, place: int, other: int) -> int:
        there, n = self.texts[place].words, 0
        while start + n < len(words) and other + n < len(there) and words[start + n] == there[other + n]:
            n += 1
        return n


def own_spans(body: str, repeated: Sequence[Span]) -> list[Span]:
    """The pieces of a body that hold a word outside what it repeats."""
    ends = [0, *(edge for span in repeated for edge in span), len(body)]
    pieces = list(zip(ends[::2], ends[1::2], strict=True))
    return [(start, end) for start, end in pieces if _WORD.search(body[start:end])]


def _read(standing: Standing) -> _Text:
    found = [(fold(match.group()), match.span()) for match in _WORD.finditer(standing.body)]
    return _Text(standing=standing, words=tuple(word for word, _ in found), places=tuple(place for _, place in found))


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for at in range(len(words) - SHORTEST_RUN + 1):
        yield at, hash(tuple(words[at : at + SHORTEST_RUN]))


def _is_before(text: _Text, own: _Text) -> bool:
    """Whether a comment stood before another; where their moments do not tell, whether it stands whole in the other."""
    one, other = text.standing.posted_at, own.standing.posted_at
    if one and other and one != other:
        return one < other
    return len(text.words) < len(own.words) and f" {' '.join(text.words)} " in f" {' '.join(own.words)} "


def _units(text: _Text) -> list[Span]:
    """The places of the words of each line, sentence and marked piece: what a reader pastes whole.

    Whom he speaks to, before it, is no part of it.
    """
    body = text.standing.body
    spans = [(start, end) for start, end in find_sentences(body)]
    spans += [match.span() for match in re.finditer(r"[^\n]+", body)]
    spans += [match.span() for match in _MARKED.finditer(body)]
    starts = [start for start, _ in text.places]
    found = []
    for opening, end in spans:
        addressed = _ADDRESSED.match(body, opening, end)
        start = addressed.end() if addressed else opening
        inside = [at for at, place in enumerate(starts) if start <= place < end]
        if inside:
            found.append((inside[0], inside[-1] + 1))
    return found


def _whole(text: _Text, start: int, end: int, units: Sequence[Span]) -> Iterator[Span]:
    """The spans of the units inside words[start:end], or of all of it where it is longer than any name."""
    if end - start >= LONGEST_NAME:
        yield text.places[start][0], text.places[end - 1][1]
        return
    inside = [(first, last) for first, last in units if start <= first and last <= end]
    if sum(len(range(*unit)) for unit in _merged(inside)) >= SHORTEST_RUN:
        yield from ((text.places[first][0], text.places[last - 1][1]) for first, last in _merged(inside))


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _joined(spans: Sequence[Span], body: str) -> tuple[Span, ...]:
    """The spans with the marks around them; neighbours are one."""
    wider = []
    for start, end in spans:
        while start and body[start - 1] in _BEFORE:
            start -= 1
        while end < len(body) and body[end] in _AFTER:
            end += 1
        wider.append((start, end))
    return tuple(_merged(wider))
