"""Calling the watch's webhook: signed, through the gate of the network, never twice.

The body is JSON. `Vigie-Signature: t=SECONDS,v1=HEX` is the HMAC-SHA256, with the shared secret, of « SECONDS.BODY »;
`Vigie-Delivery` names the call, the same if it is made again. A call is made again only when it certainly changed
nothing: no connection, or an answer 429 or 5xx. Redirects are not followed. What was cut short after words left stays
« incertain ».
"""

import hmac
import http.client
import json
import logging
import ssl
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import SplitResult, quote, urlsplit

from sqlite_utils import Database

from store.alerts import begin_call, end_call, list_due_calls, put_off_call
from store.clock import now
from store.database import Row
from store.fences import fence
from store.home import Home
from store.network import Gate, PrivateAddressError, is_written_private
from store.secret_files import SecretError, make_secret
from store.watch import Watch

LOG = logging.getLogger("vigie")
SECRET_VARIABLE = "VIGIE_WEBHOOK_SECRET"
SECRET_FILE = "webhook-secret"
TIMEOUT_S = 10.0
MADE_BEFORE = "déjà parti d’après le fichier « envois » : à vérifier par une personne"
_LONGEST_ANSWER = 65_536
_AGAIN = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, kw_only=True)
class Called:
    """What the calls of a pass did; `problems` are French, one line each."""

    n_sent: int = 0
    n_failed: int = 0
    problems: tuple[str, ...] = ()


class AddressError(ValueError):
    """An address that no call may leave for; French."""


def sign(secret: str, body: bytes, *, at_s: int) -> str:
    """The header that proves who sends a body, and when."""
    digest = hmac.new(secret.encode(), f"{at_s}.".encode() + body, sha256).hexdigest()
    return f"t={at_s},v1={digest}"


def check_address(url: str) -> SplitResult:
    """The parts of an address that a call may leave for: HTTPS, or HTTP to a machine of ours that is written so.

    Raises:
        AddressError: it is not one.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or port == -1:
        raise AddressError(f"l’adresse de l’appel web n’en est pas une : {url}")
    if parts.scheme == "http" and not is_written_private(parts.netloc):
        raise AddressError(
            "l’appel web doit partir en https, sauf vers une adresse de cette machine ou de votre réseau"
        )
    return parts


def call_webhook(db: Database, home: Home, watch: Watch) -> Called:
    """Makes the calls that wait, oldest first; call it under the home's lock."""
    due = list_due_calls(db)
    if not due:
        return Called()
    if watch.alerts.webhook is None:
        for row in due:
            end_call(db, row["id"], "refused", "plus d’adresse dans [alerts] webhook")
        return Called(n_failed=len(due), problems=("des appels attendaient, mais [alerts] webhook n’a plus d’adresse",))
    try:
        parts = check_address(watch.alerts.webhook)
        secret = make_secret(SECRET_VARIABLE, home.folder / SECRET_FILE, what="secret de l’appel web")
    except (AddressError, SecretError) as error:
        for row in due:
            if begin_call(db, row["id"], home.sent_file):
                put_off_call(db, row["id"], home.sent_file, str(error))
        return Called(n_failed=len(due), problems=(str(error),))
    allowed = [*watch.network.allowed_hosts, *([parts.netloc] if is_written_private(parts.netloc) else [])]
    problems = [said for row in due if (said := _call(db, home, row, parts, secret, Gate(allowed)))]
    return Called(n_sent=len(due) - len(problems), n_failed=len(problems), problems=tuple(dict.fromkeys(problems)))


def _call(db: Database, home: Home, row: Row, parts: SplitResult, secret: str, gate: Gate) -> str | None:
    """Makes one call; why it failed, in French, else nothing."""
    if not begin_call(db, row["id"], home.sent_file):
        return f"appel web : {MADE_BEFORE}"
    fence("webhook-begun")
    try:
        connection = _connect(parts, gate)
    except (OSError, ssl.SSLError) as error:
        said = str(error) if isinstance(error, PrivateAddressError) else f"pas de connexion ({type(error).__name__})"
        put_off_call(db, row["id"], home.sent_file, said)
        return f"appel web : {said}"
    try:
        status = _post(connection, row, parts, secret)
    except (OSError, http.client.HTTPException) as error:
        said = f"coupé pendant l’appel ({type(error).__name__}) : il est peut-être arrivé"
        end_call(db, row["id"], "doubt", said)
        return f"appel web : {said}"
    finally:
        connection.close()
    fence("webhook-answered")
    LOG.info("webhook call=%d status=%d", row["id"], status)
    if 200 <= status < 300:
        end_call(db, row["id"], "sent")
        return None
    said = f"réponse {status}"
    if status in _AGAIN:
        put_off_call(db, row["id"], home.sent_file, said)
    else:
        end_call(db, row["id"], "refused", said + (", une redirection n’est pas suivie" if status // 100 == 3 else ""))
    return f"appel web : {said}"


def _connect(parts: SplitResult, gate: Gate) -> http.client.HTTPConnection:
    """A connection to the very address that the gate checked, encrypted for https."""
    assert parts.hostname is not None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    opened = gate.open_socket(parts.hostname, port, timeout_s=TIMEOUT_S)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT_S)
    if parts.scheme == "https":
        try:
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=parts.hostname)
        except (OSError, ssl.SSLError):
            opened.close()
            raise
    connection.sock = opened
    connection.auto_open = 0  # another connection would not pass the gate
    return connection


def _post(connection: http.client.HTTPConnection, row: Row, parts: SplitResult, secret: str) -> int:
    body = str(row["body"]).encode()
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/%:=&?~+!,;@.-_[]()*'$")
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Vigie", "Connection": "close",
        "Vigie-Delivery": str(json.loads(row["body"])["delivery"]),
        "Vigie-Signature": sign(secret, body, at_s=int(now().timestamp())),
    }  # fmt: skip
    connection.request("POST", path, body=body, headers=headers)
    answer = connection.getresponse()
    answer.read(_LONGEST_ANSWER)
    return answer.status
