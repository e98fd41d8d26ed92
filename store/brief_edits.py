"""What the team changes of the press review of a day: append-only rows, the newest of which stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlite_utils import Database

from store.access import sign
from store.audit import record_act
from store.clock import now
from store.database import insert_row, one, rows, transaction
from store.texts import clean

EditAct = Literal["keep", "drop", "reset", "order", "comment", "opening"]
LONGEST = 2_000


class EditError(ValueError):
    """What a person typed cannot be kept; the message is French, for the screen."""


@dataclass(frozen=True, kw_only=True)
class Edits:
    """What stands of a day's edits: items by their key. `last` is the number of the newest edit, 0 for none."""

    dropped: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    opening: str = ""
    last: int = 0


def edit_brief(db: Database, day: date, act: EditAct, *, item: str = "", value: str = "", made_by: str) -> int:
    """Keeps one edit of a day's review; its number. The value of an order is the keys of the items, spaces between.

    Raises:
        EditError: too long.
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "sign-off", made_by)
    said = clean(value).strip()
    if len(said) > LONGEST and act in ("comment", "opening"):
        raise EditError(f"Ce texte dépasse {LONGEST} signes.")
    row = {"day": day.isoformat(), "act": act, "item": item, "value": said, "made_by": made_by, "made_at": _moment()}
    with transaction(db):
        number = insert_row(db, "desk_brief_edits", row)
        record_act(db, "note", f"revue du {day.isoformat()}, n° {number}", who=made_by)
    return number


def read_edits(db: Database, day: date) -> Edits:
    """What stands of the edits of a day's review."""
    choices: dict[str, str] = {}
    comments: dict[str, str] = {}
    order: tuple[str, ...] = ()
    opening, last = "", 0
    for row in rows(db, "select * from desk_brief_edits where day = :day order by id", {"day": day.isoformat()}):
        last = row["id"]
        if row["act"] in ("keep", "drop", "reset"):
            choices[row["item"]] = row["act"]
        elif row["act"] == "order":
            order = tuple(row["value"].split())
        elif row["act"] == "comment":
            comments[row["item"]] = row["value"]
        else:
            opening = row["value"]
    return Edits(
        dropped=frozenset(item for item, act in choices.items() if act == "drop"),
        kept=frozenset(item for item, act in choices.items() if act == "keep"), order=order,
        comments={item: said for item, said in comments.items() if said}, opening=opening, last=last,
    )  # fmt: skip


def list_edited_days(db: Database) -> list[date]:
    """The days whose review was edited or signed, newest first."""
    found = rows(
        db,
        """
        select distinct day from desk_brief_edits
        union select substr(key, 7, 10) from letters where kind = 'brief' order by 1 desc
        """,
    )
    return [date.fromisoformat(row["day"]) for row in found]


def find_edit_version(db: Database, day: date) -> str:
    """Changes with each edit, signature and erasure of a day's review; « 0/0/ » when there is none."""
    found = one(
        db,
        """
        select (select coalesce(max(id), 0) from desk_brief_edits where day = :day) || '/' ||
               coalesce(max(id), 0) || '/' || coalesce(max(emptied_at), '') as version
        from letters where kind = 'brief' and substr(key, 7, 10) = :day
        """,
        {"day": day.isoformat()},
    )
    assert found is not None
    return str(found["version"])


def _moment() -> str:
    return now().isoformat(timespec="seconds")
