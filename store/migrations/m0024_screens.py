"""What screens count of whole days and of whole sources lies together: a cold disk is read page by page."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # Units of the debate by day ('' when undated) and source, whatever they say: the volume of any period.
    """
    create table daily_volume (
        day text not null, voice text not null, source_id text not null, audience text not null,
        n_raw integer not null, n_unique integer not null,
        primary key (day, voice, source_id, audience)
    ) strict, without rowid
    """,
    """
    insert into daily_volume
    select day, voice, source_id, audience, sum(n_raw), sum(n_unique) from daily_stance where target = ''
    group by 1, 2, 3, 4
    """,
    """
    create trigger daily_stance_added_up after insert on daily_stance when new.target = '' begin
        insert into daily_volume
        values (new.day, new.voice, new.source_id, new.audience, new.n_raw, new.n_unique)
        on conflict(day, voice, source_id, audience) do update set
            n_raw = n_raw + excluded.n_raw, n_unique = n_unique + excluded.n_unique;
    end
    """,
    """
    create trigger daily_stance_taken_away after delete on daily_stance when old.target = '' begin
        update daily_volume set n_raw = n_raw - old.n_raw, n_unique = n_unique - old.n_unique
        where day = old.day and voice = old.voice and source_id = old.source_id and audience = old.audience;
        delete from daily_volume
        where day = old.day and voice = old.voice and source_id = old.source_id and audience = old.audience
          and n_raw = 0;
    end
    """,
    # What is counted of articles without their texts, by day and by source; those without a text any more.
    "drop index articles_by_day",
    "create index articles_by_day on articles(published_on, source_id, audience, paywall, comments_declared, id)",
    "create index articles_purged on articles(purged_on) where purged_on is not null",
    "create index articles_emptied on articles(id) where body = ''",
    # When an article was published and whether it is of the debate, without its text.
    "drop index articles_by_moment",
    "create index articles_by_moment on articles(published_at, published_on, id)",
    "create index daily_stance_of_articles on daily_stance(thread_id, day) where voice = 'press' and target = ''",
    # Of all arguments over a few months: units alone, without what intervals need.
    """
    create index monthly_held_by_month on monthly_held(
        month, argument, voice, source_id, audience, raw_asserts, raw_refutes, raw_reports, unique_asserts,
        unique_refutes, unique_reports)
    """,
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0024_screens")
    def screens(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
