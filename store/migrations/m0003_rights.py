"""What was erased and must not come back, what time has emptied, and which key made the hashes."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # A keyed hash of an address, of a comment's id or text, or of an author's key; never a text or a name.
    """
    create table tombstones (
        hash text primary key,
        kind text not null check (kind in ('article', 'title', 'comment', 'text', 'author')),
        erased_on text not null      -- Europe/Paris day
    ) strict, without rowid
    """,
    # 'key-check': a keyed hash of a constant, so that another key is known as such.
    "create table installation (name text primary key, value text not null) strict, without rowid",
    # The day on which retention emptied the text; null: the text stands. Its verdicts are kept as they are.
    "alter table articles add column purged_on text",
    "alter table comments add column purged_on text",
    "create index comments_by_author on comments(author_key)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0003_rights")
    def rights(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
