"""The audit of the machine: what is drawn at random each night, what a person says of it, and what was taught since."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # One row a night and stratum, so that the chance of every text to be drawn can be worked out for good.
    """
    create table sample_draws (
        id integer primary key autoincrement,
        on_day text not null,            -- Europe/Paris day
        stratum text not null check (stratum in ('readers', 'press')),
        n_frame integer not null,        -- passages that could be drawn
        n_wanted integer not null,
        seen_after text not null,        -- the frame holds what was first seen in ]seen_after, seen_until]
        seen_until text not null,
        seed text not null,
        unique (on_day, stratum)
    ) strict
    """,
    """
    create table sample_items (
        id integer primary key autoincrement,
        draw_id integer not null references sample_draws(id),
        stratum text not null,
        passage_id text not null,        -- the one drawn; a reader's whole comment is judged
        owner_kind text not null, owner_id text not null,
        thread_id text not null,
        body_hash text not null,         -- of the owner; another one: the text that was judged is no more
        n_passages integer not null,     -- that would have drawn the same unit
        first_seen_at text not null,
        drawn_at text not null
    ) strict
    """,
    "create index sample_items_by_owner on sample_items(owner_id)",
    "create index sample_items_by_time on sample_items(drawn_at)",
    # Append-only: the last answer of an item counts.
    """
    create table sample_answers (
        id integer primary key autoincrement,
        item_id integer not null references sample_items(id) on delete cascade,
        said text not null,              -- JSON: relevance, stance by target, right or wrong by argument and use
        made_by text not null, made_at text not null
    ) strict
    """,
    "create index sample_answers_by_item on sample_answers(item_id, id)",
    # What a model was given to learn from measures it no more.
    "create table lessons (owner_id text primary key, taught_on text not null) strict, without rowid",
    """
    create table desk_terms (
        id integer primary key autoincrement,
        search text not null,            -- as it was typed in « Rechercher »
        made_by text not null, made_at text not null,
        status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
        answered_at text, answer text
    ) strict
    """,
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0014_samples")
    def samples(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
