"""What each clip gave, what a person mended of an article, and which mails and files were handed in."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    "alter table inbox add column name text",  # a file's own name, a mail's subject
    "alter table inbox add column via text not null default 'desk' check (via in ('desk', 'mail', 'folder'))",
    "alter table inbox add column unread text not null default '[]'",  # JSON: what was not understood, in French
    "alter table inbox add column settled_at text",  # when a file of the watched folder was put away
    # A newsletter or a panorama gives several articles; `found` counts what this reading held, without any text.
    """
    create table clips (
        request_id integer not null references inbox(id) on delete cascade,
        position integer not null,
        article_id text not null references articles(id) on delete cascade,
        found text not null,         -- JSON object: blocks by kind, comments, undated, declared, refused, date_source
        primary key (request_id, position)
    ) strict, without rowid
    """,
    "create index clips_by_article on clips(article_id)",
    "create table mailboxes (name text primary key, checked_at text, error text) strict",
    # A message is handled once. Its own id, hashed, outlives a mailbox that numbers its messages again.
    """
    create table mail_messages (
        mailbox text not null,
        uid_validity integer not null,
        uid integer not null,
        message_hash text not null,
        handled_at text not null,
        primary key (mailbox, uid_validity, uid)
    ) strict, without rowid
    """,
    "create index mail_messages_by_hash on mail_messages(mailbox, message_hash)",
    # What a person says of an article; the newest row of a field is what stands. The machine's word is kept beside it.
    """
    create table desk_mends (
        id integer primary key autoincrement,
        article_id text not null references articles(id) on delete cascade,
        field text not null check (field in ('title', 'site', 'published_on', 'byline', 'url', 'off_topic')),
        before_value text,
        value text,                  -- null: a person says that there is none
        made_by text not null, made_at text not null
    ) strict
    """,
    "create index desk_mends_by_article on desk_mends(article_id, field, id)",
    "alter table articles add column off_topic integer not null default 0",  # 1: a person says so; counts nowhere
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0006_clips")
    def clips(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
