"""Rows of the list of articles of the view « Lire », and of a search."""

from datetime import date

from sqlite_utils import Database

from store.database import Row, rows
from store.search import Excerpt, find_excerpts, search
from store.texts import as_json

_COLUMNS = """
    select a.id, a.title, a.standfirst, coalesce(s.name, a.site, 'Page collée') as source, a.audience, a.published_at,
           a.published_on, a.paywall, a.story_first,
           coalesce((select c.n_comments from thread_sizes c where c.thread_id = a.id), 0) as n_comments,
           exists (select 1 from verdicts v where v.owner_id = a.id and +v.target = '') as in_debate
    from articles a left join sources s on s.id = a.source_id
"""


def list_articles(db: Database, *, source: str = "", limit: int, offset: int = 0) -> list[Row]:
    """Every stored article, newest first, undated last: id, title, standfirst, source, audience, published_at,
    published_on, paywall, story_first, n_comments, in_debate. `source` keeps those of one source."""
    # SQLite puts what is null last when the order descends: the index of moments gives the page asked for.
    return rows(
        db,
        f"""
        {_COLUMNS} where :source = '' or a.source_id = :source
        order by a.published_at desc, a.id limit :limit offset :offset
        """,
        {"source": source, "limit": limit, "offset": offset},
    )


def count_articles(db: Database, *, source: str = "") -> int:
    """How many articles are stored, of one source when it is given."""
    sql = "select count(*) as n from articles where :source = '' or source_id = :source"
    return int(rows(db, sql, {"source": source})[0]["n"])


def search_articles(db: Database, query: str, *, limit: int) -> list[Row]:
    """Articles whose text or comments answer `query`, newest first: the columns of `list_articles`, and `found_in`,
    the id of what answers first: the article itself, else its newest comment.

    Raises:
        QueryError: the query cannot be read; the message is French.
    """
    found_in: dict[str, str] = {}
    for row in search(db, query, limit=limit):
        if row["owner_kind"] == "article" or row["thread_id"] not in found_in:
            found_in[row["thread_id"]] = row["owner_id"]
    found = rows(
        db,
        f"""
        {_COLUMNS} where a.id in (select value from json_each(:ids))
        order by a.published_at is null, a.published_at desc, a.id
        """,  # nosec B608 # constant parts
        {"ids": as_json(list(found_in))},
    )
    return [row | {"found_in": found_in[row["id"]]} for row in found]


def list_found(db: Database, query: str, *, limit: int, since: date | None = None) -> list[Row]:
    """The articles and comments that answer `query`, newest first: owner_kind, owner_id, thread_id, day, title, url,
    source (of the article), excerpt.

    Raises:
        QueryError: the query cannot be read; the message is French.
    """
    found = search(db, query, limit=limit, since=since)
    threads = rows(
        db,
        """
        select a.id, a.title, a.url, coalesce(s.name, a.site, 'Page collée') as source
        from articles a left join sources s on s.id = a.source_id where a.id in (select value from json_each(:ids))
        """,
        {"ids": as_json(sorted({row["thread_id"] for row in found}))},
    )
    by_id = {row.pop("id"): row for row in threads}
    excerpts = find_excerpts(db, query, [row["owner_id"] for row in found])
    nothing = Excerpt(text="")
    return [row | by_id[row["thread_id"]] | {"excerpt": excerpts.get(row["owner_id"], nothing)} for row in found]
