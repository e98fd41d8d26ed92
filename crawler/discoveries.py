"""Google News and GDELT, for discovery only: which pages exist. A page itself is read at its publisher's, or not."""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import etree

from crawler.catalogue import Source, host_of, is_loopback
from crawler.discovery import FeedError
from crawler.fetch import Fetcher
from crawler.pages.addresses import canonical_url
from crawler.pages.outside import read_json
from store.discoveries import Hit, Service
from store.discovery_settings import Discovery

_GDELT_DELAY_S = 6.0  # one request in five seconds is what it allows (seen in 2026 guides)
_NEWS_DELAY_S = 3.0
_MOST = 250
_PRINTED_URL = re.compile(rb"https?://[\x21-\x7e]{8,2000}")
_AMP_MARK = b"\xd2\x01"


@dataclass(frozen=True)
class Named:
    """A service, one query put to it, and the address that asks."""

    service: Service
    query: str
    url: str


def list_questions(wanted: Discovery) -> list[Named]:
    """Every question that a watch puts to the services; none is its default."""
    news = [
        Named("google-news", query, f"{wanted.google_news_url}?{urlencode(_NEWS | {'q': query})}")
        for query in wanted.google_news
    ]
    gdelt = [
        Named("gdelt", query, f"{wanted.gdelt_url}?{urlencode(_GDELT | {'query': query})}") for query in wanted.gdelt
    ]
    return [*news, *gdelt]


def service_hosts(wanted: Discovery) -> list[Source]:
    """The services as sites with their own slowness, for the settings of a crawl; no page of theirs is read."""
    found = []
    for name, url, delay_s in (
        ("google-news", wanted.google_news_url, _NEWS_DELAY_S), ("gdelt", wanted.gdelt_url, _GDELT_DELAY_S),
    ):  # fmt: skip
        host = host_of(url)
        slow = 0.0 if is_loopback(host) else delay_s
        found.append(
            Source(id=name, name=name, homepage=url, hosts=(host,), audience="grand-public", tier=3, delay_s=slow)
        )
    return found


async def ask_service(fetcher: Fetcher, question: Named, sources: Sequence[Source]) -> list[Hit]:
    """What a service answers to one question, each page with its source where the catalogue has one.

    Raises:
        FetchError: it does not answer, or its robots.txt closes it.
        FeedError: what it answers is no list of pages.
    """
    fetched = await fetcher.get(question.url)
    hits = read_gdelt(fetched.body) if question.service == "gdelt" else read_google_news(fetched.body)
    return [with_source(replace(hit, query=question.query), sources) for hit in hits]


def read_google_news(body: bytes) -> list[Hit]:
    """The hits of a Google News feed: titles without their publisher, addresses where the link says them.

    Raises:
        FeedError: not RSS.
    """
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body.strip(), parser=parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or root.tag != "rss":
        raise FeedError("Google News : la réponse n’est pas un flux")
    return list(_news_hits(root))


def read_gdelt(body: bytes) -> list[Hit]:
    """The hits of GDELT's list of articles; its date is when it saw a page, and is not kept.

    Raises:
        FeedError: GDELT answers a plain sentence, with status 200, to a query that it does not understand.
    """
    answer = read_json(body.decode("utf-8", "replace"))
    articles = answer.get("articles", []) if isinstance(answer, dict) else None
    if not isinstance(articles, list):
        told = " ".join(body[:120].decode("utf-8", "replace").split())
        raise FeedError(f"GDELT : {told or 'réponse vide'}")
    found = []
    for article in articles:
        page = _page(article.get("url")) if isinstance(article, dict) else None
        if page is None:
            continue
        title = re.sub(r"\s+([,.)»])", r"\1", " ".join(str(article.get("title") or "").split())) or None
        found.append(Hit(service="gdelt", query="", link=article["url"], url=page, title=title, host=host_of(page)))
    return found


def resolve_link(link: str) -> str | None:
    """The page's address in a Google News link, read in the link and asked of nobody; `None` where it is hidden."""
    try:
        parts = urlsplit(link)
        hidden_in = parts.hostname or ""
    except ValueError:
        return None
    if not hidden_in.endswith("news.google.com"):
        return _page(link)
    if asked := _page(dict(parse_qsl(parts.query)).get("url")):
        return asked
    token = parts.path.rstrip("/").rpartition("/")[2]
    try:
        packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    printed = _PRINTED_URL.search(packed.partition(_AMP_MARK)[0])
    return _page(printed[0].decode("ascii")) if printed else None


def _page(url: object) -> str | None:
    """The canonical form of a web address, `None` for anything else that a service calls one."""
    if not isinstance(url, str):
        return None
    try:
        page = canonical_url(url)
        parts = urlsplit(page)
        is_page = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return page if is_page else None


def with_source(hit: Hit, sources: Sequence[Source]) -> Hit:
    """The hit with the source of its site, « www. » or not."""
    host = hit.host or ""
    bare = host.removeprefix("www.")
    source = next((one for one in sources if bare and bare in {name.removeprefix("www.") for name in one.hosts}), None)
    return replace(hit, source_id=source.id if source else None)


def _news_hits(root: etree._Element) -> Iterator[Hit]:
    for item in root.iter("item"):
        link = (item.findtext("link") or "").strip()
        if not link:
            continue
        source = item.find("source")
        publisher = "".join(source.itertext()).strip() if source is not None else ""
        site = source.get("url", "") if source is not None else ""
        url = resolve_link(link)
        title = " ".join((item.findtext("title") or "").split())
        title = title.removesuffix(f" - {publisher}").strip() if publisher else title
        yield Hit(
            service="google-news", query="", link=link, url=url, title=title or None, publisher=publisher or None,
            host=host_of(url) if url else host_of(site) or None,
        )  # fmt: skip


_NEWS = {"hl": "fr", "gl": "FR", "ceid": "FR:fr"}
_GDELT = {"mode": "artlist", "format": "json", "maxrecords": str(_MOST), "timespan": "7d", "sort": "datedesc"}
