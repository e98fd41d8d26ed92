"""How long things are kept: what is due is listed, then emptied in short transactions.

A text that is due goes, with everything said of it; a row without text or author stays, so that the next crawl does not
bring it back, and, where the watch says so, the verdicts that the daily tables count. What a person decided stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from sqlite_utils import Database

from store.aggregates import rebuild_threads
from store.analyses import forget_analysis
from store.clock import PARIS
from store.database import Row, rows, transaction
from store.fences import fence
from store.outbox import empty_old_letters
from store.retention_settings import Retention
from store.rises import drop_unheard, list_rises_in
from store.search import delete_document
from store.texts import as_json, body_hash

_BATCH = 200
_MERGES = 10_000
# The audit trail keeps its last days, counted from its newest act (m0009).
_ACTS_KEPT_DAYS = 90
_OLD_ACTS = "audit where at < :at and not at > (select strftime('%Y-%m-%dT%H:%M:%S', max(at), '-90 days') from audit)"


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is past its time: articles and comments as (thread id, id), the rest as row numbers or addresses."""

    articles: Sequence[tuple[str, str]] = ()
    comments: Sequence[tuple[str, str]] = ()
    requests: Sequence[int] = ()
    runs: Sequence[int] = ()
    visits: Sequence[int] = ()
    acts: Sequence[int] = ()
    fetches: Sequence[str] = ()
    letters: Sequence[int] = ()
    announced_before: str = ""  # moment; what services and backfills announced earlier goes with the fetches


def list_due(db: Database, keep: Retention, *, today: date) -> Due:
    """What the retention of the watch says to empty on a day; undated texts are as old as their first reading."""
    return Due(
        articles=_texts(db, "articles", "id", "published_on", _limit(today, keep.keep_articles_days)),
        comments=_texts(db, "comments", "article_id", "posted_on", _limit(today, keep.keep_comments_days)),
        requests=_numbers(
            db, "inbox where status <> 'waiting' and answered_at < :at", _limit(today, keep.keep_clips_days)
        ),
        # The last run of each command tells whether it still works.
        runs=_numbers(
            db,
            "runs where started_at < :at and id not in (select max(id) from runs group by command)",
            _limit(today, keep.keep_runs_days),
        ),
        visits=_numbers(db, "desk_visits where at < :at", _limit(today, keep.keep_runs_days)),
        acts=_numbers(db, _OLD_ACTS, _limit(today, max(keep.keep_runs_days, _ACTS_KEPT_DAYS))),
        letters=_numbers(
            db, "letters where emptied_at is null and made_at < :at", _limit(today, keep.keep_articles_days)
        ),
        fetches=[
            row["url"]
            for row in rows(
                db,
                "select url from fetches where fetched_at < :at order by url",
                {"at": _start_of(_limit(today, keep.keep_fetches_days))},
            )
        ],
        announced_before=_start_of(_limit(today, keep.keep_fetches_days)),
    )


def purge(db: Database, due: Due, *, keep_counts: bool, today: date) -> None:
    """Empties what is due; killed in between, the next purge does the rest."""
    for batch in _batches(due.comments):
        _purge_texts(db, "comments", batch, keep_counts=keep_counts, today=today)
    for batch in _batches(due.articles):
        _purge_texts(db, "articles", batch, keep_counts=keep_counts, today=today)
    with transaction(db):
        numbered = (("inbox", due.requests), ("runs", due.runs), ("desk_visits", due.visits), ("audit", due.acts))
        for table, numbers in numbered:
            db.execute(f"delete from {table} where id in (select value from json_each(:ids))", {"ids": _json(numbers)})  # nosec B608 # constant parts
        db.execute(
            "delete from fetches where url in (select value from json_each(:urls))", {"urls": _json(due.fetches)}
        )
        _purge_announced(db, due.announced_before)
        empty_old_letters(db, due.letters)
    if due.articles or due.comments or _has_removed_words(db):
        _merge_index(db)


def _purge_announced(db: Database, before: str) -> None:
    db.execute("delete from discoveries where found_at < :at", {"at": before})
    db.execute("delete from backlog where updated_at < :at", {"at": before})
    db.execute("delete from feeds where tried_at < :at", {"at": before})


def _purge_texts(db: Database, table: str, batch: Sequence[tuple[str, str]], *, keep_counts: bool, today: date) -> None:
    with transaction(db):
        for thread_id, owned in groupby(batch, key=lambda pair: pair[0]):
            owner_ids = [owner_id for _, owner_id in owned]
            rises = list_rises_in(db, owner_ids)
            for owner_id in owner_ids:
                forget_analysis(db, owner_id)
                delete_document(db, owner_id)
                _keep_verdicts(db, owner_id) if keep_counts else _drop_verdicts(db, owner_id)
            drop_unheard(db, rises)
            _empty(db, table, owner_ids, today)
            rebuild_threads(db, [thread_id])
        fence("purge-batch")
    fence("purge-committed")


def _empty(db: Database, table: str, owner_ids: Sequence[str], today: date) -> None:
    """Empties rows of everything but what an index card holds: where, when, and under which article."""
    values = {"ids": _json(owner_ids), "hash": body_hash(""), "day": today.isoformat()}
    if table == "comments":
        emptied = "author_key = null, platform_id = null, date_text = null, votes = null, position = null"
        db.execute("delete from comment_events where comment_id in (select value from json_each(:ids))", values)
    else:
        emptied = (
            "standfirst = null, kicker = null, byline = '[]', tags = '[]', blocks = '[]', provenance = '{}', "
            "debate = null"
        )
        db.execute(
            "delete from desk_mends where field = 'byline' and article_id in (select value from json_each(:ids))",
            values,
        )
    db.execute(
        f"""
        update {table} set body = '', body_hash = :hash, purged_on = :day, {emptied}
        where id in (select value from json_each(:ids))
        """,  # nosec B608 # constant parts
        values,
    )


def _keep_verdicts(db: Database, owner_id: str) -> None:
    """The verdicts stay as numbers: a quoted person becomes « intervenant n »."""
    named = {"owner": owner_id}
    speakers = rows(
        db,
        """
        select speaker from verdicts where owner_id = :owner and speaker <> ''
        union select speaker from unit_arguments where owner_id = :owner and speaker <> ''
        union select speaker from unit_messages where owner_id = :owner and speaker <> '' order by speaker
        """,
        named,
    )
    for number, row in enumerate(speakers, start=1):
        for table in ("verdicts", "unit_arguments", "unit_messages"):
            db.execute(
                f"update {table} set speaker = :new where owner_id = :owner and speaker = :old",  # nosec B608 # constant parts
                named | {"new": f"intervenant {number}", "old": row["speaker"]},
            )


def _drop_verdicts(db: Database, owner_id: str) -> None:
    for table in ("verdicts", "unit_arguments", "unit_messages"):
        db.execute(f"delete from {table} where owner_id = :owner", {"owner": owner_id})  # nosec B608 # constant parts


def _has_removed_words(db: Database) -> bool:
    """Whether a site removed or changed a comment since the index was merged: its words are still in there."""
    return bool(
        rows(
            db,
            """
            select 1 from comment_events where seen_at >= coalesce((
                select max(started_at) from run_steps where step = 'retention' and status = 'done'), '') limit 1
            """,
        )
    )


def _merge_index(db: Database) -> None:
    """Merges the search index in short transactions until no deleted word is left in it (FTS5, 'merge')."""
    pages = -500  # negative: every segment takes part, so that it ends as « optimize » would
    for _ in range(_MERGES):
        before = db.conn.total_changes
        with transaction(db):
            db.execute("insert into documents_fts(documents_fts, rank) values ('merge', :pages)", {"pages": pages})
        pages = 500
        if db.conn.total_changes - before < 2:
            return


def _texts(db: Database, table: str, thread: str, day: str, limit: date) -> list[tuple[str, str]]:
    found = rows(
        db,
        f"""
        select {thread} as thread_id, id from {table}
        where purged_on is null and ({day} < :day or ({day} is null and first_seen_at < :at))
        order by {thread}, id
        """,  # nosec B608 # constant parts
        {"day": limit.isoformat(), "at": _start_of(limit)},
    )
    return [(row["thread_id"], row["id"]) for row in found]


def _numbers(db: Database, what: str, limit: date) -> list[int]:
    found: Iterable[Row] = rows(db, f"select id from {what} order by id", {"at": _start_of(limit)})  # nosec B608 # constant parts
    return [int(row["id"]) for row in found]


def _limit(today: date, days: int) -> date:
    return today - timedelta(days=min(days, (today - date.min).days))


def _start_of(day: date) -> str:
    """The first moment of a Paris day, as moments are stored."""
    if day.year < 1970:
        return day.isoformat()
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC).isoformat(timespec="seconds")


def _batches(pairs: Sequence[tuple[str, str]]) -> Iterable[Sequence[tuple[str, str]]]:
    for start in range(0, len(pairs), _BATCH):
        yield pairs[start : start + _BATCH]


def _json(values: Sequence[object]) -> str:
    return as_json(list(values))
