"""What is kept of a page whose body is not: its announcement by a feed, and why it went no further."""

from collections.abc import Iterator
from dataclasses import replace

from crawler.decided import page_gave_nothing, page_was_announced
from crawler.discovery import Entry
from crawler.extract import PageError
from crawler.fetch import FetchError
from crawler.jobs import Job, PageFailed, PageFound, PageNoted
from crawler.memory import remember, remember_failure
from crawler.pages.addresses import site_of
from store.articles import Origin
from store.records import Article

Found = PageFound | PageFailed | PageNoted
_NO_BODY_STATUS = {401, 402, 403, 429}


def leave_alone(job: Job, entry: Entry) -> Iterator[Found]:
    """A page that said not long ago that it is reserved: nothing is asked of it."""
    job.counts["reserved"] += 1
    if entry.title:
        yield announcement(job, entry)


def announce_only(job: Job, entry: Entry) -> Iterator[Found]:
    """A source read by its feed alone: title, date and, on tier 2, standfirst."""
    if job.url is not None:
        yield PageFailed(
            job=job, item=job.url, error=f"{job.source.name} n’est suivi que par ce que son flux annonce",
            hint="Collez le texte de la page dans le tableau de bord.",
        )  # fmt: skip
    elif entry.title:
        shown = entry if job.source.tier == 2 else replace(entry, standfirst=None)
        yield replace(announcement(job, shown), decided=page_was_announced(job, entry.url))


def give_up(job: Job, entry: Entry, error: FetchError) -> Iterator[Found]:
    """A page closed by its site keeps its announcement; another failure is recorded and tried again."""
    memory = remember_failure(
        error.url, source_id=job.origin_id, decision=error.decision, reason=error.error, status=error.status
    )
    if error.fetched is not None:
        memory = remember(
            error.fetched, source_id=job.origin_id, kind="page", decision=error.decision, reason=error.error
        )
    is_closed = error.decision in ("reserved", "disallowed")
    decided = page_gave_nothing(job, error, entry.url)
    if is_closed and job.url is None:
        job.counts["reserved"] += 1
        yield PageNoted(job=job, memories=(memory,), decided=decided)
    else:
        yield PageFailed(
            job=job, item=error.url, error=error.error, hint=error.hint, memory=memory, decided=decided
        )  # fmt: skip
    if entry.title and (is_closed or error.status in _NO_BODY_STATUS or isinstance(error.__cause__, PageError)):
        yield announcement(job, entry)


def announcement(job: Job, entry: Entry) -> PageFound:
    """The article as far as a feed tells it."""
    article = Article(
        url=entry.url,
        canonical_url=entry.url,
        site=site_of(entry.url),
        title=entry.title,
        standfirst=entry.standfirst,
        byline=entry.byline,
        published_at=entry.published_at,
        date_source="feed" if entry.published_at else "none",
        date_precision=entry.date_precision,
        provenance={"title": "feed"},
    )
    origin = Origin(audience=job.source.audience, source_id=job.origin_id, is_clip=job.url is not None)
    return PageFound(job=job, article=article, origin=origin, is_announcement=True)
