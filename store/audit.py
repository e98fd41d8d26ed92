"""The audit trail: who corrected, mended, asked, exported, erased, restored, came in or was refused, and when.

A row names what it is about by the number of a row or by a kind, never by a reader's name, an address or a text: what
is erased must leave no trace here either.
"""

import getpass
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, get_args

from sqlite_utils import Database

from store.access import Person, person_of
from store.clock import now
from store.database import Row, insert_row, one, rows, transaction

Act = Literal[
    "correction", "mend", "request", "note", "sign-off", "approval", "export", "brief", "erasure", "purge", "restore",
    "login", "refusal", "sending",
]  # fmt: skip
ACTS: Mapping[Act, str] = {
    "correction": "correction", "mend": "article corrigé", "request": "demande", "note": "note",
    "sign-off": "validation", "approval": "approbation", "export": "export", "brief": "revue de presse",
    "erasure": "effacement", "purge": "conservation", "restore": "restauration", "login": "connexion",
    "refusal": "refus", "sending": "envoi",
}  # fmt: skip
_AGAIN_AFTER = timedelta(hours=8)
_LONGEST = 200
assert set(ACTS) == set(get_args(Act))


def record_act(db: Database, act: Act, what: str = "", *, who: str | None = None) -> None:
    """Writes down an act, in the caller's transaction when there is one.

    `who` signs for a command or a local user; the person of the connection signs for everybody else.
    """
    person = person_of(db)
    signed = (person.name if person else "") or who or account()
    row = {
        "at": now().isoformat(timespec="seconds"), "who": _one_line(signed), "role": person.role if person else "",
        "via": person.via if person else "command", "act": act, "what": _one_line(what),
    }  # fmt: skip
    with transaction(db):
        insert_row(db, "audit", row)


def record_login(db: Database, person: Person, act: Literal["login", "refusal"], what: str = "") -> None:
    """Writes down that somebody came in, or was refused; once in eight hours, since a page loaded again is no login."""
    since = (now() - _AGAIN_AFTER).isoformat(timespec="seconds")
    asked = {"who": _one_line(person.name), "act": act, "since": since}
    with transaction(db):
        if one(db, "select 1 as one from audit where who = :who and act = :act and at >= :since limit 1", asked):
            return
        row = {
            "at": now().isoformat(timespec="seconds"), "who": _one_line(person.name), "via": person.via,
            "role": person.role if act == "login" else "", "act": act, "what": _one_line(what),
        }  # fmt: skip
        insert_row(db, "audit", row)


def list_acts(db: Database, *, act: str = "", who: str = "", since: str = "", limit: int = 200) -> list[Row]:
    """The acts, newest first; `since` is a moment in UTC."""
    return rows(
        db,
        """
        select id, at, who, role, via, act, what from audit
        where (:act = '' or act = :act) and (:who = '' or who = :who) and at >= :since
        order by id desc limit :limit
        """,
        {"act": act, "who": who, "since": since, "limit": limit},
    )


def account() -> str:
    """The account of this machine under which a command runs."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # an account without a name
        return "compte de la machine"


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:_LONGEST]
