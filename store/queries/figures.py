"""Rows of the view « Chiffres qui circulent »: the figures of the debate, each with the text around it."""

from collections.abc import Sequence

from sqlite_utils import Database

from store.database import Row, rows
from store.disputes import Dispute, compare, pick_odd
from store.quantities import Quantity
from store.quarrels import Quarrels, sum_up_all
from store.queries.filters import Filters, with_params
from store.tellings import Telling
from store.told import AROUND, as_telling, list_windows

# At most so many figures are read for one screen, the newest; the view says when there are more.
MOST_FIGURES = 10_000


def list_circulating(db: Database, filters: Filters, *, limit: int = MOST_FIGURES) -> list[Row]:
    """Figures of articles and comments of the debate, newest first: where, when, values, who says them, the text
    around (`window` from `window_start`), `carrier` (whose words hold it), and `beside`, the other counts of the text.
    """
    return _in_order(rows(db, _FIGURES, with_params(filters, {"limit": limit, "around": AROUND})))


def list_tellings(db: Database, filters: Filters, *, limit: int = MOST_FIGURES) -> list[Telling]:
    """The same figures, each with its sentence, as they are kept (`store.told`): no text is read."""
    return [as_telling(row) for row in _in_order(rows(db, _TELLINGS, with_params(filters, {"limit": limit})))]


def list_quarrels(
    db: Database, filters: Filters, quantities: Sequence[Quantity]
) -> tuple[list[Dispute], list[Telling]]:
    """The quantities that texts tell, and the figures that look odd by themselves (see `store.disputes`)."""
    tellings = list_tellings(db, filters)
    return compare(tellings, quantities), pick_odd(tellings)


def find_quarrel(db: Database, filters: Filters, quantities: Sequence[Quantity], slug: str) -> Dispute | None:
    """The quantity of this name, with everybody who tells it."""
    return next((one for one in compare(list_tellings(db, filters), quantities) if one.slug == slug), None)


def sum_up_quarrels(
    db: Database, filters: Filters, quantities: Sequence[Quantity], *, most_disputed: int, most_repeated: int,
    most_odd: int,
) -> Quarrels:  # fmt: skip
    """What `list_quarrels` gives, summed up, so many of each kind."""
    disputes, odd = list_quarrels(db, filters, quantities)
    return sum_up_all(
        disputes, odd, most_disputed=most_disputed, most_repeated=most_repeated, most_odd=most_odd
    )  # fmt: skip


def _in_order(found: list[Row]) -> list[Row]:
    """Newest first, undated last, then by text and place."""
    found.sort(key=lambda row: (row["owner_id"], row["start"]))
    found.sort(key=lambda row: row["at"] or "", reverse=True)
    return found


def count_circulating(db: Database, filters: Filters) -> int:
    """How many figures `list_circulating` would list without a limit."""
    return int(rows(db, _COUNT, filters.params())[0]["n"])


# Which figures circulate, and when, is kept by store/summaries.py.
_IN = """
    (day is null or day between :first and :last)
    and (:audiences = '[]' or audience in (select value from json_each(:audiences)))
    and (:sources = '[]' or source_id in (select value from json_each(:sources)))
"""
_FIGURES = f"""
    with told as materialized (
        select figure_id, at, day from told_figures where {_IN} order by at desc, figure_id desc limit :limit)
    {list_windows("told")}
"""  # nosec B608 # constant parts
_TELLINGS = f"""
    select t.*, coalesce(s.name, t.site) as source
    from (select * from tellings where {_IN.replace("day is null", "day = ''")}
          order by at desc, figure_id desc limit :limit) t
         left join sources s on s.id = t.source_id
"""  # nosec B608 # constant parts
_COUNT = """
    select coalesce(sum(n), 0) as n from daily_figures
    where (day = '' or day between :first and :last)
      and (:audiences = '[]' or audience in (select value from json_each(:audiences)))
      and (:sources = '[]' or source_id in (select value from json_each(:sources)))
"""
