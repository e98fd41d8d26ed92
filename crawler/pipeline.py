"""Saving what the spider finds: the article and its comments first, then the memory of the addresses they came from."""

import logging
import time
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.health import list_had
from crawler.jobs import CrawlContext, Job, JobDone, PageFailed, PageFound, PageNoted
from crawler.memory import find_article, has_body
from crawler.outcome import ERASED, count_found, describe, finish
from store.database import Row, one, transaction
from store.decisions import save_decisions
from store.fences import fence, record_failures
from store.health.facts import save_facts
from store.inbox import Answer, Clip
from store.runs import Failure
from store.visits import save_visit
from store.writes import find_fetch, record_failure, save_article, save_fetch

LOG = logging.getLogger("vigie.crawl")


class SavingPipeline:
    """Writes items in the order in which their source found them."""

    def __init__(self, context: CrawlContext) -> None:
        """`context` says where to save."""
        self._context = context

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of a crawl."""
        return cls(crawler.spider.context)

    def process_item(self, item: Any) -> Any:
        """Saves one item; what cannot be saved is a recorded failure, never the end of a source."""
        match item:
            case PageFound():
                errors: list[Exception] = []
                with record_failures(errors.append), transaction(self._context.db):
                    self._save_page(item)
                for error in errors:
                    self._save_failure(_unsaved(item, error))
            case PageFailed():
                self._save_failure(item)
            case PageNoted():
                self._remember(item, item.article_id)
            case JobDone():
                self._finish(item.job)
        return None

    def _save_page(self, found: PageFound) -> None:
        """The article and the memory of its addresses, at once: a process killed before reads the page again."""
        db, job = self._context.db, found.job
        known = find_article(db, found.article.canonical_url or found.article.url or "")
        if job.url is None:
            self._note_page(found, known)
        article_id = known["id"] if known else None
        n_refused = 0
        if not (found.is_announcement and known and has_body(known)):
            context = self._context
            saved = save_article(db, found.article, origin=found.origin, key=context.key, kept_names=context.kept_names)
            if saved.is_refused:
                self._refuse(job)
                return
            article_id = saved.article_id
            job.counts["articles"] += int(saved.is_new or saved.is_changed)
            job.counts["comments"] += saved.comments.n_new
            job.counts["edited"] += saved.comments.n_edited
            job.counts["deleted"] += saved.comments.n_deleted
            n_refused = saved.comments.n_refused
            job.counts["refused_comments"] += n_refused
        fence("page-saved")
        self._remember(found, article_id)
        if job.url is not None and not found.is_announcement:
            row = one(db, "select * from articles where id = :id", {"id": article_id})
            job.answer = Answer(
                is_done=True, text=describe(found.article, row, n_refused=n_refused), article_id=article_id,
                clips=(Clip(article_id=article_id, found=count_found(found.article, n_refused=n_refused)),)
                if article_id else (),
            )  # fmt: skip

    def _note_page(self, found: PageFound, known: Row | None) -> None:
        """What the page tells of the health of its source; a page that did not change tells of its thread alone."""
        had = list_had(self._context.db, known) if known else ()
        if any(memory.get("decision") == "unchanged" for memory in found.memories):
            had = tuple(name for name in had if name == "comments")
        found.job.health.note_page(
            found.article, is_known=known is not None and (found.is_announcement or has_body(known)),
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

    def _refuse(self, job: Job) -> None:
        """An erased page leaves no trace, its address included."""
        job.counts["refused"] += 1
        if job.url is not None:
            job.answer = Answer(is_done=False, text=ERASED)

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
            job.answer = Answer(is_done=False, text=f"Non lu : {failed.error}. {failed.hint}")

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


def _was_read(memory: dict[str, Any] | None) -> bool:
    """Whether an address was read before: a failure of today keeps its validators."""
    return memory is not None and memory["decision"] in ("fetched", "unchanged")


def _unsaved(found: PageFound, error: Exception) -> PageFailed:
    told = str(error) if isinstance(error, ValueError) else f"{type(error).__name__} : {error}"
    return PageFailed(
        job=found.job, item=found.article.url or found.job.source.homepage, error=told,
        hint="Ouvrez la page ; si c’est bien un article, collez son texte dans le tableau de bord.",
    )  # fmt: skip
