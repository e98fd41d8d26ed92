"""Who did what: corrections, mends, requests, exports, erasures, restorations, logins and refusals."""

from sqlite_utils import Database, Migrations

_STATEMENTS = (
    # Nothing of a reader or of a text stands here: `what` names a row of another table by its number, or a kind.
    """
    create table audit (
        id integer primary key autoincrement,
        at text not null,
        who text not null,               -- a member of the team, or an account of the machine
        role text not null,              -- lecteur, analyste, admin; '' for a command of the machine
        via text not null check (via in ('local', 'proxy', 'oidc', 'command')),
        act text not null,               -- correction, mend, request, export, erasure, purge, restore, login, refusal…
        what text not null default ''
    ) strict
    """,
    "create index audit_by_act on audit(act, id)",
    "create index audit_by_who on audit(who, id)",
    """
    create trigger audit_is_not_rewritten before update on audit
    begin select raise(abort, 'the audit trail is never rewritten'); end
    """,
    # Retention may remove old rows; nothing removes those of the last ninety days.
    """
    create trigger audit_keeps_its_last_days before delete on audit
    when old.at > (select strftime('%Y-%m-%dT%H:%M:%S', max(at), '-90 days') from audit)
    begin select raise(abort, 'the audit trail keeps its last ninety days'); end
    """,
)


def register(migrations: Migrations) -> None:
    """Adds this file's change to the set."""

    @migrations(name="m0009_audit")
    def audit(db: Database) -> None:
        for statement in _STATEMENTS:
            db.execute(statement)
