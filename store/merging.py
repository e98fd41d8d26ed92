"""Two stored articles that turn out to be one: the second takes what the first had more, the first goes."""

from sqlite_utils import Database

from store.analyses import forget_analysis
from store.comments import mark_first_in_thread
from store.database import Row, one, rows
from store.erasure import leave_story
from store.ids import comment_ids
from store.months import take_months
from store.records import Comment
from store.search import delete_document, save_document
from store.summaries import SUMMARIES

_THREADED = (
    "passages", "quotes", "figures", "mentions", "verdicts", "unit_arguments", "unit_messages", "documents",
)  # fmt: skip
_DERIVED = (
    "daily_stance", "daily_arguments", "verdicts", "unit_arguments", "unit_messages", "hourly_readers",
    "reader_units", "tellings", *SUMMARIES,
)  # fmt: skip
_PARTIAL = ("partial", "blocked")


def merge_articles(db: Database, gone_id: str, *, into: str) -> list[str]:
    """Moves the comments, names, requests and mends of an article to another and drops it, in the caller's transaction.

    A comment that both hold stands once. The text moves where the other's is an extract and shorter. Returns the
    articles of the story that the dropped one leaves, whose counts the caller rebuilds with those of `into`.
    """
    gone = one(db, "select * from articles where id = :id", {"id": gone_id})
    kept = one(db, "select * from articles where id = :id", {"id": into})
    if gone is None or kept is None or gone_id == into:
        return []
    for thread_id in (gone_id, into):
        take_months(db, thread_id)
    for table in _DERIVED:
        db.execute(f"delete from {table} where thread_id in (:gone, :into)", {"gone": gone_id, "into": into})  # nosec B608 # constant parts
    _move_comments(db, gone_id, into)
    if _is_fuller(gone, kept):
        _move_text(db, gone, kept)
    names = {"gone": gone_id, "into": into}
    for sql in (
        "update article_aliases set article_id = :into where article_id = :gone",
        "update clips set article_id = :into where article_id = :gone",
        "update inbox set article_id = :into where article_id = :gone",
        "update desk_mends set article_id = :into where article_id = :gone",
        "update desk_items set item_id = :into where item_id = :gone",
        "update desk_items set thread_id = :into where thread_id = :gone",
        "update desk_items set value = :into where slot = 'story' and value = :gone",
    ):
        db.execute(sql, names)
    siblings = leave_story(db, gone)
    forget_analysis(db, gone_id)
    delete_document(db, gone_id)
    db.execute("delete from articles where id = :gone", {"gone": gone_id})
    mark_first_in_thread(db, into)
    return siblings


def _move_comments(db: Database, gone_id: str, into: str) -> None:
    known: dict[str, list[Row]] = {}
    for row in rows(db, "select id, body_hash, platform_id, status from comments where article_id = :id", {"id": into}):
        known.setdefault(row["body_hash"], []).append(row)
    moved = rows(db, "select * from comments where article_id = :id order by posted_at, id", {"id": gone_id})
    as_read = [Comment(text=row["body"], platform=row["platform"], id=row["platform_id"]) for row in moved]
    for row, own_id in zip(moved, comment_ids(into, as_read), strict=True):
        twins = known.get(row["body_hash"], []) if row["status"] != "deleted" else []
        twin = next((other for other in twins if not (other["platform_id"] and row["platform_id"])), None)
        if twin is not None:
            twins.remove(twin)
            _drop_twin(db, row["id"], twin["id"])
            continue
        values = {"id": row["id"], "into": into}
        db.execute("update comments set article_id = :into where id = :id", values)
        for table in _THREADED:
            db.execute(f"update {table} set thread_id = :into where owner_id = :id", values)  # nosec B608 # constant parts
        if own_id != row["id"]:  # the id under which its next reading will look for it
            alias = {"alias": own_id, "id": row["id"]}
            db.execute(
                "insert into comment_aliases(alias, comment_id) values (:alias, :id) on conflict do nothing", alias
            )


def _drop_twin(db: Database, comment_id: str, twin_id: str) -> None:
    """Drops a comment that stands already; its id leads to the other one from now on."""
    values = {"id": comment_id, "twin": twin_id}
    forget_analysis(db, comment_id)
    delete_document(db, comment_id)
    for sql in (
        "update comments set reply_to = :twin where reply_to = :id",
        "update comment_aliases set comment_id = :twin where comment_id = :id",
        "update desk_items set item_id = :twin where item_id = :id",
        "delete from comments where id = :id",
        "insert into comment_aliases(alias, comment_id) values (:id, :twin) on conflict do nothing",
    ):
        db.execute(sql, values)


def _is_fuller(gone: Row, kept: Row) -> bool:
    if kept["purged_on"] or len(gone["body"]) <= len(kept["body"]):
        return False
    return kept["paywall"] in _PARTIAL or kept["blocks"].count('"start"') <= 2


def _move_text(db: Database, gone: Row, kept: Row) -> None:
    fields = ("title", "standfirst", "kicker", "body", "blocks", "body_hash", "paywall", "language")
    db.table("articles").update(kept["id"], {name: gone[name] for name in fields if gone[name] is not None})
    forget_analysis(db, kept["id"])
    save_document(
        db, owner_kind="article", owner_id=kept["id"], thread_id=kept["id"], day=kept["published_on"] or "",
        text=gone["body"],
    )  # fmt: skip
