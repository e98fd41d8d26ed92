"""Readers' comments behind a number, newest first, read where they lie in the order of their moments."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from sqlite_utils import Database

from store.database import Row, rows
from store.queries.filters import IN_FILTERS, Filters, with_params
from store.queries.questions import Question, condition_of, daily_of, values_of
from store.texts import as_json

USES = ("asserts", "refutes", "reports")
# A day on which a number counts more comments than this is read whole, newest first, until the page is full; one on
# which it counts fewer, article by article.
MANY = 100


def is_of_readers(question: Question, filters: Filters) -> bool:
    """Whether `list_readers` can list what a number counts: the daily tables count its days."""
    if question.among and (question.among != "against-us" or not question.argument or filters.unique_only):
        return False
    others = question.quoted_too or question.point or question.speaker or question.repeated
    return question.voice == "reader" and not others


def list_readers(db: Database, filters: Filters, question: Question, *, limit: int, offset: int) -> list[Row]:
    """The columns of `passages.list_units`, day by day, without sorting more than one."""
    found: list[Row] = []
    for day, n in _count_days(db, filters, question):
        if offset >= n:
            offset -= n
            continue
        values = with_params(filters, values_of_readers(question) | values_of(question)) | {
            "day": day, "limit": limit - len(found), "offset": offset,
        }  # fmt: skip
        if question.among:
            values["uses"] = as_json(["asserts"])  # all that `daily_holders` counts
        found += rows(db, _of_day(filters, question, is_full=n > MANY), values)
        offset = 0
        if len(found) >= limit:
            break
    return found


def _count_days(db: Database, filters: Filters, question: Question) -> Iterator[tuple[str, int]]:
    """The days of a number, newest first, with what it counts on each; read as far as they are asked for."""
    sql = f"""
        select day, sum({filters.counted if not question.among else "n_raw"}) as n from {daily_of(question)}
        where voice = 'reader' and {condition_of(question)} and {IN_FILTERS} group by day having n > 0 order by day desc
    """  # nosec B608 # constant parts
    with closing(db.execute(sql, with_params(filters, values_of(question)))) as cursor:
        yield from cursor


def _of_day(filters: Filters, question: Question, *, is_full: bool) -> str:
    threads = f"""
        select thread_id from {daily_of(question)}
        where voice = 'reader' and {condition_of(question)} and {IN_FILTERS} and day = :day
    """  # nosec B608 # constant parts
    thread = "+r.thread_id" if is_full else "r.thread_id"  # « + » keeps SQLite from the index of threads
    found = f"""
        select r.day, r.at, r.owner_id, r.thread_id, {verdict_of(question)} as verdict
        from reader_units r {uses_of(question)}
        where r.day = :day and {thread} in ({threads}) and {says(question)}
          {"and r.is_unique = 1" if filters.unique_only else ""}
        order by r.at desc, r.owner_id limit :limit offset :offset
    """  # nosec B608 # constant parts
    return with_articles(found, question)


def with_articles(found: str, question: Question) -> str:
    """SQL that gives rows of `reader_units` with their `verdict` in the columns of `passages.list_units`."""
    score = "verdicts x where x.owner_id = u.owner_id and x.voice = 'reader' and x.speaker = '' and x.target = :target"
    if question.argument:
        score = """
            unit_arguments x where x.owner_id = u.owner_id and x.voice = 'reader' and x.speaker = ''
            and x.argument = :argument and x.use = u.verdict
        """
    return f"""
        select 'comment' as owner_kind, u.owner_id, u.thread_id, u.day, 'reader' as voice, '' as speaker, u.verdict,
               (select x.score from {score}) as score, '' as point, a.title, a.url,
               coalesce(a.source_id, 'clips') as source_id, coalesce(s.name, a.site, 'Page collée') as source,
               nullif(u.at, '') as at, c.author_role
        from ({found}) u join articles a on a.id = u.thread_id left join sources s on s.id = a.source_id
             left join comments c on c.id = u.owner_id
        order by u.at desc, u.owner_id
    """  # nosec B608 # constant parts


def uses_of(question: Question) -> str:
    """One row of `p` a use that may be counted: a comment that makes two uses of an argument counts in both."""
    return "cross join json_each(:uses) p" if question.argument else ""


def verdict_of(question: Question) -> str:
    """What a row of `reader_units` says of what is counted."""
    if question.argument:
        return "p.value"
    return "json_extract(r.stances, :path)" if question.target else "''"


def says(question: Question) -> str:
    """The condition that a row of `reader_units` is counted."""
    conditions = ["r.is_unique = 0"] if question.repeated else []
    if question.argument:
        conditions.append("instr(r.arguments, json_array(:argument, p.value))")
    elif question.target:
        stance = "= :stance" if question.stance else "is not null"
        conditions.append(f"json_extract(r.stances, :path) {stance}")
    if question.among == "against-us":
        conditions.append("r.stances in (select value from json_each(:kept))")
    return " and ".join(conditions) or "true"


def values_of_readers(question: Question) -> dict[str, Any]:
    """The values that these statements bind."""
    return {
        "target": question.target, "stance": question.stance, "path": _path(question.target),
        "argument": question.argument, "uses": as_json([question.use] if question.use else list(USES)),
        "kept": as_json(list(question.kept)), "thread": question.thread,
    }  # fmt: skip


def _path(target: str) -> str:
    """Where a target stands in `stances`; a name that an address made up stands nowhere, whatever its letters."""
    return '$."{}"'.format(target.replace('"', "'").replace("\\", "/"))
