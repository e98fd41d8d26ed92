"""What a long period adds up, by months: sums over threads, from which shares and their intervals are worked out.

Every month wholly in the period is read as it is kept (`store/months.py`), the days at both ends and the threads that
the ends cut are added up here. Each row ends with the columns of `store.months`, of all units or of each text once:
`whole` then `moments` of the stances, `moments` of the uses, or `products`.
"""

from collections.abc import Sequence
from typing import Any

from sqlite_utils import Database

from store.months import COUNTED, MONTH, STANCES, USES, Columns, held_of, moments, products, stances_of, whole
from store.queries.filters import EDGE_DAYS, NARROWED, Filters

Sums = tuple[Any, ...]
_VOICES = "voice in ('press', 'reader', 'speaker')"
_DEBATE = f"{_VOICES} and target = ''"
_IN_MONTHS = f"month between :first_month and :last_month and {NARROWED}"
_WITHIN = f"first_month >= :first_month and last_month <= :last_month and {NARROWED}"
# The threads wholly in the period but not in its whole months, then those that have other days too.
_AT_EDGES = """
    select thread_id from thread_days
    where last_on > :last_month || '~' and last_on <= :last and first_on >= :first
    union all
    select thread_id from thread_days
    where first_on >= :first and first_on < :first_month and last_on <= :last_month || '~'
"""
_ACROSS = """
    select thread_id from thread_days where last_on > :last and first_on <= :last
    union all
    select thread_id from thread_days where first_on < :first and last_on >= :first and last_on <= :last
"""
_IN_PERIOD = f"day between :first and :last and {NARROWED}"
_DAYS_CUT = f"from daily_stance d indexed by daily_stance_by_thread where {_IN_PERIOD}"
# Of one argument, and of the debate, days are read in their order, from the first that a cut thread has.
_THREADS_CUT = f"""
    d.thread_id in ({_AT_EDGES} union all {_ACROSS}) and {NARROWED} and day <= :last and day >= max(:first, (
        select coalesce(min(x.first_on), '') from thread_days x where x.thread_id in ({_AT_EDGES} union all {_ACROSS})))
"""  # nosec B608 # constant parts
_HELD_CUT = f"""
    from daily_arguments d indexed by daily_arguments_by_argument
    where {_VOICES} and argument = :argument and {_THREADS_CUT}
"""  # nosec B608 # constant parts
_KEPT = ", ".join(f"{n}_{stance}" for n in COUNTED for stance in STANCES)
_ALL = ", ".join(f"{' + '.join(f'{n}_{stance}' for stance in STANCES)} as {n}_all" for n in COUNTED)
# Of the targets, threads at the edges are read as they are kept; the debate itself is added up day by day.
_AT_EDGES_KEPT = f"""
    select '' as span, voice, target, thread_id, source_id, audience, {_ALL}, {_KEPT}
    from thread_stance indexed by thread_stance_by_thread where thread_id in ({_AT_EDGES}) and {NARROWED}
"""  # nosec B608 # constant parts
_DEBATE_CUT = stances_of(
    f"from daily_stance d indexed by daily_stance_by_target where {_VOICES} and target = '' and {_THREADS_CUT}",
    spans="'' as span",
)


def _stances_cut(wanted: str) -> str:
    across = stances_of(f"{_DAYS_CUT} and d.thread_id in ({_ACROSS}) and {wanted}", spans="'' as span")
    return f"{_AT_EDGES_KEPT} and {wanted} union all select * from ({across})"  # nosec B608 # constant parts


def sum_spanning_stances(db: Database, filters: Filters, *, target: str | None = None) -> list[Sums]:
    """Units of whole threads over the period, of all targets: voice, target, sums; or of one of them ('' for the
    debate), by audience: voice, audience, sums."""
    columns = _stance_columns(filters)
    wanted = "target <> ''" if target is None else f"{_VOICES} and target = :target"
    cut = _stances_cut(wanted) if target != "" else _DEBATE_CUT
    keys = "voice, target" if target is None else "voice, audience"
    return _sum(
        db, keys, columns, [
            f"select {keys}, {_summed(columns)} from spanning_stance where {_WITHIN} and {wanted} group by {keys}",  # nosec B608 # constant parts
            f"select {keys}, {', '.join(columns.values())} from ({cut}) group by {keys}",  # nosec B608 # constant parts
        ], filters, target=target,
    )  # fmt: skip


def sum_spanning_pairs(db: Database, filters: Filters) -> list[Sums]:
    """Products of what readers and another voice say in the same threads over the period: voice, target, sums."""
    columns = products(_counted(filters))
    return _sum(
        db, "voice, target", columns, [
            f"select voice, target, {_summed(columns)} from spanning_pairs where {_WITHIN} group by voice, target",  # nosec B608 # constant parts
            f"""
            select o.voice, o.target, {', '.join(columns.values())} from cut r
            join cut o on o.thread_id = r.thread_id and o.target = r.target and o.voice <> 'reader'
            where r.voice = 'reader' group by 1, 2
            """,  # nosec B608 # constant parts
        ], filters, cut=_stances_cut("target <> ''"),
    )  # fmt: skip


def sum_monthly_stances(db: Database, filters: Filters, *, target: str) -> list[Sums]:
    """Units of a target ('' for the debate) by month, each with the days of the period: voice, month, sums."""
    columns, wanted = _stance_columns(filters), f"{_VOICES} and target = :target"
    edges = [stances_of(f"from daily_stance d where {wanted} and {days}", spans=MONTH) for days in EDGE_DAYS]
    return _sum(
        db, "voice, month", columns, [
            f"""
            select voice, month, {_summed(columns)} from monthly_stance where {wanted} and {_IN_MONTHS}
            group by voice, month
            """,  # nosec B608 # constant parts
            *(f"select voice, month, {', '.join(columns.values())} from ({edge}) group by 1, 2" for edge in edges),  # nosec B608 # constant parts
        ], filters, target=target,
    )  # fmt: skip


def sum_spanning_held(db: Database, filters: Filters, *, argument: str) -> list[Sums]:
    """Units of the debate of whole threads over the period and, among them, those that hold an argument: voice,
    audience, sums of all then of the uses."""
    n = _counted(filters)
    every, uses = whole(n), moments(n, USES)
    held = held_of(_HELD_CUT, "select * from cut", spans="'' as span")
    columns, by = every | uses, "group by voice, audience"
    return _sum(
        db, "voice, audience", columns, [
            f"""
            select voice, audience, {_filled(columns, _sums(every))} from spanning_stance
            where {_WITHIN} and {_VOICES} and target = '' {by}
            """,  # nosec B608 # constant parts
            f"select voice, audience, {_filled(columns, every)} from cut {by}",  # nosec B608 # constant parts
            f"""
            select voice, audience, {_filled(columns, _sums(uses))} from spanning_held
            where argument = :argument and {_WITHIN} {by}
            """,  # nosec B608 # constant parts
            f"select voice, audience, {_filled(columns, uses)} from ({held}) {by}",  # nosec B608 # constant parts
        ], filters, cut=_DEBATE_CUT, argument=argument,
    )  # fmt: skip


def sum_monthly_held(db: Database, filters: Filters, *, argument: str) -> list[Sums]:
    """Units of the debate by month, each with the days of the period, and those that hold an argument: voice, month,
    sums of all then of the uses."""
    n = _counted(filters)
    every, uses = whole(n), moments(n, USES)
    held = " union all ".join(
        "select * from (" + held_of(f"from daily_arguments d where {_VOICES} and argument = :argument and {days}",
                                    "select * from cut", spans=MONTH) + ")" for days in EDGE_DAYS  # nosec B608 # constant parts
    )  # fmt: skip
    edges = " union all ".join(
        f"select * from ({stances_of(f'from daily_stance d where {_DEBATE} and {days}', spans=MONTH)})"  # nosec B608 # constant parts
        for days in EDGE_DAYS
    )
    columns, by = every | uses, "group by voice, month"
    return _sum(
        db, "voice, month", columns, [
            f"""
            select voice, month, {_filled(columns, _sums(every))} from monthly_stance
            where {_DEBATE} and {_IN_MONTHS} {by}
            """,  # nosec B608 # constant parts
            f"select voice, month, {_filled(columns, every)} from cut {by}",  # nosec B608 # constant parts
            f"""
            select voice, month, {_filled(columns, _sums(uses))} from monthly_held
            where argument = :argument and {_IN_MONTHS} {by}
            """,  # nosec B608 # constant parts
            f"select voice, month, {_filled(columns, uses)} from ({held}) {by}",  # nosec B608 # constant parts
        ], filters, cut=edges, argument=argument,
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
    numbers = ", ".join(f"sum({name})" for name in columns)
    sql = f"{named} select {keys}, {numbers} from ({' union all '.join(parts)}) group by {keys} order by {keys}"  # nosec B608 # constant parts
    return db.execute(sql, {**filters.params_by_month(db), **values}).fetchall()


def _summed(columns: Columns) -> str:
    return _filled(columns, _sums(columns))


def _sums(columns: Columns) -> Columns:
    return {name: f"sum({name})" for name in columns}


def _filled(columns: Columns, found: Columns) -> str:
    """What is found of the columns, zero for the others."""
    return ", ".join(f"{found.get(name, '0')} as {name}" for name in columns)
