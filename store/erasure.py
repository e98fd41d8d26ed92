"""Erasing rows for good: everything that an article or a comment left in the database, in the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields

from sqlite_utils import Database

from store.database import Row, rows
from store.months import take_months
from store.outbox import empty_letters
from store.rises import drop_unheard, list_rises_in
from store.summaries import SUMMARIES
from store.texts import as_json
from store.tombstones import address_key, plant, stones_of_article, stones_of_comment, url_aliases

_SAID = ("quotes", "figures", "mentions", "tagged", "verdicts", "unit_arguments", "unit_messages", "documents")


@dataclass(frozen=True, kw_only=True)
class Erased:
    """How many rows of each kind are gone."""

    articles: int = 0
    comments: int = 0
    passages: int = 0
    tags: int = 0
    quotes: int = 0
    figures: int = 0
    mentions: int = 0
    corrections: int = 0
    requests: int = 0
    fetches: int = 0

    def __add__(self, other: "Erased") -> "Erased":
        """Both together."""
        return Erased(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)})

    def __bool__(self) -> bool:
        """Whether any row is gone."""
        return any(getattr(self, one.name) for one in fields(self))


def erase_comments(db: Database, comment_ids: Collection[str], *, key: bytes) -> Erased:
    """Erases comments and leaves their tombstones; the caller rebuilds their threads' counts.

    What answered them answers nothing any more: the id of an erased comment stands nowhere.
    """
    named = {"ids": as_json(sorted(comment_ids))}
    found = rows(db, "select * from comments where id in (select value from json_each(:ids))", named)
    if not found:
        return Erased()
    aliases: dict[str, list[str]] = {row["id"]: [] for row in found}
    for alias in rows(
        db, "select * from comment_aliases where comment_id in (select value from json_each(:ids))", named
    ):
        aliases[alias["comment_id"]].append(alias["alias"])
    for row in found:
        plant(db, stones_of_comment(key, row, aliases[row["id"]]))
    named["threads"] = as_json(sorted({row["article_id"] for row in found}))
    erased = _erase_said(db, [row["id"] for row in found])
    for sql in (
        # The next crawl reads these threads again, and says what it did not keep.
        "delete from thread_visits where article_id in (select value from json_each(:threads))",
        """
        update comments set reply_to = null where article_id in (select value from json_each(:threads))
          and +reply_to in (select value from json_each(:ids))
        """,
        "delete from comment_events where comment_id in (select value from json_each(:ids))",
        "delete from comments where id in (select value from json_each(:ids))",
    ):
        db.execute(sql, named)
    return erased + Erased(comments=len(found))


def erase_article(db: Database, article_id: str, *, key: bytes) -> tuple[Erased, list[str]]:
    """Erases an article with its thread, and leaves their tombstones.

    Returns what is gone, and the articles of its story, whose counts the caller rebuilds: another one is now the first.
    """
    named = {"id": article_id}
    found = rows(db, "select * from articles where id = :id", named)
    if not found:
        return Erased(), []
    article = found[0]
    known = [row["alias"] for row in rows(db, "select alias from article_aliases where article_id = :id", named)]
    aliases = list(dict.fromkeys([*known, *url_aliases([article["canonical_url"], article["url"]])]))
    comments = [row["id"] for row in rows(db, "select id from comments where article_id = :id", named)]
    erased = erase_comments(db, comments, key=key) + _erase_said(db, [article_id])
    plant(db, stones_of_article(key, aliases))
    addresses = {alias.removeprefix("url:") for alias in aliases if alias.startswith("url:")}
    erased += Erased(articles=1, requests=_erase_requests(db, article_id, addresses))
    erased += Erased(fetches=_erase_memory(db, addresses))
    siblings = leave_story(db, article)
    take_months(db, article_id)
    for table in ("daily_stance", "daily_arguments", *SUMMARIES):
        db.execute(f"delete from {table} where thread_id = :id", named)  # nosec B608 # constant parts
    db.execute("delete from articles where id = :id", named)
    return erased, siblings


def _erase_said(db: Database, owner_ids: Sequence[str]) -> Erased:
    """Erases everything said of these owners: by the machine and, in corrections, by people."""
    named = {"ids": as_json(sorted(owner_ids))}
    owned = "owner_id in (select value from json_each(:ids))"
    own = f"passage_id in (select id from passages where {owned})"  # nosec B608 # constant parts
    erased = Erased(
        passages=_count(db, f"passages where {owned}", named), tags=_count(db, f"tags where {own}", named),
        quotes=_count(db, f"quotes where {owned}", named), figures=_count(db, f"figures where {owned}", named),
        mentions=_count(db, f"mentions where {owned}", named),
        corrections=_count(db, f"desk_corrections where {own}", named),
    )  # fmt: skip
    _erase_samples(db, owned, named)
    erase_work(db, owner_ids)
    rises = list_rises_in(db, owner_ids)
    db.execute(f"delete from desk_corrections where {own}", named)  # nosec B608 # constant parts
    db.execute(f"delete from passages where {owned}", named)  # nosec B608 # tags and evidence go with it
    drop_unheard(db, rises)
    for table in _SAID:
        db.execute(f"delete from {table} where {owned}", named)  # nosec B608 # constant parts
    return erased


def erase_work(db: Database, owner_ids: Sequence[str]) -> None:
    """Erases what the team wrote about these owners, and the words of the letters that quote them."""
    empty_letters(db, owner_ids)
    named = {"ids": as_json(sorted(owner_ids))}
    for sql in (
        """
        delete from desk_items where item_id in (select value from json_each(:ids))
          or item_id in (select id from passages where owner_id in (select value from json_each(:ids)))
        """,
        """
        delete from desk_brief_edits where exists (
            select 1 from json_each(:ids) o where item in ('article-' || o.value, 'fil-' || o.value)
              or substr(item, 1, length(o.value) + 8) = 'propos-' || o.value || '-')
        """,
    ):
        db.execute(sql, named)


def _erase_samples(db: Database, owned: str, named: dict[str, str]) -> None:
    """Erases what was drawn of these owners with its answers; how many could be drawn that night stays."""
    db.execute(f"delete from sample_items where {owned}", named)  # nosec B608 # constant parts
    db.execute(f"delete from lessons where {owned}", named)  # nosec B608 # constant parts


def _erase_requests(db: Database, article_id: str, addresses: set[str]) -> int:
    """Erases what the dashboard asked for about this article; the waiting files are removed by the command.

    A newsletter that gave other articles too keeps its request, whose answer names none of them.
    """
    shared = {
        row["request_id"]
        for row in rows(
            db,
            """
            select request_id from clips group by request_id
            having max(article_id = :id) and count(distinct article_id) > 1
            """,
            {"id": article_id},
        )
    }
    db.execute("delete from clips where article_id = :id", {"id": article_id})
    db.execute(
        "update inbox set name = null, article_id = null where id in (select value from json_each(:ids))",
        {"ids": as_json(sorted(shared))},
    )
    gone = [
        row["id"]
        for row in rows(db, "select id, url, payload, article_id from inbox")
        if row["article_id"] == article_id or {address_key(row["url"] or ""), address_key(row["payload"])} & addresses
    ]
    _delete(db, "inbox", "id", gone)
    return len(gone)


def _erase_memory(db: Database, addresses: set[str]) -> int:
    """Erases how these addresses and the other pages of their threads answered, and what failed on them."""
    gone = [
        row["url"]
        for row in rows(db, "select url, reason from fetches")
        if {address_key(row["url"]), address_key(row["reason"] or "")} & addresses
    ]
    _delete(db, "fetches", "url", gone)
    _erase_announced(db, addresses)
    _delete(db, "decisions", "url_key", addresses)
    failed = [row["id"] for row in rows(db, "select id, item from failures") if address_key(row["item"]) in addresses]
    _delete(db, "failures", "id", failed)
    return len(gone)


def _erase_announced(db: Database, addresses: set[str]) -> None:
    """Erases what announced these addresses: discovery services, and what a backfill has to read."""
    named = [
        row["id"] for row in rows(db, "select id, url from discoveries") if address_key(row["url"] or "") in addresses
    ]
    _delete(db, "discoveries", "id", named)
    listed = [row["url"] for row in rows(db, "select url from backlog") if address_key(row["url"]) in addresses]
    _delete(db, "backlog", "url", listed)


def leave_story(db: Database, article: Row) -> list[str]:
    """Takes an article out of its story; the next one becomes its first publication, and gives the story its id."""
    values = {"story": article["story_id"], "id": article["id"]}
    left = rows(
        db,
        """
        select id from articles where story_id = :story and id <> :id
        order by published_at is null, published_at, id
        """,
        values,
    )
    if not left:
        return []
    first = {"first": left[0]["id"], **values}
    db.execute(
        "update articles set story_first = (id = :first), story_id = :first where story_id = :story and id <> :id",
        first,
    )
    return [row["id"] for row in left]


def _count(db: Database, what: str, values: dict[str, str]) -> int:
    return int(rows(db, f"select count(*) as n from {what}", values)[0]["n"])  # nosec B608 # constant parts


def _delete(db: Database, table: str, column: str, values: Iterable[object]) -> None:
    db.execute(
        f"delete from {table} where {column} in (select value from json_each(:values))",  # nosec B608 # constant parts
        {"values": as_json(list(values))},
    )
