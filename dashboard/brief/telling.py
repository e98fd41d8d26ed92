"""Which sentences of an article tell the most: whole ones that take a side or give a figure, and stand alone."""

import re
from collections.abc import Sequence

from dashboard.brief.sentences import LONGEST, Span, split_sentences
from dashboard.names import STANCES
from store.database import Row
from store.fold import fold_words

# What shorter words than this say is rarely understood alone.
SHORTEST = 45
_SAID_IN = ("paragraph", "answer", "standfirst", "list-item")
_CIRCULATING = ("count", "money", "percent", "fraction", "rate")
_OPENING = 900  # characters
_SIDES = tuple(stance for stance in STANCES if stance in ("favour", "against"))
# What begins a sentence that leans on the one before.
_LEANS = re.compile(
    r"(il|elle|ils|elles|on|ce|cela|ca|c est|ceci|cet|cette|ces|celui|celle|ceux|celles|leur|leurs|lui|y|en|mais|et"
    r"|donc|or|car|ainsi|alors|puis|ensuite|pourtant|cependant|toutefois|neanmoins|enfin|d ailleurs|d ou|la encore"
    r"|de meme|autrement dit|par exemple|au contraire|non|oui|si|parce que|autant|voila|idem|resultat|a l inverse)\b"
)
_ENDS = re.compile(r"[.!?…][\s\u00a0\u202f]*[»”\")\]]*$")


def list_telling(body: str, tags: Sequence[Row], figures: Sequence[Row], *, title_end: int) -> list[tuple[Span, Span]]:
    """The sentences of an article, the most telling first, each with what makes it so (a span inside it).

    One that leans on the sentence before it (« Elle est… ») takes it along when both are short enough.
    """
    found: dict[tuple[int, int], tuple[float, Span, Span]] = {}
    for passage in {(row["start"], row["end"]): row for row in tags if _is_said(row, title_end)}.values():
        whole = Span(start=passage["start"], end=passage["end"])
        sentences = split_sentences(body, whole)
        for place, sentence in enumerate(sentences):
            worth, reason = _weigh(body, sentence, tags, figures)
            before = sentences[place - 1] if place else None
            span = sentence
            if leans(body, sentence):
                joined = Span(start=before.start, end=sentence.end) if before else None
                if joined and before and not leans(body, before) and joined.end - joined.start <= LONGEST:
                    span, worth = joined, worth - 0.2
                else:
                    worth -= 2.5
            found[span.start, span.end] = max(
                found.get((span.start, span.end), (float("-inf"), span, reason)), (worth, span, reason),
                key=lambda one: one[0],
            )  # fmt: skip
    ranked = sorted(found.values(), key=lambda one: (-one[0], one[1].start))
    return [(span, reason) for _, span, reason in ranked] + _opening_sentences(body, title_end)


def _opening_sentences(body: str, title_end: int) -> list[tuple[Span, Span]]:
    """What an article begins with, for one in which little is tagged: its first whole sentences that stand alone."""
    sentences = split_sentences(body, Span(start=title_end, end=min(len(body), title_end + _OPENING)))
    whole = [
        one for one in sentences
        if SHORTEST <= one.end - one.start <= LONGEST and _ENDS.search(body[one.start : one.end])
        and not leans(body, one)
    ]  # fmt: skip
    return [(one, one) for one in whole]


def leans(body: str, sentence: Span) -> bool:
    """Whether a sentence can hardly be read without the one before."""
    return _LEANS.match(fold_words(body[sentence.start : sentence.end].lstrip('«“" \u00a0\u202f'))) is not None


def _is_said(row: Row, title_end: int) -> bool:
    return row["passage_kind"] in _SAID_IN and row["start"] >= title_end


def _weigh(body: str, sentence: Span, tags: Sequence[Row], figures: Sequence[Row]) -> tuple[float, Span]:
    """How telling a sentence is, and the span that makes it so."""
    text = body[sentence.start : sentence.end]
    best: dict[str, tuple[float, Span]] = {}
    for row in tags:
        evidence = _evidence(row)
        shared = evidence.shares(sentence)
        if not shared or shared * 2 < min(evidence.end - evidence.start, sentence.end - sentence.start):
            continue
        kind = "side" if row["kind"] == "stance" and row["value"] in _SIDES else row["kind"]
        weight = {"side": 2.0, "stance": 0.5, "argument": 1.2, "relevance": 0.6}[kind] * float(row["score"])
        best[kind] = max(best.get(kind, (0.0, evidence)), (weight, evidence), key=lambda one: one[0])
    worth = sum(weight for weight, _ in best.values())
    told = [row for row in figures if row["kind"] in _CIRCULATING and _evidence_of(row).shares(sentence)]
    worth += 0.9 * bool(told)
    worth -= 2.0 * (len(text) < SHORTEST) + 1.0 * (len(text) > LONGEST) + 1.5 * (not _ENDS.search(text))
    worth -= 1.0 * text.rstrip(' »”"\u00a0\u202f').endswith("?")
    reasons = sorted(best.values(), key=lambda one: -one[0])
    return worth, reasons[0][1] if reasons else sentence


def _evidence(row: Row) -> Span:
    if row["evidence_start"] is None:
        return Span(start=row["start"], end=row["end"])
    return Span(start=row["evidence_start"], end=row["evidence_end"])


def _evidence_of(figure: Row) -> Span:
    return Span(start=figure["start"], end=figure["end"])
