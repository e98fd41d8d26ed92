"""A text with marked spans, which may overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from dashboard.markup import escape, join


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A span of a text with the class that colours it and the sentence that explains it."""

    start: int
    end: int
    css: str
    title: str


def mark_text(text: str, marks: Sequence[Mark], *, start: int = 0) -> Markup:
    """`text` escaped, with its marks; `start` is where the text begins in the body that the marks count in.

    Marks outside the text are cut or left out; letters under several marks bear all their classes.
    """
    placed = [
        Mark(start=max(0, one.start - start), end=min(len(text), one.end - start), css=one.css, title=one.title)
        for one in marks
        if one.start - start < len(text) and one.end > start and one.start < one.end
    ]
    cuts = sorted({0, len(text)} | {one.start for one in placed} | {one.end for one in placed})
    pieces = []
    for left, right in pairwise(cuts):
        covering = [one for one in placed if one.start <= left and right <= one.end]
        piece = escape(text[left:right])
        if covering:
            css = " ".join(dict.fromkeys(one.css for one in covering))
            title = " · ".join(dict.fromkeys(one.title for one in covering if one.title))
            piece = Markup('<mark class="{}" title="{}">{}</mark>').format(css, title, piece)
        pieces.append(piece)
    return join(pieces)
