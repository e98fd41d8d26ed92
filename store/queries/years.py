"""What a long period adds up, by months: sums over threads, from which shares and their intervals are worked out.

Every month wholly in the period is read as it is kept (`store/months.py`), the days at both ends and the threads that
the ends cut are added up here. Each row ends with the columns of `store.months`, of all units or of each text once:
`whole` then `moments` of the stances, `moments` of the uses, or `products`.
"""

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from store.months import MONTH, STANCES, USES, Columns, held_of, moments, products, stances_of, whole
from store.queries.filters import EDGE_DAYS, NARROWED, Filters

Sums = tuple[Any, ...]
_VOICES = "voice in ('press', 'reader', 'speaker')"
_IN_MONTHS = f"month between :first_month and :last_month and {NARROWED}"
_WITHIN = f"first_month >= :first_month and last_month <= :last_month and {NARROWED}"
# The threads with days in the period that are not wholly in its whole months.
_CUT = """
    (select thread_id from thread_days where last_on > :last_month || '~' and first_on <= :last
     union all
     select thread_id from thread_days
     where first_on < :first_month and last_on >= :first and last_on <= :last_month || '~')
"""
_IN_PERIOD = f"day between :first and :last and {NARROWED}"
_STANCES_CUT = f"""
    from daily_stance d indexed by daily_stance_by_thread where d.thread_id in {_CUT} and {_IN_PERIOD}
"""  # nosec B608 # constant parts
_HELD_CUT = f"""
    from daily_arguments d indexed by daily_arguments_by_thread where d.thread_id in {_CUT} and argument = :argument
      and {_IN_PERIOD}
"""  # nosec B608 # constant parts


def sum_spanning_stances(db: Database, filters: Filters, *, target: str | None = None) -> list[Sums]:
    """Units of whole threads over the period, of one target ('' for the debate) or of all: voice, target, audience,
    sums."""
    columns = _stance_columns(filters)
    wanted = "target <> ''" if target is None else f"{_VOICES} and target = :target"
    cut = stances_of(f"{_STANCES_CUT} and {wanted}", spans="'' as span")
    return _sum(
        db, "voice, target, audience", columns, [
            f"select voice, target, audience, {', '.join(columns)} from spanning_stance where {_WITHIN} and {wanted}",
            f"select voice, target, audience, {', '.join(columns.values())} from ({cut}) group by 1, 2, 3",
        ], filters, target=target,
    )  # fmt: skip


def sum_spanning_pairs(db: Database, filters: Filters) -> list[Sums]:
    """Products of what readers and another voice say in the same threads over the period: voice, target, sums."""
    columns = products(_counted(filters))
    cut = stances_of(f"{_STANCES_CUT} and target <> ''", spans="'' as span")
    return _sum(
        db, "voice, target", columns, [
            f"select voice, target, {', '.join(columns)} from spanning_pairs where {_WITHIN}",
            f"""
            select o.voice, o.target, {', '.join(columns.values())} from cut r
            join cut o on o.thread_id = r.thread_id and o.target = r.target and o.voice <> 'reader'
            where r.voice = 'reader' group by 1, 2
            """,
        ], filters, cut=cut,
    )  # fmt: skip


def sum_monthly_stances(db: Database, filters: Filters, *, target: str) -> list[Sums]:
    """Units of a target ('' for the debate) by month, each with the days of the period: voice, month, sums."""
    columns, wanted = _stance_columns(filters), f"{_VOICES} and target = :target"
    edges = [stances_of(f"from daily_stance d where {wanted} and {days}", spans=MONTH) for days in EDGE_DAYS]
    return _sum(
        db, "voice, month", columns, [
            f"select voice, month, {', '.join(columns)} from monthly_stance where {wanted} and {_IN_MONTHS}",
            *(f"select voice, month, {', '.join(columns.values())} from ({edge}) group by 1, 2" for edge in edges),
        ], filters, target=target,
    )  # fmt: skip


def sum_spanning_held(db: Database, filters: Filters, *, argument: str) -> list[Sums]:
    """Units that hold an argument, of whole threads over the period: voice, audience, sums."""
    columns = moments(_counted(filters), USES)
    every = stances_of(f"{_STANCES_CUT} and target = ''", spans="'' as span")
    cut = held_of(_HELD_CUT, every, spans="'' as span")
    return _sum(
        db, "voice, audience", columns, [
            f"select voice, audience, {', '.join(columns)} from spanning_held where argument = :argument and {_WITHIN}",
            f"select voice, audience, {', '.join(columns.values())} from ({cut}) group by 1, 2",
        ], filters, argument=argument,
    )  # fmt: skip


def sum_monthly_held(db: Database, filters: Filters, *, argument: str) -> list[Sums]:
    """Units that hold an argument by month, each with the days of the period: voice, month, sums."""
    columns = moments(_counted(filters), USES)
    edges = [
        held_of(
            f"from daily_arguments d where {_VOICES} and argument = :argument and {days}",
            stances_of(f"from daily_stance d where {_VOICES} and target = '' and {days}", spans=MONTH), spans=MONTH,
        )
        for days in EDGE_DAYS
    ]  # fmt: skip
    return _sum(
        db, "voice, month", columns, [
            f"select voice, month, {', '.join(columns)} from monthly_held where argument = :argument and {_IN_MONTHS}",
            *(f"select voice, month, {', '.join(columns.values())} from ({edge}) group by 1, 2" for edge in edges),
        ], filters, argument=argument,
    )  # fmt: skip


def _counted(filters: Filters) -> str:
    return filters.counted.removeprefix("n_")


def _stance_columns(filters: Filters) -> Columns:
    return whole(_counted(filters)) | moments(_counted(filters), STANCES)


def _sum(
    db: Database, keys: str, columns: Columns, parts: Sequence[str], filters: Filters, *, cut: str = "", **values: Any
) -> list[Sums]:
    """The sums of all parts, by `keys`; `cut` names rows that a part reads twice."""
    named = f"with cut as materialized ({cut})" if cut else ""
    summed = ", ".join(f"sum({name})" for name in columns)
    sql = f"{named} select {keys}, {summed} from ({' union all '.join(parts)}) group by {keys} order by {keys}"  # nosec B608 # constant parts
    return db.execute(sql, {**filters.params_by_month(), **values}).fetchall()
