"""Readers of outside bytes under their promises: what is read can be printed and stored, or is refused in one line.

Hypothesis, the found cases and the fuzzer (`bench/fuzz`) all go through these functions: anything but a return is a
broken promise.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from crawler.clips import article_as_json
from crawler.comments import blogger, detect_thread, disqus, embeds, in_page, logora, wordpress
from crawler.comments.shapes import Access, Answer, Ask, Parsed
from crawler.discovery import FeedError, announced_feeds, read_announced
from crawler.extract import open_file
from crawler.pages.errors import PageError
from crawler.pages.html_page import read_html
from crawler.pages.html_tree import decode
from crawler.pages.pasted import read_pasted
from crawler.reservations import find_reservation, read_tdmrep, rule_for
from store.articles import save_article
from store.database import open_memory
from store.records import Article, Comment
from tests.builders import CRAWL, KEY, article

FETCHED_AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
URL = "https://confrere.example/actu/ombeline"
_DB = open_memory()
_ACCESS = Access(api_base="https://service.example", render_base="https://service.example", shortname="a", key="k")
_MODULES = (
    (logora, None, "list"), (logora, None, "probe"), (logora, None, "debate"), (wordpress, None, "list"),
    (blogger, None, "list"), (disqus, None, "list"),
    *((embeds, platform, "list") for platform in sorted(embeds.PLATFORMS)),
)  # fmt: skip


def read_page(body: bytes) -> None:
    """A page as the crawl reads it, with its thread, its feeds and its reservations."""
    try:
        check(read_html(body, url=URL, fetched_at=FETCHED_AT))
    except PageError as error:
        _printable(str(error))
    html = decode(body)
    _or_refused(lambda: check_comments(tuple(in_page(html, url=URL, fetched_at=FETCHED_AT)[1])))
    _or_refused(lambda: announced_feeds(html, url=URL))
    detect_thread(html)
    find_reservation({}, html)


def read_file(body: bytes) -> None:
    """A file that a person hands in: page, copied text, PDF, mail, whatever its bytes say it is."""
    try:
        mail = open_file("fichier", body, url=None, fetched_at=FETCHED_AT)
    except PageError as error:
        _printable(str(error))
        return
    for line in mail.unread:
        _printable(line)
    for found in mail.articles:
        check(found)


def read_text(body: bytes) -> None:
    """The text of a page, copied."""
    try:
        found = read_pasted(decode(body), url=None, fetched_at=FETCHED_AT)
    except PageError as error:
        _printable(str(error))
        return
    check(found)


def read_service(body: bytes) -> None:
    """The answer of a comment service, given to every module that could get it."""
    for module, platform, step in _MODULES:
        ask = Ask(url="https://service.example/list?page=1&per_page=100", step=step, platform=platform)  # type: ignore[arg-type]
        parsed = module.parse(Answer(ask=ask, status=200, headers=_headers(body), body=body), _ACCESS)
        check_parsed(parsed)
    check_parsed(wordpress.read_feed(Answer(ask=Ask(url=URL, step="page"), status=200, headers={}, body=body)))


def read_feed(body: bytes) -> None:
    """A feed or a sitemap."""
    try:
        announced = read_announced(body, url=URL)
    except FeedError as error:
        _printable(str(error))
        return
    for entry in announced.entries:
        _printable(json.dumps([entry.url, entry.link, entry.title, entry.standfirst, entry.byline], ensure_ascii=False))


def read_rules(body: bytes) -> None:
    """A tdmrep.json."""
    rule_for(read_tdmrep(body), URL)


def check(found: Article) -> None:
    """An article can be printed as JSON in UTF-8 and stored; without a title it is refused in French."""
    _printable(json.dumps(article_as_json(found, file="fichier"), ensure_ascii=False))
    try:
        save_article(_DB, found, origin=CRAWL, key=KEY)
    except ValueError as error:
        if "aucun titre trouvé" not in str(error):
            raise
    finally:
        _DB.rollback()


def check_comments(comments: tuple[Comment, ...]) -> None:
    """Comments can be printed and stored under an article."""
    if comments:
        check(article(comments=comments))


def check_parsed(parsed: Parsed) -> None:
    """What a service answered can be stored, and its next requests can be sent."""
    check_comments(parsed.comments)
    for ask in parsed.asks:
        ask.url.encode("ascii")
    if parsed.declared is not None or parsed.debate is not None:
        check(article(comments_declared=parsed.declared, debate=parsed.debate))


def _headers(body: bytes) -> Mapping[str, str]:
    """Headers that the fuzzer may reach: the first line of the body, when it looks like a number."""
    return {"total-pages": body[:4].decode("latin-1"), "x-wp-total": body[:8].decode("latin-1"),
            "x-wp-totalpages": body[:4].decode("latin-1")}  # fmt: skip


def _or_refused(read: Callable[[], object]) -> None:
    try:
        read()
    except PageError as error:
        _printable(str(error))


def _printable(text: str) -> None:
    text.encode("utf-8")


READERS: Mapping[str, Callable[[bytes], None]] = {
    "page": read_page, "service": read_service, "text": read_text, "file": read_file, "feed": read_feed,
    "rules": read_rules,
}  # fmt: skip
