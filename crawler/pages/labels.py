"""Who speaks in an interview, read from the labels before turns: « Egora : », « Dr X : », « P. Q. : »."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crawler.pages import words
from crawler.pages.bylines import is_person_name
from crawler.pages.lines import Line, ends_asking
from store.fold import fold_words

_LABEL = re.compile(r"^(?:[-–—]\s*)?(?P<label>[^\W\d_][^:?!«»\"“”]{0,58}?)\s*:(?:\s+(?P<rest>\S.*))?$", re.DOTALL)
_SOFT_LABEL = re.compile(r"^(?P<label>[^\W\d_][^.:?!…«»\"“”]{2,45}?)(?:\.|\s[–—-])\s+(?P<rest>\S.*)$", re.DOTALL)
_TITLED = re.compile(
    r"^(?:(?:le |la )?(?:dr|pr|docteur|docteure|professeur|professeure|m|mme|mlle|me|maitre)\b\.?)", re.IGNORECASE
)
_INITIALS = re.compile(r"^(?:(?:Dr|Pr)\.?\s+)?(?:[A-ZÀ-Þ](?:\.|-)?\s?){1,4}$")
_QUESTION_LABELS = frozenset({"question", "q", "journaliste", "la redaction", "redaction", "animateur", "moderateur"})
_ANSWER_LABELS = frozenset({"reponse", "r"})
_MOST_WORDS = 7


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A labelled line: who speaks, whether it asks, and the text after the label ("" when it stands alone)."""

    speaker: str
    asks: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The labelled turns of a body by line index, and who asks and answers first."""

    at: Mapping[int, Turn] = field(default_factory=dict)
    asker: str | None = None
    first_answerer: str | None = None

    @property
    def is_interview(self) -> bool:
        """Whether the labels show a conversation."""
        return bool(self.at)


def find_labels(lines: Sequence[Line], *, outlet: str | None) -> Labels:
    """The turns that labels show, none when the labels are those of ordinary prose (« Conséquence : … »).

    A label asks when its line ends with a question mark and another label answers, or when it is the outlet's name.
    Initials (« P. Q. ») stand for the speaker whose name they begin.
    """
    found = {index: match for index, line in enumerate(lines) if (match := _read_label(line.text))}
    found = found or _soft_labels(lines)
    askers = _askers(lines, found, outlet)
    answerers = _answerers(lines, found, askers)
    if not askers and not _is_conversation(found, answerers):
        return Labels()
    if (
        not answerers
        and sum(1 for match in found.values() if match["label"] in askers) < 2
        and not _outlet_asks(askers, outlet)
    ):
        return Labels()
    answerers |= _initials_of(found, askers | answerers)
    names = _full_names([match["label"] for match in found.values() if match["label"] in askers | answerers])
    turns = {
        index: Turn(speaker=names[match["label"]], asks=match["label"] in askers, text=match["rest"] or "")
        for index, match in found.items()
        if match["label"] in askers | answerers
    }
    ordered = [turns[index] for index in sorted(turns)]
    return Labels(
        at=turns,
        asker=next((turn.speaker for turn in ordered if turn.asks), None),
        first_answerer=next((turn.speaker for turn in ordered if not turn.asks), None),
    )


def _read_label(text: str) -> re.Match[str] | None:
    match = _LABEL.match(text)
    if not match or len(match["label"].split()) > _MOST_WORDS or not match["label"][0].isupper():
        return None
    if words.NOT_SPEAKERS.fullmatch(fold_words(match["label"])):
        return None
    ends_sentence = re.search(r"[^\W\d_]{4,}\.\s", match["label"])
    return None if ends_sentence else match


def _soft_labels(lines: Sequence[Line]) -> dict[int, re.Match[str]]:
    """Labels closed by a full stop or a dash (« Le Fanal. », « Prénom Nom – ») that come back, two of them at least."""
    found = {
        index: match
        for index, line in enumerate(lines)
        if (match := _SOFT_LABEL.match(line.text)) and _is_titled(match["label"])
    }
    counts = Counter(match["label"] for match in found.values())
    lasting = {label for label, count in counts.items() if count >= 2}
    return {index: match for index, match in found.items() if match["label"] in lasting} if len(lasting) >= 2 else {}


def _is_titled(label: str) -> bool:
    small = {"de", "du", "des", "la", "le", "les", "d'", "et", "l'"}
    return (
        all(word[:1].isupper() or word.lower() in small for word in label.split()) and len(label.split()) <= _MOST_WORDS
    )


def _askers(lines: Sequence[Line], found: Mapping[int, re.Match[str]], outlet: str | None) -> set[str]:
    asking: set[str] = set()
    for index, match in found.items():
        label = match["label"]
        folded = fold_words(label).rstrip(".")
        is_outlet = bool(outlet) and same_outlet(label, outlet or "")
        following = found.get(index + 1) or (found.get(index + 2) if not match["rest"] else None)
        asks = ends_asking(_turn_end(lines, index, match)) or (match["rest"] or "").endswith(("…", "..."))
        answered = following is not None and following["label"] != label
        if is_outlet or folded in _QUESTION_LABELS or (asks and answered and folded not in _ANSWER_LABELS):
            asking.add(label)
    return asking - _mostly_answering(found, asking)


def _mostly_answering(found: Mapping[int, re.Match[str]], asking: set[str]) -> set[str]:
    """Labels that ask back now and then but mostly do not ask."""
    counts: Counter[str] = Counter(match["label"] for match in found.values())
    asked: Counter[str] = Counter(match["label"] for match in found.values() if ends_asking(match["rest"] or ""))
    return {label for label in asking if counts[label] >= 3 and asked[label] * 2 < counts[label] and len(asking) > 1}


def _turn_end(lines: Sequence[Line], index: int, match: re.Match[str]) -> str:
    if match["rest"]:
        return str(match["rest"])
    return lines[index + 1].text if index + 1 < len(lines) else ""


def _answerers(lines: Sequence[Line], found: Mapping[int, re.Match[str]], askers: set[str]) -> set[str]:
    counts = Counter(match["label"] for match in found.values())
    after_question = set()
    previous_asks = False
    for index in range(len(lines)):
        match = found.get(index)
        if match and match["label"] not in askers and previous_asks:
            after_question.add(match["label"])
        previous_asks = match["label"] in askers if match else previous_asks and ends_asking(lines[index].text)
        previous_asks = previous_asks or ends_asking(lines[index].text)
    return {
        label for label in counts if label not in askers and _may_answer(label, counts[label], label in after_question)
    }


def _may_answer(label: str, count: int, follows_question: bool) -> bool:
    named = bool(_TITLED.match(label) or is_person_name(label) or _INITIALS.match(label))
    if fold_words(label).rstrip(".") in _ANSWER_LABELS:
        return True
    return (
        (named and (follows_question or count >= 2))
        or (follows_question and count >= 2)
        or (follows_question and len(label.split()) <= 3 and label[:1].isupper() and label.split()[-1][:1].isupper())
    )


def _is_conversation(found: Mapping[int, re.Match[str]], answerers: set[str]) -> bool:
    """Whether at least two people with names speak twice each: a round table without a moderator's label."""
    counts = Counter(match["label"] for match in found.values() if match["label"] in answerers)
    return sum(1 for count in counts.values() if count >= 2) >= 2


def _outlet_asks(askers: set[str], outlet: str | None) -> bool:
    return bool(outlet) and any(same_outlet(label, outlet or "") for label in askers)


def same_outlet(label: str, outlet: str) -> bool:
    """Whether a label is the outlet's name, whole, without its article, or as its initials (« LQDM »)."""
    one, other = _squeezed(label), _squeezed(outlet.removeprefix("www.").split(".")[0] if "." in outlet else outlet)
    initials = "".join(word[0] for word in fold_words(outlet).split() if word)
    return bool(one) and (
        one == other or (len(one) >= 4 and (one in other or other in one)) or (len(one) >= 3 and one == initials)
    )


def _squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold_words(text)).removeprefix("le").removeprefix("la")


def _initials_of(found: Mapping[int, re.Match[str]], known: set[str]) -> set[str]:
    """Labels that are the initials of a known speaker."""
    labels = {match["label"] for match in found.values()} - known
    names = [label for label in known if not _INITIALS.match(label)]
    return {label for label in labels if _INITIALS.match(label) and _expanded(label, names) != label}


def _full_names(labels: Sequence[str]) -> dict[str, str]:
    """Each label with the name it stands for."""
    full = [label for label in labels if not _INITIALS.match(label)]
    return {label: _expanded(label, full) if _INITIALS.match(label) else label for label in labels}


def _expanded(initials: str, names: Sequence[str]) -> str:
    letters = re.sub(r"[^a-z]", "", fold_words(re.sub(r"^(?:Dr|Pr)\.?\s+", "", initials)))
    for name in names:
        bare = _TITLED.sub("", name).strip()
        if "".join(part[0] for part in re.split(r"[\s-]+", fold_words(bare)) if part) == letters:
            return name
    return initials
