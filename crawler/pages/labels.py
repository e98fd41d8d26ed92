"""Who speaks in an interview, read from the labels before turns: « Egora : », « Dr X : », « P. Q. – », « X. »."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from crawler.pages import people, words
from crawler.pages.lines import Line, ends_asking
from crawler.pages.outlets import same_outlet
from store.fold import fold_words

_LABEL = re.compile(r"^(?:[-–—]\s*)?(?P<label>[^\W\d_][^:?!«»\"“”]{0,58}?)\s*:(?:\s+(?P<rest>\S.*))?$", re.DOTALL)
_DASH_LABEL = re.compile(
    r"^(?P<label>[^\W\d_][^:?!…«»\"“”–—]{0,57}?)(?:(?P<stop>\.)\s?|,?\s)[–—-]\s*(?P<rest>\S.*)$", re.DOTALL
)
_DOT_LABEL = re.compile(r"^(?P<label>[^\W\d_][^.:?!…«»\"“”]{2,45}?)\.\s+(?P<rest>\S.*)$", re.DOTALL)
_QUESTION_LABELS = frozenset({"question", "q", "journaliste", "la redaction", "redaction", "animateur", "moderateur"})
_ANSWER_LABELS = frozenset({"reponse", "r"})
_MOST_WORDS = 7


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A labelled line: who speaks, whether it asks, and the text after the label ("" when it stands alone).

    `speaker` is `None` when the label does not tell: « Réponse », or initials that two people share.
    """

    speaker: str | None
    asks: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The labelled turns of a body by line index, who asks first, and everyone who answers, in order."""

    at: Mapping[int, Turn] = field(default_factory=dict)
    asker: str | None = None
    answerers: tuple[str | None, ...] = ()

    @property
    def is_interview(self) -> bool:
        """Whether the labels show a conversation."""
        return bool(self.at)


@dataclass(frozen=True, kw_only=True)
class _Mark:
    """A label as printed, and after `_named` the person behind it; `soft` labels need to come back to count."""

    who: str
    rest: str
    soft: bool = False
    unsure: bool = False


def find_labels(
    lines: Sequence[Line], *, outlet: str | None, known: Sequence[str] = (), authors: Sequence[str] = ()
) -> Labels:
    """The turns that labels show, none when the labels are those of ordinary prose (« Conséquence : … »).

    A label asks when its line ends with a question mark and another label answers, when it is the outlet's name or
    when it is one of the page's `authors`.
    Initials (« P. Q. ») stand for the one speaker, or the one of the `known` people, whose name they begin.
    """
    marks = _marks(lines)
    if not marks:
        return Labels()  # most pages
    found = _named(marks, [*known, *authors])
    askers = _askers(lines, found, outlet) | _signing(found, authors)
    answerers = _answerers(lines, found, askers)
    if not _is_dialogue(lines, found, askers, answerers, outlet):
        return Labels()
    speaking = askers | answerers | {mark.who for mark in found.values() if _is_known(mark, askers | answerers)}
    turns = {
        index: Turn(speaker=_speaker(mark), asks=mark.who in askers, text=mark.rest)
        for index, mark in found.items()
        if mark.who in speaking
    }
    ordered = [turns[index] for index in sorted(turns)]
    return Labels(
        at=turns,
        asker=next((turn.speaker for turn in ordered if turn.asks), None),
        answerers=tuple(dict.fromkeys(turn.speaker for turn in ordered if not turn.asks)),
    )


def _speaker(mark: _Mark) -> str | None:
    generic = fold_words(mark.who).rstrip(".") in _ANSWER_LABELS | _QUESTION_LABELS
    return None if mark.unsure or generic else mark.who


def _is_known(mark: _Mark, speaking: set[str]) -> bool:
    return bool(people.INITIALS.match(mark.who)) and len(speaking) >= 1


def _is_dialogue(
    lines: Sequence[Line], found: Mapping[int, _Mark], askers: set[str], answerers: set[str], outlet: str | None
) -> bool:
    """Whether the labels are those of an interview: someone asks, two people converse, or one answers questions."""
    if not askers:
        return _is_conversation(found, answerers) or _answers_bare_questions(lines, found, answerers)
    asking = sum(1 for mark in found.values() if mark.who in askers)
    if any(map(_is_person, answerers)):
        return True
    return asking >= 2 or (outlet is not None and any(same_outlet(who, outlet) for who in askers))


def _is_person(label: str) -> bool:
    """Whether a label is a person's, or stands for one (« Réponse »)."""
    named = people.is_person_name(label) or people.TITLE.match(label) or people.INITIALS.match(label)
    return bool(named) or fold_words(label).rstrip(".") in _ANSWER_LABELS


def _marks(lines: Sequence[Line]) -> dict[int, _Mark]:
    """Every label by line: those closed by a colon, then by a dash, else, where no colon labels, by a full stop."""
    hard = {index: mark for index, line in enumerate(lines) if (mark := _colon_mark(line.text))}
    dashed = {
        index: mark
        for index, line in enumerate(lines)
        if index not in hard and (mark := _dash_mark(line.text)) is not None
    }
    return hard | dashed or _dot_marks(lines)


@lru_cache(maxsize=2048)  # the lines of a page are asked for labels several times
def _colon_mark(text: str) -> _Mark | None:
    match = _LABEL.match(text)
    if not match or len(match["label"].split()) > _MOST_WORDS or not match["label"][0].isupper():
        return None
    if words.NOT_SPEAKERS.fullmatch(fold_words(match["label"])) or re.search(r"[^\W\d_]{4,}\.\s", match["label"]):
        return None
    return _Mark(who=_bare(match["label"]), rest=match["rest"] or "")


@lru_cache(maxsize=2048)
def _dash_mark(text: str) -> _Mark | None:
    match = _DASH_LABEL.match(text)
    label = f"{match['label']}{match['stop'] or ''}" if match else ""
    if not match or not label[:1].isupper():
        return None
    if people.INITIALS.match(label):
        return _Mark(who=label, rest=match["rest"], soft=True)
    bare = _bare(match["label"])
    named = people.is_person_name(bare) or people.TITLE.match(bare) is not None
    return _Mark(who=bare, rest=match["rest"], soft=True) if named else None


def _bare(label: str) -> str:
    """A label without what it adds to a name: « (présidente) », « , maire de X »."""
    name = re.sub(r"\s*\([^)]*\)", "", label).strip()
    first, comma, _ = name.partition(",")
    return first.strip() if comma and people.is_person_name(first.strip()) else name


def _dot_marks(lines: Sequence[Line]) -> dict[int, _Mark]:
    """Labels closed by a full stop (« Le Fanal. ») that come back, two of them at least."""
    found = {index: mark for index, line in enumerate(lines) if (mark := _dot_mark(line.text)) is not None}
    lasting = {who for who, count in _counts(found).items() if count >= 2}
    return {index: mark for index, mark in found.items() if mark.who in lasting} if len(lasting) >= 2 else {}


@lru_cache(maxsize=2048)
def _dot_mark(text: str) -> _Mark | None:
    match = _DOT_LABEL.match(text)
    return _Mark(who=match["label"], rest=match["rest"]) if match and _is_titled(match["label"]) else None


def _is_titled(label: str) -> bool:
    small = {"de", "du", "des", "la", "le", "les", "d'", "et", "l'"}
    return (
        all(word[:1].isupper() or word.lower() in small for word in label.split()) and len(label.split()) <= _MOST_WORDS
    )


def _named(found: Mapping[int, _Mark], known: Sequence[str]) -> dict[int, _Mark]:
    """The marks with each person under one name, the fullest printed; soft ones that come once and name nobody go."""
    full = [mark.who for mark in found.values() if not people.INITIALS.match(mark.who)]
    names = sorted(dict.fromkeys(full), key=lambda name: -len(people.without_title(name)))
    renamed = {index: _renamed(mark, names, known) for index, mark in found.items()}
    counts = _counts(renamed)
    return {
        index: mark
        for index, mark in renamed.items()
        if not mark.soft
        or mark.unsure
        or counts[mark.who] >= 2
        or any(people.same_person(mark.who, other) for other in known)
    }


def _renamed(mark: _Mark, names: Sequence[str], known: Sequence[str]) -> _Mark:
    if not people.INITIALS.match(mark.who):
        same = [name for name in names if people.same_person(name, mark.who)]
        return _Mark(who=same[0] if same else mark.who, rest=mark.rest, soft=mark.soft)
    who = people.resolve_initials(mark.who, names)
    who = people.resolve_initials(mark.who, known) if who == mark.who else who
    return _Mark(who=who or mark.who, rest=mark.rest, soft=mark.soft, unsure=who is None)


def _counts(found: Mapping[int, _Mark]) -> Counter[str]:
    return Counter(mark.who for mark in found.values())


def _askers(lines: Sequence[Line], found: Mapping[int, _Mark], outlet: str | None) -> set[str]:
    asking: set[str] = set()
    for index, mark in found.items():
        folded = fold_words(mark.who).rstrip(".")
        following = found.get(index + 1) or (found.get(index + 2) if not mark.rest else None)
        asks = ends_asking(_turn_end(lines, index, mark)) or mark.rest.endswith(("…", "..."))
        answered = following is not None and following.who != mark.who
        is_outlet = outlet is not None and same_outlet(mark.who, outlet)
        if is_outlet or folded in _QUESTION_LABELS or (asks and answered and folded not in _ANSWER_LABELS):
            asking.add(mark.who)
    return asking - _mostly_answering(found, asking, bare=_follows_bare_question(lines, found))


def _signing(found: Mapping[int, _Mark], authors: Sequence[str]) -> set[str]:
    """The labels of the page's authors, if somebody else has one too."""
    signing = {mark.who for mark in found.values() if any(people.same_person(mark.who, name) for name in authors)}
    return signing if any(_is_person(mark.who) and mark.who not in signing for mark in found.values()) else set()


def _follows_bare_question(lines: Sequence[Line], found: Mapping[int, _Mark]) -> bool:
    return any(index > 0 and index - 1 not in found and ends_asking(lines[index - 1].text) for index in found)


def _mostly_answering(found: Mapping[int, _Mark], asking: set[str], *, bare: bool) -> set[str]:
    """Labels that ask back now and then but mostly do not ask.

    A person asks in half the turns at least, in more than half on a page with `bare` questions, or is no asker.
    """
    counts = _counts(found)
    asked = Counter(mark.who for mark in found.values() if ends_asking(mark.rest) or mark.rest.endswith(("…", "...")))
    seldom = {who for who in asking if counts[who] >= 3 and asked[who] * 2 < counts[who] and len(asking) > 1}
    return seldom | {
        who for who in asking if people.is_person_name(who) and 0 < asked[who] * 2 <= counts[who] - (0 if bare else 1)
    }


def _turn_end(lines: Sequence[Line], index: int, mark: _Mark) -> str:
    if mark.rest:
        return mark.rest
    return lines[index + 1].text if index + 1 < len(lines) else ""


def _answerers(lines: Sequence[Line], found: Mapping[int, _Mark], askers: set[str]) -> set[str]:
    after_question = set()
    previous_asks = False
    for index in range(len(lines)):
        mark = found.get(index)
        if mark and mark.who not in askers and previous_asks:
            after_question.add(mark.who)
        previous_asks = mark.who in askers if mark else previous_asks and ends_asking(lines[index].text)
        previous_asks = previous_asks or ends_asking(lines[index].text)
    counts = _counts(found)
    return {who for who in counts if who not in askers and _may_answer(who, counts[who], who in after_question)}


def _may_answer(label: str, count: int, follows_question: bool) -> bool:
    if fold_words(label).rstrip(".") in _ANSWER_LABELS:
        return True
    return (
        (_is_person(label) and (follows_question or count >= 2))
        or (follows_question and count >= 2)
        or (follows_question and len(label.split()) <= 3 and label[:1].isupper() and label.split()[-1][:1].isupper())
    )


def _is_conversation(found: Mapping[int, _Mark], answerers: set[str]) -> bool:
    """Whether at least two people with names speak twice each: a round table without a moderator's label."""
    counts = _counts(found)
    return sum(1 for who in answerers if counts[who] >= 2) >= 2


def _answers_bare_questions(lines: Sequence[Line], found: Mapping[int, _Mark], answerers: set[str]) -> bool:
    """Whether a named person's label follows a question without label, as on pages that name the guest once."""
    return any(
        index > 0
        and mark.who in answerers
        and (people.is_person_name(mark.who) or people.TITLE.match(mark.who) is not None)
        and ends_asking(lines[index - 1].text)
        for index, mark in found.items()
    )
