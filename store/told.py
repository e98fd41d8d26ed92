"""The figures of one article and its comments as they are told, sentence and all, kept beside them and gone with them.

Cutting ten thousand sentences out of their texts takes a second; a screen reads them ready. Rebuilt with the verdicts.
"""

from sqlite_utils import Database

from store.database import Row, rows
from store.tellings import read_telling

# So many characters are read on either side of a figure: enough for its sentence, never a whole body.
AROUND = 320
COLUMNS = (
    "at", "figure_id", "thread_id", "day", "source_id", "audience", "site", "title", "owner_kind", "owner_id", "story",
    "passage_id", "carrier", "start", "text", "sentence", "place", "low", "high", "unit", "kind", "comparator",
    "counts", "said_by", "beside",
)  # fmt: skip


def list_windows(told: str) -> str:
    """SQL that gives each figure of `told` (figure_id, at, day) with the text around it; `:around` is bound."""
    return f"""
        select f.id as figure_id, f.owner_kind, f.owner_id, f.thread_id, f.start, f.end, f.low, f.high, f.unit, f.kind,
               f.comparator, f.counts, f.said_by, t.at, t.day, a.title, coalesce(a.site, 'Page collée') as site,
               coalesce(s.name, a.site, 'Page collée') as source, coalesce(a.source_id, 'clips') as source_id,
               a.audience, coalesce(c.id, a.story_id, a.id) as story, max(0, f.start - :around) as window_start,
               substr(coalesce(c.body, a.body), max(0, f.start - :around) + 1,
                      f.end + :around - max(0, f.start - :around)) as window,
               p.id as passage_id, coalesce(p.speaker, (
                   select q.speaker from quotes q where q.owner_id = f.owner_id and q.start <= f.start
                     and q.end >= f.end and q.speaker is not null order by q.end - q.start desc, q.id limit 1
               )) as carrier,
               (select group_concat(low, '|') from (
                    select o.low from figures o where o.owner_id = f.owner_id and o.kind = 'count' and o.low >= 10
                    order by o.start)) as beside
        from {told} t cross join figures f on f.id = t.figure_id join articles a on a.id = f.thread_id
             left join sources s on s.id = a.source_id left join comments c on c.id = f.owner_id
             left join passages p on p.id = (
                 select x.id from passages x where x.owner_id = f.owner_id and x.start <= f.start and x.end >= f.end
                 order by x.position limit 1)
    """  # nosec B608 # constant parts


def keep_tellings(db: Database, thread_id: str) -> None:
    """Rebuilds the tellings of a thread from its figures that circulate, in the caller's transaction."""
    db.execute("delete from tellings where thread_id = :thread", {"thread": thread_id})
    wanted = "(select figure_id, at, day from told_figures where thread_id = :thread)"
    found = rows(db, list_windows(wanted), {"thread": thread_id, "around": AROUND})
    marks = ", ".join("?" * len(COLUMNS))
    db.conn.executemany(
        f"insert into tellings({', '.join(COLUMNS)}) values ({marks})",  # nosec B608 # constant parts
        [_row(one) for one in found],
    )


def _row(found: Row) -> tuple[object, ...]:
    told = read_telling(found)
    kept = found | {
        "at": told.at or "", "day": told.day, "text": told.text, "sentence": told.sentence, "place": told.place,
    }  # fmt: skip
    return tuple(kept[name] for name in COLUMNS)
