"""The further pages of an article: asked for one after the other, as politely as the first."""

from collections.abc import Callable

from crawler.fetch import AlreadyVisitedError, Fetched, Fetcher, FetchError
from crawler.jobs import Job
from crawler.pages.html_tree import decode
from crawler.pages.parts import join_parts, new_blocks, next_part
from store.fold import fold_words
from store.records import Article

MOST_PARTS = 12
_MOST_REPEATED = 1 / 3
_GONE = (404, 410)
_CLOSED = ("reserved", "disallowed", "too-large")
Read = Callable[[Fetched, str], Article]


async def read_parts(
    fetcher: Fetcher, job: Job, article: Article, *, second: str | None, url: str, read: Read
) -> tuple[Article, FetchError | None]:
    """The article with the text of its further pages, and what kept one of them from being read.

    A page that is gone, or that its site closes, ends the article without failure; so does one that repeats the
    article: it is a page of its comments. `second` is the address of its second page, if it has one; `read` gives the
    article of a page or raises `FetchError`.
    """
    parts: list[tuple[str, Article]] = []
    hosts = None if job.is_stranger else job.source.hosts
    seen = {fold_words(block.text) for block in article.blocks}
    address, number = second, 2
    while address is not None and number <= MOST_PARTS:
        try:
            fetched = await fetcher.get(address, is_page=True, visited=job.visited, hosts=hosts)
            html = decode(fetched.marked_body)
            part = read(fetched, html)
        except AlreadyVisitedError:
            break
        except FetchError as error:
            ends = error.status in _GONE or error.decision in _CLOSED
            return join_parts(article, parts), None if ends else error
        fresh = new_blocks(part.blocks, seen)
        if not fresh or len(part.blocks) - len(fresh) > _MOST_REPEATED * len(part.blocks):
            break
        job.counts["pages"] += 1
        parts.append((address, part))
        number += 1
        address = next_part(html, first_url=url, number=number)
        seen |= {fold_words(block.text) for block in fresh}
    return join_parts(article, parts) if parts else article, None
