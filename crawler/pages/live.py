"""Live pages in bare boxes: posts that an hour opens, in order, without any markup that says what they are.

The hour is put before the first words of its post, so that it is read with them; the posts' common box is marked as
the body. A page of which it is not sure is left as it is: programmes and agendas have hours too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.pages.html_tree import text_of
from crawler.pages.lines import has_final_stop, tidy
from crawler.pages.paths import select
from crawler.pages.people import is_person_name
from store.fold import fold_words

HOUR = re.compile(
    r"(?:(?:\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?|(?:le )?\d{1,2}(?:er)? \w{3,9}\.?(?: \d{4})?),? ?)?(?:à |[-–—] ?)?"
    r"(?P<hour>[01]?\d|2[0-3])(?:[ \u00a0\u202f]?[hH](?:[ \u00a0\u202f]?(?P<minute>[0-5]\d))?|:(?P<minutes>[0-5]\d))"
    r"[ \u00a0\u202f]*[:.\-–—|•·]?"
)
_AFTER_NAME = re.compile(rf"(?<=[ ,|•·–—-]){HOUR.pattern}")
_MAYBE = re.compile(r">(?:\s|&nbsp;|&#160;)*(?:[\w/. ]{0,18}à )?[0-2]?\d(?:\s|&nbsp;|&#160;)?[hH:]")
_LIVE = re.compile(
    r"(?<!\w)(?:(?:en|le|du|ce|notre|suivre? le) direct|direct\s*[:–—-]|live(?:[- ]?blog)?|minute par minute|"
    r"heure par heure|en continu|en temps reel|fil de l actualite)(?!\w)"
)
_ANSWERS = re.compile(r"(?:repondre|signaler|citer|reply)\W*")
_FEWEST, _LONGEST_HOUR, _LEAST_TEXT, _SENTENCE = 4, 60, 40, 60
_SHARE_FILLED = 0.75
_BOXES = ("div", "span", "b", "strong", "em", "time", "p", "h2", "h3", "h4", "font")
_ROOTS = ("body", "html")


@dataclass(frozen=True, eq=False, kw_only=True)
class _Post:
    """The element whose own words are an hour, the minutes of the day that it tells, and the hour as printed."""

    element: HtmlElement
    minutes: int
    printed: str


def says_live(tree: HtmlElement) -> bool:
    """Whether the title of a page says that it is a live one."""
    titles = select(tree, "//h1 | //title")
    return any(_LIVE.search(fold_words(text_of(title)).replace("'", " ").replace("’", " ")) for title in titles)


def keep_hours(tree: HtmlElement, raw: str) -> None:
    """Puts the hours of a live page before the words of their posts, in place, and marks the box of the posts."""
    if len(_MAYBE.findall(raw)) < _FEWEST:
        return
    posts = _in_one_place([post for post in map(_post, select(tree, "//body//*")) if post is not None])
    box = _shared_box(posts)
    if box is None or not _in_order(posts) or not _are_bare(posts, box) or not _are_filled(posts, box):
        return
    names = set(_names_inside(box))
    for post in posts:
        _move_hour(post, box, names)
    for name in names:
        name.drop_tree()
    _mark_body(tree, box)


def _post(element: HtmlElement) -> _Post | None:
    """The post that an element opens: it holds an hour and perhaps a name, or it opens with an hour and a break."""
    if element.tag not in _BOXES:
        return None
    opens_with_break = len(element) and element[0].tag == "br" and tidy(element.text or "")
    if not opens_with_break and (len(element) > 2 or any(len(child) for child in element)):
        return None
    text = tidy(element.text or "") if opens_with_break else text_of(element)
    match = hour_of(text) if 0 < len(text) <= _LONGEST_HOUR else None
    if match is None:
        return None
    minutes = int(match["hour"]) * 60 + int(match["minute"] or match["minutes"] or 0)
    return _Post(element=element, minutes=minutes, printed=match[0].strip(" \u00a0\u202f:.-–—|•·"))


def hour_of(text: str) -> re.Match[str] | None:
    """The hour that a line holds, alone or with a name before or after it."""
    match = HOUR.match(text) or next(iter(_AFTER_NAME.finditer(text)), None)
    return match if match and _is_signature(text[: match.start()]) and _is_signature(text[match.end() :]) else None


def _is_signature(text: str) -> bool:
    left = re.sub(r"^[\s:.\-–—|•·,]*(?:[Pp]ar\s)?", "", text).strip(" :.-–—|•·,")
    return not left or is_person_name(left)


def _in_one_place(posts: Sequence[_Post]) -> list[_Post]:
    """The posts that open alike: those of the commonest place, by the tags above them."""
    places: dict[tuple[str, ...], list[_Post]] = {}
    for post in posts:
        above = [post.element, *post.element.iterancestors()]
        places.setdefault(tuple(str(one.tag) for one in above), []).append(post)
    return max(places.values(), key=len, default=[])


def _shared_box(posts: Sequence[_Post]) -> HtmlElement | None:
    """The smallest element that holds all posts, none where they are too few."""
    if len(posts) < _FEWEST:
        return None
    first = list(posts[0].element.iterancestors())
    others = [set(post.element.iterancestors()) for post in posts[1:]]
    return next((one for one in first if all(one in other for other in others)), None)


def _in_order(posts: Sequence[_Post]) -> bool:
    """Whether the hours run one way, midnight passed once at most; from « 00:12 » on they are those of a recording."""
    told = [post.minutes for post in posts]
    if told[0] < 60 and told == sorted(told):
        return False
    steps = [after - before for before, after in pairwise(told)]
    return min(sum(step < 0 for step in steps), sum(step > 0 for step in steps)) <= (1 if len(posts) > 5 else 0)


def _are_bare(posts: Sequence[_Post], box: HtmlElement) -> bool:
    """Whether no other markup says what the posts are: no list, table, article of their own, link or way to answer."""
    around = {one.tag for one in (box, *box.iterancestors())}
    above = {one.tag for post in posts for one in post.element.iterancestors()}
    if above & {"li", "table", "nav", "aside", "a", "form", "footer"} or (above - around) & {"article", "section"}:
        return False
    answers = sum(bool(_ANSWERS.fullmatch(fold_words(text_of(one)))) for one in select(box, ".//a | .//button"))
    return answers < len(posts) / 2


def _are_filled(posts: Sequence[_Post], box: HtmlElement) -> bool:
    """Whether sentences follow most hours."""
    opens = {post.element for post in posts}
    texts: list[list[str]] = []
    for element, is_tail in _in_reading_order(box):
        if element in opens and not is_tail:
            texts.append([])
        if texts:
            texts[-1].append((element.tail if is_tail else element.text) or "")
    joined = [[tidy(piece) for piece in pieces if tidy(piece)] for pieces in texts]
    filled = sum(
        sum(map(len, pieces)) >= _LEAST_TEXT and any(has_final_stop(piece) for piece in pieces[1:]) for pieces in joined
    )
    return filled >= _SHARE_FILLED * len(posts)


def _in_reading_order(box: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    """Each element with its text, then, once what it holds is told, with its tail."""
    for child in box:
        if isinstance(child.tag, str) and child.tag not in ("script", "style"):
            yield child, False
            yield from _in_reading_order(child)
        yield child, True


def _onwards(element: HtmlElement, box: HtmlElement) -> Iterator[tuple[HtmlElement, bool]]:
    """The same from inside an element to the end of its box."""
    node = element
    yield from _in_reading_order(node)
    while node is not box:
        yield node, True
        for other in node.itersiblings():
            if isinstance(other.tag, str) and other.tag not in ("script", "style"):
                yield other, False
                yield from _in_reading_order(other)
            yield other, True
        node = node.getparent()


def _names_inside(box: HtmlElement) -> list[HtmlElement]:
    """The leaves of the box that are nothing but a name met several times: who writes the posts."""
    leaves = [one for one in select(box, ".//*[not(*)]") if one.tag in _BOXES and is_person_name(text_of(one))]
    texts = [text_of(one) for one in leaves]
    return [one for one, text in zip(leaves, texts, strict=True) if texts.count(text) > 1]


def _move_hour(post: _Post, box: HtmlElement, names: set[HtmlElement]) -> None:
    """Puts the hour before the next words, unless words follow it on its own line."""
    element = post.element
    if len(element) and element[0].tag == "br":
        element.text = None
    elif tidy(element.tail or ""):
        return
    else:
        element.text = None
        for child in list(element):
            element.remove(child)
    for one, is_tail in _onwards(element, box):
        text = (one.tail if is_tail else one.text) or ""
        if tidy(text) and (is_tail or one not in names):
            placed = f"{post.printed}\u00a0: {text.lstrip()}"
            one.tail, one.text = (placed, one.text) if is_tail else (one.tail, placed)
            return


def _mark_body(tree: HtmlElement, box: HtmlElement) -> None:
    """Makes the box the body, with the sentences that stand between the title and it, where nothing else says so."""
    if box.tag in _ROOTS or select(tree, "//article | //main | //@itemprop[. = 'articleBody']"):
        return
    title = next(iter(select(tree, "//h1")), None)
    order = {element: place for place, element in enumerate(tree.iter())}
    if title is not None and order[title] < order[box]:
        leads = [one for one in select(tree, "//div | //p") if order[title] < order[one] < order[box] and _is_lead(one)]
        for place, lead in enumerate(leads):
            lead.tail = None
            box.insert(place, lead)
    box.set("itemprop", "articleBody")


def _is_lead(element: HtmlElement) -> bool:
    text = text_of(element) if len(element) == 0 else ""
    return len(text) >= _SENTENCE and has_final_stop(text)
