"""Sentence ends in French press and in comments as people write them, as a spaCy component."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from nlp.marks import find_marked

# A quote longer than this is cut at the sentences inside it, as a long turn is.
MAX_WHOLE_QUOTE_WORDS = 80
# Lines shorter than this were ended by their author, not wrapped by a mail program.
MIN_WRAPPED_CHARS = 50

_EMOJI = (
    "[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
    "[\ufe0f\u200d\U0001f3fb-\U0001f3ff\u2640\u2642\U0001f000-\U0001faff]*"
)
_SMILEY = r"[:;=]['’]?-?[()DPpo/|]+(?!\w)"
_END = re.compile(r"[.!?…](?:[ \u00a0\u202f]?[.!?…])*")
_AFTER = re.compile(rf"(?:[ \u00a0\u202f]?(?:{_EMOJI}|{_SMILEY}))*")
_EMOJI_RUN = re.compile(rf"(?:{_EMOJI}[ \u00a0\u202f]?)+")
_NEWLINE = re.compile(r"[^\S\n]*\n\s*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_MEASURED = re.compile(r"\d[ \u00a0\u202f]?[a-zA-Z]$")
_LIST_NUMBER = re.compile(r"(?:^|\n)[^\S\n]*(?:\d{1,2}|[a-zA-Z])$")
_ITEM_NUMBER = re.compile(r"[.!?…;:][ \u00a0\u202f](\d)$")
# What starts a sentence glued to the one before by a writer without capitals: « mesures.pourquoi eux ». Never the end
# of an address (« .si »), nor that of a word for both sexes (« tou.te.s », « ceux.elles »).
_GLUED_START = re.compile(
    r"(?:pourquoi|mais|donc|alors|puis|ensuite|j['’]|je|on|nous|vous|c['’]est|moi|quand|comment|comme|cette|merci|bref|et"
    r"|car)\b(?![.@])"
)
_SPEECH_AFTER = re.compile(
    r"(?:\w+-t-(?:il|elle|on|ils|elles)|\w+-(?:ils?|elles?|on|je)|(?:s['’]|se )\w+|demand\w+|répond\w*|lanc\w+|tonn\w+"
    r"|interrog\w+|ironis\w+|lâch\w+|(?:a|ont|avait) \w+é)\b"
)
# Never the last word of a sentence.
_TITLE = re.compile(
    r"mm?|mrs?|drs?|prs?|mes?|mgr|stes?|sts?|av|bd|vol|fig|cf|ex|art|al|r[ée]f|nos?|pp?",
)
# The last word of a sentence when a capital follows.
_ABBREVIATION = re.compile(
    r"env|max|min|t[ée]l|chap|[ée]d|cit|op|ibid|id|cie|vs|janv|f[ée]vr?|sept|oct|nov|d[ée]c|hab|etc|approx|resp|m[ée]d"
    r"|prof|d[ée]pt?|suiv|inf|sup|sem|synd|prés|hyp|conv|g[ée]n|hosp|rubr|adm|chir|assoc|gouv|r[ée]g|nat|univ|trim|mens"
    r"|suppl|sp[ée]c|consult|sect|conf|pharm|infirm|lib|s[ée]c",
)


def find_starts(text: str) -> list[int]:
    """Positions where a sentence starts, after the first, in ascending order.

    A sentence ends at . ! ? …, at a line break that is not a wrapped line, or at an emoji before a capital;
    not after an abbreviation, an initial, a list number or an emoji that opens its line, nor inside an address or a
    quote of at most MAX_WHOLE_QUOTE_WORDS words.
    """
    pairs = find_marked(text)
    closing = {pair.end - 1 for pair in pairs}
    kept_whole = [
        (pair.start, pair.end) for pair in pairs if len(text[pair.start : pair.end].split()) <= MAX_WHOLE_QUOTE_WORDS
    ]
    kept_whole += [match.span() for match in _ADDRESS.finditer(text)]
    starts = {*_after_punctuation(text, closing), *_after_newlines(text), *_after_emojis(text)}
    return _outside(sorted(start for start in starts if 0 < start < len(text)), sorted(kept_whole))


def _outside(starts: list[int], spans: list[tuple[int, int]]) -> list[int]:
    kept: list[int] = []
    index = 0
    for start in starts:
        while index < len(spans) and spans[index][1] <= start:
            index += 1
        if index == len(spans) or start <= spans[index][0]:
            kept.append(start)
    return kept


def _after_punctuation(text: str, closing: set[int]) -> Iterator[int]:
    for match in _END.finditer(text):
        end = _skip_closers(text, match.end(), closing)
        closed = end > match.end()
        marks = _AFTER.match(text, end)
        end = marks.end() if marks else end
        start = _skip_spaces(text, end)
        if start < len(text) and _ends_sentence(text, match, closed=closed, gap=start > end, start=start):
            yield start


def _skip_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _skip_closers(text: str, position: int, closing: set[int]) -> int:
    while True:
        spaced = position + 1 if text[position : position + 1] in {" ", "\u00a0", "\u202f"} else position
        char = text[spaced : spaced + 1]
        if char and (spaced in closing or (char in ")]»”" and (char != ")" or spaced == position))):
            position = spaced + 1
        else:
            return position


def _ends_sentence(text: str, match: re.Match[str], *, closed: bool, gap: bool, start: int) -> bool:
    after = text[start]
    if after in ",;:)]»”?!":
        return False
    run = match.group()
    if closed and after.islower():
        return False
    if "!" in run or "?" in run:
        return (after.isalpha() if not gap else True) and not (after.islower() and _SPEECH_AFTER.match(text, start))
    if len(run) > 1 or run == "…":
        opened = text[match.start() - 1 : match.start()] in {"(", "["}
        return not opened and not after.islower() and (gap or closed or after.isupper())
    return _full_stop_ends(text, match.start(), closed=closed, gap=gap, start=start)


def _full_stop_ends(text: str, stop: int, *, closed: bool, gap: bool, start: int) -> bool:
    after = text[start]
    found = _WORD_BEFORE.search(text, max(0, stop - 25), stop)
    word = found.group() if found else ""
    folded = word.lower()
    if len(word) == 1 and word.isalpha() and folded not in "ày":
        # « 23 h. Maintenant » ends, « M. A. Quenouille » does not.
        return after.isupper() and gap and bool(_MEASURED.search(text, max(0, stop - 12), stop))
    if _TITLE.fullmatch(folded) or (_ABBREVIATION.fullmatch(folded) and not after.isupper()):
        return False
    if not gap:
        follows = after.isupper() and text[start + 1 : start + 2].islower()
        follows = follows or (len(word) > 2 and word.isalpha() and bool(_GLUED_START.match(text, start)))
        return follows or (after in '«"“' and not closed and bool(word)) or (closed and after.isupper())
    return not _LIST_NUMBER.search(text, max(0, stop - 8), stop) and not _numbers_item(text, stop)


def _numbers_item(text: str, stop: int) -> bool:
    """Whether a full stop follows the number of an item inside a line: « 1. Le tarif. 2. La paperasse. »"""
    found = _ITEM_NUMBER.search(text, max(0, stop - 3), stop)
    if found is None:
        return False
    near = "|".join(str(int(found.group(1)) + step) for step in (-1, 1))
    return bool(re.search(rf"(?<![\w.,])(?:{near})\.\s\S", text[max(0, stop - 400) : stop + 400]))


def _after_newlines(text: str) -> Iterator[int]:
    for match in _NEWLINE.finditer(text):
        if match.end() == len(text):
            return
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        wrapped = len(line) >= MIN_WRAPPED_CHARS and not line.endswith((".", "!", "?", "…", ":", ";"))
        joined = match.group().count("\n") == 1 and text[match.end()].islower()
        if not (joined and (wrapped or line.endswith(","))):
            yield match.end()


def _after_emojis(text: str) -> Iterator[int]:
    for match in _EMOJI_RUN.finditer(text):
        start = _skip_spaces(text, match.end())
        opens = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip()
        if start < len(text) and text[start].isupper() and not opens:
            yield start


@Language.factory("vigie_sentences")
def make_sentences(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component under its name in a spaCy pipeline; it has no settings."""
    return mark_sentences


def mark_sentences(doc: Doc) -> Doc:
    """The same document with `is_sent_start` set on every token; a space never starts a sentence."""
    starts = set(find_starts(doc.text))
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    return doc


@cache
def load_reader() -> Language:
    """French tokenizer and our sentence component, loaded once; reads texts of any length."""
    reader = spacy.blank("fr")
    infixes = [*(reader.Defaults.infixes or ()), r"(?<=[^\W_])[.!?…]+(?=[^\W\d_])", r"(?<=[.!?…»\"”)])(?=[A-ZÀ-Ý«\"“])"]
    # `Any`: spaCy annotates the tokenizer as a bare callable; a blank French pipeline holds its own Tokenizer.
    tokenizer: Any = reader.tokenizer
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    # « mesures.pourquoi » looks like an address to spaCy, and no sentence starts inside a token.
    tokenizer.url_match = None
    reader.max_length = 10**9
    reader.add_pipe("vigie_sentences")
    return reader


def find_sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, trimmed of spaces, in order; nothing but spaces lies between them."""
    # spaCy encodes to UTF-8, which lone surrogates refuse; a replacement of the same length keeps offsets.
    doc = load_reader()(re.sub("[\ud800-\udfff]", "\ufffd", text))
    spans: list[tuple[int, int]] = []
    for sentence in doc.sents:
        raw = text[sentence.start_char : sentence.end_char]
        if raw.strip():
            start = sentence.start_char + len(raw) - len(raw.lstrip())
            spans.append((start, start + len(raw.strip())))
    return spans
