"""What can be seen of a site: feeds, robots.txt, text-mining reservations, comment system, access, sample articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from protego import Protego

from crawler.catalogue import host_of
from crawler.discovery import Entry, FeedError, announced_feeds, is_comment_feed, read_announced
from crawler.extract import PageError, extract_html
from crawler.fetch import Fetcher, FetchError
from crawler.pages.challenges import refuse_challenge
from crawler.pages.html_tree import decode, parse
from crawler.pages.platforms import detect_platform
from crawler.pages.selected import Selectors
from crawler.politeness import ROBOT, reserved_by_answer, reserving_tag, robots_lines
from store.clock import now
from store.records import Article

N_SAMPLES = 3
_MOST_FEEDS = 6
_USUAL_FEEDS = ("/feed/", "/rss.xml", "/rss", "/feeds/rss.xml", "/atom.xml")
_ARTICLE_PATH = re.compile(r"/[^/]*(?:[a-z0-9]+-){2,}[a-z0-9]+[^/]*/?$|/\d{4}/\d{2}/|[-_/]\d{5,}", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FeedSeen:
    """How a feed answered: its entries, or why it cannot be read."""

    url: str
    entries: tuple[Entry, ...] = ()
    error: str | None = None

    @property
    def newest_at(self) -> datetime | None:
        """The latest publication that it shows."""
        return max((entry.published_at for entry in self.entries if entry.published_at), default=None)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One page read as a crawl would, or why it could not be."""

    url: str
    article: Article | None = None
    platform: str | None = None
    error: str | None = None
    is_reserved: bool = False


@dataclass(kw_only=True)
class SiteSeen:
    """What a survey saw of a site."""

    homepage: str
    name: str = ""
    description: str = ""
    language: str = "fr"
    hosts: list[str] = field(default_factory=list)
    feeds: list[FeedSeen] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    crawl_delay_s: float | None = None
    is_closed: bool = False
    is_reserved: bool = False
    samples: list[Sample] = field(default_factory=list)


async def survey_site(fetcher: Fetcher, url: str) -> SiteSeen:
    """What a site shows from its first page: at most a dozen requests.

    Raises:
        FetchError: its first page cannot be read.
    """
    try:
        home = await fetcher.get(urljoin(url, "/"), is_page=True)
    except FetchError as error:
        if error.decision != "reserved":
            raise
        return await _survey_reserved(fetcher, url)
    html = decode(home.marked_body)
    _refuse_check(home.url, html)
    seen = SiteSeen(homepage=urljoin(home.url, "/"), hosts=[host_of(home.url)])
    _read_home(seen, html)
    await _read_robots(fetcher, seen)
    seen.is_reserved = bool(reserved_by_answer(home.headers, html))
    seen.feeds = await _look_for_feeds(fetcher, announced_feeds(html, url=home.url), seen.homepage)
    listed = [entry.url for feed in seen.feeds for entry in feed.entries]
    links = list(dict.fromkeys(listed)) or article_links(html, seen.homepage)
    if urlsplit(url).path not in ("", "/"):
        links.insert(0, url)
    for link in list(dict.fromkeys(links))[:N_SAMPLES]:
        if host_of(link) not in seen.hosts and _is_same_site(host_of(link), seen.hosts[0]):
            seen.hosts.append(host_of(link))
        seen.samples.append(await read_sample(fetcher, link))
    return seen


async def _survey_reserved(fetcher: Fetcher, url: str) -> SiteSeen:
    """What a site that reserves all its pages still shows: its feeds, by their usual addresses, and robots.txt."""
    host = host_of(url)
    seen = SiteSeen(homepage=urljoin(url, "/"), hosts=[host], name=host.removeprefix("www."), is_reserved=True)
    await _read_robots(fetcher, seen)
    seen.feeds = await _look_for_feeds(fetcher, (), seen.homepage)
    return seen


def _refuse_check(url: str, html: str) -> None:
    """Lets a first page pass that shows something of its site.

    Raises:
        FetchError: it is a robot check or a consent wall, and shows neither feeds nor articles.
    """
    if announced_feeds(html, url=url) or article_links(html, url):
        return
    try:
        refuse_challenge(parse(html), html, url=url, is_declared=False)
    except PageError as error:
        told, _, hint = str(error).partition(" : ")[2].partition(" ; ")
        raise FetchError(url, error=told, hint=f"{hint[:1].upper()}{hint[1:]}.").due_to("page") from None


async def read_feed(fetcher: Fetcher, url: str) -> FeedSeen:
    """How one feed or sitemap answers."""
    try:
        announced = read_announced((await fetcher.get(url)).body, url=url)
    except FetchError as error:
        return FeedSeen(url=url, error=error.error)
    except FeedError as error:
        return FeedSeen(url=url, error=str(error).partition(" : ")[2] or str(error))
    if is_comment_feed(announced):
        return FeedSeen(url=url, error="flux de commentaires, pas d’articles")
    maps = tuple(Entry(url=child, link=child, changed_at=changed) for child, changed in announced.maps)
    return FeedSeen(url=url, entries=announced.entries or maps)


async def read_sample(fetcher: Fetcher, url: str, *, selectors: Selectors | None = None) -> Sample:
    """One page, read as a crawl would read it; nothing is stored."""
    try:
        fetched = await fetcher.get(url, is_page=True)
    except FetchError as error:
        return Sample(url=url, error=error.error, is_reserved=error.decision == "reserved")
    html = decode(fetched.marked_body)
    if reserved_by_answer(fetched.headers, html) or reserving_tag(fetched.headers, html):
        return Sample(url=url, error="le site réserve cette page", is_reserved=True)
    platform = detect_platform(html)
    try:
        article = extract_html(fetched.marked_body, url=fetched.url, fetched_at=now(), selectors=selectors)
    except PageError as error:
        return Sample(url=url, platform=platform[0] if platform else None, error=str(error).rpartition(" : ")[2])
    return Sample(url=fetched.url, article=article, platform=article.comments_platform)


async def _look_for_feeds(fetcher: Fetcher, named: Sequence[str], homepage: str) -> list[FeedSeen]:
    """The feeds that work among those that the first page names; the usual addresses where it names none."""
    found = [await read_feed(fetcher, url) for url in named[:_MOST_FEEDS]]
    if not any(feed.entries for feed in found):
        asked = set(named)
        for address in (one for path in _USUAL_FEEDS if (one := urljoin(homepage, path)) not in asked):
            found.append(await read_feed(fetcher, address))
            if found[-1].entries:
                break
    return [feed for feed in found if not feed.error]


async def _read_robots(fetcher: Fetcher, seen: SiteSeen) -> None:
    try:
        text = robots_lines((await fetcher.get(urljoin(seen.homepage, "/robots.txt"))).body)
    except FetchError:
        return
    rules = Protego.parse(text)
    seen.crawl_delay_s = rules.crawl_delay(ROBOT)
    seen.sitemaps = list(rules.sitemaps)
    seen.is_closed = not rules.can_fetch(seen.homepage, ROBOT)


def _read_home(seen: SiteSeen, html: str) -> None:
    tree = parse(html)
    metas = {
        (element.get("property") or element.get("name") or "").lower(): element.get("content") or ""
        for element in tree.xpath("//meta[@content]")
    }
    title = " ".join((tree.xpath("string(//head/title)") or "").split())
    parts = [part.strip() for part in re.split(r"\s[|–—:•-]\s", title) if part.strip()]
    shortest = min(parts, key=len) if parts else ""
    seen.name = (metas.get("og:site_name") or metas.get("application-name") or shortest or seen.hosts[0]).strip()[:80]
    seen.description = " ".join((title, metas.get("description", ""), metas.get("og:description", "")))
    seen.language = (tree.xpath("string(/html/@lang)") or "fr")[:2].lower() or "fr"


def article_links(html: str, homepage: str) -> list[str]:
    """The links of a first page that look like articles, of its own site, in order."""
    found = []
    for link in parse(html).xpath("//a[@href]"):
        address = urljoin(homepage, (link.get("href") or "").strip()).partition("#")[0]
        is_own = host_of(address) and _is_same_site(host_of(address), host_of(homepage))
        if is_own and _ARTICLE_PATH.search(urlsplit(address).path):
            found.append(address)
    return list(dict.fromkeys(found))


def _is_same_site(host: str, other: str) -> bool:
    return host.removeprefix("www.") == other.removeprefix("www.")
