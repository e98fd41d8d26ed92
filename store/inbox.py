"""Requests of the dashboard, carried out by `vigie work`."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlite_utils import Database

from store.clock import now
from store.database import Row, insert_row, rows, transaction

RequestKind = Literal["url", "text", "file"]
MAX_BYTES = 10_000_000


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a request; `text` is French, one sentence."""

    is_done: bool
    text: str
    article_id: str | None = None


def request_url(db: Database, url: str, *, requested_by: str) -> int:
    """Asks for a page to be fetched; the id of the request.

    Raises:
        ValueError: not an http(s) address (the message is French, for the screen).
    """
    stripped = url.strip()
    if not stripped.lower().startswith(("http://", "https://")) or len(stripped) > 2000:
        raise ValueError("Cette adresse ne commence pas par http:// ou https://.")
    return _insert(db, kind="url", payload=stripped, url=stripped, requested_by=requested_by)


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
    suffix = Path(name).suffix.lower()
    kept = suffix if suffix in {".txt", ".html", ".htm", ".pdf", ".eml"} else ".txt"
    stored = hashlib.sha256(body).hexdigest()[:32] + kept
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f".{stored}.{os.getpid()}"
    partial.write_bytes(body)
    partial.replace(folder / stored)
    kind: RequestKind = "text" if kept == ".txt" else "file"
    return _insert(db, kind=kind, payload=stored, url=(url or "").strip() or None, requested_by=requested_by)


def list_waiting(db: Database) -> list[Row]:
    """Requests not answered yet, oldest first."""
    return rows(db, "select * from inbox where status = 'waiting' order by id")


def answer_request(db: Database, request_id: int, answer: Answer) -> None:
    """Closes a request with its answer."""
    changes = {
        "status": "done" if answer.is_done else "failed",
        "answered_at": now().isoformat(timespec="seconds"),
        "answer": answer.text,
        "article_id": answer.article_id,
    }
    with transaction(db):
        db.table("inbox").update(request_id, changes)


def _insert(db: Database, *, kind: RequestKind, payload: str, url: str | None, requested_by: str) -> int:
    with transaction(db):
        waiting = rows(
            db,
            "select id from inbox where status = 'waiting' and kind = :kind and payload = :payload",
            {"kind": kind, "payload": payload},
        )
        if waiting:
            return int(waiting[0]["id"])
        row = {"kind": kind, "payload": payload, "url": url, "requested_by": requested_by}
        return insert_row(db, "inbox", row | {"requested_at": now().isoformat(timespec="seconds")})
