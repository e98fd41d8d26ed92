"""What the first lines of a body are when they are not its text: a standfirst, a dated line, an agency's place."""

import re
from collections.abc import Sequence
from datetime import datetime

from crawler.dates import find_date, resolve_date
from crawler.pages.html_records import Fields
from crawler.pages.lines import Line, ends_asking, has_final_stop
from store.fold import fold_words
from store.records import Block

_AGENCY = re.compile(r"[A-ZÀ-Þ][\w' -]{1,40}(?:, | \().{0,40}\((?P<name>[A-Z]{2,8}|Agence [\w' -]{2,30})\)\s[-–—]\s")
_BRIEF = 200
_LEAD = (60, 900)
_SHORTEST_HEADED = 90
_LONGEST_DATED = 90
_MOST_OTHER_WORDS = 4
_FEWEST_PARAGRAPHS = 2
_HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


def take_lead(fields: Fields, lines: Sequence[Line]) -> list[Line]:
    """`lines` without a standfirst that the body opens with: a sentence all bold, or set as a heading, above its text.

    It fills the standfirst where nothing else does.
    """
    texts = [line for line in lines if not line.noise]
    if len(texts) <= _FEWEST_PARAGRAPHS:
        return list(lines)
    first, declared = texts[0], fold_words(fields.standfirst or "").rstrip(".… []")
    if declared and not first.folded.startswith(declared):
        return list(lines)
    apart = first.bold or (first.tag in _HEADING_TAGS and len(first.text) >= _SHORTEST_HEADED)
    plain = sum(line.is_paragraph and not line.bold and line.tag == "p" for line in texts[1:])
    fits = _LEAD[0] <= len(first.text) <= _LEAD[1] and has_final_stop(first.text) and not ends_asking(first.text)
    if not (apart and fits and plain >= _FEWEST_PARAGRAPHS) or re.match(r"^[^.!?]{2,45}\s?:\s", first.text):
        return list(lines)
    fields.standfirst, fields.provenance["standfirst"] = first.text, "text"
    return [line for line in lines if line is not first]


def is_dated_line(line: Line, *, fetched_at: datetime) -> bool:
    """Whether a short line is a date with next to nothing around it (« AFP 27/02/2026 16:20 »)."""
    if len(line.text) > _LONGEST_DATED or has_final_stop(line.text):
        return False
    found = find_date(line.text, fetched_at=fetched_at)
    if found is None:
        return resolve_date(line.text, fetched_at=fetched_at) is not None  # « Publié le 17/11 à 7h00 »
    others = f"{line.text[: found.start]} {line.text[found.end :]}"
    return len(re.findall(r"[^\W\d_]{2,}", others)) <= _MOST_OTHER_WORDS


def take_agency(fields: Fields, lines: Sequence[Line]) -> None:
    """The agency of the opening words (« Quimper, 3 fév 2026 (AFP) - … ») signs where nobody does."""
    match = _AGENCY.match(lines[0].text) if lines else None
    if match and not fields.byline:
        fields.byline, fields.provenance["byline"] = (match["name"],), "text"


def settle_standfirst(fields: Fields, blocks: list[Block]) -> list[Block]:
    """The blocks without one that the standfirst repeats; a declared one that is the body's opening, cut, is dropped.

    A brief whose only paragraph is also its description has a text and no standfirst.
    """
    if not fields.standfirst or not blocks:
        return blocks
    declared = fold_words(fields.standfirst).rstrip(".… []")
    first = fold_words(blocks[0].text)
    rest = sum(len(block.text) for block in blocks[1:])
    if first.rstrip(".… ") == declared and fields.provenance.get("standfirst") != "selector" and rest < _BRIEF:
        fields.standfirst = None
        fields.provenance.pop("standfirst", None)
        return blocks
    if first.rstrip(".… ") == declared:
        fields.standfirst = blocks[0].text
        return blocks[1:]
    opening = fold_words(" ".join(block.text for block in blocks[:3]))
    if fields.provenance.get("standfirst") != "selector" and (
        opening.startswith(declared[:120]) or declared[:80] in first
    ):
        fields.standfirst = None
        fields.provenance.pop("standfirst", None)
    return blocks
