"""Reading a whole thread of comments, whichever platform holds it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from crawler.catalogue import CommentsAccess
from crawler.comments import PageThread, blogger, disqus, embeds, logora, read_page, wordpress
from crawler.comments.shapes import Access, Answer, Ask, Detected, Parsed
from crawler.fetch import Fetched, Fetcher, FetchError
from crawler.guarded import read_bounded
from crawler.memory import remember
from crawler.pages.html_tree import decode
from store.records import Comment, Debate

_MOST_REQUESTS = 500
_MOST_PAGES = 100


class _Service(Protocol):
    def requests(self, detected: Detected, access: Access) -> list[Ask]: ...
    def parse(self, answer: Answer, access: Access) -> Parsed: ...


_SERVICES: Mapping[str, _Service] = {
    logora.PLATFORM: logora, wordpress.PLATFORM: wordpress, blogger.PLATFORM: blogger, disqus.PLATFORM: disqus,
    **dict.fromkeys(embeds.PLATFORMS, embeds),
}  # fmt: skip
_PAGED = (wordpress.PLATFORM, "drupal", "spip", blogger.PLATFORM)
# Their comments are in no page: without access, the number that a page declares is all there is.
_ELSEWHERE = (logora.PLATFORM, disqus.PLATFORM, *embeds.PLATFORMS)


@dataclass(frozen=True, kw_only=True)
class Thread:
    """The comments of an article as far as they could be read.

    `is_whole` says that every one was read, so that what is missing was removed. `service` names the thread at the
    service that answered, so that it can be read again without the page. `memories` are the thread's other pages.
    `debate` is the vote that the service holds beside the thread. `feed` is that of the thread's comments, where only
    pages print it whole. `closed` are the services that we may not ask.
    """

    platform: str | None = None
    comments: tuple[Comment, ...] = ()
    declared: int | None = None
    is_whole: bool = False
    service: Detected | None = None
    memories: tuple[Mapping[str, Any], ...] = ()
    debate: Debate | None = None
    note: str | None = None
    feed: str | None = None
    closed: tuple[FetchError, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page whose thread is wanted; `declared` is the number of comments that the page prints, if it does.

    `printed` is what the page holds of its thread, `service` who gives it where the page does not.
    """

    fetched: Fetched
    fetched_at: datetime
    printed: PageThread
    service: Detected | None = None
    source_id: str | None = None
    declared: int | None = None


def access_of(comments: CommentsAccess) -> Access:
    """Where the comments of a source are read; the key comes from the environment, and from nowhere else."""
    key = os.environ.get(comments.key_env) if comments.key_env else None
    return Access(
        api_base=comments.api_base, render_base=comments.render_base, shortname=comments.shortname, key=key or None
    )


async def read_thread(fetcher: Fetcher, page: Page, comments: CommentsAccess) -> Thread:
    """The thread of a page: by its service where one answers, else as printed in the page and the following ones.

    Raises:
        FetchError: a following page cannot be read.
    """
    printed, detected = page.printed, page.service
    closed: tuple[FetchError, ...] = ()
    if detected and printed.platform == detected.platform:
        try:
            thread = await read_service(fetcher, detected, comments)
        except FetchError as error:
            if error.decision not in ("reserved", "disallowed"):
                raise
            thread, closed = None, (error,)
        if thread is not None:
            return _with_printed(thread, printed)
    thread = await _read_printed(fetcher, page, printed, detected, comments)
    feed = detected.feed if detected and thread.comments and thread.service is None else None
    return replace(thread, closed=closed, feed=feed)


def _with_printed(thread: Thread, printed: PageThread) -> Thread:
    """The service's thread with the comments of another system that the page prints beside it."""
    beside = tuple(comment for comment in printed.comments if comment.platform != thread.platform)
    return replace(thread, comments=(*thread.comments, *beside)) if thread.comments and beside else thread


async def _read_printed(
    fetcher: Fetcher, page: Page, printed: PageThread, detected: Detected | None, comments: CommentsAccess
) -> Thread:
    """The thread that no service gives: as the pages print it, else its latest comments by a feed, else its number."""
    if not printed.platform or comments.platform == "none":
        return Thread(platform=printed.platform, declared=printed.declared)
    thread = await _read_pages(fetcher, page, printed, printed.platform)
    if thread.comments or detected is None:
        return thread
    if printed.platform in _ELSEWHERE:
        return _unread(detected, thread.declared)
    return await _read_feed(fetcher, detected, thread)


async def _read_feed(fetcher: Fetcher, detected: Detected, thread: Thread) -> Thread:
    """The latest comments of a WordPress post by its feed, where neither REST nor the page gives any."""
    if detected.platform != wordpress.PLATFORM or not detected.feed or thread.declared == 0:
        return thread
    parsed = wordpress.read_feed(await fetcher.ask(Ask(url=detected.feed, step="page")))
    return replace(thread, comments=parsed.comments, is_whole=False) if parsed.comments else thread


async def read_service(fetcher: Fetcher, detected: Detected, comments: CommentsAccess) -> Thread | None:
    """The thread that a service gives, `None` where it lets nobody read and the pages must be read instead.

    Raises:
        FetchError: the service cannot be reached.
    """
    module, access = _SERVICES[detected.platform], access_of(comments)
    waiting = module.requests(detected, access)
    if not waiting:
        return _unread(detected, None) if detected.platform == logora.PLATFORM else None
    found: dict[str, Comment] = {}
    sent: set[str] = set()
    answers: list[Parsed] = []
    is_listed = False
    while waiting and len(sent) < _MOST_REQUESTS:
        ask = waiting.pop(0)
        if ask.url in sent:
            continue
        sent.add(ask.url)
        answers.append(module.parse(await fetcher.ask(ask), access))
        is_listed = is_listed or (ask.step == "list" and not answers[-1].is_refused)
        waiting += answers[-1].asks
        found |= {comment.id or f"#{len(found)}": comment for comment in answers[-1].comments}
    declared = next((answer.declared for answer in answers if answer.declared is not None), None)
    if not is_listed:
        return _unread(detected, declared) if detected.platform == logora.PLATFORM else None
    is_whole = not waiting and not any(answer.is_partial for answer in answers)
    return Thread(
        platform=detected.platform, comments=tuple(found.values()), declared=declared, is_whole=is_whole,
        service=detected, debate=next((answer.debate for answer in answers if answer.debate), None),
    )  # fmt: skip


async def _read_pages(fetcher: Fetcher, page: Page, first: PageThread, platform: str) -> Thread:
    """The comments printed in a page and in the thread's other pages, each fetched once.

    A page that adds nothing leads no further; one without comments may be a robot check, and the thread is not whole.
    """
    found = join_pages([], first.comments)
    memories: list[Mapping[str, Any]] = []
    waiting, seen, is_holed = list(first.more), {page.fetched.url, first.own}, False
    while waiting and len(memories) < _MOST_PAGES:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        fetched = await fetcher.get(url, is_page=True)
        html = decode(fetched.marked_body)
        following = read_bounded(read_page, html, url=fetched.url, fetched_at=page.fetched_at)
        memories.append(remember(fetched, source_id=page.source_id, kind="comments", reason=page.fetched.url))
        is_holed = is_holed or not following.comments
        n_before, found = len(found), join_pages(found, following.comments)
        waiting += following.more if len(found) > n_before else ()
    declared = first.declared if first.declared is not None else page.declared
    is_told = declared is not None and len(found) >= declared
    is_paged = platform in _PAGED and not waiting and not is_holed
    return Thread(
        platform=platform, comments=tuple(found), declared=declared,
        is_whole=is_told or (is_paged and declared is None), memories=tuple(memories),
    )  # fmt: skip


def join_pages(found: Sequence[Comment], following: Sequence[Comment]) -> list[Comment]:
    """The comments of a thread with those that another page adds; places (« #2 ») become those of the whole thread.

    One with an id is known by it. One without is the same as another of its author, moment and text; where it has
    neither author nor date, only a page of nothing else than known texts is taken for a page shown again.
    """
    known: dict[object, int] = {}
    for at, comment in enumerate(found):
        known.setdefault(_sign_of(comment), at)
        known.setdefault(("text", comment.text), at)
    is_again = bool(following) and all(("text", comment.text) in known for comment in following)
    joined, places = list(found), list[int]()
    for comment in following:
        sign = ("text", comment.text) if is_again and not comment.id else _sign_of(comment)
        places.append(known.get(sign, len(joined)) if sign else len(joined))
        if places[-1] == len(joined):
            joined.append(comment)
            if comment.id:
                known[("id", comment.id)] = places[-1]
    moved = {f"#{at}": f"#{place}" for at, place in enumerate(places)}
    return [
        replace(one, reply_to=moved.get(one.reply_to or "", one.reply_to)) if at >= len(found) else one
        for at, one in enumerate(joined)
    ]


def _sign_of(comment: Comment) -> tuple[object, ...] | None:
    """What tells a comment from any other of its thread, `None` where nothing does."""
    if comment.id:
        return ("id", comment.id)
    is_dated = comment.posted_at is not None or comment.date_text is not None
    return (comment.author_ref, comment.posted_at, comment.date_text, comment.text) if is_dated else None


def _unread(detected: Detected, declared: int | None) -> Thread:
    return Thread(platform=detected.platform, declared=declared, service=detected, note="declared-unread")
