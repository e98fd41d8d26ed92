"""Requests of the dashboard, of the mailbox and of the watched folder, carried out by `vigie work`."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from store.access import sign
from store.audit import record_act
from store.clock import now
from store.database import Row, insert_row, rows, transaction
from store.texts import as_json, clean
from store.whole_files import replace_file

RequestKind = Literal["url", "text", "file"]
Via = Literal["desk", "mail", "folder"]
MAX_BYTES = 10_000_000
MAX_MAIL_BYTES = 25_000_000  # a panorama comes with its PDF, and base64 adds a third
_SUFFIXES = {".txt", ".html", ".htm", ".pdf", ".eml", ".mhtml"}
_LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Clip:
    """One article that a request gave; `found` counts what this reading held: blocks by kind, comments, undated,
    declared, refused, date_source."""

    article_id: str
    found: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a request; `text` is French, one sentence. `unread`: what was not understood, in French."""

    is_done: bool
    text: str
    article_id: str | None = None
    clips: Sequence[Clip] = ()
    unread: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """Bytes that somebody handed in, and where they come from."""

    name: str
    body: bytes
    requested_by: str
    url: str | None = None
    via: Via = "desk"

    @property
    def stored_name(self) -> str:
        """The name under which the bytes wait in the inbox folder: equal bytes, equal name."""
        suffix = Path(self.name).suffix.lower()
        return hashlib.sha256(self.body).hexdigest()[:32] + (suffix if suffix in _SUFFIXES else ".txt")


def request_url(db: Database, url: str, *, requested_by: str) -> int:
    """Asks for a page to be fetched; the id of the request.

    Raises:
        ValueError: not an http(s) address (the message is French, for the screen).
    """
    stripped = url.strip()
    if not stripped.lower().startswith(("http://", "https://")) or len(stripped) > 2000:
        raise ValueError("Cette adresse ne commence pas par http:// ou https://.")
    return _insert(db, {"kind": "url", "payload": stripped, "url": stripped, "requested_by": requested_by})


def request_text(db: Database, folder: Path, text: str, *, url: str | None, requested_by: str) -> int:
    """Asks for a pasted page to be read; the id of the request. The text waits as a file in the inbox folder.

    Raises:
        ValueError: empty or too large (the message is French, for the screen).
    """
    return request_file(db, folder, "page.txt", text.encode("utf-8", "replace"), url=url, requested_by=requested_by)


def request_file(db: Database, folder: Path, name: str, body: bytes, *, url: str | None, requested_by: str) -> int:
    """Asks for a saved page, PDF or newsletter to be read; the id of the request.

    The same bytes asked twice while the first waits are one request.

    Raises:
        ValueError: empty or too large (the message is French, for the screen).
    """
    if not body.strip():
        raise ValueError("Il n’y a rien à lire : la page collée est vide.")
    if len(body) > MAX_BYTES:
        raise ValueError(f"Ce fichier dépasse {MAX_BYTES // 1_000_000} Mo.")
    return hand_in(db, folder, HandedIn(name=name, body=body, url=url, requested_by=requested_by))


def hand_in(db: Database, folder: Path, handed: HandedIn) -> int:
    """Puts bytes into the inbox folder, then the request that names them; the id of the request."""
    sign(db, "ask", handed.requested_by)  # before anything is written
    place_file(folder, handed)
    request_id = request_handed(db, handed)
    if not (folder / handed.stored_name).exists():
        place_file(folder, handed)  # removed in between, with an earlier request for the same bytes
    return request_id


def place_file(folder: Path, handed: HandedIn) -> None:
    """Puts bytes into the inbox folder: whole, or not at all."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_file(folder / handed.stored_name, handed.body)


def file_of(folder: Path, payload: str) -> Path | None:
    """The file of the inbox folder that a request names; `None` for a name that leads elsewhere, or to no file."""
    if not payload or payload in (".", "..") or any(sign in payload for sign in ("/", "\\", "\0")):
        return None
    path = folder / payload
    return path if path.is_file() and not path.is_symlink() else None


def request_handed(db: Database, handed: HandedIn) -> int:
    """Asks for bytes that stand in the inbox folder to be read; the id of the request."""
    pasted = handed.via == "desk" and handed.stored_name.endswith(".txt")
    row = {
        "kind": "text" if pasted else "file", "payload": handed.stored_name, "url": (handed.url or "").strip() or None,
        "name": None if pasted else shown_name(handed.name), "via": handed.via, "requested_by": handed.requested_by,
    }  # fmt: skip
    return _insert(db, row)


def record_refusal(db: Database, *, name: str, via: Via, requested_by: str, why: str) -> None:
    """Keeps on the screen that something was refused unread: its name and why."""
    at = now().isoformat(timespec="seconds")
    row = {
        "kind": "file", "payload": "", "name": shown_name(name), "via": via, "requested_by": requested_by,
        "requested_at": at, "status": "failed", "answered_at": at, "answer": why, "settled_at": at,
    }  # fmt: skip
    with transaction(db):
        insert_row(db, "inbox", row)


def shown_name(name: str) -> str:
    """The name of a file or the subject of a mail on one line, as it is kept."""
    return clean(" ".join(name.split()))[:_LONGEST_NAME]


def list_waiting(db: Database) -> list[Row]:
    """Requests not answered yet, oldest first."""
    return rows(db, "select * from inbox where status = 'waiting' order by id")


def is_awaited(db: Database, payload: str) -> bool:
    """Whether a request still waits for a file of the inbox folder."""
    return bool(rows(db, "select 1 from inbox where status = 'waiting' and payload = :payload", {"payload": payload}))


def answer_request(db: Database, request_id: int, answer: Answer) -> None:
    """Closes a request with its answer and the articles that it gave."""
    changes = {
        "status": "done" if answer.is_done else "failed",
        "answered_at": now().isoformat(timespec="seconds"),
        "answer": answer.text,
        "article_id": answer.article_id,
        "unread": as_json(list(answer.unread)),
    }
    with transaction(db):
        db.table("inbox").update(request_id, changes)
        db.execute("delete from clips where request_id = :id", {"id": request_id})
        for position, clip in enumerate(answer.clips):
            row = {"request_id": request_id, "position": position, "article_id": clip.article_id}
            db.table("clips").insert(row | {"found": as_json(dict(clip.found))})


def list_unsettled(db: Database) -> list[Row]:
    """Answered requests whose file still has to leave the watched folder, oldest first."""
    return rows(
        db,
        "select * from inbox where via = 'folder' and status <> 'waiting' and settled_at is null order by id",
    )


def settle_request(db: Database, request_id: int) -> None:
    """Records that a request's file has left the watched folder."""
    with transaction(db):
        db.table("inbox").update(request_id, {"settled_at": now().isoformat(timespec="seconds")})


def _insert(db: Database, row: Mapping[str, Any]) -> int:
    row = {**row, "requested_by": sign(db, "ask", row["requested_by"])}
    with transaction(db):
        same = rows(
            db,
            """
            select id from inbox where status = 'waiting' and kind = :kind and payload = :payload
              and via = coalesce(:via, 'desk') and (via = 'desk' or name is :name)
            """,
            {"via": None, "name": None, **row},
        )
        if same:
            return int(same[0]["id"])
        number = insert_row(db, "inbox", row | {"requested_at": now().isoformat(timespec="seconds")})
        if row.get("via", "desk") == "desk":
            record_act(db, "request", f"n° {number}", who=row["requested_by"])
        return number
