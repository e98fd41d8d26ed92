"""The discovery services of a night: asked once, before the sources say what they announce."""

import asyncio
from collections import Counter
from collections.abc import Sequence

from crawler.catalogue import Source
from crawler.discoveries import Named, ask_service, list_questions
from crawler.discovery import Entry, FeedError
from crawler.fetch import Fetcher, FetchError
from crawler.jobs import CrawlContext
from store.discoveries import Hit, list_stored_titles, list_unread_hits, resolve_by_title, save_hits
from store.fences import record_failures
from store.fold import fold_words
from store.runs import Failure, RunStatus
from store.writes import finish_step, record_failure, start_step

STEP = "discovery"
_HINT = "Corrigez la requête dans [discovery] de la veille, ou laissez passer : la prochaine nuit redemandera."


class Lookout:
    """Asks the services that the watch names; the sources wait for it, then take what concerns them."""

    def __init__(self, context: CrawlContext, sources: Sequence[Source]) -> None:
        """`sources` is the whole catalogue."""
        self._context, self._sources = context, sources
        self._is_done = asyncio.Event()

    async def ask_all(self, fetcher: Fetcher) -> None:
        """Asks every question; a service that fails is named, and stops nothing."""
        watch = self._context.watch
        questions = list_questions(watch.discovery) if watch and not self._context.is_backfill else []
        try:
            if questions:
                await self._ask(fetcher, questions)
        finally:
            self._is_done.set()

    async def entries_of(self, source: Source, announced: Sequence[Entry]) -> list[Entry]:
        """The pages of a source that services named and nobody read yet; hidden addresses are looked for by title."""
        await self._is_done.wait()
        db = self._context.db
        titles = list_stored_titles(db, source.id)
        titles |= {fold_words(entry.title): entry.url for entry in announced if entry.title}
        resolve_by_title(db, titles, source_id=source.id)
        found = list_unread_hits(db, source.id, since=self._context.since)
        return [Entry(url=row["url"], link=row["url"], title=row["title"]) for row in found]

    async def _ask(self, fetcher: Fetcher, questions: Sequence[Named]) -> None:
        db, run_id = self._context.db, self._context.run_id
        step_id = start_step(db, run_id, STEP)
        counts: Counter[str] = Counter()
        n_answered = 0
        for question in questions:
            errors: list[Exception] = []
            with record_failures(errors.append):
                hits = await ask_service(fetcher, question, self._sources)
                counts.update(count_hits(hits))
                counts["new"] += save_hits(db, hits)
                n_answered += 1
            for error in errors:
                told = error.error if isinstance(error, FetchError) else str(error)
                hint = _HINT if isinstance(error, FetchError | FeedError) else "Signalez cette erreur."
                record_failure(
                    db, run_id, Failure(step=STEP, item=f"{question.service} : {question.query}", error=told, hint=hint)
                )
                counts["failed"] += 1
        status: RunStatus = "done" if not counts["failed"] else "partial" if n_answered else "failed"
        finish_step(db, step_id, status, counts=dict(counts), message=describe(counts))


def count_hits(hits: Sequence[Hit]) -> Counter[str]:
    """How many pages were named, of sources and of strangers, and how many whose address the service hides."""
    return Counter(
        hits=len(hits), of_sources=sum(hit.source_id is not None for hit in hits),
        strangers=sum(hit.source_id is None for hit in hits), unresolvable=sum(hit.url is None for hit in hits),
    )  # fmt: skip


def describe(counts: Counter[str]) -> str:
    """One French line."""
    told = (
        f"{counts['hits']} pages annoncées, dont {counts['of_sources']} de sources du catalogue et "
        f"{counts['strangers']} d’autres sites (vigie sources list --discovered)"
    )
    if counts["unresolvable"]:
        told += f" ; {counts['unresolvable']} sans adresse lisible, cherchées par leur titre"
    return told + (f" ; {counts['failed']} question(s) sans réponse" if counts["failed"] else "") + "."
