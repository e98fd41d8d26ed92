"""Rows of the press review: what « Ce matin » shows, the usual it is held against, and what the articles say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import itemgetter

from sqlite_utils import Database

from store.clock import morning_window
from store.database import AskAll, Query, Row, ask_in_turn, one, rows
from store.health.verdicts import Verdict
from store.hours import count_readers, count_stances_by_thread
from store.queries.collection import list_models
from store.queries.health import judge_sources
from store.queries.morning import ARTICLE_IN_DEBATE, count_collected_apart, count_undated_comments, find_latest
from store.reader_units import list_window
from store.texts import as_json

Windows = dict[int, tuple[datetime, datetime]]
USUAL_DAYS = 28
# Publications looked back at to know how often a source publishes.
RHYTHM_DAYS = 180


@dataclass(frozen=True, kw_only=True)
class BriefRows:
    """Everything a press review is made of, as it is stored.

    `articles` also holds those of the 28 days before, so that the day can be compared with the usual; of the readers
    of those days there are counts, over the same hours as those of this day that were read.
    """

    day: date
    articles: Sequence[Row]  # id, published_at, of the debate, oldest first
    new: Sequence[Row]  # the articles of the window, newest first, with body and blocks
    units: Sequence[Row]  # of the window: owner_id, thread_id, target ('' is the unit itself), stance, posted_at
    usual_units: Sequence[Row]  # key (how many days before), target ('' counts comments), n
    usual_stances: Sequence[Row]  # thread_id, target, stance, n: what lies in the windows of two days counts once
    read_until: datetime  # how far into the window anything was read
    arguments: Sequence[Row]  # owner_id, thread_id, argument, use, of the window
    commented: Sequence[Row]  # articles under which readers wrote in the window: id, title, source, url
    tags: Sequence[Row]  # tags of the new articles' passages with their evidence
    quotes: Sequence[Row]
    figures: Sequence[Row]  # of the window's articles and comments, and of the articles of the 28 days before
    models: Sequence[Row]
    sources: Sequence[Row]
    health: Sequence[Verdict]
    failures: Sequence[Row]
    broken_steps: Sequence[Row]
    collected_at: str | None  # the last collection that began before the end of the day
    is_closed: bool  # a collection has begun since the end of the day
    apart: Mapping[str, int]
    latest: Row | None
    first_on: str | None  # the first dated day of the debate in the database


def load_brief_rows(db: Database, day: date, ask: AskAll = ask_in_turn) -> BriefRows:
    """The rows of one day's press review; what was collected or failed after the end of that day is left out.

    `ask` gets the answers of queries that do not wait for each other.
    """
    first, last = morning_window(day)
    before, _ = morning_window(day - timedelta(days=USUAL_DAYS))
    values = {"first": first.isoformat(), "last": last.isoformat(), "before": before.isoformat()}
    told, written, new, crawl, closing = ask(db, [
        lambda db: rows(db, _TOLD, values), lambda db: list(list_window(db, first, last)),
        lambda db: rows(db, _NEW, values), lambda db: one(db, _LAST_CRAWL, values),
        lambda db: one(db, "select 1 from run_steps where step = 'crawl' and started_at >= :last", values),
    ])  # fmt: skip
    crawl = crawl or {"run_id": None, "started_at": None}
    units = _units_of(written)
    seen = [row["published_at"] for row in new] + [row["posted_at"] for row in units] + [crawl["started_at"]]
    read_until = last if closing else _read_until(seen, first, last)
    queries = {
        **_list_around(day, values, usual_windows(day, read_until)), **_list_of_articles(new, told),
        "commented": lambda db: _commented(db, written),
        "failures": lambda db: rows(db, _FAILURES, {"run": crawl["run_id"]}),
        "broken_steps": lambda db: rows(db, _BROKEN_STEPS, {"run": crawl["run_id"]}),
    }  # fmt: skip
    answers = dict(zip(queries, ask(db, list(queries.values())), strict=True))
    return BriefRows(
        day=day, new=new, units=units, arguments=_arguments_of(written), read_until=read_until,
        collected_at=crawl["started_at"], is_closed=closing is not None, **answers,
    )  # fmt: skip


def _list_around(day: date, values: Mapping[str, str], usual: Windows) -> dict[str, Query]:
    """The queries of what stands around the day: the usual, the sources and the state of the collection."""
    return {
        "usual_units": lambda db: count_readers(db, usual),
        "usual_stances": lambda db: count_stances_by_thread(db, list(usual.values())),
        "apart": lambda db: count_collected_apart(db, day) | {"n_comments": count_undated_comments(db, day)},
        "sources": lambda db: _sources(db, day, values),
        "articles": lambda db: rows(db, _ARTICLES, values),
        "health": lambda db: judge_sources(db, today=day),
        "models": list_models,
        "latest": lambda db: find_latest(db, day),
        "first_on": lambda db: rows(db, "select min(day) as day from daily_stance where day > ''")[0]["day"],
    }


def _list_of_articles(new: Sequence[Row], told: Sequence[Row]) -> dict[str, Query]:
    """The queries of what the new articles say; `told` are the figures of others."""
    ids = {"ids": as_json([row["id"] for row in new])}

    def list_figures(db: Database) -> list[Row]:
        found = sorted([*rows(db, _FIGURES, ids), *told], key=itemgetter("owner_id", "start"))
        return sorted(sorted(found, key=itemgetter("at"), reverse=True), key=itemgetter("owner_kind"))

    return {
        "tags": lambda db: rows(db, _TAGS, ids), "quotes": lambda db: rows(db, _QUOTES, ids), "figures": list_figures,
    }  # fmt: skip


def _units_of(written: Sequence[Row]) -> list[Row]:
    """Each comment, then each side that it takes, by target."""
    units = []
    for row in written:
        base = {"owner_id": row["owner_id"], "thread_id": row["thread_id"], "posted_at": row["at"]}
        units.append(base | {"target": "", "stance": ""})
        units += [base | {"target": target, "stance": stance} for target, stance in row["stances"].items()]
    return units


def _arguments_of(written: Sequence[Row]) -> list[Row]:
    """The arguments of the comments, by comment."""
    return [
        {"owner_id": row["owner_id"], "thread_id": row["thread_id"], "argument": argument, "use": use}
        for row in sorted(written, key=itemgetter("owner_id")) for argument, use in row["arguments"]
    ]  # fmt: skip


def _commented(db: Database, written: Sequence[Row]) -> list[Row]:
    """The articles under which these comments stand, most commented first."""
    counts = Counter(row["thread_id"] for row in written)
    found = [row | {"n": counts[row["id"]]} for row in rows(db, _COMMENTED, {"ids": as_json(sorted(counts))})]
    return sorted(found, key=lambda row: (-row["n"], row["id"]))


def usual_windows(day: date, read_until: datetime) -> Windows:
    """The same hours of each of the 28 days before, by how many days before, as far as those of the day were read."""
    start, end = morning_window(day)
    windows = {}
    for days in range(1, USUAL_DAYS + 1):
        first, last = morning_window(day - timedelta(days=days))
        windows[days] = first, last if read_until == end else min(last, first + (read_until - start))
    return windows


def _read_until(seen: Sequence[str | None], first: datetime, last: datetime) -> datetime:
    """The second after the last moment seen in a window; its end when nothing was."""
    moments = [moment for moment in map(datetime.fromisoformat, filter(None, seen)) if first <= moment < last]
    return min(last, max(moments) + timedelta(seconds=1)) if moments else last


def load_quotable(db: Database, first: date, last: date) -> tuple[list[Row], list[Row], list[Row]]:
    """The articles of the debate published from one Paris day to another, with their tags and their quotes."""
    start, _ = morning_window(first)  # 18:00 the evening before
    _, end = morning_window(last)
    values = {"first": (start + timedelta(hours=6)).isoformat(), "last": end.isoformat()}
    new = rows(db, _NEW, values)
    ids = {"ids": as_json([row["id"] for row in new])}
    return new, rows(db, _TAGS, ids), rows(db, _QUOTES, ids)


def find_last_day(db: Database) -> str | None:
    """The last moment at which anything was collected or published, or `None`: no press review goes beyond it."""
    found = rows(
        db,
        """
        select max(at) as at from (select max(started_at) as at from runs
        union all select max(published_at) from articles union all select max(posted_at) from comments)
        """,
    )
    at = found[0]["at"]
    return str(at) if at else None


def _sources(db: Database, day: date, values: Mapping[str, str]) -> list[Row]:
    """The sources in use, their last collection before the end of the day, the days on which they published."""
    since = (day - timedelta(days=RHYTHM_DAYS)).isoformat()
    published: dict[str, list[str]] = {}
    for row in rows(db, _PUBLISHED, {"since": since, "day": day.isoformat()}):
        published.setdefault(row["source_id"], []).append(row["day"])
    return [row | {"published": published.get(row["id"], [])} for row in rows(db, _SOURCES, values)]


_ARTICLES = f"""
    select a.id, a.published_at from articles a
    where a.published_at >= :before and a.published_at < :last and {ARTICLE_IN_DEBATE}
    order by a.published_at, a.id
"""  # nosec B608 # constant parts
_NEW = f"""
    select a.id, a.title, a.standfirst, a.audience, a.published_at, a.published_on, a.date_precision, a.paywall, a.url,
           a.body, a.story_id, a.story_first, a.comments_declared, coalesce(s.name, a.site, 'Page collée') as source,
           coalesce((select c.n_comments from thread_sizes c where c.thread_id = a.id), 0) as n_comments,
           d.value as state, d.detail as answer_url,
           exists (select 1 from desk_standing p where p.item_id = a.id and p.slot = 'pin' and p.value <> '')
               as is_pinned
    from articles a left join sources s on s.id = a.source_id
         left join desk_standing d on d.item_id = a.id and d.slot = 'state'
    where a.published_at >= :first and a.published_at < :last and {ARTICLE_IN_DEBATE}
    order by a.published_at desc, a.id
"""  # nosec B608 # constant parts
_COMMENTED = """
    select a.id, a.title, a.url, coalesce(s.name, a.site, 'Page collée') as source
    from articles a left join sources s on s.id = a.source_id where a.id in (select value from json_each(:ids))
"""
_TAGS = """
    select * from (
    select p.owner_id, p.kind as passage_kind, p.speaker, p.start, p.end, p.position, e.kind, e.key, e.value, e.score,
           v.start as evidence_start, v.end as evidence_end
    from passages p join effective_tags e on e.passage_id = p.id left join evidence v on v.tag_id = e.tag_id
    where p.owner_kind = 'article' and p.owner_id in (select value from json_each(:ids))
      and (e.kind in ('stance', 'argument') or (e.kind = 'relevance' and e.value = 'yes')) and e.value <> 'unclear')
    order by score desc, owner_id, position, kind, key, evidence_start
"""
_QUOTES = """
    select owner_id, start, end, speaker, actor, kind from quotes
    where owner_kind = 'article' and owner_id in (select value from json_each(:ids))
    order by owner_id, start, end
"""
# Of the new articles, whatever is written in figures; of the articles before and of readers, what circulates, as it is
# kept. A reader's figure is given without its sentence: what readers write is read on the dashboard.
_FIGURES = """
    select f.owner_kind, f.owner_id, f.thread_id, f.low, f.high, f.unit, f.kind, f.comparator, f.counts, f.said_by,
           substr(a.body, f.start + 1, f.end - f.start) as text, f.start, f.end, a.body,
           a.published_at as at, a.title, a.url, coalesce(s.name, a.site, 'Page collée') as source
    from articles a cross join figures f on f.owner_id = a.id left join sources s on s.id = a.source_id
    where f.owner_kind = 'article' and a.id in (select value from json_each(:ids))
"""
_TOLD = """
    select t.owner_kind, t.owner_id, t.thread_id, t.low, t.high, t.unit, t.kind, t.comparator, t.counts, t.said_by,
           t.text, t.start, t.start + length(t.text) as "end", a.body, t.at, a.title, a.url,
           coalesce(s.name, a.site, 'Page collée') as source
    from tellings t cross join articles a on a.id = t.thread_id left join sources s on s.id = a.source_id
    where t.owner_kind = 'article' and t.at >= :before and t.at < :first
    union all
    select t.owner_kind, t.owner_id, t.thread_id, t.low, t.high, t.unit, t.kind, t.comparator, t.counts, null,
           t.text, t.start, t.start + length(t.text), null, t.at, a.title, a.url,
           coalesce(s.name, a.site, 'Page collée')
    from tellings t cross join articles a on a.id = t.thread_id left join sources s on s.id = a.source_id
    where t.owner_kind = 'comment' and t.at >= :first and t.at < :last
"""
_LAST_CRAWL = """
    select run_id, started_at from run_steps
    where step = 'crawl' and status in ('done', 'partial', 'failed') and started_at < :last
    order by run_id desc, source_id is not null, id desc limit 1
"""
_SOURCES = """
    select s.id, s.name, l.started_at as read_at, l.status, l.message
    from sources s left join run_steps l on l.id = (
        select max(x.id) from run_steps x
        where x.source_id = s.id and x.status <> 'running' and x.started_at < :last)
    where s.enabled = 1 order by s.name, s.id
"""
_PUBLISHED = """
    select distinct source_id, published_on as day from articles
    where source_id is not null and published_on between :since and :day order by 1, 2
"""
_FAILURES = """
    select source_id, error, min(item) as item, hint, count(*) as n from failures
    where run_id = :run and step = 'crawl' group by source_id, error, hint order by source_id, error, hint
"""
_BROKEN_STEPS = """
    select step, status from run_steps
    where run_id = :run and source_id is null and status in ('failed', 'interrupted')
      and step not in ('crawl', 'brief', 'backup') order by id
"""
