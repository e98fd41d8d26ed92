"""The useful texts to read again: where the machine hesitates, contradicts itself, or repeats itself. Not a sample."""

from datetime import timedelta

from sqlite_utils import Database

from store.clock import now
from store.database import Row, rows

QUEUE_DAYS = 28
LOW_SCORE = 0.7
_MOST_COMPARED = 1000


def list_useful(db: Database, *, limit: int = 10) -> list[Row]:
    """Readers' verdicts worth a person's word, the most useful first: passage_id, owner_id, thread_id, title, source,
    at, body, target, stance, score, n_sides (1: passages of both sides), n_same (comments with the same words).

    Nothing that was drawn for the audit, nor that a person spoke of already.
    """
    since = (now() - timedelta(days=QUEUE_DAYS)).isoformat(timespec="seconds")
    return rows(
        db,
        """
        with recent as (
            select c.id, c.body, c.body_hash, c.posted_at, c.article_id from comments c
            where c.first_seen_at >= :since and c.status <> 'deleted' and c.purged_on is null
            order by c.first_seen_at desc limit :most
        ), judged as (
            select v.owner_id, v.thread_id, v.target, v.stance, v.score, r.body, r.posted_at as at,
                   count(*) over (partition by r.body_hash, v.target) as n_same,
                   (select p.id from passages p join tags t on t.passage_id = p.id
                    where p.owner_id = v.owner_id and t.kind = 'stance' and t.key = v.target
                    order by t.score desc, p.position limit 1) as passage_id,
                   (select count(distinct t.value) = 2 from passages p join tags t on t.passage_id = p.id
                    where p.owner_id = v.owner_id and t.kind = 'stance' and t.key = v.target
                      and t.value in ('favour', 'against')) as n_sides
            from recent r join verdicts v on v.owner_id = r.id where v.voice = 'reader' and v.target <> ''
        )
        select j.*, a.title, coalesce(s.name, a.site, 'Page collée') as source
        from judged j join articles a on a.id = j.thread_id left join sources s on s.id = a.source_id
        where j.passage_id is not null and (j.stance = 'unclear' or j.score < :low or j.n_sides or j.n_same > 1)
          and not exists (select 1 from sample_items i where i.owner_id = j.owner_id)
          and not exists (select 1 from desk_corrections d join passages p on p.id = d.passage_id
                          where p.owner_id = j.owner_id and d.kind = 'stance' and d.key = j.target)
        order by j.n_sides desc, j.n_same desc, j.score, j.owner_id, j.target limit :limit
        """,
        {"since": since, "low": LOW_SCORE, "limit": limit, "most": _MOST_COMPARED},
    )
