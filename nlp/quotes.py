"""Reported words in press and comments: what is quoted, who says it, and how the writer presents it.

Marked quotes take their speaker from the reporting clause after them, inside them or before them, from a
colon, or from « selon »; a quote without its own clause continues the one before. Nothing is guessed: where no
rule gives a speaker it is None, and words between marks without any cue are quotes only when they read
as a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.attributing import Page, attribute, resolve
from nlp.clauses import Attribution
from nlp.dialogues import find_dialogue, is_line, read_turn
from nlp.headlines import name_headlines
from nlp.marks import Marked, blank_quotes, find_marked, find_unclosed, is_name
from nlp.namebook import NameBook
from nlp.quote_kinds import is_title, kind_of
from nlp.reported import find_indirect
from nlp.sentences import find_sentences, find_starts
from nlp.speakers import can_speak
from nlp.speaking import is_mute
from nlp.speech import find_speech
from nlp.split import PlacedBlock
from store.fold import fold_words
from store.records import PassageKind, Quote, QuoteKind

_SPOKEN: frozenset[PassageKind] = frozenset({"answer", "pull-quote"})
_TURNS_OF: frozenset[PassageKind] = frozenset({"question", "answer"})
_HEADLINES: frozenset[PassageKind] = frozenset({"title", "heading", "standfirst"})
# The bare name of a tariff is nobody's words.
_FORMULA = re.compile(r"(?:le |en |du )?secteurs? [123]", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?P<who>(?:Dr\.?\s|M\.\s)?[A-ZÀ-Ý][^.:!?\n]{1,60}?)\s?(?::|\.\s[–—-]|\s[–—-])\s+")


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
    lines: list[Quote] = []
    turns = [(fold_words(body[one.start : one.end]), one.speaker) for one in blocks if one.kind == "answer"]
    answering = frozenset(book.complete(one.speaker) for one in blocks if one.kind == "answer" and one.speaker)
    for block in sorted(blocks, key=lambda block: block.start):
        text = body[block.start : block.end]
        said_by = block.speaker or (_who_was_pulled(text, turns) if block.kind == "pull-quote" else None)
        speaker = book.complete(said_by) if said_by else None
        book.addressed = answering if block.kind in _TURNS_OF else frozenset()
        found = _read_block(text, block.start, speaker, block.kind, book)
        if block.kind == "question":
            found = _addressed(
                found, next((one.speaker for one in blocks if one.kind == "answer" and one.speaker), None)
            )
        if not found and is_line(text) and (turn := read_turn(text, block.start, lines)):
            found = [turn]
        # Paragraphs that open with a dash follow each other in a dialogue.
        lines = [*lines, *found[:1]] if is_line(text) else []
        quotes.extend(_continued(found, quotes, body, block))
    return name_headlines(sorted(quotes, key=lambda quote: (quote.start, -quote.end)), blocks)


# « Vous dites que … »: in a question, the words of who answers.
_YOU_SAY = re.compile(r"(?:dites|\w+ez)", re.IGNORECASE)


def _addressed(found: list[Quote], answers: str | None) -> list[Quote]:
    return [
        replace(one, speaker=answers) if one.speaker is None and _YOU_SAY.fullmatch(one.cue or "") else one
        for one in found
    ]


def _who_was_pulled(text: str, turns: Sequence[tuple[str, str | None]]) -> str | None:
    """Who says the words of a pull quote: the only person who answers, or whose answer holds them."""
    speakers = {speaker for _, speaker in turns if speaker}
    if len(speakers) == 1:
        return next(iter(speakers))
    words = fold_words(text)
    return next((speaker for turn, speaker in turns if words and words in turn), None)


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
    page = Page(
        text=text,
        masked=blank_quotes(text, pairs),
        starts=(0, *_after_place(text), *find_starts(text)),
        book=book,
        offset=offset,
        headline=kind in _HEADLINES,
    )
    spoken = [_quote(page, start, end, found, "direct") for start, end, found in find_dialogue(page)]
    reported = list(_reported(page))
    marked = list(_marked_quotes(page, pairs))
    if reported and marked:
        # « Il estime que « … ». Et s'interroge : … » goes on with who spoke between marks, and the other way round.
        reported = list(_reported(page))
        marked = list(_marked_quotes(page, pairs))
    reported = [quote for quote in reported if not any(_overlap(quote, line) for line in spoken)]
    quotes = [*reported, *marked, *_nested(page, pairs), *spoken]
    if kind in _SPOKEN and (kind == "answer" or speaker):
        quotes = [quote for quote in quotes if quote.cue and (quote.speaker or quote.kind == "direct")]
        quotes = [*_turn(text, offset, speaker), *quotes]
    return quotes


# « VALRAS - L'association … », « [10:02] La préfète … », « LYON (Agence) — Le maire … »: a line's place or hour.
_PLACE_OR_HOUR = re.compile(
    r"\s*(?:\[[^\]\n]{1,20}\]\.?"
    r"|[A-ZÀ-Ý][A-ZÀ-Ý’' -]{2,40}(?:\s?\([^)\n]{2,20}\))?(?:,\s[^—–\n-]{3,30})?\s[-–—]"
    r"|\d{1,2}\s?[h:]\s?\d{2}\s?[.:–—-])\s+(?=\S)"
)


def _after_place(text: str) -> tuple[int, ...]:
    opening = _PLACE_OR_HOUR.match(text)
    return (opening.end(),) if opening else ()


def _overlap(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end


def _nested(page: Page, pairs: Sequence[Marked]) -> Iterator[Quote]:
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
        elif ":" in inner:
            yield from _retold(page, pair)


def _retold(page: Page, pair: Marked) -> Iterator[Quote]:
    """Words that quoted words repeat without marks: « Il m'a tendu la feuille et m'a dit : revenez mardi »."""
    for begin, end in find_sentences(page.text[pair.inner_start : pair.inner_end]):
        start, stop = pair.inner_start + begin, pair.inner_start + end
        for found, kind in find_speech(page.text, start, stop):
            if ":" in page.text[start : found.start]:
                named = resolve(page, found, Marked(start=start, end=start, inner_start=start, inner_end=stop))
                yield _quote(page, found.start, _trim_end(page.text, found.start, found.end), named, kind)


def _trim_end(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,;.\u00a0\u202f\n"))


def _turn(text: str, offset: int, speaker: str | None) -> Iterator[Quote]:
    label = _LABEL.match(text)
    family = speaker.split()[-1] if speaker else None
    if label and speaker is None and can_speak(label["who"]):
        speaker = family = label["who"]
    start = label.end() if label and family and family in label.group() else len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if end > start:
        yield Quote(
            text=text[start:end], start=offset + start, end=offset + end, speaker=speaker, cue=None, kind="interview"
        )


def _marked_quotes(page: Page, pairs: list[Marked]) -> Iterator[Quote]:
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
        if _FORMULA.fullmatch(page.text, pair.inner_start, pair.inner_end):
            continue
        attribution, inserted = attribute(page, pair, previous)
        kind = None if is_title(page, pair, attribution) else kind_of(page, pair, attribution)
        if kind is None:
            continue
        if attribution is not None:
            previous = (pair, attribution)
        yield from _pieces(page, pair, attribution, kind, inserted)


def _pieces(
    page: Page, pair: Marked, attribution: Attribution | None, kind: QuoteKind, inserted: tuple[int, int] | None
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


def _quote(page: Page, start: int, end: int, attribution: Attribution | None, kind: QuoteKind) -> Quote:
    return Quote(
        text=page.text[start:end],
        start=page.offset + start,
        end=page.offset + end,
        speaker=attribution.speaker if attribution else None,
        cue=attribution.cue if attribution else None,
        kind=kind,
        attitude=attribution.attitude if attribution else "neutral",
    )


def _holds_marks(masked: str, found: Attribution, kind: QuoteKind) -> bool:
    """Whether words between marks stand in a reported span: they are the quote then; a source covers its sentence."""
    return kind == "according-to" or "·" in masked[found.start : found.end]


_TURNS = re.compile(
    r",\s+(?=(?:à condition|et qu|mais|tout en|avant de|avant d['’]|quitte à|même si|bien qu|alors qu|tandis qu"
    r"|sauf si))"
)
MIN_KEPT_WORDS = 3


def _before_marks(masked: str, found: Attribution) -> Attribution | None:
    """« X assure que la porte reste ouverte, à condition que « … » »: the clause before the one that holds marks.

    None where the marks stand before what is reported: « … », a-t-il dit ; selon X, …
    """
    first = masked.find("·", found.start)
    turns = [match.start() for match in _TURNS.finditer(masked, found.start, first)] if first >= 0 else []
    if not turns or len(masked[found.start : turns[-1]].split()) < MIN_KEPT_WORDS:
        return None
    return replace(found, end=turns[-1])


def _reported(page: Page) -> Iterator[Quote]:
    """Words reported without marks: « X affirme que … », « selon X, … »; sentences with marked quotes left out."""
    ends = (*page.starts[1:], len(page.text))
    for begin, finish in zip(page.starts, ends, strict=True):
        reached = begin
        marked = "·" in page.masked[begin:finish]
        for attribution, kind in find_indirect(page.masked, begin, finish):
            if marked and _holds_marks(page.masked, attribution, kind):
                kept = _before_marks(page.masked, attribution) if attribution.start >= reached else None
                if kept is None:
                    continue
                attribution = kept
            if attribution.start < reached:
                continue
            first = attribution.start
            span = Marked(start=first, end=first, inner_start=first, inner_end=attribution.end)
            resolved = resolve(page, attribution, span)
            if (resolved.speaker or resolved.pronoun) and not is_mute(resolved.speaker or ""):
                raw = page.text[attribution.start : attribution.end]
                start = attribution.start + len(raw) - len(raw.lstrip(" ,:\u00a0\u202f\n"))
                end = attribution.start + len(raw.rstrip(" ,;.\u00a0\u202f\n"))
                if end > start:
                    yield _quote(page, start, end, resolved, kind)
                    reached = end
