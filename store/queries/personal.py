"""Rows of the view « Données personnelles »: how much is held of whom."""

from sqlite_utils import Database

from store.database import Row, rows


def count_held(db: Database) -> Row:
    """n_comments with a text, n_readers (keyed hashes), n_emptied, n_articles with a text, n_people (quoted by name),
    n_refused (what may not come back), and oldest_on, the day of the oldest comment with a text."""
    found = rows(
        db,
        """
        select
            (select coalesce(sum(n_texts), 0) from thread_sizes) as n_comments,
            (select n from held_counts where name = 'readers') as n_readers,
            (select n from held_counts where name = 'emptied')
            + (select count(*) from articles where purged_on is not null) as n_emptied,
            (select count(*) from articles) - (select count(*) from articles where body = '') as n_articles,
            (select count(distinct speaker) from quotes where speaker is not null) as n_people,
            (select count(*) from tombstones) as n_refused,
            (select posted_on from comments where body <> '' and posted_on > '' order by posted_on limit 1) as oldest_on
        """,
    )
    return found[0]
