"""What works of a source right now, in French: robots, feeds, sitemaps, one page with its comments."""

import os
from dataclasses import dataclass, field
from datetime import timedelta

from sqlite_utils import Database

from crawler.catalogue import Source, host_of
from crawler.discovery import announced_feeds, is_let_in
from crawler.draft import describe_sample
from crawler.fetch import Fetcher, FetchError
from crawler.pages.html_tree import decode
from crawler.survey import FeedSeen, Sample, read_feed, read_sample
from store.clock import PARIS, now
from store.feeds import FeedTry, save_feed_try

_OLD_DAYS = 30
_MOST_PAGES = 3


@dataclass(kw_only=True)
class Checkup:
    """Lines of (works?, French sentence); `None` where there is nothing to judge."""

    source: Source
    lines: list[tuple[bool | None, str]] = field(default_factory=list)

    @property
    def works(self) -> bool | None:
        """Whether all of it works, `None` where only a part does, false where nothing does."""
        judged = [is_good for is_good, _ in self.lines if is_good is not None]
        return True if all(judged) and judged else None if any(judged) else False

    def say(self, is_good: bool | None, text: str) -> None:
        """Adds one line."""
        self.lines.append((is_good, text))


async def check_source(fetcher: Fetcher, db: Database, source: Source) -> Checkup:
    """What works of one source: its first page, each feed until one works, sitemaps, then its newest page."""
    done = Checkup(source=source)
    home = await _check_home(fetcher, done)
    entries = await _check_feeds(fetcher, db, done, home)
    for url in source.sitemaps:
        seen = await read_feed(fetcher, url)
        done.say(not seen.error, f"plan de site {url} : {seen.error or _entries(seen)}")
    key = source.comments.key_env
    if key:
        has_key = bool(os.environ.get(key))
        done.say(None, f"clé {key} : {'présente' if has_key else 'absente, les commentaires sont comptés, pas lus'}")
    wanted = [url for url in entries if host_of(url) in source.hosts and is_let_in(url, source)]
    if source.tier != 1:
        done.say(None, "pages : non demandées, la source n’est suivie que par ce que ses flux annoncent")
    elif wanted:
        await _check_pages(fetcher, done, wanted[:_MOST_PAGES])
    elif entries:
        done.say(False, "aucune page annoncée n’est retenue par « hosts », « include » et « exclude »")
    return done


async def _check_home(fetcher: Fetcher, done: Checkup) -> str:
    try:
        home = await fetcher.get(done.source.homepage, is_page=True)
    except FetchError as error:
        done.say(False, f"page d’accueil : {error.error}. {error.hint}")
        return ""
    moved = host_of(home.url) not in done.source.hosts
    done.say(not moved, f"page d’accueil : {'mène à ' + home.url + ', hors de « hosts »' if moved else 'répond'}")
    return decode(home.marked_body)


async def _check_feeds(fetcher: Fetcher, db: Database, done: Checkup, home: str) -> list[str]:
    """The addresses that the first working feed announces; every candidate is tried, so that each is known."""
    found: list[str] = []
    for url in done.source.feeds:
        seen = await read_feed(fetcher, url)
        _remember(db, done.source, seen)
        done.say(_is_alive(seen), f"flux {url} : {seen.error or _entries(seen)}")
        found = found or [entry.url for entry in seen.entries]
    if found:
        return found
    named = (
        [url for url in announced_feeds(home, url=done.source.homepage) if url not in done.source.feeds] if home else []
    )
    for url in named:
        seen = await read_feed(fetcher, url)
        if seen.entries:
            done.say(True, f"flux {url} : annoncé par la page d’accueil, {_entries(seen)} ; écrivez-le dans « feeds »")
            return [entry.url for entry in seen.entries]
    if not done.source.sitemaps:
        done.say(False, "aucun flux ne répond, et la page d’accueil n’en annonce pas d’autre")
    return []


async def _check_pages(fetcher: Fetcher, done: Checkup, urls: list[str]) -> None:
    """The newest page that the site does not reserve."""
    for url in urls:
        sample = await read_sample(fetcher, url, selectors=done.source.selectors)
        if not sample.is_reserved:
            _tell_page(done, sample)
            return
        done.say(None, f"une page réservée, laissée de côté : {url}")


def _tell_page(done: Checkup, sample: Sample) -> None:
    told = "\n".join(describe_sample(sample, 1)).strip().removeprefix("1. ")
    article = sample.article
    done.say(bool(article and article.blocks), f"une page : {told}")
    wanted, seen = done.source.comments.platform, sample.platform
    if article and wanted and seen and wanted not in (seen, "none"):
        done.say(False, f"commentaires : la page porte {seen}, la source dit {wanted} ; corrigez « [comments] »")
    if article and article.published_at is None:
        done.say(False, "date : aucune trouvée sur la page")


def _remember(db: Database, source: Source, seen: FeedSeen) -> None:
    tried = FeedTry(
        source_id=source.id, url=seen.url, error=seen.error,
        n_entries=None if seen.error else len(seen.entries), newest_at=seen.newest_at,
    )  # fmt: skip
    save_feed_try(db, tried)


def _is_alive(seen: FeedSeen) -> bool:
    return not seen.error and bool(seen.entries)


def _entries(seen: FeedSeen) -> str:
    if not seen.entries:
        return "répond, mais n’annonce rien"
    told = f"{len(seen.entries)} entrées"
    if seen.newest_at is None:
        return f"{told}, sans date"
    is_old = seen.newest_at < now() - timedelta(days=_OLD_DAYS)
    return f"{told}, la dernière du {seen.newest_at.astimezone(PARIS):%d/%m/%Y}{', abandonné ?' if is_old else ''}"
