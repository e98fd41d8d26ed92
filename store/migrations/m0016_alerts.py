"""What was unusual enough to be told, what each night said of what is followed, who muted what, which calls left."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # Numbers, slugs and days only: texts are looked up where they stand, so that an erasure leaves nothing here.
    """
    create table alerts (
        id integer primary key autoincrement,
        key text not null,               -- rule:voice:audience:name:side
        rule text not null,
        kind text not null,
        opened_on text not null,         -- Europe/Paris day of the night that opened it
        closed_on text,                  -- null: it stands
        judged_on text not null,         -- the last complete day that was judged
        n_quiet integer not null default 0,   -- judged nights since it was last unusual
        is_hushed integer not null default 0, -- 1: opened while muted by a person; nothing was sent
        facts text not null,             -- JSON: the numbers that opened it
        latest text not null             -- JSON: those of the last judged night
    ) strict
    """,
    "create unique index alerts_open on alerts(key) where closed_on is null",
    "create index alerts_by_day on alerts(opened_on)",
    # One row a thing followed: what the last night said of it.
    """
    create table alert_states (
        key text primary key,
        rule text not null,
        state text not null check (state in ('calm', 'unusual', 'surprising', 'young', 'incident')),
        judged_on text not null,
        facts text not null
    ) strict, without rowid
    """,
    # Append-only: the newest row of a target stands.
    """
    create table desk_alert_mutes (
        id integer primary key autoincrement,
        target text not null,            -- the key of an alert, or the name of a rule
        act text not null check (act in ('mute', 'unmute')),
        until_on text,                   -- last muted day; null: until a person lifts it
        made_by text not null, made_at text not null
    ) strict
    """,
    "create index desk_alert_mutes_by_target on desk_alert_mutes(target, id)",
    """
    create table alert_calls (
        id integer primary key autoincrement,
        alert_id integer not null references alerts(id) on delete cascade,
        event text not null check (event in ('opened', 'closed')),
        body text not null,              -- JSON, as it is signed
        -- handing: being sent; doubt: it was cut short, and may have arrived
        status text not null default 'waiting'
            check (status in ('waiting', 'handing', 'sent', 'refused', 'doubt')),
        n_tries integer not null default 0,
        next_at text not null,
        at text not null,
        said text not null default '',
        unique (alert_id, event)
    ) strict
    """,
    "create index alert_calls_by_status on alert_calls(status, next_at)",
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0016_alerts")
    def alerts(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
