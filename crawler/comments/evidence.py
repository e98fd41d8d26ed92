"""Whether repeated, dated, signed blocks are a thread of readers' comments; what is not sure is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.comments.blocks import Block
from crawler.comments.boxes import levels_above, shared_ancestor
from crawler.comments.marks import links_in
from crawler.comments.outline import PrintedLine
from crawler.pages.html_tree import names_of
from crawler.pages.live import HOUR, says_live
from crawler.pages.outside import whole_number
from crawler.pages.votes import IN_WORDS, ROUNDED, number_in_words
from store.fold import fold_words

_WORD = (
    r"commentaires?|comments?|kommentare?n?|comentarios?|commenti|reactions?|reponses?|replies|responses?|antworten|"
    r"meinungen|thoughts|messages?|discussions?|diskussion|leserbriefe|avis|erganzungen|forum|reacties"
)
TITLE = re.compile(
    rf"(?:(?:{ROUNDED})\s*(?:d[e'] ?)?)?"
    rf"(?:(?:\d[\d .]*|{IN_WORDS}|one|ein|einen?|no|aucune?)\s+)?(?:{_WORD})(?!\w).{{0,160}}|"
    rf"(?:(?:les|vos|nos|alle|all|top|tous les|toutes les)\s+)(?:{_WORD})(?!\w).{{0,60}}|"
    rf".{{0,60}}\(?\d+\)?\s+(?:{_WORD})\W{{0,3}}"
)
_ROUNDED = re.compile(rf"(?:{ROUNDED})(?!\w)")
_TOLD = re.compile(rf"{IN_WORDS}(?= )")
_NAMES = re.compile(r"comment|kommentar|reaction|forum|disqus|discussion|replies|respons|antwort|guestbook|leserbrief")
_NOT_A_THREAD = re.compile(
    r"widget|widget[_-](?!area)\w+|.*sidebar|recent-?comments?\w*|latest-?comments?|derniers?-commentaires|related\w*|"
    r"recommended|teasers?|ticker|live-?blog\w*|live-?match\w*|live|liveticker|timeline|breaking|newsticker|agenda|"
    r"petition|signatures?|most-?read|popular|carousel|slider"
)
_REPLY = re.compile(
    r"(?:repondre|reply|antworten|zitieren|citer|quote|signaler\b.*|report|melden|alerter|responder|"
    r"beantwoorden|rispondi|(?:zum )?antworten (?:anmelden)?|reply to .*|repondre a .*|antworte auf .*|↓\s*reply|"
    r"haut de page|#\d*|permalink|permalien)\W*"
)
_LINES_ABOVE = 6
_LINES_OF_SECTION = 80
_FEWEST_ALIKE = 0.6
_FEWEST_POSTS = 4


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What speaks for a thread: how many blocks are signed, filled, answerable; what announces and names them."""

    signed: float
    filled: float
    answerable: float
    numbered: float
    is_announced: bool
    is_counted: bool
    is_named: bool
    has_form: bool
    is_elsewhere: bool
    is_misnamed: bool
    is_timed: bool

    @property
    def is_sure(self) -> bool:
        """Signed blocks of text that something else than their shape says to be comments."""
        if self.is_elsewhere or self.filled < _FEWEST_ALIKE or self.signed < 0.5:
            return False
        if self.is_timed and (self.is_announced or self.answerable >= 0.5) and not self.is_misnamed:
            return True
        if self.is_misnamed:
            return self.n_signs >= (3 if self.answerable >= 0.5 else 4)
        return self.n_signs >= 2

    @property
    def n_signs(self) -> int:
        """How many independent signs there are."""
        signs = (
            self.answerable >= 0.5, self.numbered >= 0.8, self.is_announced, self.is_counted, self.is_named,
            self.has_form,
        )  # fmt: skip
        return sum(signs)


def weigh(blocks: Sequence[Block], lines: Sequence[PrintedLine], *, url: str | None) -> Evidence:
    """The evidence for the blocks of one list."""
    own = [block for block in blocks if not block.is_foreign]
    count = max(1, len(own))
    node = shared_ancestor([root for block in blocks for root in block.box.roots])
    titles = titles_of(blocks, lines)
    return Evidence(
        signed=sum(block.draft.name is not None for block in own) / count,
        filled=sum(_is_filled(block) for block in own) / count,
        answerable=sum(any(_REPLY.fullmatch(line.folded) or _offers(line) for line in block.lines) for block in own)
        / count,
        numbered=_numbered(own, url) / count,
        is_announced=bool(titles),
        is_counted=any(count_in(line) in {len(own), len(blocks)} for line in titles),
        is_named=any(_NAMES.search(names_of(one)) for one in _around(node, own)),
        has_form=_has_form_near(node),
        is_elsewhere=_is_elsewhere(own, url),
        is_misnamed=_is_misnamed(own, node),
        is_timed=len(own) > 1 and sum(_is_timed(block) for block in own) >= 0.9 * count,
    )


def _is_filled(block: Block) -> bool:
    return bool(block.draft.text) and any(char.isalpha() for char in block.draft.text)


def _is_timed(block: Block) -> bool:
    """Whether the hour is printed, or an age: lists of articles rarely say more than the day."""
    moment = block.mark.moment if block.mark else None
    return moment is not None and (moment.precision in ("minute", "second") or moment.at is None)


def _offers(line: PrintedLine) -> bool:
    return any(
        _REPLY.fullmatch(" ".join(piece.text.lower().replace("é", "e").split())) for piece in line.pieces
        if piece.element.tag in ("a", "button", "span")
    )  # fmt: skip


def _numbered(blocks: Sequence[Block], url: str | None) -> int:
    """How many blocks link to a place of this very page, or carry a number."""
    found = 0
    for block in blocks:
        hrefs = [href for line in block.lines for href in links_in(line)]
        found += any(re.search(r"#.*\d", href) and _is_own(href, url) for href in hrefs)
    return found


def _is_own(href: str, url: str | None) -> bool:
    if href.startswith("#"):
        return True
    path = urlsplit(urljoin(url or "", href)).path.rstrip("/")
    return bool(url) and _path_key(path) == _path_key(urlsplit(url or "").path)


def _path_key(path: str) -> str:
    return re.sub(r"/comment-page-\d+$", "", path.rstrip("/"))


def titles_of(blocks: Sequence[Block], lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The titles of comments just above the first block, and those with a number further up in its section."""
    first, node = blocks[0].lines[0], shared_ancestor([root for block in blocks for root in block.box.roots])
    start = next((at for at, line in enumerate(lines) if first.pieces[0] in line.pieces), 0)
    found = [line for line in lines[max(0, start - _LINES_ABOVE) : start] if is_title(line)]
    near = {node, *levels_above(node, 3)}
    section = [
        line for line in lines[max(0, start - _LINES_OF_SECTION) : start]
        if near & {line.pieces[0].element, *line.pieces[0].element.iterancestors()}
    ]  # fmt: skip
    return found + [line for line in section if is_title(line) and _tells_number(line)]


def nearest_first(blocks: Sequence[Block], lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The titles of `titles_of`, the nearest to the first block first: members' numbers of messages stand further."""
    order = {id(line): at for at, line in enumerate(lines)}
    return sorted(titles_of(blocks, lines), key=lambda line: -order[id(line)])


def _tells_number(line: PrintedLine) -> bool:
    return any(char.isdigit() for char in line.text) or _TOLD.match(line.folded) is not None


def count_in(line: PrintedLine) -> int | None:
    """The number of comments that a title says, in figures or words, `None` where it says none or a rounded one."""
    if _ROUNDED.match(line.folded):
        return None
    match = re.search(r"\d[\d .]*", line.text)
    if match:
        return whole_number(re.sub(r"\D", "", match[0]))
    told = _TOLD.match(line.folded)
    return number_in_words(told[0]) if told else 1 if re.match(r"(?:one|eine?) ", line.folded) else None


def is_title(line: PrintedLine) -> bool:
    """Whether a line announces comments: « 12 commentaires », « Vos réactions », « 3 thoughts on … »."""
    return len(line.text) < 160 and _announces(line.text)


@lru_cache(maxsize=8192)  # menus and footers print the same lines on every page of a site
def _announces(text: str) -> bool:
    folded = fold_words(text).strip(" :»±-–")
    return TITLE.fullmatch(folded) is not None and not _REPLY.fullmatch(folded)


def _around(node: HtmlElement, blocks: Sequence[Block]) -> list[HtmlElement]:
    """The list, the two elements around it, and what its blocks are made of."""
    above = levels_above(node, 2)
    inside = [
        one for block in blocks[:3] for root in block.box.roots for one in (root, *list(root.iterdescendants())[:6])
    ]
    return [one for one in (node, *above, *inside) if isinstance(one.tag, str) and one.tag not in ("body", "html")]


def _has_form_near(node: HtmlElement) -> bool:
    near = [node, *levels_above(node, 2)]
    for one in near:
        if one.tag in ("body", "html"):
            continue
        if one.xpath(".//textarea | .//form[.//input[@type='email' or @name='email']]"):
            return True
    return False


def _is_elsewhere(blocks: Sequence[Block], url: str | None) -> bool:
    """Whether the blocks lead to other pages: a widget of recent comments, a list of articles."""
    all_links = sum(_is_all_links(block) for block in blocks)
    return all_links >= 0.5 * len(blocks) or _targets_differ(blocks, url) or _is_live(blocks)


def _is_live(blocks: Sequence[Block]) -> bool:
    """Whether the blocks are the posts of a page that calls itself live: hours alone, and no way to answer any."""
    if len(blocks) < _FEWEST_POSTS or any(block.mark is None or block.mark.moment.at for block in blocks):
        return False
    hours = sum(bool(block.mark and HOUR.fullmatch(block.mark.moment.text or "")) for block in blocks)
    answers = any(_REPLY.fullmatch(line.folded) or _offers(line) for block in blocks for line in block.lines)
    return hours == len(blocks) and not answers and says_live(blocks[0].box.mark.getroottree().getroot())


def _is_misnamed(blocks: Sequence[Block], node: HtmlElement) -> bool:
    """Whether the list, what is around it or its blocks are named as something that is no thread."""
    around = [node, *levels_above(node, 3)]
    roots = [root for block in blocks[:2] for root in block.box.roots]
    return any(_is_other(one) for one in [*around, *roots] if one.tag not in ("body", "html", "article", "main"))


def _is_other(element: HtmlElement) -> bool:
    """Whether an element is named, or typed, as something that is no thread."""
    is_live = "LiveBlog" in (element.get("itemtype") or "")
    return is_live or element.tag == "nav" or any(_NOT_A_THREAD.fullmatch(one) for one in names_of(element).split())


def _is_all_links(block: Block) -> bool:
    return bool(block.draft.text) and block.draft.n_free == 0


def _targets_differ(blocks: Sequence[Block], url: str | None) -> bool:
    """Whether most blocks lead, by the anchor of a comment, to as many other pages of the site."""
    targets: list[str] = []
    for block in blocks:
        hrefs = [href for line in block.lines for href in links_in(line)]
        anchored = next((href for href in hrefs if re.search(r".#(?:comment|c|respond|forum|message)", href)), None)
        if anchored and not re.search(r"/comment/\d+", anchored):
            targets.append(_path_key(urlsplit(urljoin(url or "", anchored)).path))
    return len(targets) >= 0.6 * len(blocks) and len(set(targets)) > max(1, 0.3 * len(targets))
