"""Mails: newsletters, alerts, panoramas, forwarded messages and what is attached to them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message

from crawler.dates import read_machine_date, resolve_date
from crawler.pages import html_tree, mail_words
from crawler.pages.digests import as_article, read_digest
from crawler.pages.documents import read_pdf
from crawler.pages.errors import PageError
from crawler.pages.html_page import read_html
from crawler.pages.json_ld import clean_text
from crawler.pages.lines import tidy
from crawler.pages.mail_headers import file_name_of, header_of
from crawler.pages.mail_lines import MailLine, as_text, read_html_lines, read_plain_lines
from crawler.pages.pasted import read_pasted
from crawler.pages.saved_on import sent_on
from store.records import Article, Block

MOST_PARTS = 300
DEEPEST = 5
LARGEST_ATTACHMENT = 15_000_000
_SILENT_KINDS = (
    "image/", "application/pkcs7", "application/x-pkcs7", "application/pgp", "text/calendar", "text/x-vcard",
)  # fmt: skip
_KNOWN_HEADERS = frozenset({
    "from", "to", "subject", "date", "received", "return-path", "mime-version", "message-id", "content-type",
    "delivered-to",
})  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What a mail held: articles, and in French what of it could not be read."""

    articles: tuple[Article, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """Who sent a message, when, under which title; a forwarded one has its own."""

    subject: str = ""
    sender: str | None = None
    sent_at: datetime | None = None
    is_alert: bool = False


@dataclass
class _Parts:
    """The pieces of a message: its text in its two forms, its attachments, the messages inside it."""

    html: str | None = None
    plain: str | None = None
    attachments: list[Message] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def is_mail(body: bytes) -> bool:
    """Whether the bytes open with mail headers."""
    head = body[:4000].decode("utf-8", "replace").lstrip("\ufeff")
    names = {name.lower() for name in re.findall(r"^([A-Za-z-]+):\s", head, re.MULTILINE)}
    return bool(re.match(r"^[A-Za-z-]+:\s", head)) and len(names & _KNOWN_HEADERS) >= 2


def read_mail(name: str, body: bytes, *, url: str | None, fetched_at: datetime) -> Mail:
    """The articles of a mail: one per item of a newsletter, alert or panorama, else the message itself, and those of
    what is attached. A web archive (`.mhtml`) gives its page. A newsletter's date is not its items'.

    Raises:
        PageError: nothing in it can be read; the message says why.
    """
    try:
        mail = _read_message(message_from_bytes(body, policy=policy.compat32), url=url, fetched_at=fetched_at, depth=1)
    except RecursionError:
        raise PageError(
            f"{name} : courriel emboîté trop profondément ; ouvrez le message qu’il contient et collez son texte"
        ) from None
    if mail.articles:
        return mail
    why = f" ({mail.unread[0]})" if mail.unread else ""
    raise PageError(f"{name} : courriel sans texte lisible{why} ; transférez-le en .eml complet ou collez son texte")


def _read_message(message: Message, *, url: str | None, fetched_at: datetime, depth: int) -> Mail:
    parts = _Parts()
    for count, part in enumerate(_walk(message)):
        if count >= MOST_PARTS:
            parts.unread.append(f"plus de {MOST_PARTS} morceaux : les suivants n’ont pas été lus")
            break
        _sort_part(part, parts)
    archived = message.get("Snapshot-Content-Location")
    if archived and parts.html is not None:
        page = f'<meta charset="utf-8">{parts.html}'.encode("utf-8", "replace")
        article = read_html(page, url=url or str(archived).strip(), fetched_at=fetched_at)
        return Mail(articles=(replace(article, saved_at=sent_on(message.get("Date"))),))
    inside = _read_inside(parts, fetched_at=fetched_at, depth=depth)
    articles = list(inside.articles)
    unread = [*parts.unread, *inside.unread]
    try:
        own = _read_text(parts, _envelope(message, fetched_at), url=url, fetched_at=fetched_at, has_more=bool(articles))
        articles[:0] = own
    except PageError as error:
        if not articles and not unread:
            unread.append(str(error).rpartition(" : ")[2].partition(" ; ")[0])
    return Mail(articles=tuple(articles), unread=tuple(dict.fromkeys(unread)))


def _walk(message: Message) -> Iterator[Message]:
    """The parts of a message, those of the messages inside it left out."""
    payload = message.get_payload()
    if not isinstance(payload, list) or message.get_content_maintype() == "message":
        yield message
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _walk(part)


def _sort_part(part: Message, parts: _Parts) -> None:
    kind, name = part.get_content_type(), file_name_of(part)
    if kind == "message/rfc822":
        payload = part.get_payload()
        parts.messages += [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    elif part.get_content_disposition() == "attachment" or (name and kind not in ("text/html", "text/plain")):
        parts.attachments.append(part)
    elif kind == "text/html":
        parts.html = _text_of(part) if parts.html is None else parts.html + _text_of(part)
    elif kind == "text/plain":
        parts.plain = _text_of(part) if parts.plain is None else f"{parts.plain}\n\n{_text_of(part)}"


def _read_inside(parts: _Parts, *, fetched_at: datetime, depth: int) -> Mail:
    """What is attached: messages, PDF, pages; what is of another kind is named."""
    articles: list[Article] = []
    unread: list[str] = []
    for message in parts.messages:
        if depth >= DEEPEST:
            unread.append(f"messages emboîtés au-delà de {DEEPEST} niveaux : non lus")
            break
        found = _read_message(message, url=None, fetched_at=fetched_at, depth=depth + 1)
        articles += found.articles
        unread += found.unread
    for part in parts.attachments:
        name = file_name_of(part) or "sans nom"
        if part.get_content_type().startswith(_SILENT_KINDS):
            continue
        try:
            found = _read_attachment(name, part, fetched_at=fetched_at, depth=depth)
        except PageError as error:
            told = str(error).removeprefix(f"{name} : ").partition(" ; ")[0]
            unread.append(f"pièce jointe « {name} » non lue : {told}")
        else:
            articles += found.articles
            unread += found.unread
    return Mail(articles=tuple(articles), unread=tuple(unread))


def _read_attachment(name: str, part: Message, *, fetched_at: datetime, depth: int) -> Mail:
    from crawler.extract import open_file

    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        raise PageError(f"{name} : pièce jointe vide ou abîmée")
    if len(body) > LARGEST_ATTACHMENT:
        raise PageError(f"{name} : plus de {LARGEST_ATTACHMENT // 1_000_000} Mo")
    if body.lstrip()[:5] == b"%PDF-":
        return Mail(articles=read_pdf(name, body, url=None, fetched_at=fetched_at))
    if is_mail(body):
        if depth >= DEEPEST:
            raise PageError(f"{name} : message emboîté au-delà de {DEEPEST} niveaux")
        message = message_from_bytes(body, policy=policy.compat32)
        return _read_message(message, url=None, fetched_at=fetched_at, depth=depth + 1)
    return open_file(name, body, url=None, fetched_at=fetched_at)


def _read_text(
    parts: _Parts, envelope: Envelope, *, url: str | None, fetched_at: datetime, has_more: bool
) -> list[Article]:
    """The articles of a message's own text; the note above what it forwards or brings is none."""
    forms = [read_html_lines(html_tree.parse(parts.html))] if parts.html and parts.html.strip() else []
    forms += [read_plain_lines(parts.plain)] if parts.plain and parts.plain.strip() else []
    if not forms:
        if has_more:
            return []
        raise PageError("courriel sans texte")
    for lines in forms:
        own, rest = _without_forward(lines, envelope, fetched_at)
        digest = read_digest(rest, fetched_at=fetched_at)
        alone = len(digest.items) == 1 and (own.is_alert or digest.n_outside < mail_words.SHORT_NOTE)
        if len(digest.items) >= 2 or (alone and digest.items[0].is_linked):
            return [as_article(item, sender=own.sender) for item in digest.items]
    own, rest = _without_forward(forms[0], envelope, fetched_at)
    if has_more and sum(len(line.text) for line in rest) < mail_words.SHORT_NOTE:
        return []
    return [_as_letter(rest, own, url=url, fetched_at=fetched_at)]


def _without_forward(
    lines: Sequence[MailLine], envelope: Envelope, fetched_at: datetime
) -> tuple[Envelope, list[MailLine]]:
    """The envelope and the lines of the innermost message that was forwarded in the text, else those of the mail."""
    own, kept = envelope, list(lines)
    for start, line in enumerate(lines):
        named = _envelope_lines(lines, start + 1 if mail_words.FORWARDED.match(line.folded) else start)
        if len(named) < (1 if mail_words.FORWARDED.match(line.folded) else 3):
            continue
        last = max(named)
        if last < start:
            continue
        own = _renamed(own, {name: value for name, value in named.values()}, fetched_at)
        kept = list(lines[last + 1 :])
    return own, kept


def _envelope_lines(lines: Sequence[MailLine], start: int) -> dict[int, tuple[str, str]]:
    """The header lines of a forwarded message (« De : », « Objet : ») that stand from a line on, by position."""
    found: dict[int, tuple[str, str]] = {}
    for index in range(start, min(start + 9, len(lines))):
        match = mail_words.ENVELOPE.match(lines[index].folded)
        if not match:
            if found or index > start + 1:
                break
            continue
        found[index] = (match["name"], tidy(lines[index].text.partition(":")[2]).strip("* "))
    return found


def _renamed(envelope: Envelope, named: dict[str, str], fetched_at: datetime) -> Envelope:
    subject = next((value for name, value in named.items() if name in ("objet", "subject", "sujet")), "")
    sender = next((value for name, value in named.items() if name in ("de", "from")), "")
    sent = next((value for name, value in named.items() if name in ("date", "envoye", "envoye le", "sent")), "")
    resolved = resolve_date(sent, fetched_at=fetched_at) if sent else None
    address = _domain(sender)
    return replace(
        envelope,
        subject=_bare_subject(subject) or envelope.subject,
        sender=address or (sender.strip("<> ") or None if sender else envelope.sender),
        sent_at=resolved.moment if resolved else None,
        is_alert=envelope.is_alert or bool(mail_words.ALERT_SENDER.search(sender)),
    )


def _as_letter(lines: Sequence[MailLine], envelope: Envelope, *, url: str | None, fetched_at: datetime) -> Article:
    """A message as one article: its subject is the title, its date the publication date."""
    kept = [line for line in lines if not mail_words.FOOTER.search(line.folded)]
    text, subject = as_text(kept), envelope.subject
    article = read_pasted(
        f"{subject}\n\n{text}" if subject and subject not in text else text, url=url, fetched_at=fetched_at
    )
    blocks = article.blocks or (Block(kind="paragraph", text=tidy(text)),)
    article = replace(article, title=subject or article.title, blocks=blocks, site=article.site or envelope.sender)
    sent = envelope.sent_at
    if article.published_at or sent is None or sent > fetched_at:
        return article
    provenance = {**article.provenance, "published_at": "meta"}
    return replace(article, published_at=sent, date_precision="second", date_source="meta", provenance=provenance)


def _envelope(message: Message, fetched_at: datetime) -> Envelope:
    sender, subject = header_of(message, "From"), _bare_subject(header_of(message, "Subject"))
    sent = read_machine_date(header_of(message, "Date"))
    return Envelope(
        subject=subject, sender=_domain(sender), sent_at=sent[0] if sent else None,
        is_alert=bool(mail_words.ALERT_SENDER.search(sender)),
    )  # fmt: skip


def _bare_subject(subject: str) -> str:
    return mail_words.FORWARD_PREFIX.sub("", clean_text(subject) or "")


def _domain(sender: str) -> str | None:
    address = re.search(r"@([\w.-]+\.\w+)", sender)
    return address[1].lower() if address else None


def _text_of(part: Message) -> str:
    """The text of a part: its declared encoding when it fits, else UTF-8, else Windows-1252."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    declared = part.get_content_charset()
    try:
        return payload.decode(declared or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return html_tree.decode(payload)
