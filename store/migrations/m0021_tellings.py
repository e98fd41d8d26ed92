"""Figures that circulate are kept with their sentence: a screen compares ten thousand of them without reading texts."""

from typing import Any

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    """
    create table tellings (
        at text not null,                -- '' when undated
        figure_id text not null references figures(id) on delete cascade,
        thread_id text not null, day text not null, source_id text not null, audience text not null,
        site text not null,              -- what names the source where the catalogue does not
        title text not null, owner_kind text not null, owner_id text not null,
        story text not null,             -- texts of one story count once
        passage_id text, carrier text,
        start integer not null,
        text text not null, sentence text not null,
        place integer not null,          -- where the figure stands in its sentence
        low real not null, high real not null, unit text, kind text not null, comparator text not null,
        counts text, said_by text,
        beside text,                     -- the counts of the same text, from ten on
        primary key (at, figure_id)
    ) strict, without rowid
    """,
    "create index tellings_by_figure on tellings(figure_id)",
    "create index tellings_by_thread on tellings(thread_id)",
)
_FOUND = """
    select coalesce(t.at, '') as at, f.id, f.thread_id, coalesce(t.day, ''), t.source_id, t.audience,
           coalesce(a.site, 'Page collée'), a.title, f.owner_kind, f.owner_id, coalesce(c.id, a.story_id, a.id),
           p.id, coalesce(p.speaker, (
               select q.speaker from quotes q where q.owner_id = f.owner_id and q.start <= f.start
                 and q.end >= f.end and q.speaker is not null order by q.end - q.start desc, q.id limit 1)),
           f.start, f.end, coalesce(c.body, a.body), f.low, f.high, f.unit, f.kind, f.comparator, f.counts, f.said_by,
           (select group_concat(low, '|') from (
                select o.low from figures o where o.owner_id = f.owner_id and o.kind = 'count' and o.low >= 10
                order by o.start))
    from told_figures t cross join figures f on f.id = t.figure_id join articles a on a.id = f.thread_id
         left join comments c on c.id = f.owner_id
         left join passages p on p.id = (
             select x.id from passages x where x.owner_id = f.owner_id and x.start <= f.start and x.end >= f.end
             order by x.position limit 1)
"""
_AROUND = 320


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0021_tellings")
    def tellings(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
        marks = ", ".join("?" * 25)
        db.conn.executemany(f"insert into tellings values ({marks})", map(_telling, db.execute(_FOUND).fetchall()))  # nosec B608 # constant


def _telling(row: tuple[Any, ...]) -> tuple[Any, ...]:
    from store.tellings import find_sentence

    before, (start, end, body), after = row[:13], row[13:16], row[16:]
    first = max(0, start - _AROUND)
    window = body[first : end + _AROUND]
    left, right = find_sentence(window, start - first, end - first)
    return (*before, start, body[start:end], window[left:right], start - first - left, *after)
