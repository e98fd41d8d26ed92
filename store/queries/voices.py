"""Rows of the view « Acteurs et citations »: who is quoted in the press, at what length and place, whom readers name.

Only what is in the debate counts; a pull-quote repeats words that stand elsewhere and is left out. Places: `title`,
`lead` (standfirst, or first paragraph where there is none), `body`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlite_utils import Database

from store.database import Row, rows
from store.queries.filters import IN_FILTERS, Filters, with_params
from store.texts import as_json

Place = Literal["title", "lead", "body"]


# Quotes of an actor (`UNKNOWN`: of nobody the watch knows) in an article: actor, thread_id, n, n_unique (0 in a
# reprise), n_words.
PressQuotes = tuple[str, str, int, int, int]
# In how many articles a camp, or an actor, is named, by place: slug, place, n.
PressNaming = tuple[str, Place, int]


UNKNOWN = ""  # the actor of a speaker whom the watch does not know


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Which quotes or mentions are listed: those of these actors (`UNKNOWN` among them for speakers nobody knows), at
    that place, of that speaker; empty means any."""

    actors: tuple[str, ...] = ()
    place: str = ""
    speaker: str = ""

    def params(self, filters: Filters) -> dict[str, Any]:
        """The values that the queries bind."""
        return with_params(filters, {
            "actors": as_json(list(self.actors)), "place": self.place, "speaker": self.speaker,
            "unique": int(filters.unique_only),
        })  # fmt: skip


ANY = Sought()


def count_quotes(db: Database, filters: Filters) -> list[PressQuotes]:
    """Quotes of the press by article and actor. Tuples: years hold ten thousand."""
    sql = f"""
        select actor, thread_id, sum(n), sum(n * is_unique), sum(n_words) from press_quotes
        where {IN_FILTERS} and (:unique = 0 or is_unique = 1) group by day, thread_id, actor
    """  # nosec B608 # constant parts
    return db.execute(sql, ANY.params(filters)).fetchall()


def list_quotes(db: Database, filters: Filters, sought: Sought, *, limit: int, offset: int = 0) -> list[Row]:
    """Quotes of the press, newest first: id, owner_id, thread_id, start, end, text, speaker, actor, cue, kind,
    attitude, place, is_unique, day, at, title, url, source, source_id, audience, passage_id."""
    return rows(
        db,
        f"""
        select q.*, (select p.id from passages p
                     where p.owner_id = q.owner_id and p.start <= q.start and p.end > q.start
                     order by p.position limit 1) as passage_id
        from ({_QUOTES}) q where {_WANTED}
        order by day desc, at desc, thread_id, start limit :limit offset :offset
        """,  # nosec B608 # constant parts
        sought.params(filters) | {"limit": limit, "offset": offset},
    )


def count_listed_quotes(db: Database, filters: Filters, sought: Sought) -> int:
    """How many quotes `list_quotes` would list."""
    return int(rows(db, f"select count(*) as n from ({_QUOTES}) where {_WANTED}", sought.params(filters))[0]["n"])  # nosec B608 # constant parts


def measure_quotes(db: Database, filters: Filters, sought: Sought) -> Row:
    """How far the quotes that `list_quotes` would list go: n_articles, n_words."""
    return rows(
        db,
        f"""
        select count(distinct thread_id) as n_articles, coalesce(sum({_WORDS}), 0) as n_words
        from ({_QUOTES}) where {_WANTED}
        """,  # nosec B608 # constant parts
        sought.params(filters),
    )[0]


def count_named(db: Database, filters: Filters, *, camps: Mapping[str, str] | None = None) -> list[PressNaming]:
    """Articles that name each actor, by place; or each camp, `camps` giving that of each actor that the watch knows."""
    slug = "actor" if camps is None else "coalesce(camp, '')"
    sql = f"""
        with camps as materialized (select key as known, value as camp from json_each(:camps))
        select {slug}, place, count(distinct thread_id) from press_named left join camps on known = actor
        where {IN_FILTERS} and (:unique = 0 or is_unique = 1) group by 1, 2 order by 1, 2
    """  # nosec B608 # constant parts
    return db.execute(sql, ANY.params(filters) | {"camps": as_json(camps or {})}).fetchall()


def count_named_by_readers(db: Database, filters: Filters) -> list[Row]:
    """How many comments name each actor, '' for any of them: actor, n, n_unique."""
    only = "n_unique" if filters.unique_only else "n_raw"
    return rows(
        db,
        f"""
        select actor, sum({only}) as n, sum(n_unique) as n_unique from daily_named where {IN_FILTERS}
        group by 1 having n > 0 order by 1
        """,  # nosec B608 # constant parts
        filters.params(),
    )


def list_named(
    db: Database, filters: Filters, sought: Sought, *, readers: bool = False, limit: int, offset: int = 0
) -> list[Row]:
    """Articles, or comments, that name these actors, newest first, each with the first sentence that does: owner_id,
    thread_id, day, at, title, url, source, source_id, audience, passage_id, text, start, end (of the name), place."""
    named = f"select *, min(start) as first_start from ({_NAMED}) where {_WANTED} group by owner_id"  # nosec B608 # constant parts
    if readers:
        named = _NAMED_BY_READERS.format(days=_days(sought))
    return rows(
        db,
        f"""
        select n.*, p.id as passage_id, p.start as passage_start,
               substr(coalesce(c.body, a.body), p.start + 1, p.end - p.start) as text
        from ({named}) n
             join articles a on a.id = n.thread_id left join comments c on c.id = n.owner_id
             left join passages p on p.id = (
                 select x.id from passages x where x.owner_id = n.owner_id and x.start <= n.start and x.end > n.start
                 order by x.position limit 1)
        order by n.day desc, n.at desc, n.owner_id limit :limit offset :offset
        """,  # nosec B608 # constant parts
        sought.params(filters) | {"limit": limit, "offset": offset},
    )


def count_listed_named(db: Database, filters: Filters, sought: Sought, *, readers: bool = False) -> int:
    """How many articles or comments `list_named` would list."""
    sql = f"select count(distinct owner_id) as n from ({_NAMED}) where {_WANTED}"  # nosec B608 # constant parts
    if readers:
        sql = f"select count(*) as n from ({_NAMED_BY_READERS.format(days=_days(sought))})"  # nosec B608 # constant parts
        if len(sought.actors) == 1:
            sql = f"select coalesce(sum({filters.counted}), 0) as n from daily_named where {_DAYS_OF_ONE}"  # nosec B608 # constant parts
    return int(rows(db, sql, sought.params(filters))[0]["n"])


def list_unknown_speakers(db: Database, filters: Filters) -> list[Row]:
    """Speakers of the press whom the watch does not know, one row a name as it is written: speaker, n, n_articles,
    n_sources, first_on, last_on."""
    return rows(
        db,
        f"""
        select speaker, sum(n) as n, count(distinct thread_id) as n_articles, count(distinct source_id) as n_sources,
               min(nullif(day, '')) as first_on, max(nullif(day, '')) as last_on
        from press_quotes where actor = '' and speaker <> '' and {IN_FILTERS} and (:unique = 0 or is_unique = 1)
        group by speaker order by n_articles desc, n desc, speaker
        """,  # nosec B608 # constant parts
        ANY.params(filters),
    )


def list_sentences_of(db: Database, filters: Filters, speakers: Sequence[str], *, limit: int) -> list[Row]:
    """The newest quotes of speakers whom the watch does not know, by their names as they are written: the columns
    of `list_quotes`, without `passage_id`."""
    named = "select value from json_each(:speakers)"
    quotes = _QUOTES.replace("from articles a", "from kept cross join articles a on a.id = kept.thread_id")
    return rows(
        db,
        f"""
        with told as (
            select day, thread_id from press_quotes
            where actor = '' and speaker in ({named}) and {IN_FILTERS} and (:unique = 0 or is_unique = 1)
        ), kept as (
            select distinct thread_id from told
            where day >= coalesce((select day from told order by day desc limit 1 offset :limit - 1), '')
        )
        select * from ({quotes}) where {_WANTED} and actor = '' and speaker in ({named})
        order by day desc, at desc, thread_id, start limit :limit
        """,  # nosec B608 # constant parts
        ANY.params(filters) | {"speakers": as_json(list(speakers)), "limit": limit},
    )


def list_sources(db: Database) -> list[Row]:
    """The sources that publish in the debate: source_id, source, audience."""
    return rows(
        db,
        """
        select d.source_id, coalesce(s.name, 'Pages collées') as source, d.audience
        from debate_sources d left join sources s on s.id = d.source_id order by 2, 3
        """,
    )


_ARTICLE = """
    coalesce(a.published_on, '') as day, a.published_at as at, a.title, a.url,
    coalesce(a.source_id, 'clips') as source_id, coalesce(s.name, a.site, 'Page collée') as source, a.audience
"""
# The blocks begin with the title, then the standfirst or the first paragraph.
_PLACE = """
    case when x.start < coalesce(json_extract(a.blocks, '$[0].end'), 0) then 'title'
         when x.start < coalesce(json_extract(a.blocks, '$[1].end'), 0) then 'lead' else 'body' end as place
"""
_OF_PRESS = """
    left join sources s on s.id = a.source_id
    where x.owner_kind = 'article'
      and (a.published_on between :first and :last or :first = '' and a.published_on is null)
      and exists (select 1 from verdicts v where v.owner_id = a.id and +v.target = '')
      and not exists (select 1 from passages p where p.owner_id = x.owner_id and p.kind = 'pull-quote'
                      and p.start <= x.start and p.end > x.start)
"""
_QUOTES = f"""
    select x.id, x.owner_id, x.thread_id, x.start, x.end, substr(a.body, x.start + 1, x.end - x.start) as text,
           coalesce(x.speaker, '') as speaker, coalesce(x.actor, '') as actor, x.cue, x.kind, x.attitude,
           a.story_first as is_unique, {_PLACE}, {_ARTICLE}
    from articles a cross join quotes x on x.owner_id = a.id {_OF_PRESS}
"""  # nosec B608 # constant parts
_NAMED = f"""
    select x.owner_id, x.thread_id, x.start, x.end, x.actor, '' as speaker, a.story_first as is_unique, {_PLACE},
           {_ARTICLE}
    from articles a cross join mentions x on x.owner_id = a.id {_OF_PRESS} and x.actor is not null
"""  # nosec B608 # constant parts
# The first place of each comment that names one of them; the days and threads to look at come from the daily table.
_NAMED_BY_READERS = """
    select x.owner_id, x.thread_id, x.start, x.end, x.actor, '' as speaker, c.first_in_thread as is_unique, '' as place,
           d.day, c.posted_at as at, a.title, a.url, coalesce(a.source_id, 'clips') as source_id,
           coalesce(s.name, a.site, 'Page collée') as source, a.audience
    from ({days}) d cross join mentions x on x.thread_id = d.thread_id
         and x.actor in (select value from json_each(:actors))
         cross join comments c on c.id = x.owner_id and coalesce(c.posted_on, '') = d.day
         join articles a on a.id = x.thread_id left join sources s on s.id = a.source_id
    where x.owner_kind = 'comment' and c.status <> 'deleted' and (:unique = 0 or c.first_in_thread = 1)
      and exists (select 1 from verdicts v where v.owner_id = c.id and +v.target = '')
      and not exists (select 1 from mentions y where y.owner_id = x.owner_id and y.start < x.start
                      and y.actor in (select value from json_each(:actors)))
"""
_DAYS_OF_ONE = f"actor = json_extract(:actors, '$[0]') and {IN_FILTERS}"


_WANTED = f"""
    {IN_FILTERS} and (:unique = 0 or is_unique = 1) and (:place = '' or place = :place)
    and (:speaker = '' or speaker = :speaker)
    and (:actors = '[]' or actor in (select value from json_each(:actors)))
"""  # nosec B608 # constant parts
_WORDS = "(length(trim(text)) - length(replace(trim(text), ' ', '')) + 1)"


def _days(sought: Sought) -> str:
    """The days and threads in which comments name these actors, in the order of the index when there is one actor."""
    if len(sought.actors) == 1:
        return f"select day, thread_id from daily_named where {_DAYS_OF_ONE}"  # nosec B608 # constant parts
    return f"""
        select distinct day, thread_id from daily_named
        where actor in (select value from json_each(:actors)) and {IN_FILTERS}
    """  # nosec B608 # constant parts
