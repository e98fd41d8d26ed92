"""Articles printed over several pages: the address of the next one, and the whole put together."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.pages import html_body, html_tree
from crawler.pages.paths import select
from store.fold import fold_words
from store.records import Article, Block

_SUFFIX = re.compile(r"/(?:page[/-]?)?(?P<number>\d{1,2})/?")
_BEFORE_KIND = re.compile(r"[,_-](?:page-?)?(?P<number>\d{1,2})")
_FEWEST_LISTED = 2
_PARAMETERS = ("page", "p", "pg", "paged", "pageno", "part")
_NEXT = re.compile(r"(?:page )?(?:suivante?|next)(?: page)?|(?:lire )?la suite|suite")


def next_part(html: str, *, first_url: str, number: int) -> str | None:
    """The address of part `number` of the article that begins at `first_url`, if this page leads to it.

    It is the first address with that number added (`/2`, `?page=2`, `,2.html`), and the page links to it as its next
    page, by its number or by « suivant », or lists several parts, outside of its comments: pages of comments and next
    articles are no parts.
    """
    links = html_tree.parsed(html).iter("a", "link")
    hrefs = {href for link in links if (href := link.get("href")) and _may_say(href, number)}
    near = [href for href in hrefs if _may_be_near(href, first_url)]
    if not any(part_number(urljoin(first_url, href), first_url) == number for href in near):
        return None
    tree = html_tree.parse(html)
    html_body.take_comments(tree)
    links = [
        (link, address, part_number(address, first_url))
        for link in select(tree, "//link[@rel='next'][@href] | //a[@href]")
        if (address := urljoin(first_url, str(link.get("href"))))
    ]
    is_listed = len({part for _, _, part in links if part and part > 1}) >= _FEWEST_LISTED
    return next((address for link, address, part in links if part == number and (is_listed or _leads_on(link, number))),
                None)  # fmt: skip


@lru_cache(maxsize=8192)  # menus lead to the same addresses on every page of a site
def _may_say(href: str, number: int) -> bool:
    """Whether an address holds the number by itself, or what may hide one."""
    return "%" in href or re.search(rf"(?<!\d)0?{number}(?!\d)", href) is not None


def _may_be_near(href: str, first_url: str) -> bool:
    """Whether an address may lead to a part of the article: one with a path of its own must open as the article's."""
    opening = _opening(first_url)
    if "/." in href:
        return True
    if href.startswith("/") and not href.startswith("//"):
        return href.startswith(opening)
    return opening in href or not href.startswith(("http://", "https://"))


@lru_cache(maxsize=4)
def _opening(first_url: str) -> str:
    """What the paths of an article and of its parts begin with: the article's, without its kind (« .html »)."""
    base = urlsplit(first_url).path.rstrip("/")
    stem, dot, _ = base.rpartition(".")
    return stem if dot else base


def part_number(address: str, first_url: str) -> int | None:
    """The number of the part at an address, `None` where it is no part of the article at `first_url`."""
    one, first = urlsplit(address), urlsplit(first_url)
    if one.netloc != first.netloc:
        return None
    if one.path.rstrip("/") == first.path.rstrip("/"):
        return _in_query(one.query, first.query)
    if one.query != first.query:
        return None
    base = first.path.rstrip("/")
    match = _SUFFIX.fullmatch(one.path[len(base) :]) if one.path.startswith(base) else None
    stem, dot, kind = base.rpartition(".")
    if match is None and dot and one.path.startswith(stem) and one.path.endswith(f".{kind}"):
        match = _BEFORE_KIND.fullmatch(one.path[len(stem) : -len(kind) - 1])
    return int(match["number"]) if match else None


def _in_query(query: str, first_query: str) -> int | None:
    numbers = [(name, value) for name, value in parse_qsl(query) if name.lower() in _PARAMETERS]
    if len(numbers) != 1 or not re.fullmatch(r"\d{1,2}", numbers[0][1]):
        return None
    others = urlencode([pair for pair in parse_qsl(query) if pair not in numbers])
    known = urlencode([pair for pair in parse_qsl(first_query) if pair[0].lower() not in _PARAMETERS])
    return int(numbers[0][1]) if others == known else None


def _leads_on(link: HtmlElement, number: int) -> bool:
    """Whether a link says that it leads to the next page, by its relation, its words or its number."""
    if "next" in (link.get("rel") or "").split():
        return True
    text = fold_words(html_tree.text_of(link)).strip(" »>›→…([])")
    return text in (str(number), f"page {number}") or bool(_NEXT.fullmatch(text))


def join_parts(first: Article, parts: Sequence[tuple[str, Article]]) -> Article:
    """The article with the blocks of its further parts, what they repeat left out; their addresses become aliases."""
    known = {fold_words(text) for text in (first.title, first.standfirst, first.kicker) if text}
    blocks = list(first.blocks)
    seen = known | {fold_words(block.text) for block in blocks}
    for _, part in parts:
        fresh = new_blocks(part.blocks, seen)
        blocks += fresh
        seen |= {fold_words(block.text) for block in fresh}
    paywalls = [part.paywall for _, part in parts if part.paywall in ("partial", "blocked")]
    names = next((part.byline for _, part in parts if part.byline), ())
    return replace(
        first, blocks=tuple(blocks), byline=first.byline or names, paywall="partial" if paywalls else first.paywall,
        aliases=tuple(dict.fromkeys((*first.aliases, *(address for address, _ in parts)))),
    )  # fmt: skip


def new_blocks(blocks: Iterable[Block], seen: set[str]) -> list[Block]:
    """The blocks whose text is not among the folded texts of `seen`."""
    return [block for block in blocks if fold_words(block.text) not in seen]
