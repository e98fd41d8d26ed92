"""Rows of the view « Rechercher »: what answers a search, narrowed, counted, and tried on what people know."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from sqlite_utils import Database

from store.database import Row, rows
from store.query import match_expression
from store.search import find_excerpts, limited_time, numbers_between

Kind = Literal["", "article", "comment"]


@dataclass(frozen=True, kw_only=True)
class Narrow:
    """What a search is narrowed to; '' means everything. Days are Paris days, both included."""

    first: str = ""
    last: str = ""
    source: str = ""
    audience: str = ""
    kind: Kind = ""
    target: str = ""
    stance: str = ""


# The index gives its numbers downwards, the newest first: what stops early reads no more than it gives.
_FROM = """
    from documents_fts f cross join documents d on d.id = f.rowid cross join articles a on a.id = d.thread_id
         left join sources s on s.id = a.source_id
    where documents_fts match :match and f.rowid >= :low and f.rowid < :high
      and (:kind = '' or (f.rowid & 1) = (:kind = 'comment'))
      and (:source = '' or coalesce(a.source_id, 'clips') = :source) and (:audience = '' or a.audience = :audience)
      and ((:target = '' and :stance = '') or exists (
          select 1 from verdicts v where v.owner_id = d.owner_id and +v.target <> ''
          and (:target = '' or +v.target = :target) and (:stance = '' or v.stance = :stance)))
"""
# Counted on the index alone, without reading a text.
_PLAIN_COUNT = """
    select count(*) - coalesce(sum(f.rowid & 1), 0) as n_articles, coalesce(sum(f.rowid & 1), 0) as n_comments
    from documents_fts f where documents_fts match :match and f.rowid >= :low and f.rowid < :high
      and (:kind = '' or (f.rowid & 1) = (:kind = 'comment'))
"""
_COUNT = f"""
    select count(*) - coalesce(sum(number & 1), 0) as n_articles, coalesce(sum(number & 1), 0) as n_comments
    from (select f.rowid as number {_FROM} order by f.rowid desc limit :most)
"""  # nosec B608 # constant parts


def list_answers(db: Database, query: str, narrow: Narrow, *, limit: int, offset: int = 0) -> list[Row]:
    """The articles and comments that answer, newest first, undated last: owner_kind, owner_id, thread_id, day, title,
    url, source, audience, passage_id (of its first passage, or null), in_debate.

    Raises:
        QueryError: the query cannot be read, or takes too long; the message is French.
    """
    with limited_time(db):
        return rows(
            db,
            f"""
            select d.owner_kind, d.owner_id, d.thread_id, d.day, a.title, a.url, a.audience,
                   coalesce(s.name, a.site, 'Page collée') as source,
                   (select p.id from passages p where p.owner_id = d.owner_id order by p.position limit 1)
                       as passage_id,
                   exists (select 1 from verdicts v where v.owner_id = d.owner_id) as in_debate
            {_FROM} order by f.rowid desc limit :limit offset :offset
            """,  # nosec B608 # constant parts
            _values(query, narrow) | {"limit": limit, "offset": offset},
        )


def count_answers(db: Database, query: str, narrow: Narrow, *, most: int = -1) -> dict[str, int]:
    """How many articles and comments answer, by owner_kind; of the newest `most` at most, where it is given.

    Raises:
        QueryError: as `list_answers`.
    """
    with limited_time(db):
        found = rows(db, _COUNT if _reads_texts(narrow) else _PLAIN_COUNT, _values(query, narrow) | {"most": most})[0]
    return {"article": found["n_articles"], "comment": found["n_comments"]}


def is_counted_whole(narrow: Narrow) -> bool:
    """Whether counting all answers is quick: the index alone tells them."""
    return not _reads_texts(narrow)


def _reads_texts(narrow: Narrow) -> bool:
    return bool(narrow.source or narrow.audience or narrow.target or narrow.stance)


def _values(query: str, narrow: Narrow) -> dict[str, Any]:
    first, last = (date.fromisoformat(day) if day else None for day in (narrow.first, narrow.last))
    return {**asdict(narrow), "match": match_expression(query), **numbers_between(first, last)}


def list_known(db: Database, *, limit: int = 2000) -> list[Row]:
    """Texts of which people said whether they are in the debate, the latest first: owner_id, thread_id, in_debate.

    From the audit, confirmed stances and arguments, corrected relevance, and articles called off topic.
    """
    return rows(
        db,
        """
        with said as (
            select i.owner_id, i.thread_id, json_extract(x.said, '$.is_relevant') as in_debate, x.made_at as at
            from sample_items i join sample_answers x on x.id = (
                select max(y.id) from sample_answers y where y.item_id = i.id)
            union all
            select p.owner_id, p.thread_id,
                   case when d.kind = 'relevance' then d.status = 'confirmed' and d.value = 'yes' else 1 end, d.made_at
            from desk_corrections d cross join passages p on p.id = d.passage_id
            where d.kind = 'relevance' or (d.kind in ('stance', 'argument') and d.status = 'confirmed')
            union all
            select a.id, a.id, 0, '9999' from articles a where a.off_topic = 1
        )
        select owner_id, thread_id, in_debate from (
            select *, row_number() over (partition by owner_id order by at desc) as place from said)
        where place = 1 and owner_id in (select owner_id from documents) limit :limit
        """,
        {"limit": limit},
    )


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a search does with known texts: rows of `list_known`, found or not; `n_new`: texts that it finds and that
    the machine holds out of the debate."""

    found: Sequence[Row]
    missed: Sequence[Row]
    wrongly_found: Sequence[Row]
    n_known_outside: int
    n_new: int


def try_search(db: Database, query: str) -> Trial:
    """The search, tried on what people know.

    Raises:
        QueryError: as `list_answers`.
    """
    known = list_known(db)
    answers = set(find_excerpts(db, query, [row["owner_id"] for row in known])) if known else set()
    inside = [row for row in known if row["in_debate"]]
    outside = [row for row in known if not row["in_debate"]]
    with limited_time(db):
        new = rows(
            db,
            f"""
            select count(*) as n {_FROM} and not exists (select 1 from verdicts v where v.owner_id = d.owner_id)
            """,  # nosec B608 # constant parts
            _values(query, Narrow()),
        )
    return Trial(
        found=[row for row in inside if row["owner_id"] in answers],
        missed=[row for row in inside if row["owner_id"] not in answers],
        wrongly_found=[row for row in outside if row["owner_id"] in answers],
        n_known_outside=len(outside), n_new=int(new[0]["n"]),
    )  # fmt: skip
