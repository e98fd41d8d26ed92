"""Rows of the list of articles of the view « Lire »."""

from sqlite_utils import Database

from store.database import Row, rows
from store.search import search
from store.texts import as_json

_COLUMNS = """
    select a.id, a.title, a.standfirst, coalesce(s.name, a.site, 'Page collée') as source, a.audience, a.published_at,
           a.published_on, a.paywall, a.story_first,
           (select count(*) from comments c where c.article_id = a.id and c.status <> 'deleted') as n_comments,
           exists (select 1 from verdicts v where v.owner_id = a.id and v.target = '') as in_debate
    from articles a left join sources s on s.id = a.source_id
"""


def list_articles(db: Database, *, source: str = "", limit: int, offset: int = 0) -> list[Row]:
    """Every stored article, newest first, undated last: id, title, standfirst, source, audience, published_at,
    published_on, paywall, story_first, n_comments, in_debate. `source` keeps those of one source."""
    return rows(
        db,
        f"""
        {_COLUMNS} where :source = '' or a.source_id = :source
        order by a.published_at is null, a.published_at desc, a.id limit :limit offset :offset
        """,
        {"source": source, "limit": limit, "offset": offset},
    )


def count_articles(db: Database, *, source: str = "") -> int:
    """How many articles are stored, of one source when it is given."""
    sql = "select count(*) as n from articles where :source = '' or source_id = :source"
    return int(rows(db, sql, {"source": source})[0]["n"])


def search_articles(db: Database, query: str, *, limit: int) -> list[Row]:
    """Articles whose text or comments hold every word of `query`, newest first: the columns of `list_articles`."""
    found = list(dict.fromkeys(row["thread_id"] for row in search(db, query, limit=limit)))
    return rows(
        db,
        f"""
        {_COLUMNS} where a.id in (select value from json_each(:ids))
        order by a.published_at is null, a.published_at desc, a.id
        """,
        {"ids": as_json(found)},
    )
