"""Comments of an unknown markup: repeated blocks, dated and signed, that the page says to be comments.

Classes and ids are hints; what decides is the shape and the words of the page. Unsure, it finds none: lists of
articles, recent comments of other pages, live reports and signatures repeat and carry dates too.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from lxml.html import HtmlElement

from crawler.comments import undated
from crawler.comments.blocks import Block, as_comments, read_blocks
from crawler.comments.boxes import Box, main_list, marks_inside, place_boxes, shared_ancestor
from crawler.comments.evidence import Evidence, count_in, is_title, nearest_first, titles_of, weigh
from crawler.comments.hours import find_hours
from crawler.comments.marks import Kind, Mark, find_marks
from crawler.comments.outline import PrintedLine, read_outline
from crawler.comments.shapes import Detected
from crawler.pages.html_tree import parse
from store.clock import now
from store.records import Comment

PLATFORM = "generic"
_MOST_MARKS = 3000
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHARE_FILLED = 0.9
_LINES_ABOVE_A_LONE = 4
_SIGNS_OF_A_LONE = 2


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A page prepared for reading its thread."""

    tree: HtmlElement
    lines: Sequence[PrintedLine]
    marks: Sequence[Mark]
    url: str | None
    fetched_at: datetime


def prepare(tree: HtmlElement, *, url: str | None, fetched_at: datetime) -> Reading:
    """The page's lines and dates."""
    lines = read_outline(tree)
    marks = find_hours(lines, find_marks(lines, fetched_at=fetched_at), fetched_at=fetched_at)[:_MOST_MARKS]
    return Reading(tree=tree, lines=lines, marks=marks, url=url, fetched_at=fetched_at)


def detect(html: str) -> Detected | None:
    """Whether a page holds a thread that can be told without knowing its markup."""
    comments = read_page(parse(html), url=None, fetched_at=now())
    return Detected(platform=PLATFORM) if comments else None


def read_page(tree: HtmlElement, *, url: str | None, fetched_at: datetime, platform: str = PLATFORM) -> list[Comment]:
    """The comments of a page in its order, none when it is not sure that they are comments of this page."""
    return read_prepared(prepare(tree, url=url, fetched_at=fetched_at), platform=platform)


def read_prepared(page: Reading, *, platform: str = PLATFORM, blocks: Sequence[Block] | None = None) -> list[Comment]:
    """The comments of the surest list of a page; `blocks` are those of `find_blocks`, if it was asked already."""
    blocks = find_blocks(page) if blocks is None else blocks
    return as_comments(blocks, platform) if blocks else undated.read(page.tree, page.lines, platform=platform)


def find_blocks(page: Reading) -> list[Block]:
    """The blocks of the surest list of a page, none when no list is sure."""
    found = [one for kind in _kinds(page.marks) if (one := _weighed(page, kind)) is not None]
    sure = [_completed(page, evidence, blocks) for evidence, blocks in found if evidence.is_sure]
    return max(_largest(sure), key=_rank)[1] if sure else []


def declared(page: Reading, blocks: Sequence[Block]) -> int | None:
    """The number that a title of the thread says, where it is not below what the page holds."""
    counts = (count_in(line) for line in nearest_first(blocks, page.lines))
    own = sum(not block.is_foreign for block in blocks)
    return next((count for count in counts if count is not None and count >= own), None)


def places_of(page: Reading, blocks: Sequence[Block]) -> tuple[int, ...]:
    """The places of `elements_of` in the order of the page, the same in another tree of it."""
    wanted = elements_of(page, blocks)
    at = {element: place for place, element in enumerate(page.tree.iter())} if wanted else {}
    return tuple(at[element] for element in wanted)


def elements_of(page: Reading, blocks: Sequence[Block]) -> list[HtmlElement]:
    """The elements that a thread takes up with its title: what is no part of the article."""
    if not blocks:
        return []
    titles = [line.pieces[0].element for line in titles_of(blocks, page.lines)]
    headings = [
        next((one for one in (title, *title.iterancestors()) if one.tag in _HEADINGS), None) for title in titles
    ]
    return [*(root for block in blocks for root in block.box.roots), *(one for one in headings if one is not None)]


def _rank(found: tuple[Evidence, list[Block]]) -> tuple[bool, int, int]:
    """Several blocks before a lone one, then what has more signs, then what has more text."""
    evidence, blocks = found
    return len(blocks) > 1, evidence.n_signs, sum(len(block.draft.text) for block in blocks)


def _largest(found: list[tuple[Evidence, list[Block]]]) -> list[tuple[Evidence, list[Block]]]:
    """The lists that are no part of another one."""
    marks = [{block.box.mark for block in blocks} for _, blocks in found]
    return [one for one, own in zip(found, marks, strict=True) if not any(own < other for other in marks)]


def _completed(page: Reading, evidence: Evidence, blocks: list[Block]) -> tuple[Evidence, list[Block]]:
    """The blocks with those whose marks stand alike but bear other names: guests beside members, the author's own."""
    marks = [block.mark for block in blocks if block.mark is not None]
    if len(marks) < 2:
        return evidence, blocks
    node = shared_ancestor([root for block in blocks for root in block.box.roots])
    known, places = {mark.element for mark in marks}, {mark.place for mark in marks}
    inside, first = set(node.iter()), min(mark.line or 0 for mark in marks)
    more = [one for one in page.marks if one.place in places and one.element in inside and (one.line or 0) >= first]
    if all(one.element in known for one in more):
        return evidence, blocks
    elements = list(dict.fromkeys(one.element for one in page.marks if one.element in known or one in more))
    wider = read_blocks(place_boxes(elements), page.lines, page.marks, fetched_at=page.fetched_at)
    weight = weigh(wider, page.lines, url=page.url)
    return (weight, wider) if weight.is_sure and weight.filled > _SHARE_FILLED else (evidence, blocks)


def read_anchored(page: Reading, anchors: Sequence[HtmlElement], platform: str) -> list[Comment]:
    """The comments of blocks that the platform's own anchors mark."""
    boxes = place_boxes(anchors) if len(anchors) > 1 else [Box(mark=one, roots=(one,)) for one in anchors]
    blocks = read_blocks(boxes, page.lines, page.marks, fetched_at=page.fetched_at)
    filled = [block for block in blocks if block.lines]
    return as_comments(blocks, platform) if filled and not weigh(filled, page.lines, url=page.url).is_elsewhere else []


def _kinds(marks: Sequence[Mark]) -> list[list[Mark]]:
    """The marks of each kind that repeats, then those of single ones."""
    kinds: dict[Kind, list[Mark]] = defaultdict(list)
    for mark in marks:
        kinds[mark.kind].append(mark)
    return list(kinds.values())


def _weighed(page: Reading, marks: Sequence[Mark]) -> tuple[Evidence, list[Block]] | None:
    """The blocks of one kind of marks with what speaks for them; a lone block needs its own announcement."""
    elements = list(dict.fromkeys(mark.element for mark in marks))
    if len(elements) > 1:
        node = main_list(elements)
        elements = marks_inside(node, elements)
        boxes = place_boxes(elements)
    else:
        boxes = _lone_box(elements[0], page.lines)
    if not boxes:
        return None
    blocks = _announced(read_blocks(boxes, page.lines, page.marks, fetched_at=page.fetched_at), page.lines)
    if not blocks or not all(block.lines for block in blocks[:1]):
        return None
    evidence = weigh(blocks, page.lines, url=page.url)
    return (evidence, blocks) if len(blocks) > 1 or _is_lone_sure(evidence) else None


def _announced(blocks: list[Block], lines: Sequence[PrintedLine]) -> list[Block]:
    """The blocks without the opening post of a forum: what stands above the title of the answers is no answer."""
    if len(blocks) < 3 or not blocks[0].lines or not blocks[1].lines:
        return blocks
    places = {id(line): at for at, line in enumerate(lines)}
    first, second = (places.get(id(block.lines[0])) for block in blocks[:2])
    own = {id(line) for line in blocks[0].lines}
    between = lines[first:second] if first is not None and second is not None else []
    is_opening = any(is_title(line) for line in between if id(line) not in own)
    if not is_opening or any(block.box.parent == 0 for block in blocks):
        return blocks
    return [replace(block, box=replace(block.box, parent=_moved(block.box.parent))) for block in blocks[1:]]


def _moved(parent: int | None) -> int | None:
    return None if parent is None else parent - 1


def _lone_box(mark: HtmlElement, lines: Sequence[PrintedLine]) -> list[Box]:
    """What is named as a comment around a single date, else what stands with it under the title of one comment."""
    above = [one for one in mark.iterancestors() if one.tag not in ("body", "html", "main")]
    for one in above:
        if "comment" in (one.get("class") or "").lower().split() or re.match(
            r"(?:li-|div-)?comment-?\d", one.get("id") or ""
        ):
            return [Box(mark=mark, roots=(one,))]
    inside = {mark, *mark.iterdescendants()}
    at = next((at for at, line in enumerate(lines) if any(piece.element in inside for piece in line.pieces)), 0)
    title = next((line for line in lines[max(0, at - _LINES_ABOVE_A_LONE) : at] if is_title(line)), None)
    if title is None:
        return []
    holders = {title.pieces[0].element, *title.pieces[0].element.iterancestors()}
    alone = [one for one in above if one not in holders]
    return [Box(mark=mark, roots=(alone[-1],))] if alone else []


def _is_lone_sure(evidence: Evidence) -> bool:
    """Whether one block alone is a comment: announced by a title and answerable, or named so and one of these."""
    if evidence.is_elsewhere or evidence.is_misnamed or not (evidence.filled and evidence.signed):
        return False
    signs = (evidence.is_named, evidence.is_announced, evidence.is_counted, evidence.answerable >= 0.5)
    return sum(signs) >= _SIGNS_OF_A_LONE
