"""What one collection of a source shows of its health: its documents, its pages, their fields and comments."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from crawler.discovery import Announced, Entry
from crawler.fetch import FetchError
from store.clock import now, paris_day
from store.database import Row, one
from store.health.facts import FIELDS, Facts
from store.health.filling import Count
from store.ids import url_key
from store.records import Article

UNREADABLE = "illisible"
NETWORK = "réseau"
# An article without this much text has lost its body: headings, captions and a way to subscribe are shorter.
LEAST_BODY = 200
FUTURE = timedelta(days=1)
_MOST_UNDATED = 2_000
_FRESH = timedelta(days=14)
_LEAST_DATED = 3
_LIVE = "select 1 from comments where article_id = :id and status <> 'deleted' limit 1"
_FIELDS_OF_ANNOUNCEMENTS = ("title", "date", "timely")


class Health:
    """Collects facts during one reading of a source; every entry counts, in the debate or not."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._published: dict[str, datetime] = {}
        self._undated: set[str] = set()
        self._statuses: Counter[str] = Counter()
        self._covered: list[date] = []
        self._is_answered = False
        self._error: str | None = None
        self._counts: dict[str, list[int]] = {name: [0, 0, 0, 0] for name in FIELDS}
        self._n_declared = self._n_collected = 0

    def note_document(self, announced: Announced, *, last_read_at: str | None = None) -> None:
        """A feed or sitemap that answered; `last_read_at` is when an unchanged one was last sent whole."""
        self._is_answered = True
        self._statuses["304" if announced.is_unchanged else "200"] += 1
        if announced.is_unchanged:
            if last_read_at:
                self._covered.append(paris_day(datetime.fromisoformat(last_read_at)))
            return
        dated = {entry.url: entry.published_at for entry in announced.entries if entry.published_at}
        self._published |= dated
        self._undated |= _undated_of(announced.entries)
        first = _reach(list(dated.values()))
        if first:
            self._covered.append(first)

    def note_refusal(self, error: Exception) -> None:
        """A feed or sitemap that gave nothing to read."""
        status = error.status if isinstance(error, FetchError) else None
        told = str(status) if status else NETWORK if isinstance(error, FetchError) else UNREADABLE
        self._statuses[told] += 1
        self._error = error.error if isinstance(error, FetchError) else str(error)

    def note_page_failure(self) -> None:
        """A page that could not be read, for the first time."""
        self._add("page", is_filled=False)

    def note_page(self, article: Article, *, is_known: bool, is_announcement: bool, had: Sequence[str] = ()) -> None:
        """A page that was read; `had` are the fields that it had when it was read before."""
        filled = filled_fields(article)
        if not is_announcement and article.comments_declared:
            self._n_declared += article.comments_declared
            self._n_collected += len(article.comments)
        if is_known:
            if not is_announcement:
                self._compare(article, filled, had)
            return
        for name in _FIELDS_OF_ANNOUNCEMENTS if is_announcement else FIELDS:
            if name in filled:
                self._add(name, is_filled=filled[name])

    def facts(self, source_id: str, *, key: bytes) -> Facts:
        """Everything that was seen."""
        at = now()
        past = {url: moment for url, moment in self._published.items() if moment <= at + FUTURE}
        return Facts(
            source_id=source_id, at=at, is_answered=self._is_answered, statuses=dict(self._statuses),
            error=self._error, shown=Counter(paris_day(moment) for moment in past.values()),
            covered_from=min(self._covered, default=None),
            undated=frozenset(_keyed(key, url) for url in self._undated - set(self._published)),
            newest_at=max((moment for moment in past.values() if moment <= at), default=None),
            n_dated=len(self._published), n_future=len(self._published) - len(past),
            fields={name: _count(one) for name, one in self._counts.items() if any(one)},
            n_declared=self._n_declared, n_collected=self._n_collected,
        )  # fmt: skip

    def _compare(self, article: Article, filled: dict[str, bool], had: Sequence[str]) -> None:
        """A thread is lost when nothing of it is read; a body that its site closed since is not."""
        for name in had:
            if name == "comments":
                self._again(name, is_lost=not article.comments)
            elif name in filled:
                self._again(name, is_lost=not filled[name])

    def _add(self, name: str, *, is_filled: bool) -> None:
        self._counts[name][0] += 1
        self._counts[name][1] += is_filled

    def _again(self, name: str, *, is_lost: bool) -> None:
        self._counts[name][2] += 1
        self._counts[name][3] += is_lost


def filled_fields(article: Article) -> dict[str, bool]:
    """Whether each field of a page is filled; a field that the page gives no occasion to fill is absent."""
    found = {
        "page": True,
        "title": bool(article.title),
        "date": article.published_at is not None,
        "byline": bool(article.byline),
    }
    if article.published_at is not None:
        found["timely"] = article.published_at <= now() + FUTURE
    if article.paywall != "blocked":
        found["body"] = sum(len(block.text) for block in article.blocks) >= LEAST_BODY
    if article.comments_declared or article.comments:
        found["comments"] = 2 * len(article.comments) >= (article.comments_declared or 0)
    return found


def list_had(db: Database, row: Row) -> tuple[str, ...]:
    """The fields that a stored article had when it was read before."""
    texts = [block for block in json.loads(row["blocks"]) if block["kind"] not in ("title", "standfirst")]
    had = {
        "title": bool(row["title"]),
        "date": row["published_at"] is not None,
        "byline": row["byline"] != "[]",
        "body": sum(block["end"] - block["start"] for block in texts) >= LEAST_BODY,
        "comments": one(db, _LIVE, {"id": row["id"]}) is not None,
    }
    return tuple(name for name, is_there in had.items() if is_there)


def _undated_of(entries: Sequence[Entry]) -> set[str]:
    """The entries without a date that may be new; a map of a whole site tells nothing but its recent changes."""
    undated = [entry for entry in entries if entry.published_at is None]
    if any(entry.changed_at for entry in undated):
        limit = now() - _FRESH
        undated = [entry for entry in undated if entry.changed_at and entry.changed_at >= limit]
    return {entry.url for entry in undated} if len(undated) <= _MOST_UNDATED else set()


def _reach(moments: list[datetime]) -> date | None:
    """The first day that a document surely shows whole; its oldest tenth may be pinned from another time."""
    moments = sorted(moment for moment in moments if moment <= now() + FUTURE)
    if len(moments) < _LEAST_DATED:
        return None
    oldest = moments[max(1, len(moments) // 10)]
    return paris_day(oldest) + timedelta(days=1)


def _keyed(key: bytes, url: str) -> int:
    """A number that only the holder of the key can link to an address: an erased page leaves no trace of its own."""
    message = f"shown\x1f{url_key(url)}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hmac.new(key, message, hashlib.sha256).digest()[:7], "big")


def _count(one: list[int]) -> Count:
    return Count(n=one[0], n_filled=one[1], n_again=one[2], n_lost=one[3])
