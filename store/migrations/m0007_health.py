"""What each source shows day by day, how it answers, how full its pages are, and what is wrong with it."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # One row a source and day that a collection took place on, or that a feed or sitemap reaches back to.
    """
    create table source_days (
        source_id text not null,
        day text not null,               -- Europe/Paris day
        n_shown integer,                 -- entries of that day, in the debate or not; null: no reading reaches it
        n_collections integer not null default 0,
        n_answered integer not null default 0,   -- collections at which a feed or a sitemap answered
        statuses text not null default '{}',     -- JSON object: HTTP status, 'réseau' or 'illisible' -> times
        error text,                      -- why nothing answered at the last collection of the day; null: something did
        newest_at text,                  -- the newest moment shown, future ones left out
        n_dated integer not null default 0,      -- entries of the last reading
        n_undated integer not null default 0,
        n_future integer not null default 0,
        n_declared integer not null default 0,   -- comments of the pages read that day
        n_collected integer not null default 0,
        primary key (source_id, day)
    ) strict, without rowid
    """,
    """
    create table source_fields (
        source_id text not null,
        day text not null,
        field text not null,             -- page title date timely byline body comments
        n integer not null,              -- pages read for the first time
        n_filled integer not null,
        n_again integer not null,        -- pages read again that had the field before
        n_lost integer not null,         -- and have lost it
        primary key (source_id, day, field)
    ) strict, without rowid
    """,
    # Entries that no document dates: a keyed hash of the address, so that a new one is known as such.
    """
    create table shown_entries (
        source_id text not null,
        hash integer not null,
        seen_on text not null,
        primary key (source_id, hash)
    ) strict, without rowid
    """,
    """
    create table source_signals (
        id integer primary key autoincrement,
        source_id text not null,
        kind text not null,              -- feed, silence, or a field
        opened_on text not null,
        closed_on text,                  -- null: still so
        said text not null               -- the sentence with which it was announced
    ) strict
    """,
    "create index source_signals_by_source on source_signals(source_id, closed_on)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0007_health")
    def health(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
