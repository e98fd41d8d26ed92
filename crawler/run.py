"""Running a crawl in this process, once: Scrapy's reactor does not start twice."""

import logging
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from logging.handlers import RotatingFileHandler

from scrapy.crawler import AsyncCrawlerProcess
from sqlite_utils import Database

from crawler.catalogue import Source, SourceError, as_row, host_of, is_loopback, read_sources, source_of
from crawler.discoveries import list_questions, service_hosts
from crawler.jobs import CrawlContext, Job
from crawler.lookout import STEP
from crawler.outcome import message_of, status_of
from crawler.settings import polite_settings
from crawler.spider import VigieSpider
from store.backlog import settle_pages
from store.database import one, open_database
from store.decisions import prune_decisions
from store.fences import record_failures
from store.health.signals import record_signals
from store.home import Home
from store.inbox import Answer
from store.key_check import hold_key
from store.queries.health import judge_sources
from store.runs import Failure, RunStatus
from store.thread_masks import public_names
from store.watch import load_watch
from store.writes import finish_step, record_failure, save_sources, start_step

LOG = logging.getLogger("vigie.crawl")
CONTACT_VARIABLE = "VIGIE_CONTACT"
_LOG_PAGES = 4000
_CACHE_KB = 32_000
_STRANGER_DELAY_S = 1.0


@dataclass(frozen=True, kw_only=True)
class SourceSummary:
    """What reading one source came to; `message` is French, one line."""

    source_id: str
    status: RunStatus
    counts: Mapping[str, int]
    message: str


@dataclass(frozen=True, kw_only=True)
class CrawlSummary:
    """What a crawl came to; `broken` are the source files that could not be read, `discovery` what services named."""

    sources: tuple[SourceSummary, ...] = ()
    broken: tuple[str, ...] = ()
    discovery: str | None = None

    @property
    def exit_code(self) -> int:
        """0 done, 1 done in part, 3 nothing done."""
        statuses = {source.status for source in self.sources}
        if not statuses or statuses == {"failed"}:
            return 3
        return 0 if statuses == {"done"} and not self.broken else 1


class UnknownSourceError(ValueError):
    """No source of the installation has this id; the message is French, for the screen."""


class NoContactError(ValueError):
    """Nobody can be reached about this crawl; the message is French, for the screen."""


def crawl(
    home: Home, *, run_id: int, source_ids: Sequence[str] = (), since: datetime | None = None, is_backfill: bool = False
) -> CrawlSummary:
    """Reads the sources of an installation, under the caller's lock, as steps of an open run.

    The discovery services of the watch are asked where every source is read; a backfill reads archives instead.

    Raises:
        UnknownSourceError: an id that no source has.
        FileNotFoundError: the installation has no key.
        KeyMismatchError: its key is not the one that made its hashes.
    """
    sources, errors = read_sources(home.sources)
    chosen = choose_sources(sources, source_ids)
    db = open_database(home.database)
    try:
        hold_key(db, home.key())
        save_sources(db, [as_row(source) for source in sources])
        _record_broken(db, run_id, errors)
        jobs = [Job(source=source) for source in chosen]
        context = CrawlContext(
            db=db, key=home.key(), run_id=run_id, jobs=jobs, since=since, catalogue=tuple(sources),
            watch=load_watch(home.watch) if home.watch.exists() and (is_backfill or not source_ids) else None,
            is_backfill=is_backfill, kept_names=public_names(home.watch),
        )  # fmt: skip
        # At the usual thousand pages of log, the commits of a backfill would wait for the disk more than for sites.
        db.execute(f"pragma wal_autocheckpoint = {_LOG_PAGES}")
        # SQLite’s usual two megabytes are less than one commit of many sources changes: indexes would be read anew.
        db.execute(f"pragma cache_size = -{_CACHE_KB}")
        _run(home, context, sources)
        prune_decisions(db)
        for source in chosen if is_backfill else ():
            settle_pages(db, source.id)
        discovery = one(db, "select message from run_steps where run_id = :id and step = :step",
                        {"id": run_id, "step": STEP})  # fmt: skip
        _judge(db, run_id)
    finally:
        db.close()
    summaries = (
        SourceSummary(source_id=job.source.id, status=status_of(job), counts=dict(job.counts), message=message_of(job))
        for job in jobs
    )
    return CrawlSummary(
        sources=tuple(summaries), broken=tuple(str(error) for error in errors),
        discovery=discovery["message"] if discovery else None,
    )  # fmt: skip


def _judge(db: Database, run_id: int) -> None:
    """Judges the health of every source, as a step of the run; what is newly broken is a failure of it."""
    step_id = start_step(db, run_id, "health")
    errors: list[Exception] = []
    counts: Counter[str] = Counter()
    with record_failures(errors.append):
        verdicts = judge_sources(db)
        counts.update(verdict.state for verdict in verdicts)
        counts["newly_broken"] = len(record_signals(db, run_id, verdicts))
    for error in errors:
        failure = Failure(
            step="health", item="santé des sources", error=f"{type(error).__name__} : {error}",
            hint="Les pages sont enregistrées ; relancez « vigie crawl », et signalez l’erreur si elle revient.",
        )  # fmt: skip
        record_failure(db, run_id, failure)
    finish_step(db, step_id, "failed" if errors else "done", counts=counts)


def choose_sources(sources: Sequence[Source], source_ids: Sequence[str]) -> list[Source]:
    """The sources of these ids, all of them without ids.

    Raises:
        UnknownSourceError: an id that no source has.
    """
    known = {source.id: source for source in sources}
    for name in source_ids:
        if name not in known:
            listed = ", ".join(known) or "aucune"
            raise UnknownSourceError(f"aucune source ne s’appelle {name!r} ; sources de cette installation : {listed}")
    return [known[name] for name in dict.fromkeys(source_ids)] if source_ids else list(known.values())


def fetch_addresses(home: Home, urls: Sequence[str], *, run_id: int) -> list[Answer]:
    """Fetches and saves pages that a person gave, as politely as a crawl; one answer an address, in order."""
    sources, _ = read_sources(home.sources)
    db = open_database(home.database)
    try:
        hold_key(db, home.key())
        jobs = [_address_job(url, sources) for url in urls]
        wanted = [job for job in jobs if isinstance(job, Job)]
        if wanted:
            _run(
                home,
                CrawlContext(
                    db=db, key=home.key(), run_id=run_id, jobs=wanted, since=None, kept_names=public_names(home.watch)
                ),
                sources,
            )
    finally:
        db.close()
    return [(job.answer or _UNREAD) if isinstance(job, Job) else job for job in jobs]


_UNREAD = Answer(is_done=False, text="Non lu : la page n’a rien donné. Copiez son texte et collez-le.")


def _address_job(url: str, sources: list[Source]) -> Job | Answer:
    """The work for one address: as its source asks, or as a stranger's."""
    source = source_of(url, sources)
    if source is not None:
        return Job(source=source, url=url)
    host = host_of(url)
    try:
        stranger = Source(
            id="adresse", name=host, homepage=url, hosts=(host,), audience="grand-public", tier=1,
            delay_s=_STRANGER_DELAY_S,
        )  # fmt: skip
    except ValueError:
        return Answer(is_done=False, text="Non lu : ce n’est pas une adresse http(s). Copiez-la depuis le navigateur.")
    return Job(source=stranger, url=url, is_stranger=True)


def _run(home: Home, context: CrawlContext, sources: Sequence[Source]) -> None:
    handler = _log_file(home)
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    try:
        asked = context.watch.discovery if context.watch and not context.is_backfill else None
        services = service_hosts(asked) if asked and list_questions(asked) else []
        contact = contact_of(home, [*context.jobs, *(Job(source=service) for service in services)])
        settings = polite_settings([*sources, *services], contact=contact, allowed=allowed_of(home))
        process = AsyncCrawlerProcess(settings)
        process.crawl(VigieSpider, context=context)
        process.start()
    finally:
        LOG.removeHandler(handler)
        handler.close()


def contact_of(home: Home, jobs: Sequence[Job]) -> str | None:
    """Where a site can reach us: `VIGIE_CONTACT`, else the contact of the watch; this machine needs none.

    Raises:
        NoContactError: a site of the network would be read by somebody it cannot reach.
    """
    given = os.environ.get(CONTACT_VARIABLE)
    if given or all(is_loopback(host) for job in jobs for host in job.source.hosts):
        return given
    given = load_watch(home.watch).us.contact
    if given is None:
        raise NoContactError(
            f"aucun contact : écrivez « contact » dans [us] de {home.watch / 'watch.toml'} (ou {CONTACT_VARIABLE}), "
            "pour que les sites lus puissent vous joindre"
        )
    return given


def allowed_of(home: Home) -> Sequence[str]:
    """The host[:port] of private networks that the watch lets the crawl ask; none without a watch."""
    return load_watch(home.watch).network.allowed_hosts if home.watch.exists() else ()


def _record_broken(db: Database, run_id: int, errors: Sequence[SourceError]) -> None:
    for error in errors:
        failure = Failure(
            step="crawl", item=str(error).partition(":")[0], error=str(error),
            hint="Corrigez ce fichier de source ; les autres sources ont été lues.",
        )  # fmt: skip
        record_failure(db, run_id, failure)


def _log_file(home: Home) -> logging.Handler:
    home.logs.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(home.logs / "crawl.log", maxBytes=5_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler
