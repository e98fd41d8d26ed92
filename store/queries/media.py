"""Rows of the view « Médias »: who publishes what, first or after others, in what tone, and what of it can be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from store.database import Row, rows
from store.queries.filters import CUT_THREADS, EDGE_DAYS, IN_FILTERS, NARROWED, WHOLE_THREADS, Filters, with_params
from store.texts import as_json

Which = Literal["", "first", "copies"]
TONES = ("negative", "neutral", "positive")
ThreadTones = tuple[str, str, str, str, int, int, int]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Which articles of the debate are listed: all, first publications or reprises; of one access ('' for any); with
    `off_topic`, those that are not in the debate too."""

    which: Which = ""
    paywall: str = ""
    off_topic: bool = False

    def params(self, filters: Filters) -> dict[str, Any]:
        """The values that the queries bind."""
        return with_params(filters, {
            "which": self.which, "paywall": self.paywall, "unique": int(filters.unique_only),
            "off_topic": int(self.off_topic),
        })  # fmt: skip


def count_outlets(db: Database, filters: Filters) -> list[Row]:
    """One row a source and audience, most articles first: source_id, source, audience, n, n_unique (first
    publications), n_comments, n_comments_unique, n_free, n_partial, n_blocked, n_unknown, verified_on."""
    by_months = filters.span == "month" and not filters.undated_only
    return rows(
        db,
        f"""
        with counted as (
            select source_id, audience, sum(raw * (voice = 'press')) as n, sum(uniq * (voice = 'press')) as n_unique,
                   sum(raw * (voice = 'reader')) as n_comments, sum(uniq * (voice = 'reader')) as n_comments_unique
            from ({_UNITS_BY_MONTH if by_months else _UNITS_BY_DAY}) group by 1, 2
        ), access as (
            select source_id, audience, sum(paywall = 'free') as n_free, sum(paywall = 'partial') as n_partial,
                   sum(paywall = 'blocked') as n_blocked,
                   sum(paywall not in ('free', 'partial', 'blocked')) as n_unknown
            from ({_PUBLISHED}) group by 1, 2
        )
        select c.*, coalesce(s.name, 'Pages collées') as source, s.verified_on, coalesce(x.n_free, 0) as n_free,
               coalesce(x.n_partial, 0) as n_partial, coalesce(x.n_blocked, 0) as n_blocked,
               coalesce(x.n_unknown, 0) as n_unknown
        from counted c left join sources s on s.id = c.source_id
             left join access x on x.source_id = c.source_id and x.audience = c.audience
        where c.n > 0 or c.n_comments > 0 order by c.n desc, c.n_comments desc, source
        """,  # nosec B608 # constant parts
        filters.params_by_month(db),
    )


def list_thread_tones(db: Database, filters: Filters) -> list[ThreadTones]:
    """The texts of each thread over the period: voice, source_id, audience, thread_id, then the numbers of negative,
    neutral and positive ones.

    Tuples: there are as many as threads.
    """
    return db.execute(_thread_tones(filters), filters.params()).fetchall()


def sum_thread_tones(db: Database, filters: Filters) -> list[tuple[Any, ...]]:
    """The same added up: voice, source_id, all texts and the sum over threads of their squares, then of each tone the
    texts, the sum of their squares and of their products with all texts of the thread."""
    each = ", ".join(f"sum({tone}), sum({tone} * {tone}), sum({tone} * n_all)" for tone in TONES)
    sql = f"""
        select voice, source_id, sum(n_all), sum(n_all * n_all), {each}
        from (select *, negative + neutral + positive as n_all from ({_thread_tones(filters)})) group by 1, 2
    """  # nosec B608 # constant parts
    return db.execute(sql, filters.params()).fetchall()


def _thread_tones(filters: Filters) -> str:
    """The statement that gives the texts of each thread over the period."""
    kept = filters.counted.removeprefix("n_")
    counts = ", ".join(f"{kept}_{tone} as {tone}" for tone in TONES)
    by_day = f"""
        select t.voice, t.source_id, t.audience, t.thread_id, {_summed("t." + filters.counted)}
        from (select thread_id as cut_id, voice as cut_voice from thread_tones where {CUT_THREADS}) c
             cross join daily_tones t on t.thread_id = c.cut_id and t.voice = c.cut_voice
        where t.day between :first and :last group by 1, 4
    """  # nosec B608 # constant parts
    if filters.undated_only:
        by_day = f"""
            select voice, source_id, audience, thread_id, {_summed(filters.counted)} from daily_tones
            where {IN_FILTERS} group by 1, 4
        """  # nosec B608 # constant parts
    return f"""
        select voice, source_id, audience, thread_id, {counts} from thread_tones where {WHOLE_THREADS}
        union all select * from ({by_day})
    """  # nosec B608 # constant parts


def _summed(counted: str) -> str:
    return ", ".join(f"sum({counted} * (tone = '{tone}'))" for tone in TONES)


def list_outlet_articles(db: Database, filters: Filters, kept: Kept, *, limit: int, offset: int = 0) -> list[Row]:
    """Articles of the debate, newest first: id, title, source, audience, day, at, paywall, story_first, story_id,
    first_source, first_at (of the first publication), n_comments."""
    return rows(
        db,
        f"""
        select x.*, coalesce((select c.n_comments from thread_sizes c where c.thread_id = x.id), 0) as n_comments,
               coalesce(s.name, f.site, 'Page collée') as first_source, f.published_at as first_at
        from (select * from ({_ASKED}) where {_KEPT}) x
             left join articles f on f.id = x.story_id left join sources s on s.id = f.source_id
        order by x.day desc, x.at desc, x.id limit :limit offset :offset
        """,  # nosec B608 # constant parts
        kept.params(filters) | {"limit": limit, "offset": offset},
    )


def count_outlet_articles(db: Database, filters: Filters, kept: Kept) -> int:
    """How many articles `list_outlet_articles` would list."""
    return int(rows(db, f"select count(*) as n from ({_ASKED}) where {_KEPT}", kept.params(filters))[0]["n"])  # nosec B608 # constant parts


def list_stories(db: Database, filters: Filters, *, limit: int, offset: int = 0) -> list[Row]:
    """Stories with a reprise in the scope, newest first: story_id, n (publications in the scope), last_day."""
    return rows(
        db,
        f"""
        select story_id, count(*) as n, max(day) as last_day from ({_PUBLISHED}) group by 1 having {_REPEATED}
        order by last_day desc, n desc, story_id limit :limit offset :offset
        """,  # nosec B608 # constant parts
        with_params(filters, {"limit": limit, "offset": offset}),
    )


def count_stories(db: Database, filters: Filters) -> int:
    """How many stories `list_stories` would list."""
    sql = f"select count(*) as n from (select 1 from ({_PUBLISHED}) group by story_id having {_REPEATED})"  # nosec B608 # constant parts
    return int(rows(db, sql, filters.params())[0]["n"])


def list_publications(db: Database, story_ids: Sequence[str]) -> list[Row]:
    """The articles of these stories, in the debate or not, first publication first: story_id, id, title, standfirst,
    source, audience, at, day, paywall, story_first, url, purged_on, n_comments."""
    return rows(
        db,
        """
        select a.story_id, a.id, a.title, a.standfirst, coalesce(s.name, a.site, 'Page collée') as source, a.audience,
               a.published_at as at, coalesce(a.published_on, '') as day, a.paywall, a.story_first, a.url, a.purged_on,
               coalesce((select c.n_comments from thread_sizes c where c.thread_id = a.id), 0) as n_comments
        from articles a left join sources s on s.id = a.source_id
        where a.story_id in (select value from json_each(:ids))
        order by a.story_id, a.story_first desc, a.published_at is null, a.published_at, a.id
        """,
        {"ids": as_json(list(story_ids))},
    )


def list_sentences(db: Database, article_ids: Sequence[str]) -> list[Row]:
    """The sentences of the paragraphs of these articles, in order: owner_id, text."""
    return rows(
        db,
        """
        select p.owner_id, substr(a.body, p.start + 1, p.end - p.start) as text
        from passages p join articles a on a.id = p.owner_id
        where p.owner_kind = 'article' and p.owner_id in (select value from json_each(:ids))
          and p.kind in ('paragraph', 'question', 'answer', 'list-item')
        order by p.owner_id, p.position
        """,
        {"ids": as_json(list(article_ids))},
    )


_UNITS = "select source_id, audience, voice, n_raw as raw, n_unique as uniq from daily_stance where target = ''"
_UNITS_BY_DAY = f"{_UNITS} and voice in ('press', 'reader') and {IN_FILTERS}"
_UNITS_BY_MONTH = f"""
    select source_id, audience, voice, raw_all as raw, unique_all as uniq from monthly_stance
    where target = '' and voice in ('press', 'reader') and month between :first_month and :last_month and {NARROWED}
    union all {_UNITS} and voice in ('press', 'reader') and {EDGE_DAYS[0]}
    union all {_UNITS} and voice in ('press', 'reader') and {EDGE_DAYS[1]}
"""  # nosec B608 # constant parts
_ALL_ARTICLES = """
    select a.id, a.title, coalesce(a.source_id, 'clips') as source_id,
           coalesce(s.name, a.site, 'Page collée') as source, a.audience,
           coalesce(a.published_on, '') as day, a.published_at as at, a.paywall, a.story_first, a.story_id
    from articles a left join sources s on s.id = a.source_id
"""
_IN_DEBATE = "exists (select 1 from verdicts v where v.owner_id = a.id and +v.target = '')"
_ARTICLES = f"{_ALL_ARTICLES} where {_IN_DEBATE}"
_ASKED = f"{_ALL_ARTICLES} where :off_topic = 1 or {_IN_DEBATE}"
# The articles of the debate of a period, from two indexes: no text is read.
_PUBLISHED = f"""
    select d.source_id, d.audience, d.day, x.paywall, x.story_id, x.story_first
    from (select day, thread_id, source_id, audience from daily_stance
          where voice = 'press' and target = '' and {IN_FILTERS}) d
         cross join articles x indexed by articles_in_short on x.id = d.thread_id
"""  # nosec B608 # constant parts
_REPEATED = "story_id is not null and sum(story_first = 0) > 0"  # of a story: whether a reprise is in the scope
_KEPT = f"""
    {IN_FILTERS} and (:unique = 0 or story_first = 1)
    and (:which = '' or (:which = 'first') = story_first)
    and (:paywall = '' or paywall = :paywall
         or (:paywall = 'unknown' and paywall not in ('free', 'partial', 'blocked')))
"""
