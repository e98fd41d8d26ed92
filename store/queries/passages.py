"""The passages behind a number, and one article as it is read."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from store.database import Row, one, rows
from store.months import STANCES
from store.queries.filters import EDGE_DAYS, IN_FILTERS, NARROWED, Filters, with_params
from store.queries.questions import ANY_POINT as ANY_POINT
from store.queries.questions import Among as Among
from store.queries.questions import Question as Question
from store.queries.questions import condition_of, daily_of, threads_of, units_of, values_of
from store.queries.readers import is_of_readers, list_readers
from store.texts import as_json
from store.verdicts import voice_of


def list_units(db: Database, filters: Filters, question: Question, *, limit: int, offset: int = 0) -> list[Row]:
    """The units that a number counts, newest first: owner_kind, owner_id, thread_id, day, voice, speaker,
    verdict, score, title, url, source_id, source, at, author_role (null for an article), point (a message's)."""
    if is_of_readers(question, filters):
        return list_readers(db, filters, question, limit=limit, offset=offset)
    verdict = "stance" if not (question.argument or question.point) else "use"
    point = "x.point" if question.point else "''"
    return rows(
        db,
        f"""
        select x.owner_kind, x.owner_id, x.thread_id, x.day, x.voice, x.speaker, x.{verdict} as verdict, x.score,
               {point} as point, a.title, a.url, coalesce(a.source_id, 'clips') as source_id,
               coalesce(s.name, a.site, 'Page collée') as source,
               coalesce(c.posted_at, case when x.owner_kind = 'article' then a.published_at end) as at, c.author_role
        {units_of(filters, question)}
        order by d.day desc, at desc, x.owner_id, x.speaker limit :limit offset :offset
        """,  # nosec B608 # constant parts
        with_params(filters, values_of(question) | {"limit": limit, "offset": offset}),
    )


def count_units(db: Database, filters: Filters, question: Question) -> int:
    """How many units `list_units` would list: the number on the screen."""
    values = with_params(filters, values_of(question))
    if question.speaker or (question.among and (question.point or filters.unique_only)):  # the daily tables do not know
        return int(rows(db, f"select count(*) as n {units_of(filters, question)}", values)[0]["n"])  # nosec B608 # constant parts
    if not (question.argument or question.point or question.thread or question.among):
        return _count_stances(db, filters, question)
    found = rows(
        db,
        f"""
        select coalesce(sum({filters.counted}), 0) as n from {daily_of(question)}
        where voice = :voice and {condition_of(question)} and {IN_FILTERS}
        """,  # nosec B608 # constant parts
        values,
    )
    return int(found[0]["n"])


def _count_stances(db: Database, filters: Filters, question: Question) -> int:
    """Whole months from their sums, the days at both ends of the period from their own."""
    if question.stance not in ("", *STANCES):
        return 0
    column = f"{filters.counted.removeprefix('n_')}_{question.stance or 'all'}"
    counted = "voice = :voice and target = :target"
    parts = [
        f"""
        select sum({column}) as n from monthly_stance
        where {counted} and month between :first_month and :last_month and {NARROWED}
    """  # nosec B608 # constant parts
    ]
    counted += " and (:stance = '' or stance = :stance)"
    parts += [f"select sum({filters.counted}) from daily_stance where {counted} and {days}" for days in EDGE_DAYS]  # nosec B608 # constant parts
    sql = f"select coalesce(sum(n), 0) as n from ({' union all '.join(parts)})"  # nosec B608 # constant parts
    return int(rows(db, sql, values_of(question) | filters.params_by_month(db))[0]["n"])


def list_unit_threads(db: Database, filters: Filters, question: Question, *, limit: int, offset: int = 0) -> list[Row]:
    """The articles under which, or in which, a number's units stand, newest first: thread_id, n (units), last_on,
    title, url, source, at (of the article)."""
    return rows(
        db,
        f"""
        select t.*, a.title, a.url, coalesce(s.name, a.site, 'Page collée') as source, a.published_at as at
        from ({threads_of(filters, question)} order by last_on desc, 1 limit :limit offset :offset) t
             join articles a on a.id = t.thread_id left join sources s on s.id = a.source_id
        order by t.last_on desc, t.thread_id
        """,  # nosec B608 # constant parts
        with_params(filters, values_of(question) | {"limit": limit, "offset": offset}),
    )


def count_unit_threads(db: Database, filters: Filters, question: Question) -> int:
    """How many articles `list_unit_threads` would list."""
    values = with_params(filters, values_of(question))
    return int(rows(db, f"select count(*) as n from ({threads_of(filters, question)})", values)[0]["n"])  # nosec B608 # constant parts


def list_unit_passages(db: Database, owner_id: str, question: Question, *, speaker: str | None = None) -> list[Row]:
    """The passages of one owner that carry the number's tag: passage columns, text, value, score, status,
    tagger title, `starting`, and `evidence` as a list of [start, end] over the owner's body.

    With `speaker` (a name, or '' for the journalist), only what that voice of an article says.
    """
    if question.point:
        found = rows(db, _MESSAGE_PASSAGES, values_of(question) | {"owner": owner_id})
        return _of_speaker(db, owner_id, found, question, speaker)
    if question.argument:
        wanted = "e.kind = 'argument' and e.key = :argument and (:use = '' or e.value = :use)"
    elif question.target:
        wanted = "e.kind = 'stance' and e.key = :target"
    else:
        wanted = "e.kind = 'relevance' and e.value = 'yes'"
    found = rows(
        db,
        f"""
        select p.*, {_TEXT} as text, e.tag_id, e.kind as tag_kind, e.key, e.value, e.score, e.status, e.tagger_id,
               t.title as tagger, coalesce(t.starting, 0) as starting,
               {_EVIDENCE} as evidence
        from passages p join effective_tags e on e.passage_id = p.id left join taggers t on t.id = e.tagger_id
        where p.owner_id = :owner and {wanted} order by p.position
        """,  # nosec B608 # constant parts
        values_of(question) | {"owner": owner_id},
    )
    return _of_speaker(db, owner_id, found, question, speaker)


def _of_speaker(db: Database, owner_id: str, found: list[Row], question: Question, speaker: str | None) -> list[Row]:
    """The rows of one voice of an article, or all of them, parsed."""
    if speaker is not None:
        quotes = rows(db, "select * from quotes where owner_id = :owner order by start", {"owner": owner_id})
        found = [row for row in found if voice_of(row | _said(row), quotes) == (question.voice, speaker)]
    return [_parsed(row) for row in found]


def find_passage(db: Database, passage_id: str) -> Row | None:
    """One passage with its text and its article's id (`thread_id`), or `None`."""
    return one(db, f"select p.*, {_TEXT} as text from passages p where p.id = :id", {"id": passage_id})  # nosec B608 # constant parts


def load_article(db: Database, article_id: str) -> Row | None:
    """One article with byline, tags, blocks and debate parsed, and `source` as it is named on screen, or `None`."""
    row = one(
        db,
        """
        select a.*, coalesce(s.name, a.site, 'Page collée') as source
        from articles a left join sources s on s.id = a.source_id where a.id = :id
        """,
        {"id": article_id},
    )
    if row is None:
        return None
    return row | {
        name: json.loads(row[name] or "null") for name in ("byline", "tags", "blocks", "provenance", "debate")
    }


def list_thread(db: Database, article_id: str) -> list[Row]:
    """The comments of an article, oldest first, undated last; deleted and emptied ones have an empty body."""
    return rows(
        db,
        """
        select id, reply_to, author_role, position, posted_at, date_text, date_precision, votes, status, body,
               purged_on
        from comments where article_id = :id order by posted_at is null, posted_at, id
        """,
        {"id": article_id},
    )


def list_thread_tags(db: Database, article_id: str, owner_ids: Sequence[str] = ()) -> list[Row]:
    """Every effective tag of an article and its comments, or of those of them that are given, with passage, score,
    tagger and evidence."""
    index, asked = "passages_by_thread", "p.thread_id = :id"
    if owner_ids:
        index = "passages_by_owner"
        asked = f"p.owner_id in (select value from json_each(:owners)) and +{asked}"  # nosec B608 # constant parts
    found = rows(
        db,
        f"""
        select p.id as passage_id, p.owner_kind, p.owner_id, p.position, p.kind, p.speaker, p.start, p.end,
               e.tag_id, e.kind as tag_kind, e.key, e.value, e.score, e.status, e.tagger_id,
               t.title as tagger, coalesce(t.starting, 0) as starting,
               {_EVIDENCE} as evidence
        from passages p indexed by {index} join effective_tags e on e.passage_id = p.id
             left join taggers t on t.id = e.tagger_id
        where {asked} order by p.owner_id, p.position, e.kind, e.key
        """,  # nosec B608 # constant parts
        {"id": article_id, "owners": as_json(list(owner_ids))},
    )
    return [_parsed(row) for row in found]


def list_spans(db: Database, article_id: str, owner_ids: Sequence[str] = ()) -> dict[str, list[Row]]:
    """Quotes, figures and mentions of an article and its comments, or of some of them, by table name."""
    some = "owner_id in (select value from json_each(:owners)) and +thread_id = :id"
    texts = some if owner_ids else "thread_id = :id"
    values = {"id": article_id, "owners": as_json(list(owner_ids))}
    return {
        table: rows(db, f"select * from {table} where {texts} order by owner_id, start", values)  # nosec B608 # constant parts
        for table in ("quotes", "figures", "mentions")
    }


_TEXT = """
    case p.owner_kind
        when 'article'
        then (select substr(a.body, p.start + 1, p.end - p.start) from articles a where a.id = p.owner_id)
        else (select substr(c.body, p.start + 1, p.end - p.start) from comments c where c.id = p.owner_id)
    end
"""
_EVIDENCE = "(select json_group_array(json_array(v.start, v.end)) from evidence v where v.tag_id = e.tag_id)"


def _said(row: Row) -> Row:
    """Where a message is said, which may be a quote in a sentence that mostly is not; nothing for other tags."""
    if row["tag_kind"] != "message":
        return {}
    start, end = json.loads(row["evidence"])[0]
    return {"start": start, "end": end}


# Our messages as they are found, in the columns of tags.
_MESSAGE_PASSAGES = f"""
    select p.*, {_TEXT} as text, null as tag_id, 'message' as tag_kind, u.point as key, 'asserts' as value, u.score,
           'suggested' as status, t.id as tagger_id, coalesce(t.title, 'Nos messages') as tagger, 0 as starting,
           json_array(json_array(u.start, u.end)) as evidence
    from message_uses u join passages p on p.id = u.passage_id left join taggers t on t.id = (
        select id from taggers where component = 'messages' order by first_used_at desc, id limit 1)
    where p.owner_id = :owner and :point in (u.point, '{ANY_POINT}') order by p.position
"""  # nosec B608 # constant parts


def _parsed(row: Row) -> Row:
    return row | {"evidence": json.loads(row["evidence"])}
