"""A thread read from its marks: boxes, drafts, then comments with their ids and what they answer."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

from crawler.comments.block import Draft, clean_name, read_block
from crawler.comments.boxes import Box, owners
from crawler.comments.marks import Mark, links_in
from crawler.comments.outline import Part, PrintedLine
from crawler.comments.quoted import cut_quotes
from crawler.pages.html_tree import names_of
from store.fold import fold_words
from store.people import role_bucket
from store.records import Comment
from store.removals import removal_notice

_NUMBERED = re.compile(
    r"^(?:li-|div-|article-|wc-comm-|bb_)?(?:comment|commentaire|kommentar|c|forum|message|msg|reply|reaction|answer|"
    r"post|p)?[-_]?(?P<id>\d{2,}|[0-9a-f]{8}-?[0-9a-f-]{8,})(?:[-_]\d)?$",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"#(?P<id>[\w-]*\d[\w-]*)$|[?&](?:replytocom|comment_?id|cid)=(?P<n>\d+)|/comment/(?P<c>\d+)\b")
_DATA = ("data-comment-id", "data-commentid", "data-comment_id", "data-id", "data-message-id")
_NUMBERING = frozenset({"id", "name", *_DATA})
_PING = re.compile(r"(?:pingback|trackback)s?\b|\[(?:…|\.\.\.)\]")
_STAMPED = etree.XPath(".//@data-comment-timestamp/..")
_TIMED = etree.XPath(".//time[@datetime] | .//meta[@itemprop and @content]")
_CUT_BEFORE, _CUT_AFTER = re.compile(r"\[(?:…|\.\.\.)\]"), re.compile(r"\[(?:…|\.\.\.)\]\W*$")
_LINKED_BACK = re.compile(r"(?:pingback|trackback)\b")
_MOST_EMPTY = 0.5
_SHARE_COUNTED = 0.6
_MOST_OF_A_FIRST = 45
_MOST_OF_A_DATE = 80
_FOREIGN = frozenset({"pingback", "trackback", "comment-awaiting-moderation"})


@dataclass(frozen=True, eq=False, kw_only=True)
class Block:
    """A box with the lines that are its own and what they say."""

    box: Box
    mark: Mark | None
    lines: tuple[PrintedLine, ...]
    draft: Draft

    @cached_property
    def is_foreign(self) -> bool:
        """Whether a block is a pingback or not published: a link from another site is no reader's comment."""
        for root in self.box.roots:
            for one in (root, *root.iterchildren()):
                if isinstance(one.tag, str) and not _FOREIGN.isdisjoint(names_of(one).split()):
                    return True
        text = fold_words(self.draft.text)
        name = fold_words(self.draft.name or "")
        opening = fold_words(" ".join(line.text for line in self.lines[:2]))
        cut = _CUT_BEFORE.match(text) and _CUT_AFTER.search(text)
        return bool(cut or _LINKED_BACK.match(opening) or _LINKED_BACK.match(name))


def read_blocks(
    boxes: Sequence[Box], lines: Sequence[PrintedLine], marks: Sequence[Mark], *, fetched_at: datetime
) -> list[Block]:
    """Each box with its draft; where most texts stand above their dates, all are read so."""
    own, held, drafts = _drafts(boxes, lines, marks, fetched_at, is_below=False)
    if sum(not draft.text for draft in drafts) > _MOST_EMPTY * len(drafts):
        boxes = _with_neighbours(boxes)
        own, held, drafts = _drafts(boxes, lines, marks, fetched_at, is_below=False)
    if sum(draft.before > 0 and not draft.after for draft in drafts) > sum(draft.after > 0 for draft in drafts):
        own, held, drafts = _drafts(boxes, lines, marks, fetched_at, is_below=True)
    drafts = _signed_above(_without_counters(_without_furniture(drafts)))
    return [
        Block(box=box, mark=held[index][0] if held[index] else None, lines=tuple(own[index]), draft=drafts[index])
        for index, box in enumerate(boxes)
    ]


def _without_furniture(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts without the lines that most of them repeat word for word: ways to share, labels of the site."""
    counts = Counter(mask for draft in drafts for mask in {_mask(line) for line in draft.text.split("\n")})
    most = max(3, _SHARE_COUNTED * len(drafts))
    kept = [
        "\n".join(line for line in draft.text.split("\n") if counts[_mask(line)] < most or not _mask(line))
        for draft in drafts
    ]
    return [replace(draft, text=text) for draft, text in zip(drafts, kept, strict=True)]


def _mask(line: str) -> str:
    """A line with its numbers made alike, empty for one without a word."""
    return re.sub(r"\d+", "0", line) if re.search(r"[^\W\d_]{2}", line) else ""


def _signed_above(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts whose first line is the name, where no draft has another and that line is a name in most of them."""
    firsts = [draft.text.partition("\n") for draft in drafts]
    named = [bool(rest) and len(first) <= _MOST_OF_A_FIRST and clean_name(first) for first, _, rest in firsts]
    is_bare = len(drafts) > 1 and sum(draft.name is not None for draft in drafts) < 0.2 * len(drafts)
    if not is_bare or sum(bool(name) for name in named) < 0.9 * len(drafts):
        return list(drafts)
    return [
        replace(draft, name=name or None, text=rest if name else draft.text)
        for draft, name, (_, _, rest) in zip(drafts, named, firsts, strict=True)
    ]


def _without_counters(drafts: Sequence[Draft]) -> list[Draft]:
    """Drafts without the lone number that closes most of their texts: a count of votes."""
    last = [re.fullmatch(r"([+-]?)\s?(\d{1,5})", draft.text.rpartition("\n")[2]) for draft in drafts]
    if sum(match is not None for match in last) < max(2, _SHARE_COUNTED * len(drafts)):
        return list(drafts)
    return [
        replace(draft, text=draft.text.rpartition("\n")[0], votes=int(match[2]) if match[1] != "-" else None)
        if match else draft
        for draft, match in zip(drafts, last, strict=True)
    ]  # fmt: skip


def as_comments(blocks: Sequence[Block], platform: str) -> list[Comment]:
    """The comments of a thread; pingbacks and blocks without text are left out, what answers them moves up."""
    names = _sure_ids(_own_ids(blocks))
    blocks = without_quotes(blocks)
    kept = [index for index, block in enumerate(blocks) if block.draft.text and not block.is_foreign]
    places = {index: place for place, index in enumerate(kept)}
    return [_comment(blocks, index, platform, names, places) for index in kept]


def without_quotes(blocks: Sequence[Block]) -> list[Block]:
    """Blocks without the words of earlier comments that they quote, of which they become answers."""
    earlier: list[list[str]] = []
    found = []
    for block in blocks:
        own = [line for line in block.draft.text.split("\n") if line.strip()]
        kept, quoted = cut_quotes(own, earlier)
        if quoted is not None:
            parent = block.box.parent if block.box.parent is not None else quoted
            block = replace(
                block, box=replace(block.box, parent=parent), draft=replace(block.draft, text="\n".join(kept))
            )
        earlier.append(own)
        found.append(block)
    return found


def _comment(
    blocks: Sequence[Block], index: int, platform: str, names: Sequence[str | None], places: dict[int, int]
) -> Comment:
    draft, parent = blocks[index].draft, blocks[index].box.parent
    while parent is not None and parent not in places:
        parent = blocks[parent].box.parent
    above = None if parent is None else names[parent] or f"#{places[parent]}"
    moment, (name, role) = draft.moment, _without_role(draft.name)
    return Comment(
        text=draft.text, platform=platform, id=names[index], reply_to=above, author_ref=name, author_role=role,
        posted_at=moment.at, date_text=moment.text, date_source=moment.source, date_precision=moment.precision,
        votes=draft.votes, status="deleted" if removal_notice(draft.text) else "published",
    )  # fmt: skip


def _without_role(name: str | None) -> tuple[str | None, str | None]:
    """A printed name without the occupation that follows it (« X, urgentiste »), and the occupation."""
    head, comma, rest = (name or "").partition(", ")
    role = rest.partition(" (")[0].strip()
    return (head, role) if comma and role_bucket(role) not in ("inconnu", "autre") else (name, None)


def _drafts(
    boxes: Sequence[Box], lines: Sequence[PrintedLine], marks: Sequence[Mark], fetched_at: datetime, *, is_below: bool
) -> tuple[list[list[PrintedLine]], list[list[Mark]], list[Draft]]:
    """For each box its own lines, its own marks and its draft."""
    owner = owners(boxes)
    own, held = _own_lines(boxes, lines, owner), _own_marks(boxes, marks, owner)
    drafts = []
    for index, box in enumerate(boxes):
        mark = held[index][0] if held[index] else None
        near = [one for one in _dating(box, mark) if owner.get(one) == index]
        drafts.append(read_block(own[index], mark, near, fetched_at=fetched_at, is_signed_below=is_below))
    return own, held, drafts


def _dating(box: Box, mark: Mark | None) -> list[HtmlElement]:
    """The elements of a box whose attributes may date it, those around its own mark first."""
    found: list[HtmlElement] = []
    if mark is not None:
        found += [mark.element, *mark.element.iterdescendants("time", "abbr", "span")]
        around = mark.element.iterancestors("time", "abbr", "span")
        found += [one for one in around if len("".join(one.itertext())) < _MOST_OF_A_DATE]
    for root in box.roots:
        found += _STAMPED(root)
        found += _TIMED(root)
    return [one for one in found if isinstance(one.tag, str)]


def _with_neighbours(boxes: Sequence[Box]) -> list[Box]:
    """Boxes with the unmarked siblings that follow them: sites put head and text side by side.

    The last box takes as many as the longest of the others.
    """
    taken = {root for box in boxes for root in box.roots}
    holders = {above for root in taken for above in root.iterancestors()} | taken
    following = [_siblings_after(box.roots[-1], holders) for box in boxes]
    most = max((len(found) for found, is_closed in following if is_closed), default=1)
    return [
        Box(mark=box.mark, roots=(*box.roots, *found[:most]), parent=box.parent)
        for box, (found, _) in zip(boxes, following, strict=True)
    ]


def _siblings_after(root: HtmlElement, holders: set[HtmlElement]) -> tuple[list[HtmlElement], bool]:
    """The siblings up to the next box, and whether there is a next box."""
    found: list[HtmlElement] = []
    for sibling in root.itersiblings():
        if sibling in holders:
            return found, True
        if isinstance(sibling.tag, str):
            if sibling.tag in ("form", "nav", "footer", "aside"):
                break
            found.append(sibling)
    return found, False


def _own_lines(
    boxes: Sequence[Box], lines: Sequence[PrintedLine], owner: Mapping[HtmlElement, int]
) -> list[list[PrintedLine]]:
    found: list[list[PrintedLine]] = [[] for _ in boxes]
    for line in lines:
        inside = [(owner.get(piece.element), piece) for piece in line.pieces]
        for index in dict.fromkeys(one for one, _ in inside if one is not None):
            pieces = [piece for one, piece in inside if one == index]
            own = PrintedLine(pieces) if len(pieces) < len(line.pieces) else line
            if own.text:
                found[index].append(own)
    return _with_parts_of_their_own(found)


def _with_parts_of_their_own(found: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """The lines without the parts that all of them share: those come from around the thread and tell nothing."""
    shared = Part.AUTHOR | Part.ACTION | Part.CONTENT | Part.LINK
    for lines in found:
        for line in lines:
            for piece in line.pieces:
                shared &= piece.part
    if not shared:
        return found
    return [[line.without(shared) for line in lines] for lines in found]


def _own_marks(boxes: Sequence[Box], marks: Sequence[Mark], owner: Mapping[HtmlElement, int]) -> list[list[Mark]]:
    held: list[list[Mark]] = [[] for _ in boxes]
    for mark in marks:
        index = owner.get(mark.element)
        if index is not None:
            held[index].append(mark)
    for index, box in enumerate(boxes):
        held[index].sort(key=lambda mark: mark.element is not box.mark)
    return held


def _own_ids(blocks: Sequence[Block]) -> list[str | None]:
    """The number that the site gives to each comment: an anchor, an attribute, a permalink, a way to answer."""
    owner = owners([block.box for block in blocks])
    anchors: list[list[str]] = [[] for _ in blocks]
    for element, index in owner.items():
        if _NUMBERING.isdisjoint(element.keys()):
            continue  # most elements
        named = element.get("name") if element.tag == "a" else None
        for value in (element.get("id"), named, *(element.get(name) for name in _DATA)):
            if value and (match := _NUMBERED.match(value)):
                anchors[index].append(match["id"])
    return [next(iter(found or _linked(block)), None) for block, found in zip(blocks, anchors, strict=True)]


def _linked(block: Block) -> list[str]:
    found = []
    for line in block.lines:
        for href in links_in(line):
            match = _FRAGMENT.search(href)
            numbered = _NUMBERED.match(match["id"] or match["n"] or match["c"]) if match else None
            if numbered:
                found.append(numbered["id"])
    return found


def _sure_ids(names: Sequence[str | None]) -> list[str | None]:
    """Ids only where they are the block's own: one met twice names neither."""
    counts = Counter(names)
    return [name if counts[name] == 1 else None for name in names]
