"""Words without marks that a source answers for: « selon X, … », « …, d'après X », « X, pour qui … »."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.around import Reported
from nlp.capitalised import CAPITALISED, PARTICLE
from nlp.clauses import ACCORDING, OWN_SOURCE, SPACE, Attribution, attribute_to, read_source
from nlp.role_words import names_role
from nlp.speakers import can_speak
from nlp.subjects import find_antecedent

# « La loi, selon X, sera censurée »: so few words before the source belong to what follows.
MAX_WORDS_BEFORE_INSERTED = 3
# « Selon la caisse ils sont … » goes on without a comma; « …, selon le syndicat 1 347 » opens a second source.
_NEW_SUBJECT = re.compile(
    rf"{SPACE}+(?=(?:ils?|elles?|on|nous|vous|ça|cela|les|c['’]est|y|faut"
    rf"|tout)\b)",
    re.IGNORECASE,
)
_NEW_SOURCE = re.compile(r"\b(?:selon|d['’]après)\b", re.IGNORECASE)
# « les élus, pour qui la loi est inutile »
_TO_WHOM = re.compile(rf",{SPACE}+(?P<cue>pour|selon|d['’]après){SPACE}+(?:qui|lequel|laquelle){SPACE}+", re.IGNORECASE)
# « Selon X, économiste de la santé, … »: the role of a source, without article or with one.
_ASIDE_OF = re.compile(
    r"\s*,\s+(?:(?:le|la|l['’]|une?|son|sa)\s?)?(?:(?:ancien(?:ne)?|nouveau|nouvelle"
    r"|jeune)\s)?(?P<noun>[a-zà-ÿ][\w-]+)[^,;:.!?]{0,90},\s+"
)


def _role_of(text: str, start: int, end: int) -> re.Match[str] | None:
    """« Selon X, économiste de la santé, … », « …, cité par le journal, … »: more of who the source is."""
    aside = _ASIDE_OF.match(text, start, end)
    if aside is None:
        return None
    noun = aside["noun"]
    told = noun == "qui" or _PARTICIPLE.fullmatch(noun) or can_speak(f"le {noun}") or can_speak(f"la {noun}")
    return aside if told or names_role(f"le {noun}") or names_role(f"la {noun}") else None


_ELLE_GOES_ON = re.compile(
    r"(?:selon|d['’]après)\s(?:lui|elle|eux|elles)\s(?!et\b|ou\b|aussi\b)\w+(?:\s[^\s,]+){3,}", re.IGNORECASE
)
# « …, selon une étude publiée vendredi »: the words after a source belong to it.
_PARTICIPLE = re.compile(r"\w+(?:ée?s?|ies?|ues?)\b")
_ANNOUNCES = re.compile(rf"(?:,{SPACE}[^,.;:!?«»\"]{{2,90}})?{SPACE}?:{SPACE}+(?=[^\W\d_])")
# « Selon le numéro deux du parti, Luc Quentin, … », « Selon France 3 Landes, qui donne l'information, … ».
_ASIDE = re.compile(
    rf"(?:\s[A-ZÀ-Ý][\w-]+){{0,2}},{SPACE}+(?:(?:qui|dont|que){SPACE}[^,;:.!?«»]{{2,80}}"
    rf"|{CAPITALISED}(?:{SPACE}(?:{PARTICLE}{SPACE})?"
    rf"{CAPITALISED}){{1,2}}),{SPACE}+"
)


# « Pour la défense, Me Lise Quentin a plaidé … »: whose lawyer she is.
_ON_BEHALF = re.compile(
    rf"pour{SPACE}(?:la{SPACE}défense|l['’]accusation|la{SPACE}partie{SPACE}civile),", re.IGNORECASE
)


def find_sourced(text: str, begin: int, end: int) -> Iterator[Reported]:
    """Words of the sentence `text[begin:end]` that « selon X » or « d'après X » gives to a source."""
    colon = re.compile(r"[^:;]{0,90}[:;]\s+(?=[àd]\w?)", re.IGNORECASE).match(text, begin, end)
    first = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
    own = OWN_SOURCE.match(text, first, end) or (OWN_SOURCE.match(text, colon.end(), end) if colon else None)
    found = own and read_source(text, own.start())
    comma = re.compile(r",\s+").match(text, found.end, end) if found else None
    if found and comma:
        yield replace(found, start=comma.end(), end=end), "according-to"
        return
    for match in OWN_SOURCE.finditer(text, first, end):
        source = read_source(text, match.start())
        before = text[first : match.start()].rstrip()
        if source and before.endswith(",") and not re.search(r"\w", text[source.end : end]):
            # « Ils seraient 9 000, selon ses calculs. »
            yield replace(source, start=first, end=first + len(before) - 1), "according-to"
            return
        inserted = re.compile(rf",{SPACE}+").match(text, source.end, end) if source and before.endswith(",") else None
        if source and inserted and len(before.split()) <= MAX_WORDS_BEFORE_INSERTED:
            # « Son client, à l'entendre, n'était plus qu'une signature. »
            yield replace(source, start=inserted.end(), end=end), "according-to"
            return
    for match in ACCORDING.finditer(text, begin, end):
        if _ON_BEHALF.match(text, match.start()):
            continue
        attribution = _unmarked_source(text, begin, end, match)
        if attribution:
            yield attribution, "according-to"


def find_to_whom(text: str, begin: int, end: int, held: Sequence[Reported]) -> Iterator[Reported]:
    """« les élus, pour qui la loi est inutile »: the words of whom the relative takes up."""
    who = _TO_WHOM.search(text, begin, end)
    phrase = find_antecedent(text, begin, who.start()) if who else None
    if who and phrase and not any(one.start < end and who.end() < one.end for one, _ in held):
        yield attribute_to(phrase, who.end(), end, who["cue"], "neutral"), "according-to"


def _unmarked_source(text: str, begin: int, end: int, match: re.Match[str]) -> Attribution | None:
    """« Selon X, P », « P, selon X » and « P d'après X » with the span of P, for sources that can speak."""
    attribution = read_source(text, match.start())
    if attribution is None or attribution.end > end:
        return None
    span = _source_words(text, begin, end, match.start(), attribution.end, sure=_is_sure(text, match))
    if span is None:
        return None
    return replace(attribution, start=span[0], end=span[1])


def _is_sure(text: str, match: re.Match[str]) -> bool:
    """Whether a source inside a sentence is set off by a comma, or is « d'après »: « varie selon l'âge » is none."""
    cue = match["cue"].lower()
    return cue != "pour" and (
        text[: match.start()].rstrip().endswith((",", "(")) or not cue.startswith(("selon", "suivant"))
    )


def _source_words(text: str, begin: int, end: int, start: int, stop: int, *, sure: bool) -> tuple[int, int] | None:
    """Span of the words that a source at `text[start:stop]` answers for, in the sentence `text[begin:end]`."""
    # « L'addition est de 87 M€ : c'est, à en croire la note, … »: the last member alone counts.
    begin = max([begin, *(text.rfind(mark, begin, start) + 1 for mark in ":;")])
    before = text[begin:start]
    announced = _ANNOUNCES.match(text, stop, end)
    if announced and sure and len(before.split()) <= MAX_WORDS_BEFORE_INSERTED:
        # « Pas si l'on en croit X, du centre Y : P. »
        return announced.end(), end
    aside = _ASIDE.match(text, stop, end)
    if aside and not before.strip():
        return aside.end(), _next_source(text, aside.end(), end)
    role = _role_of(text, stop, end)
    if role and not before.strip():
        return role.end(), _next_source(text, role.end(), end)
    if sure and before.strip() and _ELLE_GOES_ON.match(text[start:end]):
        # « Ma sœur est secrétaire, d'après elle un appel sur trois reste sans réponse. »
        return stop + 1, end
    comma = re.match(r"[^,;:.!?]{0,120},\s*", text[stop:end])
    opens = re.match(rf"{SPACE}+(?!(?:et|ou|de|du|des)\b)(?=\w)", text[stop:end])
    inserted = comma is not None and len(before.split()) <= MAX_WORDS_BEFORE_INSERTED
    if before.strip() and not sure:
        return None
    if not before.strip() or (inserted and comma is not None):
        following = comma if comma and (not _NEW_SUBJECT.match(text, stop)) else _NEW_SUBJECT.match(text[stop:end])
        return (stop + following.end(), _next_source(text, stop + following.end(), end)) if following else None
    if opens and _NEW_SOURCE.search(before) and not _PARTICIPLE.match(text, stop + opens.end()):
        return stop + opens.end(), _next_source(text, stop + opens.end(), end)
    last = begin + len(before.rstrip(" ,(\u00a0\u202f"))
    # « P, selon X » is said of the whole sentence, « mais 1 347 d'après X » of its last member.
    marks = ";:" if text[last:start].strip() else ",;:("
    first = max([begin, *(text.rfind(mark, begin, last) + 1 for mark in marks)])
    joined = re.match(r"\s*(?:mais|et|puis|or|car)\s", text[first:last])
    return first + (joined.end() if joined else 0), last


def _next_source(text: str, start: int, end: int) -> int:
    following = re.search(r",\s+(?:selon|d['’]après)\s|\s*;", text[start:end])
    return start + following.start() if following else end
