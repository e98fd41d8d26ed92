"""Rows that leave the database, streamed: a few hundred are in memory at a time, whatever the size of the base.

Owners (articles and comments) are listed in the order of their day by a light query; what is exported of them is
then read chunk by chunk, in one reading transaction, so that a row added meanwhile changes nothing. What was
deleted, or is kept without its text, has no row; nothing here says who wrote a comment.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Literal

from sqlite_utils import Database

from store.database import Row, rows
from store.texts import as_json

Kind = Literal["articles", "comments", "passages", "figures", "quotes"]
CLIPS = "clips"  # the source of what was pasted
_CHUNK = 200


@dataclass(frozen=True, kw_only=True)
class ExportFilters:
    """What is exported: Paris days (both included, `None` for no bound), sources, a target, the debate only.

    With a bound, what is undated is left out. An article and each of its comments have days of their own.
    """

    since: date | None = None
    until: date | None = None
    sources: tuple[str, ...] = ()
    target: str = ""
    relevant_only: bool = True

    @property
    def has_period(self) -> bool:
        """Whether there is a bound, so that only what is dated can be exported."""
        return self.since is not None or self.until is not None

    def params(self, kind: Kind) -> dict[str, Any]:
        """The values that the queries of owners bind.

        What lies in a text is narrowed to a target by its own passage, not by its owner: a repeated pull-quote
        speaks of a target without being counted.
        """
        return {
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "9999-12-31",
            "has_period": int(self.has_period), "sources": as_json(list(self.sources)),
            "target": self.target if kind in ("articles", "comments") else "",
            "relevant_only": int(self.relevant_only),
        }  # fmt: skip


def stream_export(db: Database, kind: Kind, filters: ExportFilters) -> Iterator[Row]:
    """The rows of an export, oldest day first, undated first of all; lists are parsed.

    Every row: article_id, title, url, source_id, source, audience, published_on, published_at (of the article), and
    the columns of its kind (`_DETAILS`).
    """
    with _one_moment(db):
        for owner_ids in _chunks(_list_owners(db, kind, filters)):
            yield from _read_details(db, kind, filters, owner_ids)


def count_left_out(db: Database, kind: Kind, filters: ExportFilters) -> Row:
    """Owners that an export leaves out: n_undated (for a period) and n_outside (of the debate), of any period."""
    inside = f"{_NARROWED} and (:relevant_only = 0 or {_IN_DEBATE})"
    tables = _owner_tables(kind)
    undated = " + ".join(f"(select count(*) from {sql} where day is null and {inside})" for sql in tables)  # nosec B608 # constant parts
    outside = " + ".join(f"(select count(*) from {sql} where {_IN_PERIOD} and {_NARROWED} and not {_IN_DEBATE})"  # nosec B608 # constant parts
                         for sql in tables)  # fmt: skip
    n_undated = undated if filters.has_period else "0"
    n_outside = outside if filters.relevant_only else "0"
    found = rows(db, f"select {n_undated} as n_undated, {n_outside} as n_outside", filters.params(kind))
    return found[0]


def list_source_ids(db: Database) -> list[str]:
    """The sources that an export can be narrowed to, sorted."""
    sql = f"select id from sources union select coalesce(source_id, '{CLIPS}') from articles order by 1"  # nosec B608 # constant parts
    return [row["id"] for row in rows(db, sql)]


_ARTICLES = """
    (select 'article' as owner_kind, a.id, a.id as thread_id, a.published_on as day, a.published_at as at, a.source_id
     from articles a where a.body <> '')
"""
_COMMENTS = """
    (select 'comment' as owner_kind, c.id, c.article_id as thread_id, c.posted_on as day, c.posted_at as at,
            a.source_id
     from comments c join articles a on a.id = c.article_id where c.status <> 'deleted' and c.body <> '')
"""
_IN_PERIOD = "(:has_period = 0 or day between :since and :until)"
_NARROWED = f"""
    (:sources = '[]' or coalesce(source_id, '{CLIPS}') in (select value from json_each(:sources)))
    and (:target = '' or exists (select 1 from verdicts v where v.owner_id = id and +v.target = :target))
"""  # nosec B608 # constant parts
# The plus keeps SQLite on the key (owner_id, …): the index by target holds every unit of the debate under ''.
_IN_DEBATE = "exists (select 1 from verdicts v where v.owner_id = id and +v.target = '')"


def _owner_tables(kind: Kind) -> list[str]:
    return {"articles": [_ARTICLES], "comments": [_COMMENTS]}.get(kind, [_ARTICLES, _COMMENTS])


def _list_owners(db: Database, kind: Kind, filters: ExportFilters) -> Iterator[str]:
    """Ids in the order of (day, moment, thread, an article before its comments, id)."""
    wanted = f"{_IN_PERIOD} and {_NARROWED} and (:relevant_only = 0 or {_IN_DEBATE})"
    parts = [f"select id, day, at, thread_id, owner_kind from {sql} where {wanted}" for sql in _owner_tables(kind)]  # nosec B608 # constant parts
    cursor = db.conn.execute(
        f"{' union all '.join(parts)} order by day, at, thread_id, owner_kind, id", filters.params(kind)
    )
    for owner_id, *_ in cursor:
        yield owner_id


def _chunks(owner_ids: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(owner_ids)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk


def _read_details(db: Database, kind: Kind, filters: ExportFilters, owner_ids: Sequence[str]) -> Iterator[Row]:
    """The rows of these owners, in the order given."""
    sql, parsed = _DETAILS[kind]
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows(db, sql, {"ids": as_json(list(owner_ids))}):
        found[row["owner_id"]].append(row)
    wanted = [row for owner_id in owner_ids for row in found[owner_id]]
    if kind == "passages":
        yield from _with_tags(db, wanted, filters.target)
        return
    if filters.target and kind in ("figures", "quotes"):
        wanted = _about_target(db, wanted, owner_ids, filters.target)
    for row in wanted:
        yield row | {name: json.loads(row[name]) for name in parsed}


def _with_tags(db: Database, passages: Sequence[Row], target: str) -> Iterator[Row]:
    """One row a tag of each passage; a passage without tags is one row, unless a target is asked for."""
    tags = _list_tags(db, [row["passage_id"] for row in passages])
    for passage in passages:
        own = tags.get(passage["passage_id"], [])
        if target:
            own = [tag for tag in own if target in (tag["tag_target"], tag["tag_kind"] == "stance" and tag["tag_key"])]
        for tag in own or [_NO_TAG] * (not target):
            yield passage | tag


def _about_target(db: Database, spans: Sequence[Row], owner_ids: Sequence[str], target: str) -> list[Row]:
    """The spans that touch a passage in which a stance on the target was seen."""
    passages = rows(
        db,
        "select id, owner_id, start, end from passages where owner_id in (select value from json_each(:ids))",
        {"ids": as_json(list(owner_ids))},
    )
    tags = _list_tags(db, [row["id"] for row in passages])
    seen: defaultdict[str, list[Row]] = defaultdict(list)
    for passage in passages:
        if any((tag["tag_kind"], tag["tag_key"]) == ("stance", target) for tag in tags.get(passage["id"], [])):
            seen[passage["owner_id"]].append(passage)
    return [span for span in spans if any(
        one["start"] < span["end"] and one["end"] > span["start"] for one in seen[span["owner_id"]])]  # fmt: skip


def _list_tags(db: Database, passage_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The effective tags of passages, evidence parsed, by passage."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for place in range(0, len(passage_ids), _CHUNK):
        some = {f"p{index}": one for index, one in enumerate(passage_ids[place : place + _CHUNK])}
        # Values one by one: with a subquery here, SQLite 3.40 reads every tag of the base for the view.
        for row in rows(db, _TAGS.format(ids=", ".join(f":{name}" for name in some)), some):
            passage_id = row.pop("passage_id")
            found[passage_id].append(row | {"evidence": json.loads(row["evidence"])})
    return found


@contextmanager
def _one_moment(db: Database) -> Iterator[None]:
    """One reading transaction; texts that are not UTF-8 (written by another program) lose those bytes only."""
    as_before = db.conn.text_factory
    began = not db.conn.in_transaction
    if began:
        db.conn.execute("begin")
    db.conn.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        yield
    finally:
        db.conn.text_factory = as_before
        if began:
            db.conn.rollback()


_ARTICLE = """
    a.id as article_id, a.title, a.url, coalesce(a.source_id, 'clips') as source_id,
    coalesce(s.name, a.site, 'Page collée') as source, a.audience, a.published_on, a.published_at
"""
# What an article or comment says in the end: a reader's comment, or an article in the journalist's own words.
_VERDICTS = """
    (select json_group_array(json_object('target', v.target, 'stance', v.stance, 'score', v.score))
     from (select * from verdicts where owner_id = {owner}.id and voice = '{voice}' and target <> ''
           order by target) v) as stances,
    (select json_group_array(json_object('argument', u.argument, 'use', u.use, 'score', u.score))
     from (select * from unit_arguments where owner_id = {owner}.id and voice = '{voice}'
           order by argument, use) u) as arguments,
    exists (select 1 from verdicts v where v.owner_id = {owner}.id and +v.target = '') as in_debate
"""
# Of a span of an article or a comment that is still there: whose it is and the text that it marks.
_OWNED = """
    x.owner_kind, x.owner_id, case x.owner_kind when 'comment' then c.id end as comment_id,
    c.posted_on, c.posted_at, c.author_role,
    x.start, x.end, substr(coalesce(c.body, a.body), x.start + 1, x.end - x.start) as text
"""
_OWNERS = """
    join articles a on a.id = x.thread_id left join sources s on s.id = a.source_id
    left join comments c on x.owner_kind = 'comment' and c.id = x.owner_id
    where x.owner_id in (select value from json_each(:ids))
      and (x.owner_kind = 'article' and x.owner_id = a.id or c.status <> 'deleted')
"""
_TAGGER = """
    x.tagger_id, (select t.title from taggers t where t.id = x.tagger_id) as tagger,
    coalesce((select t.starting from taggers t where t.id = x.tagger_id), 0) as is_starting
"""
# The passage in which a span begins.
_AROUND = """
    (select substr(coalesce(c.body, a.body), p.start + 1, p.end - p.start) from passages p
     where p.owner_id = x.owner_id and p.start <= x.start and p.end > x.start order by p.position limit 1) as context
"""
_TAGS = """
    select e.passage_id, e.kind as tag_kind, e.key as tag_key, e.value as tag_value, e.target as tag_target, e.score,
           e.status, e.tagger_id, t.title as tagger, coalesce(t.starting, 0) as is_starting,
           (select json_group_array(json_array(v.start, v.end)) from evidence v where v.tag_id = e.tag_id) as evidence
    from effective_tags e left join taggers t on t.id = e.tagger_id
    where e.passage_id in ({ids}) order by e.kind, e.key, e.value
"""
_NO_TAG: Row = dict.fromkeys(
    ("tag_kind", "tag_key", "tag_value", "tag_target", "score", "status", "tagger_id", "tagger", "is_starting")
) | {"evidence": []}
_DETAILS: dict[Kind, tuple[str, tuple[str, ...]]] = {
    "articles": (
        f"""
        select a.id as owner_id, {_ARTICLE}, a.site, a.kicker, a.standfirst, a.byline, a.updated_at, a.date_source,
               a.date_precision, a.tags, a.paywall, a.language, a.comments_platform, a.comments_declared,
               (select count(*) from comments n where n.article_id = a.id and n.status <> 'deleted') as n_comments,
               a.story_id, a.story_first, a.origin, {_VERDICTS.format(owner="a", voice="press")}, a.body as text
        from articles a left join sources s on s.id = a.source_id
        where a.id in (select value from json_each(:ids))
        """,  # nosec B608 # constant parts
        ("byline", "tags", "stances", "arguments"),
    ),
    "comments": (
        f"""
        select c.id as owner_id, {_ARTICLE}, c.id as comment_id, c.reply_to, c.platform, c.author_role, c.position,
               c.posted_on, c.posted_at, c.date_source, c.date_precision, c.votes, c.status, c.first_in_thread,
               {_VERDICTS.format(owner="c", voice="reader")}, c.body as text
        from comments c join articles a on a.id = c.article_id left join sources s on s.id = a.source_id
        where c.id in (select value from json_each(:ids)) and c.status <> 'deleted'
        """,  # nosec B608 # constant parts
        ("stances", "arguments"),
    ),
    "passages": (
        f"""
        select {_ARTICLE}, x.id as passage_id, x.kind, x.speaker, {_OWNED}
        from passages x {_OWNERS} order by x.position, x.start
        """,  # nosec B608 # constant parts
        (),
    ),
    "figures": (
        f"""
        select {_ARTICLE}, x.id as figure_id, {_OWNED}, x.low, x.high, x.unit, x.kind, x.comparator, x.counts,
               x.said_by, {_TAGGER}, {_AROUND}
        from figures x {_OWNERS} order by x.start, x.end
        """,  # nosec B608 # constant parts
        (),
    ),
    "quotes": (
        f"""
        select {_ARTICLE}, x.id as quote_id, {_OWNED}, x.speaker, x.actor, x.cue, x.kind, x.attitude,
               {_TAGGER}, {_AROUND}
        from quotes x {_OWNERS} order by x.start, x.end
        """,  # nosec B608 # constant parts
        (),
    ),
}  # fmt: skip
