"""Letters that leave by mail: each exists once, and is handed to the mail server at most once for each recipient.

A letter is queued in one transaction with what asked for it. `dashboard/mail.py` hands it over: it writes down that it
begins (`begin_handing`) before it gives the words, and how it ended after. A process killed in between leaves
`handing`, which `doubt_cut_short` turns into « incertain »: only a person may say whether it arrived. The file `envois`
of the home says the same beside the database, so that a restored copy sends nothing again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from store.access import sign
from store.audit import record_act
from store.clock import now
from store.database import Row, insert_row, one, rows, transaction
from store.handed import name_handing, note_handed, note_taken_back, was_handed
from store.texts import as_json

Kind = Literal["brief", "week", "alert"]
Status = Literal["waiting", "handing", "sent", "refused", "doubt", "cancelled"]
# After each failure that proves that nothing was taken, in minutes; then it is given up.
_WAITS_MIN = (5, 15, 60, 180, 360, 720)
_LONGEST = 300
CUT_SHORT = "l’envoi a été coupé au moment de la remise : le message est peut-être arrivé"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message, the same for all its recipients. `key` names what it is about: the same key is never queued twice.

    `owners`: ids of the articles and comments whose words stand in it, so that an erasure finds them. `answers`: the
    key of the letter that it corrects. `record`: what the letter was made of, as JSON.
    """

    key: str
    kind: Kind
    subject: str
    text: str
    html: str | None = None
    record: str | None = None
    owners: tuple[str, ...] = ()
    answers: str | None = None
    why: str = ""
    made_by: str

    @property
    def content_hash(self) -> str:
        """sha256 of what is read: subject, text, html."""
        return hashlib.sha256("\0".join((self.subject, self.text, self.html or "")).encode()).hexdigest()


def queue_letter(db: Database, letter: Letter, recipients: Sequence[str]) -> int | None:
    """Queues a letter for each recipient, in the caller's transaction when there is one; its number.

    `None` when a letter of that key exists: nothing is queued again.
    """
    at = _moment()
    with transaction(db):
        if one(db, "select 1 from letters where key = :key", {"key": letter.key}):
            return None
        row = {
            "key": letter.key, "kind": letter.kind, "subject": letter.subject, "text": letter.text,
            "html": letter.html, "record": letter.record, "content_hash": letter.content_hash,
            "owners": as_json(list(letter.owners)), "answers": letter.answers, "why": letter.why,
            "made_by": letter.made_by, "made_at": at,
        }  # fmt: skip
        number = insert_row(db, "letters", row)
        for recipient in dict.fromkeys(recipients):
            insert_row(db, "deliveries", {"letter_id": number, "recipient": recipient, "next_at": at, "at": at})
    return number


def has_due(db: Database) -> bool:
    """Whether something waits to be handed over now, or was cut short."""
    found = rows(
        db,
        "select 1 from deliveries where status = 'handing' or (status = 'waiting' and next_at <= :at) limit 1",
        {"at": _moment()},
    )
    return bool(found)


def list_due(db: Database) -> list[Row]:
    """What waits to be handed over now, oldest first: columns of `letters`, with delivery_id, recipient, n_tries."""
    return rows(
        db,
        """
        select l.*, d.id as delivery_id, d.recipient, d.n_tries from deliveries d join letters l on l.id = d.letter_id
        where d.status = 'waiting' and d.next_at <= :at order by d.id
        """,
        {"at": _moment()},
    )


def list_deliveries(db: Database, letter_id: int) -> list[Row]:
    """How a letter fared with each recipient: columns of `deliveries`."""
    return rows(db, "select * from deliveries where letter_id = :id order by id", {"id": letter_id})


def find_letter(db: Database, key: str) -> Row | None:
    """The letter of a key."""
    return one(db, "select * from letters where key = :key", {"key": key})


def list_letters(db: Database, prefix: str) -> list[Row]:
    """The letters whose key begins so, oldest first."""
    return rows(
        db, "select * from letters where substr(key, 1, :n) = :prefix order by id", {"n": len(prefix), "prefix": prefix}
    )


def doubt_cut_short(db: Database) -> int:
    """Turns what a killed process was handing over into « incertain »; how many. Call it under the lock."""
    with transaction(db):
        changed = db.execute(
            "update deliveries set status = 'doubt', at = :at, said = :said where status = 'handing'",
            {"at": _moment(), "said": CUT_SHORT},
        )
    return int(changed.rowcount)


def begin_handing(db: Database, delivery_id: int, sent_file: Path) -> bool:
    """Writes down, for good, that a letter is about to be given to the server; false when it was given already."""
    mark = _mark(db, delivery_id)
    if was_handed(sent_file, mark):
        end_handing(db, delivery_id, "doubt", CUT_SHORT)
        return False
    with transaction(db):
        changes = {"status": "handing", "at": _moment(), "said": ""}
        db.table("deliveries").update(delivery_id, changes)
        db.execute("update deliveries set n_tries = n_tries + 1 where id = :id", {"id": delivery_id})
    note_handed(sent_file, mark)
    return True


def end_handing(db: Database, delivery_id: int, status: Status, said: str = "") -> None:
    """Writes down how the handing over ended."""
    with transaction(db):
        changes = {"status": status, "at": _moment(), "said": said[:_LONGEST]}
        db.table("deliveries").update(delivery_id, changes)


def take_back(db: Database, delivery_id: int, sent_file: Path, said: str, *, for_good: bool) -> None:
    """Writes down that the server certainly took nothing: it is tried again later, or, `for_good`, given up."""
    delivery = one(db, "select status, n_tries from deliveries where id = :id", {"id": delivery_id})
    assert delivery is not None
    if delivery["status"] == "handing":
        note_taken_back(sent_file, _mark(db, delivery_id))
    n_tries = delivery["n_tries"] + (delivery["status"] == "waiting")
    is_over = for_good or n_tries > len(_WAITS_MIN)
    wait = timedelta(minutes=_WAITS_MIN[min(n_tries, len(_WAITS_MIN)) - 1])
    changes = {
        "status": "refused" if is_over else "waiting", "n_tries": n_tries, "at": _moment(), "said": said[:_LONGEST],
        "next_at": (now() + wait).isoformat(timespec="seconds"),
    }  # fmt: skip
    with transaction(db):
        db.table("deliveries").update(delivery_id, changes)


def _mark(db: Database, delivery_id: int) -> str:
    """What names a delivery in the file: no address, no words."""
    row = one(
        db,
        """
        select l.key, l.content_hash, d.recipient, d.id from deliveries d join letters l on l.id = d.letter_id
        where d.id = :id
        """,
        {"id": delivery_id},
    )
    assert row is not None
    return name_handing(row["key"], row["content_hash"], row["recipient"].lower())


def settle(db: Database, delivery_id: int, sent_file: Path, *, arrived: bool, made_by: str) -> None:
    """What a person says of a delivery in doubt or given up: it arrived, or it may be handed over again.

    Raises:
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "sign-off", made_by)
    said = "reçue" if arrived else "à renvoyer"
    with transaction(db):
        record_act(db, "sending", f"remise n° {delivery_id}, {said}", who=made_by)
        if arrived:
            end_handing(db, delivery_id, "sent", f"reçue, dit {made_by}")
        else:
            allow_again(db, delivery_id, sent_file)


def allow_again(db: Database, delivery_id: int, sent_file: Path) -> None:
    """Lets a letter be handed over again, since a person said that it never arrived. It keeps its Message-ID."""
    note_taken_back(sent_file, _mark(db, delivery_id))
    with transaction(db):
        changes = {"status": "waiting", "n_tries": 0, "next_at": _moment(), "at": _moment(), "said": ""}
        db.table("deliveries").update(delivery_id, changes)


def empty_letters(db: Database, owner_ids: Sequence[str]) -> int:
    """Empties the letters that hold words of these owners, in the caller's transaction; what waits is not sent."""
    found = rows(
        db,
        """
        select id from letters where emptied_at is null and exists (
            select 1 from json_each(letters.owners) o where o.value in (select value from json_each(:ids)))
        """,
        {"ids": as_json(list(owner_ids))},
    )
    for row in found:
        _empty(db, row["id"], "un texte cité a été effacé depuis")
    return len(found)


def empty_old_letters(db: Database, numbers: Sequence[int]) -> None:
    """Empties letters that are past their time, in the caller's transaction; their hash stays."""
    for number in numbers:
        _empty(db, number, "passée sa durée de conservation")


def _empty(db: Database, letter_id: int, why: str) -> None:
    values = {"id": letter_id, "at": _moment(), "why": why}
    db.execute("update letters set text = '', html = null, record = null, emptied_at = :at where id = :id", values)
    db.execute(
        """
        update deliveries set status = 'cancelled', said = :why, at = :at
        where letter_id = :id and status = 'waiting'
        """,
        values,
    )


def _moment() -> str:
    return now().isoformat(timespec="seconds")
