"""What screens count of whole days and of whole sources lies together: a cold disk is read page by page."""

from sqlite_utils import Database, Migrations

_KNOW = """
        insert into reader_keys values (new.author_key, 1) on conflict(author_key) do update set n = n + 1;
"""
_FORGET = """
        update reader_keys set n = n - 1 where author_key = old.author_key;
        delete from reader_keys where author_key = old.author_key and n = 0;
"""
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
    # How many readers and emptied comments are held, whatever writes them: nobody counts a million comments for it.
    "create table reader_keys (author_key text primary key, n integer not null) strict, without rowid",
    "create table held_counts (name text primary key, n integer not null) strict, without rowid",
    "insert into reader_keys select author_key, count(*) from comments where author_key is not null group by 1",
    """
    insert into held_counts values
        ('readers', (select count(*) from reader_keys)),
        ('emptied', (select count(*) from comments where purged_on is not null))
    """,
    """
    create trigger reader_keys_known after insert on reader_keys begin
        update held_counts set n = n + 1 where name = 'readers';
    end
    """,
    """
    create trigger reader_keys_forgotten after delete on reader_keys begin
        update held_counts set n = n - 1 where name = 'readers';
    end
    """,
    f"""
    create trigger comments_key_added after insert on comments when new.author_key is not null begin
        {_KNOW}
    end
    """,
    f"""
    create trigger comments_key_gone after delete on comments when old.author_key is not null begin
        {_FORGET}
    end
    """,
    f"""
    create trigger comments_key_changed after update of author_key on comments
        when old.author_key is not new.author_key and new.author_key is not null begin
        {_KNOW}
    end
    """,
    f"""
    create trigger comments_key_left after update of author_key on comments
        when old.author_key is not new.author_key and old.author_key is not null begin
        {_FORGET}
    end
    """,
    """
    create trigger comments_emptied after update of purged_on on comments
        when (old.purged_on is null) <> (new.purged_on is null) begin
        update held_counts set n = n + (new.purged_on is not null) - (old.purged_on is not null)
        where name = 'emptied';
    end
    """,
    """
    create trigger comments_added_empty after insert on comments when new.purged_on is not null begin
        update held_counts set n = n + 1 where name = 'emptied';
    end
    """,
    """
    create trigger comments_gone_empty after delete on comments when old.purged_on is not null begin
        update held_counts set n = n - 1 where name = 'emptied';
    end
    """,
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
