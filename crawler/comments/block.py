"""One block of a thread: who signs it, when, and what it says; the names of elements are hints, its lines decide."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from lxml.html import HtmlElement

from crawler.comments.marks import Mark, best_moment
from crawler.comments.markup import Moment
from crawler.comments.outline import Part, PrintedLine
from crawler.pages import words
from crawler.pages.lines import tidy
from crawler.pages.outside import whole_number
from crawler.pages.votes import is_for_liking, read_votes
from store.fold import fold_words

_MOST_OF_A_HEAD_LINE = 80
_MOST_HEAD_LINES = 7
_MOST_OF_A_NAME = 60
_ACTION_WORDS = re.compile(
    r"(?:(?:[+-]?\d{1,5}\s*)?(?:repondre|reponses?|reply|replies|antworten|antwort|responder|rispondi|zitieren|citer|"
    r"quote|signaler\b[\w ]{0,25}|report\b[\w ]{0,20}|melden|alerter|j'aime(?: pas)?|je n'aime pas|likes?|gefallt mir|"
    r"liked by[\w ]{0,30}|gefallt \d+ person(?:en)?|loschen|delete|supprimer|edit|editer|bearbeiten|modifier|permalink|"
    r"permalien|lien permanent|link zum kommentar|haut de page|nach oben|share|partager|teilen|voter|"
    r"zum antworten anmelden|(?:log in|login|connectez-vous) (?:to|pour) (?:reply|repondre)[\w ]{0,20}|loading|"
    r"wird geladen|chargement|up ?vote|down ?vote|hide replies|view replies|kommentieren|#|link|view all comments|"
    r"laden)(?:\s+(?:to|auf|a)\s+\S.{0,50})?\s*[·•|›»>,/↓↑-]*\s*(?:\(\d{1,5}\)|\s[+-]?\d{1,5})?\s*[·•|›»>,/-]*\s*)+"
)
_NOISE = re.compile(
    r"#?\d{1,5}[.)]?|says|said|sagt|schreibt|meint|dit|a dit|ecrit|a ecrit|permalink|kommentar|comment|commentaire|"
    r"autor(?:in)?|author|auteur|at|um|a|le|on|am|von|by|par|uhr|"
    r"(?:poste|publie|ecrit|envoye|redige|ajoute|depose|posted|published|sent|geschrieben|verfasst)e?(?: le| on| am)?|"
    r"[\s·•|›»:,.#()–—-]+"
)
_SAYS = re.compile(
    r"\s*(?:,?\s*(?:a\s+)?(?:dit|écrit|répondu|said|says|wrote|sagt|sagte|schreibt|schrieb|meint|meinte)|"
    r"added on|commented|kommentierte)\s*(?:,?\s*(?:on|am|le))?\s*:?\s*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"^(?:#?\d+[.):]?\s+)?(?:(?:commentaire|comment|kommentar|message|réponse|réaction|posté|publié|écrit|posted|"
    r"verfasst|geschrieben)\s+)?(?:de|par|by|from|von|bei)\s+",
    re.IGNORECASE,
)
_BEFORE_DATE = re.compile(
    r"(?:[\s,;|–—-]+)(?:posté |publié |écrit |posted )?(?:le|on|am|à|at|um|il y a)$", re.IGNORECASE
)
_LATE_NAME = re.compile(r"^[\s,)|·–—-]*(?:par|by|von|de)\s+(?P<name>\S.{0,58})$", re.IGNORECASE)
_CUT_EDGES = " \u00a0·•|–—-,:;()@»«#/"
_VOTES = re.compile(r"[+(]?\s*(\d{1,5})\s*\)?")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What one block says; `after` and `before` are the characters of its text on either side of its date.

    The name is in no representation, so that no log prints it.
    """

    name: str | None = field(repr=False)
    moment: Moment
    text: str
    after: int = 0
    before: int = 0
    has_action: bool = False
    n_free: int = 0
    votes: int | None = None


def read_block(
    lines: Sequence[PrintedLine], mark: Mark | None, elements: Sequence[HtmlElement], *, fetched_at: datetime,
    is_signed_below: bool = False,
) -> Draft:  # fmt: skip
    """The draft of a block from its own lines; `elements` are those whose attributes may tell its time.

    `is_signed_below` says that in this thread the name and the date follow the text.
    """
    at = _head_at(lines, mark)
    head, rest = ({at}, "") if is_signed_below and at is not None else _cut_head(lines, at, mark)
    moment = best_moment(elements, mark.moment if mark else Moment(), fetched_at=fetched_at)
    name = _name(lines, at, mark, head)
    body = _content(lines, at)
    if not body:
        above, below = _split(lines, at, head, name)
        body = above if is_signed_below and above else below or above
        whole = sum(len(line.text) for line in lines[: at or 0])
        counts = (whole, sum(len(line.text) for line in below) + len(rest))
    else:
        counts = (0, sum(len(line.text) for line in body))
    texts = [line.text for line in body]
    if rest and not is_signed_below and not any(line.share_of(Part.CONTENT) > 0.5 for line in body):
        texts = [rest, *texts]
    return Draft(
        name=name, moment=moment, text="\n".join(texts), before=counts[0], after=counts[1],
        has_action=any(_is_action(line) for line in lines), votes=_votes(lines),
        n_free=sum(line.share_of(Part.LINK) < 0.9 for line in body) + bool(rest),
    )  # fmt: skip


def _head_at(lines: Sequence[PrintedLine], mark: Mark | None) -> int | None:
    """The index of the line that prints the date, among the block's own."""
    if mark is None or mark.line is None:
        return None
    inside = {mark.element, *mark.element.iterdescendants()}
    found = [at for at, line in enumerate(lines) if any(piece.element in inside for piece in line.pieces)]
    printed = mark.moment.text or ""
    return next((at for at in found if printed in lines[at].text), found[0] if found else None)


def _cut_head(lines: Sequence[PrintedLine], at: int | None, mark: Mark | None) -> tuple[set[int], str]:
    """The indexes of the lines around the date that are no text, and the text that follows it on its own line."""
    if at is None or mark is None:
        return set(), ""
    first = at
    while first > 0 and at - first < _MOST_HEAD_LINES and _may_be_head(lines[first - 1]):
        first -= 1
    head = set(range(first, at + 1)) if first == 0 or _is_named(lines[first:at]) else {at}
    last = at + 1
    while last < len(lines) and last <= at + 3 and _follows_head(lines[last]):
        head.add(last)
        last += 1
    late = lines[at].text[mark.end :].strip(_CUT_EDGES + "]")
    return head, late if len(late) > _MOST_OF_A_HEAD_LINE or (len(late.split()) > 8) else ""


def _may_be_head(line: PrintedLine) -> bool:
    return len(line.text) <= _MOST_OF_A_HEAD_LINE and line.share_of(Part.CONTENT) < 0.5


def _is_named(lines: Sequence[PrintedLine]) -> bool:
    return any(line.share_of(Part.AUTHOR) > 0.3 for line in lines)


def _follows_head(line: PrintedLine) -> bool:
    """Whether a line after the date still belongs to the head: a time, a number, a badge, a way to answer."""
    short = len(line.text) <= 60
    by_name = line.share_of(Part.AUTHOR) > 0.9 and not line.share_of(Part.CONTENT)
    return (short and bool(_NOISE.fullmatch(line.folded) or by_name)) or _is_offer(line)


def _name(lines: Sequence[PrintedLine], at: int | None, mark: Mark | None, head: set[int]) -> str | None:
    """The printed name: where an element says so, else beside the date, else above it."""
    return _marked_name(lines, at, mark) or _name_beside(lines, at, mark) or _name_around(lines, at, head)


def _marked_name(lines: Sequence[PrintedLine], at: int | None, mark: Mark | None) -> str | None:
    for index, line in enumerate(lines):
        named = "".join(piece.text for piece in line.pieces if piece.part & Part.AUTHOR)
        if index == at and mark is not None:
            named = named.replace(line.text[mark.start : mark.end], " ")
        if named and (name := clean_name(named)):
            return name
    return None


def _name_beside(lines: Sequence[PrintedLine], at: int | None, mark: Mark | None) -> str | None:
    if at is None or mark is None:
        return None
    text = lines[at].text
    late = _LATE_NAME.match(text[mark.end :])
    return clean_name(late["name"] if late else "") or clean_name(text[: mark.start])


def _name_around(lines: Sequence[PrintedLine], at: int | None, head: set[int]) -> str | None:
    for index in sorted(head) if at is not None else range(min(2, len(lines))):
        if index != at and (name := clean_name(lines[index].text)) and not _is_offer(lines[index]):
            return name
    late_at = at + 1 if at is not None else len(lines)
    if late_at < len(lines) and len(lines[late_at].text) <= 40 and lines[late_at].share_of(Part.LINK) > 0.9:
        return clean_name(lines[late_at].text)
    return None


def clean_name(text: str) -> str | None:
    """A printed name without what sites put around it, `None` when nothing like a name is left."""
    bare = _BEFORE_DATE.sub("", tidy(text).strip(_CUT_EDGES)).strip(_CUT_EDGES)
    name = tidy(_SAYS.sub("", _SIGNED.sub("", bare))).strip(_CUT_EDGES)
    folded = fold_words(name)
    if not name or len(name) > _MOST_OF_A_NAME or len(name.split()) > 7 or _NOISE.fullmatch(folded):
        return None
    if _ACTION_WORDS.fullmatch(folded) or words.COMMENTS_TITLE.fullmatch(folded):
        return None
    return name if any(char.isalnum() for char in name) else None


def _content(lines: Sequence[PrintedLine], at: int | None) -> list[PrintedLine]:
    """The lines that stand in an element named for the text, when the date does not stand in it too."""
    if at is not None and lines[at].share_of(Part.CONTENT) > 0.5:
        return []
    found = [
        line for index, line in enumerate(lines)
        if line.share_of(Part.CONTENT) > 0.5 and index != at and not _is_named_action(line)
    ]  # fmt: skip
    while len(found) > 1 and _is_offer(found[-1]):
        found.pop()
    return _without_titles(found)


def _without_titles(lines: list[PrintedLine]) -> list[PrintedLine]:
    """The lines without headings, unless there is nothing else: sites make a comment's title of its first words."""
    return [line for line in lines if not _is_heading(line)] or lines


def _is_heading(line: PrintedLine) -> bool:
    near = (one for piece in line.pieces[:1] for one in (piece.element, *list(piece.element.iterancestors())[:2]))
    return any(one.tag in ("h1", "h2", "h3", "h4", "h5", "h6") for one in near)


def _split(
    lines: Sequence[PrintedLine], at: int | None, head: set[int], name: str | None
) -> tuple[list[PrintedLine], list[PrintedLine]]:
    """The lines of text before the date and after it, without the head and the ways to answer."""
    counted = _counted_at(lines, head)
    kept = [
        (index, line) for index, line in enumerate(lines)
        if index not in head and index not in counted and not _is_action(line)
        and not (name and fold_words(name) == line.folded.rstrip(" :"))
        and not (line.share_of(Part.AUTHOR) > 0.8 and line.share_of(Part.CONTENT) < 0.5)
    ]  # fmt: skip
    middle = -1 if at is None else at
    above = [line for index, line in kept if index < middle]
    return _without_titles(above), _without_titles([line for index, line in kept if index > middle])


def _counted_at(lines: Sequence[PrintedLine], head: set[int]) -> set[int]:
    """The indexes of the lines of votes around the text; inside it, or alone, such words are the reader's own."""
    told = {at for at, line in enumerate(lines) if _is_votes(line)}
    text = [
        at for at, line in enumerate(lines) if at not in head and at not in told and not _is_action(line)
        and line.share_of(Part.AUTHOR) <= 0.8
    ] if told else []  # fmt: skip
    return {at for at in told if not text[0] < at < text[-1]} if text else set()


def _is_votes(line: PrintedLine) -> bool:
    """Whether a line tells votes in words, and nothing else than ways to answer beside."""
    return _told_votes(_offered(line)) is not None


def _offered(line: PrintedLine) -> str:
    """The folded line, its links parted where it is made of nothing else: « Utile (12) · Signaler »."""
    told = [piece for piece in line.pieces if piece.text.strip()]
    if len(told) < 2 or not all(piece.part & Part.LINK or piece.element.tag == "button" for piece in told):
        return line.folded
    return " · ".join(fold_words(piece.text.strip()) for piece in told)


@lru_cache(maxsize=4096)
def _told_votes(folded: str) -> tuple[int | None] | None:
    """What a line of votes tells, in a pair of brackets as it may tell no number; `None` for any other line."""
    is_votes, count = read_votes(folded)
    if is_votes:
        return (count,)
    found = None
    parts = [one for one in re.split(r"\s*[·•|]\s*", folded) if one] if len(folded) <= _MOST_OF_A_HEAD_LINE else []
    for part in parts if len(parts) > 1 else []:
        is_votes, count = read_votes(part)
        if is_votes:
            found = (count,) if found is None or found[0] is None else found
        elif not _ACTION_WORDS.fullmatch(part):
            return None
    return found


def _is_action(line: PrintedLine) -> bool:
    """Whether a line only offers to answer, to vote, to share; by its words, else by the names of its elements."""
    return bool(_ACTION_WORDS.fullmatch(line.folded)) or _is_named_action(line)


def _is_offer(line: PrintedLine) -> bool:
    return _is_action(line) or _is_votes(line)


def _is_named_action(line: PrintedLine) -> bool:
    return line.share_of(Part.ACTION) > 0.9


def _votes(lines: Sequence[PrintedLine]) -> int | None:
    """The votes in favour: a number in an element named for them, a number in a way to vote, else a line of words."""
    for line in lines:
        for piece in line.pieces:
            match = _VOTES.fullmatch(piece.text.strip())
            if match and line.share_of(Part.CONTENT) < 0.5 and is_for_liking(piece.element):
                return whole_number(match[1])
    for line in lines:
        if line.share_of(Part.ACTION) > 0.5 and (match := _VOTES.fullmatch(line.folded)):
            return whole_number(match[1])
    told = (one[0] for line in reversed(lines) if (one := _told_votes(_offered(line))) is not None)
    return next((count for count in told if count is not None), None)
