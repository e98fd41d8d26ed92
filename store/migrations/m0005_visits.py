"""Why each address was read or left alone, when each thread is read again, and what moderators took away."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # One row for each rule that spoke of an address: the last time it did, not every time.
    """
    create table decisions (
        url_key text not null,       -- store.ids.url_key of the address
        decision text not null,      -- read, announced, reserved, disallowed, refused, resting, too-large, challenge,
                                     -- excluded, outside, too-old, erased, failed
        signal text not null,        -- what decided: robots.txt, tdmrep.json, tdm-header, tdm-meta, x-robots-tag, …
        url text not null,           -- as it was asked for, or announced
        place text,                  -- the address where the signal stands
        value text,                  -- the rule as it is written there, 200 characters at most
        source_id text,
        first_at text not null,
        last_at text not null,
        n_times integer not null default 1,
        primary key (url_key, decision, signal)
    ) strict, without rowid
    """,
    "create index decisions_by_moment on decisions(last_at)",
    # A host that asked to be left alone until a moment, or between two requests.
    """
    create table host_manners (
        host text primary key,       -- host[:port]
        rest_until text,             -- Retry-After; null: none
        crawl_delay_s real,          -- robots.txt; null: none
        checked_at text not null
    ) strict, without rowid
    """,
    """
    create table thread_visits (
        article_id text primary key references articles(id) on delete cascade,
        source_id text,
        first_on text not null,      -- Europe/Paris day of the first reading
        last_on text not null,
        next_on text,                -- null: never again by itself
        n_visits integer not null default 1,
        n_declared integer,          -- what the site said its thread holds, that last time
        n_in_feed integer,           -- what its feed of articles said of it, that last time
        last_request text not null   -- the dearest request of the last visit: count, conditional, feed, whole
    ) strict, without rowid
    """,
    "create index thread_visits_by_day on thread_visits(source_id, next_on)",
    # The log of events: a removal by moderators has its own name, and what was countable stays.
    """
    create table comment_events_new (
        id text primary key,
        comment_id text not null,
        kind text not null check (kind in ('edited', 'deleted', 'moderated', 'restored')),
        seen_at text not null,
        before_hash text not null,
        after_hash text not null,
        n_words integer,             -- of the text before; null: not counted then
        votes integer
    ) strict
    """,
    """
    insert into comment_events_new(id, comment_id, kind, seen_at, before_hash, after_hash)
    select id, comment_id, kind, seen_at, before_hash, after_hash from comment_events
    """,
    "drop table comment_events",
    "alter table comment_events_new rename to comment_events",
    "create index comment_events_by_comment on comment_events(comment_id)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0005_visits")
    def visits(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
