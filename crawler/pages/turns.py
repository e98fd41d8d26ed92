"""Blocks of a body in reading order: interview turns with their speakers, pull-quotes, headings, captions."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.pages import echoes, words
from crawler.pages.labels import Labels, find_labels
from crawler.pages.lines import STRONG_GAP, Line, ends_asking, has_final_stop
from store.fold import fold_words
from store.records import Block, BlockKind

_LONGEST_QUESTION = 450
_LONGEST_HEADING = 160
_LONGEST_PULL_QUOTE = 260
_HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BULLET = re.compile(r"^(?:[•▪‣◦●*·]|[-–—](?=\s))\s*")
_DASH = re.compile(r"^[-–—]\s*(?=\S)")
_TO_READER = re.compile(r"\b(?:vous|votre|vos|selon vous|pensez|-vous)\b")
_FIRST_PERSON = re.compile(r"\b(?:je|j'|j’ai|mon|mes|ma|nous|notre|nos)\b")
_PULL_QUOTE_SHARE = 0.75
_QUOTED = re.compile(r"^[«\"“].*[»\"”]$", re.DOTALL)


@dataclass
class _Course:
    """Where the reading of an interview stands."""

    labels: Labels
    wide_questions: bool
    dashed_questions: bool
    question_speaker: str | None
    answer_speaker: str | None
    last: BlockKind = "paragraph"
    blocks: list[Block] = field(default_factory=list)


def build_blocks(lines: Sequence[Line], *, outlet: str | None, header: str, interviewee: str | None) -> list[Block]:
    """The blocks of the body's lines.

    In an interview every question carries the outlet's name and every answer its speaker, the last one named
    going on through the answers that have no label. `interviewee` speaks where the page labels no answer.
    A pull-quote is a short line without final stop whose words come back in a nearby turn.
    """
    lines = [line for line in lines if not line.noise]
    labels = find_labels(lines, outlet=outlet)
    ending = " ".join(line.text for line in lines[-3:])
    marked = bool(words.INTERVIEW.search(fold_words(f"{header} {ending}")))
    if not labels.is_interview and not _is_unlabelled_interview(lines, marked):
        return _trim([_plain_block(lines, index) for index in range(len(lines))])
    course = _Course(
        labels=labels,
        wide_questions=_questions_stand_apart(lines),
        dashed_questions=sum(1 for line in lines if _DASH.match(line.text) and ends_asking(line.text)) >= 2,
        question_speaker=labels.asker or outlet,
        answer_speaker=labels.first_answerer or interviewee,
    )
    for index in range(len(lines)):
        _read_turn(course, lines, index)
    return _trim(course.blocks)


def _read_turn(course: _Course, lines: Sequence[Line], index: int) -> None:
    line = lines[index]
    turn = course.labels.at.get(index)
    if turn is not None:
        if turn.asks:
            course.question_speaker = turn.speaker
        else:
            course.answer_speaker = turn.speaker
        kind: BlockKind = "question" if turn.asks else "answer"
        if turn.text:
            course.blocks.append(Block(kind=kind, text=turn.text, speaker=turn.speaker))
        course.last = kind
        return
    kind = _kind_in_interview(course, lines, index)
    if kind in ("question", "answer"):
        speaker = course.question_speaker if kind == "question" else course.answer_speaker
        course.blocks.append(Block(kind=kind, text=_without_dash(line.text), speaker=speaker))
        course.last = kind
        return
    course.blocks.append(Block(kind=kind, text=_without_bullet(line.text) if kind == "list-item" else line.text))


def _kind_in_interview(course: _Course, lines: Sequence[Line], index: int) -> BlockKind:
    line = lines[index]
    if _fixed_kind(line) == "caption":
        return "caption"
    if _is_question(course, lines, index):
        return "question"
    apart = _apart_kind(lines, index, share=_PULL_QUOTE_SHARE)
    if apart and not (course.last == "question" and apart == "heading" and line.tag not in _HEADING_TAGS):
        return apart
    return "answer" if course.last in ("question", "answer") else "paragraph"


def _is_question(course: _Course, lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    if len(line.text) > _LONGEST_QUESTION or index + 1 >= len(lines):
        return False
    if course.dashed_questions and _DASH.match(line.text):
        return True
    folded = line.folded
    to_reader = _TO_READER.search(folded)
    if ends_asking(line.text):
        own_thought = course.last == "answer" and _FIRST_PERSON.search(folded) and not to_reader
        inside_answer = course.wide_questions and line.gap < STRONG_GAP and course.last == "answer" and not line.bold
        return line.bold or not (own_thought or inside_answer)
    if line.bold and has_final_stop(line.text) and not lines[index + 1].bold:
        return True
    if not has_final_stop(line.text) or course.last == "question" or _sentences(line.text) > 2:
        return False
    following = course.labels.at.get(index + 1)
    if following is not None and not following.asks and course.last == "answer" and len(line.text) <= 300:
        return True
    shorter = len(line.text) < 260 and len(line.text) < len(lines[index + 1].text)
    apart = course.wide_questions and line.gap == STRONG_GAP
    trailing = line.text.rstrip(' »"').endswith(("…", "..."))
    addressed = (
        re.match(r"(?:et )?vous\b|(?:parlez|expliquez|racontez|dites|decrivez|rappelez)[ -]", folded) is not None
    )
    if not shorter or (_FIRST_PERSON.search(folded) and not addressed):
        return False
    return (trailing or addressed) and (apart or not course.wide_questions)


def _is_unlabelled_interview(lines: Sequence[Line], marked: bool) -> bool:
    """Whether bare questions alternate with answers: two when the page says « interview », else three to « vous »."""
    asked = [
        line
        for line, following in itertools.pairwise(lines)
        if ends_asking(line.text) and len(line.text) <= _LONGEST_QUESTION and not ends_asking(following.text)
    ]
    addressed = sum(1 for line in asked if _TO_READER.search(line.folded))
    if marked:
        return len(asked) >= 2
    return len(asked) >= 3 and addressed >= 2 and not all(line.tag in _HEADING_TAGS for line in asked)


def _questions_stand_apart(lines: Sequence[Line]) -> bool:
    """Whether the page sets its questions off by a wider break than its paragraphs."""
    asked = [line.gap == STRONG_GAP for line in lines[1:] if ends_asking(line.text) and len(line.text) <= 350]
    other = [line.gap == STRONG_GAP for line in lines[1:] if line.is_paragraph and not ends_asking(line.text)]
    return len(asked) >= 2 and sum(asked) >= 0.7 * len(asked) and sum(other) <= 0.5 * max(len(other), 1)


def _plain_block(lines: Sequence[Line], index: int) -> Block:
    line = lines[index]
    fixed = _fixed_kind(line)
    if fixed:
        return Block(kind=fixed, text=_without_bullet(line.text) if fixed == "list-item" else line.text)
    return Block(kind=_apart_kind(lines, index, share=1.0) or "paragraph", text=line.text)


def _fixed_kind(line: Line) -> BlockKind | None:
    if line.tag == "figcaption" or (
        len(line.text) <= 240 and ("©" in line.text or words.CAPTION.fullmatch(line.folded))
    ):
        return "caption"
    if line.tag == "li":
        return "list-item"
    if not line.tag and _BULLET.match(line.text) and not ends_asking(line.text):
        return "list-item"
    return None


def _apart_kind(lines: Sequence[Line], index: int, *, share: float) -> BlockKind | None:
    """`pull-quote` or `heading` for a line that is no running text, else `None`."""
    line = lines[index]
    bare = line.text.strip('«»"“” \u00a0')
    if line.tag == "pull-quote":
        return "pull-quote"
    fixed = _fixed_kind(line)
    if fixed:
        return fixed
    others = [other.text for at, other in enumerate(lines) if at != index and len(other.text) > len(line.text)]
    quoted = bool(_QUOTED.match(line.text)) or line.tag == "blockquote"
    if (not has_final_stop(line.text) or quoted) and 15 <= len(bare) <= _LONGEST_PULL_QUOTE and len(bare.split()) >= 4:
        near = [lines[at].text for at in (index - 1, index + 1) if 0 <= at < len(lines) and lines[at].text in others]
        if echoes.best_echo(bare, others) >= share or (share < 1 and echoes.best_echo(bare, near) >= 0.6):
            return "pull-quote"
    if line.tag in _HEADING_TAGS:
        return "heading"
    if has_final_stop(line.text) and not (_is_asking_heading(line) and _opens_text(lines, index)):
        return None
    if line.text.endswith((":", ",", ";", "»", '"')) or len(line.text) > _LONGEST_HEADING:
        return None
    return "heading"


def _is_asking_heading(line: Line) -> bool:
    return ends_asking(line.text) and len(line.text) <= 90 and not _FIRST_PERSON.search(line.folded)


def _opens_text(lines: Sequence[Line], index: int) -> bool:
    return index + 1 < len(lines) and len(lines[index + 1].text) >= 60 and has_final_stop(lines[index + 1].text)


def _trim(blocks: list[Block]) -> list[Block]:
    """`blocks` without the headings and announcements after the last running text: they are the page's foot."""
    end = len(blocks)
    while end and (
        blocks[end - 1].kind == "heading" or (blocks[end - 1].text.endswith(":") and len(blocks[end - 1].text) < 60)
    ):
        end -= 1
    return blocks[:end]


def _sentences(text: str) -> int:
    return len(re.findall(r"[.!?…]+(?:\s|$)", text))


def _without_bullet(text: str) -> str:
    return _BULLET.sub("", text)


def _without_dash(text: str) -> str:
    return _DASH.sub("", text)
