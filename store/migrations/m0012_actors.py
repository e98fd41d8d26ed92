"""What people say of speakers that the watch does not know: a new actor, another name of one, or nobody of ours."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # Append-only but for the answer; of a speaker, the newest row stands. Whoever is refused keeps no name here: a
    # private person quoted once must not stay in a list.
    """
    create table desk_actors (
        id integer primary key autoincrement,
        speaker_key text not null,       -- store.actor_requests.speaker_key
        decision text not null check (decision in ('new', 'alias', 'refused', 'reopened')),
        entry text not null default '{}',    -- JSON: what is to be written into actors.toml
        made_by text not null, made_at text not null,
        status text not null default 'waiting' check (status in ('waiting', 'done', 'failed')),
        answered_at text, answer text
    ) strict
    """,
    "create index desk_actors_by_speaker on desk_actors(speaker_key, id)",
    "create index quotes_by_actor on quotes(actor)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0012_actors")
    def actors(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
