"""What sites print inside and around an article that is not the article: debates, promotions, related lists."""

import itertools
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from crawler.dates import resolve_date
from crawler.pages import service_words, words
from crawler.pages.lines import Line, ends_asking, has_final_stop, with_noise, without
from crawler.pages.people import is_person_name
from store.fold import fold_words

_LONGEST_QUESTION = 220
_LONGEST_ARGUMENT = 320
_LONGEST_TITLE = 200
# How agencies sign a copy: « pdq/mtl/ok ».
_INITIALS = re.compile(r"\(?[a-z]{2,5}(?:-[a-z]{2,5})?(?:/[a-z]{2,5}){1,4}\)?")


def drop_debates(lines: Sequence[Line]) -> list[Line]:
    """`lines` without in-page polls: a question, people's names, their position, an argument cut by « Lire plus ».

    A block counts only when a position (« Oui », « Non 44 % ») stands alone on its line below a question. Below a
    name, the line after the position is that person's argument and goes too, cut or not: printed in an answer, it
    would be a stranger's opinion in the speaker's mouth.
    """
    dropped: set[int] = set()
    for index, line in enumerate(lines):
        if index in dropped or not _is_position(line):
            continue
        start = _debate_start(lines, index)
        if start is not None:
            dropped.update(range(start, _debate_end(lines, index, start)))
    return without(lines, dropped)


def _is_position(line: Line) -> bool:
    return line.folded in words.ANSWER_WORDS or words.POLL_SHARE.fullmatch(line.folded) is not None


def _debate_start(lines: Sequence[Line], position: int) -> int | None:
    """The index of the question above a position (or of the word « Sondage » above it), through poll parts only."""
    for index in range(position - 1, max(position - 9, -1), -1):
        line = lines[index]
        if _is_comment_part(line):
            return None
        if ends_asking(line.text) and len(line.text) <= _LONGEST_QUESTION:
            announced = index > 0 and words.POLL_FURNITURE.fullmatch(lines[index - 1].folded)
            return index - 1 if announced else index
        if not (_is_poll_part(line) or (len(line.text) <= 50 and not has_final_stop(line.text))):
            return None
    return None


def _is_comment_part(line: Line) -> bool:
    """Whether a line belongs to a reader's comment, where a position is the reader's own."""
    folded = line.folded
    return bool(
        words.POINTS.fullmatch(folded)
        or folded.startswith(("photo de profil", "avatar "))
        or words.COMMENT_ACTION.fullmatch(line.plain)
    )


def _is_poll_part(line: Line) -> bool:
    folded = line.folded
    return bool(
        _is_position(line)
        or words.POLL_FURNITURE.fullmatch(folded)
        or words.INTERFACE.fullmatch(folded)
        or is_person_name(line.text)
    )


def _debate_end(lines: Sequence[Line], position: int, start: int) -> int:
    """The index after the last line of the debate that opens at `start` and whose position stands at `position`."""
    signed = any(is_person_name(line.text) for line in lines[start:position])
    index = position + 1
    while index < len(lines):
        line, following = lines[index], lines[index + 1] if index + 1 < len(lines) else None
        cut_here = bool(words.CUT_TEXT.search(line.text)) or line.folded == "lire plus"
        cut_next = following is not None and following.folded in {"lire plus", "lire la suite", "voir plus"}
        named = following is not None and _is_position(following)
        argues = signed and index == position + 1
        if not (argues or cut_here or cut_next or named or _is_poll_part(line)) or len(line.text) > _LONGEST_ARGUMENT:
            break
        index += 1
    return index


def mark_noise(lines: Sequence[Line]) -> list[Line]:
    """`lines` with interface words, consent banners, promotions and lists of related articles marked as noise.

    Lists count only below the first paragraph: above it « À la une » is a menu entry and what follows may be the title.
    """
    marked = [with_noise(line, line.noise or is_furniture(line)) for line in lines]
    first_text = next(
        (index for index, line in enumerate(lines) if line.is_paragraph and not is_consent(line)),
        len(lines),
    )
    for index, line in enumerate(lines):
        folded = line.folded
        if index < first_text:
            continue
        if words.PROMOTION_ALONE.fullmatch(folded):
            _mark(marked, index, _promoted_end(lines, index, most=1))
        elif words.RELATED_LIST.fullmatch(folded):
            _mark(marked, index, _promoted_end(lines, index, most=40))
    return marked


def is_furniture(line: Line) -> bool:
    """Whether a line, on its own, belongs to the site rather than to the article."""
    folded = line.folded
    if _is_service(folded) or _INITIALS.fullmatch(line.text):
        return True
    if line.columns and all(_is_service(fold_words(part)) for part in line.columns):
        return True
    if len(line.text) <= 400 and words.PROMOTION.fullmatch(folded):
        return not line.is_paragraph or words.PROMOTION_ALONE.match(folded) is not None or "newsletter" in folded
    return not any(char.isalnum() for char in folded)


@lru_cache(maxsize=4096)  # menus and footers print the same lines on every page of a site
def _is_service(folded: str) -> bool:
    return bool(words.INTERFACE.fullmatch(folded) or service_words.SERVICE.fullmatch(folded))


def is_consent(line: Line) -> bool:
    """Whether a line belongs to a consent banner, French or English."""
    return bool(words.CONSENT.fullmatch(line.folded) or service_words.CONSENT_ENGLISH.fullmatch(line.folded))


def mark_consent(lines: Sequence[Line]) -> list[Line]:
    """`lines` with the sentences and buttons of a consent banner marked; meant for the top of a page."""
    return [with_noise(line, line.noise or is_consent(line)) for line in lines]


def _promoted_end(lines: Sequence[Line], start: int, *, most: int) -> int:
    """The index after the titles that follow a promotion; running text ends them."""
    index = start + 1
    while index < len(lines) and index - start <= most:
        line = lines[index]
        running = has_final_stop(line.text) and not ends_asking(line.text) and len(line.text) > 90
        if running or len(line.text) > _LONGEST_TITLE or (most > 1 and words.COMMENTS_TITLE.fullmatch(line.folded)):
            break
        index += 1
    if most > 1 and index < len(lines) and lines[index].is_paragraph and index - start > 2 and lines[index].gap:
        # A short line right above running text is the heading of that text, not one more related title.
        index -= 1 if lines[index - 1].gap and len(lines[index - 1].text) <= 60 else 0
    return index


def _mark(marked: list[Line], start: int, end: int) -> None:
    for index in range(start, end):
        marked[index] = with_noise(marked[index], True)


def related_start(lines: Sequence[Line], *, fetched_at: datetime) -> int | None:
    """Where a list of « rubrique / title / date / number » groups begins, if at least two follow each other."""
    dates = [index for index, line in enumerate(lines) if _is_bare_date(line, fetched_at)]
    groups = [index for index in dates if _is_group(lines, index)]
    for first, second in itertools.pairwise(groups):
        if 2 <= second - first <= 5:
            return max(first - 2, 0) if first >= 2 and _is_rubric(lines[first - 2]) else max(first - 1, 0)
    return None


def _is_bare_date(line: Line, fetched_at: datetime) -> bool:
    if len(line.text) > 40 or not any(char.isdigit() for char in line.text):
        return False
    return resolve_date(line.text, fetched_at=fetched_at) is not None


def _is_group(lines: Sequence[Line], date_at: int) -> bool:
    """Whether the line above the date is a title and nothing but titles stands around it."""
    if date_at < 1:
        return False
    title = lines[date_at - 1].text
    following = lines[date_at + 1].text if date_at + 1 < len(lines) else "0"
    return 20 <= len(title) <= _LONGEST_TITLE and (following.isdigit() or len(following) <= 60)


def _is_rubric(line: Line) -> bool:
    return len(line.text) <= 45 and not has_final_stop(line.text) and not line.text.isdigit()
