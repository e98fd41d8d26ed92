"""Sending letters by SMTP: composed alike each time, encrypted, handed over at most once for each recipient.

Who has something to send queues it, in the transaction that decides it, then lets the next delivery carry it:

    queue_letter(db, Letter(key="alert/12", kind="alert", subject=…, text=…, html=…, made_by="alerte"), recipients)
    deliver_letters(db, home, watch)        # `vigie work` and the night do it, under the lock

A failure that proves that nothing was taken is tried again later. One that does not leaves the delivery in doubt
(« incertain »): nothing is sent again unless a person asks for it.
"""

import base64
import logging
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from hashlib import sha256

from sqlite_utils import Database

from dashboard.brief.plain import header_line, plain
from store.audit import record_act
from store.database import Row, transaction
from store.fences import fence
from store.home import Home
from store.network import Gate, PrivateAddressError, is_written_private
from store.outbox import begin_handing, doubt_cut_short, end_handing, list_due, take_back
from store.secret_files import SecretError
from store.smtp_settings import Smtp, read_smtp_password
from store.watch import Watch

LOG = logging.getLogger("vigie")
TIMEOUT_S = 60.0
LISTS = {
    "brief": ("revue-de-presse", "Revue de presse"), "week": ("semaine", "La semaine"), "alert": ("alertes", "Alertes"),
}  # fmt: skip
_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
# What would fetch something when the letter is read, or run; looked for in tags only, not in the words.
_ACTS = re.compile(
    r"^<\s*/?\s*(img|script|iframe|link|object|embed|video|audio|source|form|svg|base)\b|\b(src|srcset|background)\s*="
    r"|url\s*\(|@import|\bon\w+\s*=",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What a delivery did; `problems` are French, one line each."""

    n_sent: int = 0
    n_failed: int = 0
    n_doubt: int = 0
    problems: tuple[str, ...] = ()


class NotReachedError(OSError):
    """No connection to the mail server on which a letter may be given; French, never with a password in it."""


def name_message(key: str, domain: str) -> str:
    """The Message-ID of a letter: the same each time it is composed."""
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def compose(letter: Row, recipient: str, smtp: Smtp, watch: Watch) -> EmailMessage:
    """The mail of a row of `letters` for one recipient: text and HTML; the same bytes each time.

    Raises:
        ValueError: the HTML would fetch or run something, or an address is none.
    """
    if letter["html"]:
        check_harmless(letter["html"])
    if not _ADDRESS.fullmatch(recipient):
        raise ValueError(f"« {plain(recipient)} » n’est pas une adresse qui puisse recevoir ce message")
    mail = EmailMessage(policy=SMTP_POLICY)
    slug, name = LISTS[letter["kind"]]
    mail["From"] = MailAddress(
        header_line(smtp.sender_name or f"Vigie, {watch.us.acronym}"), addr_spec=smtp.sender
    )  # fmt: skip
    mail["To"] = MailAddress(addr_spec=recipient)
    mail["Subject"] = header_line(letter["subject"])
    mail["Date"] = format_datetime(datetime.fromisoformat(letter["made_at"]))
    mail["Message-ID"] = name_message(letter["key"], smtp.domain)
    if letter["answers"]:
        mail["In-Reply-To"] = mail["References"] = name_message(letter["answers"], smtp.domain)
    mail["List-Id"] = f"{header_line(name)} <{slug}.{smtp.domain}>"
    mail["List-Unsubscribe"] = f"<mailto:{smtp.sender}?subject=desinscription>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "fr"
    mail.set_content(letter["text"], cte="quoted-printable")
    if letter["html"]:
        mail.add_alternative(letter["html"], subtype="html", cte="quoted-printable")
        mail.set_boundary(f"vigie-{letter['content_hash'][:32]}")
    return mail


def check_harmless(html: str) -> None:
    """Lets HTML pass that fetches and runs nothing.

    Raises:
        ValueError: a tag of it would.
    """
    for tag in re.findall(r"<[^>]*>", html):
        if _ACTS.search(tag):
            raise ValueError(f"un message ne charge rien : balise « {tag[:60]} » refusée")


def deliver_letters(db: Database, home: Home, watch: Watch) -> Delivered:
    """Hands over what waits, oldest first; call it under the home's lock."""
    n_doubt = doubt_cut_short(db)
    due = list_due(db)
    if not due:
        return Delivered(n_doubt=n_doubt)
    if watch.smtp is None:
        why = "aucun serveur d’envoi : écrivez [smtp] dans watch.toml (docs/mail.md)"
        return Delivered(n_failed=len(due), n_doubt=n_doubt, problems=(why,))
    counts = {"sent": 0, "failed": 0, "doubt": n_doubt}
    problems: list[str] = []
    try:
        with _opened(home, watch, watch.smtp) as server:
            for row in due:
                status, said = _hand(db, home, server, row, compose_safely(row, watch.smtp, watch), watch.smtp)
                counts[status] += 1
                problems += [said] if said else []
                LOG.info("mail letter=%s delivery=%d status=%s", row["key"], row["delivery_id"], status)
                if status == "doubt":  # the connection is lost; the others go at the next pass
                    break
    except (NotReachedError, SecretError) as error:
        for row in due:
            take_back(db, row["delivery_id"], home.sent_file, str(error), for_good=False)
        counts["failed"] += len(due)
        problems.append(str(error))
    return Delivered(
        n_sent=counts["sent"], n_failed=counts["failed"], n_doubt=counts["doubt"],
        problems=tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def compose_safely(row: Row, smtp: Smtp, watch: Watch) -> bytes | str:
    """The bytes of the mail, or why it cannot be made, in French."""
    try:
        return compose(row, row["recipient"], smtp, watch).as_bytes()
    except (ValueError, UnicodeError) as error:
        return plain(str(error))


def _hand(
    db: Database, home: Home, server: smtplib.SMTP, row: Row, mail: bytes | str, smtp: Smtp
) -> tuple[str, str | None]:
    """Gives one letter to the server; (« sent », « failed » or « doubt », why)."""
    delivery = row["delivery_id"]

    def failed(why: str, *, for_good: bool) -> tuple[str, str]:
        take_back(db, delivery, home.sent_file, why, for_good=for_good)
        return "failed", why

    if isinstance(mail, str):
        return failed(mail, for_good=True)
    try:
        server.rset()
        _expect(server.mail(smtp.sender, [f"size={len(mail)}"] if server.has_extn("size") else []), "l’expéditeur")
        _expect(server.rcpt(row["recipient"]), "le destinataire")
    except _RefusedError as refused:
        return failed(str(refused), for_good=refused.is_recipient and refused.code >= 500)
    except (smtplib.SMTPException, OSError) as error:
        return failed(f"la messagerie ne répond plus ({type(error).__name__})", for_good=False)
    if not begin_handing(db, delivery, home.sent_file):
        return "failed", "déjà remis d’après le fichier « envois » : à vérifier par une personne"
    fence("mail-handing")
    try:
        _expect(server.data(mail), "le message")
    except (_RefusedError, smtplib.SMTPDataError) as refused:
        code = refused.code if isinstance(refused, _RefusedError) else refused.smtp_code
        return failed(f"message refusé par le serveur (code {code})", for_good=code >= 500)
    except (smtplib.SMTPException, OSError):
        why = "la connexion s’est coupée pendant la remise : le message est peut-être arrivé"
        end_handing(db, delivery, "doubt", why)
        return "doubt", why
    fence("mail-given")
    with transaction(db):
        end_handing(db, delivery, "sent")
        record_act(db, "sending", f"{row['key']}, lettre n° {row['id']}, remise n° {delivery}", who=row["made_by"])
    return "sent", None


class _RefusedError(Exception):
    """The server says no, by a code."""

    def __init__(self, what: str, code: int) -> None:
        super().__init__(f"{what} est refusé par le serveur (code {code})")
        self.code, self.is_recipient = code, what == "le destinataire"


def _expect(answer: tuple[int, bytes], what: str) -> None:
    if answer[0] // 100 != 2:
        raise _RefusedError(what, answer[0])


class _GatedSmtp(smtplib.SMTP):
    """SMTP over a connection that the gate opens: to the very address that it checked."""

    gate: Gate

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.gate.open_socket(host, port, timeout_s=timeout)


@contextmanager
def _opened(home: Home, watch: Watch, smtp: Smtp) -> Iterator[smtplib.SMTP]:
    """A connection, encrypted and logged in; every failure to get it is a `NotReachedError`."""
    server = _GatedSmtpTls(_context(smtp)) if smtp.security == "tls" else _GatedSmtp(timeout=TIMEOUT_S)
    written = f"[{smtp.host}]:{smtp.on_port}" if ":" in smtp.host else f"{smtp.host}:{smtp.on_port}"
    server.gate = Gate([*watch.network.allowed_hosts, *([written] if is_written_private(written) else [])])
    password = read_smtp_password(home.smtp_password_file) if smtp.user else ""
    try:
        with _told(f"serveur d’envoi {smtp.host}:{smtp.on_port}"):
            server._host = smtp.host  # type: ignore[attr-defined]  # what the certificate must name
            server.connect(smtp.host, smtp.on_port)
            if smtp.security == "starttls":
                server.starttls(context=_context(smtp))
            server.ehlo_or_helo_if_needed()
            if smtp.user:
                _log_in(server, smtp.user, password)
        yield server
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


class _GatedSmtpTls(_GatedSmtp):
    """The same, encrypted from the first byte; the certificate must be that of the name."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(timeout=TIMEOUT_S)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self._context.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


def _context(smtp: Smtp) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(smtp.ca_file) if smtp.ca_file else None)
    except (OSError, ssl.SSLError):
        raise NotReachedError(f"certificat « {smtp.ca_file} » illisible ; vérifiez « ca_file » dans [smtp]") from None


def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """`login` knows ASCII only: accents go through AUTH PLAIN (RFC 4616)."""
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    said = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, _ = server.docmd("AUTH", f"PLAIN {said}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, b"")


@contextmanager
def _told(where: str) -> Iterator[None]:
    """Every failure of the block in one French line; what the server said of a login is never repeated."""
    try:
        yield
    except PrivateAddressError as refused:
        raise NotReachedError(f"{where} : {refused}") from None
    except socket.gaierror:
        raise NotReachedError(f"{where} : introuvable ; vérifiez « host » dans [smtp]") from None
    except ssl.SSLError as error:
        raise NotReachedError(
            f"{where} : connexion chiffrée refusée ({error.reason or 'SSL'}) ; vérifiez « security » et « port »"
        ) from None
    except smtplib.SMTPNotSupportedError:
        why = "n’offre pas le chiffrement ou la connexion voulus ; rien n’est parti"
        raise NotReachedError(f"{where} : {why}") from None
    except smtplib.SMTPAuthenticationError as error:
        raise NotReachedError(f"{where} : identifiant ou mot de passe refusé (code {error.smtp_code})") from None
    except (OSError, smtplib.SMTPException) as error:
        why = "délai dépassé" if isinstance(error, TimeoutError) else type(error).__name__
        raise NotReachedError(f"{where} : ne répond pas ({why}) ; nouvel essai plus tard") from None
