"""Who may do what: three roles, carried by the connection through which the dashboard writes.

The dashboard opens its writing connections with `open_desk(path, person)`. Each act asks `sign`, which refuses what the
role does not give and says under which name the act is kept; what forgets to ask is refused by SQLite itself. Commands
of the machine open `open_database`: whoever runs them owns the files.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from sqlite_utils import Database

from store.database import BUSY_TIMEOUT_MS, prepare_writing

Role = Literal["lecteur", "analyste", "admin"]
Via = Literal["local", "proxy", "oidc"]
Action = Literal["visit", "correct", "mend", "ask", "note", "sign-off", "export", "approve", "train", "audit"]
ROLES: tuple[Role, ...] = get_args(Role)
_READER: frozenset[Action] = frozenset({"visit"})
_ANALYST: frozenset[Action] = frozenset({"visit", "correct", "mend", "ask", "note", "sign-off", "export"})
RIGHTS: Mapping[Role, frozenset[Action]] = {
    "lecteur": _READER, "analyste": _ANALYST, "admin": frozenset(get_args(Action)),
}  # fmt: skip
_WRITES = {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
# Opening a full-text table declares one without creating it; a real creation writes to sqlite_master, refused below.
_SHAPES = {
    sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_ALTER_TABLE, sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_CREATE_TRIGGER, sqlite3.SQLITE_DROP_TRIGGER, sqlite3.SQLITE_CREATE_VIEW,
    sqlite3.SQLITE_DROP_VIEW, sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_DROP_INDEX,
}  # fmt: skip
_READERS_TABLES = {"desk_visits", "audit", "sqlite_sequence"}
# What a click never touches, whoever clicks: erasures are commands, the schema is the program's.
_NEVER_CLICKED = {"tombstones", "_sqlite_migrations"}


class NotAllowedError(PermissionError):
    """A role does not give what was asked for; the message is French, for the screen."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in front of the dashboard; a local user has no name but the one they type."""

    name: str
    role: Role
    via: Via

    def may(self, action: Action) -> bool:
        """Whether their role gives this."""
        return action in RIGHTS[self.role]


LOCAL = Person(name="", role="admin", via="local")


class DeskConnection(sqlite3.Connection):
    """A connection that writes for a person."""

    person: Person | None = None


def open_desk(path: Path, person: Person) -> Database:
    """A connection that writes what this person's role gives, and nothing else.

    Raises:
        FileNotFoundError: no database there yet.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path}: no database; run 'vigie init' then 'vigie nightly'")
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, factory=DeskConnection)
    db = Database(connection)
    prepare_writing(db)
    connection.person = person
    connection.set_authorizer(_authorizer(person.role))
    return db


def person_of(db: Database) -> Person | None:
    """For whom a connection writes; `None` for a command of the machine."""
    return getattr(db.conn, "person", None)


def sign(db: Database, action: Action, typed: str) -> str:
    """The name under which an act is kept: that of the person known to the server, else the one that was typed.

    Raises:
        NotAllowedError: the person's role does not give this.
    """
    person = person_of(db)
    if person is None:
        return typed
    require(person, action)
    return person.name or typed


def require(person: Person, action: Action) -> None:
    """Lets those pass whose role gives this.

    Raises:
        NotAllowedError: it does not.
    """
    if not person.may(action):
        raise NotAllowedError(
            f"Votre rôle ({person.role}) ne le permet pas ; demandez-le à qui tient l’installation (access.toml)."
        )


def _authorizer(role: Role) -> Callable[[int, str | None, str | None, str | None, str | None], int]:
    """What SQLite asks before each statement: a second lock behind `sign`."""

    def decide(act: int, table: str | None, column: str | None, base: str | None, trigger: str | None) -> int:
        if act in _SHAPES:
            return sqlite3.SQLITE_DENY
        if act in _WRITES and trigger is None:
            is_kept = table in _NEVER_CLICKED or (table == "audit" and act != sqlite3.SQLITE_INSERT)
            is_kept |= table == "sqlite_master" and act != sqlite3.SQLITE_UPDATE
            if table == "sqlite_master" and not is_kept:
                return sqlite3.SQLITE_OK
            if is_kept or (role == "lecteur" and table not in _READERS_TABLES):
                return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    return decide
