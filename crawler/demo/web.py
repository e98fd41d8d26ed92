"""What a demo server is asked and what it answers, with the manners of HTTP: charset, ETag, 304, gzip."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
# Pages carry the markup of real embeds; a browser that opens them must not fetch anything from elsewhere.
LOOPBACK_ONLY = "default-src 'self' 'unsafe-inline'; script-src 'none'"


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request: header names in lower case, `visit` counts the requests for this path so far (1 = first)."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    visit: int = 1


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer; `changed_at` makes it revalidable, `notes` are rules of the platform that the request broke."""

    status: int = 200
    body: bytes = b""
    content_type: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None
    notes: tuple[str, ...] = ()


def page(text: str, content_type: str = HTML, *, status: int = 200, changed_at: datetime | None = None) -> Reply:
    """An answer of text in UTF-8."""
    return Reply(status=status, body=text.encode(), content_type=content_type, changed_at=changed_at)


def as_json(value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer of JSON, keys in the order given."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Reply(status=status, body=body, content_type=JSON, headers=headers or {})


def moved_to(url: str) -> Reply:
    """A permanent redirection."""
    return Reply(status=301, headers={"Location": url}, content_type=TEXT)


def not_found() -> Reply:
    """A 404 in HTML."""
    return page("<!DOCTYPE html><html lang='fr'><title>Page introuvable</title><p>Page introuvable.</p>", status=404)


def finish(ask: Ask, reply: Reply) -> Reply:
    """`reply` as it goes out to this asker: not modified, compressed, with its validators."""
    headers = dict(reply.headers) | {"Content-Security-Policy": LOOPBACK_ONLY, "Vary": "Accept-Encoding"}
    if reply.changed_at is not None and reply.status == 200:
        headers["ETag"] = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
        headers["Last-Modified"] = format_datetime(reply.changed_at.astimezone(UTC), usegmt=True)
        if _is_unchanged(ask, headers["ETag"], reply.changed_at):
            return replace(reply, status=304, body=b"", headers=headers)
    body = reply.body
    if body and "gzip" in ask.headers.get("accept-encoding", ""):
        body = gzip.compress(body, mtime=0)
        headers["Content-Encoding"] = "gzip"
    if body:
        headers["Content-Type"] = reply.content_type
    return replace(reply, body=body, headers=headers)


def _is_unchanged(ask: Ask, etag: str, changed_at: datetime) -> bool:
    known = ask.headers.get("if-none-match")
    if known is not None:
        return etag in known or known.strip() == "*"
    since = ask.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
    except ValueError:
        return False
