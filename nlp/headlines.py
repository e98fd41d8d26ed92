"""Who says the words that a headline quotes without a name: who says them in the article, else its only voice."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from nlp.capitalised import is_person
from nlp.speaking import is_mute
from nlp.split import PlacedBlock
from store.fold import fold_words
from store.records import Quote

_HEADLINES = frozenset({"title", "heading", "standfirst", "pull-quote"})
# The same words cut or mended by an editor: this share of the headline's words, in order or not.
MIN_SHARED_WORDS = 0.8
# An article is somebody's when so large a part of its named quotes are.
MIN_SHARE = 0.6
MIN_QUOTES = 2
_SOMEBODY = re.compile(r"(?:une?|des|l['’]\w+ d['’]une?)\s", re.IGNORECASE)


def name_headlines(quotes: Sequence[Quote], blocks: Sequence[PlacedBlock]) -> list[Quote]:
    """The same quotes, those of headlines without a named speaker given to who says them in the text below."""
    heads = [block for block in blocks if block.kind in _HEADLINES and not block.speaker]
    told = [quote for quote in quotes if quote.speaker and not _within(quote, heads)]
    return [_headline(quote, told) if _within(quote, heads) else quote for quote in quotes]


def _headline(quote: Quote, told: Sequence[Quote]) -> Quote:
    """A headline's quote under its speaker's name: its own, else that of the same words in the text."""
    if _is_open(quote):
        return _named(quote, told)
    if is_person(quote.speaker or ""):
        return quote
    same = _same_words(quote, told)
    return replace(quote, speaker=same.speaker) if same and is_person(same.speaker or "") else quote


def _within(quote: Quote, blocks: Sequence[PlacedBlock]) -> bool:
    return any(block.start <= quote.start < block.end for block in blocks)


def _is_open(quote: Quote) -> bool:
    speaker = quote.speaker or ""
    unnamed = not speaker or bool(_SOMEBODY.match(speaker)) or is_mute(speaker)
    return quote.kind in {"direct", "partial"} and unnamed


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold_words(text)))


def _same_words(quote: Quote, told: Sequence[Quote]) -> Quote | None:
    """The quote of the text that holds the words of a headline's."""
    words = _words(quote.text)
    enough = MIN_SHARED_WORDS * len(words)
    return next((one for one in told if len(words) > 2 and len(words & _words(one.text)) >= enough), None)


def _named(quote: Quote, told: Sequence[Quote]) -> Quote:
    same = _same_words(quote, told)
    if same:
        return replace(quote, speaker=same.speaker)
    spoken = [one for one in told if one.kind in {"direct", "interview"}]
    # Who answers an interview is somebody, however rare the name.
    voices = Counter(one.speaker for one in spoken if is_person(one.speaker or "") or one.kind == "interview")
    if not voices:
        return quote
    name, count = voices.most_common(1)[0]
    alone = count >= MIN_QUOTES and count >= MIN_SHARE * voices.total()
    return replace(quote, speaker=name) if alone else quote
