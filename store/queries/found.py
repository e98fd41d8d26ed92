"""Rows of the view « Rechercher »: what answers a search, narrowed, counted, and tried on what people know."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from sqlite_utils import Database

from store.database import Row, rows
from store.query import match_expression
from store.search import find_excerpts, limited_time

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


_FROM = """
    from documents_fts f join documents d on d.id = f.rowid join articles a on a.id = d.thread_id
         left join sources s on s.id = a.source_id
    where documents_fts match :match
      and (:first = '' or d.day >= :first) and (:last = '' or (d.day <> '' and d.day <= :last))
      and (:source = '' or coalesce(a.source_id, 'clips') = :source) and (:audience = '' or a.audience = :audience)
      and (:kind = '' or d.owner_kind = :kind)
      and ((:target = '' and :stance = '') or exists (
          select 1 from verdicts v where v.owner_id = d.owner_id and v.target <> ''
          and (:target = '' or v.target = :target) and (:stance = '' or v.stance = :stance)))
"""


def list_answers(db: Database, query: str, narrow: Narrow, *, limit: int, offset: int = 0) -> list[Row]:
    """The articles and comments that answer, newest first, undated last: owner_kind, owner_id, thread_id, day, title,
    url, source, audience, passage_id (of its first passage, or null), in_debate.

    Raises:
        QueryError: the query cannot be read, or takes too long; the message is French.
    """
    values = {**asdict(narrow), "match": match_expression(query), "limit": limit, "offset": offset}
    with limited_time(db):
        return rows(
            db,
            f"""
            select d.owner_kind, d.owner_id, d.thread_id, d.day, a.title, a.url, a.audience,
                   coalesce(s.name, a.site, 'Page collée') as source,
                   (select p.id from passages p where p.owner_id = d.owner_id order by p.position limit 1)
                       as passage_id,
                   exists (select 1 from verdicts v where v.owner_id = d.owner_id) as in_debate
            {_FROM} order by d.day desc, d.id desc limit :limit offset :offset
            """,  # nosec B608 # constant parts
            values,
        )


def count_answers(db: Database, query: str, narrow: Narrow) -> dict[str, int]:
    """How many articles and comments answer, by owner_kind.

    Raises:
        QueryError: as `list_answers`.
    """
    values = {**asdict(narrow), "match": match_expression(query)}
    with limited_time(db):
        found = rows(db, f"select d.owner_kind, count(*) as n {_FROM} group by 1", values)  # nosec B608 # constant parts
    return {"article": 0, "comment": 0} | {row["owner_kind"]: row["n"] for row in found}


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
    values = {**asdict(Narrow()), "match": match_expression(query)}
    with limited_time(db):
        new = rows(
            db,
            f"""
            select count(*) as n {_FROM} and not exists (select 1 from verdicts v where v.owner_id = d.owner_id)
            """,  # nosec B608 # constant parts
            values,
        )
    return Trial(
        found=[row for row in inside if row["owner_id"] in answers],
        missed=[row for row in inside if row["owner_id"] not in answers],
        wrongly_found=[row for row in outside if row["owner_id"] in answers],
        n_known_outside=len(outside), n_new=int(new[0]["n"]),
    )  # fmt: skip
