"""Full text lists the newest first: its numbers follow the days, so that a page of answers reads no more than it."""

from sqlite_utils import Database, Migrations

# A document's number: its Julian day (0 when undated), then its place among those of the day, then one bit, 1 for a
# comment. FTS5 walks its numbers downwards without sorting, takes bounds of them, and counts kinds by their bit.
_DAY = "cast(coalesce(julianday(nullif({day}, '')), 0) as integer)"
_NUMBER = f"""
    select coalesce((
        select (d.id >> 1) + 1 from documents d where d.id >= low and d.id < low + (1 << 32) and d.id <> new.id
        order by d.id desc limit 1), low >> 1) * 2 + (new.owner_kind = 'comment')
    from (select {_DAY.format(day="new.day")} << 32 as low)
"""  # nosec B608 # constant parts
_STATEMENTS = (
    "drop trigger documents_added",
    "drop trigger documents_removed",
    "drop trigger documents_changed",
    "drop index documents_by_day",
    """
    create table documents_by_number (
        id integer primary key,
        owner_kind text not null, owner_id text not null unique,
        thread_id text not null references articles(id) on delete cascade,
        day text not null,
        folded text not null
    ) strict
    """,
    f"""
    insert into documents_by_number
    select n.number, d.owner_kind, d.owner_id, d.thread_id, d.day, d.folded
    from (
        select id, ({_DAY.format(day="day")} << 32) + 2 * (row_number() over (partition by day order by id) - 1)
               + (owner_kind = 'comment') as number
        from documents
    ) n cross join documents d on d.id = n.id order by n.number
    """,  # nosec B608 # constant parts
    "drop table documents",
    "alter table documents_by_number rename to documents",
    # Whoever writes, a row gets the number of its day before it is indexed.
    f"""
    create trigger documents_added after insert on documents begin
        update documents set id = ({_NUMBER}) where id = new.id;
        insert into documents_fts(rowid, folded) select id, folded from documents where owner_id = new.owner_id;
    end
    """,  # nosec B608 # constant parts
    """
    create trigger documents_removed after delete on documents begin
        insert into documents_fts(documents_fts, rowid, folded) values ('delete', old.id, old.folded);
    end
    """,
    """
    create trigger documents_changed after update of folded on documents when old.day = new.day begin
        insert into documents_fts(documents_fts, rowid, folded) values ('delete', old.id, old.folded);
        insert into documents_fts(rowid, folded) values (new.id, new.folded);
    end
    """,
    f"""
    create trigger documents_dated after update of day on documents when old.day <> new.day begin
        insert into documents_fts(documents_fts, rowid, folded) values ('delete', old.id, old.folded);
        update documents set id = ({_NUMBER}) where id = new.id;
        insert into documents_fts(rowid, folded) select id, folded from documents where owner_id = new.owner_id;
    end
    """,  # nosec B608 # constant parts
    "insert into documents_fts(documents_fts) values ('rebuild')",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0019_newest_first")
    def newest_first(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
