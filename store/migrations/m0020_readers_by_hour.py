"""The press review's usual hours are added up from hours of threads, not from every comment of four weeks."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    """
    create table hourly_readers (
        hour text not null,              -- 2026-11-21T17, UTC; undated comments have none
        thread_id text not null references articles(id) on delete cascade,
        target text not null,            -- '' for the comments themselves
        stance text not null,
        n integer not null,
        primary key (hour, thread_id, target, stance)
    ) strict, without rowid
    """,
    "create index hourly_readers_by_thread on hourly_readers(thread_id)",
    """
    insert into hourly_readers
    select substr(c.posted_at, 1, 13), v.thread_id, v.target, v.stance, count(*)
    from verdicts v cross join comments c on c.id = v.owner_id
    where v.voice = 'reader' and c.posted_at is not null group by 1, 2, 3, 4
    """,
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0020_readers_by_hour")
    def readers_by_hour(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
