"""Which unlabelled lines of an interview are the journalist's, weighed from their words and their place."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.pages import words
from crawler.pages.labels import Labels
from crawler.pages.lines import STRONG_GAP, Line, ends_asking, has_final_stop
from store.records import BlockKind

_LONGEST_QUESTION = 450
_LONGEST_STATEMENT = 260
_HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
DASH = re.compile(r"^[-–—]\s*(?=\S)")
_TO_GUEST = re.compile(r"\b(?:vous|votre|vos|selon vous|pensez|-vous)\b")
_FIRST_PERSON = re.compile(r"\b(?:je|j'|j’ai|mon|mes|ma|nous|notre|nos|moi)\b|\bj'")
# Of which every wording of `words.INTERVIEW` holds one: looking for them is far cheaper.
_OF_AN_INTERVIEW = (
    "propos recueillis", "conversation avec", "rencontre avec", "interview", "entretien", "questions a",
    "se confie a", "nos questions", "a repondu aux ", "nous a accorde",
)  # fmt: skip
_INTERROGATIVE = re.compile(
    r"(?:et |mais |alors,? |donc,? )?(?:qu[ei]\b|quels?\b|quelles?\b|qu'|comment\b|pourquoi\b|combien\b|quand\b|"
    r"est-ce\b|n'est-ce\b|faut-il\b|peut-on\b|doit-on\b|y a-t-il\b|en quoi\b|a quel|ou en\b|\w+-(?:t-)?(?:vous|il|elle|"
    r"ils|elles|on)\b)"
)
_ADDRESSED = re.compile(
    r"(?:et |mais |pourtant,? |or,? )?(?:vous (?!savez|voyez|imaginez|comprenez|me |pouvez|avez raison|"
    r"aurez|devriez|verrez|trouverez|pourriez|croyez|remarquerez|noterez|n'avez qu)|"
    r"(?!je |j'|nous )[a-z][\w' -]{1,40} vous (?:reproche|accuse|dit|disent|demande|objecte|"
    r"oppose|prete|presente|compare|decri)|vos?\b|votre\b|"
    r"(?:parlez|expliquez|racontez|dites|decrivez|rappelez|precisez|resumez)[ -])"
)
_ANSWERS = re.compile(
    r"(?:oui|non|si|absolument|exactement|tout a fait|pas du tout|bien sur|evidemment|certes|justement|c'est|"
    r"je\b|j'|nous\b|mon\b|ma\b|pour moi)\b"
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a page sets its questions: `wide` apart by a broader break, `dashed` opened by a dash."""

    wide: bool
    dashed: bool


def read_layout(lines: Sequence[Line]) -> Layout:
    """The layout of an interview's lines."""
    asked = [line.gap == STRONG_GAP for line in lines[1:] if ends_asking(line.text) and len(line.text) <= 350]
    other = [line.gap == STRONG_GAP for line in lines[1:] if line.is_paragraph and not ends_asking(line.text)]
    wide = len(asked) >= 2 and sum(asked) >= 0.7 * len(asked) and sum(other) <= 0.5 * max(len(other), 1)
    return Layout(wide=wide, dashed=sum(1 for line in lines if DASH.match(line.text) and ends_asking(line.text)) >= 2)


def is_unlabelled_interview(lines: Sequence[Line], *, marked: bool) -> bool:
    """Whether bare questions alternate with answers: two when the page says « interview », else three to « vous »."""
    asked = [
        line
        for line, following in itertools.pairwise(lines)
        if ends_asking(line.text) and len(line.text) <= _LONGEST_QUESTION and not ends_asking(following.text)
    ]
    addressed = sum(1 for line in asked if _TO_GUEST.search(line.folded))
    if marked:
        return len(asked) >= 2
    return len(asked) >= 3 and addressed >= 2 and not all(line.tag in _HEADING_TAGS for line in asked)


def is_question(
    lines: Sequence[Line], index: int, *, last: BlockKind, layout: Layout, labels: Labels, speaker: str | None
) -> bool:
    """Whether an unlabelled line is a question.

    `last` is the kind of the turn before it, `speaker` who spoke last. The line is weighed: a question mark, words to
    the guest, the page's way of setting questions off and an answer below speak for it; a first person against.
    """
    line = lines[index]
    if len(line.text) > _LONGEST_QUESTION or index + 1 >= len(lines):
        return False
    if layout.dashed and DASH.match(line.text):
        return True
    if ends_asking(line.text):
        return line.bold or last != "answer" or _asks_in_answer(lines, index, layout)
    if line.bold and has_final_stop(line.text) and not lines[index + 1].bold:
        return True
    if not has_final_stop(line.text) or last == "question" or len(re.findall(r"[.!?…]+(?:\s|$)", line.text)) > 2:
        return False
    following = labels.at.get(index + 1)
    if following is not None and not following.asks and last == "answer" and len(line.text) <= 300:
        several = len(labels.answerers) > 1 and following.speaker != speaker
        return not several or _states_to_guest(lines, index, layout) >= 3
    return _states_to_guest(lines, index, layout) >= 3


def _asks_in_answer(lines: Sequence[Line], index: int, layout: Layout) -> bool:
    """Whether a question below an answer is the next one and not the speaker's own."""
    line = lines[index]
    to_guest = _TO_GUEST.search(line.folded) is not None
    if _FIRST_PERSON.search(line.folded) and not to_guest:
        return False
    if not layout.wide or line.gap == STRONG_GAP:
        return True
    return to_guest and (bool(_INTERROGATIVE.match(line.folded)) or len(line.text) >= 30)


def _states_to_guest(lines: Sequence[Line], index: int, layout: Layout) -> float:
    """How much a statement reads as the journalist's (« On vous reproche … », « Vous aviez pourtant … »): 3 is one."""
    line, following = lines[index], lines[index + 1]
    addressed, to_guest = _ADDRESSED.match(line.folded), _TO_GUEST.search(line.folded)
    trailing = line.text.rstrip(' »"').endswith(("…", "..."))
    if len(line.text) > _LONGEST_STATEMENT or (_FIRST_PERSON.search(line.folded) and not addressed):
        return 0
    shorter = len(line.text) < len(following.text)
    weight = 2.0 * bool(addressed) + 1.0 * bool(to_guest) + 2.0 * trailing
    weight += 1.0 * bool(_ANSWERS.match(following.folded)) + 0.5 * shorter
    if ends_asking(following.text) or (_ADDRESSED.match(following.folded) and not has_final_stop(following.text[:-1])):
        weight -= 1.5
    if layout.wide:
        weight += 1.0 if line.gap == STRONG_GAP else -1.0
    return weight


def says_interview(folded: str) -> bool:
    """Whether a folded text says that it is an interview."""
    return any(piece in folded for piece in _OF_AN_INTERVIEW) and words.INTERVIEW.search(folded) is not None
