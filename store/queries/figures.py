"""Rows of the view « Chiffres qui circulent »: the figures of the debate, each with the text around it."""

from collections.abc import Sequence

from sqlite_utils import Database

from store.database import Row, rows
from store.disputes import Dispute, find_disputes, list_odd
from store.quantities import Quantity
from store.queries.filters import Filters, with_params
from store.tellings import Telling

# At most so many figures are read for one screen, the newest; the view says when there are more.
MOST_FIGURES = 10_000
# So many characters are read on either side of a figure: enough for its sentence, never a whole body.
AROUND = 320


def list_circulating(db: Database, filters: Filters, *, limit: int = MOST_FIGURES) -> list[Row]:
    """Figures of articles and comments of the debate, newest first: where, when, values, who says them, the text
    around (`window` from `window_start`), `carrier` (whose words hold it), and `beside`, the other counts of the text.
    """
    return rows(db, _FIGURES, with_params(filters, {"limit": limit, "around": AROUND}))


def list_quarrels(
    db: Database, filters: Filters, quantities: Sequence[Quantity]
) -> tuple[list[Dispute], list[Telling]]:
    """The quantities that texts tell, and the figures that look odd by themselves (see `store.disputes`)."""
    found = list_circulating(db, filters)
    return find_disputes(found, quantities), list_odd(found)


def count_circulating(db: Database, filters: Filters) -> int:
    """How many figures `list_circulating` would list without a limit."""
    return int(rows(db, _COUNT, filters.params())[0]["n"])


# Which figures circulate, and when, is kept by store/summaries.py.
_IN = """
    (day is null or day between :first and :last)
    and (:audiences = '[]' or audience in (select value from json_each(:audiences)))
    and (:sources = '[]' or source_id in (select value from json_each(:sources)))
"""
_OWNED = """
    select f.*, t.at, t.day, coalesce(c.body, a.body) as body, a.title,
           coalesce(s.name, a.site, 'Page collée') as source, coalesce(c.id, a.story_id, a.id) as story
    from told t cross join figures f on f.id = t.figure_id join articles a on a.id = f.thread_id
         left join sources s on s.id = a.source_id left join comments c on c.id = f.owner_id
    order by t.at desc, f.owner_id, f.start limit :limit
"""
_FIGURES = f"""
    with told as (select figure_id, at, day from told_figures where {_IN}), found as ({_OWNED})
    select found.owner_kind, found.owner_id, found.thread_id, found.start, found.end, found.low, found.high, found.unit,
           found.kind, found.comparator, found.counts, found.said_by, found.at, found.day, found.title, found.source,
           found.story,
           max(0, found.start - :around) as window_start,
           substr(found.body, max(0, found.start - :around) + 1,
                  found.end + :around - max(0, found.start - :around)) as window,
           p.id as passage_id, coalesce(p.speaker, (
               select q.speaker from quotes q where q.owner_id = found.owner_id and q.start <= found.start
                 and q.end >= found.end and q.speaker is not null order by q.end - q.start desc limit 1
           )) as carrier,
           (select group_concat(o.low, '|') from figures o where o.owner_id = found.owner_id and o.kind = 'count'
              and o.low >= 10) as beside
    from found left join passages p on p.owner_id = found.owner_id and p.start <= found.start and p.end >= found.end
    group by found.id order by found.at is null, found.at desc, found.owner_id, found.start
"""  # nosec B608 # constant parts
_COUNT = """
    select coalesce(sum(n), 0) as n from daily_figures
    where (day = '' or day between :first and :last)
      and (:audiences = '[]' or audience in (select value from json_each(:audiences)))
      and (:sources = '[]' or source_id in (select value from json_each(:sources)))
"""
