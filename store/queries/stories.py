"""Articles that the grouping of stories must look at again."""

from datetime import date, timedelta

from sqlite_utils import Database

from store.database import Row, rows

# How far around what is new the past is read: a copy comes within a week, what a site prints under each of its
# articles shows over weeks.
AROUND_DAYS = 60
_COLUMNS = "id, body, blocks, source_id, site, published_at, published_on, story_id, purged_on"


def list_to_group(db: Database) -> list[Row]:
    """What was read, mended or never grouped since the last grouping, with all that may be its copy; none if nothing.

    Rows: id, body, blocks (JSON), source_id, site, published_at, published_on, story_id, purged_on, in order of id.
    Everything when no grouping was ever finished, or when something new is undated, which may be the copy of any.
    """
    touched = rows(db, _TOUCHED)[0]
    if not touched["n"]:
        return []
    if touched["is_first"] or touched["n_undated"]:
        return rows(db, f"select {_COLUMNS} from articles order by id")  # nosec B608 # constant parts
    first = date.fromisoformat(touched["first"]) - timedelta(days=AROUND_DAYS)
    last = date.fromisoformat(touched["last"]) + timedelta(days=AROUND_DAYS)
    return rows(
        db,
        f"""
        select {_COLUMNS} from articles
        where published_on is null or published_on between :first and :last
           or story_id in (select story_id from articles where published_on between :first and :last)
        order by id
        """,  # nosec B608 # constant parts
        {"first": first.isoformat(), "last": last.isoformat()},
    )


_TOUCHED = """
    with last as (select max(started_at) as at from run_steps where step = 'stories' and status = 'done'),
    touched as (
        select published_on from articles, last
        where last.at is null or story_id is null or fetched_at >= last.at
           or id in (select article_id from desk_mends where made_at >= last.at)
    )
    select count(*) as n, coalesce(sum(published_on is null), 0) as n_undated, min(published_on) as first,
           max(published_on) as last, (select at is null from last) as is_first
    from touched
"""
