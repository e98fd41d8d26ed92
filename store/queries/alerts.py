"""Rows behind the alerts: what each source gave day by day, and the texts that an alert speaks of."""

from datetime import date, timedelta
from typing import Any

from sqlite_utils import Database

from store.database import Row, rows
from store.queries.filters import IN_FILTERS, Filters, with_params
from store.queries.passages import Question

CLIPS = "clips"


def list_followed(db: Database) -> list[Row]:
    """The sources in use: id, name, read_on and heard_on (days on which an article, a comment was first read of it)."""
    return rows(
        db,
        """
        select s.id, s.name,
               (select min(a.first_seen_at) from articles a where a.source_id = s.id) as read_at,
               (select min(c.heard_at) from articles a join thread_sizes c on c.thread_id = a.id
                where a.source_id = s.id) as heard_at
        from sources s where s.enabled = 1 order by s.id
        """,
    )


def list_source_days(db: Database, first: date, last: date) -> list[Row]:
    """What was recorded of each source's days, up to the day after `last`: source_id, day, n_shown, n_answered."""
    return rows(
        db,
        "select source_id, day, n_shown, n_answered from source_days where day between :first and :after order by day",
        {"first": first.isoformat(), "after": (last + timedelta(days=1)).isoformat()},
    )


def count_units_by_day(db: Database, first: date, last: date) -> list[Row]:
    """Units in the debate: day, source_id, audience, voice, n (all), n_unique."""
    return rows(db, _UNITS, _days(first, last))


def count_arguments_by_day(db: Database, first: date, last: date) -> list[Row]:
    """Units that assert an argument, each text once: day, source_id, audience, voice, name, n."""
    return rows(db, _ARGUMENTS, _days(first, last))


def count_sides_by_day(db: Database, first: date, last: date) -> list[Row]:
    """Units on one side of a target, each text once: day, source_id, audience, voice, name, side, n."""
    return rows(db, _SIDES, _days(first, last))


def count_actors_by_day(db: Database, first: date, last: date) -> list[Row]:
    """Articles that name an actor, each text once: day, source_id, audience, name, n."""
    return rows(db, _ACTORS.format(table="mentions"), _days(first, last))


def count_quoted_by_day(db: Database, first: date, last: date) -> list[Row]:
    """Articles that quote an actor, each text once: day, source_id, audience, name, n."""
    return rows(db, _ACTORS.format(table="quotes"), _days(first, last))


def list_figures_told(db: Database, first: date, last: date) -> list[Row]:
    """Each telling of a figure that circulates, earliest first: owner_kind, day, source_id, teller, kind, unit, counts,
    low, high. A story tells once, and so does a thread of readers; small counts circulate nowhere."""
    # Paris days lie within the UTC days around them.
    around = {
        "first_at": (first - timedelta(days=1)).isoformat(), "last_at": (last + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    return rows(db, _FIGURES, _days(first, last) | around)


def list_texts_of_actor(db: Database, filters: Filters, actor: str, *, is_quoted: bool, limit: int) -> list[Row]:
    """The articles that name or quote an actor, newest first: thread_id, title, source, day, passage_id, start, end."""
    table = "quotes" if is_quoted else "mentions"
    return rows(
        db,
        _TEXTS.format(table=table, condition="x.actor = :actor and v.is_unique = 1", more=""),
        with_params(filters, {"actor": actor, "limit": limit}),
    )


def count_texts_of_actor(db: Database, filters: Filters, actor: str, *, is_quoted: bool) -> int:
    """How many articles an alert on an actor counts in a period."""
    table = "quotes" if is_quoted else "mentions"
    found = rows(
        db,
        f"""
        select count(distinct owner_id) as n from (
            select x.owner_id, v.day, a.audience, coalesce(a.source_id, 'clips') as source_id
            from {table} x {_IN_DEBATE} where x.owner_kind = 'article' and x.actor = :actor and v.is_unique = 1)
        where {IN_FILTERS}
        """,  # nosec B608 # constant parts
        with_params(filters, {"actor": actor}),
    )
    return int(found[0]["n"])


def list_texts_of_figure(db: Database, filters: Filters, figure: dict[str, Any], *, limit: int) -> list[Row]:
    """The articles that tell a value (kind, unit, low, high), newest first: the columns of `list_texts_of_actor`, and
    `counts`."""
    condition = "x.kind = :kind and x.low = :low and x.high = :high and coalesce(x.unit, '') = :unit"
    return rows(
        db, _TEXTS.format(table="figures", condition=condition, more=", x.counts"),
        with_params(filters, figure | {"limit": limit}),
    )  # fmt: skip


def list_threads_behind(db: Database, filters: Filters, question: Question, *, limit: int) -> list[Row]:
    """The articles under or in which most units of a number stand: thread_id, title, source, day, n."""
    table = "daily_arguments" if question.argument else "daily_stance"
    held = "argument = :name and (:side = '' or use = :side)"
    if not question.argument:
        held = "target = :name and (:side = '' or stance = :side)"
    values = {
        "voice": question.voice, "name": question.argument or question.target, "side": question.use or question.stance,
        "limit": limit,
    }  # fmt: skip
    return rows(
        db,
        f"""
        select d.thread_id, a.title, coalesce(s.name, a.site, 'Page collée') as source, a.published_on as day, d.n
        from (select thread_id, sum({filters.counted}) as n from {table}
              where voice = :voice and {held} and {IN_FILTERS} group by 1) d
        join articles a on a.id = d.thread_id left join sources s on s.id = a.source_id
        where d.n > 0 order by d.n desc, a.published_on desc, a.id limit :limit
        """,  # nosec B608 # constant parts
        with_params(filters, values),
    )


def list_alerts(db: Database, *, limit: int = 200) -> list[Row]:
    """The alerts, those that stand first, then the newest."""
    return rows(
        db, "select * from alerts order by closed_on is not null, opened_on desc, id limit :limit",
        {"limit": limit},
    )  # fmt: skip


def list_states(db: Database) -> list[Row]:
    """What the last night said of everything that is followed, by key."""
    return rows(db, "select * from alert_states order by key")


def list_calls(db: Database, *, limit: int = 50) -> list[Row]:
    """The calls of the webhook, newest first, without what they held."""
    sql = "select id, alert_id, event, status, n_tries, at, said from alert_calls order by id desc limit :limit"
    return rows(db, sql, {"limit": limit})


def find_newest_alert(db: Database) -> str:
    """What changes whenever an alert opens, closes or is muted."""
    found = rows(
        db,
        """
        select coalesce((select max(id) from alerts), 0) || '/' || (select count(*) from alerts where closed_on is null)
               || '/' || coalesce((select max(id) from desk_alert_mutes), 0) as at
        """,
    )
    return str(found[0]["at"])


def _days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


_UNITS = """
    select day, source_id, audience, voice, sum(n_raw) as n, sum(n_unique) as n_unique from daily_stance
    where target = '' and day between :first and :last and source_id <> 'clips' group by 1, 2, 3, 4
"""
_ARGUMENTS = """
    select day, source_id, audience, voice, argument as name, sum(n_unique) as n from daily_arguments
    where use = 'asserts' and day between :first and :last and source_id <> 'clips' group by 1, 2, 3, 4, 5
"""
_SIDES = """
    select day, source_id, audience, voice, target as name, stance as side, sum(n_unique) as n from daily_stance
    where target <> '' and stance in ('favour', 'against') and day between :first and :last and source_id <> 'clips'
    group by 1, 2, 3, 4, 5, 6
"""
_IN_DEBATE = """
    join verdicts v on v.owner_id = x.owner_id and v.voice = 'press' and v.target = ''
    join articles a on a.id = x.owner_id
"""
_ACTORS = (
    "select v.day, a.source_id, a.audience, x.actor as name, count(distinct x.owner_id) as n from {table} x "  # nosec B608 # constant parts
    + _IN_DEBATE
    + """
    where x.owner_kind = 'article' and x.actor is not null and v.is_unique = 1 and a.source_id is not null
      and v.day between :first and :last group by 1, 2, 3, 4
"""
)
_FIGURES = """
    select distinct f.owner_kind, v.day, coalesce(a.source_id, 'clips') as source_id, f.kind, f.unit, f.counts,
           f.low, f.high,
           case f.owner_kind when 'article' then 'a:' || coalesce(a.story_id, a.id) else 'c:' || a.id end as teller
    from (select figure_id from told_figures where at >= :first_at and at < :last_at) t
         cross join figures f on f.id = t.figure_id join articles a on a.id = f.thread_id
         join verdicts v on v.owner_id = f.owner_id and +v.target = ''
                            and v.voice = case f.owner_kind when 'article' then 'press' else 'reader' end
    where v.day between :first and :last and (
        f.kind in ('money', 'percent', 'fraction') or (f.kind = 'count' and f.counts is not null and f.high >= 10)
        or (f.kind = 'rate' and f.counts is not null))
    order by v.day, teller, f.kind, f.low, f.high, f.counts
"""
# The passage in which a mention, a quote or a figure begins.
_TEXTS = f"""
    select * from (
        select x.owner_id, x.start, x.end, a.id as thread_id, a.title, a.audience, v.day,
               coalesce(s.name, a.site, 'Page collée') as source, coalesce(a.source_id, 'clips') as source_id,
               (select p.id from passages p where p.owner_id = x.owner_id and p.start <= x.start and p.end > x.start
                order by p.start desc limit 1) as passage_id,
               row_number() over (partition by x.owner_id order by x.start) as place{{more}}
        from articles a cross join {{table}} x on x.owner_id = a.id
             join verdicts v on v.owner_id = x.owner_id and v.voice = 'press' and +v.target = ''
             left join sources s on s.id = a.source_id
        where (a.published_on between :first and :last or :first = '' and a.published_on is null)
          and x.owner_kind = 'article' and {{condition}})
    where place = 1 and {IN_FILTERS} order by day desc, thread_id limit :limit
"""  # nosec B608 # constant parts
