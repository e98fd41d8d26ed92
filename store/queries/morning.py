"""Rows of the view « Ce matin »: what came out since yesterday 18:00."""

from datetime import date
from typing import Any

from sqlite_utils import Database

from store.clock import morning_window
from store.database import Row, one, rows
from store.queries.passages import Question
from store.queries.readers import says, uses_of, values_of_readers, verdict_of, with_articles
from store.reader_units import IN_SLICES, slices_of
from store.texts import as_json

# So many of the articles that stand apart are listed: a backfill brings thousands in one morning.
MOST_APART = 100
# Told by its day, in an index of its own: a few pages for all articles.
ARTICLE_IN_DEBATE = """
    exists (select 1 from daily_stance d indexed by daily_stance_of_articles
            where d.thread_id = a.id and d.day = coalesce(a.published_on, '') and d.voice = 'press' and d.target = '')
"""
# What has no date stands together there, wherever its thread is.
_UNDATED_IN_DEBATE = """
    exists (select 1 from reader_units r where r.day = '' and r.at = '' and r.owner_id = c.id)
"""


def list_new_articles(db: Database, day: date) -> list[Row]:
    """Articles of the debate published in the window, newest first, with the number of their new comments:
    id, title, standfirst, site, source, audience, published_at, paywall, url, story_first, n_comments."""
    first, last = morning_window(day)
    return rows(
        db,
        f"""
        select a.id, a.title, a.standfirst, a.site, coalesce(s.name, a.site, 'Page collée') as source, a.audience,
               a.published_at, a.paywall, a.url, a.story_first,
               coalesce((select c.n_comments from thread_sizes c where c.thread_id = a.id), 0) as n_comments
        from articles a left join sources s on s.id = a.source_id
        where a.published_at >= :first and a.published_at < :last and {ARTICLE_IN_DEBATE}
        order by a.published_at desc, a.id
        """,  # nosec B608 # constant parts
        _window(first.isoformat(), last.isoformat()),
    )


def list_commented_articles(db: Database, day: date) -> list[Row]:
    """Articles under which readers wrote in the window, most commented first: id, title, source, audience, n_new,
    last_at. Comments outside the debate are not counted; those since removed are, as everywhere."""
    return rows(
        db,
        f"""
        select a.id, a.title, coalesce(s.name, a.site, 'Page collée') as source, a.audience, n.n_new, n.last_at
        from (select r.thread_id, count(*) as n_new, max(r.at) as last_at from {IN_SLICES} group by 1) n
             join articles a on a.id = n.thread_id left join sources s on s.id = a.source_id
        order by n.n_new desc, a.id
        """,  # nosec B608 # constant parts
        _slices(day),
    )


def count_new_stances(db: Database, day: date) -> list[Row]:
    """Readers' verdicts on comments posted in the window: audience, target, stance, n."""
    return rows(
        db,
        f"""
        select a.audience, n.target, n.stance, sum(n.n) as n
        from (select r.thread_id, v.key as target, v.value as stance, count(*) as n
              from {IN_SLICES} cross join json_each(r.stances) v group by 1, 2, 3) n
             join articles a on a.id = n.thread_id
        group by 1, 2, 3 order by 1, 2, 3
        """,  # nosec B608 # constant parts
        _slices(day),
    )


def count_collected_apart(db: Database, day: date) -> Row:
    """What was collected in the window and stands apart: n_undated articles, n_late articles (older date)."""
    first, last = morning_window(day)
    return rows(
        db,
        f"""
        select coalesce(sum(a.published_at is null), 0) as n_undated,
               coalesce(sum(a.published_at < :first), 0) as n_late
        from articles a where a.first_seen_at >= :first and a.first_seen_at < :last and {ARTICLE_IN_DEBATE}
        """,  # nosec B608 # constant parts
        _window(first.isoformat(), last.isoformat()),
    )[0]


def list_collected_apart(db: Database, day: date, *, limit: int = MOST_APART) -> list[Row]:
    """The first of the articles that `count_collected_apart` counts, undated then newest: id, title, source, audience,
    published_at."""
    first, last = morning_window(day)
    return rows(
        db,
        f"""
        select a.id, a.title, coalesce(s.name, a.site, 'Page collée') as source, a.audience, a.published_at
        from (select a.id from articles a
              where a.first_seen_at >= :first and a.first_seen_at < :last
                and (a.published_at is null or a.published_at < :first) and {ARTICLE_IN_DEBATE}
              order by a.published_at is not null, a.published_at desc, a.id limit :limit) x
             join articles a on a.id = x.id left join sources s on s.id = a.source_id
        order by a.published_at is not null, a.published_at desc, a.id
        """,  # nosec B608 # constant parts
        _window(first.isoformat(), last.isoformat()) | {"limit": limit},
    )


def count_undated_comments(db: Database, day: date) -> int:
    """Comments of the debate collected in the window without a date of their own."""
    first, last = morning_window(day)
    found = rows(
        db,
        f"""
        select count(*) as n from comments c indexed by comments_undated
        where c.posted_at is null and c.status <> 'deleted'
          and c.first_seen_at >= :first and c.first_seen_at < :last
          and {_UNDATED_IN_DEBATE}
        """,  # nosec B608 # constant parts
        _window(first.isoformat(), last.isoformat()),
    )
    return int(found[0]["n"])


def list_undated_comments(db: Database, day: date, *, limit: int = MOST_APART) -> list[Row]:
    """The first of the comments that `count_undated_comments` counts, newest collected first: id, thread_id, title and
    source of its article, first_seen_at."""
    first, last = morning_window(day)
    return rows(
        db,
        f"""
        select c.id, c.article_id as thread_id, a.title, coalesce(s.name, a.site, 'Page collée') as source,
               c.first_seen_at
        from comments c indexed by comments_undated
             join articles a on a.id = c.article_id left join sources s on s.id = a.source_id
        where c.posted_at is null and c.status <> 'deleted'
          and c.first_seen_at >= :first and c.first_seen_at < :last
          and {_UNDATED_IN_DEBATE}
        order by c.first_seen_at desc, c.id limit :limit
        """,  # nosec B608 # constant parts
        _window(first.isoformat(), last.isoformat()) | {"limit": limit},
    )


def list_new_units(
    db: Database, day: date, question: Question, *, limit: int, offset: int = 0, audience: str = ""
) -> list[Row]:
    """The readers' comments that a number of « Ce matin » counts, newest first: the columns of `list_units`."""
    found = f"""
        select r.day, r.at, r.owner_id, r.thread_id, {verdict_of(question)} as verdict {_new_units(question)}
        order by r.at desc, r.owner_id limit :limit offset :offset
    """
    values = _asked(day, question, audience) | {"limit": limit, "offset": offset}
    return rows(db, with_articles(found, question), values)


def count_new_units(db: Database, day: date, question: Question, *, audience: str = "") -> int:
    """How many comments `list_new_units` would list."""
    return int(rows(db, f"select count(*) as n {_new_units(question)}", _asked(day, question, audience))[0]["n"])


def count_repeated_units(db: Database, day: date) -> int:
    """How many of the window's comments of the debate repeat a text of their thread."""
    return count_new_units(db, day, Question(voice="reader", repeated=True))


def list_verdicts_of_articles(db: Database, article_ids: list[str]) -> list[Row]:
    """What the press and the people it quotes say in these articles: thread_id, voice, speaker, target, stance, score.

    Neutral and unclear verdicts are left out.
    """
    return rows(
        db,
        """
        select thread_id, voice, speaker, target, stance, score from verdicts
        where owner_kind = 'article' and stance in ('favour', 'against')
          and owner_id in (select value from json_each(:ids))
        order by thread_id, voice, score desc, speaker, target
        """,
        {"ids": as_json(article_ids)},
    )


def find_latest(db: Database, day: date) -> Row | None:
    """The last dated article of the debate before the window: id, title, published_on."""
    first, _ = morning_window(day)
    return one(
        db,
        f"""
        select a.id, a.title, a.published_on from articles a
        where a.published_at < :first and {ARTICLE_IN_DEBATE} order by a.published_at desc, a.id limit 1
        """,  # nosec B608 # constant parts
        {"first": first.isoformat()},
    )


def _new_units(question: Question) -> str:
    return f"""
        from {IN_SLICES} {uses_of(question)}
        where {says(question)} and (:thread = '' or r.thread_id = :thread)
          and (:audience = '' or (select a.audience from articles a where a.id = r.thread_id) = :audience)
    """  # nosec B608 # constant parts


def _asked(day: date, question: Question, audience: str) -> dict[str, Any]:
    return _slices(day) | values_of_readers(question) | {"audience": audience}


def _slices(day: date) -> dict[str, str]:
    return {"slices": as_json(slices_of(*morning_window(day)))}


def _window(first: str, last: str) -> dict[str, str]:
    return {"first": first, "last": last}
