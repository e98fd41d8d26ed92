"""Saving what the spider finds: the article and its comments first, then the memory of the addresses they came from."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.answers import HINTS_BY_HAND
from crawler.health import list_had
from crawler.jobs import CrawlContext, Job, JobDone, PageFailed, PageFound, PageNoted
from crawler.memory import find_article, has_body
from crawler.outcome import ERASED, count_found, describe, finish
from store.database import Row, one, savepoint, transaction
from store.decisions import save_decisions
from store.fences import fence, record_failures
from store.health.facts import save_facts
from store.inbox import Answer, Clip
from store.runs import Failure
from store.search import documents_together
from store.visits import save_visit
from store.writes import Saved, find_fetch, record_failure, save_article, save_fetch

LOG = logging.getLogger("vigie.crawl")


# How long what one source found waits for what the others find, to be saved with it: the disk is waited for once, and
# the index of full text is written once. It grows with the sources that are read, which wait for their sites longer.
_GATHER_S_A_SOURCE = 0.002
_LONGEST_GATHER_S = 0.2
_LONGEST_BATCH_S = 0.1
Waiting = tuple[Any, "asyncio.Future[None]"]


class SavingPipeline:
    """Writes items in the order in which their source found them; a source goes on once its item is on the disk."""

    def __init__(self, context: CrawlContext) -> None:
        """`context` says where to save."""
        self._context = context
        self._waiting: list[Waiting] = []
        self._alarm: asyncio.TimerHandle | None = None
        self._n_open = len(context.jobs)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of a crawl."""
        return cls(crawler.spider.context)

    async def process_item(self, item: Any) -> None:
        """Saves one item with those of other sources; what cannot be saved is a recorded failure, never the end of a
        source."""
        loop = asyncio.get_running_loop()
        saved: asyncio.Future[None] = loop.create_future()
        self._waiting.append((item, saved))
        if len(self._waiting) >= self._n_open:
            self._save_waiting()
        elif self._alarm is None:
            gather_s = min(_GATHER_S_A_SOURCE * self._n_open, _LONGEST_GATHER_S)
            self._alarm = loop.call_later(gather_s, self._save_waiting)
        await saved

    def _save_waiting(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        waiting, self._waiting = self._waiting, []
        pages = [one for one in waiting if isinstance(one[0], PageFound)]
        others = [one for one in waiting if not isinstance(one[0], PageFound)]
        while pages:
            pages = self._save_together(pages)
        while others:
            others = self._save_some(others)

    def _save_together(self, waiting: list[Waiting]) -> list[Waiting]:
        """Saves the first pages of those that wait, those for which it had time; gives the others.

        One that cannot be saved takes the others with it: they are saved again, each behind a savepoint. Nearly all
        can, and at each savepoint the index of full text writes what it holds.
        """
        failures: list[Exception] = []
        counting: list[Callable[[], None]] = []
        db = self._context.db
        with record_failures(failures.append), transaction(db), documents_together(db):
            until_s = time.monotonic() + _LONGEST_BATCH_S
            while len(counting) < len(waiting) and (not counting or time.monotonic() < until_s):
                counting.append(self._save_page(waiting[len(counting)][0]))
        if failures:
            return self._save_some(waiting)
        for count, (_, saved) in zip(counting, waiting, strict=False):
            count()
            if not saved.cancelled():
                saved.set_result(None)
        return waiting[len(counting) :]

    def _save_some(self, waiting: list[Waiting]) -> list[Waiting]:
        """Saves the first of those that wait in one transaction, those for which it had time; gives the others."""
        failures: list[Exception] = []
        outcomes: list[Exception | None] = []
        with record_failures(failures.append), transaction(self._context.db):
            until_s = time.monotonic() + _LONGEST_BATCH_S
            while len(outcomes) < len(waiting) and (not outcomes or time.monotonic() < until_s):
                outcomes.append(self._try(waiting[len(outcomes)][0]))
        n_saved = max(1, len(outcomes))
        if failures:
            outcomes = [self._give_up(item, failures[0]) for item, _ in waiting[:n_saved]]
        for (item, saved), error in zip(waiting, outcomes, strict=False):
            self._n_open -= isinstance(item, JobDone)
            if saved.cancelled():
                continue
            if error is None:
                saved.set_result(None)
            else:
                saved.set_exception(error)
        return waiting[n_saved:]

    def _try(self, item: Any) -> Exception | None:
        """Saves one item within a transaction; what kept it from being saved, if anything did."""
        errors: list[Exception] = []
        with record_failures(errors.append), savepoint(self._context.db):
            self._save(item)
        if not self._context.db.conn.in_transaction:
            raise errors[0] if errors else RuntimeError("the transaction ended before its time")
        return errors[0] if errors else None

    def _give_up(self, item: Any, error: Exception) -> Exception | None:
        """Records as a failure a page that was lost with its whole transaction; what else was lost is an error."""
        if not isinstance(item, PageFound):
            return error
        errors: list[Exception] = []
        with record_failures(errors.append):
            self._save_failure(_unsaved(item, error))
        return errors[0] if errors else None

    def _save(self, item: Any) -> None:
        match item:
            case PageFound():
                errors: list[Exception] = []
                counting: list[Callable[[], None]] = []
                with record_failures(errors.append), transaction(self._context.db), savepoint(self._context.db):
                    counting.append(self._save_page(item))
                for error in errors:
                    self._save_failure(_unsaved(item, error))
                for count in counting if not errors else ():
                    count()
            case PageFailed():
                self._save_failure(item)
            case PageNoted():
                self._remember(item, item.article_id)
            case JobDone():
                self._finish(item.job)

    def _save_page(self, found: PageFound) -> Callable[[], None]:
        """The article and the memory of its addresses, at once: a process killed before reads the page again.

        What is to be counted once they are on the disk is given, not counted yet.
        """
        db, job, context = self._context.db, found.job, self._context
        known = find_article(db, found.article.canonical_url or found.article.url or "")
        noting = self._noting(found, known) if job.url is None else _nothing
        article_id = known["id"] if known else None
        saved: Saved | None = None
        if not (found.is_announcement and known and has_body(known)):
            saved = save_article(db, found.article, origin=found.origin, key=context.key, kept_names=context.kept_names)
            if saved.is_refused:
                return partial(_refuse, job, noting)
            article_id = saved.article_id
        fence("page-saved")
        self._remember(found, article_id)
        answer = None
        if job.url is not None and not found.is_announcement:
            n_refused = saved.comments.n_refused if saved else 0
            row = one(db, "select * from articles where id = :id", {"id": article_id})
            answer = Answer(
                is_done=True, text=describe(found.article, row, n_refused=n_refused), article_id=article_id,
                clips=(Clip(article_id=article_id, found=count_found(found.article, n_refused=n_refused)),)
                if article_id else (),
            )  # fmt: skip
        return partial(_count, job, noting, saved, answer)

    def _noting(self, found: PageFound, known: Row | None) -> Callable[[], None]:
        """What the page tells of the health of its source; a page that did not change tells of its thread alone."""
        had = list_had(self._context.db, known) if known else ()
        if any(memory.get("decision") == "unchanged" for memory in found.memories):
            had = tuple(name for name in had if name == "comments")
        return partial(
            found.job.health.note_page, found.article,
            is_known=known is not None and (found.is_announcement or has_body(known)),
            is_announcement=found.is_announcement, had=had,
        )  # fmt: skip

    def _remember(self, found: PageFound | PageNoted, article_id: str | None) -> None:
        """Everything that a page leaves besides its article, at once."""
        db = self._context.db
        with transaction(db):
            for memory in found.memories:
                save_fetch(db, memory)
            save_decisions(db, found.decided)
            if found.seen is not None and article_id is not None:
                save_visit(db, article_id, found.seen, source_id=found.job.origin_id)

    def _save_failure(self, failed: PageFailed) -> None:
        job = failed.job
        job.counts["failed"] += 1
        failure = Failure(step="crawl", item=failed.item, error=failed.error, hint=failed.hint, source_id=job.origin_id)
        record_failure(self._context.db, self._context.run_id, failure)
        before = find_fetch(self._context.db, failed.memory["url"]) if failed.memory else None
        if failed.memory and not _was_read(before):
            save_fetch(self._context.db, failed.memory)
        save_decisions(self._context.db, failed.decided)
        if failed.memory and before is None and job.url is None:
            job.health.note_page_failure()
        LOG.warning("crawl source=%s failed=%s error=%r", job.source.id, failed.item, failed.error)
        if job.url is not None and job.answer is None:
            hint = HINTS_BY_HAND.get(failed.hint, failed.hint)
            job.answer = Answer(is_done=False, text=f"Non lu : {failed.error}. {hint}")

    def _finish(self, job: Job) -> None:
        """Feeds are remembered when every page that they announce is: until then they are read whole again."""
        for memory in job.feeds:
            if not job.is_lost:
                save_fetch(self._context.db, memory)
        finish(self._context.db, job)
        if job.url is None:
            save_facts(self._context.db, job.health.facts(job.source.id, key=self._context.key))
        counted = " ".join(f"{name}={job.counts[name]}" for name in sorted(job.counts))
        LOG.info("crawl source=%s %s wall_s=%.1f", job.source.id, counted, time.monotonic() - job.started_s)


def _nothing() -> None:
    """Nothing to count."""


def _count(job: Job, noting: Callable[[], None], saved: Saved | None, answer: Answer | None) -> None:
    """Counts a page that is on the disk."""
    noting()
    if saved is not None:
        job.counts["articles"] += int(saved.is_new or saved.is_changed)
        job.counts["comments"] += saved.comments.n_new
        job.counts["edited"] += saved.comments.n_edited
        job.counts["deleted"] += saved.comments.n_deleted
        job.counts["refused_comments"] += saved.comments.n_refused
    job.answer = answer or job.answer


def _refuse(job: Job, noting: Callable[[], None]) -> None:
    """An erased page leaves no trace, its address included."""
    noting()
    job.counts["refused"] += 1
    if job.url is not None:
        job.answer = Answer(is_done=False, text=ERASED)


def _was_read(memory: dict[str, Any] | None) -> bool:
    """Whether an address was read before: a failure of today keeps its validators."""
    return memory is not None and memory["decision"] in ("fetched", "unchanged")


def _unsaved(found: PageFound, error: Exception) -> PageFailed:
    told = str(error) if isinstance(error, ValueError) else f"{type(error).__name__} : {error}"
    return PageFailed(
        job=found.job, item=found.article.url or found.job.source.homepage, error=told,
        hint="Ouvrez la page ; si c’est bien un article, collez son texte dans le tableau de bord.",
    )  # fmt: skip
