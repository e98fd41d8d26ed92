"""What years add up is kept by month: units, and what the interval of a share needs of threads, not the threads."""

from collections.abc import Sequence

from sqlite_utils import Database, Migrations

_COUNTED = ("raw", "unique")
_STANCES = ("against", "favour", "neutral", "unclear")
_USES = ("asserts", "refutes", "reports")
_BY_MONTH = ("month",)
_BY_THREAD = ("last_month", "first_month")


def _moments(parts: Sequence[str]) -> dict[str, str]:
    """Sums over threads of the units of each part, of their squares and of their products with all units."""
    found: dict[str, str] = {}
    for n in _COUNTED:
        for part in parts:
            found[f"{n}_{part}"] = f"sum({n}_{part})"
            found[f"{n}_{part}2"] = f"sum({n}_{part} * {n}_{part})"
            found[f"{n}_{part}_all"] = f"sum({n}_{part} * {n}_all)"
    return found


def _whole() -> dict[str, str]:
    """All units, and the sum over threads of their squares."""
    found: dict[str, str] = {}
    for n in _COUNTED:
        found |= {f"{n}_all": f"sum({n}_all)", f"{n}_all2": f"sum({n}_all * {n}_all)"}
    return found


def _products() -> dict[str, str]:
    """Of the threads where readers and another voice speak of a target: sums of the products of their numbers."""
    found: dict[str, str] = {}
    for n in _COUNTED:
        found |= {
            f"{n}_both": f"sum(r.{n}_against * o.{n}_against)", f"{n}_first": f"sum(r.{n}_against * o.{n}_all)",
            f"{n}_second": f"sum(r.{n}_all * o.{n}_against)", f"{n}_none": f"sum(r.{n}_all * o.{n}_all)",
        }  # fmt: skip
    return found


_HELD, _SAID, _PAIRS = _moments(_USES), _whole() | _moments(_STANCES), _products()
# `monthly_…` cut threads by month ('' is undated); `spanning_…` take threads whole, by the months of their first and
# last days. Target '' counts the debate. Pairs are of readers and `voice`.
_TABLES = {
    "monthly_stance": (("voice", "target", *_BY_MONTH), _SAID),
    "spanning_stance": (("voice", "target", *_BY_THREAD), _SAID),
    "spanning_pairs": (("voice", "target", *_BY_THREAD), _PAIRS),
    "monthly_held": (("argument", "voice", *_BY_MONTH), _HELD),
    "spanning_held": (("argument", "voice", *_BY_THREAD), _HELD),
}
# What no thread adds to is zero in these.
_UNITS_LEFT = {"raw_all", "raw_none", "raw_asserts", "raw_refutes", "raw_reports"}


def _create(table: str, keys: Sequence[str], columns: Sequence[str]) -> str:
    every = (*keys, "source_id", "audience")
    texts = "".join(f"{key} text not null, " for key in every)
    numbers = "".join(f"{column} integer not null, " for column in columns)
    return f"create table {table} ({texts}{numbers}primary key ({', '.join(every)})) strict, without rowid"


def _of_threads(parts: Sequence[str], column: str) -> str:
    return ", ".join(f"sum(d.n_{n} * (d.{column} = '{part}')) as {n}_{part}" for n in _COUNTED for part in parts)


_SPANS = "substr(x.last_on, 1, 7) as last_month, substr(x.first_on, 1, 7) as first_month"
_ALL = "sum(d.n_raw) as raw_all, sum(d.n_unique) as unique_all"
_UNITS = f"d.voice, d.target, d.thread_id, d.source_id, d.audience, {_ALL}, {_of_threads(_STANCES, 'stance')}"
_KEPT = f"d.voice, d.argument, d.thread_id, d.source_id, d.audience, {_of_threads(_USES, 'use')}"
_STANCE_BY_MONTH = f"""
    select substr(d.day, 1, 7) as month, {_UNITS} from daily_stance d group by d.voice, d.target, d.thread_id, 1
"""  # nosec B608 # constant parts
_STANCE_BY_THREAD = f"""
    select {_SPANS}, {_UNITS} from daily_stance d join thread_days x on x.thread_id = d.thread_id
    where d.day > '' group by d.voice, d.target, d.thread_id
"""  # nosec B608 # constant parts
_HELD_BY_MONTH = f"""
    select h.*, t.raw_all, t.unique_all
    from (select substr(d.day, 1, 7) as month, {_KEPT} from daily_arguments d
          group by d.voice, d.argument, d.thread_id, 1) h
         join filling t on t.voice = h.voice and t.thread_id = h.thread_id and t.month = h.month and t.target = ''
"""  # nosec B608 # constant parts
_HELD_BY_THREAD = f"""
    select h.*, t.raw_all, t.unique_all
    from (select {_SPANS}, {_KEPT} from daily_arguments d join thread_days x on x.thread_id = d.thread_id
          where d.day > '' group by d.voice, d.argument, d.thread_id) h
         join filling t on t.voice = h.voice and t.thread_id = h.thread_id and t.target = ''
"""  # nosec B608 # constant parts
_FILLING_INDEX = "create index filling_by_thread on filling(thread_id, voice, target)"


def _add_up(table: str, rows: str) -> str:
    keys, numbers = _TABLES[table]
    every = ", ".join((*keys, "source_id", "audience"))
    return f"insert into {table} select {every}, {', '.join(numbers.values())} from ({rows}) group by {every}"  # nosec B608 # constant parts


def _forget_empty(table: str) -> str:
    """A row to which no thread adds anything any more goes."""
    keys, numbers = _TABLES[table]
    same = " and ".join(f"{key} = new.{key}" for key in (*keys, "source_id", "audience"))
    left = " and ".join(f"new.{name} = 0" for name in numbers if name in _UNITS_LEFT)
    return f"""
        create trigger {table}_emptied after update on {table} when {left} begin delete from {table} where {same}; end
    """  # nosec B608 # constant parts


_PAIRED = (
    "select o.voice, o.target, o.last_month, o.first_month, o.source_id, o.audience, "  # nosec B608 # constant parts
    + ", ".join(_PAIRS.values())
    + " from filling r join filling o on o.thread_id = r.thread_id and o.target = r.target and o.voice <> 'reader'"
    " where r.voice = 'reader' and r.target <> '' group by 1, 2, 3, 4, 5, 6"
)
_STATEMENTS = (
    "drop trigger daily_arguments_summed",
    "drop trigger daily_arguments_taken",
    "drop table monthly_arguments",
    # The first and last dated days of each thread of the debate.
    """
    create table thread_days (
        thread_id text primary key, first_on text not null, last_on text not null
    ) strict, without rowid
    """,
    "create index thread_days_by_last on thread_days(last_on, first_on)",
    "create index thread_days_by_first on thread_days(first_on, last_on)",
    *(_create(table, keys, list(columns)) for table, (keys, columns) in _TABLES.items()),
    *map(_forget_empty, _TABLES),
    # What persons quoted in the press hold, and what says to whom an article belongs, without the texts around.
    "create index unit_arguments_quoted on unit_arguments(use, argument, day, speaker, thread_id, voice) "
    "where voice = 'speaker'",
    "create index articles_in_short on articles(id, source_id, audience, paywall, story_id, story_first)",
    "drop index articles_repeated",
    "create index strong_passages_by_strength on strong_passages("
    "argument, is_confirmed desc, score desc, passage_id, use, day, audience, source_id)",
    "insert into thread_days select thread_id, min(day), max(day) from daily_stance where day > '' group by 1",
    f"create temp table filling as {_STANCE_BY_MONTH}",
    _FILLING_INDEX,
    _add_up("monthly_stance", "select * from filling"),
    _add_up("monthly_held", _HELD_BY_MONTH),
    "drop table filling",
    f"create temp table filling as {_STANCE_BY_THREAD}",
    _FILLING_INDEX,
    _add_up("spanning_stance", "select * from filling"),
    _add_up("spanning_held", _HELD_BY_THREAD),
    f"insert into spanning_pairs {_PAIRED}",  # nosec B608 # constant parts
    "drop table filling",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0022_months")
    def months(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
