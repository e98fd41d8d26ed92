"""How each feed of a source answered, what discovery services announced, and what a backfill still has to read."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # One row a feed that was tried; `worked_at` null: never worked.
    """
    create table feeds (
        source_id text not null,
        url text not null,
        found_by text not null check (found_by in ('catalogue', 'page')),
        tried_at text not null,
        worked_at text,
        n_failures integer not null default 0,   -- in a row
        error text,
        n_entries integer,                       -- of the last answer that was not « unchanged »
        newest_at text,                          -- the latest publication it ever showed
        primary key (source_id, url)
    ) strict, without rowid
    """,
    # One row a page that a discovery service named; `url` null: the service does not say the address.
    """
    create table discoveries (
        id text primary key,
        service text not null check (service in ('google-news', 'gdelt')),
        query text not null,
        link text not null,
        url text,
        title text,
        publisher text,
        host text,
        source_id text,                          -- null: no source of the catalogue
        found_at text not null
    ) strict, without rowid
    """,
    "create index discoveries_by_url on discoveries(url)",
    "create index discoveries_by_host on discoveries(host)",
    # Indexes to read and pages to visit, for one source: a backfill that is stopped goes on from here.
    """
    create table backlog (
        source_id text not null,
        url text not null,
        kind text not null check (kind in ('index', 'page')),
        status text not null default 'waiting' check (status in ('waiting', 'done', 'failed', 'skipped')),
        rank integer not null default 0,         -- the smallest first
        changed_at text,
        found_in text,
        reason text,
        asked_since text not null,               -- Europe/Paris day
        updated_at text not null,
        primary key (source_id, url)
    ) strict, without rowid
    """,
    "create index backlog_waiting on backlog(source_id, kind, status, rank)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0004_feeds")
    def feeds(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
