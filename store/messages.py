"""Our talking points in what others write: what the night reads and writes of them."""

from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from store.database import Row, rows, transaction
from store.texts import as_json
from store.verdicts import voice_of

Use = tuple[str, float, int, int]  # point, score, start, end over the owner's body
_FOUND = """
    select p.*, u.point, u.score, u.start as said_at, u.end as said_until
    from message_uses u join passages p on p.id = u.passage_id order by u.passage_id, u.point
"""


def list_unread_messages(db: Database, version: str, *, limit: int) -> list[Row]:
    """Passages of the debate in which this version has not looked for our points: id, start, text."""
    return rows(
        db,
        """
        select p.id, p.start, substr(coalesce(a.body, c.body), p.start + 1, p.end - p.start) as text
        from passages p left join articles a on a.id = p.owner_id and p.owner_kind = 'article'
             left join comments c on c.id = p.owner_id and p.owner_kind = 'comment'
        where p.kind <> 'pull-quote' and p.end > p.start
          and exists (select 1 from verdicts v where v.owner_id = p.owner_id and v.target = '')
          and not exists (select 1 from message_reads r where r.passage_id = p.id and r.version = :version)
        order by p.owner_id, p.position limit :limit
        """,
        {"version": version, "limit": limit},
    )


def save_messages(db: Database, version: str, found: Mapping[str, Sequence[Use]]) -> None:
    """Keeps what was found in passages, by passage id, in place of what an earlier version had found."""
    with transaction(db):
        names = {"ids": as_json(sorted(found))}
        db.execute("delete from message_uses where passage_id in (select value from json_each(:ids))", names)
        db.table("message_reads").upsert_all(
            ({"passage_id": name, "version": version} for name in found), pk="passage_id"
        )
        db.table("message_uses").insert_all(
            {"passage_id": name, "point": point, "score": round(score, 4), "start": start, "end": end}
            for name, uses in found.items()
            for point, score, start, end in uses
        )


def rebuild_message_units(db: Database, *, points: Sequence[str]) -> int:
    """Counts each unit that carries one of these points once, from its passages; how many.

    Units of texts that are gone stay as numbers; those of points that the watch has no more go.
    """
    known = {"points": as_json(list(points))}
    with transaction(db):
        for sql in (
            "delete from message_uses where point not in (select value from json_each(:points))",
            "delete from unit_messages where point not in (select value from json_each(:points))",
            "delete from unit_messages where owner_id in (select owner_id from passages)",
        ):
            db.execute(sql, known if ":points" in sql else {})
        units: dict[tuple[str, str, str, str], Row] = {}
        quotes: dict[str, list[Row]] = {}
        for row in rows(db, _FOUND):
            owner = row["owner_id"]
            if owner not in quotes:
                quotes[owner] = rows(db, "select * from quotes where owner_id = :id order by start", {"id": owner})
            _keep_surest(units, row, quotes[owner])
        db.table("unit_messages").insert_all(units.values())
    return len(units)


def _keep_surest(units: dict[tuple[str, str, str, str], Row], row: Row, quotes: Sequence[Row]) -> None:
    # The words themselves may be quoted in a sentence that mostly is not.
    voice, speaker = voice_of({**row, "start": row["said_at"], "end": row["said_until"]}, quotes)
    key = (row["owner_id"], voice, speaker, row["point"])
    if key in units and units[key]["score"] >= row["score"]:
        return
    units[key] = {
        "owner_kind": row["owner_kind"], "owner_id": row["owner_id"], "thread_id": row["thread_id"], "voice": voice,
        "speaker": speaker, "point": row["point"], "score": row["score"],
    }  # fmt: skip
