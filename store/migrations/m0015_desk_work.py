"""What the team does with articles and comments, with the press review of a day, and the letters that leave."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # Append-only: of each kind of act, the newest row of an item is what stands.
    """
    create table desk_items (
        id integer primary key autoincrement,
        item_kind text not null check (item_kind in ('article', 'comment', 'passage')),
        item_id text not null,
        thread_id text not null,
        slot text not null check (slot in ('state', 'pin', 'note', 'topic', 'story')),
        value text not null,         -- state: todo taken answered; pin, topic: on; story: article id; '' undoes
        detail text,                 -- the link of an answer
        made_by text not null, made_at text not null
    ) strict
    """,
    "create index desk_items_by_item on desk_items(item_id, slot, id)",
    "create index desk_items_by_thread on desk_items(thread_id, id)",
    # One row an item and slot: what stands now; small, since only clicks make rows.
    """
    create view desk_standing as
    select d.* from desk_items d
    where d.id = (select max(x.id) from desk_items x where x.item_id = d.item_id and x.slot = d.slot)
    """,
    # Append-only: what the team changes of the press review of a day.
    """
    create table desk_brief_edits (
        id integer primary key autoincrement,
        day text not null,
        act text not null check (act in ('keep', 'drop', 'reset', 'order', 'comment', 'opening')),
        item text not null default '',   -- which item; for an order, the list of them is the value
        value text not null default '',
        made_by text not null, made_at text not null
    ) strict
    """,
    "create index desk_brief_edits_by_day on desk_brief_edits(day, id)",
    # A letter is what was signed, letter for letter; `key` says what it is about, so that it exists once.
    """
    create table letters (
        id integer primary key autoincrement,
        key text not null unique,        -- 'brief/2026-11-22/1': the day's review, then its corrections
        kind text not null check (kind in ('brief', 'week', 'alert')),
        subject text not null,
        text text not null,
        html text,
        record text,                     -- JSON: what can be written again in every format
        content_hash text not null,      -- sha256 of subject, text and html; stays when they are emptied
        owners text not null default '[]',  -- JSON list: the articles and comments whose words stand in it
        answers text,                    -- the key of the letter that it corrects
        why text not null default '',    -- what a correction corrects
        made_by text not null, made_at text not null,
        emptied_at text                  -- its words were erased or are past their time
    ) strict
    """,
    """
    create table deliveries (
        id integer primary key autoincrement,
        letter_id integer not null references letters(id) on delete cascade,
        recipient text not null,
        -- handing: the server is being given it; doubt: that was cut short, and it may have arrived
        status text not null default 'waiting'
            check (status in ('waiting', 'handing', 'sent', 'refused', 'doubt', 'cancelled')),
        n_tries integer not null default 0,
        next_at text not null,
        at text,                         -- of the last change
        said text not null default '',   -- French: why it waits, is refused or in doubt
        unique (letter_id, recipient)
    ) strict
    """,
    "create index deliveries_by_status on deliveries(status, next_at)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0015_desk_work")
    def desk_work(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
