"""Phrases that rose: what the night reads and writes of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlite_utils import Database

from store.database import Row, rows, transaction
from store.ids import digest
from store.texts import as_json

# A phrase found again within these days of its last night is the same news.
SAME_DAYS = 28
Use = tuple[str, int, int]  # key or passage id, start, end


@dataclass(frozen=True, kw_only=True)
class Rise:
    """What one night found: a phrase as most people wrote it, its keys, what it was counted on, where it stands.

    `uses` are places (passage id, start, end) over the owners' bodies.
    """

    text: str
    keys: tuple[str, ...]
    span_days: int
    n_comments: int
    n_articles: int
    n_threads: int
    past_share: float
    strength: float
    p: float
    uses: tuple[Use, ...]


def list_unread_phrases(db: Database, version: str, *, since: date, limit: int) -> list[Row]:
    """Passages of the debate whose phrases were not read by this version: id, start, text."""
    return rows(
        db,
        f"""
        select p.id, p.start, {_TEXT} as text from passages p
        where p.kind <> 'pull-quote' and p.end > p.start
          and exists (select 1 from verdicts v where v.owner_id = p.owner_id and v.target = '' and v.day >= :since)
          and not exists (select 1 from passage_phrases x where x.passage_id = p.id and x.version = :version)
        order by p.id limit :limit
        """,  # nosec B608 # constant parts
        {"version": version, "since": since.isoformat(), "limit": limit},
    )


def save_phrases(db: Database, version: str, found: Mapping[str, Sequence[Use]]) -> None:
    """Keeps the phrases of passages, by passage id."""
    with transaction(db):
        db.table("passage_phrases").upsert_all(
            ({"passage_id": name, "version": version, "uses": as_json(list(uses))} for name, uses in found.items()),
            pk="passage_id",
        )


def drop_old_phrases(db: Database, *, before: date) -> None:
    """Drops the phrases of what is too old to be compared with."""
    with transaction(db):
        db.execute(
            """
            delete from passage_phrases where passage_id not in (
                select p.id from passages p join verdicts v on v.owner_id = p.owner_id
                where v.target = '' and v.day >= :before)
            """,
            {"before": before.isoformat()},
        )


def list_phrases(db: Database, *, since: date, until: date) -> list[Row]:
    """The phrases of the debate's texts of a period, each text once: owner_id, owner_kind, day, story, passage_id,
    uses (list of [key, start, end])."""
    found = rows(
        db,
        """
        select p.owner_id, p.owner_kind, v.day, coalesce(a.story_id, a.id) as story, p.id as passage_id, x.uses
        from (select owner_id, min(day) as day, max(is_unique) as is_unique from verdicts
              where target = '' and day between :since and :until group by owner_id) v
             join passages p on p.owner_id = v.owner_id join articles a on a.id = p.thread_id
             join passage_phrases x on x.passage_id = p.id
        where v.is_unique = 1 order by v.day, p.owner_id, p.position
        """,
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    for row in found:
        row["uses"] = json.loads(row["uses"])
    return found


def list_bodies(db: Database, passage_ids: Sequence[str]) -> dict[str, str]:
    """The body of the owner of each passage, by passage id."""
    found = rows(
        db,
        """
        select p.id, coalesce(a.body, c.body) as body from passages p
        left join articles a on a.id = p.owner_id and p.owner_kind = 'article'
        left join comments c on c.id = p.owner_id and p.owner_kind = 'comment'
        where p.id in (select value from json_each(:ids))
        """,
        {"ids": as_json(list(passage_ids))},
    )
    return {row["id"]: row["body"] for row in found}


def save_rises(db: Database, day: date, found: Sequence[Rise]) -> int:
    """Writes what the night of `day` found in place of what it had found before; how many are new that day.

    A phrase that shares a key with one of the last weeks keeps its id.
    """
    with transaction(db):
        db.execute("delete from rise_days where day = :day", {"day": day.isoformat()})
        db.execute("delete from rises where id not in (select rise_id from rise_days)")
        known = _known(db, day)
        n_new = 0
        for one in found:
            rise_id = next((known[key] for key in one.keys if key in known), None)
            if rise_id is None:
                n_new += 1
                rise_id = digest("rise", one.keys[0], day.isoformat())
            known |= dict.fromkeys(one.keys, rise_id)
            _save_one(db, rise_id, day, one)
    return n_new


def list_rises_in(db: Database, owner_ids: Sequence[str]) -> list[str]:
    """The ids of the phrases that stand in texts of these owners."""
    found = rows(
        db,
        """
        select distinct u.rise_id from passages p join rise_uses u on u.passage_id = p.id
        where p.owner_id in (select value from json_each(:ids))
        """,
        {"ids": as_json(list(owner_ids))},
    )
    return [row["rise_id"] for row in found]


def drop_unheard(db: Database, rise_ids: Sequence[str]) -> None:
    """Drops those phrases that stand in no text any more, in the caller's transaction."""
    db.execute(
        """
        delete from rises where id in (select value from json_each(:ids))
          and not exists (select 1 from rise_uses u where u.rise_id = rises.id)
        """,
        {"ids": as_json(list(rise_ids))},
    )


def _known(db: Database, day: date) -> dict[str, str]:
    """The id of each key that rose in the last weeks, the oldest first."""
    found = rows(
        db,
        """
        select r.id, r.keys from rises r where exists (
            select 1 from rise_days d where d.rise_id = r.id and d.day between :since and :day)
        order by r.first_on desc, r.id
        """,
        {"since": (day - timedelta(days=SAME_DAYS)).isoformat(), "day": day.isoformat()},
    )
    return {key: row["id"] for row in found for key in json.loads(row["keys"])}


def _save_one(db: Database, rise_id: str, day: date, one: Rise) -> None:
    stored = rows(db, "select * from rises where id = :id", {"id": rise_id})
    keys = sorted({*one.keys, *(json.loads(stored[0]["keys"]) if stored else ())})
    days = [day.isoformat(), *(row[name] for row in stored for name in ("first_on", "last_on"))]
    db.table("rises").upsert(
        {"id": rise_id, "text": one.text, "keys": as_json(keys), "first_on": min(days), "last_on": max(days)}, pk="id"
    )
    db.table("rise_days").upsert(
        {
            "day": day.isoformat(), "rise_id": rise_id, "span_days": one.span_days, "n_comments": one.n_comments,
            "n_articles": one.n_articles, "n_threads": one.n_threads, "past_share": one.past_share,
            "strength": round(one.strength, 4), "p": one.p,
        }, pk=("day", "rise_id"),
    )  # fmt: skip
    db.table("rise_uses").upsert_all(
        ({"rise_id": rise_id, "passage_id": name, "start": start, "end": end} for name, start, end in one.uses),
        pk=("rise_id", "passage_id"),
    )


_TEXT = """
    case p.owner_kind
        when 'article'
        then (select substr(a.body, p.start + 1, p.end - p.start) from articles a where a.id = p.owner_id)
        else (select substr(c.body, p.start + 1, p.end - p.start) from comments c where c.id = p.owner_id)
    end
"""
