"""Rows of what is new: phrases that rose, and the sentences behind them."""

from datetime import date

from sqlite_utils import Database

from store.database import Row, one, rows

# Erased texts take their sentences with them: a phrase that fewer than two texts still bear is shown no more.
_STANDS = """
    (select count(distinct p.owner_id) from rise_uses u join passages p on p.id = u.passage_id
     where u.rise_id = r.id) >= 2
"""


def list_rises(db: Database, day: date, *, limit: int = 100) -> list[Row]:
    """The phrases that the night of a day found, new ones first, then the strongest: the columns of `rises` and
    `rise_days`."""
    return rows(
        db,
        f"""
        select r.id, r.text, r.first_on, r.last_on, d.* from rise_days d join rises r on r.id = d.rise_id
        where d.day = :day and {_STANDS}
        order by r.first_on desc, d.strength desc, r.id limit :limit
        """,  # nosec B608 # constant parts
        {"day": day.isoformat(), "limit": limit},
    )


def list_past_rises(db: Database, *, limit: int) -> list[Row]:
    """Every phrase that rose, newest first, with its largest night: columns of `list_rises` and n_days."""
    return rows(
        db,
        f"""
        select r.id, r.text, r.first_on, r.last_on, d.*,
               (select count(*) from rise_days x where x.rise_id = r.id) as n_days
        from rises r join rise_days d on d.rise_id = r.id and d.day = (
            select x.day from rise_days x where x.rise_id = r.id
            order by x.n_comments + x.n_articles desc, x.day limit 1)
        where {_STANDS} order by r.first_on desc, d.strength desc, r.id limit :limit
        """,  # nosec B608 # constant parts
        {"limit": limit},
    )


def find_rise(db: Database, rise_id: str) -> Row | None:
    """One phrase that rose, with its largest night, or `None`."""
    return one(
        db,
        f"""
        select r.id, r.text, r.first_on, r.last_on, d.* from rises r join rise_days d on d.rise_id = r.id
        where r.id = :id and {_STANDS} order by d.n_comments + d.n_articles desc, d.day limit 1
        """,  # nosec B608 # constant parts
        {"id": rise_id},
    )


def list_rise_uses(db: Database, rise_id: str, *, limit: int, offset: int = 0) -> list[Row]:
    """The passages that bear a phrase, newest first, one a text: passage columns, text, thread_id, at, day, title,
    source, audience, author_role, use_start, use_end (characters of the owner's body)."""
    return rows(
        db,
        """
        select p.*, u.start as use_start, u.end as use_end, a.title, a.audience,
               coalesce(s.name, a.site, 'Page collée') as source, c.author_role,
               case p.owner_kind when 'article' then a.published_at else c.posted_at end as at,
               substr(case p.owner_kind when 'article' then a.body else c.body end, p.start + 1, p.end - p.start)
                   as text
        from rise_uses u join passages p on p.id = u.passage_id join articles a on a.id = p.thread_id
             left join sources s on s.id = a.source_id left join comments c on c.id = p.owner_id
        where u.rise_id = :id and p.position = (
            select min(q.position) from rise_uses w join passages q on q.id = w.passage_id
            where w.rise_id = :id and q.owner_id = p.owner_id)
        order by at desc, p.owner_id limit :limit offset :offset
        """,
        {"id": rise_id, "limit": limit, "offset": offset},
    )


def count_rise_uses(db: Database, rise_id: str) -> Row:
    """How many texts still bear a phrase: n_comments, n_articles, n_threads."""
    return rows(
        db,
        """
        select count(distinct case p.owner_kind when 'comment' then p.owner_id end) as n_comments,
               count(distinct case p.owner_kind when 'article' then p.owner_id end) as n_articles,
               count(distinct p.thread_id) as n_threads
        from rise_uses u join passages p on p.id = u.passage_id where u.rise_id = :id
        """,
        {"id": rise_id},
    )[0]


def find_request(db: Database, rise_id: str) -> Row | None:
    """The last request to draft an argument of a phrase: columns of `desk_arguments`, or `None`."""
    return one(db, "select * from desk_arguments where rise_id = :id order by id desc limit 1", {"id": rise_id})


def has_phrases(db: Database) -> bool:
    """Whether any night has read phrases here."""
    return bool(rows(db, "select 1 from passage_phrases limit 1"))
