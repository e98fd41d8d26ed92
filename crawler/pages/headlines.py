"""Which line of a page's top is the title, and which the kicker above it."""

import itertools
import re
from collections.abc import Mapping, Sequence

from crawler.pages.bylines import MetaLine
from crawler.pages.lines import Line, has_final_stop
from crawler.pages.people import is_person_name
from store.fold import fold_words

_LONGEST_TITLE = 260
_LONGEST_KICKER = 45
_MENU_ENTRY = 30
_MENU_RUN = 3
_TEXT = 100
_MOST_ABOVE = 9
_LONGEST_OCCUPATION = 80
_GENRE = re.compile(
    r"tribunes?|(?:grand )?entretiens?(?: croise)?|interview|opinions?|reportage|enquete|analyse|edito(?:rial)?|"
    r"portrait|decryptage|temoignages?|exclusif|point de vue|debat|chronique|direct|recit|billet"
)


def title_index(lines: Sequence[Line], window: Sequence[int], metas: Mapping[int, MetaLine]) -> int | None:
    """The index of the title among the lines of `window`, `None` when no line reads like one.

    It stands above the signature, or below on sites that print the date first. Of several good lines the first wins:
    the others are its standfirst.
    """
    first_meta = min(metas, default=None)
    first_text = next(
        (index for index in window if len(lines[index].text) >= _TEXT and lines[index].text.endswith(".")), None
    )
    free = [index for index in window if index not in metas and (first_text is None or index <= first_text)]
    above = [index for index in free if first_meta is None or index < first_meta]
    best, at = _best(lines, above, window, metas, first_wins=first_meta is None)
    signed = _signed_title(lines, free, window, metas) if best < 3 else None
    if signed is not None:
        return signed
    if first_meta is not None and best < 2:
        below = [index for index in free if index > first_meta][:5]
        first = next((index for index in below if _score(lines, index, window, metas) >= 2.5), None)
        return first if first is not None else at if best > -2 else None
    return at if best > -2 else None


def _signed_title(
    lines: Sequence[Line], free: Sequence[int], window: Sequence[int], metas: Mapping[int, MetaLine]
) -> int | None:
    """A good line right above a signature that is not the first date: a letter's text under the letter's own date."""
    for earlier, later in itertools.pairwise(sorted(metas)):
        right_above = [index for index in free if earlier < index < later][-1:]
        if metas[later].byline and right_above and _score(lines, right_above[0], window, metas) >= 4:
            return right_above[0]
    return None


def _best(
    lines: Sequence[Line], choices: Sequence[int], window: Sequence[int], metas: Mapping[int, MetaLine],
    *, first_wins: bool,
) -> tuple[float, int]:  # fmt: skip
    """The best score and its line; a good line right above the best one is the title and that one its standfirst."""
    scored = [(_score(lines, index, window, metas), index if not first_wins else -index) for index in choices]
    best, key = max(scored, default=(-9.0, 0))
    at = abs(key)
    scores = {abs(other): score for score, other in scored}
    for index in reversed([index for index in choices if index < at]):
        if scores[index] >= 3 and _may_announce(lines[index], lines[at]):
            return scores[index], index
        if len(lines[index].text) > _LONGEST_KICKER:
            break
    return best, at


def _may_announce(title: Line, standfirst: Line) -> bool:
    """Whether the lower of two title-like lines reads as the upper one's standfirst: sentences, and not short."""
    return len(standfirst.text) >= 60 and has_final_stop(standfirst.text) and _sentences(standfirst.text) >= 2


def _score(lines: Sequence[Line], index: int, window: Sequence[int], metas: Mapping[int, MetaLine]) -> float:
    line = lines[index]
    length = len(line.text)
    score = 3.0 if 28 <= length <= 200 else 1.5 if 15 <= length < 28 else 0.0
    score -= 6 if length > _LONGEST_TITLE else 0
    score -= 2 if line.text.rstrip('»" ').endswith(".") else 0
    score -= 3 if line.text[:1] in "•-–—*" or line.text.endswith((";", ":")) else 0
    score -= 2 if _sentences(line.text) > 2 else 0
    score -= 3 if is_trail(line) else 0
    score -= 1 if length < 28 and _ends_menu(lines, index) else 0
    score -= 1.5 if _opens_menu(lines, index, window, metas) else 0
    following = next((at for at in window if at > index), None)
    if following is not None and (following in metas or len(lines[following].text) >= _TEXT):
        score += 1
    return score


def is_trail(line: Line) -> bool:
    """Whether a line is a breadcrumb (« Accueil › Santé »)."""
    trail = re.search(r"\s[>›‹»]\s", line.text) and not line.text.startswith("«") and "«" not in line.text
    return bool(trail) and len(line.text) < 90


def _opens_menu(lines: Sequence[Line], index: int, window: Sequence[int], metas: Mapping[int, MetaLine]) -> bool:
    """Whether short entries follow one another right below: a site's motto above its menu."""
    if has_final_stop(lines[index].text):
        return False
    run = 0
    for at in [at for at in window if at > index][: _MENU_RUN + 1]:
        if at in metas or len(lines[at].text) >= 2 * _MENU_ENTRY:
            break
        run += len(lines[at].text) <= _MENU_ENTRY
    return run >= _MENU_RUN


def _ends_menu(lines: Sequence[Line], index: int) -> bool:
    """Whether a short line closes a run of entries: joined to the one above, apart from what follows."""
    if not 0 < index < len(lines) - 1:
        return False
    joined = lines[index].gap == 0 and len(lines[index - 1].text) <= _MENU_ENTRY
    return joined and lines[index + 1].gap > 0


def find_authors(lines: Sequence[Line], title_at: int) -> tuple[str | None, tuple[str, ...]]:
    """The genre and the authors printed above an opinion piece's title, each name above its occupation."""
    for index in range(title_at - 1, max(title_at - _MOST_ABOVE, -1), -1):
        line = lines[index]
        if _GENRE.fullmatch(line.folded):
            names = tuple(other.text for other in lines[index + 1 : title_at] if is_person_name(other.text))
            return (line.text, names) if names else (None, ())
        if len(line.text) > _LONGEST_OCCUPATION or has_final_stop(line.text):
            break
    return None, ()


def find_kicker(
    lines: Sequence[Line], window: Sequence[int], title_at: int, metas: Mapping[int, MetaLine]
) -> str | None:
    """The short line above the title, unless it ends a menu; a line that comes back below the title always is one."""
    above = [index for index in window if index < title_at and index not in metas]
    below = [index for index in window if index > title_at and index not in metas][:1]
    near = bool(above) and title_at - above[-1] <= 2
    kicker = _kicker_above(lines, window, title_at, above) if near else None
    if kicker is None and below and _GENRE.fullmatch(lines[below[0]].folded):
        return lines[below[0]].text
    return kicker


def _kicker_above(lines: Sequence[Line], window: Sequence[int], title_at: int, above: Sequence[int]) -> str | None:
    line = lines[above[-1]]
    if len(line.text) > _LONGEST_KICKER or has_final_stop(line.text) or line.text.endswith(",") or is_trail(line):
        return None
    again = any(fold_words(lines[index].text) == line.folded for index in window if index > title_at)
    in_menu = (
        len(above) >= 2
        and above[-1] - above[-2] == 1
        and line.gap == 0
        and len(lines[above[-2]].text) <= _LONGEST_KICKER
    )
    after_menu = above[-1] > 0 and line.gap == 0 and lines[above[-1] - 1].noise and len(above) > 1
    told = bool(_GENRE.fullmatch(line.folded)) or (line.text.isupper() and not lines[above[-1] - 1].text.isupper())
    if not (again or told or not (in_menu or after_menu)):
        return None
    named = line.columns and fold_words(line.columns[0]) in ("rubrique", "section")
    return line.columns[1] if named else line.text


def _sentences(text: str) -> int:
    return len(re.findall(r"[.!?…]+(?:\s|$)", text))
