"""Who says the words between marks: the surest of the clauses around them."""

import re
from dataclasses import dataclass, replace

from nlp.after import find_after, find_agent, find_inserted, find_later
from nlp.bare_leads import find_bare_lead, find_relative
from nlp.capitalised import is_person
from nlp.clauses import Attribution, attribute_to, find_according
from nlp.fragments import find_governing, find_leading
from nlp.grammar import read_sentence
from nlp.leads import find_before
from nlp.marks import Marked
from nlp.namebook import NameBook
from nlp.noun_phrases import parse_phrase
from nlp.noun_spans import trim_to_noun
from nlp.resolving import resolve as resolve_name
from nlp.speakers import can_speak
from nlp.speaking import is_mute
from nlp.topics import find_topic

# Up to this many words, marks are a distance taken by the writer unless a cue says who speaks.
MAX_SCARE_WORDS = 2
MAX_CLAUSE_GAP = 3
MAX_VERB_GAP = 10
# Shorter words that stand alone are a quote when a subject speaks in them: « Ils ont choisi, qu'ils assument ».
MIN_UNCUED_SAID_WORDS = 4
# Fragments of fewer words, without any sign of who speaks, have no speaker.
MIN_HEARD_WORDS = 6
# « jure, la main sur le cœur, qu'il reviendra dès que le tarif sera « décent » »: the words of what is reported.
_REPORTED_CLAUSE = re.compile(r"^\w+[^.;:!?]{0,60}?\squ(?:e\s|['’])[^.;:!?]*$")
_NAMED_BY_COLON = re.compile(r"\s*:\s+(?=[A-ZÀ-Ý])")
_BETWEEN = re.compile(r"[\s,.;:!?…]*(?:et|puis|mais|ou|\(\.\.\.\)|avant d['’]ajouter)?[\s,:]*", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A text under reading: quotes blanked in `masked` (same length), sentence starts, and its names."""

    text: str
    masked: str
    starts: tuple[int, ...]
    book: NameBook
    offset: int
    headline: bool


def attribute(
    page: Page, pair: Marked, previous: tuple[Marked, Attribution] | None
) -> tuple[Attribution | None, tuple[int, int] | None]:
    """Who says a quote, and the span of the clause inserted in it, by the surest sign."""
    inserted = find_inserted(page.text, pair.inner_start, pair.inner_end)
    if inserted is not None:
        return resolve(page, inserted, pair), (inserted.start, inserted.end)
    begin, finish = _sentence(page, pair)
    found = (
        find_agent(page.masked, begin, pair.start, pair.end)
        or find_after(page.masked, pair.end, headline=page.headline)
        or _follows(page, pair, previous)
        or find_later(page.masked, pair.end, finish)
        or find_relative(page.masked, begin, pair.start, page.text[pair.inner_start : pair.inner_end])
        or find_before(page.masked, begin, pair.start)
        or find_according(page.masked, begin, finish, pair.start)
        or find_bare_lead(page.masked, begin, pair.start, page.text[pair.inner_start : pair.inner_end])
        or _named_by_colon(page, pair, begin)
        or _leads_to(page, pair, begin)
    )
    if found is not None and found.speaker and is_mute(found.speaker):
        found = None
    if found is None or _too_far(page, pair, found):
        topic = _after_topic(page, pair, begin, previous)
        governing = None if topic else _governing(page, pair, begin, finish)
        alone = governing is None and topic is None and _alone_before_colon(page, pair, begin)
        return (resolve(page, governing, pair) if governing else topic or alone or _goes_on(page, pair, begin)), None
    return resolve(page, found, pair), None


def _goes_on(page: Page, pair: Marked, begin: int) -> Attribution | None:
    """A long fragment that nothing reports goes on with who was heard last in its paragraph."""
    inner = page.text[pair.inner_start : pair.inner_end]
    alone = not page.text[begin : pair.start].strip()
    if inner[0].isupper() or alone or len(inner.split()) < MIN_HEARD_WORDS:
        return None
    name = page.book.last(page.offset + pair.start, since=page.offset)
    return Attribution(start=pair.start, end=pair.end, speaker=name) if name else None


def _governing(page: Page, pair: Marked, begin: int, finish: int) -> Attribution | None:
    """Who says a fragment that stands inside the writer's sentence, by what governs it."""
    inner = page.text[pair.inner_start : pair.inner_end]
    if inner[0].isupper() or not re.search(r"\w", page.masked[begin : pair.start] + page.masked[pair.end : finish]):
        return None
    found = find_governing(page.text, begin, finish, (pair.start, pair.end))
    if found and is_mute(found.speaker or ""):
        return None
    return replace(found, start=min(found.start, pair.start), end=pair.start) if found else None


def _leads_to(page: Page, pair: Marked, begin: int) -> Attribution | None:
    """Who acts in the sentence that a colon ends before the words, by grammar."""
    if not page.masked[begin : pair.start].rstrip().endswith(":") or not page.text[pair.inner_start].isupper():
        return None
    return find_leading(page.masked, begin, pair.start)


def _alone_before_colon(page: Page, pair: Marked, begin: int) -> Attribution | None:
    """« Luc Quentin fermera. Pas de repreneur : « J'ai tout tenté. » »: the only person whom the paragraph names."""
    inner = page.text[pair.inner_start : pair.inner_end]
    lead = page.masked[begin : pair.start].rstrip()
    if page.headline or not lead.endswith(":") or not _SAID_BY_ONE.search(inner):
        return None
    if any("VerbForm=Fin" in word.traits for word in read_sentence(lead)):
        return None
    name = page.book.alone_in(page.offset, page.offset + pair.start)
    return _by(page, pair, name) if name else None


_SAID_BY_ONE = re.compile(r"\b(?:je|moi|mon|ma|mes)\b|\b[jm]['’]", re.IGNORECASE)


def _named_by_colon(page: Page, pair: Marked, begin: int) -> Attribution | None:
    """« Je soigne, point » : Violaine Estrade n'aime pas les longs discours."""
    colon = _NAMED_BY_COLON.match(page.masked, pair.end)
    if colon is None or page.text[begin : pair.start].strip():
        return None
    phrase = parse_phrase(page.masked, colon.end())
    return attribute_to(phrase, pair.end, phrase.end, ":", "neutral") if phrase and is_person(phrase.speaker) else None


def _after_topic(
    page: Page, pair: Marked, begin: int, previous: tuple[Marked, Attribution] | None
) -> Attribution | None:
    """The subject of the sentence before a quote that is a sentence of its own: « X est catégorique. « Non. » »."""
    if not _is_sentence(page, pair, begin):
        return None
    before = max((start for start in page.starts if start < begin), default=None)
    if before is None or not re.search(r"[^\W\d_]{2,}", page.text[:begin]):
        return _acts_after(page, pair) or _of_paragraph(page, pair)
    if previous and before <= previous[0].start and (acting := _acted(page, pair, before, begin, previous[0])):
        return acting
    if previous and before <= previous[0].start and previous[1].speaker:
        # « … », estime X, fondateur du club. « … »: the one who just spoke goes on.
        return replace(previous[1], start=pair.start, end=pair.end, cue=None, attitude="neutral")
    # « …, dit-elle. « … »: whoever a clause after the words reported goes on.
    told = page.book.last(page.offset + begin, since=page.offset + before)
    if told is not None:
        return _by(page, pair, told)
    topic = find_topic(page.masked, before, begin, said=page.text[pair.inner_start : pair.inner_end])
    resolved = resolve(page, replace(topic, start=pair.start, end=pair.end), pair) if topic else None
    if resolved and resolved.speaker:
        return resolved
    # Nobody opens the sentence before: who was heard in the paragraph goes on.
    name = page.book.last(page.offset + pair.start, since=page.offset)
    if name is None or (topic and topic.pronoun):
        return _of_paragraph(page, pair) if name is None else _by(page, pair, name)
    return _by(page, pair, name)


def _acted(page: Page, pair: Marked, before: int, begin: int, quoted: Marked) -> Attribution | None:
    """« Relancée par X, qui citait « … », elle a haussé le ton. « … »: who acts, not who was quoted in passing."""
    acting = find_topic(page.masked, before, begin) if page.text[quoted.inner_start].islower() else None
    if acting is None or not acting.pronoun:
        return None
    named = resolve(page, replace(acting, start=before), pair)
    return replace(named, start=pair.start, end=pair.end) if named.speaker else None


def _is_sentence(page: Page, pair: Marked, begin: int) -> bool:
    """Whether the words between marks are a sentence of their own that somebody speaks."""
    inner = page.text[pair.inner_start : pair.inner_end]
    if page.text[begin : pair.start].strip() or not inner[0].isupper():
        return False
    return len(inner.split()) >= MIN_UNCUED_SAID_WORDS or inner.endswith((".", "!", "?", "…"))


def _of_paragraph(page: Page, pair: Marked) -> Attribution | None:
    """The only person whom the paragraph names around the words, not in them, else the one whom the text speaks of."""
    if page.headline:
        return None
    at, after, end = (page.offset + place for place in (pair.start, pair.end, len(page.text)))
    name = page.book.alone_in(page.offset, at) or page.book.alone_in(after, end) or page.book.protagonist(at)
    return _by(page, pair, name) if name else None


def _acts_after(page: Page, pair: Marked) -> Attribution | None:
    """« Je reste. » Sur le seuil, Lise Quentin, urologue, range ses outils: who opens the sentence after the words."""
    if page.headline:
        return None
    begin, finish = _sentence(page, replace(pair, start=pair.end))
    following = pair.end if begin <= pair.start else begin
    topic = (
        find_topic(page.masked, following, finish) if page.masked[following:finish].strip(' .·»"\u00a0\u202f') else None
    )
    if topic is None or topic.pronoun:
        return None
    found = resolve(page, replace(topic, start=pair.start, end=pair.end), pair)
    return found if found.speaker else None


def _by(page: Page, pair: Marked, name: str) -> Attribution:
    page.book.said(page.offset + pair.start, name, None)
    return Attribution(start=pair.start, end=pair.end, speaker=name)


def _too_far(page: Page, pair: Marked, found: Attribution) -> bool:
    """Whether a word or two between marks stand too far from a clause for it to report them."""
    if len(page.text[pair.inner_start : pair.inner_end].split()) > MAX_SCARE_WORDS or found.start == pair.start:
        return False
    if found.start >= pair.end:
        between = page.masked[pair.end : found.start]
        return len(re.sub(r"\S?\s?·+\s?\S?", "", between).split()) > MAX_CLAUSE_GAP or found.cue == ":"
    at = page.masked.rfind(found.cue or "", 0, pair.start)
    if _REPORTED_CLAUSE.search(page.masked[at : pair.start]):
        return False
    return len(page.masked[at : pair.start].split()) > MAX_VERB_GAP


def _sentence(page: Page, pair: Marked) -> tuple[int, int]:
    begin = max(start for start in page.starts if start <= pair.start)
    finish = min((start for start in page.starts if start >= pair.end), default=len(page.text))
    return begin, finish


def _follows(page: Page, pair: Marked, previous: tuple[Marked, Attribution] | None) -> Attribution | None:
    """The speaker of the quote before, where only its clause or a link word stands in between."""
    if previous is None:
        return None
    before, attribution = previous
    clause_end = max(before.end, attribution.end)
    gap = page.masked[clause_end : pair.start]
    if clause_end <= pair.start and _BETWEEN.fullmatch(gap):
        # A verb's attitude covers its sentence: « C'est vrai, concède X. « Mais … » » concedes nothing more.
        ended = re.search(r"[.!?…]", gap) is not None
        attitude = "neutral" if ended else attribution.attitude
        return replace(attribution, start=pair.start, end=pair.end, cue=None, attitude=attitude)
    begin, _ = _sentence(page, pair)
    if before.start >= begin and (other := _in_parallel(page, pair, clause_end, attribution)):
        return other
    own = find_before(page.masked, max(begin, clause_end), pair.start)
    if own is None and len(page.text[pair.inner_start : pair.inner_end].split()) <= MAX_SCARE_WORDS:
        return None
    if before.start >= begin and (own is None or own.speaker is None):
        cue = own.cue if own else None
        attitude = own.attitude if own else attribution.attitude
        return replace(attribution, start=pair.start, end=pair.end, cue=cue, attitude=attitude)
    return None


def _in_parallel(page: Page, pair: Marked, since: int, led: Attribution) -> Attribution | None:
    """« Les uns y voient « un gain », leurs aînés « un pis-aller »: another subject, the same verb left out."""
    joint = re.compile(r"\s*[,;]\s+(?:et\s+)?").match(page.masked, since, pair.start)
    phrase = parse_phrase(page.masked, joint.end()) if joint else None
    if phrase is None or re.search(r"[^\W_]", page.masked[phrase.end : pair.start]) or phrase.end > pair.start:
        return None
    if not can_speak(page.masked[phrase.start : phrase.end]) and not _PARALLEL.match(page.masked, phrase.start):
        return None
    return attribute_to(phrase, pair.start, pair.end, led.cue or "", led.attitude)


_PARALLEL = re.compile(
    r"(?:l['’]autre|les autres|leurs?|d['’]autres|le (?:second|deuxième|troisième)|la (?:seconde|deuxième))\b"
)


def resolve(page: Page, found: Attribution, pair: Marked) -> Attribution:
    position = page.offset + min(pair.start, found.start)
    if found.speaker:
        begin, finish = _sentence(page, replace(pair, start=min(pair.start, found.start), end=max(pair.end, found.end)))
        found = replace(found, speaker=trim_to_noun(found.speaker, page.masked, begin, finish))
    return resolve_name(page.book, found, position, heard_at=page.offset + pair.start)
