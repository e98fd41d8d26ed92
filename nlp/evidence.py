"""Clauses of a passage, and the passage without one of them: what evidence by occlusion is made of."""

import re

MIN_WORDS = 3
MAX_CLAUSES = 8
_BORDER = re.compile(
    r"(?<=[.!?\u2026;:])\s+|,\s+|\s+[\u2013\u2014-]\s+|\s*\n+\s*"
    r"|\s+(?=(?:mais|car|donc|or|puisque|parce qu|alors qu|tandis qu|pourtant|sauf qu|et|quand|si)\b)",
    re.IGNORECASE,
)
_EDGE = " \t\n\u00a0\u202f,;:.!?\u2026\u2013\u2014-\u00ab\u00bb\"'()"


def clauses(text: str) -> list[tuple[int, int]]:
    """Spans of the clauses of `text`, in order, at most `MAX_CLAUSES`; short ones are joined to the one before.

    Edges carry no space and no punctuation. A passage of one clause gives one span; one without any word gives none.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for border in [*_BORDER.finditer(text), None]:
        end = border.start() if border else len(text)
        if spans and (_n_words(text[start:end]) < MIN_WORDS or _n_words(text[slice(*spans[-1])]) < MIN_WORDS):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        start = border.end() if border else end
    trimmed = [_trim(text, span) for span in _limited(spans)]
    return [span for span in trimmed if span[0] < span[1]]


def without(text: str, span: tuple[int, int]) -> str:
    """`text` with the span replaced by one space."""
    return f"{text[: span[0]]} {text[span[1] :]}".strip()


def _limited(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    while len(spans) > MAX_CLAUSES:
        spans = [(pair[0][0], pair[-1][1]) for pair in (spans[at : at + 2] for at in range(0, len(spans), 2))]
    return spans


def _n_words(text: str) -> int:
    return len(re.findall(r"\w+", text))


def _trim(text: str, span: tuple[int, int]) -> tuple[int, int]:
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
