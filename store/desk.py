"""What a click writes: append-only rows, one short transaction each."""

from typing import Literal

from sqlite_utils import Database

from store.access import NotAllowedError, sign
from store.aggregates import rebuild_threads
from store.audit import record_act
from store.clock import now
from store.database import insert_row, one, transaction
from store.mending import Mended, MendError, mend_article
from store.records import TagKind
from store.work_items import WorkError, merge_stories, set_off_topic, set_pin, set_state, undo_merge, write_note

__all__ = [
    "MendError", "Mended", "NotAllowedError", "WorkError", "correct_tag", "mend_article", "merge_stories",
    "record_visit", "set_off_topic", "set_pin", "set_state", "undo_merge", "write_note",
]  # fmt: skip


def correct_tag(db: Database, *, passage_id: str, kind: TagKind, key: str, value: str | None, made_by: str) -> int:
    """Records what a person says of a passage and counts it at once; the id of the correction.

    `value` None means that the tag is refused. The machine's word is kept beside it.

    Raises:
        ValueError: no such passage; it was edited or removed meanwhile, reload the page.
        NotAllowedError: the role of who clicked does not give it.
    """
    made_by = sign(db, "correct", made_by)
    with transaction(db):
        passage = one(db, "select thread_id from passages where id = :id", {"id": passage_id})
        if passage is None:
            raise ValueError(f"passage {passage_id}: not there any more; reload the page")
        before = one(
            db,
            "select value from effective_tags where passage_id = :id and kind = :kind and key = :key",
            {"id": passage_id, "kind": kind, "key": key},
        )
        status: Literal["confirmed", "refused"] = "refused" if value is None else "confirmed"
        row = {
            "passage_id": passage_id, "kind": kind, "key": key, "before_value": before["value"] if before else None,
            "value": value or "", "status": status, "made_by": made_by, "made_at": _moment(),
        }  # fmt: skip
        correction = insert_row(db, "desk_corrections", row)
        rebuild_threads(db, [passage["thread_id"]])
        record_act(db, "correction", f"n° {correction}", who=made_by)
    return correction


def record_visit(db: Database, *, visitor: str, view: str) -> None:
    """Records that someone opened a view."""
    visitor = sign(db, "visit", visitor)
    with transaction(db):
        db.table("desk_visits").insert({"visitor": visitor, "view": view, "at": _moment()})


def _moment() -> str:
    return now().isoformat(timespec="seconds")
