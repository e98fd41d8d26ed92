"""One folder of a mailbox, read in IMAP: each message becomes a request, once.

The folder is opened for reading only: nothing is deleted, moved or marked on the server.
"""

import base64
import hashlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

from sqlite_utils import Database

from crawler.pages.mail_headers import header_of
from store.clock import now, today
from store.database import rows, transaction
from store.fences import fence
from store.home import Home
from store.inbox import MAX_MAIL_BYTES, HandedIn, place_file, record_refusal, request_handed
from store.mail_settings import Mail, MailError, read_password
from store.network import Gate, PrivateAddressError, is_written_private

TIMEOUT_S = 30.0
MOST_A_PASS = 200  # the rest comes with the next pass
_PORT, _SSL_PORT = 143, 993
ASKED_BY = "boîte aux lettres"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_TOO_LARGE = (
    f"Non lu : ce message dépasse {MAX_MAIL_BYTES // 1_000_000}\u00a0Mo ; enregistrez la pièce utile et déposez-la."
)
_NOT_GIVEN = "Non lu : la messagerie n’a pas donné ce message ; transférez-le de nouveau."


@dataclass(frozen=True, kw_only=True)
class _Head:
    """What is asked of a message before its body."""

    size: int
    subject: str
    message_hash: str


def take_mail(db: Database, home: Home, mail: Mail, *, allowed: Sequence[str] = ()) -> int:
    """Hands in the messages of the folder that were not handled yet; how many.

    `allowed` are host[:port] of a private network that may be spoken to.

    Raises:
        MailError: the mailbox cannot be read; the message is French and holds neither password nor server's words.
    """
    try:
        with _opened(mail, read_password(home.mail_password_file), allowed) as server:
            validity = _open_folder(server, mail)
            n_taken = sum(
                _take(db, home, mail, server, (validity, uid)) for uid in _new_uids(db, server, mail, validity)
            )
    except MailError as error:
        _save_state(db, mail, str(error))
        raise
    _save_state(db, mail, None)
    return n_taken


@contextmanager
def _opened(mail: Mail, password: str, allowed: Sequence[str]) -> Iterator[imaplib.IMAP4]:
    """A connection with somebody logged in; every failure of it is a `MailError`."""
    server: imaplib.IMAP4 | None = None
    where = f"boîte {mail.user} sur {mail.host}"
    try:
        server = _connect(mail, allowed)
        try:
            _log_in(server, mail.user, password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeError):
            raise MailError(f"{where} : identifiant ou mot de passe refusé ; vérifiez l’un et l’autre") from None
        yield server
    except PrivateAddressError as refused:
        raise MailError(f"{where} : {refused}") from None
    except socket.gaierror:
        raise MailError(f"{where} : serveur introuvable ; vérifiez « host » dans [mail]") from None
    except ssl.SSLError as error:
        raise MailError(
            f"{where} : connexion chiffrée refusée ({error.reason or 'SSL'}) ; vérifiez « security » et « port »"
        ) from None
    except (OSError, imaplib.IMAP4.error) as error:
        why = "délai dépassé" if isinstance(error, TimeoutError) else type(error).__name__
        raise MailError(f"{where} : la messagerie ne répond pas ({why}) ; nouvel essai au prochain passage") from None
    finally:
        if server is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                server.logout()


class _GatedImap(imaplib.IMAP4):
    """IMAP over a connection that the gate opens: to the very address that it checked."""

    def __init__(self, gate: Gate, host: str, port: int) -> None:
        self._gate = gate
        super().__init__(host, port, timeout=TIMEOUT_S)

    def _create_socket(self, timeout: Any) -> socket.socket:
        return self._gate.open_socket(self.host, self.port, timeout_s=TIMEOUT_S)


class _GatedImapSsl(imaplib.IMAP4_SSL):
    """The same, encrypted; the certificate must be that of the name."""

    def __init__(self, gate: Gate, host: str, port: int) -> None:
        self._gate = gate
        super().__init__(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_S)

    def _create_socket(self, timeout: Any) -> socket.socket:
        opened = self._gate.open_socket(self.host, self.port, timeout_s=TIMEOUT_S)
        wrapped: socket.socket = self.ssl_context.wrap_socket(opened, server_hostname=self.host)
        return wrapped


def _connect(mail: Mail, allowed: Sequence[str]) -> imaplib.IMAP4:
    port = mail.port or (_SSL_PORT if mail.security == "ssl" else _PORT)
    written = f"[{mail.host}]:{port}" if ":" in mail.host else f"{mail.host}:{port}"
    gate = Gate([*allowed, *([written] if is_written_private(written) else [])])
    if mail.security == "ssl":
        return _GatedImapSsl(gate, mail.host, port)
    server = _GatedImap(gate, mail.host, port)
    if mail.security == "starttls":
        server.starttls(ssl_context=ssl.create_default_context())
    return server


def _log_in(server: imaplib.IMAP4, user: str, password: str) -> None:
    """LOGIN knows ASCII only (RFC 3501): accents go through AUTHENTICATE PLAIN (RFC 4616)."""
    if user.isascii() and password.isascii():
        server.login(user, password)
    else:
        server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())


def _open_folder(server: imaplib.IMAP4, mail: Mail) -> int:
    """Opens the folder for reading only; its UIDVALIDITY."""
    name = encode_folder(mail.folder).replace("\\", "\\\\").replace('"', '\\"')
    answer, _ = server.select(f'"{name}"', readonly=True)
    _, found = server.response("UIDVALIDITY")
    value = found[0] if found else None
    if answer != "OK":
        raise MailError(f"dossier « {mail.folder} » absent de la boîte {mail.user} ; vérifiez « folder » dans [mail]")
    if not isinstance(value, bytes) or not value.isdigit():
        raise MailError(f"dossier « {mail.folder} » : la messagerie ne numérote pas ses messages, ils seraient relus")
    return int(value)


def encode_folder(name: str) -> str:
    """A folder's name as IMAP wants it (modified UTF-7, RFC 3501 section 5.1.3)."""
    written, waiting = "", ""
    for char in [*name, ""]:
        if waiting and (not char or " " <= char <= "~"):
            coded = base64.b64encode(waiting.encode("utf-16-be")).decode("ascii")
            written, waiting = f"{written}&{coded.rstrip('=').replace('/', ',')}-", ""
        if char and " " <= char <= "~":
            written += "&-" if char == "&" else char
        else:
            waiting += char
    return written


def _new_uids(db: Database, server: imaplib.IMAP4, mail: Mail, validity: int) -> list[int]:
    """The numbers of the messages of the last days that were not handled yet, oldest first."""
    since = today() - timedelta(days=mail.since_days)
    answer, data = server.uid("search", f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}")
    if answer != "OK":
        raise MailError(f"dossier « {mail.folder} » : la messagerie refuse d’en donner la liste")
    found = {int(uid) for line in data if isinstance(line, bytes) for uid in line.split() if uid.isdigit()}
    handled = rows(
        db,
        "select uid from mail_messages where mailbox = :mailbox and uid_validity = :validity",
        {"mailbox": mail.name, "validity": validity},
    )
    return sorted(found - {row["uid"] for row in handled})[:MOST_A_PASS]


def _take(db: Database, home: Home, mail: Mail, server: imaplib.IMAP4, number: tuple[int, int]) -> int:
    """Hands in one message and remembers it, at once; 0 when it was handled under another number."""
    head = _read_head(server, number[1])
    if head is None or head.size > MAX_MAIL_BYTES:
        return _refuse(db, mail, number, head, _NOT_GIVEN if head is None else _TOO_LARGE)
    if _was_handled(db, mail, head.message_hash):
        _remember(db, mail, number, head.message_hash)
        return 0
    body = _fetched(server, number[1], "(BODY.PEEK[])")
    if not body:
        return _refuse(db, mail, number, head, _NOT_GIVEN)
    handed = HandedIn(name=f"{head.subject or 'courriel'}.eml", body=body, requested_by=ASKED_BY, via="mail")
    place_file(home.inbox, handed)
    with transaction(db):
        request_handed(db, handed)
        _remember(db, mail, number, head.message_hash)
        fence("mail-requested")
    return 1


def _refuse(db: Database, mail: Mail, number: tuple[int, int], head: _Head | None, why: str) -> int:
    name = head.subject if head and head.subject else f"message n° {number[1]}"
    with transaction(db):
        record_refusal(db, name=name, via="mail", requested_by=ASKED_BY, why=why)
        _remember(db, mail, number, head.message_hash if head else "")
    return 1


def _read_head(server: imaplib.IMAP4, uid: int) -> _Head | None:
    answer, data = server.uid(
        "fetch", str(uid), "(RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT DATE FROM)])"
    )
    joined = b" ".join(piece if isinstance(piece, bytes) else piece[0] for piece in data if piece)
    size = _SIZE.search(joined)
    if answer != "OK" or not size:
        return None
    raw = next((piece[1] for piece in data if isinstance(piece, tuple)), b"")
    message = message_from_bytes(raw, policy=policy.compat32)
    own_id = header_of(message, "Message-ID") or raw.decode("latin-1") + size[1].decode("ascii")
    return _Head(
        size=int(size[1]), subject=header_of(message, "Subject")[:150],
        message_hash=hashlib.sha256(own_id.encode("utf-8", "replace")).hexdigest()[:32],
    )  # fmt: skip


def _fetched(server: imaplib.IMAP4, uid: int, what: str) -> bytes:
    answer, data = server.uid("fetch", str(uid), what)
    return next((piece[1] for piece in data if isinstance(piece, tuple)), b"") if answer == "OK" else b""


def _was_handled(db: Database, mail: Mail, message_hash: str) -> bool:
    known = {"mailbox": mail.name, "hash": message_hash}
    return bool(
        rows(db, "select 1 from mail_messages where mailbox = :mailbox and message_hash = :hash limit 1", known)
    )


def _remember(db: Database, mail: Mail, number: tuple[int, int], message_hash: str) -> None:
    row = {
        "mailbox": mail.name, "uid_validity": number[0], "uid": number[1], "message_hash": message_hash,
        "handled_at": now().isoformat(timespec="seconds"),
    }  # fmt: skip
    with transaction(db):
        db.table("mail_messages").insert(row, ignore=True)


def _save_state(db: Database, mail: Mail, error: str | None) -> None:
    """Keeps for the screen when the mailbox was last read, or why it could not be."""
    state = {"name": mail.name, "checked_at": now().isoformat(timespec="seconds"), "error": error}
    with transaction(db):
        db.execute("delete from mailboxes where name <> :name", {"name": mail.name})
        db.table("mailboxes").upsert(state, pk="name")
