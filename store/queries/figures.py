"""Rows of the view « Chiffres qui circulent »: the figures of the debate, each with the text around it."""

from collections.abc import Sequence
from itertools import groupby, starmap
from operator import attrgetter

from sqlite_utils import Database

from store.database import Row, rows
from store.disputes import Dispute, compare, note_oddities, pick_odd
from store.quantities import Quantity
from store.quarrels import Most, Quarrels, sum_up_all
from store.queries.filters import NARROWED, Filters, with_params
from store.tellings import Telling
from store.told import AROUND, list_windows

# At most so many figures are read for one screen, the newest; the view says when there are more.
MOST_FIGURES = 4_000


def list_circulating(db: Database, filters: Filters, *, limit: int = MOST_FIGURES) -> list[Row]:
    """Figures of articles and comments of the debate, newest first: where, when, values, who says them, the text
    around (`window` from `window_start`), `carrier` (whose words hold it), and `beside`, the other counts of the text.
    """
    return _in_order(rows(db, _FIGURES, with_params(filters, {"limit": limit, "around": AROUND})))


def list_tellings(db: Database, filters: Filters, *, limit: int = MOST_FIGURES) -> list[Telling]:
    """The same figures, each with its sentence, as they are kept (`store.told`): no text is read."""
    found: list[Telling] = []
    for when in (_DATED, _UNDATED):
        values = with_params(filters, {"limit": limit - len(found)})
        found += starmap(Telling, db.execute(_TELLINGS.format(when=when), values).fetchall())
    # They come newest first: what is left to put in order is what was told at one moment.
    return [
        one for _, told in groupby(found, attrgetter("at")) for one in sorted(told, key=attrgetter("owner_id", "start"))
    ]


def list_quarrels(
    db: Database, filters: Filters, quantities: Sequence[Quantity]
) -> tuple[list[Dispute], list[Telling]]:
    """The quantities that texts tell, and the figures that look odd by themselves (see `store.disputes`)."""
    tellings = note_oddities(list_tellings(db, filters))
    return compare(tellings, quantities), pick_odd(tellings)


def find_quarrel(db: Database, filters: Filters, quantities: Sequence[Quantity], slug: str) -> Dispute | None:
    """The quantity of this name, with everybody who tells it."""
    told = note_oddities(list_tellings(db, filters))
    return next((one for one in compare(told, quantities) if one.slug == slug), None)


def sum_up_quarrels(db: Database, filters: Filters, quantities: Sequence[Quantity], most: Most) -> Quarrels:
    """What `list_quarrels` gives, summed up, so many of each kind, with so many of its values."""
    disputes, odd = list_quarrels(db, filters, quantities)
    return sum_up_all(disputes, odd, most)


def _in_order(found: list[Row]) -> list[Row]:
    """Newest first, undated last, then by text and place."""
    found.sort(key=lambda row: (row["owner_id"], row["start"]))
    found.sort(key=lambda row: row["at"] or "", reverse=True)
    return found


def count_circulating(db: Database, filters: Filters) -> int:
    """How many figures `list_circulating` would list without a limit."""
    return int(rows(db, _COUNT, filters.params())[0]["n"])


# Which figures circulate, and when, is kept by store/summaries.py.
_FIGURES = f"""
    with told as materialized (
        select figure_id, at, day from told_figures
        where (day is null or day between :first and :last) and {NARROWED}
        order by at desc, figure_id desc limit :limit)
    {list_windows("told")}
"""  # nosec B608 # constant parts
# Dated ones from the eve on: a moment is kept in UTC, a day is of Paris.
_DATED = "at >= date(:first, '-1 day') and day between :first and :last"
_UNDATED = "at = '' and day = ''"
_TELLINGS = f"""
    select owner_kind, owner_id, thread_id, passage_id, story, nullif(at, ''), day,
           coalesce((select s.name from sources s where s.id = source_id), site), title, text, sentence, place, low,
           high, unit, kind, comparator, counts, said_by, carrier, coalesce(beside, ''), start
    from tellings where {{when}} and {NARROWED} order by at desc, figure_id desc limit :limit
"""  # nosec B608 # constant parts
_COUNT = f"""
    select coalesce(sum(n), 0) as n from daily_figures where (day = '' or day between :first and :last) and {NARROWED}
"""  # nosec B608 # constant parts
