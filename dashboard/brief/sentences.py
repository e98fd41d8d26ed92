"""Sentences cut out of a stored text, word for word."""

import re
from dataclasses import dataclass

LONGEST = 340
CUT = "[…]"
_END = re.compile(r"[.!?…]+(?:[\s\u00a0\u202f]*[»”\"’)])*(?=\s)")
# A full stop after one of these ends no sentence.
_ABBREVIATIONS = {
    "m", "mm", "mme", "mmes", "mlle", "me", "mgr", "dr", "drs", "dre", "dres", "pr", "prs", "pre", "st", "ste", "art",
    "al", "no", "n", "cf", "env", "av", "apr", "p", "pp", "vol", "chap", "éd", "ex", "tél", "bd", "janv", "févr", "avr",
    "juill", "sept", "oct", "nov", "déc",
}  # fmt: skip
_OPENERS = '«“"‘([—–-'


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of a body, in characters."""

    start: int
    end: int

    def shares(self, other: "Span") -> int:
        """How many characters both cover."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


def split_sentences(body: str, within: Span) -> list[Span]:
    """The sentences of a stretch of `body`, in order; a line end always ends one."""
    found = []
    for line in re.finditer(r"[^\n]+", body[within.start : within.end]):
        start, end = within.start + line.start(), within.start + line.end()
        for stop in _END.finditer(body, start, end):
            if _ends_sentence(body[start : stop.start()], body[stop.start() : stop.end()], body[stop.end() : end]):
                found.append(_trimmed(body, start, stop.end()))
                start = stop.end()
        found.append(_trimmed(body, start, end))
    return [span for span in found if span.start < span.end]


def find_sentence(body: str, passage: Span, evidence: Span) -> Span | None:
    """The sentence of a passage that holds most of the evidence, the first of equals; `None` when there is none."""
    sentences = split_sentences(body, passage)
    return max(sentences, key=evidence.shares, default=None)


def cut_out(body: str, span: Span, *, around: Span | None = None, longest: int = LONGEST) -> str:
    """The words of a span, as they are written. Longer ones are cut at words, with « […] » where something is missing,
    and keep what stands `around`. Quotation marks around the whole, or whose partner lies outside, are left out."""
    start, end = span.start, span.end
    if end - start > longest:
        centre = (around.start + around.end) // 2 if around else start
        start = max(start, min(centre - longest // 2, end - longest))
        end = start + longest
        if start > span.start:
            start = _next_word(body, start, end)
        if end < span.end:
            end = max(body.rfind(" ", start, end), start + 1)
    words = _paired(body[start:end].strip())
    before = f"{CUT} " if start > span.start else ""
    after = f" {CUT}" if end < span.end else ""
    return f"{before}{words}{after}"


def _next_word(body: str, start: int, end: int) -> int:
    space = body.find(" ", start, end)
    return space + 1 if space >= 0 else start


def _ends_sentence(before: str, stop: str, after: str) -> bool:
    following = after.lstrip()
    if following and not (following[0].isupper() or following[0].isdigit() or following[0] in _OPENERS):
        return False
    if stop != ".":
        return True
    word = re.split(r"[\s\u00a0\u202f(«’']", before)[-1].lower()
    return not (word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and following[:1].isupper()))


def _trimmed(body: str, start: int, end: int) -> Span:
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end)


def _paired(text: str) -> str:
    """`text` without French quotation marks around the whole of it, or at one end when the partner is missing."""
    opened, closed = text.count("«"), text.count("»")
    if opened == closed == 1 and text.startswith("«") and text.endswith("»"):
        return text[1:-1].strip()
    if opened > closed and text.startswith("«"):
        text = text[1:]
    if closed > opened and text.endswith("»"):
        text = text[:-1]
    return text.strip()
