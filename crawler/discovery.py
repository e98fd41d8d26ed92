"""What a site announces: entries of RSS, Atom and sitemaps, and the feeds named by its home page."""

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import urljoin

from lxml import etree

from crawler.catalogue import Source, host_of
from crawler.comments.markup import text_of
from crawler.dates import read_machine_date
from crawler.pages.addresses import canonical_url
from crawler.pages.html_tree import parse
from crawler.pages.outside import fragment
from crawler.politeness import path_matches
from store.fold import fold_words
from store.records import DatePrecision

_MOST_UNPACKED = 50_000_000  # what the sitemap protocol allows
_UNITS = {"h": 1 / 24, "d": 1, "j": 1, "w": 7, "s": 7, "m": 30, "y": 365, "a": 365}
_FEED_ROOTS = {"rss", "feed", "rdf"}
_MAP_ROOTS = {"urlset", "sitemapindex"}
_COUNTS = {
    ("http://purl.org/rss/1.0/modules/slash/", "comments"),
    ("http://purl.org/syndication/thread/1.0", "total"),
}
_COMMENT_FEED = re.compile(r"commentaire|comments?\b|reactions?\b")


class FeedError(ValueError):
    """A document is neither a feed nor a sitemap; the message is French, for the screen."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page that a feed or a sitemap announces; `link` is what was printed, `url` the same without trackers."""

    url: str
    link: str
    title: str | None = None
    standfirst: str | None = None
    published_at: datetime | None = None
    date_precision: DatePrecision = "none"
    byline: tuple[str, ...] = ()
    changed_at: datetime | None = None
    n_comments: int | None = None


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What a document announces: pages, or other sitemaps with the moment each last changed, where it is told.

    `is_unchanged` says that the server sent nothing, because it is as it was last time.
    """

    entries: tuple[Entry, ...] = ()
    maps: tuple[tuple[str, datetime | None], ...] = ()
    is_unchanged: bool = False


def read_since(text: str, *, now: datetime) -> datetime:
    """The moment before `now` that a duration names: 48h, 7d (7j), 2w, 12m, 1y.

    Raises:
        ValueError: not such a duration (the message is French, for the screen).
    """
    match = re.fullmatch(r"(\d{1,5})([hdjwsmya])", text.strip().lower())
    if not match:
        raise ValueError(f"--since vaut {text!r} ; écrivez une durée comme 48h, 7d ou 12m")
    return now - timedelta(days=int(match[1]) * _UNITS[match[2]])


def read_announced(body: bytes, *, url: str) -> Announced:
    """The entries of a feed or sitemap, compressed or not, in its order; an entry without address is left out.

    Raises:
        FeedError: neither a feed nor a sitemap.
    """
    root = _root(_unpacked(body, url), url)
    name = _local(root).lower()
    if name == "sitemapindex":
        pairs = ((_child_text(child, "loc"), _child_text(child, "lastmod")) for child in _all(root, "sitemap"))
        return Announced(maps=tuple((urljoin(url, loc), _moment(changed)[0]) for loc, changed in pairs if loc))
    if name == "urlset":
        found = [_map_entry(child, url) for child in _all(root, "url")]
    else:
        found = [_feed_entry(child, url) for child in (*_all(root, "item"), *_all(root, "entry"))]
    return Announced(entries=tuple(entry for entry in found if entry is not None))


def is_comment_feed(announced: Announced) -> bool:
    """Whether every entry leads to a comment: such a feed announces no article."""
    return bool(announced.entries) and all("#comment" in entry.link for entry in announced.entries)


def announced_feeds(html: str, *, url: str) -> list[str]:
    """The feeds that a home page names in its head, in order, feeds of comments left out."""
    found = []
    for link in parse(html).xpath("//link[@href and @type]"):
        kinds = (link.get("rel") or "").lower().split()
        label = fold_words(f"{link.get('title') or ''} {link.get('href')}")
        is_feed = "alternate" in kinds and re.search(r"\b(?:rss|atom)\b", link.get("type"))
        if is_feed and not _COMMENT_FEED.search(label):
            found.append(urljoin(url, link.get("href")))
    return list(dict.fromkeys(found))


def wanted_entries(entries: Sequence[Entry], source: Source, *, since: datetime | None) -> list[Entry]:
    """The entries on the source's own hosts, recent enough (or undated) and let in by its patterns; each page once."""
    kept: dict[str, Entry] = {}
    for entry in entries:
        if host_of(entry.url) in source.hosts and is_let_in(entry.url, source) and is_recent(entry, since):
            kept[entry.url] = _fuller(kept.get(entry.url), entry)
    return list(kept.values())


def is_let_in(url: str, source: Source) -> bool:
    """Whether the patterns of a source let an address in: one of `include`, if there are any, and none of `exclude`."""
    included = not source.include or any(path_matches(pattern, url) for pattern in source.include)
    return included and not any(path_matches(pattern, url) for pattern in source.exclude)


def is_recent(entry: Entry, since: datetime | None) -> bool:
    """Whether an entry came out, or changed, since a moment; an undated one may have."""
    moments = [moment for moment in (entry.published_at, entry.changed_at) if moment]
    return since is None or not moments or max(moments) >= since


def _fuller(known: Entry | None, entry: Entry) -> Entry:
    """The entry that tells more, with what only the other tells: feeds give titles and dates, sitemaps changes."""
    if known is None:
        return entry
    best = max(known, entry, key=lambda one: (bool(one.title), one.published_at is not None, bool(one.standfirst)))
    return replace(
        best, changed_at=best.changed_at or known.changed_at or entry.changed_at,
        n_comments=next((one.n_comments for one in (best, known, entry) if one.n_comments is not None), None),
    )  # fmt: skip


def _root(body: bytes, url: str) -> etree._Element:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(body.strip(), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or _local(root).lower() not in _FEED_ROOTS | _MAP_ROOTS:
        raise FeedError(f"{url} : ni flux ni plan de site ; l’adresse a sans doute changé, corrigez la source")
    return root


def _unpacked(body: bytes, url: str) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        with gzip.open(BytesIO(body)) as packed:
            unpacked = packed.read(_MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        return b""
    if len(unpacked) > _MOST_UNPACKED:
        raise FeedError(f"{url} : flux de plus de {_MOST_UNPACKED // 1_000_000} Mo une fois déplié ; non lu")
    return unpacked


def _feed_entry(item: etree._Element, url: str) -> Entry | None:
    link = _link(item)
    if not link:
        return None
    address = urljoin(url, link)
    printed = _child_text(item, "pubDate", "published", "date", "updated", "issued")
    moment, precision = _moment(printed)
    authors = [_child_text(author, "name") or "".join(author.itertext()).strip() for author in _own(item, "author")]
    creators = ["".join(creator.itertext()).strip() for creator in _own(item, "creator")]
    return Entry(
        url=canonical_url(address),
        link=address,
        title=_plain(_child_text(item, "title")),
        standfirst=_plain(_child_text(item, "description", "summary")),
        published_at=moment,
        date_precision=precision,
        byline=tuple(dict.fromkeys(name for name in (*creators, *authors) if name and "@" not in name)),
        n_comments=_count_of_comments(item),
    )


def _count_of_comments(item: etree._Element) -> int | None:
    """The number of comments that an entry announces: `slash:comments` of RSS, `thr:total` of Atom."""
    for child in item:
        name = etree.QName(child) if isinstance(child.tag, str) else None
        if name is None or (name.namespace, name.localname) not in _COUNTS:
            continue
        text = (child.text or "").strip()
        if text.isdecimal():
            return int(text)
    return None


def _link(item: etree._Element) -> str | None:
    """RSS prints the address, Atom gives it to an attribute; a permanent id stands in."""
    for link in _own(item, "link"):
        if (link.text or "").strip():
            return str(link.text).strip()
        if link.get("href") and link.get("rel", "alternate") == "alternate":
            return str(link.get("href"))
    guid = next(iter(_own(item, "guid")), None)
    text = (guid.text or "").strip() if guid is not None and guid.get("isPermaLink") != "false" else ""
    return text if text.startswith("http") else None


def _map_entry(item: etree._Element, url: str) -> Entry | None:
    loc = _child_text(item, "loc")
    if not loc:
        return None
    news = next(iter(_own(item, "news")), None)
    moment, precision = _moment(_child_text(news, "publication_date") if news is not None else None)
    return Entry(
        url=canonical_url(urljoin(url, loc)),
        link=urljoin(url, loc),
        title=_plain(_child_text(news, "title")) if news is not None else None,
        published_at=moment,
        date_precision=precision,
        changed_at=_moment(_child_text(item, "lastmod"))[0],
    )


def _moment(text: str | None) -> tuple[datetime | None, DatePrecision]:
    read = read_machine_date(text or "")
    return read if read else (None, "none")


def _plain(text: str | None) -> str | None:
    """Text of a field, which may hold escaped HTML; `None` where nothing is left."""
    if not text or not text.strip():
        return None
    if re.search(r"<[a-zA-Z/!][^>]*>|&[a-zA-Z#]\w+;", text):
        text = text_of(fragment(text)).split("\n")[0]
    return " ".join(text.split(" ")).strip() or None


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if _local(element) == name)


def _own(element: etree._Element, name: str) -> list[etree._Element]:
    return [child for child in element if _local(child) == name]


def _child_text(element: etree._Element, *names: str) -> str | None:
    for name in names:
        for child in _own(element, name):
            text = "".join(child.itertext()).strip()
            if text:
                return text
    return None
