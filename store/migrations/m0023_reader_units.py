"""Readers' comments in the order of their moments, each with all that is counted of it: a window is read in one go."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    """
    create table reader_units (
        day text not null,               -- '' when undated
        at text not null,                -- '' when undated
        owner_id text not null,
        thread_id text not null references articles(id) on delete cascade,
        is_unique integer not null,
        stances text not null,           -- {"target":"stance"}, by target
        arguments text not null,         -- [["argument","use"]], in order
        primary key (day, at, owner_id)
    ) strict, without rowid
    """,
    # By owner first: verdicts and arguments lie in that order.
    """
    insert into reader_units
    select v.day, coalesce(c.posted_at, ''), v.owner_id, v.thread_id, v.is_unique, (
               select json_group_object(target, stance) from (
                   select s.target, s.stance from verdicts s
                   where s.owner_id = v.owner_id and s.voice = 'reader' and s.target <> '' order by s.target)), (
               select json_group_array(json_array(argument, use)) from (
                   select u.argument, u.use from unit_arguments u
                   where u.owner_id = v.owner_id and u.voice = 'reader' order by u.argument, u.use))
    from verdicts v cross join comments c on c.id = v.owner_id
    where v.voice = 'reader' and +v.target = '' order by 1, 2, 3
    """,
    "create index reader_units_by_thread on reader_units(thread_id, day)",
    "create index comments_undated on comments(first_seen_at, status, id) where posted_at is null",
    "drop index articles_by_seen",
    "create index articles_by_seen on articles(first_seen_at, published_at, published_on, id)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0023_reader_units")
    def reader_units(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
