"""Articles and comments cut into passages, the units that taggers read and readers see as evidence."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nlp.repeated import own_spans
from nlp.run_ons import find_comment_sentences
from nlp.sentences import find_sentences
from store.records import Passage, PassageKind

# A turn or a comment up to this length stays one passage; a longer one is cut into runs of whole sentences.
MAX_WHOLE_WORDS = 80
MAX_RUN_WORDS = 60
# A sentence that must be cut keeps at least this many words on each side where it can.
MIN_CUT_WORDS = 15

Span = tuple[int, int]

_KEPT_WHOLE: frozenset[PassageKind] = frozenset({"title", "question", "heading", "caption"})
_SPOKEN: frozenset[PassageKind] = frozenset({"answer", "pull-quote", "list-item", "poll"})
_WORD = re.compile(r"\S+")
# From the best place to cut a sentence to the worst, before falling back on any word.
_CUTS = (
    re.compile(r"[;…]$|[.!?]$"),
    re.compile(r":$"),
    re.compile(r",$"),
    re.compile(r"[)»”\]]$|[–—]$|^-$"),
)


@dataclass(frozen=True, kw_only=True)
class PlacedBlock:
    """A block of an article as a span of its body; title and standfirst are blocks like others."""

    kind: PassageKind
    speaker: str | None
    start: int
    end: int


def split_article(article_body: str, blocks: Sequence[PlacedBlock], owner_id: str) -> list[Passage]:
    """Passages of an article in reading order, without overlap; only spaces are left out.

    A question, a title, a heading or a caption stays whole. A turn (an answer, a pull quote, any block with
    a speaker) of at most MAX_WHOLE_WORDS words too; beyond, it is cut into runs of whole sentences. Other
    blocks give one passage per sentence, with a quote of several sentences kept whole. Where blocks
    overlap, the text goes to the first; text outside every block is read as a paragraph.
    """
    passages: list[Passage] = []
    for block in _tiled(len(article_body), blocks):
        for start, end in _cut_block(article_body, block):
            passages.append(
                Passage(
                    owner_kind="article",
                    owner_id=owner_id,
                    position=len(passages),
                    kind=block.kind,
                    start=start,
                    end=end,
                    text=article_body[start:end],
                    speaker=block.speaker,
                )
            )
    return passages


def split_comment(body: str, owner_id: str, *, reply: bool, repeated: Sequence[Span] = ()) -> list[Passage]:
    """Passages of a comment: itself up to MAX_WHOLE_WORDS words, else runs of whole sentences.

    `repeated` are the spans whose words are not its author's: they are in no passage.
    """
    kind: Literal["comment", "reply"] = "reply" if reply else "comment"
    pieces = own_spans(body, repeated) if repeated else [(0, len(body))]
    spans = [span for start, end in pieces for span in _cut_turn(body, start, end, find_comment_sentences)]
    return [
        Passage(
            owner_kind="comment",
            owner_id=owner_id,
            position=position,
            kind=kind,
            start=start,
            end=end,
            text=body[start:end],
        )
        for position, (start, end) in enumerate(spans)
    ]


def _tiled(length: int, blocks: Sequence[PlacedBlock]) -> Iterator[PlacedBlock]:
    """Blocks that cover the body once from end to end, with paragraphs made of what no block covers."""
    position = 0
    for block in sorted(blocks, key=lambda block: (block.start, block.end)):
        start, end = max(position, block.start), min(length, block.end)
        if start > position:
            yield PlacedBlock(kind="paragraph", speaker=None, start=position, end=start)
        if end > start:
            yield PlacedBlock(kind=block.kind, speaker=block.speaker, start=start, end=end)
        position = max(position, start, end)
    if position < length:
        yield PlacedBlock(kind="paragraph", speaker=None, start=position, end=length)


def _cut_block(body: str, block: PlacedBlock) -> list[Span]:
    if block.kind in _KEPT_WHOLE:
        return _trimmed(body, block.start, block.end)
    if block.kind in _SPOKEN or block.speaker is not None:
        return _cut_turn(body, block.start, block.end)
    spans: list[Span] = []
    for start, end in find_sentences(body[block.start : block.end]):
        spans.extend(_cut_sentence(body, (block.start + start, block.start + end), MAX_WHOLE_WORDS))
    return spans


def _cut_turn(body: str, start: int, end: int, find: Callable[[str], list[Span]] = find_sentences) -> list[Span]:
    whole = _trimmed(body, start, end)
    if _count_words(body[start:end]) <= MAX_WHOLE_WORDS:
        return whole
    pieces: list[Span] = []
    for first, last in find(body[start:end]):
        pieces.extend(_cut_sentence(body, (start + first, start + last), MAX_RUN_WORDS))
    return _grouped(pieces, lambda span: _count_words(body[span[0] : span[1]]))


def _grouped(pieces: list[Span], count: Callable[[Span], int]) -> list[Span]:
    """Runs of neighbouring pieces of at most MAX_RUN_WORDS words, as even as they come."""
    sizes = [count(piece) for piece in pieces]
    # Aiming at the mean length keeps the last run from being two stray words.
    target = sum(sizes) / max(1, -(-sum(sizes) // MAX_RUN_WORDS))
    runs: list[Span] = []
    n_words = 0
    for piece, size in zip(pieces, sizes, strict=True):
        if runs and n_words < target and n_words + size <= MAX_RUN_WORDS:
            runs[-1] = (runs[-1][0], piece[1])
            n_words += size
        else:
            runs.append(piece)
            n_words = size
    return runs


def _cut_sentence(body: str, span: Span, max_words: int) -> list[Span]:
    """The sentence itself, or pieces of at most MAX_RUN_WORDS words when it has more than `max_words`."""
    words = [(span[0] + m.start(), span[0] + m.end()) for m in _WORD.finditer(body[span[0] : span[1]])]
    if len(words) <= max_words:
        return [span]
    pieces: list[Span] = []
    while len(words) > MAX_RUN_WORDS:
        n_kept = _best_cut([body[start:end] for start, end in words])
        pieces.append((words[0][0], words[n_kept - 1][1]))
        words = words[n_kept:]
    pieces.append((words[0][0], words[-1][1]))
    return pieces


def _best_cut(words: list[str]) -> int:
    """Number of words to keep before the cut: at the strongest mark, as late as allowed."""
    latest = min(MAX_RUN_WORDS, max(MIN_CUT_WORDS, len(words) - MIN_CUT_WORDS))
    for cut in _CUTS:
        for n_kept in range(latest, MIN_CUT_WORDS - 1, -1):
            # A mark may also stand alone before the cut: « mot ; » or « mot - ».
            if cut.search(words[n_kept - 1]):
                return n_kept
    return latest


def _count_words(text: str) -> int:
    return len(text.split())


def _trimmed(body: str, start: int, end: int) -> list[Span]:
    text = body[start:end]
    stripped = text.strip()
    if not stripped:
        return []
    first = start + len(text) - len(text.lstrip())
    return [(first, first + len(stripped))]
