"""Rows of the view « Arguments »: who holds what, since when, in which words, and what carries our own messages."""

from collections.abc import Sequence

from sqlite_utils import Database

from store.database import Row, one, rows
from store.queries.filters import IN_FILTERS, SPANS, Filters, with_params
from store.queries.trends import sum_arguments
from store.texts import as_json

ArgumentUnits = tuple[str, str, str, str, int, int, int, int]


def count_ledger(db: Database, filters: Filters) -> list[Row]:
    """Units that hold each argument over the period: argument, voice, use, n."""
    return rows(
        db,
        f"""
        select argument, voice, use, sum(n) as n from ({sum_arguments(filters, "true")})
        group by 1, 2, 3 having sum(n) > 0 order by 1, 2, 3
        """,  # nosec B608 # constant parts
        filters.params_by_month(db),
    )


def list_argument_units(db: Database, filters: Filters, *, argument: str) -> list[ArgumentUnits]:
    """Units of the debate and, among them, those that hold an argument: voice, the first day of the week or month
    (`filters.span`), audience, thread_id, then the numbers of all, that assert, refute and report it.

    Tuples: there are as many as threads and spans.
    """
    held = ", ".join(f"{filters.counted} * (use = '{use}')" for use in ("asserts", "refutes", "reports"))
    sql = f"""
        select voice, {SPANS[filters.span]} as first_day, audience, thread_id, sum(n), sum(a), sum(f), sum(p)
        from (select voice, day, audience, thread_id, {filters.counted} as n, 0 as a, 0 as f, 0 as p from daily_stance
              where voice in ('press', 'reader', 'speaker') and target = '' and {IN_FILTERS}
              union all
              select voice, day, audience, thread_id, 0, {held} from daily_arguments
              where voice in ('press', 'reader', 'speaker') and argument = :argument and {IN_FILTERS})
        group by 1, 2, 4 order by 1, 2, 4
    """  # nosec B608 # constant parts
    return db.execute(sql, with_params(filters, {"argument": argument})).fetchall()


def list_carriers(db: Database, filters: Filters, *, argument: str) -> list[Row]:
    """The quoted persons who hold an argument, by name: speaker, use, n (articles), first_on, last_on."""
    return rows(
        db,
        f"""
        select speaker, use, count(*) as n, min(day) as first_on, max(day) as last_on
        from ({_QUOTED}) where use in ('asserts', 'refutes', 'reports') and argument = :argument and speaker <> ''
          and {IN_FILTERS}
        group by 1, 2 order by n desc, speaker, use
        """,  # nosec B608 # constant parts
        with_params(filters, {"argument": argument}),
    )


def list_first_seen(db: Database, filters: Filters, *, argument: str) -> list[Row]:
    """The first dated unit of each voice that brings an argument up, whatever the period of the filters: voice,
    speaker, use, day, thread_id, owner_id, title, source, at."""
    found = []
    for voice in ("reader", "press", "speaker"):
        found += rows(db, _FIRST, with_params(filters, {"argument": argument, "voice": voice}))
    return sorted(found, key=lambda row: (row["day"], row["at"] or ""))


def list_argument_passages(db: Database, filters: Filters, *, argument: str, limit: int = 32) -> list[Row]:
    """The surest passages that assert an argument in a period, then those that refute it, so many of each: three of a
    thread and use at most, each text once. Columns: id, owner_kind, owner_id, thread_id, kind, speaker, start, end,
    text, use, score, is_confirmed, day, at, source_id, source, title, audience."""
    # Years are walked from the surest on; the days of a shorter period are few beside the past.
    surest = _SUREST_OF_YEARS if filters.span == "month" and not filters.undated_only else _SUREST_OF_DAYS
    return rows(
        db,
        f"""
        select p.id, p.owner_kind, p.owner_id, p.thread_id, p.kind, p.speaker, p.start, p.end, x.use, x.score,
               x.is_confirmed, x.day, a.title, a.audience, x.source_id,
               coalesce(s.name, a.site, 'Page collée') as source,
               case p.owner_kind when 'article' then a.published_at else c.posted_at end as at,
               substr(case p.owner_kind when 'article' then a.body else c.body end, p.start + 1, p.end - p.start)
                   as text
        from ({surest}) x
             cross join passages p on p.id = x.passage_id join articles a on a.id = p.thread_id
             left join sources s on s.id = a.source_id left join comments c on c.id = p.owner_id
        order by x.use, x.is_confirmed desc, x.score desc, p.id
        """,  # nosec B608 # constant parts
        with_params(filters, {"argument": argument, "limit": limit}),
    )


def list_holder_stances(db: Database, *, argument: str = "") -> list[tuple[str, str]]:
    """What readers who assert an argument, or any, say of the targets, whatever the period: argument, stances (JSON
    object: target -> stance)."""
    where = "where argument = :argument" if argument else ""
    sql = f"select argument, stances from holder_stances {where} order by 1, 2"  # nosec B608 # constant parts
    return db.execute(sql, {"argument": argument}).fetchall()


def count_holders(db: Database, filters: Filters, kept: Sequence[tuple[str, str]]) -> list[Row]:
    """Readers of a period who assert an argument and say of the targets what is `kept` (pairs of
    `list_holder_stances`): argument, n, n_threads, first_on, last_on."""
    return rows(
        db,
        f"""
        select argument, sum(n_raw) as n, count(distinct thread_id) as n_threads, min(day) as first_on,
               max(day) as last_on
        from json_each(:kept) k cross join daily_holders d indexed by daily_holders_by_argument
             on d.argument = json_extract(k.value, '$[0]') and d.stances = json_extract(k.value, '$[1]')
        where {IN_FILTERS} group by 1 order by 1
        """,  # nosec B608 # constant parts
        with_params(filters, {"kept": as_json([list(pair) for pair in kept])}),
    )


def list_refutations(db: Database, filters: Filters) -> list[Row]:
    """Quoted persons who refute an argument in a period: argument, speaker, day, thread_id."""
    return rows(
        db,
        f"""
        select argument, speaker, day, thread_id from ({_QUOTED})
        where use = 'refutes' and {IN_FILTERS} order by day, thread_id, speaker
        """,  # nosec B608 # constant parts
        filters.params(),
    )


def list_message_units(db: Database, filters: Filters) -> list[Row]:
    """Units that carry one of our talking points in a period: point, voice, speaker, day, week, thread_id, owner_id,
    audience, is_unique."""
    only_unique = "and is_unique = 1" if filters.unique_only else ""
    return rows(
        db,
        f"""
        select point, voice, speaker, day, {SPANS[filters.span]} as week, thread_id, owner_id, audience, is_unique
        from (select m.*, a.audience, coalesce(a.source_id, 'clips') as source_id
              from message_units m join articles a on a.id = m.thread_id)
        where {IN_FILTERS} {only_unique} order by day, owner_id, speaker, point
        """,  # nosec B608 # constant parts
        filters.params(),
    )


def count_debate_threads(db: Database, filters: Filters) -> list[Row]:
    """The articles of the debate of a period, one row each: thread_id, n (0: a reprise, when each text counts once)."""
    return rows(
        db,
        f"""
        select thread_id, max({filters.counted}) as n from daily_stance
        where target = '' and voice = 'press' and {IN_FILTERS} group by 1
        """,  # nosec B608 # constant parts
        filters.params(),
    )


def find_message_model(db: Database) -> Row | None:
    """What finds our messages: columns of `taggers` and `scores` (list), or `None` before its first night."""
    found = one(db, "select * from taggers where component = 'messages' order by first_used_at desc, id limit 1")
    if found is None:
        return None
    return found | {"scores": rows(db, "select * from scores where tagger_id = :id", {"id": found["id"]})}


_SUREST = f"""
    select * from (
        select passage_id, use, score, is_confirmed, day, source_id from strong_passages {{index}}
        where argument = :argument and use = '{{use}}' and {IN_FILTERS}
        order by is_confirmed desc, score desc, passage_id limit :limit)
"""  # nosec B608 # constant parts
_SUREST_OF_DAYS, _SUREST_OF_YEARS = (
    " union all ".join(_SUREST.format(index=index, use=use) for use in ("asserts", "refutes"))
    for index in ("not indexed", "indexed by strong_passages_by_strength")
)
# What persons quoted in the press say, and whose article it is, read from two indexes without the texts.
_QUOTED = """
    select u.use, u.argument, u.day, u.speaker, u.thread_id, a.source_id, a.audience
    from unit_arguments u indexed by unit_arguments_quoted cross join (
        select id, coalesce(source_id, 'clips') as source_id, audience from articles indexed by articles_in_short) a
        on a.id = u.thread_id
    where u.voice = 'speaker'
"""
# Days come from the daily table, by its index; the units of the first one are then looked at.
_FIRST = """
    with first as (
        select day from daily_arguments where voice = :voice and argument = :argument and day > ''
          and (:audiences = '[]' or audience in (select value from json_each(:audiences))) order by day limit 1
    )
    select u.voice, u.speaker, u.use, u.day, u.thread_id, u.owner_id, a.title,
           coalesce(s.name, a.site, 'Page collée') as source,
           case u.owner_kind when 'article' then a.published_at else c.posted_at end as at
    from first cross join unit_arguments u on u.argument = :argument and u.voice = :voice and u.day = first.day
         join articles a on a.id = u.thread_id left join sources s on s.id = a.source_id
         left join comments c on c.id = u.owner_id
    where :audiences = '[]' or a.audience in (select value from json_each(:audiences))
    order by at, u.owner_id, u.speaker limit 1
"""
