"""What years add up, by month: units, and what the interval of a share needs to know of threads.

Threads count whole in `spanning_…`, by the months of their first and last days, and cut by month in `monthly_…` ('' is
the month of what is undated). A row holds sums over threads: of the units of each part, of their squares, and of their
products with all units of the thread; the interval of a ratio follows from those (Cochran, Sampling Techniques, 1977,
chapter 6). What a thread brings is taken away before it changes and added again after, in the same transaction.
"""

from collections.abc import Sequence

from sqlite_utils import Database

COUNTED = ("raw", "unique")
STANCES = ("against", "favour", "neutral", "unclear")
USES = ("asserts", "refutes", "reports")
MONTHS = ("monthly_stance", "spanning_stance", "spanning_pairs", "monthly_held", "spanning_held")
Columns = dict[str, str]


def moments(counted: str, parts: Sequence[str]) -> Columns:
    """Of each part, the sums over threads of its units, of their squares and of their products with all units."""
    found: Columns = {}
    for part in parts:
        name, whole = f"{counted}_{part}", f"{counted}_all"
        found |= {name: f"sum({name})", f"{name}2": f"sum({name} * {name})", f"{name}_all": f"sum({name} * {whole})"}
    return found


def whole(counted: str) -> Columns:
    """The number of units, and the sum over threads of their squares."""
    name = f"{counted}_all"
    return {name: f"sum({name})", f"{name}2": f"sum({name} * {name})"}


def products(counted: str) -> Columns:
    """Of the threads where readers (r) and another voice (o) speak of a target, the sums of products of what is against
    in both, against in readers with all of the other, all of readers with against, all with all."""
    n = counted
    return {
        f"{n}_both": f"sum(r.{n}_against * o.{n}_against)", f"{n}_first": f"sum(r.{n}_against * o.{n}_all)",
        f"{n}_second": f"sum(r.{n}_all * o.{n}_against)", f"{n}_none": f"sum(r.{n}_all * o.{n}_all)",
    }  # fmt: skip


def stances_of(days: str, *, spans: str) -> str:
    """One row a thread, voice and target, from rows of daily_stance named d: `days` is « from … where … », `spans` the
    columns that come first, of which each row is told apart by its own."""
    parts = _of_threads(STANCES, "stance")
    return f"""
        select {spans}, d.voice, d.target, d.thread_id, d.source_id, d.audience, {_ALL}, {parts}
        {days} group by d.voice, d.target, d.thread_id, 1
    """  # nosec B608 # constant parts


def held_of(days: str, stances: str, *, spans: str) -> str:
    """One row a thread, voice and argument, from rows of daily_arguments named d; beside it, all units of the debate of
    that voice and thread (and month), from rows of `stances_of`."""
    parts = _of_threads(USES, "use")
    same = " and t.month = h.month" if spans == MONTH else ""
    return f"""
        select h.*, t.raw_all, t.unique_all
        from (select {spans}, d.voice, d.argument, d.thread_id, d.source_id, d.audience, {parts}
              {days} group by d.voice, d.argument, d.thread_id, 1) h
             join ({stances}) t on t.target = '' and t.voice = h.voice and t.thread_id = h.thread_id{same}
    """  # nosec B608 # constant parts


def take_months(db: Database, thread_id: str) -> None:
    """Takes away what a thread brings to the months, before its daily rows change or go."""
    _write(db, thread_id, -1)


def add_months(db: Database, thread_id: str) -> None:
    """Adds what a thread brings to the months, once its daily rows and days are rebuilt."""
    _write(db, thread_id, 1)


def _write(db: Database, thread_id: str, sign: int) -> None:
    for sql in _STATEMENTS:
        db.execute(sql, {"thread": thread_id, "sign": sign})


def _of_threads(parts: Sequence[str], column: str) -> str:
    return ", ".join(f"sum(d.n_{n} * (d.{column} = '{part}')) as {n}_{part}" for n in COUNTED for part in parts)


def _add_up(table: str, keys: str, columns: Sequence[Columns], found: str) -> str:
    """The statement that adds to a table what is found of a thread, `:sign` times."""
    every = {name: sql for one in columns for name, sql in one.items()}
    signed = ", ".join(f":sign * {sql}" for sql in every.values())
    added = ", ".join(f"{name} = {name} + excluded.{name}" for name in every)
    names = ", ".join(key.split(".")[-1] for key in keys.split(", "))
    return f"""
        insert into {table}({names}, {", ".join(every)}) select {keys}, {signed} from {found} group by {keys}
        on conflict ({names}) do update set {added}
    """  # nosec B608 # constant parts


_ALL = "sum(d.n_raw) as raw_all, sum(d.n_unique) as unique_all"
MONTH = "substr(d.day, 1, 7) as month"
_SPAN = "substr(x.last_on, 1, 7) as last_month, substr(x.first_on, 1, 7) as first_month"
# The index is named: unmeasured, SQLite would take the one that gives all readers.
_CUT = "from {0} d indexed by {0}_by_thread where d.thread_id = :thread"
_SPANNING = """
    from {0} d indexed by {0}_by_thread join thread_days x on x.thread_id = d.thread_id
    where d.thread_id = :thread and d.day > ''
"""
_BY_MONTH = stances_of(_CUT.format("daily_stance"), spans=MONTH)
_BY_THREAD = stances_of(_SPANNING.format("daily_stance"), spans=_SPAN)
_HELD_BY_MONTH = held_of(_CUT.format("daily_arguments"), _BY_MONTH, spans=MONTH)
_HELD_BY_THREAD = held_of(_SPANNING.format("daily_arguments"), _BY_THREAD, spans=_SPAN)
_PAIRED = f"""
    ({_BY_THREAD}) r join ({_BY_THREAD}) o on o.target = r.target and r.voice = 'reader' and o.voice <> 'reader'
    where r.target <> ''
"""  # nosec B608 # constant parts
_STANCE_COLUMNS = [*map(whole, COUNTED), *(moments(n, STANCES) for n in COUNTED)]
_HELD_COLUMNS = [moments(n, USES) for n in COUNTED]
_STATEMENTS = (
    _add_up("monthly_stance", "voice, target, month, source_id, audience", _STANCE_COLUMNS, f"({_BY_MONTH})"),
    _add_up(
        "spanning_stance", "voice, target, last_month, first_month, source_id, audience", _STANCE_COLUMNS,
        f"({_BY_THREAD})",
    ),
    _add_up(
        "spanning_pairs", "o.voice, o.target, o.last_month, o.first_month, o.source_id, o.audience",
        [products(n) for n in COUNTED], _PAIRED,
    ),
    _add_up("monthly_held", "argument, voice, month, source_id, audience", _HELD_COLUMNS, f"({_HELD_BY_MONTH})"),
    _add_up(
        "spanning_held", "argument, voice, last_month, first_month, source_id, audience", _HELD_COLUMNS,
        f"({_HELD_BY_THREAD})",
    ),
)  # fmt: skip
