"""Readers' comments of a copied page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from crawler.pages import forum, words
from crawler.pages.comment_heads import Head, read_head
from crawler.pages.furniture import related_start
from crawler.pages.lines import Line, has_final_stop
from crawler.pages.outside import whole_number
from crawler.pages.tail_threads import read_tail_threads
from crawler.pages.votes import IN_WORDS, number_in_words, read_votes
from store.fold import fold_words, squeeze
from store.records import Comment, CommentStatus
from store.removals import removal_notice

_MENU_RUN = 4
_COUNTED = (
    b"comment", b"kommentar", b"reaction", b"avis", b"discussion", b"replies", b"response", b"thought", b"reponse",
    b"reflexion", b"message",
)  # fmt: skip
_MENTION = re.compile(r"^(?:@\s?|(?:en )?réponse à @?|répondre à @?)(?=\S)", re.IGNORECASE)
_TOLD = re.compile(rf"{IN_WORDS}(?= )")
_DECLARED = re.compile(r"(\d{1,3}(?:[ .]?\d{3})*)")


@dataclass(frozen=True, kw_only=True)
class ReaderZone:
    """The comments of a page, in order, and the index of the first line that belongs to them."""

    start: int
    comments: tuple[Comment, ...]
    platform: str | None
    declared: int | None


def read_comments(lines: Sequence[Line], *, start: int, fetched_at: datetime) -> ReaderZone:
    """The comments printed from `start` on; `ReaderZone.start` is `len(lines)` when there are none.

    A reply that names whom it answers points to that reader's latest comment as « #n », n from 0 in page order.
    """
    title_at = _comments_title(lines, start)
    heads = [
        (forum.post_start(lines, at, head.name), replace(head, indent=lines[at].indent))
        for at, head in _heads(lines, start, fetched_at)
    ]
    declared = declared_count(lines[start:])
    if heads:
        ends = [at for at, _ in heads[1:]] + [_end_of_page(lines, heads[-1][1].text_from, fetched_at)]
    else:
        tails = read_tail_threads(lines, start=start if title_at is None else title_at + 1, fetched_at=fetched_at)
        heads, ends = [(tail.name_at, tail.head) for tail in tails], [tail.text_end for tail in tails]
    drafts = [(head, _text(lines, head.text_from, end)) for (_, head), end in zip(heads, ends, strict=True)]
    drafts = [draft for draft in drafts if draft[1][0]]
    if not drafts:
        return ReaderZone(start=len(lines), comments=(), platform=_told_platform(lines), declared=declared)
    platform = _platform(lines, heads)
    comments = [_comment(drafts, index, platform or "pasted") for index in range(len(drafts))]
    first = heads[0][0]
    begins = title_at if title_at is not None and title_at < first else first
    return ReaderZone(start=begins, comments=tuple(comments), platform=platform, declared=declared)


def may_declare(text: str) -> bool:
    """Whether a text holds a word of those titles of comments that say a number: few boxes of a page do."""
    squeezed = squeeze(text)
    return any(word in squeezed for word in _COUNTED)


def declared_count(lines: Sequence[Line]) -> int | None:
    """The number of comments that a title says (« 12 commentaires », « Commentaires (12) »)."""
    for line in lines:
        match = words.COMMENTS_TITLE.fullmatch(line.folded)
        if re.fullmatch(r"\d+ (?:reponses?|replies|reply)", line.folded):
            continue
        if match and (match["count1"] or match["count2"]):
            return whole_number(re.sub(r"\D", "", match["count1"] or match["count2"]))
        if match and (told := _TOLD.match(line.folded)):
            return number_in_words(told[0])
    return None


def _comments_title(lines: Sequence[Line], start: int) -> int | None:
    return next((at for at in range(start, len(lines)) if words.COMMENTS_TITLE.fullmatch(lines[at].folded)), None)


def _heads(lines: Sequence[Line], start: int, fetched_at: datetime) -> list[tuple[int, Head]]:
    """The heads in order; weak ones count under a comments title or once a comment of the same style was read."""
    heads: list[tuple[int, Head]] = []
    index, announced = start, False
    while index < len(lines):
        folded = lines[index].folded
        announced = announced or bool(heads) or words.COMMENTS_TITLE.fullmatch(folded) is not None
        if words.END_OF_PAGE.fullmatch(folded) or folded == "vignette":
            if heads:
                break
            announced = False
        head = read_head(lines, index, fetched_at=fetched_at)
        if head is None or not (head.strong or announced) or (heads and not _same_family(heads, head)):
            index += 1
            continue
        heads.append((index, head))
        index = max(head.text_from, index + 1)
    return heads


def _same_family(heads: Sequence[tuple[int, Head]], head: Head) -> bool:
    """Whether a head looks like the first one, so that a related article's date opens no comment."""
    return head.style == heads[0][1].style or (head.strong and heads[0][1].style != "photo")


def _end_of_page(lines: Sequence[Line], start: int, fetched_at: datetime) -> int:
    """Where the last comment's text ends: at the site's foot, a related list or a run of menu entries."""
    related = related_start(lines[start:], fetched_at=fetched_at)
    limit = len(lines) if related is None else start + related
    for index in range(start, limit):
        folded = lines[index].folded
        foot = (
            words.END_OF_PAGE.fullmatch(folded)
            or words.END_OF_COMMENTS.fullmatch(folded)
            or words.RELATED_LIST.fullmatch(folded)
        )
        if foot or folded == "vignette" or (index > start and _is_menu(lines, index)):
            return index
    return limit


def _is_menu(lines: Sequence[Line], index: int) -> bool:
    run = lines[index : index + _MENU_RUN]
    return len(run) == _MENU_RUN and all(len(line.text) <= 45 and not has_final_stop(line.text) for line in run)


def _text(lines: Sequence[Line], start: int, end: int) -> tuple[str, int | None, str | None]:
    """The text of a comment, its votes, and whom a mark inside it says it answers."""
    kept: list[str] = []
    votes: int | None = None
    closed = False
    reply_to, inner = forum.without_quote(lines[start:end])
    for at, line in enumerate(inner):
        folded = line.folded
        count = words.VOTES.fullmatch(line.plain) if any(char.isdigit() for char in folded) else None
        acts = words.COMMENT_ACTION.fullmatch(line.plain)
        mark = words.REPLY_MARK.fullmatch(folded) if not kept else None
        if count:
            votes = whole_number(count["count"]) if votes is None else votes
            closed = closed or bool(kept)
        elif kept and read_votes(folded)[0] and all(_is_below(other) for other in inner[at:]):
            votes = read_votes(folded)[1] if votes is None else votes
            closed = True
        elif words.END_OF_COMMENTS.fullmatch(folded) and kept:
            break
        elif acts or not any(char.isalnum() for char in folded):
            votes = _votes_in_actions(folded) if votes is None else votes
            closed = closed or bool(kept)
        elif mark:
            reply_to = line.text[-len(mark["name"]) :].rstrip(" :")
        elif not closed and not words.EDITED.fullmatch(folded) and not words.COMMENTS_TITLE.fullmatch(folded):
            kept.append(line.text)
    return words.CUT_TEXT.sub("…", "\n".join(kept)) if kept else "", votes, reply_to


def _is_below(line: Line) -> bool:
    """Whether a line may stand below a comment's text: votes, ways to answer, the foot of the list."""
    acts = words.COMMENT_ACTION.fullmatch(line.plain) or words.END_OF_COMMENTS.fullmatch(line.folded)
    return bool(acts) or read_votes(line.folded)[0] or not any(char.isalnum() for char in line.folded)


def _comment(drafts: Sequence[tuple[Head, tuple[str, int | None, str | None]]], index: int, platform: str) -> Comment:
    head, (text, votes, marked) = drafts[index]
    deleted = bool(removal_notice(text))
    status: CommentStatus = "deleted" if deleted else "edited" if head.edited else "published"
    mention = _MENTION.match(text)
    wanted = head.reply_to or marked or (text[mention.end() :][:60] if mention else None)
    return Comment(
        text="" if deleted else text,
        platform=platform,
        reply_to=_parent(drafts[:index], wanted) or _outer(drafts[:index], head.indent),
        author_ref=head.name,
        author_role=_unnamed(head.role, drafts),
        badge=_unnamed(head.badge, drafts),
        points=head.points,
        posted_at=head.date.moment if head.date else None,
        date_text=head.date_text,
        date_source=head.date.source if head.date else "none",
        date_precision=head.date.precision if head.date else "none",
        votes=votes,
        position=head.position,
        status=status,
    )


def _unnamed(printed: str | None, drafts: Sequence[tuple[Head, object]]) -> str | None:
    """A printed role or badge, `None` when it holds a reader's name: a misread line must not print one."""
    squeezed = _squeezed(printed or "")
    return (
        None
        if any(_squeezed(head.name) in squeezed for head, _ in drafts if len(_squeezed(head.name)) >= 4)
        else printed
    )


def _parent(earlier: Sequence[tuple[Head, object]], wanted: str | None) -> str | None:
    """« #n » of the latest earlier comment by the reader that a reply names."""
    if not wanted:
        return None
    sought = _squeezed(wanted)
    for index in range(len(earlier) - 1, -1, -1):
        name = _squeezed(earlier[index][0].name)
        if name and sought and (name == sought or (len(name) >= 4 and sought.startswith(name))):
            return f"#{index}"
    firsts = {_squeezed(head.name.split()[0]): index for index, (head, _) in enumerate(earlier)}
    first = _squeezed(wanted.split()[0])
    return f"#{firsts[first]}" if len(first) >= 3 and first in firsts else None


def _outer(earlier: Sequence[tuple[Head, object]], indent: int) -> str | None:
    """« #n » of the latest earlier comment that stands further left."""
    outer = [index for index, (head, _) in enumerate(earlier) if head.indent < indent]
    return f"#{outer[-1]}" if outer else None


def _votes_in_actions(folded: str) -> int | None:
    """The count beside « J'aime » or a raised thumb in a line of actions."""
    match = re.search(r"(?:j'aime|👍|▲|utile)\s*\(?\s*(\d{1,5})|^(\d{1,5})\s", folded)
    return int(match[1] or match[2]) if match else None


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold_words(name))


def _told_platform(lines: Sequence[Line]) -> str | None:
    online = any(re.fullmatch(r"\d+ debatteurs? en ligne.*", line.folded) for line in lines)
    return "logora" if online else None


def _platform(lines: Sequence[Line], heads: Sequence[tuple[int, Head]]) -> str | None:
    folded = [line.folded for line in lines]
    if _told_platform(lines):
        return "logora"
    first = heads[0][1]
    if first.style == "photo" and any(head.points is not None for _, head in heads):
        return "logora"
    if any("disqus" in text and len(text) < 80 for text in folded):
        return "disqus"
    return "wordpress" if first.style == "said" else None
