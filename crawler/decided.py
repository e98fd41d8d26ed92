"""Why a crawl read an address or left it alone, in the words of `store.decisions`."""

from collections.abc import Sequence
from datetime import datetime

from crawler.catalogue import Source, host_of
from crawler.discovery import Entry, is_let_in, is_recent
from crawler.fetch import FetchError
from crawler.jobs import Job
from crawler.pages.errors import PageError
from store.decisions import Decided, Decision, Signal

# Enough to answer a question about what a feed shows; a sitemap of a whole site must not fill the database.
MOST_LEFT_OUT = 200
_REFUSED = (401, 402, 403, 429)
_SAME: dict[str, Decision] = {"reserved": "reserved", "disallowed": "disallowed", "too-large": "too-large"}
_BY_SIGNAL: dict[Signal, Decision] = {"retry-after": "resting", "crawl-delay": "resting", "hosts": "outside"}
_CHALLENGES = ("page de vérification", "page de consentement")


def page_was_read(job: Job, *urls: str) -> tuple[Decided, ...]:
    """A page that was read, under the addresses that led to it."""
    return tuple(
        Decided(url=url, decision="read", signal="page", source_id=job.origin_id) for url in dict.fromkeys(urls)
    )


def page_was_announced(job: Job, url: str) -> tuple[Decided, ...]:
    """A page of a source that is followed by what its feed announces."""
    return (
        Decided(
            url=url, decision="announced", signal="tier", value=f"tier = {job.source.tier}", source_id=job.origin_id
        ),
    )


def page_gave_nothing(job: Job, error: FetchError, *urls: str) -> tuple[Decided, ...]:
    """A page that gave nothing, under the addresses that led to it: the signal, where it stands, its words."""
    because = error.because
    is_page = isinstance(error.__cause__, PageError)
    decision = _decision(error, is_page=is_page)
    return tuple(
        Decided(
            url=url, decision=decision, signal="page" if is_page else because.signal, place=because.place,
            value=because.value or error.error, source_id=job.origin_id,
        )
        for url in dict.fromkeys((*urls, error.url))
    )  # fmt: skip


def left_out(entries: Sequence[Entry], source: Source, *, since: datetime | None) -> list[Decided]:
    """The announced pages that the rules of their source leave out, each under its first rule."""
    found: dict[str, Decided] = {}
    for entry in entries:
        if len(found) >= MOST_LEFT_OUT:
            break
        if entry.url in found:
            continue
        if host_of(entry.url) not in source.hosts:
            found[entry.url] = _left(entry, source, "outside", "hosts", ", ".join(source.hosts))
        elif not is_let_in(entry.url, source):
            found[entry.url] = _left(entry, source, "excluded", "patterns", _patterns(source))
        elif not is_recent(entry, since):
            found[entry.url] = _left(entry, source, "too-old", "since", f"{since:%Y-%m-%d}")
    return list(found.values())


def _decision(error: FetchError, *, is_page: bool) -> Decision:
    if is_page:
        return "challenge" if error.error.startswith(_CHALLENGES) else "failed"
    if error.status in _REFUSED:
        return "refused"
    return _SAME.get(error.decision) or _BY_SIGNAL.get(error.because.signal, "failed")


def _left(entry: Entry, source: Source, decision: Decision, signal: Signal, value: str) -> Decided:
    return Decided(url=entry.url, decision=decision, signal=signal, value=value, source_id=source.id)


def _patterns(source: Source) -> str:
    return f"include = {list(source.include)}, exclude = {list(source.exclude)}"
