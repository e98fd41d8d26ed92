"""Texts of one tone, as « Médias » counts them: days are walked, and those that a page shows alone are read."""

from collections.abc import Sequence

from sqlite_utils import Database

from store.database import Row, rows
from store.queries.filters import IN_FILTERS, Filters, with_params
from store.texts import as_json
from store.tone_rules import OWN_WORDS, PASSAGE_TONE, TEXT_TONE
from store.verdicts import Voice


def count_toned(db: Database, filters: Filters, *, voice: Voice, tone: str) -> int:
    """Articles (`press`, their own words) or comments (`reader`) of a tone over a period, '' for any tone."""
    sql = f"select coalesce(sum({filters.counted}), 0) as n from daily_tones where {_WANTED}"  # nosec B608 # constant parts
    return int(rows(db, sql, with_params(filters, {"voice": voice, "tone": tone}))[0]["n"])


def list_toned(
    db: Database, filters: Filters, *, voice: Voice, tone: str, limit: int, offset: int = 0
) -> list[str]:  # fmt: skip
    """The ids of those that `count_toned` counts, newest day first, then by thread."""
    found: list[str] = []
    sql = f"""
        select day, thread_id, sum({filters.counted}) as n from daily_tones where {_WANTED}
        group by day, thread_id having n > 0 order by day desc, thread_id
    """  # nosec B608 # constant parts
    values = with_params(filters, {"voice": voice, "tone": tone, "unique": int(filters.unique_only)})
    for day, thread_id, n in db.execute(sql, values):
        if offset >= n:
            offset -= n
            continue
        page = {"day": day, "thread": thread_id, "limit": limit - len(found), "offset": offset}
        found += [
            owner for (owner,) in db.execute(_OF_THREAD[voice], {**values, **page, "unique": filters.unique_only})
        ]
        offset = 0
        if len(found) >= limit:
            break
    return found


def list_toned_sentences(db: Database, owner_ids: Sequence[str]) -> list[Row]:
    """The sentences by which these articles and comments take their tone, in order: owner_id, thread_id, passage_id,
    text, value, score, title, source, at."""
    return rows(
        db,
        f"""
        select p.owner_id, p.thread_id, p.id as passage_id, a.title,
               {PASSAGE_TONE} as value, {_SCORE} as score,
               substr(coalesce(c.body, a.body), p.start + 1, p.end - p.start) as text,
               coalesce(s.name, a.site, 'Page collée') as source, coalesce(c.posted_at, a.published_at) as at
        from json_each(:ids) x cross join passages p indexed by passages_by_owner on p.owner_id = x.value
             join articles a on a.id = p.thread_id
             left join sources s on s.id = a.source_id left join comments c on c.id = p.owner_id
        where {PASSAGE_TONE} is not null and (p.owner_kind = 'comment' or {OWN_WORDS})
        order by p.owner_id, p.position
        """,  # nosec B608 # constant parts
        {"ids": as_json(list(owner_ids))},
    )


_SCORE = "(select e.score from effective_tags e where e.passage_id = p.id and e.kind = 'sentiment' limit 1)"
_WANTED = f"voice = :voice and (:tone = '' or tone = :tone) and {IN_FILTERS}"
_JUDGED = f"""
    select owner_id from (
        select v.owner_id, {PASSAGE_TONE} as value
        from verdicts v cross join passages p indexed by passages_by_owner on p.owner_id = v.owner_id
        where {{whose}} and v.day = :day and +v.target = '' and v.voice = :voice and (:unique = 0 or v.is_unique = 1))
    where value is not null group by owner_id having :tone in ('', {TEXT_TONE})
    order by owner_id limit :limit offset :offset
"""  # nosec B608 # constant parts
_OF_THREAD = {
    "press": _JUDGED.format(whose=f"v.owner_id = :thread and {OWN_WORDS}"),
    "reader": _JUDGED.format(whose="v.thread_id = :thread"),
}
