"""What is new (phrases of passages, those that rose) and what of our own messages is found in what others write."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # The phrases of one passage, kept for the months that novelty is judged against; they go with their passage.
    """
    create table passage_phrases (
        passage_id text primary key references passages(id) on delete cascade,
        version text not null,
        uses text not null               -- JSON list of [key, start, end] over the owner's body, a key once
    ) strict, without rowid
    """,
    """
    create table rises (
        id text primary key,
        text text not null,              -- as most people wrote it
        keys text not null,              -- JSON list of the keys it was known by
        first_on text not null, last_on text not null    -- Europe/Paris days of the nights that found it
    ) strict, without rowid
    """,
    """
    create table rise_days (
        day text not null,
        rise_id text not null references rises(id) on delete cascade,
        span_days integer not null,      -- it was counted over so many days, up to that day
        n_comments integer not null, n_articles integer not null, n_threads integer not null,
        past_share real not null,        -- of the comments and articles of the months before
        strength real not null,          -- log-odds with the prior, in standard errors
        p real not null,
        primary key (day, rise_id)
    ) strict, without rowid
    """,
    # The sentences behind it; they go with their text.
    """
    create table rise_uses (
        rise_id text not null references rises(id) on delete cascade,
        passage_id text not null references passages(id) on delete cascade,
        start integer not null, end integer not null,    -- characters of the owner's body
        primary key (rise_id, passage_id)
    ) strict, without rowid
    """,
    "create index rise_uses_by_passage on rise_uses(passage_id)",
    """
    create table desk_arguments (
        id integer primary key autoincrement,
        rise_id text not null,
        made_by text not null, made_at text not null,
        status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
        answered_at text, answer text
    ) strict
    """,
    # Our talking points in one passage, also when reworded; `version` reads the points, the words and the weights.
    """
    create table message_reads (
        passage_id text primary key references passages(id) on delete cascade,
        version text not null
    ) strict, without rowid
    """,
    """
    create table message_uses (
        passage_id text not null references passages(id) on delete cascade,
        point text not null,             -- hash of the talking point's text
        score real not null,
        start integer not null, end integer not null,    -- characters of the owner's body
        primary key (passage_id, point)
    ) strict, without rowid
    """,
    # One row a unit, as for arguments; it stays as a number when the text goes.
    """
    create table unit_messages (
        owner_kind text not null, owner_id text not null,
        thread_id text not null references articles(id) on delete cascade,
        voice text not null check (voice in ('reader', 'press', 'speaker')),
        speaker text not null default '',
        point text not null,
        score real not null,
        primary key (owner_id, voice, speaker, point)
    ) strict, without rowid
    """,
    "create index unit_messages_by_point on unit_messages(point, voice)",
    "create index unit_messages_by_thread on unit_messages(thread_id)",
    # Counted like any unit: in the debate only, on its owner's day.
    """
    create view message_units as
    select u.owner_kind, u.owner_id, u.thread_id, v.day, u.voice, u.speaker, u.point, 'asserts' as use, u.score,
           v.is_unique
    from unit_messages u join (
        select owner_id, min(day) as day, max(is_unique) as is_unique from verdicts where target = '' group by owner_id
    ) v on v.owner_id = u.owner_id
    """,
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0013_novelty")
    def novelty(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
