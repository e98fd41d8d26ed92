"""Reporting clauses before words: « X affirme que la loi est « … » », and words reported without marks."""

import re
from collections.abc import Iterator

from nlp.clauses import ACCORDING, ADVERB, AUXILIARY, INVERTED, SPACE, Attribution, attribute_to, read_source
from nlp.speakers import parse_phrase
from nlp.subjects import find_free_phrases, find_phrase_ending, find_subject
from nlp.verbs import VerbForm, find_form
from store.records import QuoteKind

# « La loi, selon X, sera censurée »: so few words before the source belong to what follows.
MAX_WORDS_BEFORE_INSERTED = 3
# « Selon la caisse ils sont … » goes on without a comma; « …, selon le syndicat 1 347 » opens a second source.
_NEW_SUBJECT = re.compile(rf"{SPACE}+(?=(?:ils?|elles?|on|nous|vous|ça|cela|il|les|c['’]est)\b)", re.IGNORECASE)
_NEW_SOURCE = re.compile(r"\b(?:selon|d['’]après)\b", re.IGNORECASE)
# A subject is looked for no further back than this from its verb or its words.
MAX_LEAD_CHARS = 500

_NOUN_BEFORE = re.compile(
    r"(?:\b(?:le|la|les|un|une|des|du|de|ce|cette|cet|ces|son|sa|ses|mon|ma|leur|leurs|notre|sans|sur|par|en|au"
    r"|aux|à|chaque|toute|tout|pour|quelle|avec"
    r"|plus|très|si|nouvelle|même|première|seule|grande|entre|tel|telle|et)|[ld]['’])\s*$",
    re.IGNORECASE,
)
# « Cette mesure relève d'un « … » » reports nothing; texts (un rapport, la loi) do speak.
_INANIMATE = re.compile(
    r"(?:le|la|l['’]|cette|cet?|les|ces|une?|des)\s?(?:mesures?|situations?|décisions?|questions?|choses?"
    r"|système|problèmes?|vie|mort|fait|secteur"
    r"|consultations?|tarifs?|réforme|convention|prix|crise|voiture|corps)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TRAILING = re.compile(
    rf"(?:{SPACE}*\b(?:ne|n['’]|se|s['’]|l['’]|le|la|les|lui|leur|y|en|nous|vous|m['’]|{ADVERB}"
    rf"|{AUXILIARY}(?=\s*$))(?:(?<=['’])|{SPACE}+))+$|{SPACE}+$",
    re.IGNORECASE,
)


def find_before(text: str, begin: int, position: int) -> Attribution | None:
    """The clause of the sentence from `begin` that leads to a quote opening at `position`, nearest verb first.

    « X affirme que la mesure est « … » », « X : « … » », « dénoncée par X comme « … » ».
    """
    begin = max(begin, position - MAX_LEAD_CHARS)
    lead = text[begin:position]
    colon = re.search(r":\s*$", lead)
    for word in reversed(list(_WORDS.finditer(lead))):
        form = find_form(word.group())
        if form is None:
            continue
        found = _led(text, begin, begin + word.start(), begin + word.end(), form, position)
        if found is not None:
            return found
    if colon:
        phrase = find_phrase_ending(text, begin, begin + colon.start())
        # « X : « … » » opens its line; « …, il lève le mystère : « … » » names no speaker.
        if phrase and not re.search(r"[^\W_]", text[begin : phrase.start]):
            return attribute_to(phrase, begin, position, ":", "neutral")
    return None


def _led(text: str, begin: int, start: int, end: int, form: VerbForm, position: int) -> Attribution | None:
    """The attribution by the verb at `text[start:end]`, if it is one there."""
    passive = re.match(rf"{SPACE}+(?:\w+ment\s)?par{SPACE}+", text[end:position])
    cue = text[start:end]
    if form.past and passive:
        phrase = parse_phrase(text, end + passive.end())
        return attribute_to(phrase, start, position, cue, form.attitude) if phrase and phrase.end <= position else None
    inverted = INVERTED.match(text, start)
    if inverted and inverted["verb2"] == cue:
        return Attribution(
            start=start, end=position, speaker=None, pronoun=inverted["pron2"].lower(), cue=cue, attitude=form.attitude
        )
    before = text[begin:start]
    if form.finite and re.search(r"\bcomme\s+(?:le\s+|l['’])?$", before, re.IGNORECASE):
        after = re.match(rf"{SPACE}+", text[end:position])
        phrase = parse_phrase(text, end + after.end()) if after else None
        return attribute_to(phrase, start, position, cue, form.attitude) if phrase and phrase.end <= position else None
    aux = re.search(
        rf"\b(?:{AUXILIARY})(?:-t-(?:il|elle|on)|-(?:ils"
        rf"|elles))?{SPACE}+(?:{ADVERB}{SPACE}+){{0,2}}$",
        before,
        re.IGNORECASE,
    )
    if aux and form.past:
        # « sont jugés » is no report; « se sont indignés » is.
        if re.match(r"est|sont|ét", aux.group()) and not re.search(r"(?:\bs['’]|\bse\s)$", before[: aux.start()]):
            return None
        subject_end = begin + aux.start()
    elif form.gerund:
        return _main_subject(text, begin, start, position, cue, form)
    elif form.finite and not _NOUN_BEFORE.search(before) and text[end : end + 1] != "-":
        subject_end = start
    else:
        return None
    return _with_subject(text, begin, subject_end, position, cue, form)


def _with_subject(text: str, begin: int, end: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    trailing = _TRAILING.search(text, begin, end)
    stop = trailing.start() if trailing else end
    pronoun = re.search(r"(?:^|[\s,(’'-])(?P<p>ils?|elles?|on|je|j|nous|vous|tu|qui)$", text[begin:stop], re.IGNORECASE)
    if pronoun and pronoun["p"].lower() != "qui":
        return Attribution(
            start=begin, end=position, speaker=None, pronoun=pronoun["p"].lower(), cue=cue, attitude=form.attitude
        )
    if pronoun:
        stop = begin + len(text[begin : begin + pronoun.start()].rstrip(" ,"))
    phrase = find_subject(text, begin, stop)
    if phrase is None or _INANIMATE.match(phrase.speaker):
        return None
    return attribute_to(phrase, begin, position, cue, form.attitude)


def _main_subject(text: str, begin: int, end: int, position: int, cue: str, form: VerbForm) -> Attribution | None:
    """The subject of « …, dénonçant une « … » »: the first pronoun or phrase of the sentence."""
    pronoun = re.search(r"\b(?P<p>il|elle|ils|elles|on)\b|-(?P<q>il|elle)\b", text[begin:end], re.IGNORECASE)
    phrase = next(find_free_phrases(text, begin, end), None)
    if pronoun and (phrase is None or begin + pronoun.start() < phrase.start):
        word = (pronoun["p"] or pronoun["q"]).lower()
        return Attribution(start=begin, end=position, speaker=None, pronoun=word, cue=cue, attitude=form.attitude)
    return attribute_to(phrase, begin, position, cue, form.attitude) if phrase else None


_THAT = re.compile(
    rf"(?:{SPACE}+(?:{ADVERB}|à l['’]AFP|mardi|lundi|mercredi|jeudi|vendredi|samedi|dimanche"
    rf"|hier)){{0,3}},?{SPACE}+qu(?:e{SPACE}+|['’])"
)


def find_indirect(text: str, begin: int, end: int) -> Iterator[tuple[Attribution, QuoteKind]]:
    """Words reported without marks in the sentence `text[begin:end]`; the span is that of the words."""
    for match in ACCORDING.finditer(text, begin, end):
        attribution = _unmarked_source(text, begin, end, match)
        if attribution:
            yield attribution, "according-to"
    for word in _WORDS.finditer(text, begin, end):
        form = find_form(word.group())
        that = _THAT.match(text, word.end(), end) if form else None
        if form is None or that is None or (form.gerund and not form.finite):
            continue
        found = _led(text, max(begin, word.start() - MAX_LEAD_CHARS), word.start(), word.end(), form, word.end())
        if found is not None:
            yield (
                Attribution(
                    start=that.end(), end=end, speaker=found.speaker, pronoun=found.pronoun, gender=found.gender,
                    cue=found.cue, attitude=found.attitude,
                ),
                "indirect",
            )  # fmt: skip


def _unmarked_source(text: str, begin: int, end: int, match: re.Match[str]) -> Attribution | None:
    """« Selon X, P », « P, selon X » and « P d'après X » with the span of P, for sources that can speak."""
    attribution = read_source(text, match.start())
    if attribution is None or attribution.speaker is None or attribution.end > end:
        return None
    span = _source_words(text, begin, end, match.start(), attribution.end, sure=_is_sure(text, match))
    if span is None:
        return None
    return Attribution(
        start=span[0], end=span[1], speaker=attribution.speaker, gender=attribution.gender, cue=attribution.cue
    )


def _is_sure(text: str, match: re.Match[str]) -> bool:
    """Whether a source inside a sentence is set off by a comma, or is « d'après »: « varie selon l'âge » is none."""
    cue = match["cue"].lower()
    return cue != "pour" and (
        text[: match.start()].rstrip().endswith((",", "(")) or not cue.startswith(("selon", "suivant"))
    )


def _source_words(text: str, begin: int, end: int, start: int, stop: int, *, sure: bool) -> tuple[int, int] | None:
    """Span of the words that a source at `text[start:stop]` answers for, in the sentence `text[begin:end]`."""
    before = text[begin:start]
    comma = re.match(r"[^,;:.!?]{0,120},\s*", text[stop:end])
    opens = re.match(rf"{SPACE}+(?!(?:et|ou|de|du|des)\b)(?=\w)", text[stop:end])
    inserted = comma is not None and len(before.split()) <= MAX_WORDS_BEFORE_INSERTED
    if before.strip() and not sure:
        return None
    if not before.strip() or (inserted and comma is not None):
        following = comma if comma and (not _NEW_SUBJECT.match(text, stop)) else _NEW_SUBJECT.match(text[stop:end])
        return (stop + following.end(), _next_source(text, stop + following.end(), end)) if following else None
    if opens and _NEW_SOURCE.search(before):
        return stop + opens.end(), _next_source(text, stop + opens.end(), end)
    last = begin + len(before.rstrip(" ,(\u00a0\u202f"))
    # « P, selon X » is said of the whole sentence, « mais 1 347 d'après X » of its last member.
    marks = ";:" if text[last:start].strip() else ",;:("
    first = max([begin, *(text.rfind(mark, begin, last) + 1 for mark in marks)])
    joined = re.match(r"\s*(?:mais|et|puis|or|car)\s", text[first:last])
    return first + (joined.end() if joined else 0), last


def _next_source(text: str, start: int, end: int) -> int:
    following = re.search(r",\s+(?:selon|d['’]après)\s", text[start:end])
    return start + following.start() if following else end
