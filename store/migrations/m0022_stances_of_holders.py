"""What readers who assert an argument say of the targets is listed once, so that a few of them are counted alone."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # Kept by triggers, whoever writes daily_holders: `n` rows there say so.
    """
    create table holder_stances (
        argument text not null, stances text not null, n integer not null,
        primary key (argument, stances)
    ) strict, without rowid
    """,
    "insert into holder_stances select argument, stances, count(*) from daily_holders group by 1, 2",
    """
    create trigger daily_holders_counted after insert on daily_holders begin
        insert into holder_stances values (new.argument, new.stances, 1)
        on conflict(argument, stances) do update set n = n + 1;
    end
    """,
    """
    create trigger daily_holders_uncounted after delete on daily_holders begin
        update holder_stances set n = n - 1 where argument = old.argument and stances = old.stances;
        delete from holder_stances where argument = old.argument and stances = old.stances and n = 0;
    end
    """,
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0022_stances_of_holders")
    def stances_of_holders(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
