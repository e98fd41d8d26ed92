"""Reported words in press and comments: what is quoted, who says it, and how the writer presents it.

Marked quotes take their speaker from the reporting clause after them, inside them or before them, from a
colon, or from « selon »; a quote without its own clause continues the one before. Nothing is guessed: where no
rule gives a speaker it is None, and words between marks without any cue are quotes only when they read
as a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.clauses import Attribution, find_according, find_after, find_inserted, find_later
from nlp.leads import find_before
from nlp.marks import Marked, blank_quotes, find_marked, find_unclosed, is_name
from nlp.namebook import NameBook
from nlp.reported import find_indirect
from nlp.sentences import find_starts
from nlp.split import PlacedBlock
from store.records import PassageKind, Quote, QuoteKind

# Words between marks without any cue are a quote from this many words on.
MIN_UNCUED_WORDS = 6
MIN_UNCUED_FRAGMENT_WORDS = 10
# Up to this many words, marks are a distance taken by the writer unless a cue says who speaks.
MAX_SCARE_WORDS = 2
MAX_CLAUSE_GAP = 3
MAX_VERB_GAP = 8
_SPOKEN: frozenset[PassageKind] = frozenset({"answer", "pull-quote"})
_HEADLINES: frozenset[PassageKind] = frozenset({"title", "heading", "standfirst"})
_LABEL = re.compile(r"\s*[A-ZÀ-Ý][^.:!?\n]{1,60}\s?:\s+")
_DASH = re.compile(r"(?:^|\n)[ \t\u00a0]*[–—-][ \t\u00a0\u202f]*(?P<said>[^\n]+)")
_BETWEEN = re.compile(r"[\s,.;:!?…]*(?:et|puis|mais|ou|\(\.\.\.\)|avant d['’]ajouter)?[\s,:]*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A text under reading: quotes blanked in `masked` (same length), sentence starts, and its names."""

    text: str
    masked: str
    starts: tuple[int, ...]
    book: NameBook
    offset: int
    headline: bool


def find_quotes(text: str, *, speaker: str | None = None, kind: PassageKind | None = None) -> list[Quote]:
    """Quotes of one passage or paragraph, in order of their start.

    An answer or a pull quote with a speaker is one quote of kind `interview` by `speaker`, followed by the
    words of others that it quotes with a cue. Offsets count characters of `text`, marks left out.
    """
    book = NameBook(text)
    return sorted(_read_block(text, 0, speaker, kind, book), key=lambda quote: (quote.start, -quote.end))


def find_article_quotes(body: str, blocks: Sequence[PlacedBlock]) -> list[Quote]:
    """Quotes of an article in order, offsets in `body`; speakers get the fullest name that the article gives.

    Pronouns reach back over paragraphs. A quote that a paragraph leaves open runs to its end and goes on
    in the next one under the same speaker.
    """
    book = NameBook(body, [block.speaker for block in blocks if block.speaker])
    quotes: list[Quote] = []
    for block in sorted(blocks, key=lambda block: block.start):
        text = body[block.start : block.end]
        speaker = book.complete(block.speaker) if block.speaker else None
        found = _read_block(text, block.start, speaker, block.kind, book)
        quotes.extend(_continued(found, quotes, body, block))
    return sorted(quotes, key=lambda quote: (quote.start, -quote.end))


def _continued(found: list[Quote], earlier: list[Quote], body: str, block: PlacedBlock) -> list[Quote]:
    """A paragraph's quotes with the speaker of the quote left open before it, if there was one."""
    opens = body[block.start : block.end].lstrip().startswith(("«", '"', "“"))
    if not (found and earlier and opens) or found[0].speaker or found[0].cue:
        return found
    last = earlier[-1]
    gap = body[last.end : found[0].start]
    if gap.strip(' \n\u00a0\u202f«"“'):
        return found
    return [replace(found[0], speaker=last.speaker, attitude=last.attitude), *found[1:]]


def _read_block(text: str, offset: int, speaker: str | None, kind: PassageKind | None, book: NameBook) -> list[Quote]:
    pairs = find_marked(text)
    page = _Page(
        text=text,
        masked=blank_quotes(text, pairs),
        starts=(0, *find_starts(text)),
        book=book,
        offset=offset,
        headline=kind in _HEADLINES,
    )
    spoken = list(_dialogue(page))
    reported = [quote for quote in _reported(page) if not any(_overlap(quote, line) for line in spoken)]
    quotes = [*reported, *_marked_quotes(page, pairs), *_nested(page, pairs), *spoken]
    if kind in _SPOKEN and (kind == "answer" or speaker):
        quotes = [quote for quote in quotes if quote.cue]
        quotes = [*_turn(text, offset, speaker), *quotes]
    return quotes


def _overlap(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end


def _nested(page: _Page, pairs: Sequence[Marked]) -> Iterator[Quote]:
    """Words that quoted words quote in their turn with a cue: « Il m'a dit : “Tenez bon.” »."""
    for pair in pairs:
        inner = page.text[pair.inner_start : pair.inner_end]
        within = find_marked(inner)
        if within:
            part = replace(
                page, text=inner, masked=blank_quotes(inner, within), starts=(0, *find_starts(inner)),
                offset=page.offset + pair.inner_start,
            )  # fmt: skip
            yield from (quote for quote in _marked_quotes(part, within) if quote.cue and quote.speaker)


def _turn(text: str, offset: int, speaker: str | None) -> Iterator[Quote]:
    label = _LABEL.match(text)
    family = speaker.split()[-1] if speaker else None
    start = label.end() if label and family and family in label.group() else len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if end > start:
        yield Quote(
            text=text[start:end], start=offset + start, end=offset + end, speaker=speaker, cue=None, kind="interview"
        )


def _marked_quotes(page: _Page, pairs: list[Marked]) -> Iterator[Quote]:
    opened = find_unclosed(page.text)
    if opened is not None and page.text[opened:].strip():
        inner = page.text[opened:]
        start = opened + len(inner) - len(inner.lstrip())
        pairs = [
            *(pair for pair in pairs if pair.end <= opened),
            Marked(start=opened - 1, end=len(page.text), inner_start=start, inner_end=len(page.text.rstrip())),
        ]
    previous: tuple[Marked, Attribution] | None = None
    for pair in pairs:
        if is_name(page.masked[: pair.start], page.text[pair.inner_start : pair.inner_end]):
            continue
        attribution, inserted = _attribute(page, pair, previous)
        kind = _kind(page, pair, attribution)
        if kind is None:
            continue
        if attribution is not None:
            previous = (pair, attribution)
        yield from _pieces(page, pair, attribution, kind, inserted)


def _attribute(
    page: _Page, pair: Marked, previous: tuple[Marked, Attribution] | None
) -> tuple[Attribution | None, tuple[int, int] | None]:
    """Who says a quote, and the span of the clause inserted in it, by the surest sign."""
    inserted = find_inserted(page.text, pair.inner_start, pair.inner_end)
    if inserted is not None:
        return _resolved(page, inserted, pair), (inserted.start, inserted.end)
    begin, finish = _sentence(page, pair)
    found = (
        find_after(page.masked, pair.end, headline=page.headline)
        or _follows(page, pair, previous)
        or find_later(page.masked, pair.end, finish)
        or find_before(page.masked, begin, pair.start)
        or find_according(page.masked, begin, finish, pair.start)
    )
    if found is None or _too_far(page, pair, found):
        return None, None
    return _resolved(page, found, pair), None


def _too_far(page: _Page, pair: Marked, found: Attribution) -> bool:
    """Whether a word or two between marks stand too far from a clause for it to report them."""
    if len(page.text[pair.inner_start : pair.inner_end].split()) > MAX_SCARE_WORDS or found.start == pair.start:
        return False
    if found.start >= pair.end:
        between = page.masked[pair.end : found.start]
        return len(re.sub(r"\S?\s?·+\s?\S?", "", between).split()) > MAX_CLAUSE_GAP or found.cue == ":"
    at = page.masked.rfind(found.cue or "", 0, pair.start)
    return len(page.masked[at : pair.start].split()) > MAX_VERB_GAP


def _sentence(page: _Page, pair: Marked) -> tuple[int, int]:
    begin = max(start for start in page.starts if start <= pair.start)
    finish = min((start for start in page.starts if start >= pair.end), default=len(page.text))
    return begin, finish


def _follows(page: _Page, pair: Marked, previous: tuple[Marked, Attribution] | None) -> Attribution | None:
    """The speaker of the quote before, where only its clause or a link word stands in between."""
    if previous is None:
        return None
    before, attribution = previous
    clause_end = max(before.end, attribution.end)
    gap = page.masked[clause_end : pair.start]
    if clause_end <= pair.start and _BETWEEN.fullmatch(gap):
        # A verb's attitude covers its sentence: « C'est vrai, concède X. « Mais … » » concedes nothing more.
        ended = re.search(r"[.!?…]", gap) is not None
        attitude = "neutral" if ended else attribution.attitude
        return replace(attribution, start=pair.start, end=pair.end, cue=None, attitude=attitude)
    begin, _ = _sentence(page, pair)
    own = find_before(page.masked, max(begin, clause_end), pair.start)
    if own is None and len(page.text[pair.inner_start : pair.inner_end].split()) <= MAX_SCARE_WORDS:
        return None
    if before.start >= begin and (own is None or own.speaker is None):
        cue = own.cue if own else None
        attitude = own.attitude if own else attribution.attitude
        return replace(attribution, start=pair.start, end=pair.end, cue=cue, attitude=attitude)
    return None


def _resolved(page: _Page, found: Attribution, pair: Marked) -> Attribution:
    position = page.offset + min(pair.start, found.start)
    last = re.fullmatch(r"(?:ce(?P<f>tte)? derni(?:er|ère)|celui-ci|celle-ci)", found.speaker or "")
    if last:
        found = replace(found, speaker=None, pronoun="elle" if last["f"] or "celle" in last.group() else "il")
    if found.pronoun:
        name = page.book.resolve(found.pronoun, position)
        if name is not None and found.speaker is None:
            return replace(found, speaker=name, pronoun=None)
        return found
    if found.speaker:
        found = replace(found, speaker=page.book.complete(found.speaker))
        if found.speaker:
            page.book.said(page.offset + pair.start, found.speaker, found.gender)
    return found


def _kind(page: _Page, pair: Marked, attribution: Attribution | None) -> QuoteKind | None:
    """Kind of a marked quote, or None for scare quotes and names."""
    inner = page.text[pair.inner_start : pair.inner_end]
    n_words = len(inner.split())
    before = page.masked[: pair.start].rstrip()
    alone = not before or before.endswith((".", "!", "?", ":", "…", "»", '"', "”", "\n", "-", "–", "—"))
    around = page.text[: pair.start] + page.text[pair.end :]
    if page.headline and attribution is None and n_words > 1 and not around.strip():
        return "direct"
    if attribution is None or (attribution.speaker is None and attribution.cue is None):
        sentence = inner[0].isupper() and inner.endswith((".", "!", "?", "…")) and n_words >= 3
        enough = MIN_UNCUED_WORDS if inner[0].isupper() else MIN_UNCUED_FRAGMENT_WORDS
        return "direct" if sentence or n_words >= enough else None
    if inner[0].isupper() and (alone or n_words >= MIN_UNCUED_WORDS):
        return "direct"
    return "direct" if alone and (n_words > 2 or before.endswith(":")) else "partial"


def _pieces(
    page: _Page, pair: Marked, attribution: Attribution | None, kind: QuoteKind, inserted: tuple[int, int] | None
) -> Iterator[Quote]:
    """The quote, in two where a reporting clause stands inside the marks."""
    spans = [(pair.inner_start, pair.inner_end)]
    if inserted:
        spans = [(pair.inner_start, inserted[0]), (inserted[1], pair.inner_end)]
    for start, end in spans:
        raw = page.text[start:end]
        first = start + len(raw) - len(raw.lstrip(" ,\u00a0\u202f\n"))
        last = start + len(raw.rstrip(" ,\u00a0\u202f\n"))
        if last > first:
            yield _quote(page, first, last, attribution, kind)


def _quote(page: _Page, start: int, end: int, attribution: Attribution | None, kind: QuoteKind) -> Quote:
    return Quote(
        text=page.text[start:end],
        start=page.offset + start,
        end=page.offset + end,
        speaker=attribution.speaker if attribution else None,
        cue=attribution.cue if attribution else None,
        kind=kind,
        attitude=attribution.attitude if attribution else "neutral",
    )


def _dialogue(page: _Page) -> Iterator[Quote]:
    """Lines after a dash whose words are followed by a reporting clause."""
    for match in _DASH.finditer(page.masked):
        start, end = match.span("said")
        for stop in re.finditer(r"[,!?…]\s+", page.masked[start:end]):
            found = find_after(page.masked, start + stop.start(), headline=False)
            if found is None or (found.speaker is None and found.pronoun is None):
                continue
            pair = Marked(start=start, end=start + stop.end(), inner_start=start, inner_end=start + stop.start())
            last = start + stop.start() + (stop.group()[0] in "!?…")
            yield _quote(page, start, last, _resolved(page, found, pair), "direct")
            break


def _reported(page: _Page) -> Iterator[Quote]:
    """Words reported without marks: « X affirme que … », « selon X, … »; sentences with marked quotes left out."""
    ends = (*page.starts[1:], len(page.text))
    for begin, finish in zip(page.starts, ends, strict=True):
        if "·" in page.masked[begin:finish]:
            continue
        reached = begin
        for attribution, kind in find_indirect(page.masked, begin, finish):
            if attribution.start < reached:
                continue
            span = Marked(start=begin, end=begin, inner_start=attribution.start, inner_end=attribution.end)
            resolved = _resolved(page, attribution, span)
            if resolved.speaker or resolved.pronoun:
                raw = page.text[attribution.start : attribution.end]
                start = attribution.start + len(raw) - len(raw.lstrip(" ,:\u00a0\u202f\n"))
                end = attribution.start + len(raw.rstrip(" ,;.\u00a0\u202f\n"))
                if end > start:
                    yield _quote(page, start, end, resolved, kind)
                    reached = end
