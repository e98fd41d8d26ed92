"""Blocks of a body in reading order: interview turns with their speakers, pull-quotes, headings, captions."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from crawler.pages import echoes, words
from crawler.pages.labels import Labels, find_labels
from crawler.pages.lines import STRONG_GAP, Line, ends_asking, has_final_stop, without_noise
from crawler.pages.questions import DASH, Layout, is_question, is_unlabelled_interview, read_layout, says_interview
from store.fold import fold_words
from store.records import Block, BlockKind

_LONGEST_HEADING = 160
_LONGEST_PULL_QUOTE = 260
_LONGEST_QUOTED_HEADING = 60
_FEWEST_QUOTED_WORDS = 6
_HEADING_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_BULLET = re.compile(r"^(?:[•▪‣◦●*·]|[-–—](?=\s))\s*")
_BETWEEN_DASHES = re.compile(r"^[-–—]\s+(?P<text>.{3,80}?)\s+[-–—]$")
_FIRST_PERSON = re.compile(r"\b(?:je|j'|j’ai|mon|mes|ma|nous|notre|nos)\b")
_PULL_QUOTE_SHARE = 0.75
_CREDIT = re.compile(r"\.?\s*(?:[-–—|/]\s*[^.!?]{2,80}|\([^()]{2,80}\))")
_SHORTEST_TWICE = 20
_QUOTED = re.compile(r"^[«\"“].*[»\"”]$", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Guests:
    """Who a header says is questioned: everyone it names, the only guest if that is certain, if it says interview.

    `authors` signed the page: they ask.
    """

    named: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    only: str | None = None
    marked: bool = False


@dataclass
class _Course:
    """Where the reading of an interview stands."""

    labels: Labels
    layout: Layout
    question_speaker: str | None
    answer_speaker: str | None
    only: str | None
    last: BlockKind = "paragraph"
    closed: bool = False
    blocks: list[Block] = field(default_factory=list)


def build_blocks(lines: Sequence[Line], *, outlet: str | None, guests: Guests) -> list[Block]:
    """The blocks of the body's lines.

    In an interview every question carries the outlet's name and every answer its speaker, the last one named
    going on through the answers that have no label. The only guest speaks where the page labels no answer; where
    several answer, an unlabelled answer after a question is nobody's.
    A pull-quote is a short line without final stop whose words come back in a nearby turn.
    """
    lines = without_noise(lines)
    labels = find_labels(lines, outlet=outlet, known=guests.named, authors=guests.authors)
    ending = " ".join(line.text for line in lines[-3:])
    marked = guests.marked or says_interview(fold_words(ending))
    if not labels.is_interview and not is_unlabelled_interview(lines, marked=marked):
        plain = [at for at, line in enumerate(lines) if not words.INTERVIEW_ENDS.fullmatch(line.folded)]
        return _trim(_settle_captions(_settle_apart(lines, [_plain_block(lines, index) for index in plain])))
    only = labels.answerers[0] if len(labels.answerers) == 1 else guests.only if not labels.answerers else None
    course = _Course(
        labels=labels,
        layout=read_layout(lines),
        question_speaker=labels.asker,
        answer_speaker=only or (guests.only if labels.answerers == (None,) else None),
        only=only or (guests.only if labels.answerers == (None,) else None),
    )
    for index in range(len(lines)):
        _read_turn(course, lines, index)
    return _trim(_settle_captions(_settle_apart(lines, course.blocks)))


def _read_turn(course: _Course, lines: Sequence[Line], index: int) -> None:
    line = lines[index]
    if words.INTERVIEW_ENDS.match(line.folded):
        course.closed = course.last == "answer"
        return
    turn = course.labels.at.get(index)
    following = course.labels.at.get(index + 1)
    if not turn and following and following.speaker and line.text == following.speaker:
        course.blocks.append(Block(kind="caption", text=line.text))
        return
    kind = ("question" if turn.asks else "answer") if turn else _kind_in_interview(course, lines, index)
    text = turn.text if turn else line.text
    if kind == "question":
        course.question_speaker = (turn.speaker if turn else None) or course.question_speaker
        course.answer_speaker = course.only
        speaker = course.question_speaker
    elif kind == "answer":
        course.answer_speaker = (turn.speaker or course.only) if turn else course.answer_speaker
        speaker = course.answer_speaker
    else:
        course.blocks.append(Block(kind=kind, text=_without_bullet(text) if kind == "list-item" else text))
        return
    if text:
        course.blocks.append(Block(kind=kind, text=text if turn else _without_dash(text), speaker=speaker))
    course.last = kind


def _kind_in_interview(course: _Course, lines: Sequence[Line], index: int) -> BlockKind:
    line = lines[index]
    if _fixed_kind(line) == "caption":
        return "caption"
    if course.closed:
        return "paragraph"
    if line.boxed:
        return _apart_kind(lines, index, share=1.0) or "paragraph"
    heads = line.tag in _HEADING_TAGS and _is_bold_question(lines[index + 1 : index + 2])
    if not heads and is_question(
        lines, index, last=course.last, layout=course.layout, labels=course.labels, speaker=course.answer_speaker
    ):
        return "question"
    apart = _apart_kind(lines, index, share=_PULL_QUOTE_SHARE)
    if apart and not (course.last == "question" and apart == "heading" and line.tag not in _HEADING_TAGS):
        return apart
    return "answer" if course.last in ("question", "answer") else "paragraph"


def _is_bold_question(following: Sequence[Line]) -> bool:
    return any(line.bold and line.tag not in _HEADING_TAGS and ends_asking(line.text) for line in following)


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
    if _BETWEEN_DASHES.match(line.text):
        return "heading"
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
    if _is_quoted_heading(lines, index):
        return "heading"
    headed = line.tag in _HEADING_TAGS and len(bare.split()) < _FEWEST_QUOTED_WORDS and bare == line.text
    if not headed and _is_echoed(lines, index, bare, share=share):
        return "pull-quote"
    if line.tag in _HEADING_TAGS:
        return "heading"
    if has_final_stop(line.text) and not (_is_asking_heading(line) and _opens_text(lines, index)):
        return None
    if line.text.endswith((":", ",", ";", "»", '"')) or len(line.text) > _LONGEST_HEADING:
        return None
    return "heading"


def _is_echoed(lines: Sequence[Line], index: int, bare: str, *, share: float) -> bool:
    """Whether a short line's words come back in the text around it."""
    line = lines[index]
    quoted = bool(_QUOTED.match(line.text)) or line.tag == "blockquote"
    short = 15 <= len(bare) <= _LONGEST_PULL_QUOTE and len(bare.split()) >= 4
    if not short or (has_final_stop(line.text) and not quoted):
        return False
    others = [other.text for at, other in enumerate(lines) if at != index and len(other.text) > len(line.text)]
    near = [lines[at].text for at in (index - 1, index + 1) if 0 <= at < len(lines) and lines[at].text in others]
    return echoes.best_echo(bare, others) >= share or (share < 1 and echoes.best_echo(bare, near) >= 0.6)


def _is_quoted_heading(lines: Sequence[Line], index: int) -> bool:
    """Whether a short line, quoted or closer to what follows than to what stands above, heads the text below it."""
    line = lines[index]
    if len(line.text) > _LONGEST_QUOTED_HEADING or line.tag in ("blockquote", "pull-quote") or index + 1 >= len(lines):
        return False
    following, inside = lines[index + 1], line.text.strip('«»"“” \u00a0')
    apart = index > 0 and line.gap > following.gap
    quoted = bool(_QUOTED.match(line.text)) and not re.search(r"[.!?…]", inside) and len(inside.split()) >= 2
    if quoted and index > 0:
        return line.gap < STRONG_GAP or following.gap < STRONG_GAP
    unstopped = not has_final_stop(line.text) and not line.text.endswith((":", ",", ";"))
    return apart and unstopped and len(inside.split()) <= 8 and len(following.text) > len(line.text)


def _settle_apart(lines: Sequence[Line], blocks: list[Block]) -> list[Block]:
    """`blocks` with the headings set like the page's pull-quotes, apart on both sides, made pull-quotes too."""
    wide = {
        line.text
        for line, following in itertools.pairwise(lines)
        if line.gap == STRONG_GAP and following.gap == STRONG_GAP and len(line.text.split()) >= _FEWEST_QUOTED_WORDS
    }
    if not any(block.kind == "pull-quote" and block.text in wide for block in blocks):
        return blocks
    return [
        Block(kind="pull-quote", text=block.text) if block.kind == "heading" and block.text in wide else block
        for block in blocks
    ]


def _settle_captions(blocks: list[Block]) -> list[Block]:
    """`blocks` with a picture's words printed twice, the second time with its credit, made captions."""
    twice = {
        at
        for at, (one, other) in enumerate(itertools.pairwise(blocks))
        if len(one.text) >= _SHORTEST_TWICE
        and other.text.startswith(one.text)
        and _CREDIT.fullmatch(other.text[len(one.text) :])
    }
    return [
        Block(kind="caption", text=block.text) if at in twice or at - 1 in twice else block
        for at, block in enumerate(blocks)
    ]


def _is_asking_heading(line: Line) -> bool:
    single = not re.search(r"[.!?…]\s", line.text.rstrip(" ?»"))
    return single and ends_asking(line.text) and len(line.text) <= 90 and not _FIRST_PERSON.search(line.folded)


def _opens_text(lines: Sequence[Line], index: int) -> bool:
    return index + 1 < len(lines) and len(lines[index + 1].text) >= 60 and has_final_stop(lines[index + 1].text)


def _trim(blocks: list[Block]) -> list[Block]:
    """`blocks` without the headings and announcements after the last running text: they are the page's foot."""
    end = len(blocks)
    while end and (
        blocks[end - 1].kind == "heading"
        or _is_last_title(blocks[:end])
        or (blocks[end - 1].text.endswith((":", ",")) and len(blocks[end - 1].text) < 60)
    ):
        end -= 1
    return blocks[:end]


def _is_last_title(blocks: Sequence[Block]) -> bool:
    """Whether the last block is a short question below two headings: the last of a list of titles."""
    above = [block.kind for block in blocks[-3:-1]]
    return above == ["heading", "heading"] and len(blocks[-1].text) <= _LONGEST_HEADING and ends_asking(blocks[-1].text)


def _announces(text: str) -> bool:
    return len(text) < 60 and text.endswith((":", ","))


def _without_bullet(text: str) -> str:
    return _BULLET.sub("", text)


def _without_dash(text: str) -> str:
    return DASH.sub("", text)
