"""What a crawl works on, and what its spider hands to its pipeline."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from crawler.catalogue import Source
from crawler.health import Health
from store.articles import Origin
from store.decisions import Decided
from store.inbox import Answer
from store.records import Article
from store.visits import ThreadSeen
from store.watch import Watch


@dataclass(kw_only=True)
class Job:
    """One source to read, or one address that a person gave (`url`); counts and outcome are filled on the way.

    `visited` holds the pages asked for so far, in the form of `store.ids.url_key`.
    """

    source: Source
    url: str | None = None
    is_stranger: bool = False
    step_id: int | None = None
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    feeds: list[dict[str, Any]] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    health: Health = field(default_factory=Health, repr=False)
    is_lost: bool = False
    started_s: float = 0.0
    answer: Answer | None = None

    @property
    def origin_id(self) -> str | None:
        """The source's id as it is stored with an article; a stranger has none."""
        return None if self.is_stranger else self.source.id


@dataclass(frozen=True, kw_only=True)
class CrawlContext:
    """What a crawl needs: where to save, on behalf of which run, and what to read.

    `kept_names` are those of public life, which comments may bear. With a `watch`, its discovery services are asked,
    or, for a backfill, its words say which older pages come first.
    """

    db: Database
    key: bytes = field(repr=False)
    run_id: int
    jobs: list[Job]
    since: datetime | None
    watch: Watch | None = None
    catalogue: tuple[Source, ...] = ()
    is_backfill: bool = False
    kept_names: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class PageFound:
    """An article to save, then the memory of the addresses it came from.

    `is_announcement` says that it holds only what a feed announces: it never replaces a body that was read. `seen` is
    how its thread was visited, `None` where it could not be read to its end; `decided` is why it was read or not.
    """

    job: Job
    article: Article
    origin: Origin
    memories: tuple[Mapping[str, Any], ...] = ()
    is_announcement: bool = False
    seen: ThreadSeen | None = None
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PageFailed:
    """A page, feed or thread that could not be read: why, and what to do next, in French."""

    job: Job
    item: str
    error: str
    hint: str
    memory: Mapping[str, Any] | None = None
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PageNoted:
    """What is remembered of addresses without an article to save: decisions, or the visit of an unchanged thread."""

    job: Job
    article_id: str | None = None
    seen: ThreadSeen | None = None
    memories: tuple[Mapping[str, Any], ...] = ()
    decided: tuple[Decided, ...] = ()


@dataclass(frozen=True, kw_only=True)
class JobDone:
    """The end of a source: everything before it is saved."""

    job: Job
